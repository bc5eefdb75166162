// A receipt (C2SP tlog-proof): that one leaf stands in the log, under a signed checkpoint. It shows
// nothing of the entry but its leaf, so it can be handed to anybody. Pure functions.
#pragma once

#include "audit/trust.h"

namespace relais::audit {

struct Receipt {
  std::uint64_t index = 0;
  std::vector<Hash> proof;
  std::string note;  // the checkpoint, cosignatures included
};

std::string WriteReceipt(const Receipt& receipt);
// Passes over an `extra` line, which proves nothing.
Result<Receipt> ParseReceipt(std::string_view text);
// kCorrupt unless `leaf` is in the tree of a checkpoint that the policy accepts.
Result<Trusted> VerifyReceipt(const Receipt& receipt, BytesView leaf, const TrustPolicy& trust);

}  // namespace relais::audit
