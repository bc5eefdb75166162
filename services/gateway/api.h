// The methods that can be reached through the gateway, and their messages in JSON: all of it from the
// descriptors of the API, nothing for one method alone.
#pragma once

#include <optional>
#include <string>

#include "crypto/bytes.h"
#include "crypto/result.h"

namespace relais::gateway {

struct Method {
  std::string path;               // "/relais.v1.Dossiers/GetDossier"
  std::string request, response;  // full names of its messages
  bool streams;                   // the server answers with a stream
  bool for_strangers;             // see sessions.proto
};

// nullptr when there is none.
const Method* FindMethod(std::string_view path);

// The canonical JSON of a message and its bytes. A name, or the name of an enum value, that the message
// does not know is refused: what a caller meant to narrow must not be left out unseen. kInvalid says where it
// does not fit.
Result<Bytes> FromJson(const std::string& message, const std::string& json);
// kInternal when the bytes are no such message.
Result<std::string> ToJson(const std::string& message, const Bytes& bytes);

}  // namespace relais::gateway
