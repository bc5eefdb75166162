#include "services/ledger/log_store.h"

#include <deque>
#include <set>

namespace relais::ledger {

using storage::Query;
using storage::Rows;
using storage::Run;

constexpr auto kSchema = R"(
    CREATE TABLE chains(
      id INTEGER PRIMARY KEY, subject INTEGER NOT NULL, subject_id BLOB NOT NULL,
      chain_key BLOB NOT NULL, sealing_key BLOB NOT NULL, UNIQUE(subject_id, subject)) STRICT;
    CREATE TABLE heads(
      chain INTEGER PRIMARY KEY, number INTEGER NOT NULL, idx INTEGER NOT NULL) STRICT;
    CREATE TABLE heads_size(
      only INTEGER PRIMARY KEY CHECK(only = 1), size INTEGER NOT NULL) STRICT;
    INSERT INTO heads_size VALUES(1, 0);
    CREATE TABLE entries(
      idx INTEGER PRIMARY KEY, chain INTEGER NOT NULL, number INTEGER NOT NULL,
      previous INTEGER NOT NULL, change INTEGER NOT NULL, owed INTEGER NOT NULL,
      tag BLOB NOT NULL, commitment BLOB NOT NULL, sealed BLOB NOT NULL,
      oversight BLOB NOT NULL) STRICT;
    CREATE TABLE oversight_from(
      only INTEGER PRIMARY KEY CHECK(only = 1), idx INTEGER NOT NULL) STRICT;
    INSERT INTO oversight_from VALUES(1, 0);
    CREATE TABLE nodes(
      level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL,
      PRIMARY KEY(level, idx)) STRICT, WITHOUT ROWID;
    CREATE TABLE checkpoints(size INTEGER PRIMARY KEY, root BLOB NOT NULL) STRICT)";
const storage::Migration kLogMigration = {"ledger/1", kSchema};
// Each change leaves a row, so that one that is lost in a crash leaves what stood before.
const storage::Migration kStandingsMigration = {"ledger/2", R"(
    CREATE TABLE standings(
      dossier BLOB NOT NULL, idx INTEGER NOT NULL, digest BLOB NOT NULL,
      PRIMARY KEY(dossier, idx)) STRICT, WITHOUT ROWID)"};

namespace {

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }
std::uint64_t Unsigned(std::int64_t value) { return static_cast<std::uint64_t>(value); }

Bytes AssociatedData(std::int64_t chain, std::uint64_t number) {
  Bytes out = "relais-entry/1\n";
  PutU64(out, Unsigned(chain));
  PutU64(out, number);
  return out;
}

// Columns id, chain_key, sealing_key, number, idx from `first` on.
Result<Chain> ChainFrom(const Rows& rows, int first) {
  ASSIGN_OR_RETURN(const Key chain_key, Key::FromBytes(rows.Blob(first + 1)));
  ASSIGN_OR_RETURN(const Key sealing_key, Key::FromBytes(rows.Blob(first + 2)));
  return Chain{rows.Int(first), chain_key, sealing_key, Unsigned(rows.Int(first + 3)),
               Unsigned(rows.Int(first + 4))};
}

// Columns number, previous, tag, commitment, sealed from `first` on.
StoredRow RowFrom(const Rows& rows, std::uint64_t index, std::int64_t chain, int first) {
  return {index,
          chain,
          Unsigned(rows.Int(first)),
          Unsigned(rows.Int(first + 1)),
          rows.Blob(first + 2),
          rows.Blob(first + 3),
          rows.Blob(first + 4)};
}

// The columns of a chain, then subject and subject_id.
Result<NamedChain> NamedChainFrom(const Rows& rows) {
  ASSIGN_OR_RETURN(Chain chain, ChainFrom(rows, 0));
  ASSIGN_OR_RETURN(const auto id, ToArray<16>(rows.Blob(6)));
  return NamedChain{static_cast<audit::Subject>(rows.Int(5)), id, std::move(chain)};
}

Result<std::optional<Chain>> OneChain(Result<Rows> rows) {
  if (!rows) return tl::unexpected<Error>(rows.error());
  ASSIGN_OR_RETURN(const bool row, rows->Next());
  if (!row) return std::optional<Chain>();
  ASSIGN_OR_RETURN(Chain chain, ChainFrom(*rows, 0));
  return std::optional<Chain>(std::move(chain));
}

