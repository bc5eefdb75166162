// Consent with proof over the whole server: what a person said yes to, by a code and the word, by a passkey,
// on paper; and what desks, witnesses and former partners cannot make of it.
#include <ctime>
#include <set>
#include <thread>

#include "crypto/hash.h"
#include "relais/v1/notifications.grpc.pb.h"
#include "services/base/files.h"
#include "services/dossier/card.h"
#include "tests/end_to_end/passkeys.h"
#include "tests/notification/program.h"

namespace relais {
namespace {

using identity::Authenticator;
using identity::Ceremony;

class AgreementEndToEnd : public WithPasskeys {
 protected:
  void SetUp() override {
    static int persons = 0;
    number_ = "+3247300" + std::to_string(1000 + ++persons);
    house_ = AddHouse("Hôpital Sainte-Anne");
    desk_ = Token(AddProfessional(house_, "hospital_social_worker"));
    OpenOne();
  }
  void OpenOne() {
    v1::OpenDossierRequest request;
    request.set_request_id(NewRequestId());
    request.set_purpose(v1::PURPOSE_EXIT_PREPARATION);
    request.set_reason("intake");
    request.set_chosen_word("kastanje");
    v1::OpenDossierResponse response;
    ASSERT_TRUE(Call(&v1::Dossiers::Stub::OpenDossier, desk_, request, &response).ok());
    dossier_ = response.dossier_id();
    card_ = response.card_code();
    invitation_ = InvitationIn(response.invitation_link());
    person_ = Token(response.person_id());
  }
  void SetPhone() const {
    v1::SetTellingRequest request;
    request.set_request_id(NewRequestId());
    auto& telling = *request.mutable_telling();
    telling.mutable_contact()->set_channel(v1::CHANNEL_SMS);
    telling.mutable_contact()->set_address(number_);
    telling.mutable_contact()->set_language("nl");
    telling.set_seen_by(v1::Telling::SEEN_BY_NOBODY_ELSE);
    request.set_chosen_word("kastanje");
    ASSERT_TRUE(Call(&v1::Notifications::Stub::SetTelling, person_, request).ok());
  }
  // A passkey of the person's own, and the session that it begins.
  std::string Enrol(const Authenticator& device) const {
    return WithPasskeys::Enrol(invitation_, device).session_token();
  }

