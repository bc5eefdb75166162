// Persons: whose own dossier a person id stands for. The only SQL over this table.
#pragma once

#include "services/base/ids.h"
#include "services/storage/schema.h"

namespace relais::identity {

extern const storage::Migration kMigration;

Status AddPerson(storage::Connection& vault, const PersonId& person, const DossierId& dossier);
Result<std::optional<DossierId>> FindPerson(storage::Connection& vault, const PersonId& person);
// The other way round.
Result<std::optional<PersonId>> FindPersonOf(storage::Connection& vault, const DossierId& dossier);

}  // namespace relais::identity
