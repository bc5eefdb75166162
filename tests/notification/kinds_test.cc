// Whoever sees a phone, or the line to it, sees that something happened and not what: notices of
// all kinds are the same, and leave at the same pace under the same settings. AtOnce() and
// Emergencies() leave sooner on purpose, and show it by that (SECURITY.md).
#include <regex>

#include "services/access/policy_file.h"
#include "tests/notification/telling_case.h"

namespace relais::notification {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr hours kDay{24};
// The fixture's clock begins at nine in the morning in Brussels.
constexpr hours kToElevenAtNight{14}, kFromElevenToEight{9}, kFromNineToSix{9},
    kFromElevenToSix{19};

struct Kind {
  const char* name;
  Caller caller;
  access::Request ask;
  ledger::Disclosure what = {};
};

// Of one event: how long after it a notice left, and the notice but for its numbers.
struct Seen {
  Millis after{0};
  std::string notice;
};

std::string WithoutNumbers(const Outgoing& sent) {
  static const std::regex numbers("(number |STOP )[0-9]+");
  return sent.contact.address() + "|" + sent.title + "|" + (sent.right_to_left ? "<" : ">") + "|" +
         std::regex_replace(sent.text, numbers, "$1#");
}

void ExpectSeen(const Seen& seen, const Seen& expected, const char* name) {
  EXPECT_EQ(seen.after.count(), expected.after.count()) << name;
  EXPECT_EQ(seen.notice, expected.notice) << name;
}

class KindsTest : public TellingTest {
 protected:
  access::Request Ask(Action action) const { return ledger::Ask(action, dossier_); }
  access::Request AtRequest(Action action) const {
    access::Request ask = Ask(action);
    ask.at_request = true;
    return ask;
  }

  std::vector<Kind> Ordinary() const {
    const Caller worker = ledger::SocialWorker();
    Caller officer = ledger::SocialWorker(1);
    officer.profession = access::kOfficer;
    access::Request oversight = Ask(Action::kOversee);
    oversight.purpose = Purpose::kOversight;
    const Caller trusted{
        .kind = CallerKind::kTrustedPerson, .id = ledger::IdOf("trusted"), .dossier = dossier_};
    // The server itself, for the worker's house.
    Caller server = worker;
    server.kind = CallerKind::kSystem;
    return {{"a reading", worker, ledger::ReadSocial(dossier_)},
            {"a change", worker, ledger::WriteSocial(dossier_)},
            {"a consent confirmed", worker, Ask(Action::kAgree)},
            {"a consent taken back at the desk", worker, AtRequest(Action::kRevoke)},
            {"a relation shown", worker, Ask(Action::kRelate)},
            {"an invitation to sign in", worker, Ask(Action::kTell)},
            {"an objection answered", officer, oversight},
            {"a reading by somebody trusted", trusted, Ask(Action::kLookUp)},
            {"a passkey removed", ledger::PersonOf(dossier_), Ask(Action::kSignIn), {.owed = true}},
            {"a legal order", server, Ask(Action::kSystem), {.owed = true}}};
  }
  // Before the daily notice, but never at night: somebody new, what two professionals alone stand
  // behind, and a way that was just opened, so that it is seen to work.
  std::vector<Kind> AtOnce() const {
    const Caller worker = ledger::SocialWorker();
    Caller stranger = worker;
    stranger.organisation = OrganisationId(ledger::IdOf("a house that was never there"));
    access::Request settings = AtRequest(Action::kTell);
    settings.method = kSetTelling;
    return {
        {"a house for the first time", stranger, Ask(Action::kAgree)},
        {"a relation by two", worker, Ask(Action::kRelate), {.at_once = true}},
        {"a mandate by two", worker, Ask(Action::kAgree), {.at_once = true}},
        {"a change that is looked at", worker, ledger::WriteSocial(dossier_), {.at_once = true}},
        {"a way that was opened", worker, settings}};
  }
  // By night as well while they are fresh: somebody is in the file now.
  std::vector<Kind> Emergencies() const {
    const Caller worker = ledger::SocialWorker();
    return {{"an emergency reading", worker, ledger::ReadSocial(dossier_), {.at_once = true}}};
  }

