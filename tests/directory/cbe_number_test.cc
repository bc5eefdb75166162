#include "services/directory/cbe_number.h"

#include <gtest/gtest.h>

namespace relais::directory {
namespace {

TEST(CbeNumber, AsPeopleWriteIt) {
  for (const char* const text : {"0314595348", "0314.595.348", "BE 0314.595.348", "BE0314595348"})
    EXPECT_EQ(ParseCbeNumber(text), "0314595348") << text;
}

TEST(CbeNumber, EveryOtherDigitAndEverySwapOfNeighboursIsFound) {
  const std::string good = "0314595348";
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      std::string wrong = good;
      wrong[i] = digit;
      EXPECT_EQ(ParseCbeNumber(wrong).has_value(), wrong == good) << wrong;
    }
    std::string swapped = good;
    if (i + 1 < good.size()) std::swap(swapped[i], swapped[i + 1]);
    EXPECT_EQ(ParseCbeNumber(swapped).has_value(), swapped == good) << swapped;
  }
}

TEST(CbeNumber, AttackWhatIsNone) {
  for (const char* const text : {"", "BE", "031459534", "03145953480", "2314595348", "0314595 34a",
                                 "0314-595-348", "0314595348\n", "\xD9\xA0" "314595348"})
    EXPECT_FALSE(ParseCbeNumber(text)) << text;
}

}  // namespace
}  // namespace relais::directory
