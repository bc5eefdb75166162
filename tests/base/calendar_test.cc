#include "services/base/calendar.h"

#include <gtest/gtest.h>

#include <set>

namespace relais {
namespace {

using namespace std::chrono;

// The table of paschal full moons for 1900 to 2199, by golden number: Easter is the Sunday after it.
sys_days EasterByTable(year y) {
  constexpr month_day kFullMoon[19] = {April / 14, April / 3,  March / 23, April / 11, March / 31,
                                       April / 18, April / 8,  March / 28, April / 16, April / 5,
                                       March / 25, April / 13, April / 2,  March / 22, April / 10,
                                       March / 30, April / 17, April / 7,  March / 27};
  const month_day moon = kFullMoon[static_cast<int>(y) % 19];
  sys_days day = sys_days(y / moon.month() / moon.day()) + days(1);
  while (weekday(day) != Sunday) day += days(1);
  return day;
}

// Every day of two centuries, against the ten days as the decree lists them.
TEST(Calendar, KnowsTheTenHolidaysOfEachYear) {
  for (year y{1950}; y <= year{2150}; ++y) {
    const sys_days easter = EasterByTable(y);
    const std::set<sys_days> holidays = {
        y / January / 1, easter + days(1), y / May / 1,      easter + days(39), easter + days(50),
        y / July / 21,   y / August / 15,  y / November / 1, y / November / 11, y / December / 25};
    for (sys_days day = y / January / 1; day <= sys_days(y / December / 31); day += days(1))
      EXPECT_EQ(IsHoliday(Date(day)), holidays.contains(day)) << FormatDate(Date(day));
  }
}

TEST(Calendar, BridgesAreBetweenAHolidayAndAWeekend) {
  const auto bridge = [](const char* day) { return IsBridgeDay(*ParseDate(day)); };
  EXPECT_TRUE(bridge("2026-05-15"));  // after Ascension
  EXPECT_TRUE(bridge("2025-12-26"));
  EXPECT_TRUE(bridge("2026-07-20"));  // a Tuesday's holiday follows
  EXPECT_FALSE(bridge("2026-11-27"));
  EXPECT_FALSE(bridge("2026-05-14"));  // the holiday
  EXPECT_FALSE(bridge("2026-05-16"));  // the weekend
  EXPECT_FALSE(bridge("2026-11-12"));  // Wednesday's holiday leaves two days
  EXPECT_FALSE(bridge("2026-08-14"));  // of a holiday that is a Saturday
}

TEST(Calendar, ServicesWorkAgainAfterAtMostSixDays) {
  EXPECT_EQ(FormatDate(NextWorkingDay(*ParseDate("2026-11-27"))), "2026-11-30");
  EXPECT_EQ(FormatDate(NextWorkingDay(*ParseDate("2026-05-13"))), "2026-05-18");
  EXPECT_EQ(FormatDate(NextWorkingDay(*ParseDate("2025-12-24"))), "2025-12-29");
  for (sys_days day = 2000y / January / 1; day < sys_days(2101y / January / 1); day += days(1)) {
    const Date next = NextWorkingDay(Date(day));
    EXPECT_TRUE(IsWorkingDay(next));
    EXPECT_GT(sys_days(next), day);
    EXPECT_LE(sys_days(next), day + days(6)) << FormatDate(Date(day));
  }
}

TEST(Calendar, WorkingDaysAreCountedBack) {
  const auto before = [](const char* day, int count) {
    return FormatDate(WorkingDaysBefore(*ParseDate(day), count));
  };
  EXPECT_EQ(before("2026-11-30", 0), "2026-11-30");
  EXPECT_EQ(before("2026-11-29", 0), "2026-11-29") << "a Sunday is itself";
  EXPECT_EQ(before("2026-11-30", 1), "2026-11-27");
  EXPECT_EQ(before("2026-11-30", 5), "2026-11-23");
  EXPECT_EQ(before("2025-12-29", 1), "2025-12-24") << "over Christmas and its bridge day";
  for (sys_days day = 2026y / January / 1; day < sys_days(2101y / January / 1); day += days(1)) {
    const Date one = WorkingDaysBefore(Date(day), 1);
    EXPECT_TRUE(IsWorkingDay(one) && sys_days(one) < day);
    EXPECT_EQ(IsWorkingDay(Date(day)), NextWorkingDay(one) == Date(day)) << FormatDate(Date(day));
  }
}

TEST(Calendar, ClocksGoForwardAndBack) {
  const Instant winter = sys_days(2026y / November / 26) + hours(23) + minutes(30);
  EXPECT_EQ(InBelgium(winter), (LocalTime{2026y / November / 27, 30}));
  // 02:30 is not there on the last Sunday of March, and twice on that of October.
  EXPECT_EQ(FromBelgium({2026y / March / 29, 150}), sys_days(2026y / March / 29) + hours(1));
  EXPECT_EQ(FromBelgium({2026y / October / 25, 150}), sys_days(2026y / October / 25) + minutes(30));
  for (sys_days day = 2000y / January / 1; day < sys_days(2101y / January / 1); day += days(1)) {
    for (const int hour : {0, 1, 2, 12, 22, 23}) {
      const Instant at = day + hours(hour);
      const Instant again = FromBelgium(InBelgium(at));
      EXPECT_TRUE(again == at || again == at - hours(1)) << FormatInstant(at);
    }
  }
}

}  // namespace
}  // namespace relais
