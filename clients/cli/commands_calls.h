// relais call-me, relais calls list and taken: a person asks to be called, and the help line calls.
#pragma once

#include "clients/cli/session.h"

namespace relais::cli {

struct CallMeOptions {
  bool no_longer = false;
};
struct TakenOptions {
  std::string dossier;  // dos_..., as listed
};

Status RunCallMe(Session& session, const CallMeOptions& options);
Status RunCalls(Session& session);
Status RunCallTaken(Session& session, const TakenOptions& options);

}  // namespace relais::cli
