// Requests to be called back: where each stands at any moment, who is asked then, and how long it is kept.
#include "services/exit/worry_calls.h"

#include <gtest/gtest.h>

#include "services/directory/repository.h"
#include "services/exit/worry_call_service.h"
#include "tests/keys/scratch.h"
#include "tests/ledger/fixture.h"

namespace relais::exit {
namespace {

using State = v1::WorryCall;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

const Instant kRaised = FromMillis(1'800'000'000'000);
const OrganisationId kCentre(Array<16>{1}), kCrisis(Array<16>{2}), kWard(Array<16>{3});
const UnitId kDesk(Array<16>{4}), kOtherDesk(Array<16>{5});

WorryCall Call(v1::WorryCall::By by = State::BY_NOW) {
  WorryCall out{.id = WorryCallId(Array<16>{9}),
                .house = kWard,
                .team = kWard.bytes(),
                .raised_by = ProfessionalId(Array<16>{6}),
                .about = State::ABOUT_OWN_LIFE,
                .by = by,
                .phone = "+3225550000",
                .to_house = kCentre,
                .to_unit = kDesk,
                .then_house = kCrisis};
  out.created = kRaised;
  out.sent = kRaised;
  return out;
}
Caller In(const OrganisationId& house, const UnitId& unit = {}) {
  Caller out{.kind = CallerKind::kProfessional};
  out.organisation = house;
  out.unit = unit;
  return out;
}

TEST(WorryCalls, GoOnToTheHouseAndToTheNextWhenNobodyTakesThemUp) {
  for (const auto& [by, patience] :
       {std::pair<v1::WorryCall::By, Millis>{State::BY_NOW, minutes(15)},
        {State::BY_TONIGHT, hours(1)},
        {State::BY_TOMORROW, hours(4)}}) {
    const WorryCall call = Call(by);
    const Instant just(kRaised + patience - Millis(1)), first(kRaised + patience);
    const Instant second(kRaised + 2 * patience);
    EXPECT_EQ(StateOf(call, just), State::STATE_ASKED);
    EXPECT_EQ(StateOf(call, first), State::STATE_ON_DUTY);
    EXPECT_EQ(StateOf(call, second - Millis(1)), State::STATE_ON_DUTY);
    EXPECT_EQ(StateOf(call, second + days(29)), State::STATE_LAST);
    EXPECT_EQ(NextOf(call, just), first);
    EXPECT_EQ(NextOf(call, first), second);
    EXPECT_EQ(NextOf(call, second), std::nullopt);

    EXPECT_TRUE(IsAskedOf(call, In(kCentre, kDesk), just));
    EXPECT_FALSE(IsAskedOf(call, In(kCentre, kOtherDesk), just));
    EXPECT_FALSE(IsAskedOf(call, In(kCentre), just));
    EXPECT_TRUE(IsAskedOf(call, In(kCentre, kOtherDesk), first));
    EXPECT_FALSE(IsAskedOf(call, In(kCrisis), second - Millis(1)));
    EXPECT_TRUE(IsAskedOf(call, In(kCrisis), second));
    EXPECT_TRUE(IsAskedOf(call, In(kCentre, kDesk), second)) << "the first can still take it up";
    EXPECT_FALSE(IsAskedOf(call, In(kWard), second));
    WorryCall own = call;
    own.team = kDesk.bytes();
    own.then_house = kWard;
    EXPECT_FALSE(IsAskedOf(own, In(kCentre, kDesk), second)) << "never who raised it";
    EXPECT_TRUE(IsAskedOf(own, In(kWard), second));
  }
}

TEST(WorryCalls, WithoutANextHouseStayWithTheFirst) {
  WorryCall call = Call();
  call.then_house = {};
  call.to_unit = {};
  EXPECT_EQ(StateOf(call, kRaised + hours(5)), State::STATE_ON_DUTY);
  EXPECT_EQ(NextOf(call, kRaised + hours(5)), std::nullopt);
  EXPECT_TRUE(IsAskedOf(call, In(kCentre, kOtherDesk), kRaised));
  // Of no house at all is nobody: a zero id is asked nothing.
  EXPECT_FALSE(IsAskedOf(call, In({}), kRaised + hours(5)));
}

TEST(WorryCalls, WithoutAgreementLeaveOnceAColleagueConfirms) {
  WorryCall call = Call();
  call.sent.reset();
  EXPECT_EQ(StateOf(call, kRaised + minutes(59)), State::STATE_TO_CONFIRM);
  EXPECT_EQ(NextOf(call, kRaised), kRaised + hours(1));
  EXPECT_EQ(StateOf(call, kRaised + hours(1)), State::STATE_NOT_CONFIRMED);
  for (const Millis after : {Millis(0), Millis(hours(1)), Millis(days(3))})
    EXPECT_FALSE(IsAskedOf(call, In(kCentre, kDesk), kRaised + after));
  call.sent = kRaised + minutes(50);
  EXPECT_EQ(StateOf(call, kRaised + hours(1)), State::STATE_ASKED) << "counted from then";
}

TEST(WorryCalls, AreAskedOfNobodyOnceTheyEnded) {
  WorryCall taken = Call(), back = Call();
  taken.ended = kRaised + minutes(20);
  taken.taken_by = ProfessionalId(Array<16>{7});
  back.ended = kRaised + minutes(20);
  EXPECT_EQ(StateOf(taken, kRaised + hours(1)), State::STATE_ACKNOWLEDGED);
  EXPECT_EQ(StateOf(back, kRaised + hours(1)), State::STATE_WITHDRAWN);
  for (const WorryCall& call : {taken, back}) {
    EXPECT_FALSE(Waits(StateOf(call, kRaised + hours(1))));
    for (const auto& caller : {In(kCentre, kDesk), In(kCrisis)})
      EXPECT_FALSE(IsAskedOf(call, caller, kRaised + hours(1)));
  }
}

// With a real vault and log.
class WorryCallStore : public testing::Test {
 protected:
  WorryCall Added(unsigned char id, Instant created, const DossierId& dossier = {}) {
    WorryCall call = Call();
    call.id = WorryCallId(Array<16>{id});
    call.dossier = dossier;
    call.created = created;
    call.sent = created;
    EXPECT_TRUE(AddWorryCall(*write_, call));
    return call;
  }
  bool Has(unsigned char id) {
    return FindWorryCall(*write_, WorryCallId(Array<16>{id})).value().has_value();
  }

