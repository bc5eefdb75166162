#include "audit/merkle.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <optional>

#include "crypto/hash.h"

namespace relais::audit {
namespace {

constexpr BytesView kLeafPrefix("\0", 1);
constexpr BytesView kNodePrefix("\1", 1);

using Proof = std::vector<Hash>;

// The largest power of two below n; requires n >= 2.
std::uint64_t Split(std::uint64_t n) { return std::bit_floor(n - 1); }

// MTH(D[begin:end]) for the ranges that the specification's splits give: every complete subtree in
// it is aligned.
Result<Hash> RangeHash(const HashSource& source, std::uint64_t begin, std::uint64_t end) {
  const std::uint64_t n = end - begin;
  if (std::has_single_bit(n)) {
    const int level = std::countr_zero(n);
    return source.Node(level, begin >> level);
  }
  const std::uint64_t middle = begin + Split(n);
  ASSIGN_OR_RETURN(const Hash left, RangeHash(source, begin, middle));
  ASSIGN_OR_RETURN(const Hash right, RangeHash(source, middle, end));
  return NodeHash(left, right);
}

Status AppendRange(const HashSource& source, std::uint64_t begin, std::uint64_t end, Proof& out) {
  ASSIGN_OR_RETURN(const Hash hash, RangeHash(source, begin, end));
  out.push_back(hash);
  return {};
}

// PATH(index, D[begin:end])
Status Path(const HashSource& source, std::uint64_t index, std::uint64_t begin, std::uint64_t end,
            Proof& out) {
  if (end - begin == 1) return {};
  const std::uint64_t middle = begin + Split(end - begin);
  if (index < middle) {
    RETURN_IF_ERROR(Path(source, index, begin, middle, out));
    return AppendRange(source, middle, end, out);
  }
  RETURN_IF_ERROR(Path(source, index, middle, end, out));
  return AppendRange(source, begin, middle, out);
}

// SUB(old_end, D[begin:end], known): `known` says that the verifier has the old root over just this
// range.
Status SubProof(const HashSource& source, std::uint64_t old_end, std::uint64_t begin,
                std::uint64_t end, bool known, Proof& out) {
  if (old_end == end) return known ? Status() : AppendRange(source, begin, end, out);
  const std::uint64_t middle = begin + Split(end - begin);
  if (old_end <= middle) {
    RETURN_IF_ERROR(SubProof(source, old_end, begin, middle, known, out));
    return AppendRange(source, middle, end, out);
  }
  RETURN_IF_ERROR(SubProof(source, old_end, middle, end, false, out));
  return AppendRange(source, begin, middle, out);
}

// How many of `indexes`, which ascend, are below `bound`.
std::size_t CountBelow(std::span<const std::uint64_t> indexes, std::uint64_t bound) {
  return static_cast<std::size_t>(std::lower_bound(indexes.begin(), indexes.end(), bound) -
                                  indexes.begin());
}

// The part of a batch proof over D[begin:end], in which all of `indexes` lie.
Status BatchRange(const HashSource& source, std::span<const std::uint64_t> indexes,
                  std::uint64_t begin, std::uint64_t end, Proof& out) {
  if (indexes.empty()) return AppendRange(source, begin, end, out);
  if (end - begin == 1) return {};
  const std::uint64_t middle = begin + Split(end - begin);
  const std::size_t left = CountBelow(indexes, middle);
  RETURN_IF_ERROR(BatchRange(source, indexes.first(left), begin, middle, out));
  return BatchRange(source, indexes.subspan(left), middle, end, out);
}

// Takes a batch proof apart in the order in which BatchRange wrote it, and hands every leaf the
// siblings on its way up.
class BatchWalk {
 public:
  BatchWalk(std::span<const Hash> leaves, std::span<const Hash> proof)
      : leaves_(leaves), proof_(proof), paths_(leaves.size()) {}

