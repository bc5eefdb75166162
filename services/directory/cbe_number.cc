#include "services/directory/cbe_number.h"

#include <algorithm>

namespace relais::directory {

std::optional<std::string> ParseCbeNumber(std::string_view text) {
  if (text.starts_with("BE")) text.remove_prefix(2);
  std::string digits(text);
  std::erase_if(digits, [](char c) { return c == '.' || c == ' '; });
  const bool all = std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  if (digits.size() != 10 || !all || digits[0] > '1') return std::nullopt;
  const int rest = std::stoi(digits.substr(0, 8)) % 97;
  if (std::stoi(digits.substr(8)) != 97 - rest) return std::nullopt;
  return digits;
}

}  // namespace relais::directory
