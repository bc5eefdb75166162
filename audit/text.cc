#include "audit/text.h"

#include <algorithm>
#include <charconv>

namespace relais::audit {
namespace {

// How many bytes the character takes that starts with `lead`, and the smallest number that needs so
// many; 0: no lead.
struct Utf8Form {
  std::size_t size;
  char32_t smallest;
};

Utf8Form FormOf(unsigned char lead) {
  if (lead < 0x80) return {1, 0};
  if ((lead & 0xE0) == 0xC0) return {2, 0x80};
  if ((lead & 0xF0) == 0xE0) return {3, 0x800};
  if ((lead & 0xF8) == 0xF0) return {4, 0x10000};
  return {0, 0};
}

bool IsScalar(char32_t c) { return c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF); }

}  // namespace

Result<std::string_view> TakeLine(std::string_view& rest) {
  const auto end = rest.find('\n');
  if (end == rest.npos) return Fail(Reason::kInvalid, "the text ends before its last line");
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

std::string_view TakeWord(std::string_view& line) {
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(std::min(word.size() + 1, line.size()));
  return word;
}

Result<std::uint64_t> ParseDecimal(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || (text.front() == '0' && text.size() > 1)) {
    return Fail(Reason::kInvalid, "not a decimal number");
  }
  return value;
}

Result<Array<32>> ParseBase64Hash(std::string_view text) {
  if (text.size() != 44) return Fail(Reason::kInvalid, "not 32 bytes of base64");
  ASSIGN_OR_RETURN(const Bytes bytes, FromBase64(text));
  return ToArray<32>(bytes);
}

std::optional<char32_t> TakeCharacter(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const Utf8Form form = FormOf(lead);
  if (form.size == 0 || text.size() < form.size) return std::nullopt;
  char32_t c = form.size == 1 ? lead : lead & (0xFFU >> (form.size + 1));
  for (std::size_t i = 1; i < form.size; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0) != 0x80) return std::nullopt;
    c = c << 6 | (next & 0x3FU);
  }
  if (c < form.smallest || !IsScalar(c)) return std::nullopt;
  text.remove_prefix(form.size);
  return c;
}

bool IsUnicodeSpace(char32_t c) {
  switch (c) {
    case 0x20:
    case 0x85:
    case 0xA0:
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x202F:
    case 0x205F:
    case 0x3000:
      return true;
    default:
      return (c >= 0x09 && c <= 0x0D) || (c >= 0x2000 && c <= 0x200A);
  }
}

}  // namespace relais::audit
