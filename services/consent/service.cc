#include "services/consent/service.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "services/consent/rules.h"
#include "services/consent/viewers.h"
#include "services/rpc/typed.h"

namespace relais::consent {
namespace {

using access::ConsentCell;
using google::protobuf::util::TimeUtil;
using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

constexpr std::int64_t kMostConsents = 500;  // that hold at one time, of one dossier

Prepared Ask(Action action) {
  Prepared prepared;
  prepared.ask.action = action;
  return prepared;
}

// The cells of either kind of request, checked.
template <class Request>
Result<std::vector<ConsentCell>> Chosen(const Request& request,
                                        const directory::Catalogue& catalogue,
                                        const Reading& reading) {
  if (request.choice_case() == Request::CHOICE_NOT_SET)
    return Fail(Reason::kInvalid, "expected a consent or a bundle", "choice");
  ASSIGN_OR_RETURN(auto cells, request.has_bundle()
                                   ? CellsOf(request.bundle(), catalogue, reading.now)
                                   : CellsOf(request.consent(), reading.now));
  for (const ConsentCell& cell : cells)
    RETURN_IF_ERROR(CheckGrantee(reading.vault, reading.permit.policy(), cell));
  return cells;
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
  }
}

void Set(v1::Consent& to, const Consent& from) {
  const ConsentCell& cell = from.cell;
  to.set_id(cell.id.Text());
  to.set_effect(static_cast<v1::Consent::Effect>(cell.effect));
  Set(*to.mutable_grantee(), cell);
  for (int i = 1; i <= kCompartments; ++i) {
    if (cell.compartments.Has(static_cast<Compartment>(i)))
      to.add_compartments(static_cast<v1::Compartment>(i));
  }
  for (const Action action : {Action::kRead, Action::kWrite}) {
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
  to.set_bundle(from.bundle);
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

// Only what still holds counts, and exclusions always have room: nobody may use up the person's
// "no".
Status RequireRoom(storage::Connection& vault, const DossierId& dossier,
                   const std::vector<ConsentCell>& more, Instant at) {
  ASSIGN_OR_RETURN(const auto standing, CountStanding(vault, dossier, at));
  const bool excludes = more.front().effect == access::Effect::kExclude;
  if (standing + static_cast<std::int64_t>(more.size()) <= kMostConsents * (excludes ? 2 : 1))
    return {};
  return Fail(Reason::kWrongState, "this file holds as many consents as it can; ask the help line");
}

}  // namespace

void ConsentService::AddMethods(rpc::Methods& methods) {
  AddGrant(methods);
  AddRevoke(methods);
  AddList(methods);
  AddPreview(methods);
}

void ConsentService::AddGrant(rpc::Methods& methods) {
  rpc::Add<v1::GrantConsentRequest>(
      methods, "Consents", "GrantConsent", [this](auto request) -> Result<Prepared> {
        Prepared prepared = Ask(Action::kConsent);
        prepared.request_id = request->request_id();
        prepared.change = [this, request](const Reading& reading) -> Result<ApplyChange> {
          RETURN_IF_ERROR(CheckLanguage(request->language()));
          const auto catalogue = catalogue_.Get();
          ASSIGN_OR_RETURN(auto cells, Chosen(*request, *catalogue, reading));
          for (ConsentCell& cell : cells) cell.id = ConsentId::New(random_);
          const Proof proof{v1::Proof::METHOD_OWN_TOKEN, request->language(), catalogue->hash()};
          const std::string bundle = request->bundle().bundle();
          const bool at_once = !request->consent().has_start_time();
          return ApplyChange([cells, proof, bundle, at_once](const access::Permit& permit,
                                                             storage::Connection& vault,
                                                             Instant at) -> Result<Changed> {
            const DossierId& dossier = permit.request().dossier;
            RETURN_IF_ERROR(PutAwayEnded(vault, dossier, at));
            RETURN_IF_ERROR(RequireRoom(vault, dossier, cells, at));
            v1::GrantConsentResponse response;
            std::vector<Array<16>> ids;
            for (ConsentCell cell : cells) {
              // No later than its own entry: a clock that stepped back must not put off an
              // exclusion.
              if (at_once) cell.start = std::min(cell.start, at);
              RETURN_IF_ERROR(AddConsent(vault, dossier, {cell, at, proof, bundle}));
              response.add_consent_ids(cell.id.Text());
              ids.push_back(cell.id.bytes());
            }
            return Changed{rpc::SealIds(permit, response, std::move(ids)), {dossier.bytes()}};
          });
        };
        return prepared;
      });
}

void ConsentService::AddRevoke(rpc::Methods& methods) {
  rpc::Add<v1::RevokeConsentRequest>(
      methods, "Consents", "RevokeConsent", [](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, ConsentId::Parse(request->consent_id()));
        Prepared prepared = Ask(Action::kRevoke);
        prepared.request_id = request->request_id();
        prepared.change = [id](const Reading&) -> Result<ApplyChange> {
          return ApplyChange([id](const access::Permit& permit, storage::Connection& vault,
                                  Instant at) -> Result<Changed> {
            const DossierId& dossier = permit.request().dossier;
            // It would let a reader in again without the chosen word.
            ASSIGN_OR_RETURN(const bool of_review, IsOfReview(vault, dossier, id));
            if (of_review)
              return Fail(Reason::kWrongState,
                          "this closes the file because of an objection or an officer's decision: "
                          "lift that, with the chosen word");
            ASSIGN_OR_RETURN(const bool known, consent::RevokeConsent(vault, dossier, id, at));
            if (!known)
              return Fail(Reason::kInvalid, "there is no such consent in this file", "consent_id");
            return Changed{rpc::SealIds(permit, v1::RevokeConsentResponse(), {id.bytes()}),
                           {dossier.bytes()}};
          });
        };
        return prepared;
      });
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
          for (const Consent& row : rows) Set(*response.add_consents(), row);
          if (static_cast<int>(rows.size()) == size) {
            const Position last{ToMillis(rows.back().created), Bytes(rows.back().cell.id.view())};
            response.set_next_page_token(pages_.Seal(r.permit, {}, ToBytes(last)));
          }
          return rpc::SealedWire(
              r.permit, rpc::OneMessage(response),
              ledger::Disclosure{.count = static_cast<std::uint32_t>(rows.size())});
        };
        return prepared;
      });
}

void ConsentService::AddPreview(rpc::Methods& methods) {
  rpc::Add<v1::PreviewConsentRequest>(
      methods, "Consents", "PreviewConsent", [this](auto request) -> Result<Prepared> {
        Prepared prepared = Ask(Action::kConsent);
        prepared.read = [this, request](const Reading& r) -> Result<rpc::SealedWire> {
          ASSIGN_OR_RETURN(const auto cells, Chosen(*request, *catalogue_.Get(), r));
          ASSIGN_OR_RETURN(const auto response, Viewers(r, cells));
          return rpc::SealIds(r.permit, response);
        };
        return prepared;
      });
}

Result<bool> ConsentService::FromEntry(storage::Connection& vault, const audit::Details& details) {
  if (static_cast<Action>(details.action) != Action::kRevoke) return false;
  for (const auto& id : details.objects) {
    RETURN_IF_ERROR(consent::RevokeConsent(vault, DossierId(details.subject_id), ConsentId(id),
                                           FromMillis(details.time_ms)));
  }
  return true;
}

}  // namespace relais::consent
