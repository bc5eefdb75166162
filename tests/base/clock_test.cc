#include "services/base/clock.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace relais {
namespace {

using namespace std::chrono_literals;

TEST(Date, EveryDayOfFourHundredYearsRoundTrips) {
  const auto first = std::chrono::sys_days(std::chrono::year(1900) / 1 / 1),
             last = std::chrono::sys_days(std::chrono::year(2300) / 1 / 1);
  for (auto day = first; day < last; day += std::chrono::days(1)) {
    const Date date(day);
    ASSERT_EQ(ParseDate(FormatDate(date)), date) << FormatDate(date);
  }
}

TEST(Date, LeapYears) {
  for (const char* text : {"2024-02-29", "2000-02-29", "2400-02-29"})
    EXPECT_TRUE(ParseDate(text)) << text;
  for (const char* text : {"2023-02-29", "1900-02-29", "2100-02-29", "2024-02-30"})
    EXPECT_FALSE(ParseDate(text)) << text;
}

TEST(Date, AttackDaysThatDoNotExist) {
  for (const char* text : {"2026-13-01", "2026-00-10", "2026-04-31", "2026-06-31", "2026-11-00",
                           "2026-01-32", "2026-99-99"})
    EXPECT_FALSE(ParseDate(text)) << text;
}

TEST(Date, AttackOtherSpellings) {
  for (const char* text :
       {"", "2026-1-2", "26-01-02", "2026/01/02", "2026-01-02 ", " 2026-01-02",
        "2026-01-02T00:00:00Z", "+026-01-02", "-026-01-02", "2026--1-02", "2026-+1-02",
        "2026-01- 2", "20260102", "2026-01-0x", "12026-01-02", "２０２６-01-02"}) {
    EXPECT_FALSE(ParseDate(text)) << text;
  }
}

TEST(Date, AttackRandomTextsMeanWhatTheyAreWrittenBackAs) {
  const auto character = rc::gen::elementOf(std::string("0123456789-"));
  EXPECT_TRUE(rc::check([&] {
    const auto text = *rc::gen::container<std::string>(10, character);
    const auto date = ParseDate(text);
    return !date || FormatDate(*date) == text;
  }));
}

TEST(Instant, IsWrittenInUtcToTheSecond) {
  EXPECT_EQ(FormatInstant(FromMillis(0)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(FormatInstant(FromMillis(999)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(FormatInstant(FromMillis(-1)), "1969-12-31T23:59:59Z");
  EXPECT_EQ(FormatInstant(FromMillis(1'709'251'199'999)), "2024-02-29T23:59:59Z");
  EXPECT_EQ(FormatInstant(FromMillis(1'795'362'600'000)), "2026-11-22T15:50:00Z");
}

TEST(Instant, MillisecondsRoundTrip) {
  EXPECT_TRUE(rc::check([](std::int64_t ms) { return ToMillis(FromMillis(ms)) == ms; }));
}

TEST(SystemClock, IsInOurTime) { EXPECT_GT(SystemClock().Now(), FromMillis(1'700'000'000'000)); }

}  // namespace
}  // namespace relais
