// Worry calls: another service is asked to call back, without a name; with the person's word, or with a colleague and the
// officer's eye on it; and what the person, the guard and everybody else see of it.
#include <algorithm>

#include "relais/v1/worry_calls.grpc.pb.h"
#include "tests/end_to_end/exits.h"
#include "tests/notification/program.h"

namespace relais {
namespace {

using Line = v1::WorryCall;

class WorryCalls : public Exits {
 protected:
  using Worries = v1::WorryCalls::Stub;

  void SetUp() override {
    Exits::SetUp();
    colleague_ = Token(AddProfessional(hospital_, "hospital_social_worker"));
    officer_ = Token(AddProfessional(hospital_, "privacy_officer"));
    crisis_ = AddHouse("Équipe mobile de crise");
    nurse_id_ = AddProfessional(crisis_, "mobile_crisis_team");
    nurse_ = Token(nurse_id_);
  }
  // By the card and the word.
  v1::RaiseWorryCallRequest Agreed() const {
    v1::RaiseWorryCallRequest request = Without();
    *request.mutable_context() = ByCard(opened_.card, "").context();
    request.set_chosen_word("kastanje");
    return request;
  }
  v1::RaiseWorryCallRequest Without() const {
    v1::RaiseWorryCallRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_context() = ContextOf(opened_.id);
    Line& call = *request.mutable_call();
    call.set_about(Line::ABOUT_OWN_LIFE);
    call.set_by(Line::BY_NOW);
    call.set_phone("+3225550000");
    call.set_organisation_id(crisis_);
    request.set_without(Line::WITHOUT_CANNOT_ANSWER);
    return request;
  }
  static Line Raise(const std::string& token, const v1::RaiseWorryCallRequest& request) {
    v1::RaiseWorryCallResponse response;
    const auto status = Call(&Worries::RaiseWorryCall, token, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.call();
  }
  static std::string Refusal(const std::string& token, const v1::RaiseWorryCallRequest& request) {
    return ReasonOf(Call(&Worries::RaiseWorryCall, token, request));
  }
  template <class Request, class Response>
  static grpc::Status Act(grpc::Status (Worries::*method)(grpc::ClientContext*, const Request&,
                                                          Response*),
                          const std::string& token, const std::string& id) {
    Request request;
    request.set_request_id(NewRequestId());
    request.set_worry_call_id(id);
    return Call(method, token, request);
  }
  static v1::ListWorryCallsResponse Lists(const std::string& token) {
    v1::ListWorryCallsResponse response;
    const auto status =
        Call(&Worries::ListWorryCalls, token, v1::ListWorryCallsRequest(), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  std::vector<Line> Own() const {
    v1::ListOwnWorryCallsResponse response;
    const auto status =
        Call(&Worries::ListOwnWorryCalls, person_, v1::ListOwnWorryCallsRequest(), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return {response.calls().begin(), response.calls().end()};
  }
  static std::vector<v1::Review> Reviews(const std::string& officer) {
    v1::ListReviewsResponse response;
    EXPECT_TRUE(
        Call(&v1::Accesses::Stub::ListReviews, officer, v1::ListReviewsRequest(), &response).ok());
    std::vector<v1::Review> out;
    for (const auto& one : response.reviews())
      if (one.kind() == v1::REVIEW_KIND_WORRY_CALL) out.push_back(one);
    return out;
  }
  // Entries of the person's log that somebody else made, of this service.
  int Entries() const {
    const auto all = AllAccesses(person_);
    return static_cast<int>(std::ranges::count_if(all, [](const v1::Access& entry) {
      return !entry.own() && entry.method().starts_with("WorryCalls.");
    }));
  }
  bool Stops(const std::string& token) const {
    const auto all = List(token);
    return all.exits_size() > 0 &&
           Findings(all.exits(0)).find("STOP worry_call") != std::string::npos;
  }

  std::string colleague_, officer_, crisis_, nurse_, nurse_id_;
};

TEST_F(WorryCalls, WithThePersonsWordItLeavesAtOnceAndSomebodyCallsBack) {
  Planned(worker_, Plan());
  const Line raised = Raise(worker_, Agreed());
  EXPECT_EQ(raised.state(), Line::STATE_ASKED);
  EXPECT_EQ(raised.organisation(), "Équipe mobile de crise");
  EXPECT_TRUE(Stops(worker_));
  EXPECT_TRUE(Stops(colleague_)) << "of the same house";
  EXPECT_FALSE(Stops(person_));
  EXPECT_EQ(Entries(), 1);
  EXPECT_TRUE(Reviews(officer_).empty());
  ASSERT_EQ(Own().size(), 1U);
  EXPECT_EQ(Own()[0].about(), Line::ABOUT_OWN_LIFE);
  EXPECT_EQ(Own()[0].organisation(), "Équipe mobile de crise");
  EXPECT_EQ(Own()[0].asked_by_organisation(), "Hôpital Saint-Luc");

  const auto asked = Lists(nurse_);
  ASSERT_EQ(asked.asked_size(), 1);
  EXPECT_EQ(asked.asked(0).id(), raised.id());
  EXPECT_EQ(asked.asked(0).phone(), "+3225550000");
  EXPECT_FALSE(asked.asked(0).asked_by().empty());
  const std::string bytes = asked.SerializeAsString();
  for (const std::string& secret :
       {opened_.id, opened_.person, opened_.card, hospital_, std::string("Saint-Luc")})
    EXPECT_EQ(bytes.find(secret), std::string::npos) << "nothing of whom it is";

  ASSERT_TRUE(Act(&Worries::AcknowledgeWorryCall, nurse_, raised.id()).ok());
  EXPECT_TRUE(Lists(nurse_).asked().empty());
  EXPECT_FALSE(Stops(worker_));
  ASSERT_EQ(Lists(colleague_).raised_size(), 1);
  const Line after = Lists(colleague_).raised(0);
  EXPECT_EQ(after.state(), Line::STATE_ACKNOWLEDGED);
  EXPECT_FALSE(after.acknowledged_by().empty());
  EXPECT_EQ(after.acknowledged_by_organisation(), "Équipe mobile de crise");
  EXPECT_EQ(Own()[0].acknowledged_by(), after.acknowledged_by());
  EXPECT_EQ(ReasonOf(Act(&Worries::AcknowledgeWorryCall, nurse_, raised.id())), "WRONG_STATE");
  EXPECT_EQ(ReasonOf(Act(&Worries::WithdrawWorryCall, worker_, raised.id())), "WRONG_STATE");
}

TEST_F(WorryCalls, WithoutItAColleagueConfirmsTheOfficerLooksAndThePersonIsTold) {
  const Line raised = Raise(worker_, Without());
  EXPECT_EQ(raised.state(), Line::STATE_TO_CONFIRM);
  EXPECT_TRUE(Lists(nurse_).asked().empty()) << "it has not left";
  EXPECT_TRUE(Reviews(officer_).empty());
  EXPECT_EQ(ReasonOf(Act(&Worries::ConfirmWorryCall, worker_, raised.id())), "WRONG_STATE")
      << "nobody confirms their own";
  EXPECT_EQ(ReasonOf(Act(&Worries::ConfirmWorryCall, nurse_, raised.id())), "NOT_OPEN");
  ASSERT_TRUE(Act(&Worries::ConfirmWorryCall, colleague_, raised.id()).ok());
  EXPECT_EQ(ReasonOf(Act(&Worries::ConfirmWorryCall, colleague_, raised.id())), "WRONG_STATE");
  EXPECT_EQ(Lists(nurse_).asked_size(), 1);
  const auto reviews = Reviews(officer_);
  ASSERT_EQ(reviews.size(), 1U);
  EXPECT_EQ(reviews[0].without(), Line::WITHOUT_CANNOT_ANSWER);
  EXPECT_EQ(reviews[0].organisation(), "Hôpital Saint-Luc");
  EXPECT_FALSE(reviews[0].telling_endangers());
  programs::Await([&] { return !Own().empty(); });
  ASSERT_EQ(Own().size(), 1U);
  EXPECT_EQ(Own()[0].without(), Line::WITHOUT_CANNOT_ANSWER);
  EXPECT_EQ(Entries(), 1) << "the telling alone";
  for (const v1::Access& entry : AllAccesses(person_)) {
    if (entry.method() != "WorryCalls.TellWorryCall") continue;
    EXPECT_EQ(entry.organisation(), "Hôpital Saint-Luc");
    EXPECT_NE(entry.told(), v1::Access::TOLD_UNSPECIFIED) << "word of it is owed";
  }
  // Each is looked at by itself, and decided.
  const Line second = Raise(worker_, Without());
  ASSERT_TRUE(Act(&Worries::ConfirmWorryCall, colleague_, second.id()).ok());
  EXPECT_EQ(Reviews(officer_).size(), 2U);
  v1::DecideReviewRequest decide;
  decide.set_request_id(NewRequestId());
  decide.set_review_id(reviews[0].id());
  decide.set_answer(v1::ANSWER_PART_OF_THE_WORK);
  EXPECT_TRUE(Call(&v1::Accesses::Stub::DecideReview, officer_, decide).ok());
  EXPECT_EQ(Reviews(officer_).size(), 1U);
}

TEST_F(WorryCalls, WhereTellingEndangersThePersonSeesNothingYet) {
  Planned(worker_, Plan());
  v1::RaiseWorryCallRequest request = Without();
  request.set_telling_endangers(true);
  const auto before = AllAccesses(person_).size();
  const Line raised = Raise(worker_, request);
  EXPECT_TRUE(raised.telling_endangers());
  ASSERT_TRUE(Act(&Worries::ConfirmWorryCall, colleague_, raised.id()).ok());
  ASSERT_EQ(Reviews(officer_).size(), 1U);
  EXPECT_TRUE(Reviews(officer_)[0].telling_endangers());
  EXPECT_FALSE(Stops(worker_)) << "a screen is read beside the person";
  v1::RaiseWorryCallRequest asking = Without();
  asking.set_without(Line::WITHOUT_ASKING_ENDANGERS);
  EXPECT_TRUE(Raise(worker_, asking).telling_endangers());
  // One that is told shows that the rounds went by.
  const Line told = Raise(worker_, Without());
  ASSERT_TRUE(Act(&Worries::ConfirmWorryCall, colleague_, told.id()).ok());
  programs::Await([&] { return !Own().empty(); });
  ASSERT_EQ(Own().size(), 1U);
  EXPECT_EQ(Own()[0].id(), told.id());
  EXPECT_EQ(Entries(), 1);
  EXPECT_FALSE(Stops(person_));
  EXPECT_GT(AllAccesses(person_).size(), before);
}

TEST_F(WorryCalls, IsTakenBackByTheTeamWhileNobodyHasTakenItUp) {
  const Line raised = Raise(worker_, Agreed());
  EXPECT_EQ(ReasonOf(Act(&Worries::WithdrawWorryCall, nurse_, raised.id())), "NOT_OPEN");
  ASSERT_TRUE(Act(&Worries::WithdrawWorryCall, colleague_, raised.id()).ok());
  EXPECT_TRUE(Lists(nurse_).asked().empty());
  EXPECT_EQ(ReasonOf(Act(&Worries::AcknowledgeWorryCall, nurse_, raised.id())), "WRONG_STATE");
  EXPECT_EQ(Own()[0].state(), Line::STATE_WITHDRAWN);
}

// P3: nothing tells whether there is such a file, and the service is asked all the same.
TEST_F(WorryCalls, AttackWhoeverNeverMetThePersonLearnsAndWritesNothing) {
  const std::string other = AddHouse("Clinique du Parc");
  const std::string stranger = Token(AddProfessional(other, "hospital_social_worker"));
  const std::string second = Token(AddProfessional(other, "hospital_social_worker"));
  v1::RaiseWorryCallRequest none = Without();
  none.mutable_context()->set_dossier_id("dos_0123456789ABCDEFGHJKMNPQRR");
  Line there = Raise(stranger, Without()), nowhere = Raise(stranger, none);
  for (const Line& one : {there, nowhere})
    ASSERT_TRUE(Act(&Worries::ConfirmWorryCall, second, one.id()).ok());
  EXPECT_EQ(Lists(nurse_).asked_size(), 2);
  for (Line* const one : {&there, &nowhere}) {
    one->clear_id();
    one->clear_create_time();
    one->clear_next_time();
  }
  EXPECT_EQ(there.SerializeAsString(), nowhere.SerializeAsString());
  EXPECT_EQ(Reviews(Token(AddProfessional(other, "privacy_officer"))).size(), 2U);
  // Of the worker's house one is told, and the stranger's are not there.
  const Line told = Raise(worker_, Without());
  ASSERT_TRUE(Act(&Worries::ConfirmWorryCall, colleague_, told.id()).ok());
  programs::Await([&] { return !Own().empty(); });
  EXPECT_EQ(Own().size(), 1U);
  EXPECT_EQ(Entries(), 1);
}

TEST_F(WorryCalls, AttackAWordThatIsWrongLeavesNothing) {
  v1::RaiseWorryCallRequest wrong = Agreed();
  wrong.set_chosen_word("eik");
  EXPECT_EQ(Refusal(worker_, wrong), "WRONG_STATE");
  v1::RaiseWorryCallRequest by_id = Agreed();
  *by_id.mutable_context() = ContextOf(opened_.id);
  EXPECT_EQ(Refusal(worker_, by_id), "INVALID");
  EXPECT_TRUE(Lists(nurse_).asked().empty());
  EXPECT_TRUE(Lists(worker_).raised().empty());
}

TEST_F(WorryCalls, AttackWhomThePersonShutOutHearsNothing) {
  ExcludeOne(person_, nurse_id_);
  const Line raised = Raise(worker_, Agreed());
  EXPECT_TRUE(Lists(nurse_).asked().empty());
  EXPECT_EQ(ReasonOf(Act(&Worries::AcknowledgeWorryCall, nurse_, raised.id())), "WRONG_STATE");
  const std::string other = Token(AddProfessional(crisis_, "mobile_crisis_team"));
  EXPECT_EQ(Lists(other).asked_size(), 1);
}

// What is closed of the file but the leavings counts for nothing here, and whoever raised one goes on seeing it: that it was gone
// would tell.
TEST_F(WorryCalls, AttackAnExclusionIsNotFoundOutByOne) {
  Planned(worker_, Plan());
  const Line raised = Raise(worker_, Agreed());
  ExcludeHouse(person_, hospital_);
  ASSERT_EQ(Lists(worker_).raised_size(), 1);
  EXPECT_EQ(Lists(worker_).raised(0).id(), raised.id());
  EXPECT_EQ(Lists(nurse_).asked_size(), 1);
}

TEST_F(WorryCalls, AttackWhoeverRaisedItTakesItUp) {
  const std::string ward = AddUnit(hospital_, "Urgences"), other = AddUnit(hospital_, "Liaison");
  const std::string there = Token(AddProfessional(hospital_, "hospital_nurse", ward));
  const std::string liaison = Token(AddProfessional(hospital_, "hospital_social_worker", other));
  v1::RaiseWorryCallRequest request = Agreed();
  request.mutable_call()->set_organisation_id(hospital_);
  request.mutable_call()->set_unit_id(other);
  const Line raised = Raise(there, request);
  EXPECT_TRUE(Lists(there).asked().empty());
  EXPECT_EQ(ReasonOf(Act(&Worries::AcknowledgeWorryCall, there, raised.id())), "WRONG_STATE");
  EXPECT_EQ(Lists(liaison).asked_size(), 1);
  EXPECT_TRUE(Lists(worker_).asked().empty()) << "another unit is asked";
}

TEST_F(WorryCalls, AttackAColleagueWhoWasSuspendedMeanwhileLeavesNothingToConfirm) {
  const std::string id = AddProfessional(hospital_, "hospital_social_worker");
  const Line raised = Raise(Token(id), Without());
  v1::SuspendProfessionalRequest suspend;
  suspend.set_request_id(NewRequestId());
  suspend.set_professional_id(id);
  ASSERT_TRUE(
      Call(&v1::Directory::Stub::SuspendProfessional, Token(tree().made().operator_id), suspend)
          .ok());
  EXPECT_EQ(ReasonOf(Act(&Worries::ConfirmWorryCall, colleague_, raised.id())), "WRONG_STATE");
  EXPECT_TRUE(Lists(nurse_).asked().empty());
}

// An entry has room for 64 ids.
TEST_F(WorryCalls, AttackAListOfMany) {
  for (int i = 0; i < 7; ++i) {
    const std::string one = Token(AddProfessional(hospital_, "hospital_social_worker"));
    for (int k = 0; k < 10; ++k) Raise(one, Without());
  }
  EXPECT_EQ(Lists(worker_).raised_size(), 70);
}

TEST_F(WorryCalls, AttackFromAPrisonNothingIsShownThatElsewhereIsNot) {
  const std::string prison = AddHouse("Prison de Mons", v1::Organisation::TELLS_OF_DETENTION);
  const std::string inside = Token(AddProfessional(prison, "detainee_help_worker"));
  const std::string second = Token(AddProfessional(prison, "detainee_help_worker"));
  const Line raised = Raise(inside, Without());
  ASSERT_TRUE(Act(&Worries::ConfirmWorryCall, second, raised.id()).ok());
  Raise(worker_, Agreed());
  const auto asked = Lists(nurse_);
  ASSERT_EQ(asked.asked_size(), 2);
  for (const Line& one : asked.asked()) {
    EXPECT_FALSE(one.asked_by().empty());
    EXPECT_TRUE(one.asked_by_profession().empty() && one.asked_by_organisation().empty());
    EXPECT_EQ(one.without(), Line::WITHOUT_UNSPECIFIED);
  }
  const std::string bytes = asked.SerializeAsString();
  for (const std::string& secret :
       {std::string("Prison"), std::string("Mons"), std::string("detainee"), prison})
    EXPECT_EQ(bytes.find(secret), std::string::npos) << secret;
}

TEST_F(WorryCalls, AttackWhoHasNoPartInCare) {
  for (const std::string& token :
       {officer_, person_, Witness(), Token(tree().made().operator_id)}) {
    EXPECT_EQ(Refusal(token, Without()), "NOT_OPEN");
    EXPECT_EQ(ReasonOf(Call(&Worries::ListWorryCalls, token, v1::ListWorryCallsRequest())),
              "NOT_OPEN");
  }
  for (const std::string& token : {worker_, officer_})
    EXPECT_EQ(ReasonOf(Call(&Worries::ListOwnWorryCalls, token, v1::ListOwnWorryCallsRequest())),
              "NOT_OPEN");
  EXPECT_EQ(ReasonOf(Act(&Worries::AcknowledgeWorryCall, nurse_, "wor_0123456789ABCDEFGHJKMNPQRR")),
            "NOT_OPEN");
}

TEST_F(WorryCalls, AttackBadInput) {
  const auto refused = [&](auto change) {
    v1::RaiseWorryCallRequest request = Without();
    change(request);
    return Refusal(worker_, request);
  };
  using Request = v1::RaiseWorryCallRequest;
  EXPECT_EQ(refused([](Request& r) { r.mutable_call()->clear_about(); }), "INVALID");
  EXPECT_EQ(refused([](Request& r) { r.mutable_call()->set_by(static_cast<Line::By>(9)); }),
            "INVALID");
  for (const char* const phone : {"", "0470", "call me", "+32470123456; drop"})
    EXPECT_EQ(refused([&](Request& r) { r.mutable_call()->set_phone(phone); }), "INVALID");
  EXPECT_EQ(refused([](Request& r) { r.clear_context(); }), "INVALID");
  EXPECT_EQ(refused([](Request& r) { r.clear_without(); }), "INVALID");
  EXPECT_EQ(refused([](Request& r) { r.set_without(Line::WITHOUT_UNSPECIFIED); }), "INVALID");
  EXPECT_EQ(refused([&](Request& r) { r.mutable_call()->set_organisation_id(hospital_); }),
            "INVALID")
      << "their own team";
  for (const std::string& then : {crisis_, hospital_})
    EXPECT_EQ(refused([&](Request& r) { r.mutable_call()->set_then_organisation_id(then); }),
              "INVALID")
        << "the same again, or their own";
  EXPECT_EQ(
      refused([&](Request& r) { r.mutable_call()->set_unit_id(AddUnit(hospital_, "Gériatrie")); }),
      "INVALID")
      << "another house's unit";
  EXPECT_EQ(refused([](Request& r) {
              r.mutable_call()->set_organisation_id("org_0123456789ABCDEFGHJKMNPQRR");
            }),
            "INVALID");
  v1::RaiseWorryCallRequest silent = Agreed();
  silent.set_telling_endangers(true);
  EXPECT_EQ(Refusal(worker_, silent), "INVALID") << "they know";
  EXPECT_TRUE(Lists(worker_).raised().empty());
  // The same request once more is the same call.
  const v1::RaiseWorryCallRequest again = Without();
  EXPECT_EQ(Raise(worker_, again).id(), Raise(worker_, again).id());
  EXPECT_EQ(Lists(worker_).raised_size(), 1);
}

TEST_F(WorryCalls, AttackAFloodIsStopped) {
  int raised = 0;
  std::string reason;
  for (int i = 0; i < 15 && reason.empty(); ++i) {
    reason = Refusal(worker_, Without());
    raised += reason.empty() ? 1 : 0;
  }
  EXPECT_EQ(raised, 10);
  EXPECT_EQ(reason, "BUSY");
}

}  // namespace
}  // namespace relais
