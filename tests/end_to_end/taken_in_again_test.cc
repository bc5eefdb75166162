// Somebody who had left is in a house again: the leaving is prepared anew, and what services took over waits.
#include <gtest/gtest.h>

#include "relais/v1/consents.grpc.pb.h"
#include "tests/end_to_end/exits.h"

namespace relais {
namespace {

class TakenInAgain : public Exits {
 protected:
  using State = v1::Handover;

  void SetUp() override {
    Exits::SetUp();
    care_ = AddHouse("Thuiszorg De Brug");
    nurse_ = Token(AddProfessional(care_, "home_nurse"));
  }
  std::string TakenOver() const {
    const auto asked = AskHouse(care_);
    EXPECT_TRUE(Answer(asked.handover_id(), true).ok());
    return asked.handover_id();
  }
  grpc::Status Answer(const std::string& id, bool yes) const {
    v1::AnswerHandoverRequest request;
    request.set_request_id(NewRequestId());
    request.set_handover_id(id);
    request.set_accepted(yes);
    if (!yes) request.set_lack(v1::LACK_NO_PLACE);
    return Call(&v1::Handovers::Stub::AnswerHandover, nurse_, request);
  }
  grpc::Status Mark(const std::string& id, v1::Handover::State state) const {
    v1::MarkHandoverRequest request;
    request.set_request_id(NewRequestId());
    request.set_handover_id(id);
    request.set_state(state);
    return Call(&v1::Handovers::Stub::MarkHandover, nurse_, request);
  }
  grpc::Status Leave(const std::string& exit) const {
    return Call(&Stub::RecordDeparture, worker_, Left(exit, v1::Departure::DECIDER_PHYSICIAN));
  }
  grpc::Status Back(const std::string& token, const std::string& exit) const {
    v1::ReopenExitRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_context() = ContextOf(opened_.id);
    request.set_exit_id(exit);
    return Call(&Stub::ReopenExit, token, request);
  }
  v1::AskHandoverAgainRequest Again(const std::string& id, int ahead) const {
    v1::AskHandoverAgainRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_context() = ContextOf(opened_.id);
    request.set_handover_id(id);
    request.set_from_day(Day(ahead));
    return request;
  }
  grpc::Status AskAgain(const std::string& id, int ahead) const {
    return Call(&v1::Handovers::Stub::AskHandoverAgain, worker_, Again(id, ahead));
  }
  std::vector<v1::Handover> Handovers(const std::string& token) const {
    v1::ListHandoversRequest request;
    if (token != person_) *request.mutable_context() = ContextOf(opened_.id);
    v1::ListHandoversResponse response;
    EXPECT_TRUE(Call(&v1::Handovers::Stub::ListHandovers, token, request, &response).ok());
    return {response.handovers().begin(), response.handovers().end()};
  }
  v1::Handover::State StateNow() const { return Handovers(person_).at(0).state(); }
  // What the service has to do.
  std::vector<v1::Handover> ToDo() const {
    v1::ListAskedResponse response;
    EXPECT_TRUE(
        Call(&v1::Handovers::Stub::ListAsked, nurse_, v1::ListAskedRequest(), &response).ok());
    return {response.handovers().begin(), response.handovers().end()};
  }
  bool IsOnMyList() const {
    v1::ListWorkResponse work;
    EXPECT_TRUE(Call(&Stub::ListWork, worker_, v1::ListWorkRequest(), &work).ok());
    return !work.lines().empty();
  }

