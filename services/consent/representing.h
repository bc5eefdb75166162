// Saying yes in the person's place. What is looked at here is looked at in the change itself, whatever was proven before
// it: the person may have said something meanwhile.
#pragma once

#include "services/consent/proposals.h"
#include "services/consent/repository.h"
#include "services/identity/sessions.h"

namespace relais::consent {

// Whether two professionals may say now that somebody has a mandate. NotConfirmed when the team that proposed it does not
// work with the person, or its proposer is shut out; when the person took anything back since it was proposed; and where
// somebody whom the person named may say yes already.
Status CheckNewMandates(storage::Connection& vault, const Proposal& proposal,
                        const std::vector<access::ConsentCell>& cells, Instant at);

// Whether who has this passkey may say yes to these cells now. NotConfirmed but for what their mandates name, while those
// last; for whom the person shut out, or what they took back; and, where professionals alone made the representative, for
// what opens something to a house that had a hand in it, or is proposed by the one that gave the passkey.
Status CheckRepresentative(storage::Connection& vault, const Proposal& proposal,
                           const std::vector<access::ConsentCell>& cells, const Caller& caller,
                           const identity::Passkey& passkey, Instant at);

// Ends each mandate that professionals alone said there was; and all that was agreed to in the person's place.
Status EndMandatesByOthers(storage::Connection& vault, const DossierId& dossier, Instant at);
Status EndRepresented(storage::Connection& vault, const DossierId& dossier, Instant at);

}  // namespace relais::consent
