// A log in memory: every node of the tree, as Append reports them.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <utility>

#include "audit/merkle.h"

namespace relais::audit {

class MemoryLog final : public HashSource {
 public:
  void Append(const Hash& leaf_hash) {
    leaves_.push_back(leaf_hash);
    tree_.Append(leaf_hash, [&](int level, std::uint64_t index, const Hash& hash) {
      const bool is_new = nodes_.emplace(std::pair(level, index), hash).second;
      EXPECT_TRUE(is_new) << "level " << level << " index " << index;
    });
  }

  Result<Hash> Node(int level, std::uint64_t index) const override {
    const auto found = nodes_.find({level, index});
    if (found == nodes_.end())
      return Fail(Reason::kInternal, "asked for a subtree that is not complete");
    return found->second;
  }

  const Tree& tree() const { return tree_; }
  const std::vector<Hash>& leaves() const { return leaves_; }
  std::size_t nodes() const { return nodes_.size(); }

 private:
  Tree tree_;
  std::vector<Hash> leaves_;
  std::map<std::pair<int, std::uint64_t>, Hash> nodes_;
};

}  // namespace relais::audit
