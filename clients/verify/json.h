// Writes one JSON object on one line. Keys are ours and plain; values may hold anything: what is
// not UTF-8 becomes U+FFFD, and control characters are escaped. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace relais::verify {

class JsonLine {
 public:
  JsonLine& Text(std::string_view key, std::string_view value);
  // In quotes, as protobuf JSON writes 64-bit numbers: a double could not hold them.
  JsonLine& Number(std::string_view key, std::uint64_t value) {
    return Text(key, std::to_string(value));
  }
  JsonLine& Small(std::string_view key, std::uint32_t value) {
    return Raw(key, std::to_string(value));
  }
  JsonLine& Bool(std::string_view key, bool value) { return Raw(key, value ? "true" : "false"); }
  JsonLine& Texts(std::string_view key, const std::vector<std::string>& values);
  // With its newline.
  std::string Take() && { return std::move(out_) + "}\n"; }

 private:
  JsonLine& Raw(std::string_view key, std::string_view value);

  std::string out_ = "{";
};

// `text` with every character that a terminal would obey, and every byte that is not UTF-8,
// replaced by U+FFFD.
std::string Printable(std::string_view text);

}  // namespace relais::verify