Result<Hash> ReadLeaf(const Rows& rows, int first) {
  ASSIGN_OR_RETURN(const Hash tag, ToArray<32>(rows.Blob(first)));
  ASSIGN_OR_RETURN(const Hash commitment, ToArray<32>(rows.Blob(first + 1)));
  return audit::LeafHash(audit::LeafBytes(tag, commitment));
}

// The root of a complete subtree, from its leaves.
Result<Hash> FromLeaves(storage::Connection& log, std::uint64_t first, std::uint64_t count) {
  ASSIGN_OR_RETURN(
      Rows rows,
      Query(log, "SELECT tag, commitment FROM entries WHERE idx >= ?1 AND idx < ?2 ORDER BY idx",
            Signed(first), Signed(first + count)));
  audit::Tree tree;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    if (!row) break;
    ASSIGN_OR_RETURN(const Hash leaf, ReadLeaf(rows, 0));
    tree.Append(leaf);
  }
  if (tree.size() != count) return Fail(Reason::kCorrupt, "entries of the log are missing");
  return tree.Root();
}

}  // namespace

Result<Hash> NodeSource::Node(int level, std::uint64_t index) const {
  if (level < kNodeLevels) return FromLeaves(log_, index << level, std::uint64_t{1} << level);
  const auto known = found_.find({level, index});
  if (known != found_.end()) return known->second;
  ASSIGN_OR_RETURN(const Hash hash, Find(level, index));
  found_.emplace(std::pair(level, index), hash);
  return hash;
}

// Requires level >= kNodeLevels.
Result<Hash> NodeSource::Find(int level, std::uint64_t index) const {
  if (level % kNodeLevels == 0) {
    ASSIGN_OR_RETURN(Rows rows, Query(log_, "SELECT hash FROM nodes WHERE level = ?1 AND idx = ?2",
                                      level, Signed(index)));
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    if (!row) return Fail(Reason::kCorrupt, "a node of the log's tree is missing");
    return ToArray<32>(rows.Blob(0));
  }
  ASSIGN_OR_RETURN(const Hash left, Node(level - 1, 2 * index));
  ASSIGN_OR_RETURN(const Hash right, Node(level - 1, 2 * index + 1));
  return audit::NodeHash(left, right);
}

Result<Hash> StandingIn(storage::Connection& log, const Array<16>& dossier) {
  ASSIGN_OR_RETURN(
      Rows rows,
      Query(log, "SELECT digest FROM standings WHERE dossier = ?1 ORDER BY idx DESC LIMIT 1",
            View(dossier)));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row) return Hash{};
  return ToArray<32>(rows.Blob(0));
}

Status WriteStanding(storage::Connection& log, const Array<16>& dossier, std::uint64_t index,
                     const Hash& digest) {
  RETURN_IF_ERROR(Run(log, "INSERT OR REPLACE INTO standings VALUES(?1, ?2, ?3)", View(dossier),
                      Signed(index), View(digest)));
  return {};
}

Status DropStandings(storage::Connection& log, std::uint64_t index) {
  RETURN_IF_ERROR(Run(log, "DELETE FROM standings WHERE idx >= ?1", Signed(index)));
  return {};
}

Result<std::uint64_t> CountEntries(storage::Connection& log) {
  ASSIGN_OR_RETURN(Rows rows, Query(log, "SELECT coalesce(max(idx) + 1, 0) FROM entries"));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  return row ? Unsigned(rows.Int(0)) : 0;
}

Result<Instant> LastTime(storage::Connection& log) {
  ASSIGN_OR_RETURN(const std::uint64_t size, CountEntries(log));
  if (size == 0) return Instant{};
  ASSIGN_OR_RETURN(const PlacedEntry last, ReadEntryAt(log, size - 1));
  ASSIGN_OR_RETURN(const audit::Details details, audit::DecodeDetails(last.entry.details));
  return FromMillis(details.time_ms);
}

