#include "services/dossier/service.h"

#include "services/consent/proposals.h"
#include "services/consent/repository.h"
#include "services/consent/rules.h"
#include "services/dossier/card.h"
#include "services/dossier/rules.h"

namespace relais::dossier {

using rpc::Prepared;

void DossierService::AddMethods(rpc::Methods& methods) {
  AddOpen(methods);
  AddReads(methods);
  AddSteps(methods);
  AddWords(methods);
  AddMustNotKnow(methods);
  AddDeath(methods);
}

Result<DossierId> DossierService::Find(storage::Connection& vault,
                                       const rpc::Address& address) const {
  if (const auto* const id = std::get_if<DossierId>(&address)) return *id;
  if (const auto* const card = std::get_if<rpc::CardCode>(&address)) {
    ASSIGN_OR_RETURN(const auto found, FindByCard(vault, card_index_.Of(card->text)));
    return found.value_or(DossierId());
  }
  if (const auto* const proposal = std::get_if<ProposalId>(&address))
    return consent::DossierOfProposal(vault, *proposal);
  return DossierId();
}

Result<bool> DossierService::Exists(storage::Connection& vault, const DossierId& id) const {
  return HasDossier(vault, id);
}

Result<rpc::Address> DossierService::AddressOf(const v1::DossierContext& context) const {
  switch (context.dossier_case()) {
    case v1::DossierContext::kDossierId: {
      ASSIGN_OR_RETURN(const auto id, DossierId::Parse(context.dossier_id()));
      return rpc::Address(id);
    }
    case v1::DossierContext::kCardCode: {
      ASSIGN_OR_RETURN(auto code, NormaliseCardCode(context.card_code()));
      return rpc::Address(rpc::CardCode{std::move(code)});
    }
    case v1::DossierContext::DOSSIER_NOT_SET:
      break;
  }
  return rpc::Address();
}

Result<Prepared> DossierService::Ask(const v1::DossierContext& context, Action action) const {
  ASSIGN_OR_RETURN(auto address, AddressOf(context));
  Prepared prepared{.address = std::move(address)};
  prepared.ask.action = action;
  const bool own = std::holds_alternative<std::monostate>(prepared.address);
  if (!own || context.purpose() != v1::PURPOSE_UNSPECIFIED) {
    ASSIGN_OR_RETURN(prepared.ask.purpose, PurposeOf(context.purpose()));
  }
  if ((!own || !context.reason().empty()) && !parts_.catalogue.Get()->HasReason(context.reason())) {
    return Fail(Reason::kInvalid, "expected a reason code of the catalogue, such as follow_up",
                "context.reason");
  }
  prepared.ask.reason = context.reason();
  return prepared;
}

Result<bool> DossierService::IsChosenWord(storage::Connection& vault, const DossierId& dossier,
                                          std::string_view word, CallerKind asked_by) const {
  const Instant now = parts_.clock.Now();
  const Asked asked(dossier, asked_by);
  if (!wrong_words_.MayTry(asked, now) || !words_.MayTry(asked, now))
    return Fail(Reason::kBusy,
                "too many words were tried; try again in an hour, or ask at the desk");
  ASSIGN_OR_RETURN(const auto chosen, FindChosenWord(vault, dossier));
  // One at a time, as when a file is opened.
  const std::unique_lock<std::mutex> alone(hashing_, std::try_to_lock);
  if (!alone) return Fail(Reason::kBusy, "another word is being checked; try again in a moment");
  words_.Count(asked, now);
  const bool is = dossier::IsChosenWord(word, chosen.value_or(Dossier()));
  if (!is) wrong_words_.Count(asked, now);
  return is;
}

Result<bool> DossierService::IsShutOut(storage::Connection& vault, const DossierId& dossier,
                                       const Caller& caller, Instant now) const {
  return consent::IsShutOut(vault, dossier, caller, now);
}

Result<bool> DossierService::IsPresent(const rpc::Reading& reading, const rpc::Address& named,
                                       std::string_view word) const {
  const access::Permit& permit = reading.permit;
  const Shown one(permit.caller().id, rpc::StandIn(named));
  if (!shown_of_one_.MayTry(one, reading.now) || !shown_.MayTry(one.first, reading.now))
    return Fail(Reason::kBusy,
                "too many words or codes; try again in an hour, or with a colleague");
  const DossierId& dossier = permit.request().dossier;
  ASSIGN_OR_RETURN(const bool is,
                   IsChosenWord(reading.vault, dossier.IsZero() ? one.second : dossier, word,
                                permit.caller().kind));
  // One that was looked at: who waits for another's has tried nothing.
  shown_of_one_.Count(one, reading.now);
  shown_.Count(one.first, reading.now);
  // Whom the person shut out does nothing in their name. Asked whether or not there is such a file.
  const auto death = permit.request().thaws ? consent::Death::kLeftOut : consent::Death::kCounts;
  ASSIGN_OR_RETURN(const auto closed,
                   consent::ClosedTo(reading.vault, dossier, permit.caller(), reading.now, death));
  return is && closed.Empty() && !dossier.IsZero();
}

Result<std::vector<DossierId>> DossierService::MayBeOpenTo(storage::Connection& vault,
                                                           const Caller& caller, Instant now,
                                                           const DossierId& after,
                                                           int limit) const {
  return consent::DossiersGrantedTo(vault, caller, now, after, limit);
}

Result<std::shared_ptr<const directory::Kind>> DossierService::KnownKind(
    const std::string& kind) const {
  const auto catalogue = parts_.catalogue.Get();
  const directory::Kind* const known = catalogue->FindKind(kind);
  if (known == nullptr)
    return Fail(Reason::kInvalid, "expected a kind of the catalogue, such as housing.shelter_place",
                "kind");
  return std::shared_ptr<const directory::Kind>(catalogue, known);
}

Result<Prepared> DossierService::AskToWrite(const v1::DossierContext& context,
                                            const std::string& request_id,
                                            const directory::Kind& kind) const {
  ASSIGN_OR_RETURN(Prepared prepared, Ask(context, Action::kWrite));
  prepared.request_id = request_id;
  prepared.ask.wanted = {kind.compartment};
  return prepared;
}

}  // namespace relais::dossier
