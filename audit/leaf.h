// What one leaf of the log holds: "relais-access/1\n" || tag[32] || commitment[32]. The tag says
// "number n of a chain" to whoever holds the chain key and nothing to anybody else; the commitment
// hides the details behind a random blind. So leaves can be published, and outlive the details they
// commit to. Pure functions.
#pragma once

#include "audit/merkle.h"
#include "crypto/secret.h"

namespace relais::audit {

inline constexpr std::size_t kLeafSize = 80;

Hash Tag(const Key& chain_key, std::uint64_t number);
// `details` are the stored bytes as they are, never a re-encoding of them.
Hash Commitment(const Array<32>& blind, BytesView details);
Bytes LeafBytes(const Hash& tag, const Hash& commitment);
// The tag of a leaf; empty when the bytes are not one of ours.
BytesView TagOf(BytesView leaf);
// The first 8 bytes of the commitment in hex: what a message to the person may carry. Not a proof
// of anything.
std::string ShortReference(const Hash& commitment);

}  // namespace relais::audit
