#include "services/consent/service.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "services/access/policy_file.h"
#include "services/consent/receipt.h"
#include "services/consent/rules.h"
#include "services/consent/viewers.h"
#include "services/identity/persons.h"
#include "services/rpc/typed.h"

namespace relais::consent {
namespace {

using access::ConsentCell;
using google::protobuf::util::TimeUtil;
using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

Prepared Ask(Action action) {
  Prepared prepared;
  prepared.ask.action = action;
  return prepared;
}

void Set(v1::Grantee& to, const ConsentCell& from) {
  switch (from.grantee_kind) {
    case access::GranteeKind::kProfessional:
      to.set_professional_id(ProfessionalId(from.grantee).Text());
      break;
    case access::GranteeKind::kOrganisation:
      to.set_organisation_id(OrganisationId(from.grantee).Text());
      break;
    case access::GranteeKind::kProfessionIn:
      to.mutable_profession_in()->set_organisation_id(OrganisationId(from.grantee).Text());
      to.mutable_profession_in()->set_profession(from.profession);
      break;
    case access::GranteeKind::kUnit:
      to.set_unit_id(UnitId(from.grantee).Text());
      break;
    case access::GranteeKind::kTrustedPerson:
      to.mutable_trusted_person()->set_id(TrustedPersonId(from.grantee).Text());
  }
}

void Set(v1::Consent& to, const Consent& from) {
  const ConsentCell& cell = from.cell;
  to.set_id(cell.id.Text());
  to.set_effect(static_cast<v1::Consent::Effect>(cell.effect));
  if (cell.effect != access::Effect::kFrozen) Set(*to.mutable_grantee(), cell);
  for (int i = 1; i <= kCompartments; ++i) {
    if (cell.compartments.Has(static_cast<Compartment>(i)))
      to.add_compartments(static_cast<v1::Compartment>(i));
  }
  for (const Action action : {Action::kRead, Action::kWrite, Action::kAgree, Action::kRelate}) {
    if (cell.actions.Has(action)) to.add_actions(static_cast<v1::Action>(action));
  }
  for (int i = 1; i <= kPurposes; ++i) {
    if (cell.purposes.Has(static_cast<Purpose>(i))) to.add_purposes(static_cast<v1::Purpose>(i));
  }
  *to.mutable_start_time() = TimeUtil::MillisecondsToTimestamp(ToMillis(cell.start));
  *to.mutable_end_time() = TimeUtil::MillisecondsToTimestamp(ToMillis(cell.end));
  if (cell.revoked)
    *to.mutable_revoke_time() = TimeUtil::MillisecondsToTimestamp(ToMillis(*cell.revoked));
  to.mutable_proof()->set_method(static_cast<v1::Proof::Method>(from.proof.method));
  *to.mutable_proof()->mutable_create_time() =
      TimeUtil::MillisecondsToTimestamp(ToMillis(from.created));
  to.mutable_proof()->set_language(from.proof.language);
  to.mutable_proof()->set_text_version(ToHex(View(from.proof.text_version)));
  if (!from.proof.proposal.IsZero()) {
    to.mutable_proof()->set_proposal_id(from.proof.proposal.Text());
    to.mutable_proof()->set_text_hash(ToHex(View(from.proof.text)));
  }
}

Error NoSuchConsent() {
  return {Reason::kInvalid, "there is no such consent in this file", "consent_id"};
}

Bytes ToBytes(const Position& position) {
  Bytes out;
  PutU64(out, static_cast<std::uint64_t>(position.created_ms));
  return out + position.id;
}

Result<std::optional<Position>> PositionOf(const Bytes& bytes) {
  if (bytes.empty()) return std::optional<Position>();
  Reader reader(bytes);
  ASSIGN_OR_RETURN(const auto created, reader.U64());
  return std::optional<Position>(
      Position{static_cast<std::int64_t>(created), Bytes(reader.rest())});
}

// Who is asked no more has taken nothing over; nor has whoever is left with nothing of what they said yes for.
Status EndHandover(storage::Connection& vault, const DossierId& dossier, const Consent& revoked,
                   Instant at, std::vector<Array<16>>& ended) {
  if (revoked.proof.proposal.IsZero()) return {};
  ASSIGN_OR_RETURN(const auto given, ConsentsOf(vault, dossier, revoked.proof.proposal));
  const bool handover =
      std::ranges::any_of(given, [](const Consent& one) { return IsAsked(one.cell); });
  const bool opens = std::ranges::any_of(given, [](const Consent& one) {
    return one.cell.effect == access::Effect::kAllow && !IsAsked(one.cell) && !one.cell.revoked;
  });
  if (!handover || (opens && !IsAsked(revoked.cell))) return {};
  return RevokeAllOf(vault, dossier, revoked.proof.proposal, at, ended);
}

}  // namespace

void ConsentService::AddMethods(rpc::Methods& methods) {
  AddExclude(methods);
  AddRevoke(methods);
  AddList(methods);
  AddPreview(methods);
  AddReceipt(methods);
}

void ConsentService::AddExclude(rpc::Methods& methods) {
  rpc::Add<v1::ExcludeRequest>(
      methods, "Consents", "Exclude", [this](auto request) -> Result<Prepared> {
        Prepared prepared = Ask(Action::kConsent);
        prepared.request_id = request->request_id();
        prepared.change = [this, request](const Reading& reading) -> Result<ApplyChange> {
          RETURN_IF_ERROR(CheckLanguage(request->language()));
          ASSIGN_OR_RETURN(ConsentCell cell, ExclusionOf(request->exclusion(), reading.now));
          RETURN_IF_ERROR(CheckGrantee(reading.vault, reading.permit.policy(), cell));
          cell.id = ConsentId::New(random_);
          const Proof proof{v1::Proof::METHOD_OWN_SIGN_IN, request->language(),
                            catalogue_.Get()->hash()};
          return ApplyChange([cell, proof](const access::Permit& permit, storage::Connection& vault,
                                           Instant at) -> Result<Changed> {
            const DossierId& dossier = permit.request().dossier;
            RETURN_IF_ERROR(AddCells(vault, dossier, {cell}, proof, at));
            v1::ExcludeResponse response;
            response.set_consent_id(cell.id.Text());
            return Changed{rpc::SealIds(permit, response, {cell.id.bytes()}), {dossier.bytes()}};
          });
        };
        return prepared;
      });
}

void ConsentService::AddRevoke(rpc::Methods& methods) {
  rpc::Add<v1::RevokeConsentRequest>(
      methods, "Consents", "RevokeConsent", [this](auto request) -> Result<Prepared> {
        if (request->has_at_desk()) return RevokeAtDesk(*request);
        ASSIGN_OR_RETURN(const auto id, ConsentId::Parse(request->consent_id()));
        Prepared prepared = Ask(Action::kRevoke);
        prepared.request_id = request->request_id();
        prepared.change = [id](const Reading&) -> Result<ApplyChange> {
          return ApplyChange([id](const access::Permit& permit, storage::Connection& vault,
                                  Instant at) -> Result<Changed> {
            const DossierId& dossier = permit.request().dossier;
            const bool own = permit.caller().kind == CallerKind::kPerson;
            ASSIGN_OR_RETURN(const auto found, FindConsent(vault, dossier, id));
            // Whoever represents the person takes back what was agreed to in that way.
            if (found && !own && found->proof.method != v1::Proof::METHOD_REPRESENTATIVE)
              return tl::unexpected<Error>(NoSuchConsent());
            // It would let a reader in again without the chosen word.
            ASSIGN_OR_RETURN(const bool of_review, IsOfReview(vault, dossier, id));
            if (of_review)
              return Fail(Reason::kWrongState,
                          "this closes the file because of an objection or an officer's decision: "
                          "lift that, with the chosen word");
            ASSIGN_OR_RETURN(const bool known, consent::RevokeConsent(vault, dossier, id, at));
            if (!known) return tl::unexpected<Error>(NoSuchConsent());
            std::vector<Array<16>> objects{id.bytes()};
            if (found) RETURN_IF_ERROR(EndHandover(vault, dossier, *found, at, objects));
            return Changed{rpc::SealIds(permit, v1::RevokeConsentResponse(), std::move(objects)),
                           {dossier.bytes()}};
          });
        };
        return prepared;
      });
}

// The entry names the house, or nobody for all: whoever sits there learns neither what there was nor how much.
Result<Prepared> ConsentService::RevokeAtDesk(const v1::RevokeConsentRequest& request) const {
  OrganisationId house;
  if (!request.organisation_id().empty()) {
    ASSIGN_OR_RETURN(house, OrganisationId::Parse(request.organisation_id()));
  }
  ASSIGN_OR_RETURN(const auto presence,
                   notification::Presence::Of(desk_, request.at_desk(), Action::kRevoke));
  Prepared prepared = presence.ask();
  prepared.request_id = request.request_id();
  prepared.change = [presence, house](const Reading& reading) -> Result<ApplyChange> {
    RETURN_IF_ERROR(presence.Require(reading));
    return ApplyChange([house](const access::Permit& permit, storage::Connection& vault,
                               Instant at) -> Result<Changed> {
      const DossierId& dossier = permit.request().dossier;
      RETURN_IF_ERROR(RevokeAllWith(vault, dossier, house, at));
      return Changed{rpc::SealIds(permit, v1::RevokeConsentResponse(), {house.bytes()}),
                     {dossier.bytes()}};
    });
  };
  return prepared;
}

void ConsentService::AddList(rpc::Methods& methods) {
  rpc::Add<v1::ListConsentsRequest>(
      methods, "Consents", "ListConsents", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const int size, rpc::PageSize(request->page_size()));
        Prepared prepared = Ask(Action::kConsent);
        prepared.read = [this, request, size](const Reading& r) -> Result<rpc::SealedWire> {
          ASSIGN_OR_RETURN(const Bytes token, pages_.Open(r.permit, {}, request->page_token()));
          ASSIGN_OR_RETURN(const auto before, PositionOf(token));
          ASSIGN_OR_RETURN(const auto rows, consent::ListConsents(
                                                r.vault, r.permit.request().dossier, before, size));
          v1::ListConsentsResponse response;
          for (const Consent& row : rows) {
            Set(*response.add_consents(), row);
            if (row.cell.grantee_kind != access::GranteeKind::kTrustedPerson) continue;
            ASSIGN_OR_RETURN(const auto who, identity::FindTrustedPerson(
                                                 r.vault, TrustedPersonId(row.cell.grantee)));
            auto& grantee = *response.mutable_consents()->rbegin()->mutable_grantee();
            if (!who) continue;
            grantee.mutable_trusted_person()->set_name(who->name);
            if (who->mandate == 0) continue;
            auto& mandate = *grantee.mutable_trusted_person()->mutable_mandate();
            mandate.set_kind(static_cast<v1::MandateKind>(who->mandate));
            mandate.set_document(who->document);
          }
          if (static_cast<int>(rows.size()) == size) {
            const Position last{ToMillis(rows.back().created), Bytes(rows.back().cell.id.view())};
            response.set_next_page_token(pages_.Seal(r.permit, {}, ToBytes(last)));
          }
          return rpc::SealList(r.permit, response, rows.size());
        };
        return prepared;
      });
}