// One statement, so that heads and entries are of one moment.
Result<std::optional<Chain>> FindChain(storage::Connection& log, audit::Subject subject,
                                       const Array<16>& id) {
  constexpr auto kSql = R"(
      SELECT c.id, c.chain_key, c.sealing_key, e.number, e.idx FROM chains c
      JOIN entries e ON e.idx = coalesce(
        (SELECT max(n.idx) FROM entries n
         WHERE n.idx >= (SELECT size FROM heads_size) AND n.chain = c.id),
        (SELECT h.idx FROM heads h WHERE h.chain = c.id))
      WHERE c.subject_id = ?1 AND c.subject = ?2)";
  return OneChain(Query(log, kSql, View(id), static_cast<std::int64_t>(subject)));
}

Result<std::optional<Chain>> FindChainAtHeads(storage::Connection& log, audit::Subject subject,
                                              const Array<16>& id) {
  constexpr auto kSql = R"(
      SELECT c.id, c.chain_key, c.sealing_key, h.number, h.idx FROM chains c
      JOIN heads h ON h.chain = c.id WHERE c.subject_id = ?1 AND c.subject = ?2)";
  return OneChain(Query(log, kSql, View(id), static_cast<std::int64_t>(subject)));
}

Result<std::uint64_t> HeadsSize(storage::Connection& log) {
  ASSIGN_OR_RETURN(Rows rows, Query(log, "SELECT size FROM heads_size"));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row) return Fail(Reason::kCorrupt, "the log does not say how far its heads go");
  return Unsigned(rows.Int(0));
}

Status WriteHeads(storage::Connection& log, const std::unordered_set<Chain*>& chains,
                  std::uint64_t size) {
  for (const Chain* const chain : chains) {
    constexpr auto kSql = R"(
        INSERT INTO heads VALUES(?1, ?2, ?3)
        ON CONFLICT(chain) DO UPDATE SET number = excluded.number, idx = excluded.idx)";
    RETURN_IF_ERROR(
        Run(log, kSql, chain->id, Signed(chain->last_number), Signed(chain->last_index)));
  }
  RETURN_IF_ERROR(Run(log, "UPDATE heads_size SET size = ?1", Signed(size)));
  return {};
}

Result<std::vector<NamedChain>> ChainsSinceHeads(storage::Connection& log) {
  constexpr auto kSql = R"(
      SELECT c.id, c.chain_key, c.sealing_key, e.number, e.idx, c.subject, c.subject_id
      FROM entries e JOIN chains c ON c.id = e.chain
      WHERE e.idx >= (SELECT size FROM heads_size) ORDER BY e.idx)";
  ASSIGN_OR_RETURN(Rows rows, Query(log, kSql));
  std::vector<NamedChain> out;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    if (!row) return out;
    ASSIGN_OR_RETURN(NamedChain named, NamedChainFrom(rows));
    out.push_back(std::move(named));
  }
}

Result<std::map<std::int64_t, NamedChain>> AllChains(storage::Connection& log) {
  ASSIGN_OR_RETURN(
      Rows rows,
      Query(log, "SELECT id, chain_key, sealing_key, 0, 0, subject, subject_id FROM chains"));
  std::map<std::int64_t, NamedChain> out;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    if (!row) return out;
    ASSIGN_OR_RETURN(NamedChain named, NamedChainFrom(rows));
    out.emplace(named.chain.id, std::move(named));
  }
}

Result<Bytes> StoredRow::Leaf() const {
  ASSIGN_OR_RETURN(const Hash t, ToArray<32>(tag));
  ASSIGN_OR_RETURN(const Hash c, ToArray<32>(commitment));
  return audit::LeafBytes(t, c);
}

// The sealed bytes are blind[32] | details.
Result<StoredEntry> Unseal(const Chain& chain, const StoredRow& row) {
  StoredEntry entry{.index = row.index, .number = row.number, .previous = row.previous};
  ASSIGN_OR_RETURN(const Bytes plain,
                   Aead(chain.sealing_key).Open(AssociatedData(chain.id, row.number), row.sealed));
  Reader reader(plain);
  ASSIGN_OR_RETURN(const BytesView blind, reader.Take(32));
  ASSIGN_OR_RETURN(entry.blind, ToArray<32>(blind));
  entry.details = Bytes(reader.rest());
  entry.commitment = audit::Commitment(entry.blind, entry.details);
  if (View(entry.commitment) != row.commitment ||
      View(audit::Tag(chain.chain_key, row.number)) != row.tag)
    return Fail(Reason::kCorrupt, "an entry of the log does not match its leaf");
  return entry;
}

