#include "services/consent/receipt.h"

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>

#include "services/directory/repository.h"
#include "services/identity/persons.h"

namespace relais::consent {
namespace {

using google::protobuf::util::TimeUtil;

constexpr char kHeader[] = R"({"alg":"EdDSA","typ":"relais-consent+jwt"})";

void Set(google::protobuf::Timestamp& to, Instant from) {
  to = TimeUtil::MillisecondsToTimestamp(ToMillis(from));
}

Status Set(v1::ConsentReceipt::Party& to, storage::Connection& vault, const ProfessionalId& id) {
  to.set_id(id.Text());
  ASSIGN_OR_RETURN(const auto who, directory::FindCaller(vault, id));
  if (!who) return {};
  to.set_name(who->name);
  to.set_profession(who->profession);
  to.set_organisation(who->organisation_name);
  return {};
}

Status Set(v1::ConsentReceipt::Party& to, storage::Connection& vault, const TrustedPersonId& id) {
  to.set_id(id.Text());
  ASSIGN_OR_RETURN(const auto who, identity::FindTrustedPerson(vault, id));
  if (who) to.set_name(who->name);
  return {};
}

Result<std::string> NameOf(storage::Connection& vault, const OrganisationId& house) {
  if (house.IsZero()) return std::string();
  ASSIGN_OR_RETURN(const auto found, directory::FindOrganisation(vault, house));
  return found ? found->name : house.Text();
}

Status SetPasskey(v1::ConsentReceipt& to, storage::Connection& vault, const Confirmation& from) {
  auto& passkey = *to.mutable_passkey();
  passkey.set_credential_id(from.credential_id);
  passkey.set_public_key(from.public_key);
  passkey.set_client_data_json(from.client_data_json);
  passkey.set_authenticator_data(from.authenticator_data);
  passkey.set_signature(from.signature);
  ASSIGN_OR_RETURN(*passkey.mutable_added_at(), NameOf(vault, from.added_at));
  return {};
}

}  // namespace

Result<v1::ConsentReceipt> ReceiptOf(storage::Connection& vault, const Key& proposals_key,
                                     const DossierId& dossier, const ConsentId& id, Instant now) {
  ASSIGN_OR_RETURN(const auto consent, FindConsent(vault, dossier, id));
  if (!consent || consent->proof.proposal.IsZero() ||
      consent->cell.effect != access::Effect::kAllow)
    return Fail(Reason::kInvalid, "there is no such consent in this file, or it closes something",
                "consent_id");
  ASSIGN_OR_RETURN(const auto found,
                   FindConfirmed(vault, proposals_key, dossier, consent->proof.proposal));
  const bool same = found && found->confirmation.method == consent->proof.method &&
                    HashOf(found->proposal) == consent->proof.text;
  if (!same) return Fail(Reason::kCorrupt, "the text of this consent was changed in the store");
  const Proposal& proposal = found->proposal;
  const Confirmation& yes = found->confirmation;
  v1::ConsentReceipt out;
  out.set_dossier_id(dossier.Text());
  out.set_proposal_id(proposal.id.Text());
  out.set_consent_id(id.Text());
  out.set_text(proposal.statement);
  out.set_language(proposal.language);
  out.set_legal_basis(static_cast<v1::LegalBasis>(proposal.legal_basis));
  out.set_method(static_cast<v1::Proof::Method>(yes.method));
  Set(*out.mutable_confirm_time(), yes.at);
  if (consent->cell.revoked) Set(*out.mutable_revoke_time(), *consent->cell.revoked);
  if (!proposal.proposer.IsZero())
    RETURN_IF_ERROR(Set(*out.mutable_proposer(), vault, proposal.proposer));
  if (!yes.by.IsZero()) RETURN_IF_ERROR(Set(*out.mutable_confirmed_by(), vault, yes.by));
  if (!yes.representative.IsZero())
    RETURN_IF_ERROR(Set(*out.mutable_confirmed_by(), vault, yes.representative));
  if (out.method() == v1::Proof::METHOD_PAPER) {
    out.mutable_paper()->set_form(static_cast<v1::PaperYes::Form>(yes.form));
    out.mutable_paper()->set_read_aloud(yes.read_aloud);
  }
  ASSIGN_OR_RETURN(*out.mutable_interpreter(), NameOf(vault, yes.interpreter));
  if (!yes.credential_id.empty()) RETURN_IF_ERROR(SetPasskey(out, vault, yes));
  Set(*out.mutable_create_time(), now);
  return out;
}

std::string Signed(const v1::ConsentReceipt& receipt, const Ed25519Signer& key) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  // A message of our own, without Any, always prints.
  (void)google::protobuf::util::MessageToJsonString(receipt, &json, options);
  const std::string signed_part = ToBase64Url(kHeader) + "." + ToBase64Url(json);
  return signed_part + "." + ToBase64Url(View(key.Sign(signed_part)));
}

}  // namespace relais::consent
