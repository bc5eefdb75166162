// relais exit plan, show, propose, yes, no, settled, not-needed, to-settle, take, pass, anyway, left, back: preparing the day on which the person leaves.
#pragma once

#include <string>
#include <vector>

#include "clients/cli/session.h"

namespace relais::cli {

struct ExitOptions {
  std::vector<std::string>
      words;  // [DOSSIER], and for propose the day; a person leaves DOSSIER out
  std::string kind, earliest, latest;
  bool taken_in_again = false;
  std::string time, on, decider;
  std::string exit, date;  // whole ids: the leavings are then not read
};

// What is said of a thing that a leaving takes.
struct SettleOptions {
  ExitOptions about;
  std::string thing, by, move, owner, proof;
  bool in_progress = false;
};

struct PassOptions {
  ExitOptions about;
  std::string to;  // pro_...; empty: oneself
};

// Who lets the person leave with what stops, and why.
struct AnywayOptions {
  ExitOptions about;
  std::string name, because, referent;
  std::vector<std::string> rules;  // empty: all that stop
};

Status RunExitPlan(Session& session, const ExitOptions& options);
Status RunExitShow(Session& session, const ExitOptions& options);
Status RunExitPropose(Session& session, const ExitOptions& options);
Status RunExitYes(Session& session, const ExitOptions& options);
Status RunExitNo(Session& session, const ExitOptions& options);
Status RunExitSettled(Session& session, const SettleOptions& options);
Status RunExitNotNeeded(Session& session, const SettleOptions& options);
Status RunExitToSettle(Session& session, const SettleOptions& options);
Status RunExitPass(Session& session, const PassOptions& options);
Status RunExitAnyway(Session& session, const AnywayOptions& options);
Status RunExitLeft(Session& session, const ExitOptions& options);
Status RunExitBack(Session& session, const ExitOptions& options);

}  // namespace relais::cli
