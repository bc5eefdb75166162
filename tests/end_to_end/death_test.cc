// That a person has died: everything stops at once, for everybody; and all of it comes back when that was a mistake.
#include <algorithm>

#include "relais/v1/accesses.grpc.pb.h"
#include "relais/v1/notifications.grpc.pb.h"
#include "relais/v1/relations.grpc.pb.h"
#include "relais/v1/sessions.grpc.pb.h"
#include "tests/end_to_end/exits.h"
#include "tests/notification/program.h"

namespace relais {
namespace {

class Death : public Exits {
 protected:
  using Dossiers = v1::Dossiers::Stub;

  grpc::Status Died(const std::string& token) const {
    v1::RecordDeathRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_context() = ContextOf(opened_.id);
    return Call(&Dossiers::RecordDeath, token, request);
  }
  grpc::Status Undo(const std::string& token) const {
    v1::UndoDeathRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_context() = ContextOf(opened_.id);
    return Call(&Dossiers::UndoDeath, token, request);
  }
  grpc::Status UndoAtDesk(const std::string& token, const std::string& word) const {
    v1::UndoDeathRequest request;
    request.set_request_id(NewRequestId());
    auto& there = *request.mutable_at_desk();
    *there.mutable_context() = ContextOf("");
    there.mutable_context()->set_card_code(opened_.card);
    there.set_chosen_word(word);
    return Call(&Dossiers::UndoDeath, token, request);
  }
  // Tells the person by SMS of each reading.
  static void TellBySms(const std::string& person, const std::string& number) {
    v1::SetTellingRequest request;
    request.set_request_id(NewRequestId());
    request.set_chosen_word("kastanje");
    v1::Telling& telling = *request.mutable_telling();
    telling.mutable_contact()->set_channel(v1::CHANNEL_SMS);
    telling.mutable_contact()->set_address(number);
    telling.mutable_contact()->set_language("nl");
    telling.set_seen_by(v1::Telling::SEEN_BY_NOBODY_ELSE);
    telling.set_pace(v1::Telling::PACE_EACH);
    telling.set_quiet_from(0);
    telling.set_quiet_until(0);
    const auto status = Call(&v1::Notifications::Stub::SetTelling, person, request);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }
  // Somebody who lives is sent a notice and a code: whatever was to leave before has left.
  void AnotherIsTold(const std::string& number) const {
    const auto other = Open(worker_, "kastanje");
    const auto token = Token(other.person);
    Grant(token, hospital_);
    TellBySms(token, number);
    ASSERT_TRUE(Call(&Dossiers::GetDossier, worker_, ReadOf(other.id)).ok());
    v1::SendCodeRequest code;
    code.set_card_code(other.card);
    ASSERT_TRUE(Call(&v1::Sessions::Stub::SendCode, "", code).ok());
    ASSERT_TRUE(programs::Await([&] {
      const auto sent = Phone(number);
      return sent.size() >= 2 && std::ranges::any_of(sent, [](const std::string& text) {
               return text.starts_with("Uw code");
             });
    }));
  }
  // What waits for the officer, once there is something.
  v1::ListReviewsResponse Reviews(const std::string& officer) const {
    v1::ListReviewsResponse response;
    EXPECT_TRUE(programs::Await([&] {
      return Call(&v1::Accesses::Stub::ListReviews, officer, v1::ListReviewsRequest(), &response)
                 .ok() &&
             !response.reviews().empty();
    }));
    return response;
  }
  grpc::Status Read(const std::string& token) const {
    return Call(&Dossiers::GetDossier, token,
                token == person_ ? v1::GetDossierRequest() : ReadOf(opened_.id));
  }
};

TEST_F(Death, ClosesEverythingToEverybodyAtOnceAndOpensItAgain) {
  Planned(worker_, Plan());
  const std::string shelter = HouseFor("shelter_worker", {v1::COMPARTMENT_EXIT});
  ASSERT_TRUE(Read(worker_).ok());
  ASSERT_TRUE(Read(person_).ok());
  ASSERT_TRUE(Died(worker_).ok());
  for (const std::string& token : {worker_, shelter, person_}) {
    EXPECT_EQ(ReasonOf(Read(token)), "NOT_OPEN");
    EXPECT_EQ(ReasonOf(Call(&Stub::ListExits, token, ListOf(token == person_))), "NOT_OPEN");
  }
  EXPECT_TRUE(Died(worker_).ok()) << "whoever did not get the answer asks again";
  EXPECT_EQ(ReasonOf(Call(&v1::Accesses::Stub::ListAccesses, person_, v1::ListAccessesRequest())),
            "NOT_OPEN")
      << "phone, card and word are in others' hands";
  EXPECT_EQ(ReasonOf(Call(&v1::Consents::Stub::ListConsents, person_, v1::ListConsentsRequest())),
            "NOT_OPEN");
  v1::ListWorkResponse work;
  ASSERT_TRUE(Call(&Stub::ListWork, worker_, v1::ListWorkRequest(), &work).ok());
  EXPECT_TRUE(work.lines().empty());
  EXPECT_EQ(ReasonOf(Call(&Dossiers::RecordStep, worker_, StepOf(opened_.id))), "NOT_OPEN");

  ASSERT_TRUE(Undo(worker_).ok());
  for (const std::string& token : {worker_, shelter, person_}) EXPECT_TRUE(Read(token).ok());
  ASSERT_TRUE(Call(&Stub::ListWork, worker_, v1::ListWorkRequest(), &work).ok());
  EXPECT_EQ(work.lines_size(), 1);
  EXPECT_EQ(ReasonOf(Undo(worker_)), "WRONG_STATE");
  // The person finds all of it.
  int said = 0, undone = 0;
  for (const v1::Access& one : AllAccesses(person_)) {
    said += one.method() == "Dossiers.RecordDeath" && one.outcome() == v1::Access::OUTCOME_CHANGED
                ? 1
                : 0;
    undone += one.method() == "Dossiers.UndoDeath" ? 1 : 0;
  }
  EXPECT_EQ(said, 2);
  EXPECT_GE(undone, 1);
  v1::ListConsentsResponse consents;
  ASSERT_TRUE(
      Call(&v1::Consents::Stub::ListConsents, person_, v1::ListConsentsRequest(), &consents).ok());
  int frozen = 0;
  for (const v1::Consent& one : consents.consents()) {
    if (one.effect() != v1::Consent::EFFECT_FROZEN) continue;
    ++frozen;
    EXPECT_TRUE(one.has_revoke_time());
    EXPECT_FALSE(one.has_grantee());
  }
  EXPECT_EQ(frozen, 1);
}

TEST_F(Death, OnlyWhoMayWriteOfTheLeavingSaysOrUndoesIt) {
  const std::string stranger =
      Token(AddProfessional(AddHouse("Ailleurs"), "hospital_social_worker"));
  const auto cannot = Died(stranger);
  EXPECT_EQ(ReasonOf(cannot), "NOT_OPEN");
  const std::string reader = Token(AddProfessional(hospital_, "privacy_officer"));
  EXPECT_EQ(ReasonOf(Died(reader)), "NOT_OPEN");
  EXPECT_EQ(ReasonOf(Died(person_)), "NOT_OPEN");
  ASSERT_TRUE(Died(worker_).ok());
  EXPECT_EQ(AllOf(Undo(stranger)), AllOf(cannot));
  EXPECT_EQ(ReasonOf(Undo(person_)), "NOT_OPEN");
  EXPECT_FALSE(Read(worker_).ok());
  EXPECT_TRUE(Undo(worker_).ok());
}

// Whoever was declared dead by mistake comes to any desk, with card and word.
TEST_F(Death, ThePersonWhoSitsThereUndoesIt) {
  const std::string desk = Token(AddProfessional(AddHouse("CPAS"), "cpas_social_worker"));
  const std::string prison = Token(AddProfessional(
      AddHouse("Prison", v1::Organisation::TELLS_OF_DETENTION), "detainee_help_worker"));
  ASSERT_TRUE(Died(worker_).ok());
  EXPECT_EQ(ReasonOf(UndoAtDesk(desk, "wrong word")), "WRONG_STATE");
  EXPECT_EQ(ReasonOf(UndoAtDesk(prison, "kastanje")), "NOT_OPEN");
  const std::string line = Token(AddProfessional(AddHouse("Ligne d'aide"), "help_line"));
  EXPECT_EQ(ReasonOf(UndoAtDesk(line, "kastanje")), "INVALID") << "the card is not seen there";
  EXPECT_FALSE(Read(person_).ok());
  // Who has card and word turns no messages elsewhere and takes nothing back, before it is undone.
  v1::AtDesk there;
  *there.mutable_context() = ContextOf("");
  there.mutable_context()->set_card_code(opened_.card);
  there.set_chosen_word("kastanje");
  v1::SetTellingRequest elsewhere;
  elsewhere.set_request_id(NewRequestId());
  *elsewhere.mutable_at_desk() = there;
  elsewhere.mutable_telling()->mutable_contact()->set_channel(v1::CHANNEL_MEETING);
  const std::string other_desk =
      Token(AddProfessional(AddHouse("Abri du Canal"), "shelter_worker"));
  EXPECT_EQ(ReasonOf(Call(&v1::Notifications::Stub::SetTelling, other_desk, elsewhere)),
            "WRONG_STATE");
  v1::RevokeConsentRequest back;
  back.set_request_id(NewRequestId());
  *back.mutable_at_desk() = there;
  EXPECT_EQ(ReasonOf(Call(&v1::Consents::Stub::RevokeConsent, other_desk, back)), "WRONG_STATE");
  EXPECT_EQ(ReasonOf(Call(&v1::Relations::Stub::ProveRelation, other_desk,
                          ByCard(opened_.card, "kastanje"))),
            "WRONG_STATE");
  const auto status = UndoAtDesk(desk, "kastanje");
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_TRUE(Read(person_).ok());
  EXPECT_TRUE(Read(worker_).ok());
  EXPECT_FALSE(Read(desk).ok()) << "it opens nothing to the desk";
}

TEST_F(Death, NoMessageLeavesUntilItIsUndone) {
  const std::string number = "+32470555111";
  TellBySms(person_, number);
  ASSERT_TRUE(Read(worker_).ok());
  EXPECT_FALSE(Phone(number).empty());
  ASSERT_TRUE(Died(worker_).ok());
  AnotherIsTold("+32470555112");  // what was under way has left
  const auto before = Phone(number).size();
  (void)Read(worker_);  // refused, and written down
  v1::SendCodeRequest code;
  code.set_card_code(opened_.card);
  (void)Call(&v1::Sessions::Stub::SendCode, "", code);
  AnotherIsTold("+32470555113");
  EXPECT_EQ(Phone(number).size(), before) << "neither a notice nor a code";
  ASSERT_TRUE(Undo(worker_).ok());
  EXPECT_TRUE(programs::Await([&] { return Phone(number).size() > before; }))
      << "the person is told that somebody said so";
}

// Said again, under the same id or another, it is the same; what is open is decided as it was before.
TEST_F(Death, IsSaidAgainWithoutHarm) {
  v1::RecordDeathRequest request;
  request.set_request_id(NewRequestId());
  *request.mutable_context() = ContextOf(opened_.id);
  ASSERT_TRUE(Call(&Dossiers::RecordDeath, worker_, request).ok());
  ASSERT_TRUE(Call(&Dossiers::RecordDeath, worker_, request).ok());
  ASSERT_TRUE(Died(worker_).ok());
  ASSERT_TRUE(Undo(worker_).ok());
  EXPECT_TRUE(Read(person_).ok());
}

TEST_F(Death, NobodySaysYesAfterIt) {
  v1::ProposeConsentRequest propose = BundleFor(hospital_);
  *propose.mutable_context() = ContextOf(opened_.id);
  v1::ProposeConsentResponse proposed;
  ASSERT_TRUE(Call(&v1::Consents::Stub::ProposeConsent, worker_, propose, &proposed).ok());
  ASSERT_TRUE(Died(worker_).ok());
  EXPECT_EQ(ReasonOf(Call(&v1::Consents::Stub::ConfirmConsent, Witness(), OnPaper(proposed))),
            "WRONG_STATE");
}

// An officer who finds that it was not so opens the file again.
TEST_F(Death, AnOfficerWhoFindsItWrongOpensTheFileAgain) {
  const std::string officer = Token(AddProfessional(hospital_, "privacy_officer"));
  const std::string shelter = HouseFor("shelter_worker", {v1::COMPARTMENT_EXIT});
  ASSERT_TRUE(Died(worker_).ok());
  const auto reviews = Reviews(officer);
  ASSERT_EQ(reviews.reviews_size(), 1);
  v1::DecideReviewRequest decide;
  decide.set_request_id(NewRequestId());
  decide.set_review_id(reviews.reviews(0).id());
  decide.set_upheld(true);
  decide.set_answer(static_cast<v1::Answer>(1));
  ASSERT_TRUE(Call(&v1::Accesses::Stub::DecideReview, officer, decide).ok());
  EXPECT_TRUE(Read(person_).ok());
  EXPECT_TRUE(Read(shelter).ok());
  EXPECT_FALSE(Read(worker_).ok()) << "who said it wrongly is shut out, as after any such decision";
  v1::GetTellingResponse telling;
  ASSERT_TRUE(
      Call(&v1::Notifications::Stub::GetTelling, person_, v1::GetTellingRequest(), &telling).ok());
  EXPECT_FALSE(telling.telling().stopped());
}

TEST_F(Death, TheOfficerLooksAtItEachTime) {
  const std::string officer = Token(AddProfessional(hospital_, "privacy_officer"));
  ASSERT_TRUE(Died(worker_).ok());
  const auto reviews = Reviews(officer);
  ASSERT_EQ(reviews.reviews_size(), 1);
  EXPECT_EQ(reviews.reviews(0).kind(), v1::REVIEW_KIND_DEATH);
}

// A service that was to take over sees that it is no longer asked: the same, whether the person died or took it back.
TEST_F(Death, WhoSaidYesSeesThatTheyAreNoLongerAsked) {
  using Handovers = v1::Handovers::Stub;
  const auto home_care = AddHouse("Thuiszorg De Brug");
  const auto nurse = Token(AddProfessional(home_care, "home_nurse"));
  const auto agreed = [&] {
    const auto asked = AskHouse(home_care);
    v1::AnswerHandoverRequest yes;
    yes.set_request_id(NewRequestId());
    yes.set_handover_id(asked.handover_id());
    yes.set_accepted(true);
    EXPECT_TRUE(Call(&Handovers::AnswerHandover, nurse, yes).ok());
    return asked.handover_id();
  };
  const auto list = [&] {
    v1::ListAskedResponse response;
    EXPECT_TRUE(Call(&Handovers::ListAsked, nurse, v1::ListAskedRequest(), &response).ok());
    return response;
  };
  const std::string id = agreed();
  ASSERT_EQ(list().handovers_size(), 1);
  EXPECT_EQ(list().handovers(0).state(), v1::Handover::STATE_ACCEPTED);
  ASSERT_TRUE(Died(worker_).ok());
  const auto died = list();
  ASSERT_EQ(died.handovers_size(), 1);
  EXPECT_EQ(died.handovers(0).id(), id);
  EXPECT_EQ(died.handovers(0).state(), v1::Handover::STATE_WITHDRAWN);
  EXPECT_TRUE(died.handovers(0).dossier_id().empty());
  EXPECT_TRUE(died.handovers(0).ask().needs().empty());
  ASSERT_TRUE(Undo(worker_).ok());
  EXPECT_EQ(list().handovers(0).state(), v1::Handover::STATE_ACCEPTED);

  v1::WithdrawHandoverRequest back;
  back.set_request_id(NewRequestId());
  back.set_handover_id(id);
  ASSERT_TRUE(Call(&Handovers::WithdrawHandover, person_, back).ok());
  const auto withdrawn = list();
  EXPECT_EQ(withdrawn.SerializeAsString(), died.SerializeAsString()) << "the same, byte for byte";
  // Nobody else of that house, nor a house that the person shut out.
  v1::ListAskedResponse none;
  const auto officer = Token(AddProfessional(home_care, "privacy_officer"));
  ASSERT_TRUE(Call(&Handovers::ListAsked, officer, v1::ListAskedRequest(), &none).ok());
  EXPECT_TRUE(none.handovers().empty());
  ExcludeHouse(person_, home_care);
  EXPECT_TRUE(list().handovers().empty());
  ASSERT_TRUE(Died(worker_).ok());
  EXPECT_TRUE(list().handovers().empty());
}

}  // namespace
}  // namespace relais
