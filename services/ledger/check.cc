#include "services/ledger/check.h"

#include <limits>

namespace relais::ledger {
namespace {

using storage::Query;
using storage::Rows;

std::string Entry(std::uint64_t index) { return "entry " + std::to_string(index); }

// Goes through the entries once, in their order.
class Checker {
 public:
  Checker(Oversight& oversight, Instant kept_since, std::map<std::int64_t, NamedChain> chains,
          std::map<std::uint64_t, Hash> roots)
      : oversight_(oversight),
        kept_since_(kept_since),
        chains_(std::move(chains)),
        roots_(std::move(roots)) {}

  Status See(const StoredRow& row) {
    if (row.index != next_)
      Fault(row.index == next_ + 1 ? Entry(next_) + " is missing"
                                   : "the entries " + std::to_string(next_) + " to " +
                                         std::to_string(row.index - 1) + " are missing");
    next_ = row.index + 1;
    CheckEntry(row);
    const auto leaf = row.Leaf();
    if (!leaf) Fault(Entry(row.index) + ": its leaf was changed");
    tree_.Append(audit::LeafHash(leaf.value_or("")), [&](int level, auto index, const Hash& hash) {
      if (level % kNodeLevels == 0 && level > 0) nodes_.emplace(std::pair(level, index), hash);
    });
    CheckRoot();
    return {};
  }
  void CheckRoot() {
    const auto known = roots_.find(tree_.size());
    if (known == roots_.end()) return;
    if (known->second != tree_.Root())
      Fault("the checkpoint over " + std::to_string(tree_.size()) +
            " entries was signed over other ones: an entry before it was changed, or exchanged");
  }
  void CheckNode(int level, std::uint64_t index, BytesView hash) {
    const auto found = nodes_.find({level, index});
    if (found == nodes_.end() || View(found->second) != hash)
      Fault("the stored node " + std::to_string(index) + " of level " + std::to_string(level) +
            " is not that of the entries");
    else
      nodes_.erase(found);
  }
  LogCheck Finish(std::uint64_t mark, const std::vector<const ChangeEntry*>& lost) {
    if (!roots_.empty() && roots_.rbegin()->first > tree_.size())
      Fault("a checkpoint over " + std::to_string(roots_.rbegin()->first) +
            " entries was signed, and the log has " + std::to_string(tree_.size()) +
            ": its end was cut off, or an older log was put back");
    if (mark > tree_.size())
      Fault("the vault knows of " + std::to_string(mark) + " entries, and the log has " +
            std::to_string(tree_.size()) + ": they are not of one time");
    if (!lost.empty())
      Fault(
          "the vault lacks " + std::to_string(lost.size()) +
          " changes that the log tells of, the first of them entry " +
          std::to_string(lost.front()->index) +
          ": an older vault was put back; or the server was killed in this moment, and closes them "
          "when it starts");
    if (!nodes_.empty()) Fault(std::to_string(nodes_.size()) + " nodes of the tree are missing");
    out_.entries = tree_.size();
    out_.chains = chains_.size();
    out_.checkpoints = roots_.size();
    return std::move(out_);
  }
  void Fault(std::string what) {
    if (out_.faults.size() < kMaxFaults) out_.faults.push_back(std::move(what));
  }

