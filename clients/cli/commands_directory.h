// relais kinds, houses, professionals, units; relais staff list, replace, restore.
#pragma once

#include <string>
#include <vector>

#include "clients/cli/session.h"

namespace relais::cli {

struct KindsOptions {
  std::vector<std::string> words;
};
struct ProfessionalsOptions {
  std::string house;
};
struct UnitsOptions {
  std::string house;
};

struct ReplaceNameOptions {
  std::string professional, ground, document;
};
struct RestoreNameOptions {
  std::string professional;
};

Status RunKinds(Session& session, const KindsOptions& options);
Status RunHouses(Session& session);
Status RunProfessionals(Session& session, const ProfessionalsOptions& options);
Status RunUnits(Session& session, const UnitsOptions& options);
Status RunStaffList(Session& session);
Status RunStaffReplace(Session& session, const ReplaceNameOptions& options);
Status RunStaffRestore(Session& session, const RestoreNameOptions& options);
// The kind ids that begin with `prefix`, one a line, for completion.
Status RunCompleteKinds(Session& session, const std::string& prefix);

}  // namespace relais::cli