Status ScanEntries(storage::Connection& log, std::uint64_t first, std::uint64_t count,
                   const std::function<Status(const StoredRow&)>& see) {
  constexpr auto kSql = R"(
      SELECT idx, chain, number, previous, tag, commitment, sealed, owed, oversight FROM entries
      WHERE idx >= ?1 ORDER BY idx LIMIT ?2)";
  ASSIGN_OR_RETURN(Rows rows, Query(log, kSql, Signed(first), Signed(count)));
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    if (!row) return {};
    StoredRow stored = RowFrom(rows, Unsigned(rows.Int(0)), rows.Int(1), 2);
    stored.owed = static_cast<audit::Telling>(rows.Int(7));
    stored.oversight = rows.Blob(8);
    RETURN_IF_ERROR(see(stored));
  }
}

Result<Chain> MakeChain(storage::Connection& log, audit::Subject subject, const Array<16>& id,
                        Random& random) {
  const Key chain_key = random.NextKey(), sealing_key = random.NextKey();
  constexpr auto kSql = R"(
      INSERT INTO chains(subject, subject_id, chain_key, sealing_key) VALUES(?1, ?2, ?3, ?4)
      RETURNING id)";
  ASSIGN_OR_RETURN(Rows rows,
                   Query(log, kSql, static_cast<std::int64_t>(subject), View(id),
                         chain_key.ExposeSecretBytes(), sealing_key.ExposeSecretBytes()));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row) return Fail(Reason::kInternal, "a new chain got no id");
  return Chain{rows.Int(0), chain_key, sealing_key};
}

Result<StoredEntry> ReadEntry(storage::Connection& log, const Chain& chain, std::uint64_t index) {
  ASSIGN_OR_RETURN(
      Rows rows,
      Query(log,
            "SELECT chain, number, previous, tag, commitment, sealed FROM entries WHERE idx = ?1",
            Signed(index)));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row || rows.Int(0) != chain.id)
    return Fail(Reason::kCorrupt, "an entry of the log is missing from its chain");
  return Unseal(chain, RowFrom(rows, index, chain.id, 1));
}

Result<PlacedEntry> ReadEntryAt(storage::Connection& log, std::uint64_t index) {
  constexpr auto kSql = R"(
      SELECT c.id, c.chain_key, c.sealing_key, e.number, e.idx, c.subject, c.subject_id,
        e.number, e.previous, e.tag, e.commitment, e.sealed
      FROM entries e JOIN chains c ON c.id = e.chain WHERE e.idx = ?1)";
  ASSIGN_OR_RETURN(Rows rows, Query(log, kSql, Signed(index)));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row) return Fail(Reason::kCorrupt, "an entry of the log is missing");
  ASSIGN_OR_RETURN(NamedChain chain, NamedChainFrom(rows));
  ASSIGN_OR_RETURN(StoredEntry entry, Unseal(chain.chain, RowFrom(rows, index, chain.chain.id, 7)));
  return PlacedEntry{std::move(chain), std::move(entry)};
}

Result<StoredEntry> ChainWalk::Next() {
  ASSIGN_OR_RETURN(StoredEntry entry, ReadEntry(log_, chain_, place_.index));
  if (entry.number != place_.number)
    return Fail(Reason::kCorrupt, "an entry of the log is not in its place");
  place_ = {entry.number - 1, entry.previous};
  return entry;
}

Result<std::vector<ChainWalk::Place>> OldestAfter(storage::Connection& log, const Chain& chain,
                                                  std::uint64_t number, std::size_t most) {
  std::deque<ChainWalk::Place> kept;
  ChainWalk::Place at{chain.last_number, chain.last_index};
  while (at.number > number) {
    kept.push_front(at);
    if (kept.size() > most) kept.pop_back();
    ASSIGN_OR_RETURN(
        Rows rows, Query(log, "SELECT number, previous FROM entries WHERE idx = ?1 AND chain = ?2",
                         Signed(at.index), chain.id));
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    if (!row || Unsigned(rows.Int(0)) != at.number)
      return Fail(Reason::kCorrupt, "an entry of the log is not in its place");
    at = {at.number - 1, Unsigned(rows.Int(1))};
  }
  return std::vector<ChainWalk::Place>(kept.begin(), kept.end());
}

