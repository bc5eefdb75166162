// Somebody who says yes in a person's place: named by the person, or by a court, or a relative; and what neither
// they nor professionals make of it.
#include "relais/v1/accesses.grpc.pb.h"
#include "tests/end_to_end/passkeys.h"

namespace relais {
namespace {

using identity::Authenticator;
using identity::Ceremony;

constexpr std::int64_t kDay = 24 * 60 * 60;
constexpr char kDecision[] = "Justice de paix de Namur, 12/3/2026, 26B112";

class Representatives : public WithPasskeys {
 protected:
  void SetUp() override {
    house_ = AddHouse("Hôpital Sainte-Anne");
    desk_ = Token(AddProfessional(house_, "hospital_social_worker"));
    other_house_ = AddHouse("Clinique du Parc");
    other_ = Token(AddProfessional(other_house_, "hospital_social_worker"));
    home_ = AddHouse("Thuiszorg");
    opened_ = Open(desk_, "kastanje");
    person_ = Token(opened_.person);
    Grant(person_, house_);
  }

  static v1::Consent Cell(v1::Compartment compartment, v1::Action action, v1::Purpose purpose) {
    v1::Consent cell;
    cell.set_effect(v1::Consent::EFFECT_ALLOW);
    cell.add_compartments(compartment);
    cell.add_actions(action);
    cell.add_purposes(purpose);
    cell.mutable_end_time()->set_seconds(std::time(nullptr) + 60 * kDay);
    return cell;
  }
  static v1::ProposeConsentRequest About(const v1::Consent& cell) {
    v1::ProposeConsentRequest request;
    request.set_request_id(NewRequestId());
    request.set_language("en");
    request.set_legal_basis(v1::LEGAL_BASIS_CARE);
    *request.add_choices()->mutable_consent() = cell;
    return request;
  }
  v1::ProposeConsentRequest AtDesk(const v1::Consent& cell) const {
    v1::ProposeConsentRequest request = About(cell);
    *request.mutable_context() = ContextOf(opened_.id);
    return request;
  }
  // That somebody may agree to what is done with `compartment`.
  static v1::Consent MandateFor(v1::MandateKind kind,
                                v1::Compartment compartment = v1::COMPARTMENT_SOCIAL) {
    v1::Consent cell = Cell(compartment, v1::ACTION_AGREE, v1::PURPOSE_OWN_ACCESS);
    v1::TrustedPerson& who = *cell.mutable_grantee()->mutable_trusted_person();
    who.set_name("Tom Claes");
    who.mutable_mandate()->set_kind(kind);
    if (kind == v1::MANDATE_KIND_ADMINISTRATOR_OF_PERSON)
      who.mutable_mandate()->set_document(kDecision);
    return cell;
  }
  // That home care may see SOCIAL for a month, if whoever represents the person agrees.
  v1::ProposeConsentRequest Represented() const {
    v1::Consent cell = Cell(v1::COMPARTMENT_SOCIAL, v1::ACTION_READ, v1::PURPOSE_CONTINUITY);
    cell.mutable_grantee()->set_organisation_id(home_);
    cell.mutable_end_time()->set_seconds(std::time(nullptr) + 30 * kDay);
    v1::ProposeConsentRequest request = AtDesk(cell);
    request.set_represented(true);
    return request;
  }
  static v1::ProposeConsentResponse Propose(const std::string& token,
                                            const v1::ProposeConsentRequest& request) {
    v1::ProposeConsentResponse response;
    const auto status = Call(&v1::Consents::Stub::ProposeConsent, token, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  static std::string Refusal(const std::string& token, const v1::ProposeConsentRequest& request) {
    return ReasonOf(Call(&v1::Consents::Stub::ProposeConsent, token, request));
  }
  static std::string Confirm(const std::string& token, const v1::ConfirmConsentRequest& request,
                             v1::ConfirmConsentResponse* response = nullptr) {
    v1::ConfirmConsentResponse ignored;
    const auto status = Call(&v1::Consents::Stub::ConfirmConsent, token, request,
                             response == nullptr ? &ignored : response);
    return status.ok() ? "" : ReasonOf(status);
  }
  static v1::ConfirmConsentRequest AsSecond(const v1::ProposeConsentResponse& proposed) {
    v1::ConfirmConsentRequest request;
    request.set_request_id(NewRequestId());
    request.set_proposal_id(proposed.proposal_id());
    request.mutable_colleague();
    request.set_text_hash(proposed.text_hash());
    return request;
  }
  v1::InviteRequest InviteMandated(const std::string& trusted) const {
    v1::InviteRequest request = Inviting(opened_.id, trusted);
    request.clear_chosen_word();
    return request;
  }

  // Named by the person, on paper; they get their passkey at the desk, with the word. Their session.
  std::string Designated(const Authenticator& device) {
    v1::ConfirmConsentResponse confirmed;
    EXPECT_EQ(Confirm(Witness(),
                      OnPaper(Propose(person_, About(MandateFor(v1::MANDATE_KIND_DESIGNATED)))),
                      &confirmed),
              "");
    mandate_ = confirmed.consent_ids(0);
    tom_ = confirmed.trusted_person_ids(0);
    v1::InviteResponse invitation;
    EXPECT_TRUE(Call(&SessionStub::Invite, desk_, Inviting(opened_.id, tom_), &invitation).ok());
    return Enrol(invitation.invitation(), device).session_token();
  }
  // Named by a court, which two professionals saw; the second gives them their passkey.
  std::string Appointed(const Authenticator& device) {
    v1::ProposeConsentRequest request =
        AtDesk(MandateFor(v1::MANDATE_KIND_ADMINISTRATOR_OF_PERSON));
    request.set_unable(true);
    v1::ConfirmConsentResponse confirmed;
    EXPECT_EQ(Confirm(other_, AsSecond(Propose(desk_, request)), &confirmed), "");
    mandate_ = confirmed.consent_ids(0);
    tom_ = confirmed.trusted_person_ids(0);
    v1::InviteResponse invitation;
    EXPECT_TRUE(Call(&SessionStub::Invite, other_, InviteMandated(tom_), &invitation).ok());
    return Enrol(invitation.invitation(), device).session_token();
  }

  std::vector<v1::Consent> Consents() const {
    v1::ListConsentsResponse response;
    EXPECT_TRUE(
        Call(&v1::Consents::Stub::ListConsents, person_, v1::ListConsentsRequest(), &response)
            .ok());
    return {response.consents().begin(), response.consents().end()};
  }

  std::string house_, desk_, other_house_, other_, home_, person_, tom_, mandate_;
  OpenedDossier opened_;
};

TEST_F(Representatives, SayYesByTheirOwnPasskeyToWhatTheMandateNames) {
  const Authenticator device;
  const std::string tom = Designated(device);
  const auto proposed = Propose(desk_, Represented());
  v1::GetProposalRequest get;
  get.set_proposal_id(proposed.proposal_id());
  v1::GetProposalResponse shown;
  ASSERT_TRUE(Call(&v1::Consents::Stub::GetProposal, tom, get, &shown).ok());
  EXPECT_EQ(shown.text(), proposed.text());
  v1::ConfirmConsentResponse confirmed;
  ASSERT_EQ(Confirm(tom, By(proposed, device), &confirmed), "");

  const v1::Consent stands = Consents().at(0);
  EXPECT_EQ(stands.grantee().organisation_id(), home_);
  EXPECT_EQ(stands.proof().method(), v1::Proof::METHOD_REPRESENTATIVE);
  const v1::Consent mandate = Consents().at(1);
  EXPECT_EQ(mandate.grantee().trusted_person().name(), "Tom Claes");
  EXPECT_EQ(mandate.grantee().trusted_person().mandate().kind(), v1::MANDATE_KIND_DESIGNATED);

  int entries = 0;
  for (const v1::Access& one : AllAccesses(person_)) {
    if (one.method() != "Consents.ConfirmConsent" || one.trusted_person_id().empty()) continue;
    ++entries;
    EXPECT_EQ(one.name(), "Tom Claes");
    EXPECT_EQ(one.rules(0), "mandate");
    EXPECT_NE(one.told(), v1::Access::TOLD_UNSPECIFIED) << "the person is owed word of it";
  }
  EXPECT_EQ(entries, 1);
  const Answer answer = Verify(ReceiptOf(person_, confirmed.consent_ids(0)));
  EXPECT_EQ(answer.code, 0) << answer.text;
  EXPECT_NE(answer.text.find("the passkey of Tom Claes, who says yes in the person's place"),
            std::string::npos)
      << answer.text;

  // To agree is not to read.
  EXPECT_EQ(ReasonOf(Call(&v1::Dossiers::Stub::GetDossier, tom, v1::GetDossierRequest())),
            "NOT_OPEN");
  // What they agreed to they take back; what the person agreed to they do not.
  v1::RevokeConsentRequest revoke;
  revoke.set_request_id(NewRequestId());
  revoke.set_consent_id(confirmed.consent_ids(0));
  EXPECT_TRUE(Call(&v1::Consents::Stub::RevokeConsent, tom, revoke).ok());
  EXPECT_TRUE(Consents().at(0).has_revoke_time());
  for (const v1::Consent& one : Consents()) {
    revoke.set_request_id(NewRequestId());
    revoke.set_consent_id(one.id());
    if (one.id() != confirmed.consent_ids(0)) {
      EXPECT_EQ(ReasonOf(Call(&v1::Consents::Stub::RevokeConsent, tom, revoke)), "INVALID");
    }
  }
}

TEST_F(Representatives, NamedByACourtAreSeenByTwoHousesAndLookedAt) {
  const std::string colleague = Token(AddProfessional(house_, "hospital_social_worker"));
  const std::string officer = Token(AddProfessional(other_house_, "privacy_officer"));
  v1::ProposeConsentRequest request = AtDesk(MandateFor(v1::MANDATE_KIND_ADMINISTRATOR_OF_PERSON));
  request.set_unable(true);
  const auto proposed = Propose(desk_, request);
  EXPECT_NE(proposed.text().find(kDecision), std::string::npos) << proposed.text();
  EXPECT_EQ(Confirm(colleague, AsSecond(proposed)), "WRONG_STATE") << "of the same house";
  EXPECT_EQ(Confirm(desk_, AsSecond(proposed)), "WRONG_STATE") << "the same person";
  v1::ConfirmConsentResponse confirmed;
  ASSERT_EQ(Confirm(other_, AsSecond(proposed), &confirmed), "");
  const std::string tom = confirmed.trusted_person_ids(0);

  // Who proposed it does not hand over the invitation, nor does anybody else.
  for (const std::string& token : {desk_, colleague, officer, Witness(), person_})
    EXPECT_NE(ReasonOf(Call(&SessionStub::Invite, token, InviteMandated(tom))), "") << token;
  EXPECT_TRUE(Call(&SessionStub::Invite, other_, InviteMandated(tom)).ok());

  v1::ListReviewsResponse reviews;
  programs::Await([&] {
    return Call(&v1::Accesses::Stub::ListReviews, officer, v1::ListReviewsRequest(), &reviews)
               .ok() &&
           reviews.reviews_size() == 1;
  });
  ASSERT_EQ(reviews.reviews_size(), 1);
  EXPECT_EQ(reviews.reviews(0).kind(), v1::REVIEW_KIND_MANDATE);
  // It was not so: the mandate ends there.
  v1::DecideReviewRequest decide;
  decide.set_request_id(NewRequestId());
  decide.set_review_id(reviews.reviews(0).id());
  decide.set_upheld(true);
  decide.set_answer(v1::ANSWER_MISTAKE);
  ASSERT_TRUE(Call(&v1::Accesses::Stub::DecideReview, officer, decide).ok());
  for (const v1::Consent& one : Consents()) {
    EXPECT_EQ(one.has_revoke_time(), one.id() == confirmed.consent_ids(0)) << one.id();
  }
}

// The house that gave the passkey neither asks nor is opened anything: nobody makes a representative of their own.
TEST_F(Representatives, AttackTheHouseThatSawTheMandateAsksForItself) {
  const Authenticator device;
  const std::string tom = Appointed(device);
  EXPECT_EQ(Confirm(tom, By(Propose(other_, Represented()), device)), "WRONG_STATE");
  v1::ProposeConsentRequest to_them = Represented();
  to_them.mutable_choices(0)->mutable_consent()->mutable_grantee()->set_organisation_id(
      other_house_);
  EXPECT_EQ(Confirm(tom, By(Propose(desk_, to_them), device)), "WRONG_STATE");
  to_them.set_request_id(NewRequestId());
  to_them.mutable_choices(0)->mutable_consent()->mutable_grantee()->set_organisation_id(house_);
  EXPECT_EQ(Confirm(tom, By(Propose(desk_, to_them), device)), "WRONG_STATE")
      << "the one that proposed it: two professionals would open all to themselves";
  EXPECT_EQ(Confirm(tom, By(Propose(desk_, Represented()), device)), "");
}

// An invitation is for then: who kept one back for later would come in as them.
TEST_F(Representatives, AttackASecondInvitationWithoutTheWord) {
  const Authenticator device;
  Appointed(device);
  EXPECT_EQ(ReasonOf(Call(&SessionStub::Invite, other_, InviteMandated(tom_))), "WRONG_STATE");
  // Nor does the person make somebody of them who reads: another may hold the passkey.
  v1::TrustedPerson who;
  who.set_id(tom_);
  EXPECT_EQ(Refusal(person_, ToTrust(who)), "INVALID");
}

// Whom the person shut out has no hand in it, in either part.
TEST_F(Representatives, AttackByWhomThePersonShutOut) {
  const std::string out_id = AddProfessional(house_, "hospital_social_worker");
  const std::string out = Token(out_id);
  v1::ProposeConsentRequest request = AtDesk(MandateFor(v1::MANDATE_KIND_ADMINISTRATOR_OF_PERSON));
  request.set_unable(true);
  const auto mandate = Propose(out, request);
  const Authenticator device;
  const std::string tom = Designated(device);
  const auto proposed = Propose(out, Represented());
  ExcludeOne(person_, out_id);
  EXPECT_EQ(Confirm(other_, AsSecond(mandate)), "WRONG_STATE");
  EXPECT_EQ(Confirm(tom, By(proposed, device)), "WRONG_STATE");
}

// Nobody speaks for somebody whom nobody has met.
TEST_F(Representatives, AttackATeamThatDoesNotWorkWithThePerson) {
  v1::ProposeConsentRequest request = AtDesk(MandateFor(v1::MANDATE_KIND_ADMINISTRATOR_OF_PERSON));
  request.set_unable(true);
  EXPECT_EQ(Confirm(desk_, AsSecond(Propose(other_, request))), "WRONG_STATE");
  const Authenticator device;
  const std::string tom = Designated(device);
  EXPECT_EQ(Confirm(tom, By(Propose(other_, Represented()), device)), "WRONG_STATE");
}

// Whom the person named goes before a husband with a marriage certificate.
TEST_F(Representatives, AttackARelativeBesideWhomThePersonNamed) {
  const Authenticator device;
  Designated(device);
  v1::ProposeConsentRequest request = AtDesk(MandateFor(v1::MANDATE_KIND_ADMINISTRATOR_OF_PERSON));
  request.set_unable(true);
  EXPECT_EQ(Confirm(other_, AsSecond(Propose(desk_, request))), "WRONG_STATE");
  request = AtDesk(MandateFor(v1::MANDATE_KIND_RELATIVE, v1::COMPARTMENT_HEALTH));
  request.set_unable(true);
  EXPECT_EQ(Confirm(other_, AsSecond(Propose(desk_, request))), "")
      << "for what they were not named for";
}

// What the person took back is not said yes to again, from a text that waits or from a new one.
TEST_F(Representatives, AttackAYesThatThePersonTookBackIsSaidAgain) {
  const Authenticator device;
  const std::string tom = Designated(device);
  const auto first = Propose(desk_, Represented()), waits = Propose(desk_, Represented());
  v1::ProposeConsentRequest other = Represented();
  other.mutable_choices(0)->mutable_consent()->mutable_grantee()->set_organisation_id(house_);
  const auto others = Propose(desk_, other);
  v1::ConfirmConsentResponse confirmed;
  ASSERT_EQ(Confirm(tom, By(first, device), &confirmed), "");
  Revoke(person_, confirmed.consent_ids(0));
  EXPECT_EQ(Confirm(tom, By(waits, device)), "WRONG_STATE");
  EXPECT_EQ(Confirm(tom, By(others, device)), "WRONG_STATE") << "from before the person spoke";
  EXPECT_EQ(Confirm(tom, By(Propose(desk_, Represented()), device)), "WRONG_STATE");
  other.set_request_id(NewRequestId());
  EXPECT_EQ(Confirm(tom, By(Propose(desk_, other), device)), "") << "something else, from after it";
}

// A yes does not outlive what it rests on.
TEST_F(Representatives, AttackALongYesOnTheLastDayOfAMandate) {
  const Authenticator device;
  const std::string tom = Designated(device);
  v1::ProposeConsentRequest longer = Represented();
  longer.mutable_choices(0)->mutable_consent()->mutable_end_time()->set_seconds(std::time(nullptr) +
                                                                                61 * kDay);
  EXPECT_EQ(Confirm(tom, By(Propose(desk_, longer), device)), "WRONG_STATE");
}

TEST_F(Representatives, AttackInCustodySomebodyInTheirPlace) {
  const std::string prison =
      AddHouse("Prison de Saint-Gilles", v1::Organisation::TELLS_OF_DETENTION);
  const std::string inside = Token(AddProfessional(prison, "detainee_help_worker"));
  v1::ProposeConsentRequest request = AtDesk(MandateFor(v1::MANDATE_KIND_ADMINISTRATOR_OF_PERSON));
  request.set_unable(true);
  EXPECT_EQ(Refusal(inside, request), "INVALID");
  EXPECT_EQ(Refusal(inside, Represented()), "INVALID");
}

TEST_F(Representatives, AttackBeyondTheMandate) {
  const Authenticator device, another;
  const std::string tom = Designated(device);
  const auto refused = [&](const std::string& token, const v1::ConfirmConsentRequest& request) {
    EXPECT_EQ(Confirm(token, request), "WRONG_STATE");
  };
  // More than it names, in one line of two.
  v1::ProposeConsentRequest wide = Represented();
  v1::Consent& more = *wide.add_choices()->mutable_consent();
  more = Cell(v1::COMPARTMENT_HEALTH, v1::ACTION_READ, v1::PURPOSE_CONTINUITY);
  more.mutable_grantee()->set_organisation_id(home_);
  refused(tom, By(Propose(desk_, wide), device));
  // What the person can answer themselves; over another text; by a passkey that is not theirs; on paper; at the desk.
  v1::ProposeConsentRequest able = Represented();
  able.set_represented(false);
  refused(tom, By(Propose(desk_, able), device));
  able.set_request_id(NewRequestId());
  const auto proposed = Propose(desk_, Represented());
  refused(tom, By(proposed, device, {.challenge = Propose(desk_, Represented()).text_hash()}));
  refused(tom, By(proposed, another));
  refused(desk_, By(proposed, device));
  refused(person_, By(proposed, device));
  refused(Witness(), OnPaper(proposed));
  refused(other_, AsSecond(proposed));
  // Nor do they read what the person is asked.
  v1::GetProposalRequest get;
  get.set_proposal_id(Propose(desk_, able).proposal_id());
  EXPECT_EQ(ReasonOf(Call(&v1::Consents::Stub::GetProposal, tom, get)), "WRONG_STATE");
  // They propose nothing, to others or to themselves.
  EXPECT_EQ(Refusal(tom, About(MandateFor(v1::MANDATE_KIND_DESIGNATED))), "WRONG_STATE");
  EXPECT_EQ(Refusal(tom, Represented()), "NOT_OPEN");
  // Whom to trust is the person's alone to say; so is what holds for longer.
  v1::ProposeConsentRequest trust = AtDesk(ToTrust("Another").choices(0).consent());
  trust.set_represented(true);
  EXPECT_EQ(Refusal(desk_, trust), "INVALID");
  v1::ProposeConsentRequest longer = Represented();
  longer.mutable_choices(0)->mutable_consent()->mutable_end_time()->set_seconds(std::time(nullptr) +
                                                                                92 * kDay);
  EXPECT_EQ(Refusal(desk_, longer), "INVALID");
  EXPECT_EQ(Confirm(tom, By(proposed, device)), "") << "after all that, what it names";
}

TEST_F(Representatives, AttackAfterThePersonSaidNo) {
  const Authenticator device;
  const std::string tom = Designated(device);
  const auto before = Propose(desk_, Represented());
  v1::ConfirmConsentResponse confirmed;
  ASSERT_EQ(Confirm(tom, By(Propose(desk_, Represented()), device), &confirmed), "");
  Revoke(person_, confirmed.consent_ids(0));
  EXPECT_TRUE(Consents().at(0).has_revoke_time()) << "the person's own word wins";
  Revoke(person_, mandate_);
  EXPECT_EQ(Confirm(tom, By(before, device)), "NOT_OPEN");
  EXPECT_EQ(ReasonOf(Call(&SessionStub::ListSessions, tom, v1::ListSessionsRequest())), "NOT_OPEN");
  EXPECT_EQ(ReasonOf(SignIn(Asserting(device, {.challenge = NewChallenge()}))), "NOT_OPEN");
}

TEST_F(Representatives, AttackAMandateThatIsNone) {
  // The person names nobody while they cannot answer.
  v1::ProposeConsentRequest request = AtDesk(MandateFor(v1::MANDATE_KIND_DESIGNATED));
  request.set_unable(true);
  EXPECT_EQ(Refusal(desk_, request), "INVALID");
  // A relative who would read, and one for what care does not need.
  request = AtDesk(MandateFor(v1::MANDATE_KIND_RELATIVE, v1::COMPARTMENT_HEALTH));
  request.set_unable(true);
  EXPECT_EQ(Refusal(desk_, request), "");
  request.set_request_id(NewRequestId());
  request.mutable_choices(0)->mutable_consent()->add_actions(v1::ACTION_READ);
  EXPECT_EQ(Refusal(desk_, request), "INVALID");
  request = AtDesk(MandateFor(v1::MANDATE_KIND_RELATIVE, v1::COMPARTMENT_WHEREABOUTS));
  request.set_unable(true);
  EXPECT_EQ(Refusal(desk_, request), "INVALID");
  // By two professionals nobody comes to read.
  request = AtDesk(MandateFor(v1::MANDATE_KIND_DESIGNATED));
  request.mutable_choices(0)->mutable_consent()->add_actions(v1::ACTION_READ);
  EXPECT_EQ(Refusal(desk_, request), "") << "the person may agree to that";
  request.set_request_id(NewRequestId());
  request.set_unable(true);
  EXPECT_EQ(Refusal(desk_, request), "INVALID");
  // What a court decided the person does not say by a code.
  request = AtDesk(MandateFor(v1::MANDATE_KIND_ADMINISTRATOR_OF_PERSON));
  EXPECT_EQ(Refusal(desk_, request), "INVALID");
  request = AtDesk(MandateFor(v1::MANDATE_KIND_ADMINISTRATOR_OF_PERSON));
  request.set_unable(true);
  request.mutable_choices(0)->mutable_consent()->mutable_end_time()->set_seconds(
      std::time(nullptr) + 92 * kDay);
  EXPECT_EQ(Refusal(desk_, request), "INVALID") << "longer than anybody looks at it again";
  // Together with what it would open.
  request = AtDesk(MandateFor(v1::MANDATE_KIND_ADMINISTRATOR_OF_PERSON));
  request.set_unable(true);
  *request.add_choices() = Represented().choices(0);
  EXPECT_EQ(Refusal(desk_, request), "INVALID");
  // Both at once, and by the person.
  request = Represented();
  request.set_unable(true);
  EXPECT_EQ(Refusal(desk_, request), "INVALID");
  request = Represented();
  request.clear_context();
  EXPECT_EQ(Refusal(person_, request), "INVALID");
}

// Whether there is a file, or a mandate, a desk does not learn.
TEST_F(Representatives, AttackADeskLooksForAMandate) {
  v1::ProposeConsentRequest request = Represented();
  *request.mutable_context() = ContextOf(DossierId(Array<16>{9}).Text());
  const auto proposed = Propose(desk_, request);
  EXPECT_EQ(Confirm(desk_, AsSecond(proposed)), "WRONG_STATE");
  v1::InviteRequest invite = InviteMandated(TrustedPersonId(Array<16>{9}).Text());
  const auto here = Call(&SessionStub::Invite, desk_, invite);
  *invite.mutable_context() = ContextOf(DossierId(Array<16>{9}).Text());
  invite.set_request_id(NewRequestId());
  const auto nowhere = Call(&SessionStub::Invite, desk_, invite);
  EXPECT_EQ(ReasonOf(here), "WRONG_STATE");
  EXPECT_EQ(here.error_message(), nowhere.error_message());
  EXPECT_EQ(here.error_details(), nowhere.error_details());
}

}  // namespace
}  // namespace relais
