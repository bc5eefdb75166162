// Where a handover stands, of every state that was said, what the person agreed to and took back, and the time.
#include "services/handover/rules.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "services/base/calendar.h"
#include "services/base/files.h"
#include "services/consent/proposals.h"

namespace relais::handover {
namespace {

using State = v1::Handover;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::sys_days;

const Date kFriday(sys_days(std::chrono::year(2026) / 11 / 27));

Instant At(Date day, int hour) { return FromBelgium({day, hour * 60}); }
Date After(Date day, int more) { return Date(sys_days(day) + days(more)); }

Handover Said(v1::Handover::State state) {
  Handover out;
  out.state = state;
  out.created = At(kFriday, 9);
  out.from = After(kFriday, 3);
  out.answer_by = At(After(kFriday, 2), 12);
  return out;
}

consent::Consent Given(Action action, bool taken_back = false) {
  consent::Consent out;
  out.cell.actions = {action};
  if (taken_back) out.cell.revoked = At(kFriday, 10);
  return out;
}
using Consents = std::vector<consent::Consent>;
const Consents kYes{Given(Action::kRelate)};
const Consents kOpen{Given(Action::kRelate), Given(Action::kRead)};

constexpr v1::Handover::State kSaid[] = {
    State::STATE_ASKED,   State::STATE_ACCEPTED, State::STATE_REFUSED, State::STATE_WITHDRAWN,
    State::STATE_ARRIVED, State::STATE_SEEN,     State::STATE_NOT_SEEN};

TEST(HandoverRules, NobodyIsAskedBeforeThePersonSaysYes) {
  const Handover asked = Said(State::STATE_ASKED);
  EXPECT_EQ(StateOf(asked, {}, At(kFriday, 10)), State::STATE_PROPOSED);
  EXPECT_EQ(StateOf(asked, {}, asked.answer_by), State::STATE_EXPIRED);
  Handover later = asked;
  later.answer_by += days(20);
  EXPECT_EQ(StateOf(later, {}, asked.created + consent::kProposalLasts), State::STATE_EXPIRED)
      << "the text cannot be agreed to any more";
}

TEST(HandoverRules, AnAnswerComesInTime) {
  const Handover asked = Said(State::STATE_ASKED);
  EXPECT_EQ(StateOf(asked, kYes, asked.answer_by - Millis(1)), State::STATE_ASKED);
  EXPECT_EQ(StateOf(asked, kYes, asked.answer_by), State::STATE_EXPIRED);
  EXPECT_FALSE(IsTakenOver(State::STATE_EXPIRED));
}

TEST(HandoverRules, FromTheDayOnThePersonIsExpected) {
  const Handover accepted = Said(State::STATE_ACCEPTED);
  EXPECT_EQ(StateOf(accepted, kOpen, At(accepted.from, 0) - Millis(1)), State::STATE_ACCEPTED);
  EXPECT_EQ(StateOf(accepted, kOpen, At(accepted.from, 0)), State::STATE_EXPECTED);
}

// Whatever was said: what the person took back is asked no more, but what was seen was seen.
TEST(HandoverRules, AttackWhatWasTakenBackGoesOn) {
  const Consents no_question{Given(Action::kRelate, true), Given(Action::kRead)};
  const Consents nothing_open{Given(Action::kRelate), Given(Action::kRead, true)};
  for (const auto said : kSaid) {
    const bool over =
        said == State::STATE_REFUSED || said == State::STATE_WITHDRAWN || said == State::STATE_SEEN;
    for (const int day : {0, 3, 40}) {
      const Instant now = At(After(kFriday, day), 15);
      const auto without = StateOf(Said(said), no_question, now);
      EXPECT_EQ(without, over ? said : State::STATE_WITHDRAWN) << said;
      if (said != State::STATE_ASKED) {
        EXPECT_EQ(StateOf(Said(said), nothing_open, now), over ? said : State::STATE_WITHDRAWN);
      }
    }
  }
}

// Who paused it does not change what was said; and nobody is asked whether they go on but by whom it is told.
TEST(HandoverRules, WhatIsPausedWaitsUntilItIsAskedAgain) {
  const Consents nothing_open{Given(Action::kRelate), Given(Action::kRead, true)};
  for (const auto said : kSaid) {
    Handover paused = Said(said);
    paused.paused = OrganisationId(Array<16>{9});
    const auto without = StateOf(Said(said), kOpen, At(kFriday, 10));
    EXPECT_EQ(StateOf(paused, kOpen, At(kFriday, 10)),
              SaidYes(without) ? State::STATE_PAUSED : without);
    EXPECT_EQ(StateOf(paused, nothing_open, At(kFriday, 10)),
              StateOf(Said(said), nothing_open, At(kFriday, 10)))
        << "what was taken back is not on hold";
  }
  EXPECT_TRUE(MayAskAgain(State::STATE_PAUSED, kOpen));
  EXPECT_TRUE(MayAskAgain(State::STATE_EXPIRED, kOpen)) << "nobody answered, and it goes on";
  EXPECT_FALSE(MayAskAgain(State::STATE_EXPIRED, kYes)) << "of a first question";
  for (const auto told : {State::STATE_ACCEPTED, State::STATE_SEEN, State::STATE_REFUSED,
                          State::STATE_WITHDRAWN, State::STATE_NOT_SEEN})
    EXPECT_FALSE(MayAskAgain(told, kOpen)) << told;
  v1::HandoverAsk ride;
  ride.add_needs(v1::NEED_TRANSPORT);
  EXPECT_TRUE(IsDoneBy(ride, kFriday));
  EXPECT_FALSE(EndsBefore(ride, kFriday)) << "there can be another";
  ride.add_needs(v1::NEED_MEALS);
  EXPECT_FALSE(IsDoneBy(ride, kFriday));
  ride.set_until_day(FormatDate(After(kFriday, -1)));
  EXPECT_TRUE(IsDoneBy(ride, kFriday));
  EXPECT_TRUE(EndsBefore(ride, kFriday));
}

// From every state there is one way on for each side at most, and seen is the end.
TEST(HandoverRules, OnlyWhatWasTakenOverIsMarked) {
  for (int i = State::State_MIN; i <= State::State_MAX; ++i) {
    const auto from = static_cast<v1::Handover::State>(i);
    const bool taken_over = from == State::STATE_ACCEPTED || from == State::STATE_EXPECTED ||
                            from == State::STATE_ARRIVED || from == State::STATE_NOT_SEEN;
    const bool paused = from == State::STATE_PAUSED;
    EXPECT_EQ(MayMark(from, State::STATE_SEEN), taken_over || paused) << from;
    EXPECT_EQ(MayMark(from, State::STATE_NOT_SEEN), taken_over && from != State::STATE_NOT_SEEN);
    EXPECT_FALSE(MayMark(from, from)) << from;
    for (const auto to :
         {State::STATE_PROPOSED, State::STATE_ASKED, State::STATE_ACCEPTED, State::STATE_REFUSED,
          State::STATE_WITHDRAWN, State::STATE_EXPIRED, State::STATE_EXPECTED})
      EXPECT_FALSE(MayMark(from, to)) << from << " to " << to;
    const bool is_over = from == State::STATE_REFUSED || from == State::STATE_WITHDRAWN ||
                         from == State::STATE_SEEN || from == State::STATE_UNSPECIFIED;
    EXPECT_EQ(MayWithdraw(from), !is_over) << from;
  }
}

TEST(HandoverRules, ThatSomebodyDidNotComeIsToldToWhoFollows) {
  for (int i = State::State_MIN; i <= State::State_MAX; ++i) {
    const auto state = static_cast<v1::Handover::State>(i);
    const bool hidden = IsTakenOver(state) || state == State::STATE_PAUSED;
    EXPECT_EQ(AsTold(Said(State::STATE_ACCEPTED), state, true), state);
    EXPECT_EQ(AsTold(Said(State::STATE_ACCEPTED), state, false),
              hidden ? State::STATE_ACCEPTED : state);
    EXPECT_EQ(AsTold(Said(State::STATE_SEEN), State::STATE_PAUSED, false), State::STATE_SEEN)
        << "it stays what it was";
  }
  Handover handover;
  handover.giver = OrganisationId(Array<16>{1});
  handover.receiver = OrganisationId(Array<16>{2});
  Caller giver{.kind = CallerKind::kProfessional}, receiver = giver;
  giver.organisation = handover.giver;
  receiver.organisation = handover.receiver;
  const Caller person{.kind = CallerKind::kPerson};
  EXPECT_TRUE(Follows(handover, giver, false, false));
  EXPECT_FALSE(Follows(handover, giver, false, true));
  EXPECT_TRUE(Follows(handover, giver, true, true)) << "who holds the thread works there";
  EXPECT_TRUE(Follows(handover, receiver, false, true));
  EXPECT_TRUE(Follows(handover, person, false, true));
}

TEST(HandoverRules, WhoIsAskedSeesItWhileThatHolds) {
  EXPECT_FALSE(MaySee({}, At(kFriday, 10)));
  EXPECT_FALSE(MaySee({Given(Action::kRead)}, At(kFriday, 10)));
  EXPECT_FALSE(MaySee({Given(Action::kRelate, true)}, At(kFriday, 10)));
  consent::Consent question = Given(Action::kRelate);
  question.cell.end = At(kFriday, 12);
  EXPECT_TRUE(MaySee({question}, At(kFriday, 12) - Millis(1)));
  EXPECT_FALSE(MaySee({question}, At(kFriday, 12)));
}

TEST(HandoverRules, NobodyIsGivenLessThanFourHours) {
  EXPECT_EQ(UsualAnswerBy(After(kFriday, 3), At(kFriday, 9)), At(After(kFriday, 2), 12));
  EXPECT_EQ(UsualAnswerBy(kFriday, At(kFriday, 19)), At(kFriday, 23)) << "19:00";
  EXPECT_EQ(UsualAnswerBy(After(kFriday, 1), At(kFriday, 11)), At(kFriday, 15));
}

TEST(HandoverRules, TheTextSaysAllThatIsAskedInFourLanguages) {
  const auto text_of_all = ReadFile(RELAIS_SOURCE_DIR "/deploy/catalogue.toml", 1 << 24);
  ASSERT_TRUE(text_of_all);
  const auto catalogue = directory::Catalogue::Parse(*text_of_all, "catalogue").value();
  v1::HandoverAsk ask;
  for (int i = 1; i <= v1::Need_MAX; ++i) ask.add_needs(static_cast<v1::Need>(i));
  for (int i = 1; i <= v1::AccessNeed_MAX; ++i) ask.add_access(static_cast<v1::AccessNeed>(i));
  ask.set_from_day("2026-11-30");
  ask.set_area("1000");
  ask.set_language("ar");
  for (const char* const language : {"fr", "nl", "de", "en"}) {
    const std::string text = AskInWords(ask, *catalogue, language);
    EXPECT_NE(text.find("1000"), text.npos) << text;
    EXPECT_NE(text.find(std::string(language) == "de" ? "30.11.2026" : "30/11/2026"), text.npos);
    for (const char* const raw : {"need.", "access_need.", "{what}", "{from}", "{more}", "{area}",
                                  "{language}", "{access}"})
      EXPECT_EQ(text.find(raw), text.npos) << text;
    EXPECT_NE(text.find("{whom}"), text.npos) << "who is asked is filled in where it is drafted";
    EXPECT_EQ(std::ranges::count(text, '\n'), 0);
  }
}

TEST(HandoverRules, WhatIsAskedIsComplete) {
  const auto with = [](auto change) {
    v1::HandoverAsk ask;
    ask.add_needs(v1::NEED_MEALS);
    ask.set_from_day("2026-11-30");
    change(ask);
    return CheckAsk(ask, kFriday).has_value();
  };
  EXPECT_TRUE(with([](auto&) {}));
  EXPECT_TRUE(with([](auto& a) { a.set_from_day("2026-11-27"); })) << "tonight";
  EXPECT_FALSE(with([](auto& a) { a.set_from_day("2026-11-26"); }));
  EXPECT_FALSE(with([](auto& a) { a.set_from_day("2027-11-30"); }));
  EXPECT_FALSE(with([](auto& a) { a.set_from_day(""); }));
  EXPECT_FALSE(with([](auto& a) { a.clear_needs(); }));
  EXPECT_FALSE(with([](auto& a) { a.add_needs(v1::NEED_MEALS); }));
  EXPECT_FALSE(with([](auto& a) { a.add_access(v1::ACCESS_NEED_UNSPECIFIED); }));
  EXPECT_FALSE(with([](auto& a) { a.set_area("0999"); }));
  EXPECT_FALSE(with([](auto& a) { a.set_area("10000"); }));
  EXPECT_FALSE(with([](auto& a) { a.set_language("Dutch"); }));
}

TEST(HandoverRules, WhatNobodyTakesSlipsInTime) {
  const Date from = After(kFriday, 3);
  const Instant by = At(After(kFriday, 2), 12);
  const auto slips = [&](v1::Handover::State state, Instant now) {
    return Slips(state, from, by, now);
  };
  for (const auto state : {State::STATE_PROPOSED, State::STATE_ASKED}) {
    EXPECT_FALSE(slips(state, by - hours(24) - Millis(1)));
    EXPECT_TRUE(slips(state, by - hours(24))) << "a day before it is too late";
  }
  for (const auto state : {State::STATE_REFUSED, State::STATE_EXPIRED}) {
    EXPECT_TRUE(slips(state, At(kFriday, 10)));
    EXPECT_TRUE(slips(state, At(After(from, 7), 12)));
    EXPECT_FALSE(slips(state, At(After(from, 8), 12)));
  }
  EXPECT_FALSE(slips(State::STATE_ACCEPTED, At(kFriday, 10)));
  EXPECT_FALSE(slips(State::STATE_EXPECTED, At(from, 23)));
  EXPECT_TRUE(slips(State::STATE_EXPECTED, At(After(from, 1), 0))) << "not seen on the day";
  EXPECT_FALSE(slips(State::STATE_ARRIVED, At(After(from, 1), 23)));
  EXPECT_TRUE(slips(State::STATE_ARRIVED, At(After(from, 2), 0))) << "arrived is not seen";
  EXPECT_TRUE(slips(State::STATE_NOT_SEEN, At(from, 12)));
  EXPECT_FALSE(slips(State::STATE_NOT_SEEN, At(After(from, 31), 12)));
  for (const auto state : {State::STATE_SEEN, State::STATE_WITHDRAWN, State::STATE_UNSPECIFIED})
    EXPECT_FALSE(slips(state, At(from, 12)));
}

// What was refused is settled need by need: meals from another house do not nurse anybody.
TEST(HandoverRules, WhatWasRefusedSlipsUntilEachNeedIsAskedAgain) {
  v1::ListHandoversResponse all;
  const auto add = [&](v1::Handover::State state, std::initializer_list<v1::Need> needs) {
    auto& one = *all.add_handovers();
    one.set_state(state);
    one.mutable_ask()->set_from_day("2026-11-30");
    for (const v1::Need need : needs) one.mutable_ask()->add_needs(need);
  };
  const auto left = [&] {
    auto copy = all;
    KeepSlipping(copy, At(kFriday, 10));
    return copy.handovers_size();
  };
  add(State::STATE_REFUSED, {v1::NEED_MEALS, v1::NEED_HOME_NURSING});
  EXPECT_EQ(left(), 1);
  add(State::STATE_EXPIRED, {v1::NEED_HOME_NURSING});
  EXPECT_EQ(left(), 2) << "one that failed is no answer to another";
  add(State::STATE_ACCEPTED, {v1::NEED_MEALS});
  EXPECT_EQ(left(), 2);
  add(State::STATE_PROPOSED, {v1::NEED_HOME_NURSING});
  all.mutable_handovers(3)->mutable_answer_by()->set_seconds(ToMillis(At(After(kFriday, 2), 12)) /
                                                             1000);
  EXPECT_EQ(left(), 2) << "nobody is asked yet";
  all.mutable_handovers(3)->set_state(State::STATE_SEEN);
  EXPECT_EQ(left(), 0);
  for (const char* const day : {"2026-09-10", "2026-12-20"}) {
    all.mutable_handovers(3)->mutable_ask()->set_from_day(day);
    EXPECT_EQ(left(), 2) << "of another stay, or weeks too late: " << day;
  }
}

}  // namespace
}  // namespace relais::handover
