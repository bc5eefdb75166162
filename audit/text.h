// Strict readers of the small text formats of the log: one spelling per value. For audit/ and its
// verifier. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "crypto/bytes.h"

namespace relais::audit {

// Cuts a line off the front of `rest`, without its newline; kInvalid when no newline is left.
Result<std::string_view> TakeLine(std::string_view& rest);
// Cuts a word off the front of `line`: up to the next space, which is dropped, or the end.
std::string_view TakeWord(std::string_view& line);
// Decimal digits, no sign, no leading zero.
Result<std::uint64_t> ParseDecimal(std::string_view text);
// Exactly 32 bytes.
Result<Array<32>> ParseBase64Hash(std::string_view text);

// Cuts one character off the front of `text`; nullopt when the bytes there are not UTF-8 (overlong
// forms, surrogates and numbers past U+10FFFF are not). Requires text not empty.
std::optional<char32_t> TakeCharacter(std::string_view& text);
bool IsUnicodeSpace(char32_t c);

}  // namespace relais::audit