  void Happen(const Kind& kind) {
    const bool shown = kind.ask.action == Action::kRead || kind.ask.action == Action::kLookUp;
    ledger::Plan plan{.what = kind.what};
    if (!shown) plan.apply = [](storage::Connection&, Instant, auto&) { return Status(); };
    desk_->Expect(kind.caller.kind == CallerKind::kSystem
                      ? house_->access().AdmitReview(dossier_, kind.caller, kind.ask.method)
                      : desk_->Admit(kind.caller, kind.ask),
                  std::move(plan));
  }
  // From here on no house of Ordinary() is new, and every event comes at this time of another day.
  void Begin(const v1::Telling& telling, hours later) {
    for (const Kind& kind : Ordinary()) Happen(kind);
    Set(telling);
    Round();
    next_ = house_->clock.Now() + later;
  }
  Seen Watch(const Kind& kind) {
    phone_->got.clear();
    const Instant begin = next_;
    next_ += kDay;
    house_->clock.Set(begin);
    Happen(kind);
    Round();
    for (int i = 0; i < 3 && phone_->got.empty() && NextDue(); ++i) {
      house_->clock.Set(*NextDue());
      Round();
    }
    EXPECT_EQ(phone_->got.size(), 1U) << kind.name;
    EXPECT_FALSE(NextDue()) << kind.name << ": more is to leave";
    return {house_->clock.Now() - begin,
            phone_->got.empty() ? "nothing" : WithoutNumbers(phone_->got[0])};
  }
  void ExpectAll(const std::vector<Kind>& kinds, const Seen& expected) {
    for (const Kind& kind : kinds) ExpectSeen(Watch(kind), expected, kind.name);
  }

  static v1::Telling WithQuietHours(v1::Telling::Pace pace) {
    v1::Telling telling = BySms();
    telling.clear_quiet_from();
    telling.clear_quiet_until();
    telling.set_pace(pace);
    return telling;
  }
  Instant next_{};
};

TEST_F(KindsTest, WhoeverIsToldOfEachIsToldOfAllAtOnceInTheSameWords) {
  Begin(WithQuietHours(v1::Telling::PACE_EACH), kDay);
  const Seen reading = Watch(Ordinary()[0]);
  EXPECT_EQ(reading.after, Millis(0));
  for (const auto& kinds : {Ordinary(), AtOnce(), Emergencies()}) ExpectAll(kinds, reading);
}

TEST_F(KindsTest, AtNightAllWaitForTheSameMomentButAnEmergency) {
  Begin(WithQuietHours(v1::Telling::PACE_EACH), kToElevenAtNight);
  const Seen reading = Watch(Ordinary()[0]);
  EXPECT_EQ(reading.after, kFromElevenToEight);
  for (const auto& kinds : {Ordinary(), AtOnce()}) ExpectAll(kinds, reading);
  ExpectAll(Emergencies(), {Millis(0), reading.notice});
}

TEST_F(KindsTest, WithTheDailyNoticeAllWaitForTheSameMomentButWhatIsToldAtOnce) {
  Begin(WithQuietHours(v1::Telling::PACE_DAILY), kDay);
  const Seen reading = Watch(Ordinary()[0]);
  EXPECT_GE(reading.after, kFromNineToSix);
  EXPECT_LT(reading.after, kFromNineToSix + minutes(10));
  ExpectAll(Ordinary(), reading);
  for (const auto& kinds : {AtOnce(), Emergencies()}) ExpectAll(kinds, {Millis(0), reading.notice});
}

TEST_F(KindsTest, WithTheDailyNoticeAtNightThreeMomentsAndOneNotice) {
  Begin(WithQuietHours(v1::Telling::PACE_DAILY), kToElevenAtNight);
  const Seen reading = Watch(Ordinary()[0]);
  EXPECT_GE(reading.after, kFromElevenToSix);
  EXPECT_LT(reading.after, kFromElevenToSix + minutes(10));
  ExpectAll(Ordinary(), reading);
  ExpectAll(AtOnce(), {kFromElevenToEight, reading.notice});
  ExpectAll(Emergencies(), {Millis(0), reading.notice});
}

TEST_F(KindsTest, WhatReachedNothingWhatIsOnesOwnAndTheTellingItselfLeaveNothing) {
  Begin(BySms(), kDay);
  phone_->got.clear();
  Happen({"a refusal", ledger::SocialWorker(7), ledger::ReadSocial(dossier_)});
  Happen({"one's own reading", ledger::PersonOf(dossier_), Ask(Action::kReadLog)});
  Happen({"told", ledger::SocialWorker(), Ask(Action::kTell), {.silent = true}});
  desk_->Expect(desk_->Admit(ledger::SocialWorker(), ledger::WriteSocial(dossier_)),
                {.apply = [](storage::Connection&, Instant, auto&) -> Status {
                  return Fail(Reason::kWrongState, "not now");
                }});
  Round();
  EXPECT_TRUE(phone_->got.empty());
  EXPECT_FALSE(NextDue());
}

}  // namespace
}  // namespace relais::notification
