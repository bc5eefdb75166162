// Receipts of a verified bundle's entries, for tools that nobody here wrote: for each entry its
// proof (C2SP tlog-proof), its leaf in hex, and the log's verifier key.
#pragma once

#include <filesystem>

#include "audit/bundle.h"

namespace relais::verify {

// Writes FOLDER/<reference>.{tlog-proof,leaf.hex,vkey}, by the reference that messages carry; makes
// the folder.
Status WriteReceipts(const std::filesystem::path& folder, const audit::TrustPolicy& trust,
                     const audit::Verdict& verdict);

}  // namespace relais::verify
