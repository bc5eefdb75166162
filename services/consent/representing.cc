#include "services/consent/representing.h"

#include <algorithm>

#include "relais/v1/consents.pb.h"
#include "services/access/cover.h"
#include "services/access/decide.h"
#include "services/consent/agreement_service.h"
#include "services/consent/rules.h"
#include "services/directory/repository.h"
#include "services/identity/persons.h"

namespace relais::consent {
namespace {

using access::ConsentCell;

tl::unexpected<Error> Not() { return tl::unexpected<Error>(NotConfirmed()); }

// Of a team that works with the person, whose proposer is not shut out, and nothing was taken back since.
Status CheckOccasion(storage::Connection& vault, const Proposal& proposal,
                     const std::vector<Consent>& standing, Instant at) {
  ASSIGN_OR_RETURN(const auto proposer, directory::FindCaller(vault, proposal.proposer));
  if (!proposer) return Not();
  const bool works = std::ranges::any_of(standing, [&](const Consent& one) {
    // A team that took over may not have met the person yet.
    return one.proof.method != v1::Proof::METHOD_HANDOVER &&
           access::Relates(one.cell, *proposer, at);
  });
  const bool shut_out = std::ranges::any_of(standing, [&](const Consent& one) {
    return !access::Excludes(one.cell, *proposer, at).Empty();
  });
  ASSIGN_OR_RETURN(const bool moved, WasAnyRevokedSince(vault, proposal.dossier, proposal.created));
  return works && !shut_out && !moved ? Status() : Not();
}

bool IsByOthers(const Consent& one) {
  return IsMandate(one.cell) && one.proof.method == v1::Proof::METHOD_TWO_PROFESSIONALS;
}

template <class Which>
Status End(storage::Connection& vault, const DossierId& dossier, Instant at, const Which& which) {
  ASSIGN_OR_RETURN(const auto standing, StandingConsents(vault, dossier));
  for (const Consent& one : standing) {
    if (which(one)) RETURN_IF_ERROR(RevokeConsent(vault, dossier, one.cell.id, at));
  }
  return {};
}

}  // namespace

Status CheckNewMandates(storage::Connection& vault, const Proposal& proposal,
                        const std::vector<ConsentCell>& cells, Instant at) {
  ASSIGN_OR_RETURN(const auto standing, StandingConsents(vault, proposal.dossier));
  RETURN_IF_ERROR(CheckOccasion(vault, proposal, standing, at));
  for (const Consent& one : standing) {
    if (!IsMandate(one.cell) || IsByOthers(one) || at >= one.cell.end) continue;
    for (const ConsentCell& cell : cells) {
      if (!(cell.compartments & one.cell.compartments).Empty()) return Not();
    }
  }
  return {};
}

Status CheckRepresentative(storage::Connection& vault, const Proposal& proposal,
                           const std::vector<ConsentCell>& cells, const Caller& caller,
                           const identity::Passkey& passkey, Instant at) {
  ASSIGN_OR_RETURN(const auto standing, StandingConsents(vault, proposal.dossier));
  RETURN_IF_ERROR(CheckOccasion(vault, proposal, standing, at));
  for (const ConsentCell& cell : cells) {
    // A yes does not outlive what it rests on.
    std::vector<ConsentCell> lasting;
    for (const Consent& one : standing) {
      if (!IsMandate(one.cell) || one.cell.end >= cell.end) lasting.push_back(one.cell);
    }
    if (!access::MandateOf(lasting, caller, at).Covers(cell.compartments)) return Not();
    ASSIGN_OR_RETURN(const bool taken_back,
                     WasTakenBack(vault, proposal.dossier, cell, v1::Proof::METHOD_REPRESENTATIVE));
    if (taken_back) return Not();
  }
  ASSIGN_OR_RETURN(const auto who, identity::FindTrustedPerson(vault, TrustedPersonId(caller.id)));
  if (!who) return Not();
  if (who->seen_by.IsZero()) return {};
  ASSIGN_OR_RETURN(const auto houses, HousesOf(vault, cells));
  const auto opened = [&](const OrganisationId& house) {
    return std::ranges::find(houses, house) != houses.end();
  };
  const bool apart =
      proposal.house != passkey.added_at && !opened(passkey.added_at) && !opened(who->proposed_at);
  return apart ? Status() : Not();
}

Status EndMandatesByOthers(storage::Connection& vault, const DossierId& dossier, Instant at) {
  return End(vault, dossier, at, IsByOthers);
}

Status EndRepresented(storage::Connection& vault, const DossierId& dossier, Instant at) {
  return End(vault, dossier, at, [](const Consent& one) {
    return one.proof.method == v1::Proof::METHOD_REPRESENTATIVE;
  });
}

}  // namespace relais::consent
