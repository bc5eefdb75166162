// Somebody whom the person chose holds the thread: asked without a name, sees after their yes what was agreed to and what
// others could not take over, and nothing of anybody once it is over.
#include <algorithm>
#include <random>

#include "relais/v1/referents.grpc.pb.h"
#include "tests/end_to_end/exits.h"

namespace relais {
namespace {

using Held = v1::Referent;
using Answer = v1::AnswerReferentRequest;

class Referents : public Exits {
 protected:
  using Refs = v1::Referents::Stub;
  struct One {
    std::string id, token;
  };

  void SetUp() override {
    Exits::SetUp();
    centre_ = AddHouse("Maison de quartier");
    sarah_ = Somebody();
  }
  One Somebody() const {
    const std::string id = AddProfessional(centre_, "referent");
    return {id, Token(id)};
  }

  v1::AskReferentRequest AskOf(const One& who) const {
    v1::AskReferentRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_context() = ContextOf(opened_.id);
    request.set_professional_id(who.id);
    request.set_until_day(Day(200));
    auto& cell = *request.add_choices()->mutable_consent();
    cell.set_effect(v1::Consent::EFFECT_ALLOW);
    cell.mutable_grantee()->set_professional_id(who.id);
    cell.add_compartments(v1::COMPARTMENT_IDENTITY);
    cell.add_compartments(v1::COMPARTMENT_EXIT);
    cell.add_actions(v1::ACTION_READ);
    cell.add_purposes(v1::PURPOSE_EXIT_PREPARATION);
    cell.mutable_end_time()->set_seconds(std::time(nullptr) + 202 * 86'400);
    request.set_language("nl");
    request.set_legal_basis(v1::LEGAL_BASIS_CONSENT);
    return request;
  }
  static v1::AskReferentResponse Ask(const std::string& token,
                                     const v1::AskReferentRequest& request) {
    v1::AskReferentResponse response;
    const auto status = Call(&Refs::AskReferent, token, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  static std::vector<std::string> SayYes(const v1::AskReferentResponse& asked) {
    v1::ConfirmConsentResponse response;
    const auto status =
        Call(&v1::Consents::Stub::ConfirmConsent, Witness(), OnPaper(asked.proposal()), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return {response.consent_ids().begin(), response.consent_ids().end()};
  }
  // With the person's yes.
  std::string Asked(const One& who) const {
    const auto asked = Ask(worker_, AskOf(who));
    SayYes(asked);
    return asked.referent_id();
  }
  static grpc::Status Reply(const One& who, const std::string& id, Answer::Answer answer) {
    v1::AnswerReferentRequest request;
    request.set_request_id(NewRequestId());
    request.set_referent_id(id);
    request.set_answer(answer);
    return Call(&Refs::AnswerReferent, who.token, request);
  }
  static v1::ListReferentAsksResponse AsksOf(const One& who) {
    v1::ListReferentAsksResponse response;
    const auto status =
        Call(&Refs::ListReferentAsks, who.token, v1::ListReferentAsksRequest(), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  std::string Holds(const One& who) const {
    const std::string id = Asked(who);
    const auto status = Reply(who, id, Answer::ANSWER_YES);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return id;
  }
  bool Reads(const One& who) const {
    const auto status = Call(&Stub::ListExits, who.token, ListOf(false));
    if (!status.ok()) {
      EXPECT_EQ(ReasonOf(status), "NOT_OPEN") << status.error_message();
    }
    return status.ok();
  }
  static std::vector<v1::ListWorkResponse::Line> WorkOf(const One& who) {
    v1::ListWorkResponse response;
    const auto status = Call(&Stub::ListWork, who.token, v1::ListWorkRequest(), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return {response.lines().begin(), response.lines().end()};
  }
  // As `token` sees it; unspecified: not at all.
  Held::State StateFor(const std::string& token, const std::string& id) const {
    const auto all = List(token);
    for (const Held& one : all.referents())
      if (one.id() == id) return one.state();
    return Held::STATE_UNSPECIFIED;
  }

  std::vector<v1::Handover> HandoversFor(const One& who) const {
    v1::ListHandoversRequest list;
    *list.mutable_context() = ContextOf(opened_.id);
    v1::ListHandoversResponse all;
    const auto status = Call(&v1::Handovers::Stub::ListHandovers, who.token, list, &all);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return {all.handovers().begin(), all.handovers().end()};
  }

  std::string centre_;
  One sarah_;
};

TEST_F(Referents, IsAskedWithoutANameAndHoldsTheThreadAfterAYes) {
  Planned(worker_, Plan());
  const auto asked = Ask(worker_, AskOf(sarah_));
  EXPECT_NE(asked.proposal().text().find("mijn referent"), std::string::npos);
  EXPECT_TRUE(AsksOf(sarah_).referents().empty()) << "the person has not said yes";
  EXPECT_EQ(ReasonOf(Reply(sarah_, asked.referent_id(), Answer::ANSWER_YES)), "NOT_OPEN");
  SayYes(asked);
  const auto asks = AsksOf(sarah_);
  ASSERT_EQ(asks.referents_size(), 1);
  const Held& one = asks.referents(0);
  EXPECT_EQ(one.id(), asked.referent_id());
  EXPECT_EQ(one.until_day(), Day(200));
  EXPECT_EQ(one.language(), "nl");
  EXPECT_TRUE(one.name().empty() && one.professional_id().empty());
  const std::string bytes = asks.SerializeAsString();
  for (const std::string& secret : {opened_.id, hospital_, std::string("Saint-Luc")})
    EXPECT_EQ(bytes.find(secret), std::string::npos) << secret;
  EXPECT_FALSE(Reads(sarah_));
  EXPECT_TRUE(WorkOf(sarah_).empty());
  EXPECT_EQ(StateFor(worker_, one.id()), Held::STATE_ASKED);

  ASSERT_TRUE(Reply(sarah_, one.id(), Answer::ANSWER_YES).ok());
  EXPECT_TRUE(AsksOf(sarah_).referents().empty());
  EXPECT_TRUE(Reads(sarah_));
  const auto work = WorkOf(sarah_);
  ASSERT_EQ(work.size(), 1U);
  EXPECT_TRUE(work[0].referent() && work[0].has_leaving() && !work[0].own());
  EXPECT_EQ(work[0].dossier_id(), opened_.id);
  for (const std::string& token : {person_, worker_, sarah_.token})
    EXPECT_EQ(StateFor(token, one.id()), Held::STATE_HOLDS);
  EXPECT_EQ(List(worker_).referents(0).name(), List(person_).referents(0).name());
}

TEST_F(Referents, ANoOpensNothingAndIsToldToWhoAskedAlone) {
  const std::string id = Asked(sarah_);
  ASSERT_TRUE(Reply(sarah_, id, Answer::ANSWER_NO).ok());
  EXPECT_FALSE(Reads(sarah_));
  EXPECT_TRUE(AsksOf(sarah_).referents().empty());
  EXPECT_EQ(ReasonOf(Reply(sarah_, id, Answer::ANSWER_YES)), "NOT_OPEN");
  EXPECT_EQ(StateFor(worker_, id), Held::STATE_DECLINED);
  EXPECT_EQ(StateFor(person_, id), Held::STATE_DECLINED);
  const std::string other = HouseFor("shelter_worker", {v1::COMPARTMENT_EXIT});
  EXPECT_EQ(StateFor(other, id), Held::STATE_UNSPECIFIED);
  const One next = Somebody();
  Holds(next);
  EXPECT_EQ(StateFor(next.token, id), Held::STATE_UNSPECIFIED) << "never to the next";
}

TEST_F(Referents, WithoutALeavingTheyStillFindThePerson) {
  Holds(sarah_);
  const auto work = WorkOf(sarah_);
  ASSERT_EQ(work.size(), 1U);
  EXPECT_TRUE(work[0].referent() && !work[0].has_leaving());
  EXPECT_EQ(work[0].dossier_id(), opened_.id);
}

TEST_F(Referents, HandsOnAndSeesNothingMore) {
  const std::string first = Holds(sarah_);
  const One karim = Somebody();
  const auto asked = Ask(sarah_.token, AskOf(karim));
  SayYes(asked);
  EXPECT_TRUE(Reads(sarah_)) << "until the next one says yes";
  ASSERT_TRUE(Reply(karim, asked.referent_id(), Answer::ANSWER_YES).ok());
  EXPECT_TRUE(Reads(karim));
  EXPECT_FALSE(Reads(sarah_));
  EXPECT_TRUE(WorkOf(sarah_).empty());
  EXPECT_EQ(StateFor(person_, first), Held::STATE_HANDED_ON);
  EXPECT_EQ(StateFor(person_, asked.referent_id()), Held::STATE_HOLDS);
}

TEST_F(Referents, TheOneThatThePersonChoseLastIsAsked) {
  const std::string first = Asked(sarah_);
  const One karim = Somebody();
  const std::string second = Asked(karim);
  EXPECT_TRUE(AsksOf(sarah_).referents().empty());
  EXPECT_EQ(ReasonOf(Reply(sarah_, first, Answer::ANSWER_YES)), "NOT_OPEN");
  EXPECT_TRUE(Reply(karim, second, Answer::ANSWER_YES).ok());
  EXPECT_FALSE(Reads(sarah_));
}

TEST_F(Referents, GivesItUp) {
  const std::string id = Holds(sarah_);
  EXPECT_EQ(ReasonOf(Reply(sarah_, id, Answer::ANSWER_NO)), "WRONG_STATE");
  ASSERT_TRUE(Reply(sarah_, id, Answer::ANSWER_GIVE_UP).ok());
  EXPECT_FALSE(Reads(sarah_));
  EXPECT_TRUE(WorkOf(sarah_).empty());
  EXPECT_EQ(StateFor(person_, id), Held::STATE_GIVEN_UP);
}

TEST_F(Referents, ThePersonTakesItBackBeforeAndAfterTheYes) {
  const auto asked = Ask(worker_, AskOf(sarah_));
  const auto question = SayYes(asked);
  ASSERT_EQ(question.size(), 1U) << "what they may see waits";
  Revoke(person_, question[0]);
  EXPECT_TRUE(AsksOf(sarah_).referents().empty());
  EXPECT_EQ(ReasonOf(Reply(sarah_, asked.referent_id(), Answer::ANSWER_YES)), "NOT_OPEN");
  EXPECT_EQ(StateFor(person_, asked.referent_id()), Held::STATE_ENDED);

  const auto again = Ask(worker_, AskOf(sarah_));
  const auto held = SayYes(again);
  ASSERT_TRUE(Reply(sarah_, again.referent_id(), Answer::ANSWER_YES).ok());
  ASSERT_TRUE(Reads(sarah_));
  Revoke(person_, held[0]);
  EXPECT_FALSE(Reads(sarah_));
  EXPECT_TRUE(WorkOf(sarah_).empty());
  EXPECT_EQ(StateFor(person_, again.referent_id()), Held::STATE_ENDED);
}

TEST_F(Referents, WhomThePersonShutOutIsNeitherAskedNorHolds) {
  const std::string id = Asked(sarah_);
  ExcludeOne(person_, sarah_.id);
  EXPECT_TRUE(AsksOf(sarah_).referents().empty());
  EXPECT_EQ(ReasonOf(Reply(sarah_, id, Answer::ANSWER_YES)), "NOT_OPEN");
  const One karim = Somebody();
  Holds(karim);
  ExcludeOne(person_, karim.id);
  EXPECT_FALSE(Reads(karim));
  EXPECT_TRUE(WorkOf(karim).empty());
}

// What one house could not take over, the referent sees, and the next house does not.
TEST_F(Referents, SeesWhoCouldNotAndWhatSlipsWhoeverAsked) {
  const auto home_care = AddHouse("Thuiszorg De Brug");
  const auto nurse = Token(AddProfessional(home_care, "home_nurse"));
  using HandoverStub = v1::Handovers::Stub;
  const auto asked = AskHouse(home_care);
  v1::AnswerHandoverRequest no;
  no.set_request_id(NewRequestId());
  no.set_handover_id(asked.handover_id());
  no.set_lack(v1::LACK_NO_STAFF);
  ASSERT_TRUE(Call(&HandoverStub::AnswerHandover, nurse, no).ok());

  v1::ListSlippingResponse slipping;
  ASSERT_TRUE(
      Call(&HandoverStub::ListSlipping, sarah_.token, v1::ListSlippingRequest(), &slipping).ok());
  EXPECT_TRUE(slipping.handovers().empty()) << "she holds no thread yet";
  Holds(sarah_);
  ASSERT_TRUE(
      Call(&HandoverStub::ListSlipping, sarah_.token, v1::ListSlippingRequest(), &slipping).ok());
  ASSERT_EQ(slipping.handovers_size(), 1);
  v1::ListHandoversRequest list;
  *list.mutable_context() = ContextOf(opened_.id);
  v1::ListHandoversResponse all;
  ASSERT_TRUE(Call(&HandoverStub::ListHandovers, sarah_.token, list, &all).ok());
  ASSERT_EQ(all.handovers_size(), 1);
  for (const v1::Handover& one : {slipping.handovers(0), all.handovers(0)}) {
    EXPECT_EQ(one.state(), v1::Handover::STATE_REFUSED);
    EXPECT_EQ(one.lack(), v1::LACK_NO_STAFF);
    EXPECT_EQ(one.dossier_id(), opened_.id);
    EXPECT_EQ(one.organisation(), "Thuiszorg De Brug");
    EXPECT_TRUE(one.asked_by().empty()) << "of some houses the name tells of a detention";
  }
  const std::string other = HouseFor("shelter_worker", {v1::COMPARTMENT_EXIT});
  ASSERT_TRUE(Call(&HandoverStub::ListHandovers, other, list, &all).ok());
  EXPECT_TRUE(all.handovers().empty());
}

// Who does not come is looked for by whoever the person chose: the house that they left is not told.
TEST_F(Referents, WhoDoesNotComeIsTheirsToFollowAndNoLongerTheHouses) {
  const auto home_care = AddHouse("Thuiszorg De Brug");
  const auto nurse = Token(AddProfessional(home_care, "home_nurse"));
  using HandoverStub = v1::Handovers::Stub;
  const std::string id = AskHouse(home_care).handover_id();
  v1::AnswerHandoverRequest yes;
  yes.set_request_id(NewRequestId());
  yes.set_handover_id(id);
  yes.set_accepted(true);
  ASSERT_TRUE(Call(&HandoverStub::AnswerHandover, nurse, yes).ok());
  const auto mark = [&](v1::Handover::State state) {
    v1::MarkHandoverRequest request;
    request.set_request_id(NewRequestId());
    request.set_handover_id(id);
    request.set_state(state);
    const auto status = Call(&HandoverStub::MarkHandover, nurse, request);
    EXPECT_TRUE(status.ok()) << status.error_message();
  };
  const auto seen_by = [&](const std::string& token) {
    return HandoversFor({.id = "", .token = token}).at(0).state();
  };
  const auto slips_for = [&](const std::string& token) {
    v1::ListSlippingResponse slipping;
    EXPECT_TRUE(
        Call(&HandoverStub::ListSlipping, token, v1::ListSlippingRequest(), &slipping).ok());
    return slipping.handovers_size();
  };
  mark(v1::Handover::STATE_NOT_SEEN);
  EXPECT_EQ(seen_by(worker_), v1::Handover::STATE_NOT_SEEN) << "nobody else looks for them";
  EXPECT_EQ(slips_for(worker_), 1);
  Holds(sarah_);
  EXPECT_EQ(seen_by(sarah_.token), v1::Handover::STATE_NOT_SEEN);
  EXPECT_EQ(slips_for(sarah_.token), 1);
  EXPECT_EQ(seen_by(worker_), v1::Handover::STATE_ACCEPTED);
  EXPECT_EQ(slips_for(worker_), 0);
  mark(v1::Handover::STATE_SEEN);
  EXPECT_EQ(seen_by(worker_), v1::Handover::STATE_SEEN) << "that it is done comes back";
}

TEST_F(Referents, NobodyElseAnswersAndWhatIsNotThereLooksTheSame) {
  const std::string id = Asked(sarah_);
  const One other = Somebody();
  const auto not_theirs = Reply(other, id, Answer::ANSWER_YES);
  const auto no_such = Reply(other, ReferentId(Array<16>{1}).Text(), Answer::ANSWER_YES);
  EXPECT_EQ(AllOf(not_theirs), AllOf(no_such));
  EXPECT_EQ(ReasonOf(not_theirs), "NOT_OPEN");
  EXPECT_EQ(ReasonOf(Reply(sarah_, "ref_x", Answer::ANSWER_YES)), "INVALID");
  EXPECT_EQ(ReasonOf(Reply(sarah_, id, Answer::ANSWER_UNSPECIFIED)), "INVALID");
  EXPECT_EQ(StateFor(worker_, id), Held::STATE_ASKED);
}

TEST_F(Referents, WhatIsAskedIsCheckedBeforeThePersonIs) {
  const auto refused = [&](const auto& spoil) {
    v1::AskReferentRequest request = AskOf(sarah_);
    spoil(request);
    return ReasonOf(Call(&Refs::AskReferent, worker_, request));
  };
  const auto cell = [](v1::AskReferentRequest& request) {
    return request.mutable_choices(0)->mutable_consent();
  };
  const std::string unread = AddProfessional(centre_, "privacy_officer");
  EXPECT_EQ(refused([&](auto& r) { r.set_professional_id(unread); }), "INVALID");
  EXPECT_EQ(refused([](auto& r) { r.set_professional_id(ProfessionalId(Array<16>{1}).Text()); }),
            "INVALID");
  EXPECT_EQ(refused([](auto& r) { r.set_professional_id(""); }), "INVALID");
  EXPECT_EQ(refused([](auto& r) { r.set_until_day("2024-01-01"); }), "INVALID");
  EXPECT_EQ(refused([](auto& r) { r.set_until_day(Day(400)); }), "INVALID");
  EXPECT_EQ(refused([](auto& r) { r.set_until_day(""); }), "INVALID");
  EXPECT_EQ(refused([](auto& r) { r.clear_choices(); }), "INVALID");
  EXPECT_EQ(refused([&](auto& r) {
              cell(r)->clear_compartments();
              cell(r)->add_compartments(v1::COMPARTMENT_IDENTITY);
            }),
            "INVALID");
  EXPECT_EQ(refused([&](auto& r) {
              cell(r)->clear_actions();
              cell(r)->add_actions(v1::ACTION_WRITE);
            }),
            "INVALID");
  EXPECT_EQ(refused([&](auto& r) { cell(r)->mutable_grantee()->set_organisation_id(hospital_); }),
            "INVALID")
      << "nobody else is let in by it";
  EXPECT_EQ(refused([](auto& r) { r.set_language("xx"); }), "INVALID");
}

// Whoever proposes much pushes nobody's question out, and the answer is the same whether or not there is a file.
TEST_F(Referents, ManyProposalsPushNobodyOutAndAreCountedAlike) {
  const std::string chosen = Asked(sarah_);
  const One other = Somebody();
  v1::AskReferentResponse first;
  const auto many = [&](const v1::DossierContext& context) {
    std::string out;
    for (int i = 0; i < 8; ++i) {
      auto request = AskOf(other);
      *request.mutable_context() = context;
      v1::AskReferentResponse response;
      const auto status = Call(&Refs::AskReferent, worker_, request, &response);
      out += ReasonOf(status) + " ";
      if (i == 0) first = response;
      v1::GetProposalRequest get;
      get.set_proposal_id(first.proposal().proposal_id());
      out += ReasonOf(Call(&v1::Consents::Stub::GetProposal, worker_, get)) + ";";
    }
    return out;
  };
  const auto of_none = many(ContextOf(DossierId(Array<16>{1}).Text()));
  auto fresh = Open(worker_);
  EXPECT_EQ(of_none, many(ContextOf(fresh.id)));
  EXPECT_NE(of_none.find("BUSY"), std::string::npos);
  EXPECT_EQ(AsksOf(sarah_).referents_size(), 1);
  EXPECT_TRUE(Reply(sarah_, chosen, Answer::ANSWER_YES).ok());
}

TEST_F(Referents, WhoServesNoMoreIsShownAsAbsent) {
  const std::string id = Holds(sarah_);
  v1::SuspendProfessionalRequest suspend;
  suspend.set_request_id(NewRequestId());
  suspend.set_professional_id(sarah_.id);
  ASSERT_TRUE(
      Call(&v1::Directory::Stub::SuspendProfessional, Token(tree().made().operator_id), suspend)
          .ok());
  const auto shown = List(person_);
  ASSERT_EQ(shown.referents_size(), 1);
  EXPECT_TRUE(shown.referents(0).absent());
  EXPECT_EQ(shown.referents(0).id(), id);
}

// A nameless question of the referent's own house stays nameless to them.
TEST_F(Referents, WhatTheirOwnHouseIsAskedHasNoNameThere) {
  Holds(sarah_);
  using HandoverStub = v1::Handovers::Stub;
  const auto asked = AskHouse(centre_);
  v1::ListAskedResponse nameless;
  ASSERT_TRUE(Call(&HandoverStub::ListAsked, sarah_.token, v1::ListAskedRequest(), &nameless).ok());
  ASSERT_EQ(nameless.handovers_size(), 1);
  EXPECT_TRUE(nameless.handovers(0).dossier_id().empty());
  EXPECT_TRUE(HandoversFor(sarah_).empty());
  v1::AnswerHandoverRequest no;
  no.set_request_id(NewRequestId());
  no.set_handover_id(asked.handover_id());
  no.set_lack(v1::LACK_NO_STAFF);
  ASSERT_TRUE(Call(&HandoverStub::AnswerHandover, sarah_.token, no).ok());
  EXPECT_TRUE(HandoversFor(sarah_).empty()) << "after a no, never";
  v1::ListSlippingResponse slipping;
  ASSERT_TRUE(
      Call(&HandoverStub::ListSlipping, sarah_.token, v1::ListSlippingRequest(), &slipping).ok());
  EXPECT_TRUE(slipping.handovers().empty());
}

// What the person did not say yes to, or took back, is nobody's to see.
TEST_F(Referents, WhatThePersonDidNotAgreeToIsNotShown) {
  Holds(sarah_);
  const auto home_care = AddHouse("Thuiszorg De Brug");
  const auto proposed = AskHouse(home_care, false);
  EXPECT_TRUE(HandoversFor(sarah_).empty());
  const auto asked = AskHouse(home_care);
  EXPECT_EQ(HandoversFor(sarah_).size(), 1U);
  v1::WithdrawHandoverRequest back;
  back.set_request_id(NewRequestId());
  back.set_handover_id(asked.handover_id());
  ASSERT_TRUE(Call(&v1::Handovers::Stub::WithdrawHandover, person_, back).ok());
  EXPECT_TRUE(HandoversFor(sarah_).empty());
}

// Whoever answered once does not learn by that whom a later question is about.
TEST_F(Referents, AnOldAnswerTellsNothingOfANewQuestion) {
  const std::string old = Asked(sarah_);
  ASSERT_TRUE(Reply(sarah_, old, Answer::ANSWER_NO).ok());
  const auto before = Reply(sarah_, old, Answer::ANSWER_NO);
  AskHouse(centre_);
  EXPECT_EQ(AllOf(Reply(sarah_, old, Answer::ANSWER_NO)), AllOf(before));
  EXPECT_EQ(ReasonOf(before), "NOT_OPEN");
}

TEST_F(Referents, WhoReportsToAJudgeIsNoReferent) {
  const One judged{AddProfessional(centre_, "justice_assistant"), ""};
  EXPECT_EQ(ReasonOf(Call(&Refs::AskReferent, worker_, AskOf(judged))), "INVALID");
}

TEST_F(Referents, ThePersonTakesBackTheLeavingsAlone) {
  auto request = AskOf(sarah_);
  auto& name = *request.add_choices()->mutable_consent();
  name = request.choices(0).consent();
  name.clear_compartments();
  name.add_compartments(v1::COMPARTMENT_IDENTITY);
  auto& leavings = *request.mutable_choices(0)->mutable_consent();
  leavings.clear_compartments();
  leavings.add_compartments(v1::COMPARTMENT_EXIT);
  const auto asked = Ask(worker_, request);
  SayYes(asked);
  ASSERT_TRUE(Reply(sarah_, asked.referent_id(), Answer::ANSWER_YES).ok());
  v1::ListConsentsResponse all;
  ASSERT_TRUE(
      Call(&v1::Consents::Stub::ListConsents, person_, v1::ListConsentsRequest(), &all).ok());
  for (const v1::Consent& one : all.consents()) {
    const bool exit = one.compartments_size() == 1 && one.compartments(0) == v1::COMPARTMENT_EXIT &&
                      one.actions(0) == v1::ACTION_READ && !one.has_revoke_time();
    if (exit && one.grantee().professional_id() == sarah_.id) Revoke(person_, one.id());
  }
  EXPECT_EQ(StateFor(person_, asked.referent_id()), Held::STATE_ENDED);
  EXPECT_TRUE(WorkOf(sarah_).empty());
  EXPECT_TRUE(List(sarah_.token).referents().empty()) << "the name alone is left open";
}

// What is closed to them beside it does not hide the question, nor the thread.
TEST_F(Referents, AnExclusionOfSomethingElseChangesNothing) {
  v1::ExcludeRequest exclude;
  exclude.set_request_id(NewRequestId());
  exclude.set_language("nl");
  auto& cell = *exclude.mutable_exclusion();
  cell.set_effect(v1::Consent::EFFECT_EXCLUDE);
  cell.mutable_grantee()->set_organisation_id(centre_);
  cell.add_compartments(v1::COMPARTMENT_PSYCHIATRIC);
  cell.add_actions(v1::ACTION_READ);
  cell.add_purposes(v1::PURPOSE_CONTINUITY);
  cell.mutable_end_time()->set_seconds(std::time(nullptr) + 86'400);
  ASSERT_TRUE(Call(&v1::Consents::Stub::Exclude, person_, exclude).ok());
  const std::string id = Asked(sarah_);
  EXPECT_EQ(AsksOf(sarah_).referents_size(), 1);
  ASSERT_TRUE(Reply(sarah_, id, Answer::ANSWER_YES).ok());
  EXPECT_EQ(WorkOf(sarah_).size(), 1U);
  EXPECT_FALSE(List(person_).referents(0).absent());
}

TEST_F(Referents, AYesThatIsRepeatedIsAnsweredTheSame) {
  const std::string id = Asked(sarah_);
  v1::AnswerReferentRequest request;
  request.set_request_id(NewRequestId());
  request.set_referent_id(id);
  request.set_answer(Answer::ANSWER_YES);
  v1::AnswerReferentResponse first, again;
  ASSERT_TRUE(Call(&Refs::AnswerReferent, sarah_.token, request, &first).ok());
  ASSERT_TRUE(Call(&Refs::AnswerReferent, sarah_.token, request, &again).ok());
  EXPECT_EQ(first.dossier_id(), opened_.id);
  EXPECT_EQ(again.dossier_id(), opened_.id);
  EXPECT_EQ(List(person_).referents_size(), 1);
}

// In any order: one holds the thread at most; the file is open to whoever does, and to nobody else who was asked.
TEST_F(Referents, WhateverHappensOneHoldsTheThreadAtMost) {
  std::vector<One> people{sarah_, Somebody(), Somebody()};
  std::mt19937 random(20'261'127);
  struct Question {
    std::size_t who;
    std::string id;
    std::vector<std::string> consents;
  };
  std::vector<Question> asked;
  const auto pick = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  for (int step = 0; step < 60; ++step) {
    const auto what = pick(6);
    if (asked.empty() || what == 0) {
      const std::size_t who = pick(people.size());
      // One caller proposes six an hour.
      const auto asker = Token(AddProfessional(hospital_, "hospital_social_worker"));
      const auto question = Ask(asker, AskOf(people[who]));
      asked.push_back({who, question.referent_id(), SayYes(question)});
    } else {
      const Question& one = asked[asked.size() - 1 - pick(std::min<std::size_t>(3, asked.size()))];
      const One& who = people[one.who];
      if (what <= 2) (void)Reply(who, one.id, Answer::ANSWER_YES);
      if (what == 3) (void)Reply(who, one.id, Answer::ANSWER_NO);
      if (what == 4) (void)Reply(who, one.id, Answer::ANSWER_GIVE_UP);
      if (what == 5 && pick(3) == 0) Revoke(person_, one.consents[0]);
    }
    std::vector<std::string> holders;
    const auto all = List(person_);
    for (const Held& one : all.referents())
      if (one.state() == Held::STATE_HOLDS) holders.push_back(one.professional_id());
    ASSERT_LE(holders.size(), 1U) << "step " << step;
    for (const One& who : people) {
      const bool holds = !holders.empty() && holders[0] == who.id;
      ASSERT_EQ(Reads(who), holds) << "step " << step;
      ASSERT_EQ(WorkOf(who).size(), holds ? 1U : 0U) << "step " << step;
    }
  }
}

// A prison took the person in again. Whoever holds the thread is told that the nurse waits, and looks for nobody; the house
// that asked her, where they left weeks ago, is not.
TEST_F(Referents, AttackTheHouseThatAskedFindsOutThatSomebodyTookThemIn) {
  Holds(sarah_);
  const std::string exit = Planned(worker_, Plan());
  const std::string care = AddHouse("Thuiszorg De Brug");
  const std::string nurse = Token(AddProfessional(care, "home_nurse"));
  const std::string id = AskHouse(care).handover_id();
  v1::AnswerHandoverRequest yes;
  yes.set_request_id(NewRequestId());
  yes.set_handover_id(id);
  yes.set_accepted(true);
  ASSERT_TRUE(Call(&v1::Handovers::Stub::AnswerHandover, nurse, yes).ok());
  ASSERT_TRUE(
      Call(&Stub::RecordDeparture, worker_, Left(exit, v1::Departure::DECIDER_PHYSICIAN)).ok());
  const auto seen_by = [&](const std::string& token) {
    v1::ListHandoversRequest request;
    if (token != person_) *request.mutable_context() = ContextOf(opened_.id);
    v1::ListHandoversResponse response;
    EXPECT_TRUE(Call(&v1::Handovers::Stub::ListHandovers, token, request, &response).ok());
    return response;
  };
  const auto again = [&] {
    v1::AskHandoverAgainRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_context() = ContextOf(opened_.id);
    request.set_handover_id(id);
    request.set_from_day(Day(4));
    return AllOf(Call(&v1::Handovers::Stub::AskHandoverAgain, worker_, request));
  };
  v1::MarkHandoverRequest seen;
  seen.set_request_id(NewRequestId());
  seen.set_handover_id(id);
  seen.set_state(v1::Handover::STATE_SEEN);
  ASSERT_TRUE(Call(&v1::Handovers::Stub::MarkHandover, nurse, seen).ok());
  const auto withdraw = [&] {
    v1::WithdrawHandoverRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_context() = ContextOf(opened_.id);
    request.set_handover_id(id);
    return AllOf(Call(&v1::Handovers::Stub::WithdrawHandover, worker_, request));
  };
  const auto before = seen_by(worker_).SerializeAsString();
  const std::string refused = again(), stays = withdraw();
  const std::string other = HouseFor("hospital_social_worker", {v1::COMPARTMENT_EXIT});
  auto plan = Plan();
  plan.set_taken_in_again(true);
  Planned(other, plan);
  EXPECT_EQ(seen_by(worker_).SerializeAsString(), before);
  EXPECT_EQ(again(), refused);
  EXPECT_EQ(withdraw(), stays);
  EXPECT_EQ(seen_by(person_).handovers(0).state(), v1::Handover::STATE_PAUSED);
  EXPECT_EQ(seen_by(sarah_.token).handovers(0).state(), v1::Handover::STATE_PAUSED);
  // Its own pause it knows, held or not: its guard counts on nobody who waits.
  v1::ReopenExitRequest back;
  back.set_request_id(NewRequestId());
  *back.mutable_context() = ContextOf(opened_.id);
  back.set_exit_id(exit);
  ASSERT_TRUE(Call(&Stub::ReopenExit, worker_, back).ok());
  EXPECT_EQ(seen_by(worker_).handovers(0).state(), v1::Handover::STATE_PAUSED);
  EXPECT_EQ(again(), AllOf(grpc::Status::OK));
  EXPECT_EQ(seen_by(person_).handovers(0).state(), v1::Handover::STATE_ASKED);
}

}  // namespace
}  // namespace relais
