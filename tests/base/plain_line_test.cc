#include "services/base/plain_line.h"

#include <gtest/gtest.h>

namespace relais {
namespace {

TEST(PlainLine, NamesOfTheWorldArePlain) {
  for (const char* const name :
       {"Nora Peeters", "Zoë D\u2019Hondt", "Nguy\u1ec5n V\u0103n An", "\u0645\u0631\u06cc\u0645",
        "\u0424\u0435\u0434\u0456\u0440", "", "N\u00b0 4 (ward)", "\U0001F468\u200D\U0001F373"})
    EXPECT_TRUE(IsPlainLine(name)) << name;
}

TEST(PlainLine, APhoneNumberHasItsCountry) {
  EXPECT_TRUE(IsPhoneNumber("+3225551234"));
  EXPECT_TRUE(IsPhoneNumber("+32470112233"));
  for (const char* const text : {"", "+", "025551234", "+0225551234", "+32 2 555 12 34",
                                 "+3225551234567890", "+322555", "+32255512a4", "tel:+3225551234"})
    EXPECT_FALSE(IsPhoneNumber(text)) << text;
}

TEST(PlainLine, AttackByWhatShowsItselfAsSomethingElse) {
  for (const std::string_view name :
       {std::string_view("two\nlines"), std::string_view("nul\0l", 5), std::string_view("\x1b[2J"),
        std::string_view("\x7f"), std::string_view("\u009b31m"),
        std::string_view("Nora \u202esreteeP"), std::string_view("\u2066x"),
        std::string_view("\u200fx"), std::string_view("a\u2028b"), std::string_view("a\u2029b"),
        std::string_view("\xff"), std::string_view("\xc3"), std::string_view("\xed\xa0\x80")})
    EXPECT_FALSE(IsPlainLine(name)) << name;
}

TEST(FoldedNames, AreOneSpellingOfOneName) {
  for (const char* const name : {"kaat maes", " Kaat  Maes ", "KAAT\u00a0MAES", "Kaat\u2003Maes"})
    EXPECT_EQ(FoldedName(name), "kaat maes") << name;
  EXPECT_EQ(FoldedName("Zo\u00eb"), FoldedName("ZOE\u0308"));
  EXPECT_EQ(FoldedName("Stra\u00dfe"), FoldedName("STRASSE"));
  EXPECT_NE(FoldedName("Kaat Maes"), FoldedName("Kaat Maas"));
  EXPECT_EQ(FoldedName(""), "");
}

}  // namespace
}  // namespace relais