  void SetUp() override {
    ASSERT_TRUE(storage::Migrate(*write_, std::array{directory::kMigration, kWorryCallsMigration}));
  }

  Scratch dir_;
  ledger::House house_{dir_.path()};
  std::unique_ptr<storage::Connection> write_ = house_.Vault(storage::Store::Use::kWrite);
};

TEST_F(WorryCallStore, KeepsEachForThirtyDaysAndDeletesIt) {
  const DossierId dossier = ledger::DossierNumber(1);
  Added(1, kRaised, dossier);
  WorryCall silent = Added(2, kRaised, dossier);
  silent.tell = kRaised + kWorryCallKept;
  ASSERT_TRUE(UpdateWorryCall(*write_, silent));
  Added(3, kRaised + days(1), dossier);

  const Instant before = kRaised + kWorryCallKept - Millis(1), then = kRaised + kWorryCallKept;
  EXPECT_EQ(WorryCallsAbout(*write_, dossier, before, 10)->size(), 3U);
  EXPECT_TRUE(*WaitsForAnAnswer(*write_, dossier, kWard.bytes(), before));
  EXPECT_FALSE(*WaitsForAnAnswer(*write_, dossier, kCentre.bytes(), before)) << "another house's";
  EXPECT_FALSE(*WaitsForAnAnswer(*write_, ledger::DossierNumber(2), kWard.bytes(), before));
  EXPECT_FALSE(*AreWorryCallsOver(*write_, before));
  // Shown to nobody any more, whether or not it was deleted yet.
  EXPECT_EQ(WorryCallsAbout(*write_, dossier, then, 10)->size(), 1U);
  EXPECT_EQ(WorryCallsOf(*write_, kWard.bytes(), then, 10)->size(), 1U);
  EXPECT_EQ(WorryCallsTo(*write_, kCrisis, then, 10)->size(), 1U);
  EXPECT_TRUE(*AreWorryCallsOver(*write_, then));
  ASSERT_TRUE(DeleteWorryCalls(*write_, then));
  EXPECT_FALSE(Has(1));
  EXPECT_TRUE(Has(2)) << "the person is to be told first";
  EXPECT_TRUE(Has(3));
  ASSERT_EQ(WorryCallsToTell(*write_, then, 10)->size(), 1U);
  EXPECT_TRUE(WorryCallsToTell(*write_, before, 10)->empty());
}

TEST_F(WorryCallStore, NeverStandsInTheWayOfMoreUrgentOnes) {
  WorryCall late = Added(1, kRaised);
  for (unsigned char i = 2; i < 40; ++i) {
    WorryCall call = Call(State::BY_TOMORROW);
    call.id = WorryCallId(Array<16>{i});
    call.created = kRaised + hours(i);
    if (i % 2 == 0)
      call.sent = call.created;
    else
      call.sent.reset();
    ASSERT_TRUE(AddWorryCall(*write_, call));
  }
  const auto to = WorryCallsTo(*write_, kCentre, kRaised + days(3), 5).value();
  ASSERT_EQ(to.size(), 5U);
  EXPECT_EQ(to[0].id, late.id);
  EXPECT_EQ(to[1].id, WorryCallId(Array<16>{2})) << "the one that waits longest";
  for (const WorryCall& call : to) EXPECT_TRUE(call.sent) << "nobody has confirmed it";
}

TEST_F(WorryCallStore, IsNotSpokenOfBesideThePersonWhereThatEndangers) {
  const DossierId dossier = ledger::DossierNumber(1);
  const auto waits = [&] {
    return *WaitsForAnAnswer(*write_, dossier, kWard.bytes(), kRaised + minutes(1));
  };
  WorryCall call = Call();
  call.dossier = dossier;
  call.telling_endangers = true;
  ASSERT_TRUE(AddWorryCall(*write_, call));
  EXPECT_FALSE(waits());
  call.id = WorryCallId(Array<16>{10});
  call.telling_endangers = false;
  call.sent.reset();
  ASSERT_TRUE(AddWorryCall(*write_, call));
  EXPECT_FALSE(waits()) << "it has not left";
  call.id = WorryCallId(Array<16>{11});
  call.sent = kRaised;
  ASSERT_TRUE(AddWorryCall(*write_, call));
  EXPECT_TRUE(waits());
}

TEST_F(WorryCallStore, TellsThePersonOnceWhoReadsItForAWeekAndThenDeletes) {
  const DossierId dossier = ledger::DossierNumber(1);
  WorryCall call = Added(1, kRaised, dossier);
  call.tell = kRaised + kSilent;
  ASSERT_TRUE(UpdateWorryCall(*write_, call));
  write_.reset();
  ASSERT_TRUE(house_.Open());
  const auto read = house_.Vault();
  const auto log = house_.Log();
  const auto told = [&] {
    return ledger::FindChain(*log, audit::Subject::kDossier, dossier.bytes())->has_value();
  };
  const auto tend = [&](Instant now) {
    return TendWorryCalls(house_.ledger(), house_.access(), *read, now);
  };
  ASSERT_TRUE(tend(kRaised + kSilent - Millis(1)));
  EXPECT_FALSE(told()) << "telling endangers somebody";
  EXPECT_EQ(*ledger::CountEntries(*log), 0U);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(tend(kRaised + kSilent));
  EXPECT_TRUE(told());
  const auto listed = WorryCallsAbout(*read, dossier, kRaised + kSilent + days(6), 10).value();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_TRUE(IsKnown(listed[0]));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(tend(kRaised + kWorryCallKept));
  EXPECT_FALSE(FindWorryCall(*read, call.id)->has_value());
  EXPECT_EQ(*ledger::CountEntries(*log), 2U) << "told once, deleted once";
}

}  // namespace
}  // namespace relais::exit