 private:
  void CheckEntry(const StoredRow& row) {
    const std::string name = Entry(row.index);
    const auto found = chains_.find(row.chain);
    if (found == chains_.end()) return Fault(name + " is of a chain that does not exist");
    NamedChain& named = found->second;
    Chain& chain = named.chain;
    if (row.number != chain.last_number + 1)
      Fault(name + " has number " + std::to_string(row.number) + " in its chain, and " +
            std::to_string(chain.last_number + 1) +
            " was to come: an entry is missing, stands "
            "elsewhere, or stands twice");
    else if (row.number > 1 && row.previous != chain.last_index)
      Fault(name + " is linked past the one before it in its chain");
    chain.last_number = row.number;
    chain.last_index = row.index;
    const auto entry = Unseal(chain, row);
    const auto details = entry ? audit::DecodeDetails(entry->details)
                               : Result<audit::Details>(Fail(Reason::kCorrupt, ""));
    if (!details) return Fault(name + ": its bytes were changed, or are of another place");
    if (details->number != row.number || details->subject != named.subject ||
        details->subject_id != named.subject_id)
      Fault(name + " says another number or chain than it stands in");
    if (details->telling != row.owed)
      Fault(name + " owes the person word, or none, other than what is marked beside it");
    if (details->time_ms < last_time_) Fault(name + " is earlier than the one before it");
    last_time_ = details->time_ms;
    CheckOversight(row, *details);
  }
  void CheckOversight(const StoredRow& row, const audit::Details& details) {
    if (row.oversight.empty()) {
      if (FromMillis(details.time_ms) >= kept_since_ && Oversight::IsKept(details))
        Fault(Entry(row.index) + ": what was kept of it for the reader's house was taken away");
      return;
    }
    const auto kept = oversight_.Open(row.oversight, row.index);
    if (!kept || *kept != OversightOf(details))
      Fault(Entry(row.index) + ": what is kept of it for the reader's house was changed");
  }

  Oversight& oversight_;
  const Instant kept_since_;
  std::map<std::int64_t, NamedChain> chains_;  // as far as the scan has come
  const std::map<std::uint64_t, Hash> roots_;  // of the checkpoints, by size
  std::uint64_t next_ = 0;                     // the index that is to come
  audit::Tree tree_;
  std::map<std::pair<int, std::uint64_t>, Hash> nodes_;
  std::int64_t last_time_ = std::numeric_limits<std::int64_t>::min();
  LogCheck out_;
};

Result<std::map<std::uint64_t, Hash>> AllRoots(storage::Connection& log) {
  std::map<std::uint64_t, Hash> out;
  ASSIGN_OR_RETURN(Rows rows, Query(log, "SELECT size, root FROM checkpoints"));
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    if (!row) return out;
    ASSIGN_OR_RETURN(const Hash root, ToArray<32>(rows.Blob(1)));
    out.emplace(static_cast<std::uint64_t>(rows.Int(0)), root);
  }
}

}  // namespace

Result<LogCheck> CheckLog(storage::Connection& log, Oversight& oversight, Instant kept_since,
                          std::uint64_t mark, const std::optional<audit::Checkpoint>& kept) {
  ASSIGN_OR_RETURN(auto chains, AllChains(log));
  ASSIGN_OR_RETURN(auto roots, AllRoots(log));
  const bool two_roots = kept && roots.contains(kept->size) && roots.at(kept->size) != kept->root;
  if (kept && kept->size > 0) roots.emplace(kept->size, kept->root);
  Checker checker(oversight, kept_since, std::move(chains), std::move(roots));
  if (two_roots)
    checker.Fault("two checkpoints over " + std::to_string(kept->size) +
                  " entries have two roots: the log and its side file are of two histories");
  checker.CheckRoot();
  RETURN_IF_ERROR(ScanEntries(log, 0, std::numeric_limits<std::int64_t>::max(),
                              [&](const StoredRow& row) { return checker.See(row); }));
  ASSIGN_OR_RETURN(Rows nodes, Query(log, "SELECT level, idx, hash FROM nodes"));
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, nodes.Next());
    if (!row) break;
    checker.CheckNode(static_cast<int>(nodes.Int(0)), static_cast<std::uint64_t>(nodes.Int(1)),
                      nodes.Blob(2));
  }
  // Of a log that was spoilt they cannot all be read; what spoilt it is told above.
  const auto changes = ChangesFrom(log, mark);
  return checker.Finish(mark, changes ? LostOf(*changes) : std::vector<const ChangeEntry*>());
}

}  // namespace relais::ledger
