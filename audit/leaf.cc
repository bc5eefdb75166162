#include "audit/leaf.h"

#include "crypto/hash.h"

namespace relais::audit {
namespace {

constexpr std::string_view kLeafHeader = "relais-access/1\n";

}  // namespace

Hash Tag(const Key& chain_key, std::uint64_t number) {
  Bytes bytes;
  PutU64(bytes, number);
  return HmacSha256(chain_key, bytes);
}

Hash Commitment(const Array<32>& blind, BytesView details) {
  return Sha256({View(blind), details});
}

Bytes LeafBytes(const Hash& tag, const Hash& commitment) {
  Bytes leaf;
  leaf.reserve(kLeafSize);
  leaf.append(kLeafHeader).append(View(tag)).append(View(commitment));
  return leaf;
}

BytesView TagOf(BytesView leaf) {
  const bool ours = leaf.size() == kLeafSize && leaf.starts_with(kLeafHeader);
  return ours ? leaf.substr(kLeafHeader.size(), sizeof(Hash)) : BytesView();
}

std::string ShortReference(const Hash& commitment) { return ToHex(View(commitment).substr(0, 8)); }

}  // namespace relais::audit
