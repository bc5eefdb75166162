// Who answers for which leaving that is under way, as stored: what the list of work is made of. Nothing of the leaving
// itself. The only SQL over this table.
#pragma once

#include <vector>

#include "services/base/clock.h"
#include "services/base/ids.h"
#include "services/storage/schema.h"

namespace relais::exit {

extern const storage::Migration kMigration;

struct UnderWay {
  DossierId dossier;
  RecordId exit;
  OrganisationId organisation;  // of whoever answers for it
  UnitId unit;                  // zero: all of the house
  ProfessionalId owner;
  bool left = false;  // the person has left: it stays, for what slips after that
};

// Or replaces who answers for it; `left` does not count.
Status SetUnderWay(storage::Connection& vault, const UnderWay& leaving);
Result<bool> IsUnderWay(storage::Connection& vault, const DossierId& dossier, const RecordId& exit);
// The person is back: false when there is none, or the person had not left.
Result<bool> Reopen(storage::Connection& vault, const DossierId& dossier, const RecordId& exit,
                    Instant at);
// When the person came back last; unset: never.
Result<std::optional<Instant>> ReopenedAt(storage::Connection& vault, const DossierId& dossier,
                                          const RecordId& exit);
// False when there is none, or the person had left already.
Result<bool> MarkLeft(storage::Connection& vault, const DossierId& dossier, const RecordId& exit);
// All of one dossier, those that the person has left by as well.
Result<std::vector<UnderWay>> UnderWayIn(storage::Connection& vault, const DossierId& dossier);
// Those of a house that are under way, by dossier and exit, from behind `after`.
Result<std::vector<UnderWay>> UnderWayOf(storage::Connection& vault, const OrganisationId& house,
                                         const UnderWay& after, int limit);

}  // namespace relais::exit
