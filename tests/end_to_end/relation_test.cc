// First openings over the whole server: what a person agreed to opens nothing to a team that never met them, and
// nobody makes such a meeting up.
#include <ctime>

#include "relais/v1/notifications.grpc.pb.h"
#include "services/dossier/card.h"
#include "tests/end_to_end/fixture.h"
#include "tests/notification/program.h"

namespace relais {
namespace {

constexpr std::int64_t kDay = 86'400;

class Relations : public EndToEnd {
 protected:
  void SetUp() override {
    hospital_ = AddHouse("Hôpital Sainte-Anne");
    opener_ = Token(AddProfessional(hospital_, "hospital_social_worker"));
    opened_ = Open(opener_, "kastanje");
    person_ = Token(opened_.person);
    home_ = AddHouse("Thuiszorg De Brug");
    nurse_ = Token(AddProfessional(home_, "home_nurse"));
    Grant(person_, home_);
  }
  // As a nurse reads.
  grpc::Status Read(const std::string& token, const std::string& dossier) const {
    v1::GetDossierRequest request = ReadOf(dossier);
    request.mutable_context()->set_purpose(v1::PURPOSE_CONTINUITY);
    request.mutable_context()->set_reason("care_start");
    return Call(&v1::Dossiers::Stub::GetDossier, token, request);
  }
  grpc::Status Read(const std::string& token) const { return Read(token, opened_.id); }
  bool IsShut(const std::string& token) const { return ReasonOf(Read(token)) == "NOT_OPEN"; }

  static grpc::Status Prove(const std::string& token, const v1::ProveRelationRequest& request,
                            v1::ProveRelationResponse* response = nullptr) {
    v1::ProveRelationResponse ignored;
    return Call(&v1::Relations::Stub::ProveRelation, token, request,
                response == nullptr ? &ignored : response);
  }
  grpc::Status ByColleague(const std::string& token,
                           v1::ProveRelationResponse* response = nullptr) const {
    v1::ProveRelationRequest request = ByCard(opened_.card, "");
    request.mutable_colleague();
    return Prove(token, request, response);
  }
  v1::ProveRelationRequest ByCode(const std::string& code) const {
    v1::ProveRelationRequest request = ByCard(opened_.card, "");
    request.set_code(code);
    return request;
  }
  // The code that comes to the phone of the person, after those that came before.
  std::string SendCode(const std::string& token) {
    if (number_.empty()) SetPhone();
    v1::SendRelationCodeRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_context() = ByCard(opened_.card, "").context();
    EXPECT_TRUE(Call(&v1::Relations::Stub::SendRelationCode, token, request).ok());
    std::vector<std::string> codes;
    const std::size_t wanted = ++codes_;
    programs::Await([&] {
      codes.clear();
      for (const std::string& text : Phone(number_))
        if (text.find("hulpverlener") != text.npos) codes.push_back(text.substr(9, 6));
      return codes.size() >= wanted;
    });
    EXPECT_EQ(codes.size(), wanted);
    return codes.empty() ? "" : codes.back();
  }
  void SetPhone() {
    static int persons = 0;
    number_ = "+3247400" + std::to_string(1000 + ++persons);
    v1::SetTellingRequest request;
    request.set_request_id(NewRequestId());
    auto& contact = *request.mutable_telling()->mutable_contact();
    contact.set_channel(v1::CHANNEL_SMS);
    contact.set_address(number_);
    contact.set_language("nl");
    request.mutable_telling()->set_seen_by(v1::Telling::SEEN_BY_NOBODY_ELSE);
    request.set_chosen_word("kastanje");
    ASSERT_TRUE(Call(&v1::Notifications::Stub::SetTelling, person_, request).ok());
  }
  std::vector<v1::Consent> RelationsSeen() const {
    v1::ListConsentsResponse response;
    EXPECT_TRUE(
        Call(&v1::Consents::Stub::ListConsents, person_, v1::ListConsentsRequest(), &response)
            .ok());
    std::vector<v1::Consent> out;
    for (const auto& one : response.consents())
      if (one.effect() == v1::Consent::EFFECT_RELATION) out.push_back(one);
    return out;
  }
  static std::vector<v1::Review> Reviews(const std::string& officer) {
    v1::ListReviewsResponse response;
    EXPECT_TRUE(
        Call(&v1::Accesses::Stub::ListReviews, officer, v1::ListReviewsRequest(), &response).ok());
    return {response.reviews().begin(), response.reviews().end()};
  }
  std::string UnknownCard() {
    return dossier::CardCodeOf(random_.NextKey(), DossierId::New(random_));
  }

