// The card code: one spelling, however people write it down, and a typing mistake is told as one.
#include "services/dossier/card.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace relais::dossier {
namespace {

class CardTest : public testing::Test {
 protected:
  SystemRandom random_;
  const Key key_ = random_.NextKey();
  const DossierId dossier_ = DossierId::New(random_);
  const std::string code_ = CardCodeOf(key_, dossier_);
};

TEST_F(CardTest, IsDerivedFromTheDossierUnderTheKey) {
  EXPECT_EQ(code_.size(), 17u);
  EXPECT_EQ(CardCodeOf(key_, dossier_), code_);
  EXPECT_NE(CardCodeOf(random_.NextKey(), dossier_), code_);
  EXPECT_NE(CardCodeOf(key_, DossierId::New(random_)), code_);
}

TEST_F(CardTest, HowPeopleWriteIt) {
  for (int i = 0; i < 200; ++i) {
    const std::string code = CardCodeOf(key_, DossierId::New(random_));
    EXPECT_EQ(NormaliseCardCode(code), code);
    std::string grouped = code.substr(0, 4) + "-" + code.substr(4, 4) + " " + code.substr(8);
    EXPECT_EQ(NormaliseCardCode(grouped), code);
    std::string by_hand = code;
    std::transform(by_hand.begin(), by_hand.end(), by_hand.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    std::replace(by_hand.begin(), by_hand.end(), '0', 'O');
    std::replace(by_hand.begin(), by_hand.end(), '1', 'l');
    EXPECT_EQ(NormaliseCardCode(by_hand), code) << by_hand;
  }
}

TEST_F(CardTest, OneWrongCharacterOrTwoSwappedAreFound) {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  // The check counts modulo 31, and the alphabet has 32: 0 and Z are one to it.
  const auto plain = [](std::string code) {
    std::replace(code.begin(), code.end(), 'Z', '0');
    return code;
  };
  int tried = 0;
  for (std::size_t i = 0; i + 1 < code_.size(); ++i) {
    for (const char c : kAlphabet) {
      if (c == code_[i]) continue;
      std::string wrong = code_;
      wrong[i] = c;
      ++tried;
      EXPECT_TRUE(!NormaliseCardCode(wrong) || plain(wrong) == plain(code_)) << wrong;
    }
    std::string swapped = code_;
    std::swap(swapped[i], swapped[i + 1]);
    if (swapped == code_ || i + 2 == code_.size()) continue;
    ++tried;
    EXPECT_TRUE(!NormaliseCardCode(swapped) || plain(swapped) == plain(code_)) << swapped;
  }
  EXPECT_GT(tried, 400);
}

TEST_F(CardTest, WhatIsNoCardCode) {
  for (const std::string& text :
       {std::string(), std::string("-"), code_.substr(1), code_ + "0", std::string(17, 'U'),
        std::string(17, '\0'), std::string(100'000, 'A')}) {
    const auto code = NormaliseCardCode(text);
    ASSERT_FALSE(code) << text.substr(0, 40);
    EXPECT_EQ(code.error().reason, Reason::kInvalid);
  }
}

}  // namespace
}  // namespace relais::dossier
