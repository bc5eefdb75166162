// The last checkpoint that this reader verified, kept beside the trust file: whatever comes next must
// go on from it. So a log cannot be cut, rewritten or shown in an older state to somebody who looked
// before.
#pragma once

#include <filesystem>

#include "audit/bundle.h"

namespace relais::verify {

// What is remembered; nullopt when there is no such file yet. kInvalid when it cannot be used.
Result<std::optional<audit::Earlier>> ReadSeen(const std::filesystem::path& file,
                                               const audit::TrustPolicy& trust);
// kCorrupt, in words, unless the bundle goes on from what was seen.
Status CheckGoesOn(const audit::Earlier& seen, const audit::Verdict& verdict);
Status WriteSeen(const std::filesystem::path& file, const audit::Verdict& verdict);

}  // namespace relais::verify
