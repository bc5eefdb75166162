// Checkpoints verify, are kept beside the stores, and stay consistent as the log grows.
#include "tests/ledger/ledger_case.h"

namespace relais::ledger {
namespace {

TEST_F(CheckpointTest, EmptyLogHasACheckpointToo) {
  Open();
  const auto head = Fresh();
  EXPECT_EQ(head.size, 0u);
  EXPECT_EQ(head.root, audit::EmptyRoot());
  Restart();
  (void)Read();
  EXPECT_EQ(Fresh().size, 1u);
}

TEST_F(CheckpointTest, StaysConsistentOverGrowthAndRestarts) {
  Open();
  std::vector<audit::Checkpoint> heads;
  for (std::uint64_t size = 1; size <= 600; ++size) {
    ASSERT_EQ(Read().index(), size - 1);
    const bool edge =
        (size & (size - 1)) == 0 || (size >= 254 && size <= 258) || (size >= 510 && size <= 514);
    if (size % 50 != 0 && !edge) continue;
    heads.push_back(Fresh());
    ASSERT_EQ(heads.back().size, size);
    if (size == 200 || size == 256 || size == 257 || size == 512) Restart();
  }
  const auto log = house_->Log();
  CheckTree(*log);
  for (const auto& then : heads) {
    const auto proof = audit::ConsistencyProof(NodeSource(*log), then.size, heads.back().size);
    ASSERT_TRUE(proof);
    EXPECT_TRUE(audit::VerifyConsistency(then.size, then.root, heads.back().size, heads.back().root,
                                         *proof))
        << then.size;
  }
}

TEST_F(CheckpointTest, EveryEntryIsProvablyUnderIt) {
  Open();
  for (int i = 0; i < 300; ++i) (void)Read();
  const auto head = Fresh();
  const auto log = house_->Log();
  const NodeSource source(*log);
  for (const std::uint64_t index : {0, 1, 128, 254, 255, 256, 257, 298, 299}) {
    const auto leaf = source.Node(0, index);
    const auto proof = audit::InclusionProof(source, index, head.size);
    ASSERT_TRUE(leaf && proof);
    EXPECT_TRUE(audit::VerifyInclusion(*leaf, index, head.size, *proof, head.root)) << index;
  }
}

TEST_F(CheckpointTest, AskedTwiceIsSignedOnce) {
  Open();
  (void)Read();
  const auto first = house_->ledger().FreshCheckpoint();
  EXPECT_EQ(*first, *house_->ledger().FreshCheckpoint());
}

}  // namespace
}  // namespace relais::ledger
