// relais-admin telling ..., spool show, letters print: what keeps telling going. No command shows
// whom a message is for, but the two that open the spool of a demonstration and the print queue.
#pragma once

#include <filesystem>

#include "clients/admin/output.h"
#include "clients/cli/api.h"

namespace relais::admin {

// The messages that were given up.
Status ListDead(cli::Api& api, const Output& output);
// The address at which the SMS gateway hands in replies: part of its configuration.
Status PrintReplyUrl(const std::filesystem::path& config, const std::string& listen,
                     const Output& output);
// What phones would show; only where `demo = true`.
Status ShowSpool(const std::filesystem::path& config, const Output& output);
// Writes one page a letter (HTML, A4) into `folder`, and takes it out of the queue once it is there.
Status PrintLetters(const std::filesystem::path& config, const std::filesystem::path& folder,
                    const Output& output);

}  // namespace relais::admin
