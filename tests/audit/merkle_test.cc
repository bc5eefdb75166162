#include "audit/merkle.h"

#include <gtest/gtest.h>

#include <random>

#include "audit/leaf.h"
#include "tests/audit/memory_log.h"
#include "tests/audit/reference.h"
#include "tests/audit/vectors.h"

namespace relais::audit {
namespace {

using Proof = std::vector<Hash>;

constexpr std::size_t kPairs = 64;

Hash FromText(std::string_view base64) { return ToArray<32>(FromBase64(base64).value()).value(); }

// A log of `size` leaves with contents of their own.
MemoryLog LogOf(std::size_t size) {
  MemoryLog log;
  for (std::size_t i = 0; i < size; ++i) log.Append(LeafHash("leaf " + std::to_string(i)));
  return log;
}

MemoryLog VectorLog(std::size_t size) {
  MemoryLog log;
  for (std::size_t i = 0; i < size; ++i) log.Append(LeafHash(Hex(kLeaves[i])));
  return log;
}

// Every proof that differs from `proof` by one bit, one hash missing or added, or two swapped.
std::vector<Proof> Mutations(const Proof& proof, std::mt19937& random) {
  std::vector<Proof> out;
  for (std::size_t i = 0; i < proof.size(); ++i) {
    Proof flipped = proof, dropped = proof;
    flipped[i][random() % 32] ^= static_cast<std::uint8_t>(1U << random() % 8);
    dropped.erase(dropped.begin() + static_cast<std::ptrdiff_t>(i));
    out.insert(out.end(), {flipped, dropped});
    if (i == 0) continue;
    Proof swapped = proof;
    std::swap(swapped[i - 1], swapped[i]);
    out.push_back(swapped);
  }
  for (std::size_t i = 0; i <= proof.size(); ++i) {
    Proof added = proof;
    added.insert(added.begin() + static_cast<std::ptrdiff_t>(i), LeafHash("another"));
    out.push_back(added);
  }
  return out;
}

TEST(Merkle, RootsOfTheCertificateTransparencyVectors) {
  Tree tree;
  EXPECT_EQ(ToHex(View(tree.Root())),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (std::size_t i = 0; i < kLeaves.size(); ++i) {
    tree.Append(LeafHash(Hex(kLeaves[i])));
    EXPECT_EQ(tree.size(), i + 1);
    EXPECT_EQ(ToHex(View(tree.Root())), kRoots[i]);
  }
}

TEST(Merkle, InclusionVectorOfTheReceipt) {
  const MemoryLog log = VectorLog(7);
  const Proof expected = {FromText("ApjRIpBtz8EIkstTpzmS/FufST6kybrbJ7eRtBJ6f+c="),
                          FromText("+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU="),
                          FromText("g327FS6bB5AQcX6E6GXaTrwPoZioBtWdMb8VrM7yLQ4=")};
  EXPECT_EQ(InclusionProof(log, 3, 7).value(), expected);
  EXPECT_TRUE(VerifyInclusion(LeafHash("\x20\x21"), 3, 7, expected, log.tree().Root()));
}

TEST(Merkle, ConsistencyVectorFrom3To7) {
  const MemoryLog log = VectorLog(7);
  const Proof expected = {FromText("ApjRIpBtz8EIkstTpzmS/FufST6kybrbJ7eRtBJ6f+c="),
                          FromText("B1Bqhf2d0vEg62lPhgEeW7RmLlxBWmKRcDPUqWJEh+c="),
                          FromText("+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU="),
                          FromText("g327FS6bB5AQcX6E6GXaTrwPoZioBtWdMb8VrM7yLQ4=")};
  EXPECT_EQ(ConsistencyProof(log, 3, 7).value(), expected);
  EXPECT_TRUE(VerifyConsistency(3, VectorLog(3).tree().Root(), 7, log.tree().Root(), expected));
}

TEST(Merkle, RootsEqualTheSpecificationUpTo300Leaves) {
  MemoryLog log;
  for (std::size_t size = 1; size <= 300; ++size) {
    log.Append(LeafHash("leaf " + std::to_string(size)));
    ASSERT_EQ(log.tree().Root(), reference::Root(log.leaves())) << size;
  }
}

TEST(Merkle, EveryCompleteSubtreeIsReportedOnce) {
  for (std::size_t size : {1U, 2U, 3U, 7U, 64U, 65U, 300U}) {
    const MemoryLog log = LogOf(size);
    std::size_t complete = 0;
    for (std::size_t level = 0; size >> level != 0; ++level) {
      complete += size >> level;
      for (std::size_t i = 0; i < size >> level; ++i) {
        const auto leaves = reference::Slice(log.leaves(), i << level, (i + 1) << level);
        ASSERT_EQ(log.Node(static_cast<int>(level), i).value(), reference::Root(leaves));
      }
    }
    EXPECT_EQ(log.nodes(), complete);
  }
}

TEST(Merkle, AResumedTreeGrowsLikeTheOriginal) {
  const MemoryLog log = LogOf(130);
  for (std::size_t size = 0; size <= 130; ++size) {
    Tree tree = Tree::Resume(log, size).value();
    EXPECT_EQ(tree.size(), size);
    EXPECT_EQ(tree.Root(), reference::Root(reference::Slice(log.leaves(), 0, size)));
    for (std::size_t i = size; i < 130; ++i) tree.Append(log.leaves()[i]);
    ASSERT_EQ(tree.Root(), log.tree().Root()) << size;
  }
}

TEST(Merkle, InclusionProofsEqualTheSpecificationAndVerify) {
  const MemoryLog log = LogOf(kPairs);
  for (std::size_t size = 1; size <= kPairs; ++size) {
    const auto leaves = reference::Slice(log.leaves(), 0, size);
    const Hash root = reference::Root(leaves);
    for (std::size_t index = 0; index < size; ++index) {
      const Proof proof = InclusionProof(log, index, size).value();
      ASSERT_EQ(proof, reference::Path(index, leaves)) << index << " in " << size;
      ASSERT_TRUE(VerifyInclusion(leaves[index], index, size, proof, root))
          << index << " in " << size;
    }
  }
}

TEST(Merkle, ConsistencyProofsEqualTheSpecificationAndVerify) {
  const MemoryLog log = LogOf(kPairs);
  for (std::size_t n = 0; n <= kPairs; ++n) {
    const auto leaves = reference::Slice(log.leaves(), 0, n);
    const Hash new_root = reference::Root(leaves);
    for (std::size_t m = 0; m <= n; ++m) {
      const Hash old_root = reference::Root(reference::Slice(leaves, 0, m));
      const Proof proof = ConsistencyProof(log, m, n).value();
      if (m > 0) {
        ASSERT_EQ(proof, reference::SubProof(m, leaves, true)) << m << " to " << n;
      }
      ASSERT_TRUE(VerifyConsistency(m, old_root, n, new_root, proof)) << m << " to " << n;
    }
  }
}

TEST(Merkle, RandomProofsInLargerTreesEqualTheSpecification) {
  std::mt19937 random(1);
  const MemoryLog log = LogOf(300);
  for (int i = 0; i < 100; ++i) {
    const std::size_t n = 65 + random() % 236, m = 1 + random() % n, index = random() % n;
    const auto leaves = reference::Slice(log.leaves(), 0, n);
    const Hash root = reference::Root(leaves);
    const Proof inclusion = InclusionProof(log, index, n).value();
    const Proof consistency = ConsistencyProof(log, m, n).value();
    EXPECT_EQ(inclusion, reference::Path(index, leaves));
    EXPECT_EQ(consistency, reference::SubProof(m, leaves, true));
    EXPECT_TRUE(VerifyInclusion(leaves[index], index, n, inclusion, root));
    EXPECT_TRUE(VerifyConsistency(m, reference::Root(reference::Slice(leaves, 0, m)), n, root,
                                  consistency));
  }
}

TEST(Merkle, AttackMutatedInclusionProofsAreRefused) {
  std::mt19937 random(2);
  const MemoryLog log = LogOf(40);
  for (std::size_t size = 1; size <= 40; ++size) {
    const auto leaves = reference::Slice(log.leaves(), 0, size);
    const Hash root = reference::Root(leaves);
    for (std::size_t index = 0; index < size; ++index) {
      const Proof proof = InclusionProof(log, index, size).value();
      for (const Proof& mutated : Mutations(proof, random)) {
        ASSERT_FALSE(VerifyInclusion(leaves[index], index, size, mutated, root))
            << index << " in " << size;
      }
      for (std::size_t other = 0; other <= size; ++other) {
        if (other == index) continue;
        ASSERT_FALSE(VerifyInclusion(leaves[index], other, size, proof, root))
            << index << " as " << other;
      }
      ASSERT_FALSE(VerifyInclusion(LeafHash("x"), index, size, proof, root));
      ASSERT_FALSE(VerifyInclusion(leaves[index], index, size, proof, LeafHash("x")));
    }
  }
}

TEST(Merkle, AttackMutatedConsistencyProofsAreRefused) {
  std::mt19937 random(3);
  const MemoryLog log = LogOf(40);
  for (std::size_t n = 1; n <= 40; ++n) {
    const Hash new_root = reference::Root(reference::Slice(log.leaves(), 0, n));
    for (std::size_t m = 1; m <= n; ++m) {
      const Hash old_root = reference::Root(reference::Slice(log.leaves(), 0, m));
      const Proof proof = ConsistencyProof(log, m, n).value();
      for (const Proof& mutated : Mutations(proof, random)) {
        ASSERT_FALSE(VerifyConsistency(m, old_root, n, new_root, mutated)) << m << " to " << n;
      }
      ASSERT_FALSE(VerifyConsistency(m, LeafHash("x"), n, new_root, proof)) << m << " to " << n;
      ASSERT_FALSE(VerifyConsistency(m, old_root, n, LeafHash("x"), proof)) << m << " to " << n;
    }
  }
}

// The path of an index has a shape; a size with another shape must refuse the proof. (Sizes that
// share the shape lead to the same root from the same hashes: that is why the checkpoint signs size
// and root together.)
TEST(Merkle, AttackAWrongSizeNeverMakesAnotherRootAcceptable) {
  const MemoryLog log = LogOf(40);
  for (std::size_t size = 1; size <= 40; ++size) {
    for (std::size_t index = 0; index < size; ++index) {
      const Proof proof = InclusionProof(log, index, size).value();
      for (std::size_t other = 1; other <= 40; ++other) {
        if (other == size) continue;
        const Hash root = reference::Root(reference::Slice(log.leaves(), 0, other));
        ASSERT_FALSE(VerifyInclusion(log.leaves()[index], index, other, proof, root));
      }
    }
  }
}

TEST(Merkle, EdgesOfConsistency) {
  const MemoryLog log = LogOf(5);
  const Hash root = log.tree().Root(), other = LeafHash("x");
  EXPECT_TRUE(VerifyConsistency(0, EmptyRoot(), 0, EmptyRoot(), {}));
  EXPECT_TRUE(VerifyConsistency(0, EmptyRoot(), 5, root, {}));
  EXPECT_TRUE(VerifyConsistency(5, root, 5, root, {}));
  EXPECT_FALSE(VerifyConsistency(0, other, 5, root, {}));
  EXPECT_FALSE(VerifyConsistency(0, EmptyRoot(), 0, other, {}));
  EXPECT_FALSE(VerifyConsistency(0, EmptyRoot(), 5, root, Proof{other}));
  EXPECT_FALSE(VerifyConsistency(5, root, 5, other, {}));
  EXPECT_FALSE(VerifyConsistency(5, root, 5, root, Proof{other}));
  EXPECT_FALSE(VerifyConsistency(5, root, 4, root, {}));
  EXPECT_FALSE(VerifyConsistency(4, other, 5, root, {}));
}

TEST(Merkle, ProofsOutsideTheTreeAreNotBuilt) {
  const MemoryLog log = LogOf(5);
  EXPECT_EQ(InclusionProof(log, 5, 5).error().reason, Reason::kInvalid);
  EXPECT_EQ(InclusionProof(log, 0, 0).error().reason, Reason::kInvalid);
  EXPECT_EQ(ConsistencyProof(log, 6, 5).error().reason, Reason::kInvalid);
  EXPECT_EQ(InclusionProof(log, 0, 6).error().reason,
            Reason::kInternal);  // what the store lacks is passed on
  EXPECT_EQ(Tree::Resume(log, 6).error().reason, Reason::kInternal);
}

TEST(Merkle, TheLargestTreesDoNotOverflow) {
  const Proof proof(64, LeafHash("x"));
  EXPECT_FALSE(VerifyInclusion(LeafHash(""), ~0ULL - 1, ~0ULL, proof, EmptyRoot()));
  EXPECT_FALSE(VerifyInclusion(LeafHash(""), ~0ULL, ~0ULL, proof, EmptyRoot()));
  EXPECT_FALSE(VerifyConsistency(1ULL << 63, EmptyRoot(), ~0ULL, EmptyRoot(), proof));
  EXPECT_FALSE(VerifyConsistency(~0ULL - 1, EmptyRoot(), ~0ULL, EmptyRoot(), proof));
}

TEST(Leaf, HasTheBytesOfTheFormat) {
  const Key chain_key = CountingKey(0x40);
  const Hash tag = Tag(chain_key, 0x0102), commitment = Commitment(Array<32>{}, "details");
  const Bytes leaf = LeafBytes(tag, commitment);
  EXPECT_EQ(leaf.size(), kLeafSize);
  EXPECT_EQ(leaf, "relais-access/1\n" + Bytes(View(tag)) + Bytes(View(commitment)));
  // From Python's hmac and hashlib.
  EXPECT_EQ(ToHex(View(tag)), "742f798d8559e7fe7fb4bcba61d916f1de7341a2b444cd46eac10b1e1ce4e8fe");
  EXPECT_EQ(ToHex(View(commitment)),
            "ddfae8e049fd0b94a2a52282eb23cd3a19bb760779c931a44cfe5fb4f7dd31ce");
  EXPECT_EQ(ShortReference(commitment), ToHex(View(commitment)).substr(0, 16));
}

TEST(Leaf, TagsDifferByNumberAndByChain) {
  EXPECT_NE(Tag(CountingKey(1), 1), Tag(CountingKey(1), 2));
  EXPECT_NE(Tag(CountingKey(1), 1), Tag(CountingKey(2), 1));
}

// Some leaves of the log, ascending.
std::vector<std::uint64_t> SomeIndexes(std::size_t size, std::mt19937& random) {
  std::vector<std::uint64_t> out;
  for (std::uint64_t i = 0; i < size; ++i) {
    if (random() % 3 == 0) out.push_back(i);
  }
  if (out.empty()) out.push_back(random() % size);
  return out;
}

TEST(MerkleBatch, GivesTheInclusionProofOfEachLeaf) {
  std::mt19937 random(11);
  for (std::size_t size = 1; size <= 70; ++size) {
    const MemoryLog log = LogOf(size);
    const auto indexes = SomeIndexes(size, random);
    std::vector<Hash> leaves;
    for (const auto index : indexes) leaves.push_back(log.leaves()[index]);
    const Proof batch = BatchProof(log, indexes, size).value();
    const auto proofs = OpenBatch(indexes, leaves, size, batch, log.tree().Root());
    ASSERT_TRUE(proofs) << size << ": " << proofs.error().message;
    std::size_t apart = 0;
    for (std::size_t i = 0; i < indexes.size(); ++i) {
      EXPECT_EQ((*proofs)[i], InclusionProof(log, indexes[i], size).value());
      apart += (*proofs)[i].size();
    }
    EXPECT_LE(batch.size(), apart);
  }
}

TEST(MerkleBatch, AttackEveryChangeIsRefused) {
  std::mt19937 random(12);
  for (std::size_t size = 1; size <= 40; ++size) {
    const MemoryLog log = LogOf(size);
    const Hash root = log.tree().Root();
    const auto indexes = SomeIndexes(size, random);
    std::vector<Hash> leaves;
    for (const auto index : indexes) leaves.push_back(log.leaves()[index]);
    const Proof batch = BatchProof(log, indexes, size).value();
    for (const Proof& changed : Mutations(batch, random)) {
      if (changed == batch) continue;
      EXPECT_FALSE(OpenBatch(indexes, leaves, size, changed, root)) << size;
    }
    for (std::size_t i = 0; i < indexes.size(); ++i) {
      auto moved = indexes;
      auto other = leaves;
      moved[i] += 1;
      other[i] = LeafHash("another");
      EXPECT_FALSE(OpenBatch(moved, leaves, size, batch, root)) << size << " " << i;
      EXPECT_FALSE(OpenBatch(indexes, other, size, batch, root)) << size << " " << i;
    }
  }
}

TEST(MerkleBatch, NonsenseIsRefused) {
  const MemoryLog log = LogOf(5);
  const std::vector<std::uint64_t> none, twice = {1, 1}, back = {2, 1}, past = {5};
  for (const auto& indexes : {none, twice, back, past}) {
    EXPECT_EQ(BatchProof(log, indexes, 5).error().reason, Reason::kInvalid);
    const std::vector<Hash> leaves(indexes.size(), log.leaves()[1]);
    EXPECT_FALSE(OpenBatch(indexes, leaves, 5, {}, log.tree().Root()));
  }
  // A size that no proof can cover does not take long.
  const std::vector<std::uint64_t> one = {7};
  EXPECT_FALSE(OpenBatch(one, std::vector<Hash>(1), ~std::uint64_t{0}, {}, Hash{}));
}

}  // namespace
}  // namespace relais::audit
