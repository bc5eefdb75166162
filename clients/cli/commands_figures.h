// relais figures: numbers without names, of the quarters that are over.
#pragma once

#include <string>

#include "clients/cli/session.h"

namespace relais::cli {

struct FiguresOptions {
  std::string from, until;  // quarters
  bool csv = false;
};

Status RunFigures(Session& session, const FiguresOptions& options);

}  // namespace relais::cli
