#include "services/base/opening_hours.h"

#include <date/date.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace relais {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// A moment of Greenwich.
Instant At(int year, unsigned month, unsigned day, int hour, int minute = 0) {
  return date::floor<Millis>(date::sys_days(date::year(year) / month / day) + hours(hour) +
                             minutes(minute));
}

std::string Again(std::string_view text) {
  const auto read = ParseOpeningHours(text);
  return read ? ToText(*read) : "not understood";
}

TEST(OpeningHours, AreReadAndWrittenAsPeopleSayThem) {
  for (const char* const text :
       {"", "Mo-Fr 08:30-12:00,13:00-16:30", "Mo-Fr 08:30-12:00,13:00-16:30; Sa 09:00-12:00",
        "Mo 09:00-10:00; We 09:00-10:00", "Mo-Su 00:00-24:00", "Su 23:00-24:00"})
    EXPECT_EQ(Again(text), text);
  EXPECT_EQ(Again("24/7"), "Mo-Su 00:00-24:00");
  EXPECT_EQ(Again("  Mo,Tu,We 08:00-09:00 ;Fr 13:00-14:00, 08:00-12:00 "),
            "Mo-We 08:00-09:00; Fr 08:00-12:00,13:00-14:00");
}

TEST(OpeningHours, AttackWhatIsNoWeek) {
  for (const std::string& text : {std::string("Mo"),
                                  std::string("Mo-Fr"),
                                  std::string("08:00-12:00"),
                                  std::string("Fr-Mo 08:00-12:00"),
                                  std::string("Mo 12:00-08:00"),
                                  std::string("Mo 08:00-08:00"),
                                  std::string("Mo 08:00-24:01"),
                                  std::string("Mo 08:60-12:00"),
                                  std::string("Mo 8:00-12:00"),
                                  std::string("Mo -1:00-12:00"),
                                  std::string("Mo +8:00-12:00"),
                                  std::string("Mo  8:00-12:00"),
                                  std::string("mo 08:00-12:00"),
                                  std::string("Mo 08:00-12:00,11:00-13:00"),
                                  std::string("Mo-We 08:00-12:00; Tu 09:00-10:00"),
                                  std::string("Mo 08:00-12:00;"),
                                  std::string("Mo-Tu-We 08:00-12:00"),
                                  std::string("PH off"),
                                  std::string("Mo 08:00-12:00\n"),
                                  std::string("\0", 1),
                                  std::string(501, ' ') + "x",
                                  std::string(1 << 20, ';')})
    EXPECT_EQ(Again(text), "not understood") << text.substr(0, 60);
}

TEST(OpeningHours, HoldInBelgianTimeAcrossTheChangeOfClocks) {
  const auto office = ParseOpeningHours("Mo-Fr 09:00-17:00").value();
  EXPECT_FALSE(IsOpen(office, At(2026, 3, 27, 7, 59)));  // Friday, winter
  EXPECT_TRUE(IsOpen(office, At(2026, 3, 27, 8)));
  EXPECT_TRUE(IsOpen(office, At(2026, 3, 27, 15, 59)));
  EXPECT_FALSE(IsOpen(office, At(2026, 3, 27, 16)));
  EXPECT_FALSE(IsOpen(office, At(2026, 3, 28, 10))) << "Saturday";
  EXPECT_TRUE(IsOpen(office, At(2026, 3, 30, 7))) << "Monday, summer";
  EXPECT_FALSE(IsOpen(office, At(2026, 4, 6, 9))) << "Easter Monday";
  EXPECT_FALSE(IsOpen(office, At(2026, 3, 30, 15)));
  const auto night = ParseOpeningHours("Su 23:00-24:00; Mo 00:00-01:00").value();
  EXPECT_TRUE(IsOpen(night, At(2026, 3, 29, 21, 30)));
  EXPECT_TRUE(IsOpen(night, At(2026, 3, 29, 22, 30)));
  EXPECT_FALSE(IsOpen(night, At(2026, 3, 29, 23)));
  EXPECT_TRUE(IsOpen({}, At(2026, 3, 29, 23))) << "not known is not closed";
}

RC_GTEST_PROP(OpeningHoursProperty, WhatIsWrittenIsReadAgain, ()) {
  OpeningHours week;
  int last = 0;
  for (int day = 1; day <= 7; ++day) {
    last = 0;
    for (int i = *rc::gen::inRange(0, 4); i > 0 && last < 1430; --i) {
      const int opens = last + *rc::gen::inRange(0, 1440 - last);
      const int closes = opens + 1 + *rc::gen::inRange(0, 1440 - opens);
      week.push_back({day, opens, closes});
      last = closes;
    }
  }
  RC_ASSERT(CheckOpeningHours(week).has_value());
  const auto again = ParseOpeningHours(ToText(week));
  RC_ASSERT(again.has_value());
  RC_ASSERT(*again == week);
}

}  // namespace
}  // namespace relais
