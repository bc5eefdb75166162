// What the person said yes to for whoever is asked, and what holds of it once those say yes.
#include <algorithm>

#include "services/consent/agreement_service.h"
#include "services/consent/relations.h"

namespace relais::consent {

using access::ConsentCell;

Result<std::optional<AgreementService::Waiting>> AgreementService::WaitingFor(
    storage::Connection& vault, const DossierId& dossier, const ProposalId& proposal) const {
  ASSIGN_OR_RETURN(const auto agreed,
                   FindConfirmed(vault, parts_.proposals_key, dossier, proposal));
  if (!agreed) return std::optional<Waiting>();
  Waiting out{
      .proof = {agreed->confirmation.method, agreed->proposal.language,
                agreed->proposal.text_version, agreed->proposal.id, HashOf(agreed->proposal)},
      .custody = agreed->proposal.custody,
      .relation = ConsentId::New(parts_.random)};
  ASSIGN_OR_RETURN(out.cells, CellsIn(agreed->proposal.statement));
  KeepWhatWaits(out.cells);
  for (ConsentCell& cell : out.cells) cell.id = ConsentId::New(parts_.random);
  return std::optional(std::move(out));
}

Status AgreementService::TakeUp(storage::Connection& vault, const DossierId& dossier,
                                const Waiting& waiting, const std::vector<Consent>& given,
                                const Caller& caller, Instant at, Instant related_until,
                                std::vector<Array<16>>& objects) {
  auto cells = waiting.cells;
  // What was agreed to in custody holds no longer than the question, which ends soon after the person has left.
  for (const Consent& one : given) {
    if (!waiting.custody || !IsAsked(one.cell)) continue;
    related_until = std::min(related_until, one.cell.end);
    for (ConsentCell& cell : cells) cell.end = std::min(cell.end, one.cell.end);
  }
  RETURN_IF_ERROR(AddCells(vault, dossier, cells, waiting.proof, at));
  ASSIGN_OR_RETURN(const Related related,
                   AddRelation(vault, dossier, caller, waiting.relation, v1::Proof::METHOD_HANDOVER,
                               at, waiting.proof.proposal, related_until));
  for (const ConsentCell& cell : cells) objects.push_back(cell.id.bytes());
  objects.push_back(related.id.bytes());
  return {};
}

}  // namespace relais::consent
