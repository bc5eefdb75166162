// relais network: who is around the person, whom one may reach on the day, and by whose word.
#pragma once

#include <string>

#include "clients/cli/session.h"

namespace relais::cli {

struct NetworkOptions {
  std::string dossier;  // empty: the person's own
};

Status RunNetwork(Session& session, const NetworkOptions& options);

}  // namespace relais::cli
