// Completion scripts: each asks `relais __complete` what could come next, so that they never grow
// stale.
#pragma once

#include <string>

namespace relais::cli {

// For "bash", "zsh" or "fish"; empty for another shell.
std::string CompletionScript(const std::string& shell);

}  // namespace relais::cli
