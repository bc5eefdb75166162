// Stamps: since which log entry something that decisions rest on has changed. A decision older than
// a stamp gets no receipt (P2). Bounded: ids share slots, and a shared slot costs a needless second
// decision, never a missed one. For the writer's thread alone.
#pragma once

#include <vector>

#include "services/base/ids.h"

namespace relais::ledger {

class Stamps {
 public:
  // `entries`: the log's size once the change's entry stands in it.
  void Touch(const Array<16>& id, std::uint64_t entries) {
    std::uint64_t& slot = slots_[Slot(id)];
    undo_.emplace_back(Slot(id), slot);
    slot = entries;
  }
  // Whether `id` has changed since a snapshot that holds the changes of the first `mark` entries.
  bool MovedSince(const Array<16>& id, std::uint64_t mark) const { return slots_[Slot(id)] > mark; }

  void Keep() { undo_.clear(); }
  // Takes back every Touch since the last Keep: their entries do not exist.
  void Undo() {
    for (; !undo_.empty(); undo_.pop_back()) slots_[undo_.back().first] = undo_.back().second;
  }

 private:
  static constexpr std::size_t kSlots = 1 << 16;
  // Ids are random: two of their bytes are as good as a hash.
  static std::size_t Slot(const Array<16>& id) {
    return static_cast<std::size_t>(id[0]) << 8 | id[1];
  }
  std::vector<std::uint64_t> slots_ = std::vector<std::uint64_t>(kSlots);
  std::vector<std::pair<std::size_t, std::uint64_t>> undo_;
};

}  // namespace relais::ledger
