// Strict reading of JSON objects, by jansson. Inner part of identity/.
#pragma once

#include <jansson.h>

#include <memory>
#include <optional>

#include "crypto/bytes.h"

namespace relais::identity {

struct JsonDeleter {
  void operator()(json_t* json) const { json_decref(json); }
};
using Json = std::unique_ptr<json_t, JsonDeleter>;

// Null when it is no object, names something twice, or goes on behind its end.
Json ParseObject(BytesView text);
// The value of a string; nothing for any other type, and for an absent member.
std::optional<std::string_view> Text(const json_t* value);
std::optional<std::string_view> TextOf(const json_t* object, const char* name);
// Whether a string is `wanted`, or a list of strings alone holds it.
bool IsOrHolds(const json_t* value, std::string_view wanted);

}  // namespace relais::identity
