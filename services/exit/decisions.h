// What physicians and houses decided although the guard said STOP, as stored: beside the file, since a record of EXIT would
// tell all who may read it what stopped. What was decided is sealed under the EXIT key of its dossier, and opens as its
// records do. The only SQL over this table.
#pragma once

#include "relais/v1/exits.pb.h"
#include "services/ledger/disclose.h"

namespace relais::exit {

extern const storage::Migration kDecisionsMigration;

struct Decision {
  DecisionId id;
  DossierId dossier;
  RecordId exit;
  OrganisationId house;  // that is left, and decided
  Instant at{};
};

// `what`: the rules and the decision. kWrongState when the house decided too often in this file.
Status AddDecision(storage::Connection& vault, const keys::Envelope& envelope, Random& random,
                   const Decision& decision, const v1::DecideExitRequest& what);
// Newest first; a house's, or all.
Result<std::vector<Decision>> DecisionsOf(storage::Connection& vault, const DossierId& dossier,
                                          const std::optional<OrganisationId>& house);
// What each of them says, sealed, under its id.
Result<ledger::StoredRecords> SealedDecisions(storage::Connection& vault,
                                              const std::vector<Decision>& decisions);
// Whether it is about a leaving on this day with this rule: another day is decided on anew.
bool IsAbout(const v1::DecideExitRequest& what, const std::string& day, const std::string& rule);

}  // namespace relais::exit
