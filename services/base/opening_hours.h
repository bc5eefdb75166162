// When a house or a unit is open, week by week, in Belgian time. On a legal holiday as on a Sunday.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"
#include "services/base/clock.h"

namespace relais {

struct OpenSpan {
  int weekday = 1;  // 1 Monday to 7 Sunday, as in ISO 8601
  int opens = 0;    // minutes from midnight
  int closes = 0;   // after `opens`; 1440: midnight
  friend bool operator==(const OpenSpan&, const OpenSpan&) = default;
};
using OpeningHours = std::vector<OpenSpan>;  // empty: not known

inline constexpr std::size_t kMostOpenSpans = 28,
                             kMostOpeningHours = 500;  // the second: bytes of text

// kInvalid unless each is a span of a day, they are in order, and none overlaps the one before.
Status CheckOpeningHours(const OpeningHours& hours);
// True where nothing is known.
bool IsOpen(const OpeningHours& hours, Instant now);

// "Mo-Fr 08:30-12:00,13:00-16:30; Sa 09:00-12:00" or "24/7": of OpenStreetMap's opening_hours, what says a week.
// kInvalid for anything else. Empty text: not known.
Result<OpeningHours> ParseOpeningHours(std::string_view text);
// The same text, days with the same hours together. Requires what CheckOpeningHours lets pass.
std::string ToText(const OpeningHours& hours);

}  // namespace relais