  // Of a desk, with the person's card.
  v1::ProposeConsentRequest AtDesk(bool send_code = false) const {
    v1::ProposeConsentRequest request = BundleFor(house_);
    *request.mutable_context() = ContextOf(dossier_);
    request.set_send_code(send_code);
    return request;
  }
  static v1::ProposeConsentResponse Propose(const std::string& token,
                                            const v1::ProposeConsentRequest& request) {
    v1::ProposeConsentResponse response;
    const auto status = Call(&v1::Consents::Stub::ProposeConsent, token, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(response.text_hash(), Bytes(View(Sha256({response.text()}))));
    return response;
  }
  // The codes that the phone shows, those to sign in or those to say yes, once there are `count`.
  std::vector<std::string> Codes(std::size_t count, bool to_agree = true) const {
    std::vector<std::string> out;
    programs::Await([&] {
      out.clear();
      for (const std::string& text : Phone(number_)) {
        const bool agrees = text.find("zegt u ja") != text.npos;
        if (text.starts_with("Uw code: ") && agrees == to_agree) out.push_back(text.substr(9, 6));
      }
      return out.size() >= count;
    });
    EXPECT_EQ(out.size(), count);
    out.resize(count);
    return out;
  }
  static v1::ConfirmConsentRequest By(const std::string& proposal, const std::string& code,
                                      const std::string& word) {
    v1::ConfirmConsentRequest request;
    request.set_request_id(NewRequestId());
    request.set_proposal_id(proposal);
    request.mutable_code_and_word()->set_code(code);
    request.mutable_code_and_word()->set_chosen_word(word);
    return request;
  }
  using WithPasskeys::By;
  static grpc::Status Confirm(const std::string& token, const v1::ConfirmConsentRequest& request,
                              v1::ConfirmConsentResponse* response = nullptr) {
    v1::ConfirmConsentResponse ignored;
    return Call(&v1::Consents::Stub::ConfirmConsent, token, request,
                response == nullptr ? &ignored : response);
  }
  static std::string Reason(const std::string& token, const v1::ConfirmConsentRequest& request) {
    return ReasonOf(Confirm(token, request));
  }
  std::string ReceiptOf(const std::string& consent) const {
    return WithPasskeys::ReceiptOf(person_, consent);
  }
  static v1::ProposeConsentResponse UnknownProposal(Random& random) {
    v1::ProposeConsentResponse out;
    out.set_proposal_id(ProposalId::New(random).Text());
    return out;
  }
  bool IsOpen() const {
    return Call(&v1::Dossiers::Stub::GetDossier, desk_, ReadOf(dossier_)).ok();
  }
  std::vector<v1::Consent> Consents() const {
    v1::ListConsentsResponse response;
    EXPECT_TRUE(
        Call(&v1::Consents::Stub::ListConsents, person_, v1::ListConsentsRequest(), &response)
            .ok());
    std::vector<v1::Consent> out(response.consents().begin(), response.consents().end());
    std::erase_if(out,
                  [](const auto& one) { return one.effect() == v1::Consent::EFFECT_RELATION; });
    return out;
  }

  std::string number_, house_, desk_, dossier_, card_, invitation_, person_;
};

TEST_F(AgreementEndToEnd, ByTheCodeAndTheWordAtTheDesk) {
  SetPhone();
  const auto proposed = Propose(desk_, AtDesk(true));
  EXPECT_NE(proposed.text().find("Hôpital Sainte-Anne"), std::string::npos) << proposed.text();
  EXPECT_FALSE(IsOpen()) << "a proposal opens nothing";
  v1::ConfirmConsentResponse confirmed;
  const auto status =
      Confirm(desk_, By(proposed.proposal_id(), Codes(1)[0], "kastanje"), &confirmed);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_TRUE(IsOpen());
  const auto consents = Consents();
  ASSERT_EQ(static_cast<int>(consents.size()), confirmed.consent_ids_size());
  for (const v1::Consent& consent : consents) {
    EXPECT_EQ(consent.proof().method(), v1::Proof::METHOD_CODE_AND_WORD);
    EXPECT_EQ(consent.proof().proposal_id(), proposed.proposal_id());
    EXPECT_EQ(consent.proof().text_hash(), ToHex(View(Sha256({proposed.text()}))));
  }
}

TEST_F(AgreementEndToEnd, ByTheCodeAndTheWordInAnOwnSession) {
  SetPhone();
  v1::ProposeConsentRequest request = BundleFor(house_);
  request.set_send_code(true);
  request.mutable_choices(0)->mutable_bundle()->add_struck(1);
  const auto proposed = Propose(person_, request);
  ASSERT_TRUE(Confirm(person_, By(proposed.proposal_id(), Codes(1)[0], "kastanje")).ok());
  EXPECT_TRUE(IsOpen());
  for (const v1::Consent& consent : Consents())
    EXPECT_EQ(std::ranges::count(consent.compartments(), v1::COMPARTMENT_SOCIAL), 0)
        << "the line that was struck out";
}

TEST_F(AgreementEndToEnd, ByAPasskeyOverTheText) {
  const Authenticator device;
  const std::string session = Enrol(device);
  const auto proposed = Propose(desk_, AtDesk());
  const auto status = Confirm(session, By(proposed, device, {.counter = 1}));
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_TRUE(IsOpen());
  EXPECT_EQ(Consents().at(0).proof().method(), v1::Proof::METHOD_PASSKEY);
}

TEST_F(AgreementEndToEnd, OnPaperBeforeAWitnessForSeveralHousesAtOnce) {
  v1::ProposeConsentRequest request = AtDesk();
  const std::string other = AddHouse("Thuiszorg De Brug");
  const std::string nurse = Token(AddProfessional(other, "home_nurse"));
  *request.add_choices() = request.choices(0);
  request.mutable_choices(1)->mutable_bundle()->set_organisation_id(other);
  const auto proposed = Propose(desk_, request);
  auto paper = OnPaper(proposed);
  paper.mutable_paper()->set_form(v1::PaperYes::FORM_MARK);
  paper.set_interpreter_id(AddHouse("Bruxelles Accueil"));
  ASSERT_TRUE(Confirm(Witness(), paper).ok());
  EXPECT_TRUE(IsOpen());
  Meet(nurse, {.card = card_});
  v1::GetDossierRequest read = ReadOf(dossier_);
  read.mutable_context()->set_purpose(v1::PURPOSE_CONTINUITY);
  EXPECT_TRUE(Call(&v1::Dossiers::Stub::GetDossier, nurse, read).ok());
  EXPECT_EQ(Consents().at(0).proof().method(), v1::Proof::METHOD_PAPER);
  bool seen = false;
  for (const v1::Access& access : AllAccesses(person_))
    seen = seen || (access.method() == "Consents.ConfirmConsent" &&
                    access.organisation() == "Vrijwilligers");
  EXPECT_TRUE(seen) << "the witness stands in the person's log";
}

TEST_F(AgreementEndToEnd, ARepeatIsAnsweredAsBeforeAndASecondYesIsNot) {
  SetPhone();
  const auto proposed = Propose(desk_, AtDesk(true));
  const auto request = By(proposed.proposal_id(), Codes(1)[0], "kastanje");
  v1::ConfirmConsentResponse first, again;
  ASSERT_TRUE(Confirm(desk_, request, &first).ok());
  ASSERT_TRUE(Confirm(desk_, request, &again).ok()) << "its answer was lost on the way";
  EXPECT_EQ(first.SerializeAsString(), again.SerializeAsString());
  EXPECT_EQ(Reason(Witness(), OnPaper(proposed)), "WRONG_STATE");
  EXPECT_EQ(static_cast<int>(Consents().size()), first.consent_ids_size());
}

TEST_F(AgreementEndToEnd, RaceOfTwoWitnessesConfirmsOnce) {
  const auto proposed = Propose(desk_, AtDesk());
  Witness();
  std::atomic<int> confirmed = 0;
  {
    std::vector<std::jthread> all;
    for (int i = 0; i < 4; ++i) {
      all.emplace_back([&, request = OnPaper(proposed), token = Witness()] {
        confirmed += Confirm(token, request).ok() ? 1 : 0;
      });
    }
  }
  EXPECT_EQ(confirmed, 1);
  std::set<std::string> lines;
  for (const v1::Consent& consent : Consents()) lines.insert(consent.proof().proposal_id());
  EXPECT_EQ(lines.size(), 1U);
}

TEST_F(AgreementEndToEnd, AttackACodeForOneTextUsedForAnother) {
  SetPhone();
  v1::ProposeConsentRequest narrow = AtDesk(true), wide = AtDesk(true);
  narrow.mutable_choices(0)->mutable_bundle()->add_struck(1);
  const auto shown = Propose(desk_, narrow), hidden = Propose(desk_, wide);
  const auto codes = Codes(2);
  ASSERT_NE(codes[0], codes[1]);
  for (const std::string& code : codes) {
    const bool of_shown = Confirm(desk_, By(shown.proposal_id(), code, "kastanje")).ok();
    if (of_shown) {
      EXPECT_EQ(Reason(desk_, By(hidden.proposal_id(), code, "kastanje")), "WRONG_STATE");
      EXPECT_EQ(Reason(desk_, By(shown.proposal_id(), code, "kastanje")), "WRONG_STATE") << "twice";
    }
  }
  for (const v1::Consent& consent : Consents())
    EXPECT_EQ(consent.proof().proposal_id(), shown.proposal_id());
  EXPECT_FALSE(Consents().empty());
}

TEST_F(AgreementEndToEnd, AttackACodeToSignInSaysYesToNothingAndTheOtherWayRound) {
  SetPhone();
  v1::SendCodeRequest send;
  send.set_card_code(card_);
  v1::SendCodeResponse sent;
  ASSERT_TRUE(Call(&v1::Sessions::Stub::SendCode, "", send, &sent).ok());
  const auto proposed = Propose(desk_, AtDesk(true));
  const std::string to_sign_in = Codes(1, false)[0], to_agree = Codes(1)[0];
  EXPECT_EQ(Reason(desk_, By(proposed.proposal_id(), to_sign_in, "kastanje")), "WRONG_STATE");
  v1::SignInRequest sign_in;
  sign_in.set_request_id(NewRequestId());
  sign_in.mutable_code()->set_sign_in_id(ToHex(BytesView(proposed.text_hash()).substr(0, 16)));
  sign_in.mutable_code()->set_code(to_agree);
  sign_in.mutable_code()->set_chosen_word("kastanje");
  EXPECT_EQ(Call(&v1::Sessions::Stub::SignIn, "", sign_in).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
  sign_in.mutable_code()->set_sign_in_id(sent.sign_in_id());
  EXPECT_EQ(Call(&v1::Sessions::Stub::SignIn, "", sign_in).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(AgreementEndToEnd, AttackAPasskeyOverAnotherTextOrElsewhereOrOfAnother) {
  const Authenticator device, stranger;
  const std::string session = Enrol(device);
  const auto proposed = Propose(desk_, AtDesk()), other = Propose(desk_, AtDesk());
  v1::BeginPasskeyResponse begun;
  ASSERT_TRUE(Call(&v1::Sessions::Stub::BeginPasskey, "", v1::BeginPasskeyRequest(), &begun).ok());
  const std::vector<v1::ConfirmConsentRequest> wrong = {
      By(proposed, device, {.challenge = other.text_hash()}),
      By(proposed, device, {.challenge = begun.challenge()}),
      By(proposed, device, {.type = "webauthn.create"}),
      By(proposed, device, {.origin = "https://localhost.example"}),
      By(proposed, device, {.rp_id = "example.org"}),
      By(proposed, device, {.flags = 0x01}),
      By(proposed, stranger)};
  for (std::size_t i = 0; i < wrong.size(); ++i)
    EXPECT_EQ(Reason(session, wrong[i]), "WRONG_STATE") << i;
  // Of another person, who signs in as themselves.
  const std::string first = dossier_;
  OpenOne();
  const Authenticator theirs;
  const std::string their_session = Enrol(theirs);
  EXPECT_EQ(Reason(session, By(proposed, theirs)), "WRONG_STATE");
  EXPECT_EQ(Reason(their_session, By(proposed, theirs)), "NOT_OPEN");
  EXPECT_EQ(Reason(their_session, By(proposed, device)), "NOT_OPEN");
  dossier_ = first;
  EXPECT_FALSE(IsOpen());
  // A yes to one text is none to the next, and a copied device's counter goes back.
  ASSERT_TRUE(Confirm(session, By(proposed, device, {.counter = 9})).ok());
  EXPECT_EQ(Reason(session, By(other, device, {.counter = 9})), "WRONG_STATE");
  EXPECT_TRUE(Confirm(session, By(other, device, {.counter = 10})).ok());
}

TEST_F(AgreementEndToEnd, AttackADeskThatGrantsToItself) {
  SetPhone();
  const auto proposed = Propose(desk_, AtDesk(true));
  const std::string& id = proposed.proposal_id();
  const std::string code = Codes(1)[0];
  const std::string colleague = Token(AddProfessional(house_, "hospital_social_worker"));
  const std::string other = Token(AddProfessional(AddHouse("CPAS"), "cpas_social_worker"));
  EXPECT_EQ(Reason(desk_, OnPaper(proposed)), "WRONG_STATE") << "its own witness";
  EXPECT_EQ(Reason(colleague, OnPaper(proposed)), "WRONG_STATE") << "a witness of the house";
  EXPECT_EQ(Reason(person_, OnPaper(proposed)), "WRONG_STATE") << "in the person's name";
  EXPECT_EQ(Reason(colleague, By(id, code, "kastanje")), "WRONG_STATE") << "not who proposed it";
  EXPECT_EQ(Reason(other, By(id, code, "kastanje")), "WRONG_STATE");
  const std::string officer = Token(AddProfessional(AddHouse("CPAS"), "privacy_officer"));
  EXPECT_EQ(Reason(officer, OnPaper(proposed)), "NOT_OPEN");
  EXPECT_EQ(Reason(Token(tree().made().operator_id), OnPaper(proposed)), "NOT_OPEN");
  EXPECT_FALSE(IsOpen());
  EXPECT_TRUE(Consents().empty());
  EXPECT_TRUE(Confirm(desk_, By(id, code, "kastanje")).ok()) << "none of that used it up";
}

TEST_F(AgreementEndToEnd, AttackWhoeverHasPhoneAndCardSaysYesToNothing) {
  SetPhone();
  const auto proposed = Propose(desk_, AtDesk(true));
  const std::string code = Codes(1)[0];
  for (const char* const word : {"", "geheim"})
    EXPECT_EQ(Reason(desk_, By(proposed.proposal_id(), code, word)), "WRONG_STATE") << word;
  EXPECT_EQ(Reason(desk_, By(proposed.proposal_id(), "", "kastanje")), "WRONG_STATE");
  // The second wrong word was the third try.
  EXPECT_EQ(Reason(desk_, By(proposed.proposal_id(), code, "geheim")), "WRONG_STATE");
  EXPECT_EQ(Reason(desk_, By(proposed.proposal_id(), code, "kastanje")), "WRONG_STATE");
  EXPECT_FALSE(IsOpen());
}

// The desk prints a narrow text, and below it the id of a wide one.
TEST_F(AgreementEndToEnd, AttackAnIdBelowAnotherText) {
  v1::ProposeConsentRequest narrow = AtDesk();
  narrow.mutable_choices(0)->mutable_bundle()->add_struck(1);
  const auto shown = Propose(desk_, narrow), hidden = Propose(desk_, AtDesk());
  auto paper = OnPaper(hidden);
  paper.set_text_hash(shown.text_hash());
  EXPECT_EQ(Reason(Witness(), paper), "WRONG_STATE");
  paper.clear_text_hash();
  EXPECT_EQ(Reason(Witness(), paper), "WRONG_STATE");
  v1::GetProposalRequest get;
  get.set_proposal_id(hidden.proposal_id());
  v1::GetProposalResponse text;
  for (const std::string& token : {Witness(), person_}) {
    ASSERT_TRUE(Call(&v1::Consents::Stub::GetProposal, token, get, &text).ok());
    EXPECT_EQ(text.text(), hidden.text());
  }
}

TEST_F(AgreementEndToEnd, TheTextSaysWhoReportsToAJudgeHoweverTheyAreNamed) {
  const std::string house = AddHouse("Maison de justice");
  const std::string assistant = AddProfessional(house, "justice_assistant");
  for (const bool whole_house : {false, true}) {
    v1::ProposeConsentRequest request = AtDesk();
    auto& cell = *request.mutable_choices(0)->mutable_consent();
    cell.set_effect(v1::Consent::EFFECT_ALLOW);
    whole_house ? cell.mutable_grantee()->set_organisation_id(house)
                : cell.mutable_grantee()->set_professional_id(assistant);
    cell.add_compartments(v1::COMPARTMENT_EXIT);
    cell.add_actions(v1::ACTION_READ);
    cell.add_purposes(v1::PURPOSE_EXIT_PREPARATION);
    cell.mutable_end_time()->set_seconds(std::time(nullptr) + 86'400);
    EXPECT_NE(Propose(desk_, request).text().find("brengt verslag uit aan een rechter"),
              std::string::npos)
        << whole_house;
  }
}

TEST_F(AgreementEndToEnd, AttackAFriendWhoInterprets) {
  const auto proposed = Propose(desk_, AtDesk());
  auto paper = OnPaper(proposed);
  for (const std::string& interpreter : {house_, OrganisationId(Array<16>{9}).Text()}) {
    paper.set_request_id(NewRequestId());
    paper.set_interpreter_id(interpreter);
    EXPECT_EQ(Reason(Witness(), paper), "WRONG_STATE");
  }
  paper.set_interpreter_id(ProfessionalId(Array<16>{9}).Text());
  EXPECT_EQ(Reason(Witness(), paper), "INVALID") << "a house, nobody in person";
  EXPECT_FALSE(IsOpen());
}

TEST_F(AgreementEndToEnd, AttackInCustodyNobodyInsideConfirms) {
  const std::string prison =
      AddHouse("Prison de Saint-Gilles", v1::Organisation::TELLS_OF_DETENTION);
  const std::string inside = Token(AddProfessional(prison, "detainee_help_worker"));
  const std::string guard = Token(AddProfessional(prison, "consent_witness"));
  SetPhone();
  const auto proposed = Propose(inside, AtDesk(true));
  EXPECT_NE(proposed.text().find("vrijlating"), std::string::npos) << proposed.text();
  const Authenticator device;
  const std::string session = Enrol(device);
  EXPECT_EQ(Reason(inside, By(proposed.proposal_id(), Codes(1)[0], "kastanje")), "WRONG_STATE");
  EXPECT_EQ(Reason(inside, By(proposed, device)), "WRONG_STATE");
  EXPECT_EQ(Reason(guard, OnPaper(proposed)), "WRONG_STATE");
  EXPECT_EQ(Reason(person_, By(proposed.proposal_id(), Codes(1)[0], "kastanje")), "WRONG_STATE")
      << "in a session on a device of the wing";
  EXPECT_EQ(Reason(session, By(proposed, device)), "WRONG_STATE");
  // What the person proposes themselves, a guard does not witness either.
  EXPECT_EQ(Reason(guard, OnPaper(Propose(person_, BundleFor(house_)))), "WRONG_STATE");
  EXPECT_FALSE(IsOpen());
  EXPECT_TRUE(Confirm(Witness(), OnPaper(proposed)).ok());
  EXPECT_TRUE(IsOpen());
}

TEST_F(AgreementEndToEnd, WhenNobodyCanSayYesTwoProfessionalsOpenLittleForThreeDays) {
  const std::string night = Token(AddProfessional(house_, "emergency_physician"));
  v1::ProposeConsentRequest request = AtDesk();
  request.set_unable(true);
  request.set_legal_basis(v1::LEGAL_BASIS_VITAL_INTERESTS);
  v1::ProposeConsentResponse proposed;
  EXPECT_EQ(ReasonOf(Call(&v1::Consents::Stub::ProposeConsent, desk_, request, &proposed)),
            "INVALID")
      << "a bundle opens more than that";
  auto& cell = *request.mutable_choices(0)->mutable_consent();
  cell.set_effect(v1::Consent::EFFECT_ALLOW);
  cell.mutable_grantee()->set_organisation_id(house_);
  cell.add_compartments(v1::COMPARTMENT_EMERGENCY);
  cell.add_actions(v1::ACTION_READ);
  cell.add_purposes(v1::PURPOSE_EMERGENCY);
  cell.mutable_end_time()->set_seconds(std::time(nullptr) + 71 * 3600);
  request.set_request_id(NewRequestId());
  proposed = Propose(desk_, request);
  v1::ConfirmConsentRequest second;
  second.set_proposal_id(proposed.proposal_id());
  second.mutable_colleague();
  second.set_text_hash(proposed.text_hash());
  for (const std::string& token : {desk_, person_, Witness()}) {
    second.set_request_id(NewRequestId());
    EXPECT_EQ(Reason(token, second), "WRONG_STATE");
  }
  EXPECT_EQ(Reason(Witness(), OnPaper(proposed)), "WRONG_STATE");
  const auto usual = Propose(desk_, AtDesk());
  second.set_proposal_id(usual.proposal_id());
  second.set_text_hash(usual.text_hash());
  EXPECT_EQ(Reason(night, second), "WRONG_STATE") << "the person can answer";
  second.set_request_id(NewRequestId());
  second.set_proposal_id(proposed.proposal_id());
  second.set_text_hash(proposed.text_hash());
  // Who proposed it is one of the two: not when they have been suspended meanwhile.
  const std::string gone = AddProfessional(house_, "hospital_social_worker");
  request.set_request_id(NewRequestId());
  const auto theirs = Propose(Token(gone), request);
  v1::SuspendProfessionalRequest suspend;
  suspend.set_request_id(NewRequestId());
  suspend.set_professional_id(gone);
  ASSERT_TRUE(
      Call(&v1::Directory::Stub::SuspendProfessional, Token(tree().made().operator_id), suspend)
          .ok());
  v1::ConfirmConsentRequest alone = second;
  alone.set_request_id(NewRequestId());
  alone.set_proposal_id(theirs.proposal_id());
  alone.set_text_hash(theirs.text_hash());
  EXPECT_EQ(Reason(night, alone), "WRONG_STATE");
  // Nor is one of them whom the person shut out.
  const std::string out = AddProfessional(house_, "emergency_physician");
  const std::string closed = ExcludeOne(person_, out);
  alone = second;
  alone.set_request_id(NewRequestId());
  EXPECT_EQ(Reason(Token(out), alone), "WRONG_STATE");
  Revoke(person_, closed);
  ASSERT_TRUE(Confirm(night, second).ok());
  ASSERT_EQ(Consents().size(), 2U);
  EXPECT_EQ(Consents()[0].proof().method(), v1::Proof::METHOD_TWO_PROFESSIONALS);
  v1::GetDossierRequest read = ReadOf(dossier_);
  read.mutable_context()->set_purpose(v1::PURPOSE_EMERGENCY);
  read.mutable_context()->set_reason("emergency");
  read.add_compartments(v1::COMPARTMENT_EMERGENCY);
  EXPECT_TRUE(Call(&v1::Dossiers::Stub::GetDossier, night, read).ok());
  Revoke(person_, Consents()[0].id());
  EXPECT_EQ(ReasonOf(Call(&v1::Dossiers::Stub::GetDossier, night, read)), "NOT_OPEN")
      << "the person's own word, when able, wins";
}

// A receipt, held against the log's key as relais-verify does.
TEST_F(AgreementEndToEnd, ReceiptsSayWhetherThePersonsPasskeySignedOrTheServerAttests) {
  const Authenticator device;
  const std::string session = Enrol(device);
  const auto signed_one = Propose(desk_, AtDesk()), on_paper = Propose(desk_, AtDesk());
  v1::ConfirmConsentResponse confirmed;
  ASSERT_TRUE(Confirm(session, By(signed_one, device), &confirmed).ok());
  const std::string by_passkey = ReceiptOf(confirmed.consent_ids(0));
  Answer answer = Verify(by_passkey);
  EXPECT_EQ(answer.code, 0) << answer.text;
  EXPECT_NE(answer.text.find("Signed by the person's passkey"), answer.text.npos) << answer.text;
  EXPECT_NE(answer.text.find("added at the desk of Hôpital Sainte-Anne"), answer.text.npos);
  EXPECT_NE(answer.text.find("Ik zeg ja tegen dit"), answer.text.npos);
  ASSERT_TRUE(Confirm(Witness(), OnPaper(on_paper), &confirmed).ok());
  answer = Verify(ReceiptOf(confirmed.consent_ids(0)));
  EXPECT_EQ(answer.code, 0) << answer.text;
  EXPECT_NE(answer.text.find("Attested by the server: by paper"), answer.text.npos) << answer.text;
  EXPECT_NE(answer.text.find("Witness: Nora Peeters, consent_witness, Vrijwilligers"),
            answer.text.npos)
      << answer.text;
  // One character anywhere, another log, no receipt.
  SystemRandom random;
  for (int i = 0; i < 40; ++i) {
    std::string changed = by_passkey;
    const auto at = (static_cast<std::size_t>(random.Next<1>()[0]) * 256 + random.Next<1>()[0]) %
                    (changed.size() - 1);
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_EQ(Verify(changed).code, 1) << at;
  }
  for (const char* const none : {"x", "..", "e30.e30.e30", "{}"})
    EXPECT_EQ(Verify(none).code, 1) << none;
  v1::GetConsentReceiptRequest request;
  request.set_consent_id(confirmed.consent_ids(0));
  EXPECT_EQ(ReasonOf(Call(&v1::Consents::Stub::GetConsentReceipt, desk_, request)), "NOT_OPEN");
}

// Whoever proposes with any card, or confirms anything, learns nothing of whether there is a file.
TEST_F(AgreementEndToEnd, AttackProposingTellsNothing) {
  SystemRandom random;
  v1::ProposeConsentRequest absent = AtDesk(true);
  absent.mutable_context()->set_dossier_id(DossierId::New(random).Text());
  v1::ProposeConsentRequest card = AtDesk(true);
  card.mutable_context()->set_card_code(
      dossier::CardCodeOf(random.NextKey(), DossierId::New(random)));
  const auto there = Propose(desk_, AtDesk(true));
  const auto shape = [](const v1::ProposeConsentResponse& response) {
    std::string text = response.text();
    const auto at = text.find(response.proposal_id());
    EXPECT_NE(at, text.npos);
    return text.replace(at, response.proposal_id().size(), "prp").substr(0, text.find("line 1"));
  };
  for (const auto& request : {absent, card}) {
    const auto not_there = Propose(desk_, request);
    EXPECT_EQ(shape(not_there), shape(there));
    EXPECT_EQ(not_there.text().size(), there.text().size());
    const auto with_code = [&](const v1::ProposeConsentResponse& proposed) {
      return AllOf(Confirm(desk_, By(proposed.proposal_id(), "123456", "geheim")));
    };
    EXPECT_EQ(with_code(not_there), with_code(there));
    const Authenticator device;
    EXPECT_EQ(AllOf(Confirm(desk_, By(not_there, device))),
              AllOf(Confirm(desk_, By(there, device))));
    v1::GetProposalRequest get;
    v1::GetProposalResponse text;
    get.set_proposal_id(not_there.proposal_id());
    ASSERT_TRUE(Call(&v1::Consents::Stub::GetProposal, Witness(), get, &text).ok());
    EXPECT_EQ(text.text(), not_there.text());
    EXPECT_EQ(AllOf(Confirm(Witness(), OnPaper(not_there))),
              AllOf(Confirm(Witness(), OnPaper(UnknownProposal(random)))));
    EXPECT_EQ(AllOf(Confirm(desk_, OnPaper(not_there))), AllOf(Confirm(desk_, OnPaper(there))));
    EXPECT_EQ(AllOf(Confirm(person_, OnPaper(not_there))),
              AllOf(Confirm(person_, OnPaper(UnknownProposal(random)))));
  }
}

}  // namespace
}  // namespace relais
