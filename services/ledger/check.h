// Holds a whole log against itself, from its stored bytes: whoever changed, cut, moved or repeated an
// entry behind the server's back is found, and told where. Reads only; beside a running server it may
// take the newest entries for missing.
#pragma once

#include "services/ledger/oversight.h"

namespace relais::ledger {

struct LogCheck {
  std::uint64_t entries = 0, chains = 0, checkpoints = 0;
  std::vector<std::string>
      faults;  // at most kMaxFaults, in the order of the log; empty: all is well
};
inline constexpr std::size_t kMaxFaults = 100;

// `mark` is the vault's; `kept` is the checkpoint of the side file, when there is one. An error only
// when the log cannot be read at all.
// What is kept for houses must be there of every entry since `kept_since`.
Result<LogCheck> CheckLog(storage::Connection& log, Oversight& oversight, Instant kept_since,
                          std::uint64_t mark, const std::optional<audit::Checkpoint>& kept);

}  // namespace relais::ledger
