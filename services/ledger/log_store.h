// The log's tables: entries, the nodes of the tree, chains, checkpoints. Entries are sealed at rest
// under their chain's sealing key; destroying that key leaves every proof valid and the content
// gone.
#pragma once

#include <functional>
#include <map>
#include <unordered_set>

#include "audit/checkpoint.h"
#include "audit/details.h"
#include "audit/leaf.h"
#include "crypto/aead.h"
#include "services/base/clock.h"
#include "services/storage/schema.h"

namespace relais::ledger {

extern const storage::Migration kLogMigration, kStandingsMigration;

// What stands for a dossier (access::Facts) since the change whose entry is at `index`. Zero where there
// never was a change.
Result<Hash> StandingIn(storage::Connection& log, const Array<16>& dossier);
Status WriteStanding(storage::Connection& log, const Array<16>& dossier, std::uint64_t index,
                     const Hash& digest);
// Those of entries from `index` on, whose changes the vault lost.
Status DropStandings(storage::Connection& log, std::uint64_t index);

// One chain: the entries of a dossier, an organisation, or the system, numbered from 1.
struct Chain {
  std::int64_t id = 0;
  Key chain_key;
  Key sealing_key;
  std::uint64_t last_number = 0;
  std::uint64_t last_index = 0;  // of the entry last_number; 0 while there is none
};

struct StoredEntry {
  std::uint64_t index = 0;
  std::uint64_t number = 0;
  std::uint64_t previous = 0;  // index of the one before it in its chain, when number > 1
  Bytes details;               // the bytes that were hashed
  Array<32> blind{};
  Hash commitment{};
};

// Nodes of levels 8, 16, ... are kept; what lies between is computed from the leaves below.
// Remembers what it found above the leaves, so that the proofs of one export share it; lives for
// one export.
class NodeSource final : public audit::HashSource {
 public:
  explicit NodeSource(storage::Connection& log) : log_(log) {}
  Result<Hash> Node(int level, std::uint64_t index) const override;

 private:
  Result<Hash> Find(int level, std::uint64_t index) const;
  storage::Connection& log_;
  mutable std::map<std::pair<int, std::uint64_t>, Hash> found_;
};
inline constexpr int kNodeLevels = 8;

Result<std::uint64_t> CountEntries(storage::Connection& log);
// Of the newest entry that can still be read; the epoch when there is none.
Result<Instant> LastTime(storage::Connection& log);
// nullopt: no entry was ever written for it.
Result<std::optional<Chain>> FindChain(storage::Connection& log, audit::Subject subject,
                                       const Array<16>& id);

// The tree's size when the ends of the chains, the heads, were written down last.
Result<std::uint64_t> HeadsSize(storage::Connection& log);
// Of every chain in `chains`, which must be all that grew since.
Status WriteHeads(storage::Connection& log, const std::unordered_set<Chain*>& chains,
                  std::uint64_t size);
// The chain as of HeadsSize: for the writer, who remembers the chains that grew since.
Result<std::optional<Chain>> FindChainAtHeads(storage::Connection& log, audit::Subject subject,
                                              const Array<16>& id);
struct NamedChain {
  audit::Subject subject;
  Array<16> subject_id;
  Chain chain;
};
// The chains that grew since, one or more times each, the newest state of each last.
Result<std::vector<NamedChain>> ChainsSinceHeads(storage::Connection& log);
Result<Chain> MakeChain(storage::Connection& log, audit::Subject subject, const Array<16>& id,
                        Random& random);
// Every chain, by the id that entries name.
Result<std::map<std::int64_t, NamedChain>> AllChains(storage::Connection& log);

// One entry as it lies there; its bytes live until the row is left.
struct StoredRow {
  std::uint64_t index = 0;
  std::int64_t chain = 0;
  std::uint64_t number = 0;
  std::uint64_t previous = 0;
  BytesView tag, commitment, sealed;
  // ScanEntries alone gives these.
  audit::Telling owed = audit::Telling::kNothingOwed;
  BytesView oversight = {};
  // The bytes of its leaf; kCorrupt when they have not the right sizes.
  Result<Bytes> Leaf() const;
};
// kCorrupt when the sealed bytes do not open or do not match the leaf.
Result<StoredEntry> Unseal(const Chain& chain, const StoredRow& row);
// Calls `see` with the rows from `first` on, `count` of them at most, in the order of the tree.
Status ScanEntries(storage::Connection& log, std::uint64_t first, std::uint64_t count,
                   const std::function<Status(const StoredRow&)>& see);

// By tree index. kCorrupt when the sealed bytes do not open or do not match the leaf.
Result<StoredEntry> ReadEntry(storage::Connection& log, const Chain& chain, std::uint64_t index);
// The same for whoever does not know the chain.
struct PlacedEntry {
  NamedChain chain;
  StoredEntry entry;
};
Result<PlacedEntry> ReadEntryAt(storage::Connection& log, std::uint64_t index);

// Reads a chain from one of its entries, the newest unless told otherwise, back to its first. The
// links are not part of the hashed bytes, so a gap in the numbers is kCorrupt: an entry cannot be
// left out by linking past it.
class ChainWalk {
 public:
  struct Place {
    std::uint64_t number = 0;  // 0: past the first entry
    std::uint64_t index = 0;
  };
  ChainWalk(storage::Connection& log, const Chain& chain)
      : ChainWalk(log, chain, {chain.last_number, chain.last_index}) {}
  ChainWalk(storage::Connection& log, const Chain& chain, Place from)
      : log_(log), chain_(chain), place_(from) {}
  bool AtEnd() const { return place_.number == 0; }
  const Place& place() const { return place_; }
  // Requires !AtEnd().
  Result<StoredEntry> Next();

