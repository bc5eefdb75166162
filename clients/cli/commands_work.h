// relais worklist: what waits for me or my team, and passing it on before a leave.
#pragma once

#include <string>

#include "clients/cli/session.h"

namespace relais::cli {

struct WorkOptions {
  bool team = false;
  std::string pass_to;  // pro_..., or "me"
  std::string of;       // pro_...; empty: one's own
};

Status RunWorklist(Session& session, const WorkOptions& options);

}  // namespace relais::cli
