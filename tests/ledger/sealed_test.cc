// What is sealed leaves against the receipt of its own permit only. That it cannot leave without
// one is shown by negative/, whose cases do not compile.
#include "tests/keys/scratch.h"
#include "tests/ledger/fixture.h"

namespace relais::ledger {
namespace {

static_assert(OpensAgainst<Sealed<std::string>, Receipt>);
static_assert(!OpensAgainst<Sealed<std::string>, int>);
static_assert(!std::is_default_constructible_v<Receipt> &&
              !std::is_default_constructible_v<access::Permit>);
static_assert(!std::is_constructible_v<Receipt, std::uint64_t, std::uint64_t, std::uint64_t>);
static_assert(!std::is_convertible_v<Sealed<std::string>, std::string>);

class SealedTest : public testing::Test {
 protected:
  SealedTest() : house_(scratch_.path()), desk_(house_) {
    house_.AddCell(IdOf("cell"), dossier_, SocialWorker().id);
    const Status opened = house_.Open();
    EXPECT_TRUE(opened);
  }
  access::Permit Read() { return desk_.Admit(SocialWorker(), ReadSocial(dossier_)); }

  Scratch scratch_;
  House house_;
  Desk desk_;
  const DossierId dossier_ = DossierNumber(1);
};

TEST_F(SealedTest, OpensWithItsOwnReceipt) {
  auto permit = Read();
  Sealed<std::string> sealed(permit, "content", {});
  EXPECT_EQ(std::move(sealed).Open(desk_.Expect(std::move(permit))), "content");
}

TEST_F(SealedTest, WhatItIsMappedToOpensWithTheSameReceipt) {
  auto permit = Read();
  auto size = Sealed<std::string>(permit, "content", {.count = 3}).Map([](std::string text) {
    return text.size();
  });
  EXPECT_EQ(size.what().count, 3u);
  auto same =
      std::move(size).TryMap([](std::size_t n) -> Result<int> { return static_cast<int>(n) * 2; });
  ASSERT_TRUE(same);
  EXPECT_EQ((*std::move(same)).Open(desk_.Expect(std::move(permit))), 14);
}

TEST_F(SealedTest, FailedMapGivesItsErrorAndNothingElse) {
  auto failed = Sealed<std::string>(Read(), "content", {}).TryMap([](std::string) -> Result<int> {
    return Fail(Reason::kCorrupt, "no");
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().reason, Reason::kCorrupt);
}

using SealedDeathTest = SealedTest;

TEST_F(SealedDeathTest, AttackReceiptOfAnotherPermitAborts) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  auto permit = Read();
  Sealed<std::string> sealed(permit, "content", {});
  const Receipt other = desk_.Expect(Read());
  EXPECT_DEATH((void)std::move(sealed).Open(other), "");
}

TEST_F(SealedDeathTest, AttackReceiptOfARefusalOpensNothingElse) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  Sealed<std::string> sealed(Read(), "content", {});
  const Receipt refusal = desk_.Expect(desk_.Admit(SocialWorker(5), ReadSocial(dossier_)));
  EXPECT_DEATH(
      (void)std::move(sealed).Map([](std::string text) { return text + "!"; }).Open(refusal), "");
}

}  // namespace
}  // namespace relais::ledger