  std::string care_, nurse_;
};

// Simone falls on the third day: the nurse does not stand before a locked door, and nobody has to ask Simone again.
TEST_F(TakenInAgain, ThePlanReopensAndTheServiceWaitsUntilItIsAskedAgain) {
  const std::string exit = Planned(worker_, Plan());
  const std::string day = Propose(worker_, exit, Day(0));
  Reply(person_, exit, day, true);
  const std::string handover = TakenOver();
  ASSERT_TRUE(Leave(exit).ok());
  ASSERT_TRUE(Mark(handover, State::STATE_SEEN).ok());
  EXPECT_FALSE(IsOnMyList());

  ASSERT_TRUE(Back(worker_, exit).ok());
  const auto reopened = List(worker_).exits(0);
  EXPECT_EQ(reopened.state(), v1::PreparedExit::STATE_PLANNED) << "the day was of the last time";
  EXPECT_FALSE(reopened.has_departure());
  EXPECT_TRUE(reopened.has_readmission());
  EXPECT_EQ(reopened.dates_size(), 1) << "nothing that was said is lost";
  EXPECT_TRUE(IsOnMyList());
  ASSERT_EQ(ToDo().size(), 1U);
  EXPECT_EQ(ToDo().at(0).state(), State::STATE_PAUSED);
  EXPECT_EQ(StateNow(), State::STATE_PAUSED);
  EXPECT_FALSE(Handovers(person_).at(0).taken_over()) << "the house answers for them again";

  v1::ListConsentsResponse before, after;
  ASSERT_TRUE(
      Call(&v1::Consents::Stub::ListConsents, person_, v1::ListConsentsRequest(), &before).ok());
  ASSERT_TRUE(AskAgain(handover, 5).ok());
  EXPECT_EQ(ToDo().at(0).state(), State::STATE_ASKED);
  EXPECT_EQ(ToDo().at(0).ask().from_day(), Day(5));
  EXPECT_EQ(ToDo().at(0).dossier_id(), opened_.id) << "they know whom they go on with";
  ASSERT_TRUE(Answer(handover, true).ok());
  EXPECT_EQ(StateNow(), State::STATE_ACCEPTED);
  ASSERT_TRUE(
      Call(&v1::Consents::Stub::ListConsents, person_, v1::ListConsentsRequest(), &after).ok());
  ASSERT_EQ(after.consents_size(), before.consents_size()) << "what was agreed to, once";
  for (const v1::Consent& one : after.consents()) EXPECT_FALSE(one.has_revoke_time());

  Reply(person_, exit, Propose(worker_, exit, Day(1)), true);
  EXPECT_EQ(List(worker_).exits(0).state(), v1::PreparedExit::STATE_AGREED);
  ASSERT_TRUE(Leave(exit).ok());
  EXPECT_EQ(List(worker_).exits(0).state(), v1::PreparedExit::STATE_LEFT);
  EXPECT_FALSE(IsOnMyList());
}

TEST_F(TakenInAgain, ANoToGoingOnEndsWhatThePersonAgreedTo) {
  const std::string exit = Planned(worker_, Plan());
  const std::string handover = TakenOver();
  ASSERT_TRUE(Leave(exit).ok());
  ASSERT_TRUE(Back(worker_, exit).ok());
  ASSERT_TRUE(AskAgain(handover, 4).ok());
  ASSERT_TRUE(Answer(handover, false).ok());
  EXPECT_EQ(StateNow(), State::STATE_REFUSED);
  auto read = ReadOf(opened_.id);
  read.mutable_context()->set_purpose(v1::PURPOSE_HANDOVER);
  EXPECT_EQ(ReasonOf(Call(&v1::Dossiers::Stub::GetDossier, nurse_, read)), "NOT_OPEN");
}

// The nurse is with them: what the house wrote was wrong, or came late.
TEST_F(TakenInAgain, WhoSeesThePersonSaysSoAlthoughItIsPaused) {
  const std::string exit = Planned(worker_, Plan());
  const std::string handover = TakenOver();
  ASSERT_TRUE(Leave(exit).ok());
  ASSERT_TRUE(Back(worker_, exit).ok());
  EXPECT_NE(ReasonOf(Mark(handover, State::STATE_NOT_SEEN)), "") << "nobody waits for them";
  ASSERT_TRUE(Mark(handover, State::STATE_SEEN).ok());
  EXPECT_EQ(StateNow(), State::STATE_SEEN);
}

// The nurse was asked for Wednesday; on Monday night the person was back.
TEST_F(TakenInAgain, AYesToWhatWasAskedBeforeWaitsToo) {
  const std::string exit = Planned(worker_, Plan());
  const std::string handover = AskHouse(care_).handover_id();
  ASSERT_TRUE(Leave(exit).ok());
  ASSERT_TRUE(Back(worker_, exit).ok());
  ASSERT_TRUE(Answer(handover, true).ok());
  EXPECT_EQ(StateNow(), State::STATE_PAUSED);
  ASSERT_TRUE(AskAgain(handover, 4).ok());
  ASSERT_TRUE(Answer(handover, true).ok());
  EXPECT_EQ(StateNow(), State::STATE_ACCEPTED);
}

// What the person cut off stays as it was: nobody learns by it that they were taken in.
TEST_F(TakenInAgain, AttackWhatWasTakenBackAfterItWasSeenSaysNothingNew) {
  const std::string exit = Planned(worker_, Plan());
  const std::string helper =
      HouseFor("hospital_social_worker", {v1::COMPARTMENT_EXIT, v1::COMPARTMENT_FRAGILITY});
  Record(helper, "fragility.daily_help", "answer", "needed");
  const std::string handover = TakenOver();
  ASSERT_TRUE(Leave(exit).ok());
  ASSERT_TRUE(Mark(handover, State::STATE_SEEN).ok());
  v1::ListConsentsResponse consents;
  ASSERT_TRUE(
      Call(&v1::Consents::Stub::ListConsents, person_, v1::ListConsentsRequest(), &consents).ok());
  for (const v1::Consent& one : consents.consents()) {
    if (one.grantee().organisation_id() != care_) continue;
    v1::RevokeConsentRequest revoke;
    revoke.set_request_id(NewRequestId());
    revoke.set_consent_id(one.id());
    ASSERT_TRUE(Call(&v1::Consents::Stub::RevokeConsent, person_, revoke).ok());
  }
  const auto before = ToDo().size();
  ASSERT_TRUE(Back(worker_, exit).ok());
  EXPECT_EQ(ToDo().size(), before);
  EXPECT_EQ(StateNow(), State::STATE_SEEN);
  Propose(worker_, exit, Day(3));
  EXPECT_NE(Findings(List(worker_).exits(0)).find("STOP daily_help"), std::string::npos)
      << "who was cut off helps no more";
}

// What the person agreed to ends before the day: then it is theirs to agree to it again.
TEST_F(TakenInAgain, ItGoesOnNoLongerThanWhatThePersonAgreedTo) {
  const std::string exit = Planned(worker_, Plan());
  const std::string handover = AskHouse(care_, true, 6).handover_id();
  ASSERT_TRUE(Answer(handover, true).ok());
  ASSERT_TRUE(Leave(exit).ok());
  ASSERT_TRUE(Back(worker_, exit).ok());
  EXPECT_EQ(ReasonOf(AskAgain(handover, 7)), "INVALID");
  EXPECT_TRUE(AskAgain(handover, 5).ok());
}

TEST_F(TakenInAgain, WhatWasDecidedOnTheFirstTimeIsDecidedOnAnew) {
  const std::string exit = Planned(worker_, Plan());
  const std::string helper =
      HouseFor("hospital_social_worker", {v1::COMPARTMENT_EXIT, v1::COMPARTMENT_FRAGILITY});
  Record(helper, "fragility.daily_help", "answer", "needed");
  Propose(worker_, exit, Day(0));
  v1::DecideExitRequest decide;
  decide.set_request_id(NewRequestId());
  *decide.mutable_context() = ContextOf(opened_.id);
  decide.set_exit_id(exit);
  decide.add_rules("bed");
  decide.mutable_decision()->set_decider(v1::Departure::DECIDER_PHYSICIAN);
  decide.mutable_decision()->set_decided_by("Dr Wouters");
  decide.mutable_decision()->set_because(v1::ExitDecision::BECAUSE_PLACE_NEEDED);
  decide.mutable_decision()->set_day(Day(0));
  ASSERT_TRUE(Call(&Stub::DecideExit, worker_, decide).ok());
  EXPECT_EQ(List(worker_).exits(0).decisions_size(), 1);
  ASSERT_TRUE(Leave(exit).ok());
  ASSERT_TRUE(Back(worker_, exit).ok());
  Propose(worker_, exit, Day(0));
  EXPECT_EQ(List(worker_).exits(0).decisions_size(), 0);
  EXPECT_NE(Findings(List(worker_).exits(0)).find("STOP bed"), std::string::npos);
}

// Somebody corrects the day on which they had left: they are in the house all the same.
TEST_F(TakenInAgain, WhatIsWrittenLaterOfAnEarlierDayDoesNotPutThemOut) {
  const std::string exit = Planned(worker_, Plan());
  ASSERT_TRUE(Leave(exit).ok());
  ASSERT_TRUE(Back(worker_, exit).ok());
  auto earlier = Left(exit, v1::Departure::DECIDER_PHYSICIAN);
  earlier.mutable_departure()->set_day(Day(-2));
  ASSERT_TRUE(Call(&Stub::RecordDeparture, worker_, earlier).ok());
  EXPECT_EQ(List(worker_).exits(0).state(), v1::PreparedExit::STATE_PLANNED);
  EXPECT_TRUE(IsOnMyList());
  // Nor back in, once they have left.
  ASSERT_TRUE(Leave(exit).ok());
  earlier.set_request_id(NewRequestId());
  earlier.mutable_departure()->set_day(Day(-3));
  ASSERT_TRUE(Call(&Stub::RecordDeparture, worker_, earlier).ok());
  EXPECT_EQ(List(worker_).exits(0).state(), v1::PreparedExit::STATE_LEFT);
  EXPECT_EQ(List(worker_).exits(0).departure().day(), Day(0));
}

// Nobody left: a plan pauses nothing. And a house has one leaving of a person under way.
TEST_F(TakenInAgain, AttackAPlanPausesWhatNobodyLeft) {
  const std::string first = Planned(worker_, Plan());
  const std::string handover = TakenOver();
  auto plan = Plan();
  plan.set_taken_in_again(true);
  const std::string second = Planned(worker_, plan);
  EXPECT_EQ(StateNow(), State::STATE_ACCEPTED);
  ASSERT_TRUE(Leave(first).ok());
  EXPECT_EQ(ReasonOf(Back(worker_, first)), "WRONG_STATE") << "the second is under way";
  ASSERT_TRUE(Leave(second).ok());
  EXPECT_TRUE(Back(worker_, second).ok());
  EXPECT_EQ(StateNow(), State::STATE_PAUSED);
}

TEST_F(TakenInAgain, AnotherHouseThatTakesThemInPausesWhatIsTakenOver) {
  const std::string exit = Planned(worker_, Plan());
  const std::string handover = TakenOver();
  ASSERT_TRUE(Leave(exit).ok());
  const std::string other = HouseFor("hospital_social_worker", {v1::COMPARTMENT_EXIT});
  EXPECT_EQ(ReasonOf(Back(other, exit)), "WRONG_STATE") << "it plans a leaving of its own";
  EXPECT_EQ(StateNow(), State::STATE_ACCEPTED);
  auto plan = Plan();
  plan.set_taken_in_again(true);
  Planned(other, plan);
  EXPECT_EQ(StateNow(), State::STATE_PAUSED);
}

// Whoever takes over, and is the house itself, is not paused by taking the person in.
TEST_F(TakenInAgain, TheHouseThatTookOverIsNotPausedByItsOwnPlan) {
  const std::string exit = Planned(worker_, Plan());
  const auto house = AddHouse("Revalidatie");
  const auto there = Token(AddProfessional(house, "hospital_social_worker"));
  Grant(person_, house);
  Meet(there, opened_);
  const auto asked = AskHouse(house);
  v1::AnswerHandoverRequest yes;
  yes.set_request_id(NewRequestId());
  yes.set_handover_id(asked.handover_id());
  yes.set_accepted(true);
  ASSERT_TRUE(Call(&v1::Handovers::Stub::AnswerHandover, there, yes).ok());
  ASSERT_TRUE(Leave(exit).ok());
  auto plan = Plan();
  plan.set_taken_in_again(true);
  Planned(there, plan);
  EXPECT_EQ(StateNow(), State::STATE_ACCEPTED);
}

// A paused nurse is not help for the next leaving until she says that she goes on.
TEST_F(TakenInAgain, WhatIsPausedSettlesNothing) {
  const std::string helper =
      HouseFor("hospital_social_worker", {v1::COMPARTMENT_EXIT, v1::COMPARTMENT_FRAGILITY});
  Record(helper, "fragility.daily_help", "answer", "needed");
  const std::string exit = Planned(worker_, Plan());
  Propose(worker_, exit, Day(3));
  EXPECT_NE(Findings(List(worker_).exits(0)).find("STOP daily_help"), std::string::npos);
  const std::string handover = TakenOver();
  EXPECT_EQ(Findings(List(worker_).exits(0)).find("daily_help"), std::string::npos);
  ASSERT_TRUE(Leave(exit).ok());
  ASSERT_TRUE(Back(worker_, exit).ok());
  Propose(worker_, exit, Day(3));
  EXPECT_NE(Findings(List(worker_).exits(0)).find("STOP daily_help"), std::string::npos);
  ASSERT_TRUE(AskAgain(handover, 3).ok());
  ASSERT_TRUE(Answer(handover, true).ok());
  EXPECT_EQ(Findings(List(worker_).exits(0)).find("daily_help"), std::string::npos);
}

TEST_F(TakenInAgain, AttackWhoMayNotAndWhatIsNotSo) {
  const std::string exit = Planned(worker_, Plan());
  const std::string handover = TakenOver();
  EXPECT_EQ(ReasonOf(Back(worker_, exit)), "WRONG_STATE") << "nobody left";
  EXPECT_EQ(ReasonOf(AskAgain(handover, 4)), "WRONG_STATE") << "nothing is paused";
  ASSERT_TRUE(Leave(exit).ok());
  const std::string stranger =
      Token(AddProfessional(AddHouse("Anderlecht"), "hospital_social_worker"));
  const std::string refusal = AllOf(Back(stranger, exit));
  EXPECT_EQ(AllOf(Back(nurse_, exit)), refusal);
  EXPECT_EQ(AllOf(Back(person_, exit)), refusal);
  EXPECT_EQ(ReasonOf(Back(worker_, "stp_00000000000000000000000000")), "INVALID");
  ASSERT_TRUE(Back(worker_, exit).ok());
  EXPECT_EQ(ReasonOf(Back(worker_, exit)), "WRONG_STATE") << "once";
  EXPECT_EQ(ReasonOf(AskAgain(handover, -1)), "INVALID");
  EXPECT_EQ(ReasonOf(AskAgain(handover, 27)), "INVALID")
      << "the person's yes to asking is over soon";
  EXPECT_TRUE(AskAgain(handover, 26).ok());
  EXPECT_TRUE(AskAgain(handover, 5).ok()) << "the day moved, and nobody has answered";
  const std::string other = HouseFor("hospital_social_worker", {v1::COMPARTMENT_EXIT});
  EXPECT_EQ(ReasonOf(Call(&v1::Handovers::Stub::AskHandoverAgain, other, Again(handover, 4))),
            "INVALID")
      << "another house's";
  EXPECT_EQ(AllOf(Call(&v1::Handovers::Stub::AskHandoverAgain, stranger, Again(handover, 4))),
            refusal);
}

// Taken back while it is paused, it is asked again of nobody.
TEST_F(TakenInAgain, WhatThePersonTakesBackStaysTakenBack) {
  const std::string exit = Planned(worker_, Plan());
  const std::string handover = TakenOver();
  ASSERT_TRUE(Leave(exit).ok());
  ASSERT_TRUE(Back(worker_, exit).ok());
  v1::WithdrawHandoverRequest withdraw;
  withdraw.set_request_id(NewRequestId());
  withdraw.set_handover_id(handover);
  ASSERT_TRUE(Call(&v1::Handovers::Stub::WithdrawHandover, person_, withdraw).ok());
  EXPECT_EQ(StateNow(), State::STATE_WITHDRAWN);
  EXPECT_EQ(ReasonOf(AskAgain(handover, 4)), "WRONG_STATE");
  EXPECT_NE(ReasonOf(Mark(handover, State::STATE_SEEN)), "");
}

}  // namespace
}  // namespace relais