  // MTH(D[begin:end]), in which the leaves from `first` on with these indexes lie; nullopt when the
  // proof ends too early.
  std::optional<Hash> Range(std::span<const std::uint64_t> indexes, std::size_t first,
                            std::uint64_t begin, std::uint64_t end) {
    if (indexes.empty()) return TakeHash();
    if (end - begin == 1) return leaves_[first];
    const std::uint64_t middle = begin + Split(end - begin);
    const std::size_t count = CountBelow(indexes, middle);
    const auto left = Range(indexes.first(count), first, begin, middle);
    if (!left) return std::nullopt;
    const auto right = Range(indexes.subspan(count), first + count, middle, end);
    if (!right) return std::nullopt;
    for (std::size_t i = 0; i < indexes.size(); ++i)
      paths_[first + i].push_back(i < count ? *right : *left);
    return NodeHash(*left, *right);
  }
  bool AtEnd() const { return proof_.empty(); }
  std::vector<Proof> Paths() && { return std::move(paths_); }

 private:
  std::optional<Hash> TakeHash() {
    if (proof_.empty()) return std::nullopt;
    const Hash hash = proof_.front();
    proof_ = proof_.subspan(1);
    return hash;
  }
  const std::span<const Hash> leaves_;
  std::span<const Hash> proof_;
  std::vector<Proof> paths_;
};

bool Ascend(std::span<const std::uint64_t> indexes) {
  return std::adjacent_find(indexes.begin(), indexes.end(), std::greater_equal<>()) ==
         indexes.end();
}

// Where a verifier stands on its way from a leaf to the root: the node's index at this level, and
// the last one's.
struct Climb {
  std::uint64_t node;
  std::uint64_t last;

