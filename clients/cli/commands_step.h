// relais step add, update, close, correct, history.
#pragma once

#include <string>
#include <vector>

#include "clients/cli/session.h"

namespace relais::cli {

struct StepOptions {
  // As typed: [DOSSIER] KIND or [DOSSIER] STEP, then name=value pieces. A person leaves DOSSIER
  // out.
  std::vector<std::string> words;
  std::string on;
  std::string state;
  std::string outcome;
  std::string kind;           // with version: the dossier need not be read
  std::uint32_t version = 0;  // 0: not said
};

Status RunStepAdd(Session& session, const StepOptions& options);
Status RunStepUpdate(Session& session, const StepOptions& options);
// The words end with the outcome.
Status RunStepClose(Session& session, const StepOptions& options);
Status RunStepCorrect(Session& session, const StepOptions& options);
Status RunStepHistory(Session& session, const StepOptions& options);

}  // namespace relais::cli