void ConsentService::AddPreview(rpc::Methods& methods) {
  rpc::Add<v1::PreviewConsentRequest>(
      methods, "Consents", "PreviewConsent", [this](auto request) -> Result<Prepared> {
        Prepared prepared = Ask(Action::kConsent);
        prepared.read = [this, request](const Reading& r) -> Result<rpc::SealedWire> {
          ASSIGN_OR_RETURN(const auto cells, CellsOf(request->choices(), *catalogue_.Get(), r.now));
          for (const ConsentCell& cell : cells)
            RETURN_IF_ERROR(CheckGrantee(r.vault, r.permit.policy(), cell));
          ASSIGN_OR_RETURN(const auto response, Viewers(r, cells));
          return rpc::SealIds(r.permit, response);
        };
        return prepared;
      });
}

void ConsentService::AddReceipt(rpc::Methods& methods) {
  rpc::Add<v1::GetConsentReceiptRequest>(
      methods, "Consents", "GetConsentReceipt", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, ConsentId::Parse(request->consent_id()));
        Prepared prepared = Ask(Action::kConsent);
        prepared.read = [this, id](const Reading& r) -> Result<rpc::SealedWire> {
          ASSIGN_OR_RETURN(auto receipt, ReceiptOf(r.vault, proposals_key_,
                                                   r.permit.request().dossier, id, r.now));
          receipt.set_log(log_name_);
          v1::GetConsentReceiptResponse response;
          response.set_receipt(Signed(receipt, log_key_));
          response.set_text(receipt.text());
          return rpc::SealIds(r.permit, response, {id.bytes()});
        };
        return prepared;
      });
}

Result<bool> ConsentService::FromEntry(storage::Connection& vault, const audit::Details& details) {
  if (static_cast<Action>(details.action) != Action::kRevoke) return false;
  if (std::ranges::find(details.rules, access::kRequestRule) != details.rules.end()) {
    const OrganisationId house(details.objects.empty() ? Array<16>() : details.objects.front());
    RETURN_IF_ERROR(
        RevokeAllWith(vault, DossierId(details.subject_id), house, FromMillis(details.time_ms)));
    return true;
  }
  for (const auto& id : details.objects) {
    RETURN_IF_ERROR(consent::RevokeConsent(vault, DossierId(details.subject_id), ConsentId(id),
                                           FromMillis(details.time_ms)));
  }
  return true;
}

}  // namespace relais::consent