  bool AtRoot() const { return last == 0; }
  bool IsRightChild() const { return (node & 1) != 0; }
  // The next sibling of the proof lies to the left: by parity, or because this is the ragged right
  // edge.
  bool SiblingIsLeft() const { return IsRightChild() || node == last; }
  void Up() {
    node >>= 1;
    last >>= 1;
  }
  // A last node without a sibling is its own parent: skips the levels where nothing is hashed.
  void SkipLevelsWithoutSibling() {
    while (!IsRightChild() && node != 0) Up();
  }
};

tl::unexpected<Error> Refuse(const char* why) { return Fail(Reason::kCorrupt, why); }

}  // namespace

Hash LeafHash(BytesView leaf) { return Sha256({kLeafPrefix, leaf}); }
Hash NodeHash(const Hash& left, const Hash& right) {
  return Sha256({kNodePrefix, View(left), View(right)});
}
Hash EmptyRoot() { return Sha256(BytesView()); }

Result<Tree> Tree::Resume(const HashSource& source, std::uint64_t size) {
  Tree tree;
  tree.size_ = size;
  for (std::size_t level = 0; level < tree.peaks_.size(); ++level) {
    const std::uint64_t index = size >> level;
    if ((index & 1) == 0) continue;
    ASSIGN_OR_RETURN(tree.peaks_[level], source.Node(static_cast<int>(level), index - 1));
  }
  return tree;
}

Hash Tree::Root() const {
  if (size_ == 0) return EmptyRoot();
  auto level = static_cast<std::size_t>(std::countr_zero(size_));
  Hash root = peaks_[level];
  for (++level; level < peaks_.size(); ++level) {
    if ((size_ >> level & 1) != 0) root = NodeHash(peaks_[level], root);
  }
  return root;
}

Result<Proof> InclusionProof(const HashSource& source, std::uint64_t index, std::uint64_t size) {
  if (index >= size) return Fail(Reason::kInvalid, "the tree has no leaf of this index");
  Proof proof;
  RETURN_IF_ERROR(Path(source, index, 0, size, proof));
  return proof;
}

Result<Proof> BatchProof(const HashSource& source, std::span<const std::uint64_t> indexes,
                         std::uint64_t size) {
  if (indexes.empty() || indexes.back() >= size || !Ascend(indexes))
    return Fail(Reason::kInvalid, "the tree has no such leaves");
  Proof proof;
  RETURN_IF_ERROR(BatchRange(source, indexes, 0, size, proof));
  return proof;
}

Result<Proof> ConsistencyProof(const HashSource& source, std::uint64_t old_size,
                               std::uint64_t new_size) {
  if (old_size > new_size) return Fail(Reason::kInvalid, "the old tree is larger than the new one");
  Proof proof;
  if (old_size == 0) return proof;
  RETURN_IF_ERROR(SubProof(source, old_size, 0, new_size, true, proof));
  return proof;
}

Result<std::vector<Proof>> OpenBatch(std::span<const std::uint64_t> indexes,
                                     std::span<const Hash> leaf_hashes, std::uint64_t size,
                                     std::span<const Hash> proof, const Hash& root) {
  if (indexes.empty() || indexes.size() != leaf_hashes.size() || !Ascend(indexes))
    return Refuse("the leaves do not ascend");
  if (indexes.back() >= size) return Refuse("an index is past the end of the tree");
  BatchWalk walk(leaf_hashes, proof);
  const auto computed = walk.Range(indexes, 0, 0, size);
  if (!computed) return Refuse("the inclusion proof is too short");
  if (!walk.AtEnd()) return Refuse("the inclusion proof is too long");
  if (*computed != root) return Refuse("the inclusion proof leads to another root");
  return std::move(walk).Paths();
}

Status VerifyInclusion(const Hash& leaf_hash, std::uint64_t index, std::uint64_t size,
                       std::span<const Hash> proof, const Hash& root) {
  if (index >= size) return Refuse("the index is past the end of the tree");
  Climb climb{index, size - 1};
  Hash hash = leaf_hash;
  for (const Hash& sibling : proof) {
    if (climb.AtRoot()) return Refuse("the inclusion proof is too long");
    if (climb.SiblingIsLeft()) {
      hash = NodeHash(sibling, hash);
      climb.SkipLevelsWithoutSibling();
    } else {
      hash = NodeHash(hash, sibling);
    }
    climb.Up();
  }
  if (!climb.AtRoot()) return Refuse("the inclusion proof is too short");
  if (hash != root) return Refuse("the inclusion proof leads to another root");
  return {};
}

Status VerifyConsistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t new_size,
                         const Hash& new_root, std::span<const Hash> proof) {
  if (old_size > new_size) return Refuse("the tree has shrunk");
  if (old_size == 0 && old_root != EmptyRoot()) return Refuse("an empty tree has another root");
  if (old_size == new_size && old_root != new_root) return Refuse("two roots for one size");
  if (old_size == 0 || old_size == new_size) {
    return proof.empty() ? Status() : Refuse("the consistency proof should be empty");
  }

  Climb climb{old_size - 1, new_size - 1};
  while (climb.IsRightChild()) climb.Up();
  // When the old tree is one complete subtree, the proof starts from its root.
  Hash old_hash = old_root;
  if (!std::has_single_bit(old_size)) {
    if (proof.empty()) return Refuse("the consistency proof is too short");
    old_hash = proof.front();
    proof = proof.subspan(1);
  }
  Hash new_hash = old_hash;
  for (const Hash& sibling : proof) {
    if (climb.AtRoot()) return Refuse("the consistency proof is too long");
    if (climb.SiblingIsLeft()) {
      old_hash = NodeHash(sibling, old_hash);
      new_hash = NodeHash(sibling, new_hash);
      climb.SkipLevelsWithoutSibling();
    } else {
      new_hash = NodeHash(new_hash, sibling);
    }
    climb.Up();
  }
  if (!climb.AtRoot()) return Refuse("the consistency proof is too short");
  if (old_hash != old_root) return Refuse("the consistency proof leads to another old root");
  if (new_hash != new_root) return Refuse("the consistency proof leads to another new root");
  return {};
}

}  // namespace relais::audit
