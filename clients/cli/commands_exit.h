// relais exit plan, show, propose, yes, no, left: preparing the day on which the person leaves.
#pragma once

#include <string>
#include <vector>

#include "clients/cli/session.h"

namespace relais::cli {

struct ExitOptions {
  std::vector<std::string>
      words;  // [DOSSIER], and for propose the day; a person leaves DOSSIER out
  std::string kind, earliest, latest;
  std::string time, on, decider;
  std::string exit, date;  // whole ids: the leavings are then not read
};

Status RunExitPlan(Session& session, const ExitOptions& options);
Status RunExitShow(Session& session, const ExitOptions& options);
Status RunExitPropose(Session& session, const ExitOptions& options);
Status RunExitYes(Session& session, const ExitOptions& options);
Status RunExitNo(Session& session, const ExitOptions& options);
Status RunExitLeft(Session& session, const ExitOptions& options);

}  // namespace relais::cli
