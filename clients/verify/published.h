// Holds a verified bundle against the published leaves of its log: that no number of the chain was
// used twice, and that the chain does not go on after the bundle's last entry.
#pragma once

#include <filesystem>

#include "audit/bundle.h"

namespace relais::verify {

struct Published {
  std::uint64_t size = 0;  // of the published tree
};

// `tiles`: a folder that relais-admin log export wrote, or a copy of one. kCorrupt when the log is
// another one, or shows that the bundle hides something; kWrongState when it is too old to say.
Result<Published> CheckPublished(const std::filesystem::path& tiles,
                                 const audit::TrustPolicy& trust, const audit::Verdict& verdict);

}  // namespace relais::verify
