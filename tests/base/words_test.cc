#include "services/base/words.h"

#include <gtest/gtest.h>

#include <set>

namespace relais {
namespace {

template <class E, class Named>
void ExpectWordsRoundTrip(int count, Named named) {
  std::set<std::string_view> seen;
  for (int i = 1; i <= count; ++i) {
    const auto value = static_cast<E>(i);
    EXPECT_TRUE(seen.insert(Name(value)).second) << Name(value);
    EXPECT_EQ(named(Name(value)), value);
  }
  for (const int i : {0, count + 1, 15, 16, 31, 32, 64, 255}) {
    if (i >= 1 && i <= count) continue;
    EXPECT_EQ(Name(static_cast<E>(i)), "?") << i;
  }
  for (const char* text : {"", "?", "social", "SOCIAL ", " READ", "Read", "EXIT_PREPARATION\n"})
    EXPECT_FALSE(named(text)) << text;
}

TEST(Words, EveryNumberHasOneNameAndBack) {
  ExpectWordsRoundTrip<Compartment>(kCompartments, CompartmentNamed);
  ExpectWordsRoundTrip<Purpose>(kPurposes, PurposeNamed);
  ExpectWordsRoundTrip<Action>(15, ActionNamed);
}

// These numbers are stored and signed.
TEST(Words, NumbersStandStill) {
  EXPECT_EQ(static_cast<int>(Compartment::kIdentity), 1);
  EXPECT_EQ(static_cast<int>(Compartment::kSocial), 4);
  EXPECT_EQ(static_cast<int>(Compartment::kOwnWords), 12);
  EXPECT_EQ(static_cast<int>(Purpose::kExitPreparation), 1);
  EXPECT_EQ(static_cast<int>(Purpose::kOversight), 6);
  EXPECT_EQ(static_cast<int>(Action::kRead), 1);
  EXPECT_EQ(static_cast<int>(Action::kRevoke), 5);
  EXPECT_EQ(static_cast<int>(Action::kSuspend), 9);
  EXPECT_EQ(static_cast<int>(Action::kSystem), 10);
  EXPECT_EQ(static_cast<int>(Action::kTell), 11);
  EXPECT_EQ(static_cast<int>(Action::kOversee), 12);
  EXPECT_EQ(static_cast<int>(Action::kSignIn), 13);
  EXPECT_EQ(static_cast<int>(Action::kAgree), 14);
  EXPECT_EQ(static_cast<int>(Action::kRelate), 15);
}

TEST(EnumSet, AttackNumberOutOfRangeIsInNoSet) {
  const CompartmentSet all = AllCompartments(), full(0xffff);
  for (const int i : {0, 13, 14, 15}) EXPECT_FALSE(all.Has(static_cast<Compartment>(i))) << i;
  for (const int i : {16, 17, 31, 32, 33, 36, 64, 255}) {
    EXPECT_FALSE(all.Has(static_cast<Compartment>(i))) << i;
    EXPECT_FALSE(full.Has(static_cast<Compartment>(i))) << i;
    CompartmentSet set;
    set.Add(static_cast<Compartment>(i));
    EXPECT_TRUE(set.Empty()) << i;
  }
}

TEST(EnumSet, IsASet) {
  const CompartmentSet ab{Compartment::kIdentity, Compartment::kSocial}, b{Compartment::kSocial};
  EXPECT_TRUE(ab.Covers(b) && ab.Covers({}) && !b.Covers(ab));
  EXPECT_EQ(ab & b, b);
  EXPECT_EQ(ab | b, ab);
  EXPECT_EQ(ab - b, CompartmentSet{Compartment::kIdentity});
  EXPECT_TRUE((b - ab).Empty());
  for (int i = 1; i <= kCompartments; ++i)
    EXPECT_TRUE(AllCompartments().Has(static_cast<Compartment>(i)));
}

}  // namespace
}  // namespace relais
