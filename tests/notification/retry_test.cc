// A gateway that is away: how long it is left alone, when a message is given up, and that it can be
// taken up again.
#include <gmock/gmock.h>

#include <set>

#include "tests/notification/telling_case.h"

namespace relais::notification {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;

constexpr seconds kFirst{1}, kLongest{5 * 60};
constexpr minutes kLongerThanAnyWait{10};
constexpr hours kSevenDays{7 * 24};
const Error kAway{Reason::kUnavailable, "away"};

class RetryTest : public TellingTest {
 protected:
  // Owed from now on, and tried once.
  ledger::Receipt ReadInVain() {
    Set(BySms());
    phone_->fails = kAway;
    const auto receipt = Read();
    Round();
    return receipt;
  }
  ledger::Receipt ReadAndGiveUp() {
    const auto receipt = ReadInVain();
    Pass(kSevenDays + Millis(1));
    Round();  // whether it can be told otherwise is asked a round later
    return receipt;
  }
  Millis Wait() { return NextDue().value() - house_->clock.Now(); }
  // A part of up to a quarter is chance.
  static void ExpectWait(Millis wait, seconds pause) {
    EXPECT_GE(wait.count(), Millis(pause).count());
    EXPECT_LT(wait.count(), Millis(pause).count() * 5 / 4);
  }
  // Of the dossier, not handed over yet.
  std::vector<Message> Ready() {
    const auto log = house_->Log();
    const auto chain = ledger::FindChain(*log, audit::Subject::kDossier, dossier_.bytes()).value();
    return ReadyMessagesOf(*log, chain->id).value();
  }
  std::vector<Message> Dead() { return DeadMessages(*house_->Log(), {}, 10).value(); }
};

TEST_F(RetryTest, EachWaitIsTwiceTheLastUpToFiveMinutesAndShortAgainAfterASuccess) {
  ReadInVain();
  seconds pause = kFirst;
  for (int tried = 1; tried < 14; ++tried) {
    const Millis wait = Wait();
    ExpectWait(wait, pause);
    Pass(wait - Millis(1));
    EXPECT_EQ(phone_->tried, tried) << "a gateway that is away is left alone until then";
    Pass(Millis(1));
    ASSERT_EQ(phone_->tried, tried + 1);
    pause = std::min(2 * pause, kLongest);
  }
  ASSERT_EQ(pause, kLongest);
  phone_->fails.reset();
  Pass(Wait());
  ASSERT_EQ(phone_->got.size(), 1U);
  phone_->fails = kAway;
  Read();
  Round();
  ExpectWait(Wait(), kFirst);
}

TEST_F(RetryTest, WaitsOfOneLengthDifferByChance) {
  ReadInVain();
  while (Wait() < kLongest) Pass(Wait());
  std::set<Millis> waits;
  for (int i = 0; i < 20; ++i) {
    waits.insert(Wait());
    ExpectWait(Wait(), kLongest);
    Pass(Wait());
  }
  EXPECT_GT(waits.size(), 5U);
}

// By two ways, each of which has chance of its own: it may make them meet now and then.
TEST_F(RetryTest, TwoThatFailTogetherComeAgainApart) {
  v1::Telling both = BySms();
  both.mutable_safe_contact()->set_channel(v1::CHANNEL_LETTER);
  both.mutable_safe_contact()->set_address("Rue Haute 1\n1000 Bruxelles");
  both.mutable_safe_contact()->set_language("en");
  both.set_safe_contact_beside(true);
  Set(both);
  phone_->fails = letters_->fails = kAway;
  Read();
  int apart = 0;
  for (int i = 1; i <= 8; ++i) {
    Pass(kLongerThanAnyWait);
    ASSERT_EQ(phone_->tried, i);
    ASSERT_EQ(letters_->tried, i) << "they failed at the same instant";
    const auto ready = Ready();
    ASSERT_EQ(ready.size(), 2U);
    if (ready[0].next != ready[1].next) ++apart;
  }
  EXPECT_GE(apart, 4);
}

TEST_F(RetryTest, TwoToOneGatewayAreTriedInTurnNeverTogether) {
  const DossierId second = ledger::DossierNumber(2);
  Set(second, BySms("+32470000002"));
  desk_->Expect(desk_->Admit(ledger::SocialWorker(), ledger::Ask(Action::kAgree, second)));
  std::vector<Array<16>> tried;
  phone_->on_id = [&](const Array<16>& id) { tried.push_back(id); };
  ReadInVain();
  for (std::size_t i = 1; i < 8; ++i) {
    ASSERT_EQ(tried.size(), i);
    Pass(kLongerThanAnyWait);
    ASSERT_EQ(tried.size(), i + 1);
    EXPECT_NE(tried[i], tried[i - 1]);
  }
  EXPECT_EQ(std::set(tried.begin(), tried.end()).size(), 2U);
}

TEST_F(RetryTest, SevenDaysLongItIsTriedAndThenItIsADeadLetter) {
  const auto receipt = ReadInVain();
  Pass(kSevenDays);
  EXPECT_EQ(phone_->tried, 2);
  EXPECT_TRUE(Dead().empty());
  EXPECT_EQ(FateNow(receipt).told, v1::Access::TOLD_DUE);
  Pass(Wait());
  EXPECT_EQ(phone_->tried, 3);
  ASSERT_EQ(Dead().size(), 1U);
  Pass(hours(48));
  EXPECT_EQ(phone_->tried, 3) << "it was given up";
  EXPECT_EQ(FateNow(receipt).told, v1::Access::TOLD_AT_MEETING);
  EXPECT_THAT(Methods(), ElementsAre(kSetTelling, "Test.Read", "Telling.Failed"));
}

TEST_F(RetryTest, ADeadLetterThatIsTriedAgainGoesOutOnceUnderTheSameNumber) {
  const auto receipt = ReadAndGiveUp();
  ASSERT_EQ(Dead().size(), 1U);
  phone_->fails.reset();
  TryAgain(Dead()[0].id);
  for (int i = 0; i < 5; ++i) Pass(kLongerThanAnyWait);
  ASSERT_EQ(phone_->got.size(), 1U);
  EXPECT_EQ(TextOf(receipt.number(), phone_->got[0].text),
            "told up to " + std::to_string(receipt.number()));
  EXPECT_TRUE(Dead().empty());
  EXPECT_FALSE(PendingNow());
  EXPECT_EQ(FateNow(receipt).told, v1::Access::TOLD_SENT);
}

TEST_F(RetryTest, OfTwoDeadLettersOneThatIsTriedAgainTakesTheOtherWithIt) {
  Set(BySms());
  std::vector<Array<16>> ids;
  phone_->on_id = [&](const Array<16>& id) { ids.push_back(id); };
  Read();
  Round();
  Pass(hours(1));
  const auto newest = Read();
  Round();
  ASSERT_EQ(ids.size(), 2U);
  for (const Array<16>& id : ids) ASSERT_TRUE(dispatcher_->Report(id, false));
  ASSERT_EQ(Dead().size(), 2U);
  TryAgain(ids[0]);
  for (int i = 0; i < 3; ++i) Pass(kLongerThanAnyWait);
  EXPECT_TRUE(Dead().empty());
  ASSERT_EQ(phone_->got.size(), 3U) << "one message for both";
  EXPECT_EQ(TextOf(newest.number(), phone_->got[2].text),
            "told up to " + std::to_string(newest.number()));
}

// A number that the network refuses for good.
TEST_F(RetryTest, AttackAnEmergencyIsNotTriedInEachRound) {
  Set(BySms());
  phone_->fails = Error{Reason::kInvalid, "no such number"};
  desk_->Expect(desk_->Admit(ledger::SocialWorker(), ledger::ReadSocial(dossier_)),
                {.what = {.at_once = true}});
  for (int i = 0; i < 20; ++i) Pass(seconds(1));
  EXPECT_EQ(phone_->tried, 1);
  EXPECT_EQ(Dead().size(), 1U);
}

}  // namespace
}  // namespace relais::notification
