#include "services/identity/verified_tokens.h"

#include <gtest/gtest.h>

#include "crypto/hash.h"

namespace relais::identity {
namespace {

Hash Number(int i) { return Sha256(std::to_string(i)); }
TokenClaims Claims(int i) { return {std::to_string(i), FromMillis(0), FromMillis(1)}; }

TEST(VerifiedTokens, FindsWhatItRemembers) {
  VerifiedTokens tokens(4);
  EXPECT_FALSE(tokens.Find(Number(1)));
  tokens.Remember(Number(1), Claims(1));
  EXPECT_EQ(tokens.Find(Number(1))->subject, "1");
  EXPECT_FALSE(tokens.Find(Number(2)));
}

TEST(VerifiedTokens, AttackFloodStaysBounded) {
  VerifiedTokens tokens(64);
  for (int i = 0; i < 10'000; ++i) {
    tokens.Remember(Number(i), Claims(i));
    tokens.Find(Number(i / 2));
    ASSERT_LE(tokens.size(), 64u);
  }
  EXPECT_TRUE(tokens.Find(Number(9'999)));
}

TEST(VerifiedTokens, WhatIsUsedStays) {
  VerifiedTokens tokens(8);
  tokens.Remember(Number(0), Claims(0));
  for (int i = 1; i < 100; ++i) {
    tokens.Remember(Number(i), Claims(i));
    ASSERT_EQ(tokens.Find(Number(0))->subject, "0");
  }
  EXPECT_FALSE(tokens.Find(Number(1)));
}

}  // namespace
}  // namespace relais::identity
