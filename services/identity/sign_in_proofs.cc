// What a request to sign in proves, and what is used up by it.
#include "services/base/plain_line.h"
#include "services/identity/persons.h"
#include "services/identity/session_service.h"

namespace relais::identity {
namespace {

constexpr std::size_t kMostPasskeys = 10;

Status CheckLabel(std::string_view label) {
  if (!label.empty() && label.size() <= 40 && IsPlainLine(label)) return {};
  return Fail(Reason::kInvalid, "expected a name for the device, of 1 to 40 characters on one line",
              "label");
}

}  // namespace

Error NotSignedIn() {
  return {
      Reason::kUnauthenticated,
      "that did not work: ask for a new code or try again; the desk and the help line can help"};
}

Error NotInvited() {
  return {Reason::kUnauthenticated,
          "this invitation was used or has ended: ask for a new one where you got it"};
}

// The same work up to the sending, which is done by another thread, and the same answer.
Bytes SessionService::SendCode(const storage::Snapshot& snapshot, const rpc::Address& card,
                               Instant now) {
  const Array<16> id = parts_.random.Next<16>();
  v1::SendCodeResponse response;
  response.set_sign_in_id(ToHex(View(id)));
  const auto dossier = parts_.cards.Find(snapshot.vault(), card);
  const bool known = dossier && !dossier->IsZero();
  const auto telling = parts_.tellings.Find(snapshot.vault(), dossier.value_or(DossierId()));
  const auto phone = PhoneForCodes(telling.value_or(std::nullopt));
  const auto* const text = phone ? parts_.notices->Find(phone->language()) : nullptr;
  if (!known) parts_.sender.NoteUnknownCard();
  if (!known || text == nullptr) return response.SerializeAsString();
  if (const auto code = codes_.New(id, *dossier, now)) {
    notification::Outgoing message{.id = parts_.random.Next<16>(), .contact = *phone};
    message.text = parts_.notices->SignIn(*text, *code);
    message.right_to_left = text->right_to_left;
    message.at = now;
    (void)parts_.sender.Send(*dossier, std::move(message));
  }
  return response.SerializeAsString();
}

Result<SessionService::Prove> SessionService::ProofIn(
    const std::shared_ptr<const v1::SignInRequest>& request) {
  switch (request->proof_case()) {
    case v1::SignInRequest::kCode: {
      const auto bytes = FromHex(request->code().sign_in_id());
      const auto id = bytes ? ToArray<16>(*bytes) : Fail(Reason::kInvalid, "");
      if (!id) return Fail(Reason::kInvalid, "expected the id of SendCode", "code.sign_in_id");
      return Prove([this, request, id = *id](const storage::Snapshot& snapshot, Instant now) {
        return ByCode(snapshot, request->code(), id, now);
      });
    }
    case v1::SignInRequest::kPasskey:
      return Prove([this, request](const storage::Snapshot& snapshot, Instant now) {
        return ByPasskey(snapshot, request->passkey(), now);
      });
    case v1::SignInRequest::kNewPasskey:
      RETURN_IF_ERROR(CheckLabel(request->new_passkey().label()));
      return Prove([this, request](const storage::Snapshot& snapshot, Instant now) {
        return ByNewPasskey(snapshot, request->new_passkey(), now);
      });
    case v1::SignInRequest::PROOF_NOT_SET:
      break;
  }
  return Fail(Reason::kInvalid, "expected a code, a passkey, or an invitation and a new passkey",
              "proof");
}

Result<SessionService::Proven> SessionService::ByCode(const storage::Snapshot& snapshot,
                                                      const v1::SentCode& request,
                                                      const Array<16>& id, Instant now) {
  PhoneCodes::Try attempt = codes_.Take(id, request.code(), now);
  if (attempt.missed) parts_.sender.NoteMiss(*attempt.missed);
  if (!attempt.taken) return tl::unexpected<Error>(NotSignedIn());
  const DossierId dossier = attempt.taken->dossier;
  Proven proven{.owner = {}, .assurance = Assurance::kPhone};
  if (!request.chosen_word().empty()) {
    const auto word = parts_.desk.IsChosenWord(snapshot.vault(), dossier, request.chosen_word(),
                                               CallerKind::kPerson);
    if (!word || !*word) {
      codes_.PutBack(*attempt.taken, word.has_value());
      if (word) parts_.sender.NoteMiss(dossier);
      return tl::unexpected<Error>(word ? NotSignedIn() : word.error());
    }
    proven.assurance = Assurance::kWord;
  }
  ASSIGN_OR_RETURN(const auto person, FindPersonOf(snapshot.vault(), dossier));
  if (!person) return tl::unexpected<Error>(NotSignedIn());
  proven.owner = {CallerKind::kPerson, person->bytes()};
  return proven;
}

Result<SessionService::Proven> SessionService::ByPasskey(const storage::Snapshot& snapshot,
                                                         const v1::PasskeyAssertion& request,
                                                         Instant now) {
  ASSIGN_OR_RETURN(const auto passkey, FindPasskey(snapshot.vault(), request.credential_id()));
  const auto challenge = ChallengeIn(request.client_data_json());
  if (!passkey || !challenge || !challenges_.IsGood(*challenge, kToSignIn, now))
    return tl::unexpected<Error>(NotSignedIn());
  const auto counter = VerifyAssertion(
      parts_.party, *challenge, passkey->key,
      {request.client_data_json(), request.authenticator_data(), request.signature()});
  if (!counter || !challenges_.Use(*challenge, kToSignIn, now))
    return tl::unexpected<Error>(NotSignedIn());
  Proven proven{.owner = passkey->owner, .assurance = Assurance::kPasskey, .key = passkey->key};
  proven.key.counter = *counter;
  return proven;
}

Result<SessionService::Proven> SessionService::ByNewPasskey(const storage::Snapshot& snapshot,
                                                            const v1::NewPasskey& request,
                                                            Instant now) {
  ASSIGN_OR_RETURN(const auto invitation, Invited(snapshot.vault(), request.invitation(), now));
  if (!invitation) return tl::unexpected<Error>(NotInvited());
  ASSIGN_OR_RETURN(const Bytes challenge, ChallengeIn(request.client_data_json()));
  if (!challenges_.IsGood(challenge, kToEnrol, now)) return tl::unexpected<Error>(NotInvited());
  ASSIGN_OR_RETURN(auto key,
                   VerifyRegistration(parts_.party, challenge,
                                      {request.client_data_json(), request.authenticator_data()}));
  if (!challenges_.Use(challenge, kToEnrol, now)) return tl::unexpected<Error>(NotInvited());
  return Proven{.owner = invitation->owner,
                .assurance = Assurance::kPasskey,
                .key = std::move(key),
                .label = request.label(),
                .invitation = invitation};
}

Status SessionService::UseUp(storage::Connection& vault, const Proven& proven, Instant at) {
  const PasskeyKey& key = proven.key;
  if (proven.invitation) {
    ASSIGN_OR_RETURN(const bool first, UseInvitation(vault, proven.invitation->id));
    if (!first) return tl::unexpected<Error>(NotInvited());
    ASSIGN_OR_RETURN(const auto others, ListPasskeys(vault, proven.owner));
    if (others.size() >= kMostPasskeys)
      return Fail(Reason::kWrongState, "these are as many passkeys as there may be");
    ASSIGN_OR_RETURN(const bool added, AddPasskey(vault, {key, proven.owner, proven.label,
                                                          proven.invitation->made_at, at}));
    return added ? Status() : Status(Fail(Reason::kWrongState, "this passkey is known already"));
  }
  if (key.credential_id.empty()) return {};
  // It may have been removed since, or have signed for somebody else meanwhile.
  ASSIGN_OR_RETURN(const auto stored, FindPasskey(vault, key.credential_id));
  const bool counts = stored && (key.counter == 0 || stored->key.counter < key.counter);
  if (!counts) return tl::unexpected<Error>(NotSignedIn());
  return SetCounter(vault, key.credential_id, key.counter);
}

}  // namespace relais::identity
