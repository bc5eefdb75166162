// What the commands print, and what they send with a change.
#pragma once

#include <google/protobuf/message.h>

#include <ostream>
#include <string>

#include "crypto/result.h"

namespace relais::admin {

struct Output {
  std::ostream& out;
  bool json;
};

// One line of JSON, with the names of proto/.
std::string Json(const google::protobuf::Message& message);
// One line of JSON: an object of texts.
std::string JsonOf(std::initializer_list<std::pair<const char*, std::string>> texts);
// The message as JSON when that is wanted, else the text.
Status Print(const google::protobuf::Message& message, const std::string& text,
             const Output& output);
std::string NewRequestId();

}  // namespace relais::admin
