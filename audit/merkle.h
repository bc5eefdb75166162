// The Merkle tree of the log: hashing, proofs and their verification, as RFC 6962 section 2.1 and
// RFC 9162 section 2.1 say. Leaves are never taken back, so a complete subtree never changes.
// Proofs are built from complete subtrees that a HashSource looks up; verification needs nothing
// but its arguments. Functions are pure; a Tree is not thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "crypto/bytes.h"

namespace relais::audit {

Hash LeafHash(BytesView leaf);
Hash NodeHash(const Hash& left, const Hash& right);
Hash EmptyRoot();

class HashSource {
 public:
  virtual ~HashSource() = default;
  // The hash of the complete subtree over the leaves [index << level, (index + 1) << level); level
  // 0 is the leaf hash. It is asked for subtrees inside the size given with it only.
  virtual Result<Hash> Node(int level, std::uint64_t index) const = 0;
};

// The growing edge of the tree: one subtree root per set bit of the size, so that an append costs
// less than two hashes on average and allocates nothing. A copy is a snapshot.
class Tree {
 public:
  Tree() = default;
  // The tree over the first `size` leaves of a store.
  static Result<Tree> Resume(const HashSource& source, std::uint64_t size);

  void Append(const Hash& leaf_hash) {
    Append(leaf_hash, [](int, std::uint64_t, const Hash&) {});
  }
  // Also calls finished(level, index, hash) for each complete subtree that ends with this leaf,
  // lowest level first; the first is always the leaf itself, at level 0. What a store keeps of them
  // is what its HashSource answers from.
  template <class Finished>
  void Append(const Hash& leaf_hash, Finished&& finished) {
    Hash hash = leaf_hash;
    std::size_t level = 0;
    std::uint64_t index = size_;
    finished(0, index, hash);
    for (; (index & 1) != 0; index >>= 1) {
      hash = NodeHash(peaks_[level], hash);
      ++level;
      finished(static_cast<int>(level), index >> 1, hash);
    }
    peaks_[level] = hash;
    ++size_;
  }

  std::uint64_t size() const { return size_; }
  Hash Root() const;

 private:
  std::uint64_t size_ = 0;
  std::array<Hash, 64> peaks_{};  // peaks_[l] is meaningful where bit l of size_ is set
};

// Sibling hashes from the leaf up. kInvalid unless index < size.
Result<std::vector<Hash>> InclusionProof(const HashSource& source, std::uint64_t index,
                                         std::uint64_t size);
// That the first `old_size` leaves are the same in both trees; empty when old_size is 0 or
// new_size. kInvalid unless old_size <= new_size.
Result<std::vector<Hash>> ConsistencyProof(const HashSource& source, std::uint64_t old_size,
                                           std::uint64_t new_size);

// One proof for several leaves: the hashes of the widest ranges that hold none of them, from left to
// right, as the splits of MTH(D[size]) give them. What their paths share stands there once. Requires
// indexes that ascend. kInvalid unless all are below size and there is at least one.
Result<std::vector<Hash>> BatchProof(const HashSource& source,
                                     std::span<const std::uint64_t> indexes, std::uint64_t size);

// kCorrupt when the proof does not show it, for whatever reason.
// OpenBatch returns the inclusion proof of each leaf.
Result<std::vector<std::vector<Hash>>> OpenBatch(std::span<const std::uint64_t> indexes,
                                                 std::span<const Hash> leaf_hashes,
                                                 std::uint64_t size, std::span<const Hash> proof,
                                                 const Hash& root);
Status VerifyInclusion(const Hash& leaf_hash, std::uint64_t index, std::uint64_t size,
                       std::span<const Hash> proof, const Hash& root);
Status VerifyConsistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t new_size,
                         const Hash& new_root, std::span<const Hash> proof);

}  // namespace relais::audit
