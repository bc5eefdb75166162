#include "services/base/plain_line.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace relais {

bool IsPlainLine(std::string_view text) {
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    UChar32 c = 0;
    U8_NEXT(text.data(), at, size, c);
    if (c < 0) return false;
    const int type = u_charType(c);
    const bool control =
        type == U_CONTROL_CHAR || type == U_LINE_SEPARATOR || type == U_PARAGRAPH_SEPARATOR;
    if (control || u_hasBinaryProperty(c, UCHAR_BIDI_CONTROL)) return false;
  }
  return true;
}

std::string FoldedName(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const auto* const folding = icu::Normalizer2::getNFKCCasefoldInstance(error);
  if (U_FAILURE(error)) return std::string(text);
  const auto from = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  const icu::UnicodeString folded = folding->normalize(from, error);
  if (U_FAILURE(error)) return std::string(text);
  icu::UnicodeString out;
  for (std::int32_t i = 0; i < folded.length(); ++i) {
    const bool blank = u_isUWhiteSpace(folded[i]);
    if (!blank) out.append(folded[i]);
    if (blank && !out.isEmpty() && out[out.length() - 1] != u' ') out.append(u' ');
  }
  std::string utf8;
  out.trim().toUTF8String(utf8);
  return utf8;
}

bool IsPhoneNumber(std::string_view text) {
  return text.size() >= 9 && text.size() <= 16 && text[0] == '+' && text[1] != '0' &&
         text.find_first_not_of("0123456789", 1) == text.npos;
}

}  // namespace relais
