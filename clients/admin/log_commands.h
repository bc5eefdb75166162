// relais-admin log export | check: the log of a server, read from its store.
#pragma once

#include <filesystem>

#include "clients/admin/output.h"

namespace relais::admin {

// Publishes up to the newest checkpoint that the server signed; it may be running.
Status ExportLog(const std::filesystem::path& config, const std::filesystem::path& folder,
                 const Output& output);
// kCorrupt when something is wrong with the log; each fault is printed. The server must be stopped.
Status CheckLog(const std::filesystem::path& config, const Output& output);

}  // namespace relais::admin
