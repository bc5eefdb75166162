// Objections, as stored: who is shut out of which dossier, and who decides. An objection closes the
// dossier to its reader by an exclusion of the same id. The only SQL over this table.
#pragma once

#include "relais/v1/accesses.pb.h"
#include "services/ledger/ledger.h"

namespace relais::accesses {

extern const storage::Migration kMigration;

struct Objection {
  ObjectionId id;
  DossierId dossier;
  ProfessionalId reader;
  std::uint64_t number = 0, index = 0;  // the entry it is about; index 0 while it is SUSPENDED
  v1::Objection::State state = v1::Objection::STATE_UNSPECIFIED;
  v1::Decider decider = v1::DECIDER_UNSPECIFIED;
  OrganisationId decider_house;
  Instant created{};
  std::optional<Instant> due, ended;
  v1::Answer answer = v1::ANSWER_UNSPECIFIED;
};

// Stores it and shuts the reader out, from `at` on.
Status AddObjection(storage::Connection& vault, const Objection& objection, Instant at);
// Everything but id, dossier and reader.
Status UpdateObjection(storage::Connection& vault, const Objection& objection);
// The reader may read again, as far as rule and consent allow.
Status LetIn(storage::Connection& vault, const Objection& objection, Instant at);

Result<std::optional<Objection>> FindObjection(storage::Connection& vault, const ObjectionId& id);
// The one by which this reader is shut out now.
Result<std::optional<Objection>> FindStanding(storage::Connection& vault, const DossierId& dossier,
                                              const ProfessionalId& reader);
Result<std::vector<Objection>> ObjectionsOf(storage::Connection& vault, const DossierId& dossier,
                                            int limit);
// To be decided by a house, the most urgent first, from behind (due, id).
struct ReviewPosition {
  std::int64_t due_ms;
  Bytes id;
};
Result<std::vector<Objection>> ReviewsOf(storage::Connection& vault, const OrganisationId& house,
                                         const ReviewPosition& after, int limit);

// Shuts out again, from its entry, whom a reply had shut out when the server died.
class ReapplyReplies final : public ledger::Reapply {
 public:
  Result<bool> FromEntry(storage::Connection& vault, const audit::Details& details) override;
};
// What such an entry is about: the readers, each followed by the id of the objection.
std::vector<Array<16>> ObjectsOf(const std::vector<Objection>& objections);

}  // namespace relais::accesses
