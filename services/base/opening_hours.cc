#include "services/base/opening_hours.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "services/base/calendar.h"

namespace relais {
namespace {

constexpr int kDay = 24 * 60;
constexpr std::array<std::string_view, 7> kDays = {"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};

std::string_view Trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(' ');
  if (from == text.npos) return {};
  return text.substr(from, text.find_last_not_of(' ') - from + 1);
}

std::vector<std::string_view> Parts(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  for (;;) {
    const auto at = text.find(separator);
    out.push_back(Trimmed(text.substr(0, at)));
    if (at == text.npos) return out;
    text.remove_prefix(at + 1);
  }
}

tl::unexpected<Error> NotUnderstood() {
  return Fail(Reason::kInvalid,
              "expected hours such as \"Mo-Fr 08:30-12:00,13:00-16:30; Sa 09:00-12:00\", or "
              "\"24/7\"");
}

Result<int> DayOf(std::string_view text) {
  const auto at = std::ranges::find(kDays, text);
  if (at == kDays.end()) return NotUnderstood();
  return static_cast<int>(at - kDays.begin()) + 1;
}

// "Mo-Fr" or "Mo,We": as a set of weekdays.
Result<std::array<bool, 8>> DaysOf(std::string_view text) {
  std::array<bool, 8> out{};
  for (const std::string_view part : Parts(text, ',')) {
    const auto ends = Parts(part, '-');
    if (ends.size() > 2) return NotUnderstood();
    ASSIGN_OR_RETURN(const int first, DayOf(ends.front()));
    ASSIGN_OR_RETURN(const int last, DayOf(ends.back()));
    if (first > last) return NotUnderstood();
    for (int day = first; day <= last; ++day) out[static_cast<std::size_t>(day)] = true;
  }
  return out;
}

Result<int> MinuteOf(std::string_view text) {
  const auto digits = [&](std::size_t at) -> int {
    const char tens = text[at], ones = text[at + 1];
    const bool both = tens >= '0' && tens <= '9' && ones >= '0' && ones <= '9';
    return both ? (tens - '0') * 10 + ones - '0' : -1;
  };
  if (text.size() != 5 || text[2] != ':') return NotUnderstood();
  const int hour = digits(0), minute = digits(3);
  if (hour < 0 || minute < 0 || minute > 59 || hour * 60 + minute > kDay) return NotUnderstood();
  return hour * 60 + minute;
}

std::string Clock(int minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

// The spans of one weekday, as text; empty: closed.
std::string SpansOf(const OpeningHours& hours, int weekday) {
  std::string out;
  for (const OpenSpan& span : hours) {
    if (span.weekday != weekday) continue;
    out += (out.empty() ? "" : ",") + Clock(span.opens) + "-" + Clock(span.closes);
  }
  return out;
}

}  // namespace

Status CheckOpeningHours(const OpeningHours& hours) {
  const auto wrong = [](const char* what) { return Status(Fail(Reason::kInvalid, what, "hours")); };
  if (hours.size() > kMostOpenSpans) return wrong("expected at most 28 spans a week");
  int last = 0;
  for (const OpenSpan& span : hours) {
    if (span.weekday < 1 || span.weekday > 7 || span.opens < 0 || span.closes > kDay ||
        span.opens >= span.closes)
      return wrong(
          "expected a weekday of 1 to 7, and minutes of that day, the end after the start");
    const int from = span.weekday * kDay + span.opens;
    if (from < last) return wrong("expected the spans in order, none over another");
    last = span.weekday * kDay + span.closes;
  }
  return {};
}

bool IsOpen(const OpeningHours& hours, Instant now) {
  if (hours.empty()) return true;
  const LocalTime local = InBelgium(now);
  const auto weekday =
      static_cast<int>(IsHoliday(local.day) ? 7 : std::chrono::weekday(local.day).iso_encoding());
  return std::ranges::any_of(hours, [&](const OpenSpan& span) {
    return span.weekday == weekday && span.opens <= local.minute && local.minute < span.closes;
  });
}

Result<OpeningHours> ParseOpeningHours(std::string_view text) {
  OpeningHours out;
  if (Trimmed(text).empty()) return out;
  if (text.size() > kMostOpeningHours) return NotUnderstood();
  if (Trimmed(text) == "24/7") text = "Mo-Su 00:00-24:00";
  for (const std::string_view rule : Parts(text, ';')) {
    const auto space = rule.find(' ');
    if (space == rule.npos) return NotUnderstood();
    ASSIGN_OR_RETURN(const auto days, DaysOf(rule.substr(0, space)));
    for (const std::string_view span : Parts(rule.substr(space), ',')) {
      const auto ends = Parts(span, '-');
      if (ends.size() != 2) return NotUnderstood();
      ASSIGN_OR_RETURN(const int opens, MinuteOf(ends[0]));
      ASSIGN_OR_RETURN(const int closes, MinuteOf(ends[1]));
      for (int day = 1; day <= 7; ++day) {
        if (days[static_cast<std::size_t>(day)]) out.push_back({day, opens, closes});
      }
    }
  }
  std::ranges::sort(out, {}, [](const OpenSpan& span) { return span.weekday * kDay + span.opens; });
  RETURN_IF_ERROR(CheckOpeningHours(out));
  return out;
}

std::string ToText(const OpeningHours& hours) {
  std::string out;
  for (int day = 1; day <= 7; ++day) {
    const std::string spans = SpansOf(hours, day);
    int last = day;
    while (last < 7 && SpansOf(hours, last + 1) == spans) ++last;
    if (!spans.empty()) {
      out += out.empty() ? "" : "; ";
      out += kDays[static_cast<std::size_t>(day - 1)];
      if (last > day) out += "-" + std::string(kDays[static_cast<std::size_t>(last - 1)]);
      out += " " + spans;
    }
    day = last;
  }
  return out;
}

}  // namespace relais
