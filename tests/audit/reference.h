// The Merkle tree as RFC 6962 section 2.1 defines it, recursively and slowly, over all leaf hashes:
// what the tree and the proofs of audit/ are compared with.
#pragma once

#include <vector>

#include "audit/merkle.h"

namespace relais::audit::reference {

using Hashes = std::vector<Hash>;

inline std::size_t Split(std::size_t n) {
  std::size_t k = 1;
  while (2 * k < n) k *= 2;
  return k;
}

inline Hashes Slice(const Hashes& d, std::size_t begin, std::size_t end) {
  return {d.begin() + static_cast<std::ptrdiff_t>(begin),
          d.begin() + static_cast<std::ptrdiff_t>(end)};
}

inline Hashes Append(Hashes list, const Hash& last) {
  list.push_back(last);
  return list;
}

// MTH(D[n])
inline Hash Root(const Hashes& d) {
  if (d.empty()) return EmptyRoot();
  if (d.size() == 1) return d[0];
  const std::size_t k = Split(d.size());
  return NodeHash(Root(Slice(d, 0, k)), Root(Slice(d, k, d.size())));
}

// PATH(m, D[n])
inline Hashes Path(std::size_t m, const Hashes& d) {
  if (d.size() == 1) return {};
  const std::size_t k = Split(d.size());
  const Hashes left = Slice(d, 0, k), right = Slice(d, k, d.size());
  return m < k ? Append(Path(m, left), Root(right)) : Append(Path(m - k, right), Root(left));
}

// SUBPROOF(m, D[n], b)
inline Hashes SubProof(std::size_t m, const Hashes& d, bool b) {
  if (m == d.size()) return b ? Hashes{} : Hashes{Root(d)};
  const std::size_t k = Split(d.size());
  const Hashes left = Slice(d, 0, k), right = Slice(d, k, d.size());
  return m <= k ? Append(SubProof(m, left, b), Root(right))
                : Append(SubProof(m - k, right, false), Root(left));
}

}  // namespace relais::audit::reference
