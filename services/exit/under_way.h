// Who answers for which leaving that is under way, as stored: what the list of work is made of. Nothing of the leaving
// itself. The only SQL over this table.
#pragma once

#include <vector>

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
};

// Or replaces who answers for it.
Status SetUnderWay(storage::Connection& vault, const UnderWay& leaving);
Result<bool> IsUnderWay(storage::Connection& vault, const DossierId& dossier, const RecordId& exit);
// Nothing happens when there is none.
Status EndUnderWay(storage::Connection& vault, const DossierId& dossier, const RecordId& exit);
// All of one dossier.
Result<std::vector<UnderWay>> UnderWayIn(storage::Connection& vault, const DossierId& dossier);
// Those of a house, by dossier and exit, from behind `after`.
Result<std::vector<UnderWay>> UnderWayOf(storage::Connection& vault, const OrganisationId& house,
                                         const UnderWay& after, int limit);

}  // namespace relais::exit
