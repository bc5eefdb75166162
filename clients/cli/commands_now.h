// relais exit now: somebody leaves tonight, and nobody was warned. One screen, a sheet to take along; then, where there is a
// file and it is open, what was typed is kept in it.
#pragma once

#include <string>
#include <vector>

#include "clients/cli/first_night.h"
#include "clients/cli/session.h"

namespace relais::cli {

struct NowOptions {
  std::vector<std::string> words;   // [DOSSIER]
  std::string kind, decider, exit;  // with a dossier
  FirstNight night;                 // days as typed, back and conditions as codes
  std::string language;             // the person's; empty: as the command speaks
  std::string pdf;                  // the sheet as a page, for the printer
};

Status RunExitNow(Session& session, const NowOptions& options);

}  // namespace relais::cli