Result<std::optional<StoredEntry>> FindEntry(storage::Connection& log, const Chain& chain,
                                             std::uint64_t number) {
  if (number < 1 || number > chain.last_number) return std::optional<StoredEntry>();
  ASSIGN_OR_RETURN(const auto place, OldestAfter(log, chain, number - 1, 1));
  ASSIGN_OR_RETURN(auto entry, ReadEntry(log, chain, place.front().index));
  return std::optional(std::move(entry));
}

Result<Hash> WriteEntry(storage::Connection& log, const Chain& chain, const NewEntry& entry,
                        Random& random) {
  const Hash tag = audit::Tag(chain.chain_key, entry.number);
  const Hash commitment = audit::Commitment(entry.blind, entry.details);
  Bytes plain(View(entry.blind));
  plain += entry.details;
  const Bytes sealed =
      Aead(chain.sealing_key).Seal(random, AssociatedData(chain.id, entry.number), plain);
  RETURN_IF_ERROR(Run(log, "INSERT INTO entries VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                      Signed(entry.index), chain.id, Signed(entry.number), Signed(entry.previous),
                      entry.change ? 1 : 0, static_cast<int>(entry.owed), View(tag),
                      View(commitment), sealed, entry.oversight));
  return audit::LeafHash(audit::LeafBytes(tag, commitment));
}

Status WriteNode(storage::Connection& log, int level, std::uint64_t index, const Hash& hash) {
  RETURN_IF_ERROR(
      Run(log, "INSERT INTO nodes VALUES(?1, ?2, ?3)", level, Signed(index), View(hash)));
  return {};
}

Result<std::vector<ChangeEntry>> ChangesFrom(storage::Connection& log, std::uint64_t index) {
  std::vector<ChangeEntry> out;
  constexpr auto kSql = R"(
      SELECT c.id, c.chain_key, c.sealing_key, e.number, e.idx, e.number, e.previous, e.tag,
        e.commitment, e.sealed
      FROM entries e JOIN chains c ON c.id = e.chain WHERE e.idx >= ?1 AND e.change = 1
      ORDER BY e.idx)";
  ASSIGN_OR_RETURN(Rows rows, Query(log, kSql, Signed(index)));
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    if (!row) return out;
    ASSIGN_OR_RETURN(Chain chain, ChainFrom(rows, 0));
    ASSIGN_OR_RETURN(const StoredEntry entry,
                     Unseal(chain, RowFrom(rows, chain.last_index, chain.id, 5)));
    ASSIGN_OR_RETURN(audit::Details details, audit::DecodeDetails(entry.details));
    out.push_back({entry.index, std::move(chain), std::move(details)});
  }
}

std::vector<const ChangeEntry*> LostOf(const std::vector<ChangeEntry>& changes) {
  std::set<std::uint64_t> closed;
  for (const ChangeEntry& entry : changes) closed.insert(entry.details.refers_to);
  std::vector<const ChangeEntry*> out;
  for (const ChangeEntry& entry : changes) {
    if (entry.details.outcome == audit::Outcome::kChanged && !closed.contains(entry.index + 1))
      out.push_back(&entry);
  }
  return out;
}

Result<Head> ReadHead(storage::Connection& log) {
  ASSIGN_OR_RETURN(Rows rows,
                   Query(log, "SELECT size, root FROM checkpoints ORDER BY size DESC LIMIT 1"));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row) return Head{};
  ASSIGN_OR_RETURN(const Hash root, ToArray<32>(rows.Blob(1)));
  return Head{Unsigned(rows.Int(0)), root};
}

Status WriteSigned(storage::Connection& log, const Head& head) {
  RETURN_IF_ERROR(
      Run(log, "INSERT INTO checkpoints VALUES(?1, ?2)", Signed(head.size), View(head.root)));
  return {};
}

}  // namespace relais::ledger
