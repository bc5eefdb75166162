#include "services/base/languages.h"

#include <fmt/format.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace relais {

std::string LanguageName(std::string_view code, std::string_view in) {
  const icu::Locale language(std::string(code).c_str()), said(std::string(in).c_str());
  icu::UnicodeString name;
  language.getDisplayLanguage(said, name);
  std::string out;
  name.toUTF8String(out);
  return out.empty() ? std::string(code) : out;
}

std::string Capitalised(const std::string& text) {
  icu::UnicodeString all = icu::UnicodeString::fromUTF8(text);
  const UChar32 first = all.char32At(0);
  all.replace(0, U16_LENGTH(first), static_cast<UChar32>(u_totitle(first)));
  std::string out;
  all.toUTF8String(out);
  return out;
}

std::string DayInWords(Date day, std::string_view in) {
  const char* const pattern = in == "de" ? "{2:02}.{1:02}.{0}" : "{2:02}/{1:02}/{0}";
  return fmt::format(fmt::runtime(pattern), static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

}  // namespace relais
