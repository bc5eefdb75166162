// What a witness does with a copy of the published log: it holds it against what it cosigned, and
// looks for a tag that stands twice, which would be two entries under one number of one chain.
#pragma once

#include "clients/witness/witness.h"

namespace relais::witness {

struct Mirrored {
  std::string origin;
  std::uint64_t size = 0;
};

// kCorrupt, in words, when something is wrong with the published log.
Result<Mirrored> CheckMirror(const Witness& witness, const std::filesystem::path& tiles);

}  // namespace relais::witness
