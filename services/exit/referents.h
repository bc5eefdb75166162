// Who is asked to hold the thread for a person, or holds it. Whether that stands, the person's consents say. The only SQL over
// this table.
#pragma once

#include "relais/v1/referents.pb.h"
#include "services/rpc/method.h"

namespace relais::exit {

extern const storage::Migration kReferentsMigration;

// So long somebody may take to answer.
inline constexpr std::chrono::days kReferentAnswers{7};

struct Referent {
  ReferentId id;
  DossierId dossier;
  ProposalId proposal;  // what the person says yes to
  ProfessionalId who;
  OrganisationId house;  // of whoever proposed it; zero: the person
  // As it was said last: ASKED until somebody answers.
  v1::Referent::State said = v1::Referent::STATE_ASKED;
  Instant created{};
  Instant until{};  // the first moment at which it is over at the latest
};

// Drops those that the person cannot say yes to any more.
Status AddReferent(storage::Connection& vault, const Referent& referent);
Status SetSaid(storage::Connection& vault, const ReferentId& id, v1::Referent::State said);
Result<std::optional<Referent>> FindReferent(storage::Connection& vault, const ReferentId& id);
// Dossiers for which this professional was asked, or holds the thread by what was said last, and that may still be so; by id,
// from behind `after`.
Result<std::vector<DossierId>> DossiersWith(storage::Connection& vault, const ProfessionalId& who,
                                            v1::Referent::State said, Instant now,
                                            const DossierId& after, int limit);

// One of them as it stands.
struct ReferentNow {
  Referent referent;
  v1::Referent::State state = v1::Referent::STATE_UNSPECIFIED;
  // Of those that the person said yes to:
  std::optional<Instant> answer_by;
  std::string language;  // in which they read the text
  bool stands = false;   // what asks them was not taken back, and is not over
  bool sees = false;     // of HOLDS: they serve, and the leavings are open to them
};
// Of one file, newest first.
Result<std::vector<ReferentNow>> ReferentsOf(storage::Connection& vault, const DossierId& dossier,
                                             Instant now);
// Whether it opens what holding the thread takes.
bool OpensLeavings(const access::ConsentCell& cell);
// Whether somebody holds the thread for the person, and the leavings are open to them.
Result<bool> IsHeld(storage::Connection& vault, const DossierId& dossier, Instant now);
// Whether the caller does.
Result<bool> HoldsThread(const Caller& caller, storage::Connection& vault, const DossierId& dossier,
                         Instant now);
Result<bool> HoldsThread(const rpc::Reading& reading, const DossierId& dossier);
// Those for whom the caller does: by id, from behind `after`.
Result<std::vector<DossierId>> DossiersHeld(const rpc::Reading& reading, const DossierId& after,
                                            std::size_t most);

}  // namespace relais::exit
