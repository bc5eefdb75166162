// A whole server, and devices that hold passkeys: what a browser would send for them.
#pragma once

#include <ctime>
#include <stdexcept>

#include "relais/v1/sessions.grpc.pb.h"
#include "services/base/files.h"
#include "tests/end_to_end/fixture.h"
#include "tests/identity/authenticator.h"
#include "tests/notification/program.h"

namespace relais {

class WithPasskeys : public EndToEnd {
 protected:
  using SessionStub = v1::Sessions::Stub;

  static grpc::Status SignIn(const v1::SignInRequest& request,
                             v1::SignInResponse* response = nullptr) {
    v1::SignInResponse ignored;
    return Call(&SessionStub::SignIn, "", request, response == nullptr ? &ignored : response);
  }
  static v1::BeginEnrolmentResponse BeginEnrolment(const std::string& invitation) {
    v1::BeginEnrolmentRequest request;
    request.set_invitation(invitation);
    v1::BeginEnrolmentResponse response;
    EXPECT_TRUE(Call(&SessionStub::BeginEnrolment, "", request, &response).ok());
    return response;
  }
  static v1::SignInRequest Enrolling(const std::string& invitation,
                                     const identity::Authenticator& device,
                                     const identity::Ceremony& ceremony) {
    const auto made = device.Register(ceremony);
    v1::SignInRequest request;
    request.set_request_id(NewRequestId());
    auto& key = *request.mutable_new_passkey();
    key.set_invitation(invitation);
    key.set_client_data_json(made.client_data_json);
    key.set_authenticator_data(made.authenticator_data);
    key.set_label("ward 3");
    return request;
  }
  // A new passkey, and the session that it begins.
  static v1::SignInResponse Enrol(const std::string& invitation,
                                  const identity::Authenticator& device) {
    v1::SignInResponse response;
    const auto status =
        SignIn(Enrolling(invitation, device, {.challenge = BeginEnrolment(invitation).challenge()}),
               &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  static Bytes NewChallenge() {
    v1::BeginPasskeyResponse response;
    EXPECT_TRUE(Call(&SessionStub::BeginPasskey, "", v1::BeginPasskeyRequest(), &response).ok());
    EXPECT_EQ(response.rp_id(), "localhost");
    return response.challenge();
  }
  static v1::SignInRequest Asserting(const identity::Authenticator& device,
                                     const identity::Ceremony& ceremony) {
    const auto made = device.Assert(ceremony);
    v1::SignInRequest request;
    request.set_request_id(NewRequestId());
    auto& passkey = *request.mutable_passkey();
    passkey.set_credential_id(device.credential_id());
    passkey.set_client_data_json(made.client_data_json);
    passkey.set_authenticator_data(made.authenticator_data);
    passkey.set_signature(made.signature);
    return request;
  }

  // A yes to what is proposed, by what the device holds.
  static v1::ConfirmConsentRequest By(const v1::ProposeConsentResponse& proposal,
                                      const identity::Authenticator& device,
                                      identity::Ceremony ceremony = {}) {
    if (ceremony.challenge.empty()) ceremony.challenge = proposal.text_hash();
    const auto made = device.Assert(ceremony);
    v1::ConfirmConsentRequest request;
    request.set_request_id(NewRequestId());
    request.set_proposal_id(proposal.proposal_id());
    request.mutable_passkey()->set_credential_id(device.credential_id());
    request.mutable_passkey()->set_client_data_json(made.client_data_json);
    request.mutable_passkey()->set_authenticator_data(made.authenticator_data);
    request.mutable_passkey()->set_signature(made.signature);
    return request;
  }

  // As relais-verify says it of the receipt of one consent.
  struct Answer {
    int code;
    std::string text;
  };
  static std::string ReceiptOf(const std::string& person, const std::string& consent) {
    v1::GetConsentReceiptRequest request;
    request.set_consent_id(consent);
    v1::GetConsentReceiptResponse response;
    const auto status = Call(&v1::Consents::Stub::GetConsentReceipt, person, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.receipt();
  }
  static Answer Verify(const std::string& receipt) {
    const Scratch folder;
    EXPECT_TRUE(WriteFileAtomically(folder / "receipt", receipt, 0600));
    programs::Program verify(
        {RELAIS_BIN_DIR "/relais-verify", "--trust", (tree() / "log.vkey").string(), "--consent",
         (folder / "receipt").string()},
        folder / "out");
    const int code = verify.Code(std::chrono::seconds(10));
    return {code, verify.Output()};
  }

  // --- Somebody whom a person trusts ---

  // To read SOCIAL, for a month.
  static v1::ProposeConsentRequest ToTrust(const v1::TrustedPerson& who) {
    v1::ProposeConsentRequest request;
    request.set_request_id(NewRequestId());
    request.set_language("en");
    request.set_legal_basis(v1::LEGAL_BASIS_CONSENT);
    v1::Consent& consent = *request.add_choices()->mutable_consent();
    consent.set_effect(v1::Consent::EFFECT_ALLOW);
    *consent.mutable_grantee()->mutable_trusted_person() = who;
    consent.add_compartments(v1::COMPARTMENT_SOCIAL);
    consent.add_actions(v1::ACTION_READ);
    consent.add_purposes(v1::PURPOSE_OWN_ACCESS);
    consent.mutable_end_time()->set_seconds(std::time(nullptr) + 30 * 24 * 60 * 60);
    return request;
  }
  static v1::ProposeConsentRequest ToTrust(const std::string& name) {
    v1::TrustedPerson who;
    who.set_name(name);
    return ToTrust(who);
  }
  // Of the desk, with the person: who chose "kastanje".
  static v1::InviteRequest Inviting(const std::string& dossier, const std::string& trusted) {
    v1::InviteRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_context() = ContextOf(dossier);
    request.set_chosen_word("kastanje");
    request.set_trusted_person_id(trusted);
    return request;
  }
  struct Trusted {
    std::string id, consent, session;
  };
  // The person agrees, on paper; then they get a passkey at the desk.
  static Trusted Trust(const std::string& person, const std::string& desk,
                       const std::string& dossier, const identity::Authenticator& device) {
    v1::ProposeConsentResponse proposed;
    EXPECT_TRUE(
        Call(&v1::Consents::Stub::ProposeConsent, person, ToTrust("Tom Claes"), &proposed).ok());
    v1::ConfirmConsentResponse confirmed;
    EXPECT_TRUE(
        Call(&v1::Consents::Stub::ConfirmConsent, Witness(), OnPaper(proposed), &confirmed).ok());
    if (confirmed.trusted_person_ids_size() != 1) throw std::runtime_error("nobody is trusted");
    Trusted out{confirmed.trusted_person_ids(0), confirmed.consent_ids(0), ""};
    v1::InviteResponse invitation;
    const auto status = Call(&SessionStub::Invite, desk, Inviting(dossier, out.id), &invitation);
    EXPECT_TRUE(status.ok()) << status.error_message();
    out.session = Enrol(invitation.invitation(), device).session_token();
    return out;
  }

  // What a link of an invitation carries.
  static std::string InvitationIn(const std::string& link) {
    return link.substr(link.find('#') + 1);
  }
};

}  // namespace relais
