// Houses and professionals, as stored. The only SQL over these tables.
#pragma once

#include <vector>

#include "services/base/caller.h"
#include "services/storage/schema.h"

namespace relais::directory {

extern const storage::Migration kMigration;

struct Organisation {
  OrganisationId id;
  std::string name;
  bool prison = false;
};

struct Professional {
  ProfessionalId id;
  OrganisationId organisation;
  std::string name;
  std::string profession;
  bool suspended = false;
};

// By (name, id): where a page begins, exclusive.
struct Position {
  std::string name;
  Bytes id;
};

Status AddOrganisation(storage::Connection& vault, const Organisation& organisation);
Status AddProfessional(storage::Connection& vault, const Professional& professional);
// False when there is no such professional.
Result<bool> SetSuspended(storage::Connection& vault, const ProfessionalId& id, bool suspended);

Result<std::optional<Organisation>> FindOrganisation(storage::Connection& vault,
                                                     const OrganisationId& id);
Result<std::optional<Professional>> FindProfessional(storage::Connection& vault,
                                                     const ProfessionalId& id);
// The professional with the house, as a caller; nullopt when unknown.
Result<std::optional<Caller>> FindCaller(storage::Connection& vault, const ProfessionalId& id);
Result<std::vector<Organisation>> ListOrganisations(storage::Connection& vault,
                                                    const Position& after, int limit);
Result<std::vector<Professional>> ListProfessionals(storage::Connection& vault,
                                                    const OrganisationId& organisation,
                                                    const Position& after, int limit);

}  // namespace relais::directory
