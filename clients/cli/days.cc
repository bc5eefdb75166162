#include "clients/cli/days.h"

#include <date/tz.h>

#include <cstdio>
#include <optional>

#include "clients/cli/plain_text.h"

namespace relais::cli {
namespace {

constexpr char kZone[] = "Europe/Brussels";

std::tm Local(std::time_t moment) {
  std::tm out{};
  localtime_r(&moment, &out);
  return out;
}

// A day of the calendar, at noon, or nullopt for the likes of the 31st of June.
std::optional<std::tm> Calendar(int year, int month, int day) {
  std::tm out{};
  out.tm_year = year - 1900;
  out.tm_mon = month - 1;
  out.tm_mday = day;
  out.tm_hour = 12;
  out.tm_isdst = -1;
  if (year < 1800 || year > 9999 || std::mktime(&out) == -1) return std::nullopt;
  if (out.tm_mday != day || out.tm_mon != month - 1) return std::nullopt;
  return out;
}

std::optional<std::tm> Read(const std::string& text) {
  int year = 0;
  int month = 0;
  int day = 0;
  int end = 0;
  const int size = static_cast<int>(text.size());
  const char* const forms[] = {"%4d-%2d-%2d%n", "%2d/%2d/%4d%n", "%2d.%2d.%4d%n"};
  if (std::sscanf(text.c_str(), forms[0], &year, &month, &day, &end) == 3 && end == size) {
    return Calendar(year, month, day);
  }
  for (const char* form : {forms[1], forms[2]}) {
    if (std::sscanf(text.c_str(), form, &day, &month, &year, &end) == 3 && end == size) {
      return Calendar(year, month, day);
    }
  }
  return std::nullopt;
}

std::string Iso(const std::tm& day) {
  return fmt::format("{:04}-{:02}-{:02}", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
}

bool IsOneOf(std::string_view word, std::string_view list) {
  for (const std::string& entry : Split(list, ' ')) {
    if (entry == word) return true;
  }
  return false;
}

std::string Name(Say list, int index, const Speech& say) {
  return Split(say(list), ' ').at(static_cast<std::size_t>(index));
}

std::string SayDay(const std::tm& day, const Speech& say) {
  const std::string number =
      day.tm_mday == 1 ? std::string(say(Say::kFirstDay)) : std::to_string(day.tm_mday);
  return say(Say::kDay, number, Name(Say::kMonths, day.tm_mon, say), day.tm_year + 1900);
}
std::string SayWeekday(const std::tm& day, const Speech& say) {
  return say(Say::kWeekday, Name(Say::kWeekdays, day.tm_wday, say), SayDay(day, say));
}

}  // namespace

std::string DayOf(std::time_t moment) { return Iso(Local(moment)); }

// A day may have 23 hours, or 25: counted from noon.
std::string DayFrom(std::time_t moment, int days) {
  std::tm day = Local(moment);
  day.tm_mday += days;
  day.tm_hour = 12;
  day.tm_isdst = -1;
  return DayOf(std::mktime(&day));
}

Result<std::string> ParseDay(std::string_view text, std::time_t now, const Speech& say) {
  const std::string word = Fold(Trim(text));
  if (IsOneOf(word, "today aujourd'hui vandaag heute")) return DayOf(now);
  if (IsOneOf(word, "yesterday hier gisteren gestern")) return DayFrom(now, -1);
  if (IsOneOf(word, "tomorrow demain morgen")) return DayFrom(now, 1);
  if (const auto day = Read(word)) return Iso(*day);
  return say.Wrong(Say::kDayUnknown, Clean(text));
}

Result<google::protobuf::Timestamp> EndOfDay(std::string_view text, std::time_t now,
                                             const Speech& say) {
  ASSIGN_OR_RETURN(const std::string iso, ParseDay(text, now, say));
  const std::tm day = *Read(iso);
  const auto next =
      date::local_days(date::year(day.tm_year + 1900) / (day.tm_mon + 1) / day.tm_mday) +
      date::days(1);
  const auto end = date::make_zoned(kZone, next).get_sys_time() - std::chrono::seconds(1);
  google::protobuf::Timestamp out;
  out.set_seconds(end.time_since_epoch().count());
  return out;
}

std::string SayWeekday(std::string_view iso, const Speech& say) {
  const auto day = Read(std::string(iso));
  return day ? SayWeekday(*day, say) : Clean(iso);
}

std::string SayDay(std::string_view iso, const Speech& say) {
  const auto day = Read(std::string(iso));
  return day ? SayDay(*day, say) : Clean(iso);
}

std::string SayDay(const google::protobuf::Timestamp& moment, const Speech& say) {
  return SayDay(Local(moment.seconds()), say);
}

std::string SayMoment(const google::protobuf::Timestamp& moment, const Speech& say) {
  const std::tm at = Local(moment.seconds());
  return say(Say::kMoment, SayWeekday(at, say), fmt::format("{:02}:{:02}", at.tm_hour, at.tm_min));
}

}  // namespace relais::cli
