// Languages and days as people say them.
#pragma once

#include <string>
#include <string_view>

#include "services/base/calendar.h"

namespace relais {

// "Nederlands" for "nl" in nl (ISO 639-1, or 639-3 for what has no code of two letters); the code itself where nobody knows it.
std::string LanguageName(std::string_view code, std::string_view in);
// The first letter as at the beginning of a line.
std::string Capitalised(const std::string& text);
// "27/11/2026", in German "27.11.2026".
std::string DayInWords(Date day, std::string_view in);

}  // namespace relais
