// A printed page, out of its QR code: whether the log signed it, and what it says. Pure functions.
#pragma once

#include <string>

#include "audit/trust.h"

namespace relais::verify {

struct Paper {
  std::string day, language, page;
};

// kCorrupt, with what is wrong, unless the policy's log signed it.
Result<Paper> VerifyPaper(std::string_view note, const audit::TrustPolicy& trust);

std::string TextOf(const Paper& paper, const audit::TrustPolicy& trust);
std::string JsonOf(const Paper& paper);
inline constexpr char kPaperJsonHelp[] =
    "With --paper and --output json: verified, day, language, page.\n";

}  // namespace relais::verify
