#include "services/base/calendar.h"

#include <date/tz.h>

namespace relais {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr char kZone[] = "Europe/Brussels";

// Sunday of Easter in the Gregorian calendar: the anonymous computation published in Nature, 20 April 1876.
sys_days Easter(std::chrono::year year) {
  const int y = static_cast<int>(year);
  const int a = y % 19, b = y / 100, c = y % 100, d = b / 4, e = b % 4;
  const int f = (b + 8) / 25, g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30;
  const int i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
  const int m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
  return sys_days(year / (n / 31) / (n % 31 + 1));
}

bool IsWeekend(sys_days day) {
  const std::chrono::weekday weekday(day);
  return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

// A day off that falls on no weekend.
bool IsDayOff(sys_days day) { return !IsWeekend(day) && IsHoliday(Date(day)); }

}  // namespace

bool IsHoliday(Date day) {
  using namespace std::chrono;
  constexpr month_day kFixed[] = {January / 1,  May / 1,       July / 21,    August / 15,
                                  November / 1, November / 11, December / 25};
  for (const month_day& fixed : kFixed)
    if (day.month() == fixed.month() && day.day() == fixed.day()) return true;
  constexpr days kAfterEaster[] = {days(1), days(39), days(50)};  // Monday, Ascension, Whit Monday
  for (const days after : kAfterEaster)
    if (sys_days(day) == Easter(day.year()) + after) return true;
  return false;
}

bool IsBridgeDay(Date day) {
  const sys_days at(day);
  if (IsWeekend(at) || IsHoliday(day)) return false;
  const bool before = IsWeekend(at - days(1)), after = IsWeekend(at + days(1));
  return (before && IsDayOff(at + days(1))) || (after && IsDayOff(at - days(1)));
}

bool IsWorkingDay(Date day) {
  return !IsWeekend(sys_days(day)) && !IsHoliday(day) && !IsBridgeDay(day);
}

Date NextWorkingDay(Date day) {
  sys_days next = sys_days(day) + days(1);
  while (!IsWorkingDay(Date(next))) next += days(1);
  return Date(next);
}

Date WorkingDaysBefore(Date day, int count) {
  sys_days at(day);
  while (count > 0)
    if (IsWorkingDay(Date(at -= days(1)))) --count;
  return Date(at);
}

LocalTime InBelgium(Instant at) {
  const auto local = date::floor<std::chrono::minutes>(date::locate_zone(kZone)->to_local(at));
  const auto day = date::floor<date::days>(local);
  return {Date(sys_days(day.time_since_epoch())), static_cast<int>((local - day).count())};
}

Instant FromBelgium(const LocalTime& local) {
  const date::local_days day(sys_days(local.day).time_since_epoch());
  const auto* const zone = date::locate_zone(kZone);
  const auto at = day + std::chrono::minutes(local.minute);
  const date::local_info info = zone->get_info(at);
  if (info.result == date::local_info::nonexistent)
    return std::chrono::time_point_cast<Millis>(info.second.begin);
  return std::chrono::time_point_cast<Millis>(zone->to_sys(at, date::choose::earliest));
}

}  // namespace relais