  SystemRandom random_;
  OpenedDossier opened_;
  std::string hospital_, opener_, person_, home_, nurse_, number_;
  std::size_t codes_ = 0;
};

TEST_F(Relations, AConsentOpensOnceTheTeamMetThePerson) {
  const auto refused = Read(nurse_);
  EXPECT_EQ(AllOf(refused), AllOf(Read(nurse_, DossierId::New(random_).Text())))
      << "as for a file that there is not";
  v1::ProveRelationResponse response;
  ASSERT_TRUE(Prove(nurse_, ByCard(opened_.card, "kastanje"), &response).ok());
  EXPECT_NEAR(static_cast<double>(response.end_time().seconds()),
              static_cast<double>(std::time(nullptr) + 90 * kDay), 60);
  EXPECT_TRUE(Read(nurse_).ok());
  EXPECT_TRUE(Read(Token(AddProfessional(home_, "home_nurse"))).ok()) << "a colleague stands in";
  EXPECT_EQ(ReasonOf(Read(Token(AddProfessional(AddHouse("Wit-Gele"), "home_nurse")))), "NOT_OPEN");
  const auto log = AllAccesses(person_);
  EXPECT_TRUE(std::ranges::any_of(log, [](const v1::Access& one) {
    return one.method() == "Relations.ProveRelation" && one.action() == v1::ACTION_RELATE &&
           one.organisation() == "Thuiszorg De Brug";
  })) << "the person sees it";
}

TEST_F(Relations, ItOpensNothingThatThePersonDidNotAgreeTo) {
  const std::string cpas =
      Token(AddProfessional(AddHouse("CPAS de Bruxelles"), "cpas_elderly_desk"));
  Meet(cpas, opened_);
  EXPECT_TRUE(IsShut(cpas));
}

TEST_F(Relations, WhoOpenedTheFileAndWhoProposedHaveMetThePerson) {
  Grant(person_, hospital_);
  EXPECT_TRUE(Call(&v1::Dossiers::Stub::GetDossier, opener_, ReadOf(opened_.id)).ok());
  ASSERT_TRUE(IsShut(nurse_));
  v1::ProposeConsentRequest proposed = BundleFor(home_);
  *proposed.mutable_context() = ByCard(opened_.card, "").context();
  Agree(nurse_, proposed);
  EXPECT_TRUE(Read(nurse_).ok());
}

TEST_F(Relations, ThePersonSeesItAndTakesItBack) {
  Meet(nurse_, opened_);
  const auto seen = RelationsSeen();
  ASSERT_EQ(seen.size(), 2U) << "the hospital's, and the nurses'";
  EXPECT_EQ(seen[0].grantee().organisation_id(), home_);
  EXPECT_EQ(seen[0].proof().method(), v1::Proof::METHOD_CARD_AND_WORD);
  EXPECT_EQ(seen[1].proof().method(), v1::Proof::METHOD_OPENING);
  ASSERT_TRUE(Read(nurse_).ok());
  Revoke(person_, seen[0].id());
  EXPECT_TRUE(IsShut(nurse_));
  Meet(nurse_, opened_);
  EXPECT_TRUE(Read(nurse_).ok()) << "they meet again";
}

TEST_F(Relations, MeetingAgainLeavesOneAndTheLonger) {
  Meet(nurse_, opened_);
  Meet(nurse_, opened_);
  int open = 0;
  for (const auto& one : RelationsSeen())
    if (one.grantee().organisation_id() == home_ && !one.has_revoke_time()) ++open;
  EXPECT_EQ(open, 1);
  const std::string colleague = Token(AddProfessional(home_, "home_nurse"));
  ASSERT_TRUE(ByColleague(nurse_).ok());
  ASSERT_TRUE(ByColleague(colleague).ok());
  for (const auto& one : RelationsSeen()) {
    if (one.grantee().organisation_id() != home_ || one.has_revoke_time()) continue;
    EXPECT_EQ(one.proof().method(), v1::Proof::METHOD_CARD_AND_WORD) << "not shortened";
  }
}

TEST_F(Relations, ACodeThatThePersonTellsIsGoodOnceForWhoAskedForIt) {
  const std::string colleague = Token(AddProfessional(home_, "home_nurse"));
  const std::string code = SendCode(nurse_);
  EXPECT_EQ(ReasonOf(Prove(colleague, ByCode(code))), "WRONG_STATE") << "asked for by another";
  EXPECT_EQ(ReasonOf(Prove(opener_, ByCode(code))), "WRONG_STATE") << "of another house";
  EXPECT_TRUE(IsShut(nurse_));
  const v1::ProveRelationRequest request = ByCode(code);
  ASSERT_TRUE(Prove(nurse_, request).ok());
  EXPECT_TRUE(Prove(nurse_, request).ok()) << "the same intent, sent again";
  EXPECT_TRUE(Read(nurse_).ok());
  EXPECT_EQ(ReasonOf(Prove(nurse_, ByCode(code))), "WRONG_STATE") << "once";
}

TEST_F(Relations, AttackAGuessedCode) {
  const std::string code = SendCode(nurse_);
  std::string wrong = code;
  wrong[0] = wrong[0] == '1' ? '2' : '1';
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ReasonOf(Prove(nurse_, ByCode(wrong))), "WRONG_STATE");
  EXPECT_EQ(ReasonOf(Prove(nurse_, ByCode(code))), "WRONG_STATE") << "after three tries";
  EXPECT_TRUE(IsShut(nurse_));
}

// What says yes to a text shows no meeting, and the other way round.
TEST_F(Relations, AttackACodeOfAnotherUse) {
  SetPhone();
  v1::ProposeConsentRequest proposed = BundleFor(home_);
  *proposed.mutable_context() = ByCard(opened_.card, "").context();
  proposed.set_send_code(true);
  v1::ProposeConsentResponse proposal;
  ASSERT_TRUE(Call(&v1::Consents::Stub::ProposeConsent, nurse_, proposed, &proposal).ok());
  std::string agrees;
  programs::Await([&] {
    for (const std::string& text : Phone(number_))
      if (text.find("zegt u ja") != text.npos) agrees = text.substr(9, 6);
    return !agrees.empty();
  });
  EXPECT_EQ(ReasonOf(Prove(nurse_, ByCode(agrees))), "WRONG_STATE");
  const std::string relates = SendCode(nurse_);
  v1::ConfirmConsentRequest confirm;
  confirm.set_request_id(NewRequestId());
  confirm.set_proposal_id(proposal.proposal_id());
  confirm.mutable_code_and_word()->set_code(relates);
  confirm.mutable_code_and_word()->set_chosen_word("kastanje");
  EXPECT_FALSE(Call(&v1::Consents::Stub::ConfirmConsent, nurse_, confirm).ok());
  EXPECT_TRUE(IsShut(nurse_));
}

TEST_F(Relations, TwoColleaguesOpenForThreeDaysAndThePersonAndTheOfficerHearOfIt) {
  SetPhone();
  const std::string officer = Token(AddProfessional(home_, "privacy_officer"));
  const std::string colleague = Token(AddProfessional(home_, "home_nurse"));
  v1::ProveRelationResponse first, again, second;
  ASSERT_TRUE(ByColleague(nurse_, &first).ok());
  ASSERT_TRUE(ByColleague(nurse_, &again).ok());
  ASSERT_TRUE(ByColleague(opener_).ok()) << "of another house: their own first";
  EXPECT_TRUE(IsShut(nurse_)) << "one alone, however often";
  ASSERT_TRUE(ByColleague(colleague, &second).ok());
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
  EXPECT_TRUE(Read(nurse_).ok());
  for (const auto& one : RelationsSeen()) {
    if (one.grantee().organisation_id() != home_) continue;
    EXPECT_EQ(one.proof().method(), v1::Proof::METHOD_TWO_PROFESSIONALS);
    EXPECT_EQ(one.end_time().seconds() - one.start_time().seconds(), 3 * kDay);
  }
  programs::Await([&] { return !Reviews(officer).empty(); });
  const auto reviews = Reviews(officer);
  ASSERT_EQ(reviews.size(), 1U);
  EXPECT_EQ(reviews[0].kind(), v1::REVIEW_KIND_RELATION);
  EXPECT_EQ(reviews[0].profession(), "home_nurse");
}

// One who stood in as the second says no more alone than any other.
TEST_F(Relations, AttackTheSecondColleagueAloneAfterThePersonTookItBack) {
  const std::string colleague = Token(AddProfessional(home_, "home_nurse"));
  const std::string officer = Token(AddProfessional(home_, "privacy_officer"));
  ASSERT_TRUE(ByColleague(nurse_).ok());
  ASSERT_TRUE(ByColleague(colleague).ok());
  ASSERT_TRUE(Read(nurse_).ok());
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(ByColleague(colleague).ok());
  Revoke(person_, RelationsSeen().at(0).id());
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(ByColleague(colleague).ok());
  EXPECT_TRUE(IsShut(nurse_));
  EXPECT_TRUE(IsShut(colleague));
  programs::Await([&] { return !Reviews(officer).empty(); });
  EXPECT_EQ(Reviews(officer).size(), 1U) << "one declaration, one review";
}

TEST_F(Relations, AttackAFirstColleagueWhoIsNoLongerOfTheTeam) {
  const std::string first = AddProfessional(home_, "home_nurse");
  const std::string second = Token(AddProfessional(home_, "home_nurse"));
  ASSERT_TRUE(ByColleague(Token(first)).ok());
  v1::SuspendProfessionalRequest suspend;
  suspend.set_request_id(NewRequestId());
  suspend.set_professional_id(first);
  ASSERT_TRUE(
      Call(&v1::Directory::Stub::SuspendProfessional, Token(tree().made().operator_id), suspend)
          .ok());
  ASSERT_TRUE(ByColleague(second).ok());
  EXPECT_TRUE(IsShut(second)) << "suspended";
  ASSERT_TRUE(ByColleague(nurse_).ok());
  EXPECT_TRUE(Read(nurse_).ok()) << "the second was the first of the next two";
}

// Whom the person shut out does not say in their place that the team works with them.
TEST_F(Relations, AttackAColleagueWhomThePersonShutOut) {
  const std::string id = AddProfessional(home_, "home_nurse"), out = Token(id);
  ASSERT_TRUE(ByColleague(out).ok());
  ExcludeOne(person_, id);
  ASSERT_TRUE(ByColleague(nurse_).ok());
  EXPECT_TRUE(IsShut(nurse_)) << "shut out since they said so";
  ASSERT_TRUE(ByColleague(out).ok()) << "and the answer does not tell";
  EXPECT_TRUE(IsShut(nurse_)) << "as the second";
  ASSERT_TRUE(ByColleague(Token(AddProfessional(home_, "home_nurse"))).ok());
  EXPECT_TRUE(Read(nurse_).ok()) << "with another colleague";
}

// Upheld, it ends for the whole team, unless the person showed it meanwhile; wherever the colleagues are by then.
TEST_F(Relations, AnOfficerWhoUpholdsItEndsIt) {
  const std::string id = AddProfessional(home_, "home_nurse"), colleague = Token(id);
  const std::string officer = Token(AddProfessional(home_, "privacy_officer"));
  ASSERT_TRUE(ByColleague(nurse_).ok());
  ASSERT_TRUE(ByColleague(colleague).ok());
  programs::Await([&] { return !Reviews(officer).empty(); });
  ASSERT_EQ(Reviews(officer).size(), 1U);
  ASSERT_TRUE(Read(nurse_).ok());
  v1::MoveProfessionalRequest move;
  move.set_request_id(NewRequestId());
  move.set_professional_id(id);
  move.set_unit_id(AddUnit(home_, "Zuid"));
  ASSERT_TRUE(
      Call(&v1::Directory::Stub::MoveProfessional, Token(tree().made().operator_id), move).ok());
  v1::DecideReviewRequest decide;
  decide.set_request_id(NewRequestId());
  decide.set_review_id(Reviews(officer)[0].id());
  decide.set_upheld(true);
  decide.set_answer(v1::ANSWER_NO_NEED);
  ASSERT_TRUE(Call(&v1::Accesses::Stub::DecideReview, officer, decide).ok());
  EXPECT_TRUE(IsShut(nurse_));
  EXPECT_TRUE(IsShut(colleague));
}

// Whose proposal was confirmed elsewhere, or by a colleague for somebody who cannot answer, has met nobody.
TEST_F(Relations, AttackAProposalThatNobodySatBeside) {
  v1::ProposeConsentRequest proposed = BundleFor(home_);
  *proposed.mutable_context() = ByCard(opened_.card, "").context();
  proposed.clear_choices();
  auto& cell = *proposed.add_choices()->mutable_consent();
  cell.set_effect(v1::Consent::EFFECT_ALLOW);
  cell.mutable_grantee()->set_organisation_id(home_);
  cell.add_compartments(v1::COMPARTMENT_EXIT);
  cell.add_actions(v1::ACTION_READ);
  cell.add_purposes(v1::PURPOSE_CONTINUITY);
  cell.mutable_end_time()->set_seconds(std::time(nullptr) + 2 * kDay);
  proposed.set_unable(true);
  v1::ProposeConsentResponse proposal;
  ASSERT_TRUE(Call(&v1::Consents::Stub::ProposeConsent, nurse_, proposed, &proposal).ok());
  v1::ConfirmConsentRequest confirm;
  confirm.set_request_id(NewRequestId());
  confirm.set_proposal_id(proposal.proposal_id());
  confirm.set_text_hash(proposal.text_hash());
  confirm.mutable_colleague();
  ASSERT_TRUE(Call(&v1::Consents::Stub::ConfirmConsent,
                   Token(AddProfessional(AddHouse("Wit-Gele"), "home_nurse")), confirm)
                  .ok());
  EXPECT_TRUE(IsShut(nurse_));
}

// Proposed from afar, and said yes to at home: nobody met anybody.
TEST_F(Relations, AttackAYesInThePersonsOwnSession) {
  SetPhone();
  v1::ProposeConsentRequest proposed = BundleFor(home_);
  *proposed.mutable_context() = ByCard(opened_.card, "").context();
  proposed.set_send_code(true);
  v1::ProposeConsentResponse proposal;
  ASSERT_TRUE(Call(&v1::Consents::Stub::ProposeConsent, nurse_, proposed, &proposal).ok());
  std::string code;
  programs::Await([&] {
    for (const std::string& text : Phone(number_))
      if (text.find("zegt u ja") != text.npos) code = text.substr(9, 6);
    return !code.empty();
  });
  v1::ConfirmConsentRequest confirm;
  confirm.set_request_id(NewRequestId());
  confirm.set_proposal_id(proposal.proposal_id());
  confirm.mutable_code_and_word()->set_code(code);
  confirm.mutable_code_and_word()->set_chosen_word("kastanje");
  ASSERT_TRUE(Call(&v1::Consents::Stub::ConfirmConsent, person_, confirm).ok());
  EXPECT_TRUE(IsShut(nurse_));
}

// Two colleagues, one of whom proposes and the other "witnesses": they would meet the person for 90 days, unseen by
// their officer.
TEST_F(Relations, AttackAColleagueAsWitness) {
  v1::ProposeConsentRequest proposed = BundleFor(hospital_);
  *proposed.mutable_context() = ByCard(opened_.card, "").context();
  v1::ProposeConsentResponse proposal;
  ASSERT_TRUE(Call(&v1::Consents::Stub::ProposeConsent, nurse_, proposed, &proposal).ok());
  for (const char* const profession : {"home_nurse", "consent_witness"})
    EXPECT_EQ(ReasonOf(Call(&v1::Consents::Stub::ConfirmConsent,
                            Token(AddProfessional(home_, profession)), OnPaper(proposal))),
              "WRONG_STATE")
        << profession;
  EXPECT_TRUE(IsShut(nurse_));
}

// Who proposed it has left, or sits with another team, when the witness says yes.
TEST_F(Relations, AttackAProposerWhoMovedOrLeft) {
  const std::string north = AddUnit(home_, "Noord"), south = AddUnit(home_, "Zuid");
  const std::string id = AddProfessional(home_, "home_nurse", north);
  const std::string colleague = Token(AddProfessional(home_, "home_nurse", south));
  const auto propose = [&] {
    v1::ProposeConsentRequest proposed = BundleFor(home_);
    *proposed.mutable_context() = ByCard(opened_.card, "").context();
    v1::ProposeConsentResponse proposal;
    EXPECT_TRUE(Call(&v1::Consents::Stub::ProposeConsent, Token(id), proposed, &proposal).ok());
    return proposal;
  };
  const auto moved = propose(), left = propose();
  const std::string admin = Token(tree().made().operator_id);
  v1::MoveProfessionalRequest move;
  move.set_request_id(NewRequestId());
  move.set_professional_id(id);
  move.set_unit_id(south);
  ASSERT_TRUE(Call(&v1::Directory::Stub::MoveProfessional, admin, move).ok());
  ASSERT_TRUE(Call(&v1::Consents::Stub::ConfirmConsent, Witness(), OnPaper(moved)).ok());
  EXPECT_TRUE(IsShut(colleague)) << "of a team that never met the person";
  v1::SuspendProfessionalRequest suspend;
  suspend.set_request_id(NewRequestId());
  suspend.set_professional_id(id);
  ASSERT_TRUE(Call(&v1::Directory::Stub::SuspendProfessional, admin, suspend).ok());
  EXPECT_EQ(ReasonOf(Call(&v1::Consents::Stub::ConfirmConsent, Witness(), OnPaper(left))),
            "WRONG_STATE");
}

// P3: the answers, and how often one may try, are the same whether or not there is such a card.
TEST_F(Relations, AttackACardThatThereIsNot) {
  const std::string unknown = UnknownCard();
  EXPECT_EQ(AllOf(Prove(nurse_, ByCard(unknown, "kastanje"))),
            AllOf(Prove(nurse_, ByCard(opened_.card, "linde"))));
  auto code = ByCode("123456");
  const auto there = Prove(nurse_, code);
  code.mutable_context()->set_card_code(unknown);
  code.set_request_id(NewRequestId());
  EXPECT_EQ(AllOf(Prove(nurse_, code)), AllOf(there));
  auto colleague = ByCard(unknown, "");
  colleague.mutable_colleague();
  v1::ProveRelationResponse of_unknown, of_known;
  const auto unknown_status = Prove(nurse_, colleague, &of_unknown);
  EXPECT_EQ(AllOf(unknown_status), AllOf(ByColleague(nurse_, &of_known)));
  EXPECT_TRUE(unknown_status.ok());
  EXPECT_EQ(of_unknown.SerializeAsString(), of_known.SerializeAsString());
  v1::SendRelationCodeRequest send;
  send.set_request_id(NewRequestId());
  *send.mutable_context() = colleague.context();
  EXPECT_TRUE(Call(&v1::Relations::Stub::SendRelationCode, nurse_, send).ok());
}

TEST_F(Relations, AttackAGuessedWord) {
  const std::string unknown = UnknownCard();
  const std::string worker = Token(AddProfessional(home_, "home_nurse"));
  const auto spelt = [](std::string card, int i) {
    if (i % 2 == 1) std::ranges::transform(card, card.begin(), ::tolower);
    return card.insert(static_cast<std::size_t>(i), "-");
  };
  for (int i = 0; i < 5; ++i) {
    const std::string word = "woord" + std::to_string(i);
    const auto there = Prove(nurse_, ByCard(spelt(opened_.card, i), word));
    EXPECT_EQ(AllOf(there), AllOf(Prove(worker, ByCard(spelt(unknown, i), word)))) << i;
    EXPECT_EQ(ReasonOf(there), i < 3 ? "WRONG_STATE" : "BUSY") << "however it is written";
  }
  EXPECT_EQ(ReasonOf(Prove(nurse_, ByCard(opened_.card, "kastanje"))), "BUSY");
  EXPECT_TRUE(IsShut(nurse_));
  Meet(worker, opened_);
  EXPECT_TRUE(Read(nurse_).ok()) << "who guessed shuts out no colleague";
}

TEST_F(Relations, AttackManyCardsByOneCaller) {
  int tried = 0;
  while (tried < 30 && ReasonOf(Prove(nurse_, ByCard(UnknownCard(), "kastanje"))) == "WRONG_STATE")
    ++tried;
  EXPECT_EQ(tried, 20);
  v1::SendRelationCodeRequest send;
  *send.mutable_context() = ByCard(opened_.card, "").context();
  int sent = 0;
  do send.set_request_id(NewRequestId());
  while (sent < 9 && Call(&v1::Relations::Stub::SendRelationCode, nurse_, send).ok() && ++sent);
  EXPECT_EQ(sent, 3) << "one alone does not keep the person's phone ringing";
}

TEST_F(Relations, AttackTheWordWithoutTheCard) {
  v1::ProveRelationRequest request = ByCard("", "kastanje");
  request.mutable_context()->set_dossier_id(opened_.id);
  EXPECT_EQ(Prove(nurse_, request).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  request = ByCard(opened_.card, "");
  request.clear_proof();
  EXPECT_EQ(Prove(nurse_, request).error_code(), grpc::StatusCode::INVALID_ARGUMENT) << "nothing";
  request = ByCard(opened_.card, "");
  EXPECT_FALSE(Prove(nurse_, request).ok()) << "an empty word";
  EXPECT_TRUE(IsShut(nurse_));
}

TEST_F(Relations, AttackThoseWhoWorkWithNobody) {
  const std::string officer = Token(AddProfessional(home_, "privacy_officer"));
  for (const std::string& token : {officer, Witness(), person_, Token(tree().made().operator_id)})
    EXPECT_EQ(ReasonOf(Prove(token, ByCard(opened_.card, "kastanje"))), "NOT_OPEN");
}

TEST_F(Relations, UnitsAreTeamsOfTheirOwn) {
  const std::string ward = AddUnit(home_, "Noord"), other = AddUnit(home_, "Zuid");
  const std::string id = AddProfessional(home_, "home_nurse", ward);
  const std::string north = Token(id), south = Token(AddProfessional(home_, "home_nurse", other));
  Meet(north, opened_);
  EXPECT_TRUE(Read(north).ok());
  EXPECT_TRUE(IsShut(south));
  EXPECT_TRUE(IsShut(nurse_)) << "of the same house, in no unit";
  ASSERT_TRUE(ByColleague(south).ok());
  ASSERT_TRUE(ByColleague(nurse_).ok());
  EXPECT_TRUE(IsShut(south)) << "two of two teams";

  v1::MoveProfessionalRequest move;
  move.set_request_id(NewRequestId());
  move.set_professional_id(id);
  move.set_unit_id(other);
  const std::string admin = Token(tree().made().operator_id);
  EXPECT_EQ(ReasonOf(Call(&v1::Directory::Stub::MoveProfessional, north, move)), "NOT_OPEN");
  ASSERT_TRUE(Call(&v1::Directory::Stub::MoveProfessional, admin, move).ok());
  EXPECT_TRUE(IsShut(north)) << "with the token of before";
  move.set_request_id(NewRequestId());
  move.set_unit_id(AddUnit(hospital_, "Spoed"));
  EXPECT_EQ(Call(&v1::Directory::Stub::MoveProfessional, admin, move).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT)
      << "a unit of another house";
}

TEST_F(Relations, UnitsAreTheOperatorsToAddAndEverybodysToList) {
  const std::string admin = Token(tree().made().operator_id);
  std::vector<std::string> ids;
  for (const char* const name : {"Zuid", "Noord", "West"}) ids.push_back(AddUnit(home_, name));
  v1::AddUnitRequest add;
  const auto refused = [&](const std::string& token) {
    add.set_request_id(NewRequestId());
    return ReasonOf(Call(&v1::Directory::Stub::AddUnit, token, add));
  };
  add.mutable_unit()->set_organisation_id(home_);
  add.mutable_unit()->set_name("Noord");
  EXPECT_EQ(refused(admin), "WRONG_STATE") << "of the same name";
  EXPECT_EQ(refused(nurse_), "NOT_OPEN");
  for (const std::string& name : {std::string(), std::string(121, 'a'), std::string("a\nb")}) {
    add.mutable_unit()->set_name(name);
    EXPECT_EQ(refused(admin), "INVALID") << name;
  }
  add.mutable_unit()->set_name("Oost");
  add.mutable_unit()->set_organisation_id(OrganisationId::New(random_).Text());
  EXPECT_EQ(refused(admin), "INVALID") << "no such house";
  add.mutable_unit()->set_organisation_id(hospital_);
  add.mutable_unit()->set_name("Noord");
  EXPECT_EQ(refused(admin), "") << "another house's name is free";
  EXPECT_THROW(AddProfessional(hospital_, "hospital_nurse", ids[0]), CallFailed);
  EXPECT_THROW(AddProfessional(home_, "home_nurse", "uni_nonsense"), CallFailed);

  std::vector<std::string> listed;
  v1::ListUnitsRequest list;
  list.set_organisation_id(home_);
  list.set_page_size(2);
  v1::ListUnitsResponse page;
  do {
    page.Clear();
    ASSERT_TRUE(Call(&v1::Directory::Stub::ListUnits, nurse_, list, &page).ok());
    for (const auto& unit : page.units()) listed.push_back(unit.name());
    list.set_page_token(page.next_page_token());
  } while (!page.next_page_token().empty());
  EXPECT_EQ(listed, (std::vector<std::string>{"Noord", "West", "Zuid"}));
}

TEST_F(Relations, AConsentForAUnitIsForNoOther) {
  const std::string ward = AddUnit(home_, "Noord"), other = AddUnit(home_, "Zuid");
  const std::string north = Token(AddProfessional(home_, "home_nurse", ward));
  const std::string south = Token(AddProfessional(home_, "home_nurse", other));
  const OpenedDossier opened = Open(opener_, "kastanje");
  v1::ProposeConsentRequest request = BundleFor(home_);
  request.clear_choices();
  auto& cell = *request.add_choices()->mutable_consent();
  cell.set_effect(v1::Consent::EFFECT_ALLOW);
  cell.mutable_grantee()->set_unit_id(ward);
  cell.add_compartments(v1::COMPARTMENT_IDENTITY);
  cell.add_actions(v1::ACTION_READ);
  cell.add_purposes(v1::PURPOSE_CONTINUITY);
  cell.mutable_end_time()->set_seconds(std::time(nullptr) + 30 * kDay);
  Agree(Token(opened.person), request);
  Meet(north, opened);
  Meet(south, opened);
  EXPECT_TRUE(Read(north, opened.id).ok());
  EXPECT_EQ(ReasonOf(Read(south, opened.id)), "NOT_OPEN");
}

}  // namespace
}  // namespace relais
