#include "services/identity/json.h"

namespace relais::identity {

Json ParseObject(BytesView text) {
  Json json(json_loadb(text.data(), text.size(), JSON_REJECT_DUPLICATES, nullptr));
  if (!json_is_object(json.get())) json.reset();
  return json;
}

std::optional<std::string_view> Text(const json_t* value) {
  if (!json_is_string(value)) return std::nullopt;
  return std::string_view(json_string_value(value), json_string_length(value));
}

std::optional<std::string_view> TextOf(const json_t* object, const char* name) {
  return Text(json_object_get(object, name));
}

bool IsOrHolds(const json_t* value, std::string_view wanted) {
  if (!json_is_array(value)) return Text(value) == wanted;
  bool found = false;
  for (std::size_t i = 0; i < json_array_size(value); ++i) {
    const auto text = Text(json_array_get(value, i));
    if (!text) return false;
    found = found || *text == wanted;
  }
  return found;
}

}  // namespace relais::identity
