#include "clients/verify/json.h"

#include "audit/text.h"

namespace relais::verify {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Control characters, and those that reorder the text around them.
bool TerminalObeys(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200E && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

// Calls plain(bytes) for each character and bad() for each byte that begins none.
template <class Plain, class Bad>
void EachCharacter(std::string_view text, Plain plain, Bad bad) {
  while (!text.empty()) {
    const std::string_view before = text;
    if (const auto c = audit::TakeCharacter(text)) {
      plain(*c, before.substr(0, before.size() - text.size()));
    } else {
      text.remove_prefix(1);
      bad();
    }
  }
}

std::string Quoted(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out = "\"";
  const auto plain = [&](char32_t c, std::string_view bytes) {
    if (c == '"' || c == '\\')
      out.append("\\").append(bytes);
    else if (c < 0x20)
      out.append("\\u00").append(1, kHex[c >> 4]).append(1, kHex[c & 15]);
    else
      out.append(bytes);
  };
  EachCharacter(text, plain, [&] { out.append(kReplacement); });
  return out.append("\"");
}

}  // namespace

JsonLine& JsonLine::Text(std::string_view key, std::string_view value) {
  return Raw(key, Quoted(value));
}

JsonLine& JsonLine::Texts(std::string_view key, const std::vector<std::string>& values) {
  std::string list = "[";
  for (const std::string& value : values)
    list.append(list.size() > 1 ? "," : "").append(Quoted(value));
  return Raw(key, list.append("]"));
}

JsonLine& JsonLine::Raw(std::string_view key, std::string_view value) {
  out_.append(out_.size() > 1 ? "," : "").append("\"").append(key).append("\":").append(value);
  return *this;
}

std::string Printable(std::string_view text) {
  std::string out;
  const auto plain = [&](char32_t c, std::string_view bytes) {
    out.append(TerminalObeys(c) ? kReplacement : bytes);
  };
  EachCharacter(text, plain, [&] { out.append(kReplacement); });
  return out;
}

}  // namespace relais::verify
