// What is owed is told, once, on the way that the person chose, whatever fails in between.
#include <gmock/gmock.h>

#include "tests/notification/telling_case.h"

namespace relais::notification {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;

using DispatcherTest = TellingTest;

TEST_F(DispatcherTest, AReadIsToldUnderItsNumber) {
  Set(BySms());
  const auto receipt = Read();
  Round();
  ASSERT_EQ(phone_->got.size(), 1U);
  EXPECT_EQ(TextOf(receipt.number(), phone_->got[0].text),
            "told up to " + std::to_string(receipt.number()));
  EXPECT_EQ(phone_->got[0].contact.address(), "+32470000001");
  Round();
  EXPECT_EQ(phone_->got.size(), 1U) << "told once";
  EXPECT_FALSE(PendingNow());
  EXPECT_EQ(FateNow(receipt).told, v1::Access::TOLD_SENT);
}

TEST_F(DispatcherTest, HavingNoPhoneDeniesNothingAndWordWaits) {
  const auto receipt = Read();
  Round();
  EXPECT_EQ(phone_->tried, 0);
  const auto pending = PendingNow();
  ASSERT_TRUE(pending);
  EXPECT_EQ(pending->count, 1U);
  EXPECT_FALSE(pending->due);
  EXPECT_EQ(FateNow(receipt).told, v1::Access::TOLD_AT_MEETING);
}

TEST_F(DispatcherTest, WhatThePersonDoesAndWhatIsRefusedOwesNothing) {
  Set(BySms());
  desk_->Expect(desk_->Admit(ledger::PersonOf(dossier_), ledger::Ask(Action::kReadLog, dossier_)));
  desk_->Expect(desk_->Admit(ledger::SocialWorker(7), ledger::ReadSocial(dossier_)));
  Round();
  EXPECT_EQ(phone_->tried, 0);
  EXPECT_FALSE(PendingNow());
}

TEST_F(DispatcherTest, TellingItselfOwesNothing) {
  Set(BySms());
  Read();
  for (int i = 0; i < 5; ++i) Pass(hours(1));
  EXPECT_EQ(phone_->got.size(), 1U);
  EXPECT_THAT(Methods(), ElementsAre(kSetTelling, "Test.Read", "Telling.Sent"));
}

TEST_F(DispatcherTest, AfterAnOutageOneNoticeSpeaksOfAllAndCarriesTheNewestNumber) {
  Set(BySms());
  phone_->fails = Error{Reason::kUnavailable, "away"};
  std::uint64_t newest = 0;
  for (int i = 0; i < 20; ++i) {
    newest = Read().number();
    Pass(minutes(3));
  }
  EXPECT_LT(phone_->tried, 20) << "a gateway that is away is left alone, longer each time";
  phone_->fails.reset();
  for (int i = 0; i < 10; ++i) Pass(minutes(1));
  ASSERT_EQ(phone_->got.size(), 1U) << "no burst";
  EXPECT_EQ(TextOf(newest, phone_->got[0].text), "told up to " + std::to_string(newest));
  EXPECT_FALSE(PendingNow());
}

TEST_F(DispatcherTest, AfterThreeInADayTheRestComesWithTheDigest) {
  Set(BySms());
  for (int i = 0; i < 6; ++i) {
    Read();
    Pass(minutes(1));
  }
  EXPECT_EQ(phone_->got.size(), 3U);
  Pass(hours(24));
  EXPECT_EQ(phone_->got.size(), 4U);
  EXPECT_FALSE(PendingNow());
}

TEST_F(DispatcherTest, AHouseThatReadsForTheFirstTimeIsToldAtOnceAndThenWithTheDigest) {
  v1::Telling daily = BySms();
  daily.set_pace(v1::Telling::PACE_DAILY);
  Read();  // before anybody was to be told: the house is known
  Set(daily);
  Round();
  ASSERT_EQ(phone_->got.size(), 1U) << "what waited is told when the way is opened";
  Read();
  Pass(minutes(1));
  EXPECT_EQ(phone_->got.size(), 1U) << "a house that is known waits for the hour";
  house_->Close();
  desk_.reset();
  dispatcher_.reset();
  Caller other = ledger::SocialWorker(3);
  other.organisation = OrganisationId(ledger::IdOf("another house"));
  house_->AddCell(ledger::IdOf("other cell"), dossier_, other.id);
  Open();
  OpenDispatcher();
  desk_->Expect(desk_->Admit(other, ledger::ReadSocial(dossier_)));
  Pass(minutes(1));
  EXPECT_EQ(phone_->got.size(), 2U);
  desk_->Expect(desk_->Admit(other, ledger::ReadSocial(dossier_)));
  Pass(minutes(1));
  EXPECT_EQ(phone_->got.size(), 2U);
}

TEST_F(DispatcherTest, AttackThePhoneBecameUnsafeBetweenFormingAndSending) {
  Set(BySms());
  phone_->fails = Error{Reason::kUnavailable, "away"};
  Read();
  Round();
  EXPECT_EQ(phone_->tried, 1);
  v1::Telling unsafe = BySms();
  unsafe.set_seen_by(v1::Telling::SEEN_BY_SOMEBODY_ELSE);
  Set(unsafe);
  phone_->fails.reset();
  for (int i = 0; i < 5; ++i) Pass(hours(1));
  EXPECT_EQ(phone_->tried, 1) << "nothing leaves for it any more";
  const auto pending = PendingNow();
  ASSERT_TRUE(pending) << "but the word is still owed";
  EXPECT_EQ(pending->count, 1U);
  EXPECT_FALSE(pending->due);
}

TEST_F(DispatcherTest, AttackTheNumberWasChangedBetweenFormingAndSending) {
  Set(BySms("+32470000001"));
  phone_->fails = Error{Reason::kUnavailable, "away"};
  Read();
  Round();
  phone_->fails.reset();
  Set(BySms("+32470000002"));
  Pass(minutes(10));
  Pass(minutes(10));
  ASSERT_EQ(phone_->got.size(), 1U);
  EXPECT_EQ(phone_->got[0].contact.address(), "+32470000002");
}

TEST_F(DispatcherTest, ASafeContactIsToldBesideOrInstead) {
  v1::Telling telling = BySms();
  *telling.mutable_safe_contact() = telling.contact();
  telling.mutable_safe_contact()->set_address("+32470000009");
  telling.set_safe_contact_beside(true);
  Set(telling);
  Read();
  Round();
  EXPECT_EQ(phone_->got.size(), 2U);
  telling.set_safe_contact_beside(false);
  Set(telling);
  Read();
  Pass(hours(30));
  ASSERT_EQ(phone_->got.size(), 3U);
  EXPECT_EQ(phone_->got[2].contact.address(), "+32470000009");
}

TEST_F(DispatcherTest, AnUnusableNumberIsADeadLetterAndTheWordWaitsForAMeeting) {
  Set(BySms());
  phone_->fails = Error{Reason::kInvalid, "no such number"};
  const auto receipt = Read();
  Round();
  Read();
  Pass(hours(30));
  EXPECT_EQ(phone_->tried, 1) << "it is not tried with every new entry";
  const auto pending = PendingNow();
  ASSERT_TRUE(pending);
  EXPECT_EQ(pending->count, 2U);
  EXPECT_FALSE(pending->due);
  EXPECT_EQ(FateNow(receipt).told, v1::Access::TOLD_AT_MEETING);
  EXPECT_THAT(Methods(), ElementsAre(kSetTelling, "Test.Read", "Telling.Failed", "Test.Read"));

  const auto dead = DeadMessages(*house_->Log(), {}, 10).value();
  ASSERT_EQ(dead.size(), 1U);
  phone_->fails.reset();
  TryAgain(dead[0].id);
  Pass(minutes(1));
  ASSERT_EQ(phone_->got.size(), 1U);
  EXPECT_TRUE(DeadMessages(*house_->Log(), {}, 10).value().empty());
  EXPECT_FALSE(PendingNow());
}

TEST_F(DispatcherTest, ANewNumberRevivesWhatCouldNotBeTold) {
  Set(BySms());
  phone_->fails = Error{Reason::kInvalid, "no such number"};
  Read();
  Round();
  phone_->fails.reset();
  Set(BySms("+32470000002"));
  Round();
  EXPECT_EQ(phone_->got.size(), 1U);
  EXPECT_FALSE(PendingNow());
}

TEST_F(DispatcherTest, ReportsAreEntriesAndTheSecondOneIsPassedOver) {
  Set(BySms());
  const auto receipt = Read();
  Round();
  const auto id = phone_->got.at(0).id;
  EXPECT_TRUE(dispatcher_->Report(id, true));
  EXPECT_TRUE(dispatcher_->Report(id, true));
  EXPECT_TRUE(dispatcher_->Report(id, false)) << "a network that contradicts itself";
  EXPECT_TRUE(dispatcher_->Report(ledger::IdOf("nobody's"), true));
  EXPECT_EQ(FateNow(receipt).told, v1::Access::TOLD_DELIVERED);
  EXPECT_THAT(Methods(),
              ElementsAre(kSetTelling, "Test.Read", "Telling.Sent", "Telling.Delivered"));
}

TEST_F(DispatcherTest, AReportOfFailureMakesTheWordWaitForAMeeting) {
  Set(BySms());
  const auto receipt = Read();
  Round();
  EXPECT_TRUE(dispatcher_->Report(phone_->got.at(0).id, false));
  Round();
  EXPECT_EQ(FateNow(receipt).told, v1::Access::TOLD_AT_MEETING);
  const auto pending = PendingNow();
  ASSERT_TRUE(pending);
  EXPECT_EQ(pending->count, 1U);
  Pass(hours(48));
  EXPECT_EQ(phone_->tried, 1);
}

TEST_F(DispatcherTest, WhatCouldNotBeSentAndWasSaidIsToldInPerson) {
  Set(BySms());
  phone_->fails = Error{Reason::kInvalid, "no such number"};
  const auto receipt = Read();
  Round();
  Round();
  MarkTold(receipt.number());
  Round();
  EXPECT_FALSE(PendingNow());
  EXPECT_EQ(FateNow(receipt).told, v1::Access::TOLD_IN_PERSON);
}

TEST_F(DispatcherTest, BothOfTwoMessagesFailAndTheWordWaitsOnce) {
  v1::Telling telling = BySms();
  *telling.mutable_safe_contact() = telling.contact();
  telling.set_safe_contact_beside(true);
  Set(telling);
  Read();
  Round();
  ASSERT_EQ(phone_->got.size(), 2U);
  EXPECT_TRUE(dispatcher_->Report(phone_->got[0].id, false));
  EXPECT_TRUE(dispatcher_->Report(phone_->got[1].id, false));
  ASSERT_TRUE(PendingNow());
  EXPECT_EQ(PendingNow()->count, 1U);
}

TEST_F(DispatcherTest, AttackASentMessageThatCannotBeNotedIsNotSentAgain) {
  Set(BySms());
  Read();
  const auto other = house_->Log(storage::Store::Use::kWrite);
  // From here on the log takes nothing, as when its disk is full.
  phone_->on_send = [&] { Sql(*other, "BEGIN IMMEDIATE"); };
  EXPECT_FALSE(dispatcher_->Round());
  phone_->on_send = nullptr;
  EXPECT_FALSE(dispatcher_->Round());
  EXPECT_EQ(phone_->got.size(), 1U);
  Sql(*other, "ROLLBACK");
  Round();
  EXPECT_EQ(phone_->got.size(), 1U);
  EXPECT_THAT(Methods(), ElementsAre(kSetTelling, "Test.Read", "Telling.Sent"));
}

TEST_F(DispatcherTest, AnEmergencyDoesNotWaitBehindAnOlderMessage) {
  v1::Telling quiet = BySms();
  quiet.clear_quiet_from();
  quiet.clear_quiet_until();
  Set(quiet);
  // To the evening: a message is put off until the morning.
  house_->clock.Set(AfterQuiet(quiet, house_->clock.Now()));
  for (int i = 0; i < 24 && AfterQuiet(quiet, house_->clock.Now()) == house_->clock.Now(); ++i)
    house_->clock.Advance(hours(1));
  house_->clock.Advance(-minutes(59));
  phone_->fails = Error{Reason::kUnavailable, "away"};
  Read();
  Round();
  Pass(hours(1));
  phone_->fails.reset();
  Pass(minutes(10));
  EXPECT_EQ(phone_->got.size(), 0U) << "quiet hours";
  access::Request emergency = ledger::ReadSocial(dossier_);
  desk_->Expect(desk_->Admit(ledger::SocialWorker(), emergency));
  Sql(*house_->Log(storage::Store::Use::kWrite),
      "UPDATE entries SET owed = 2 WHERE idx = (SELECT max(idx) FROM entries)");
  Round();
  EXPECT_EQ(phone_->got.size(), 1U);
}

TEST_F(DispatcherTest, AFailureToOneDoesNotSilenceTheOther) {
  v1::Telling telling = BySms();
  *telling.mutable_safe_contact() = telling.contact();
  telling.mutable_safe_contact()->set_address("+32470000009");
  telling.set_safe_contact_beside(true);
  Set(telling);
  Read();
  Round();
  ASSERT_EQ(phone_->got.size(), 2U);
  const bool first = phone_->got[0].contact.address() == "+32470000001";
  EXPECT_TRUE(dispatcher_->Report(phone_->got[first ? 0 : 1].id, false));
  EXPECT_FALSE(PendingNow()) << "the other was told";
  Read();
  Pass(minutes(1));
  ASSERT_EQ(phone_->got.size(), 3U);
  EXPECT_EQ(phone_->got[2].contact.address(), "+32470000009");
}

TEST_F(DispatcherTest, AttackAReportBeforeTheAnswerAndThenNoAnswer) {
  Set(BySms());
  Read();
  phone_->fails = Error{Reason::kUnavailable, "the answer was lost"};
  phone_->on_id = [this](const Array<16>& id) { EXPECT_TRUE(dispatcher_->Report(id, true)); };
  Round();
  phone_->fails.reset();
  for (int i = 0; i < 5; ++i) Pass(minutes(10));
  EXPECT_EQ(phone_->tried, 1) << "it is known to have arrived";
}

TEST_F(DispatcherTest, WhatWasToldAtAMeetingIsNotOwedAgain) {
  const auto receipt = Read();
  Round();
  MarkTold(receipt.number());
  Round();
  Set(BySms());
  Round();
  EXPECT_EQ(phone_->tried, 0);
  EXPECT_FALSE(PendingNow());
}

TEST_F(DispatcherTest, AMarkByAColleagueDoesNotCancelAMessage) {
  v1::Telling daily = BySms();
  daily.set_pace(v1::Telling::PACE_DAILY);
  Read();
  Set(daily);
  Round();
  ASSERT_EQ(phone_->got.size(), 1U);
  const auto receipt = Read();
  Pass(minutes(1));
  MarkTold(receipt.number());
  Pass(minutes(1));
  ASSERT_TRUE(PendingNow());
  Pass(hours(24));
  EXPECT_EQ(phone_->got.size(), 2U);
}

TEST_F(DispatcherTest, AWayThatWasTakenAwayMakesTheWordWait) {
  Set(BySms());
  phone_->fails = Error{Reason::kUnavailable, "away"};
  Read();
  Round();
  with_sms_ = false;
  Restart();
  Pass(hours(1));
  Pass(hours(1));
  ASSERT_TRUE(PendingNow());
  EXPECT_FALSE(PendingNow()->due);
}

TEST_F(DispatcherTest, AClockThatWasSetBackStopsNothing) {
  Set(BySms());
  house_->clock.Advance(hours(24));
  phone_->fails = Error{Reason::kUnavailable, "away"};
  Read();
  Round();
  house_->clock.Advance(-hours(24));
  phone_->fails.reset();
  Round();
  EXPECT_EQ(phone_->tried, 2) << "it does not wait until the clock is there again";
}

TEST_F(DispatcherTest, ToldAtAMeetingUpToANumber) {
  const auto first = Read();
  Round();
  Pass(minutes(1));
  const auto second = Read();
  Round();
  MarkTold(first.number());
  Round();
  ASSERT_TRUE(PendingNow());
  EXPECT_EQ(PendingNow()->count, 1U);
  EXPECT_EQ(FateNow(first).told, v1::Access::TOLD_IN_PERSON);
  EXPECT_EQ(FateNow(second).told, v1::Access::TOLD_AT_MEETING);
  MarkTold(second.number());
  Round();
  EXPECT_FALSE(PendingNow());
}

TEST_F(DispatcherTest, NothingIsLostOrRepeatedByARestart) {
  Set(BySms());
  phone_->fails = Error{Reason::kUnavailable, "away"};
  Read();
  Restart();  // before it was taken up
  Round();
  Restart();  // formed, not handed over
  phone_->fails.reset();
  Pass(minutes(10));
  ASSERT_EQ(phone_->got.size(), 1U);
  Restart();  // handed over
  Pass(hours(24));
  EXPECT_EQ(phone_->got.size(), 1U);
}

TEST_F(DispatcherTest, AChangeIsToldOnlyOnceItStands) {
  Set(BySms());
  Round();
  Write(7);
  const auto log = house_->Log();
  const auto vault = house_->Vault(storage::Store::Use::kWrite);
  const auto mark = storage::ReadMark(*vault).value();
  const Key key = house_->keystore().index_key("digest");
  const UptakeParts parts{*tellings_, key};
  ASSERT_TRUE(storage::WriteMark(*vault, mark - 1));
  EXPECT_TRUE(TakeUp(*log, *vault, parts, house_->clock.Now()).value().pending.empty());
  ASSERT_TRUE(storage::WriteMark(*vault, mark));
  EXPECT_EQ(TakeUp(*log, *vault, parts, house_->clock.Now()).value().pending.size(), 1U);
}

TEST_F(DispatcherTest, AChangeThatACrashTookAwayIsNotTold) {
  Set(BySms());
  Round();
  const auto before = storage::ReadMark(*house_->Vault()).value();
  Write(7);
  dispatcher_.reset();
  Shut();
  house_.emplace(scratch_.path());
  // The log was committed, the vault was not.
  Sql(*house_->Vault(storage::Store::Use::kWrite), "DELETE FROM things");
  ASSERT_TRUE(storage::WriteMark(*house_->Vault(storage::Store::Use::kWrite), before));
  Open();
  OpenDispatcher();
  Round();
  EXPECT_EQ(phone_->tried, 0);
  EXPECT_FALSE(PendingNow());
}

TEST_F(DispatcherTest, ManyAtOnceLeaveAtTheChannelsPace) {
  rate_ = 5;
  Restart();
  dispatcher_.reset();
  Shut();
  house_.emplace(scratch_.path());
  for (std::uint64_t n = 2; n < 32; ++n)
    house_->AddCell(ledger::IdOf("cell", n), ledger::DossierNumber(n), ledger::SocialWorker().id);
  Open();
  OpenDispatcher();
  for (std::uint64_t n = 2; n < 32; ++n) {
    Set(ledger::DossierNumber(n), BySms());
    desk_->Expect(
        desk_->Admit(ledger::SocialWorker(), ledger::ReadSocial(ledger::DossierNumber(n))));
  }
  for (std::size_t second = 1; second <= 6; ++second) {
    Pass(seconds(1));
    EXPECT_EQ(phone_->got.size(), 5 * second);
  }
}

TEST_F(DispatcherTest, AMessageThatTheGatewayChokesOnDoesNotHoldUpTheOthers) {
  class Choking final : public Channel {
   public:
    Status Send(const Outgoing& outgoing) override {
      if (outgoing.contact.address() == "+32470000666")
        return Fail(Reason::kUnavailable, "internal error");
      ++delivered;
      return {};
    }
    int delivered = 0;
  };
  dispatcher_.reset();
  Shut();
  house_.emplace(scratch_.path());
  house_->AddCell(ledger::IdOf("cell", 2), ledger::DossierNumber(2), ledger::SocialWorker().id);
  Open();
  const auto choking = std::make_shared<Choking>();
  tellings_.emplace(house_->keystore(), house_->random);
  auto made = Dispatcher::Create(
      {house_->ledger(),
       house_->vault_store(),
       house_->log_store(),
       *tellings_,
       Notices::Load(RELAIS_SOURCE_DIR "/deploy/messages", "0800 12 345").value(),
       {{v1::CHANNEL_SMS, {choking, 100}}},
       house_->clock,
       house_->random,
       house_->keystore().index_key("digest"),
       {}});
  ASSERT_TRUE(made);
  dispatcher_ = *std::move(made);
  Set(BySms("+32470000666"));
  Read();
  Round();
  Set(ledger::DossierNumber(2), BySms());
  desk_->Expect(desk_->Admit(ledger::SocialWorker(), ledger::ReadSocial(ledger::DossierNumber(2))));
  for (int i = 0; i < 10; ++i) Pass(seconds(30));
  EXPECT_EQ(choking->delivered, 1);
}

}  // namespace
}  // namespace relais::notification
