// Writes the published form of a log (audit/tiles.h): what nobody can learn from which leaves belong
// together, and everybody can hold the log to.
#pragma once

#include <filesystem>

#include "services/ledger/log_store.h"

namespace relais::ledger {

struct Publication {
  std::uint64_t before = 0, size = 0;  // entries published, before and now
};

// Brings `folder` up to the checkpoint of `note`, a note of `verifier`'s log. Only what is new is
// written; each file is written whole or not at all, the checkpoint last, so that a run that was cut
// short is simply repeated. kCorrupt when the folder holds another history than the log.
Result<Publication> Publish(storage::Connection& log, const std::string& note,
                            const audit::NoteVerifier& verifier,
                            const std::filesystem::path& folder);

}  // namespace relais::ledger