 private:
  storage::Connection& log_;
  const Chain& chain_;
  Place place_;
};

// Of the entries of a chain above `number`, the oldest `most`, oldest first. Follows the links without
// opening an entry; whoever opens one sees that it is in its place.
Result<std::vector<ChainWalk::Place>> OldestAfter(storage::Connection& log, const Chain& chain,
                                                  std::uint64_t number, std::size_t most);
// The entry of this number; nothing when the chain has none.
Result<std::optional<StoredEntry>> FindEntry(storage::Connection& log, const Chain& chain,
                                             std::uint64_t number);

struct NewEntry {
  std::uint64_t index = 0;
  std::uint64_t number = 0;
  std::uint64_t previous = 0;
  Bytes details;
  Array<32> blind{};
  bool change = false;  // it tells of a change in the vault
  // In the clear beside it: whoever tells the person looks for it (services/notification).
  audit::Telling owed = audit::Telling::kNothingOwed;
  Bytes oversight = {};  // for the reader's house: oversight.h
};
// Writes the entry and returns its leaf hash.
Result<Hash> WriteEntry(storage::Connection& log, const Chain& chain, const NewEntry& entry,
                        Random& random);
Status WriteNode(storage::Connection& log, int level, std::uint64_t index, const Hash& hash);

// The entries from `index` on that tell of a change, with their chains: for recovery.
struct ChangeEntry {
  std::uint64_t index = 0;
  Chain chain;
  audit::Details details;
};
Result<std::vector<ChangeEntry>> ChangesFrom(storage::Connection& log, std::uint64_t index);
// Of those, the ones that were made, and of which no later one says that they were not applied.
std::vector<const ChangeEntry*> LostOf(const std::vector<ChangeEntry>& changes);

// The greatest checkpoint that was made durable before it was signed; size 0 when there is none.
struct Head {
  std::uint64_t size = 0;
  Hash root = audit::EmptyRoot();
};
Result<Head> ReadHead(storage::Connection& log);
Status WriteSigned(storage::Connection& log, const Head& head);

}  // namespace relais::ledger
