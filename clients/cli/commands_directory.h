// relais kinds, houses, professionals.
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

Status RunKinds(Session& session, const KindsOptions& options);
Status RunHouses(Session& session);
Status RunProfessionals(Session& session, const ProfessionalsOptions& options);
// The kind ids that begin with `prefix`, one a line, for completion.
Status RunCompleteKinds(Session& session, const std::string& prefix);

}  // namespace relais::cli
