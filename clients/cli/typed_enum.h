// The values of an enum by the ends of their names, as they are typed: "end-of-sentence".
#pragma once

#include <google/protobuf/generated_enum_util.h>

#include <cctype>
#include <string>
#include <string_view>

namespace relais::cli {

// Zero for what is none; the command line has checked it.
template <class E>
E Named(const std::string& typed, const char* prefix,
        bool (*parse)(google::protobuf::ConstStringParam, E*)) {
  std::string name = prefix;
  for (const char c : typed)
    name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  E value{};
  parse(name, &value);
  return value;
}

// "SOCIAL" of "COMPARTMENT_SOCIAL"; empty for a value that this client does not know.
inline std::string EndOf(const std::string& name, std::string_view prefix) {
  return name.starts_with(prefix) ? name.substr(prefix.size()) : std::string();
}

}  // namespace relais::cli
