#include "services/notification/repository.h"

#include <limits>

#include "crypto/aead.h"

namespace relais::notification {

using storage::Query;
using storage::Rows;
using storage::Run;

const storage::Migration kVaultMigration = {"notification/1", R"(
    CREATE TABLE tellings(
      dossier BLOB PRIMARY KEY, period INTEGER NOT NULL, sealed BLOB NOT NULL)
      STRICT, WITHOUT ROWID)"};

constexpr auto kLogSchema = R"(
    CREATE TABLE told_up_to(
      only INTEGER PRIMARY KEY CHECK(only = 1), size INTEGER NOT NULL) STRICT;
    INSERT INTO told_up_to VALUES(1, 0);
    CREATE TABLE pending(
      chain INTEGER PRIMARY KEY, dossier BLOB NOT NULL, count INTEGER NOT NULL,
      number INTEGER NOT NULL, idx INTEGER NOT NULL, since_ms INTEGER NOT NULL,
      newest_ms INTEGER NOT NULL, at_once_ms INTEGER, emergency_ms INTEGER,
      due_ms INTEGER) STRICT;
    CREATE INDEX pending_due ON pending(due_ms) WHERE due_ms IS NOT NULL;
    CREATE TABLE messages(
      id BLOB PRIMARY KEY, chain INTEGER NOT NULL, dossier BLOB NOT NULL,
      number INTEGER NOT NULL, idx INTEGER NOT NULL, count INTEGER NOT NULL,
      since_ms INTEGER NOT NULL, recipient INTEGER NOT NULL,
      channel INTEGER NOT NULL, state INTEGER NOT NULL, attempts INTEGER NOT NULL,
      code TEXT NOT NULL, next_ms INTEGER, emergency_ms INTEGER,
      created_ms INTEGER NOT NULL, changed_ms INTEGER NOT NULL) STRICT;
    CREATE INDEX messages_next ON messages(next_ms) WHERE next_ms IS NOT NULL;
    CREATE INDEX messages_of ON messages(chain, recipient, number);
    CREATE INDEX messages_code ON messages(code, created_ms);
    CREATE INDEX messages_dead ON messages(changed_ms, id) WHERE state = 3;
    CREATE TABLE told_at_meeting(chain INTEGER PRIMARY KEY, number INTEGER NOT NULL) STRICT;
    CREATE TABLE houses(
      chain INTEGER NOT NULL, house BLOB NOT NULL, PRIMARY KEY(chain, house))
      STRICT, WITHOUT ROWID)";
const storage::Migration kLogMigration = {"notification/1", kLogSchema};

namespace {

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }
std::uint64_t Unsigned(std::int64_t value) { return static_cast<std::uint64_t>(value); }

std::optional<std::int64_t> Ms(const std::optional<Instant>& at) {
  return at ? std::optional(ToMillis(*at)) : std::nullopt;
}
std::optional<Instant> At(const Rows& rows, int column) {
  return rows.IsNull(column) ? std::nullopt : std::optional(FromMillis(rows.Int(column)));
}

template <class T>
Result<std::vector<T>> All(Result<Rows> rows, Result<T> (*from)(const Rows&)) {
  if (!rows) return tl::unexpected<Error>(rows.error());
  std::vector<T> out;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows->Next());
    if (!row) return out;
    ASSIGN_OR_RETURN(T value, from(*rows));
    out.push_back(std::move(value));
  }
}
template <class T>
Result<std::optional<T>> One(Result<Rows> rows, Result<T> (*from)(const Rows&)) {
  ASSIGN_OR_RETURN(auto all, All(std::move(rows), from));
  return all.empty() ? std::optional<T>() : std::optional<T>(std::move(all.front()));
}

Bytes AssociatedData(const DossierId& dossier, std::uint32_t period) {
  Bytes out = "relais-telling/1\n";
  out += dossier.view();
  PutU32(out, period);
  return out;
}

#define PENDING_COLUMNS                                                                 \
  "chain, dossier, count, number, idx, since_ms, newest_ms, at_once_ms, emergency_ms, " \
  "due_ms"

Result<Pending> PendingFrom(const Rows& rows) {
  Pending p{.chain = rows.Int(0)};
  ASSIGN_OR_RETURN(p.dossier, DossierId::FromBytes(rows.Blob(1)));
  p.count = static_cast<std::uint32_t>(rows.Int(2));
  p.number = Unsigned(rows.Int(3));
  p.index = Unsigned(rows.Int(4));
  p.since = FromMillis(rows.Int(5));
  p.newest = FromMillis(rows.Int(6));
  p.at_once = At(rows, 7);
  p.emergency = At(rows, 8);
  p.due = At(rows, 9);
  return p;
}

#define MESSAGE_COLUMNS                                                                           \
  "id, chain, dossier, number, idx, count, since_ms, recipient, channel, state, attempts, code, " \
  "next_ms, emergency_ms, created_ms, changed_ms"

Result<Message> MessageFrom(const Rows& rows) {
  Message m;
  ASSIGN_OR_RETURN(m.id, ToArray<16>(rows.Blob(0)));
  m.chain = rows.Int(1);
  ASSIGN_OR_RETURN(m.dossier, DossierId::FromBytes(rows.Blob(2)));
  m.number = Unsigned(rows.Int(3));
  m.index = Unsigned(rows.Int(4));
  m.count = static_cast<std::uint32_t>(rows.Int(5));
  m.since = FromMillis(rows.Int(6));
  m.recipient = static_cast<Recipient>(rows.Int(7));
  m.channel = static_cast<v1::Channel>(rows.Int(8));
  m.state = static_cast<MessageState>(rows.Int(9));
  m.attempts = static_cast<std::uint32_t>(rows.Int(10));
  m.code = rows.Text(11);
  m.next = At(rows, 12);
  m.emergency = At(rows, 13);
  m.created = FromMillis(rows.Int(14));
  m.changed = FromMillis(rows.Int(15));
  return m;
}

Result<OwedEntry> OwedFromRow(const Rows& rows) {
  const auto telling = static_cast<int>(rows.Int(3));
  return OwedEntry{rows.Int(0), Unsigned(rows.Int(1)), Unsigned(rows.Int(2)),
                   telling > 0, telling > 1,           rows.Int(4) != 0};
}

Result<bool> Any(Result<Rows> rows) {
  if (!rows) return tl::unexpected<Error>(rows.error());
  return rows->Next();
}

}  // namespace

Result<std::optional<v1::Telling>> Tellings::Find(storage::Connection& vault,
                                                  const DossierId& dossier) const {
  ASSIGN_OR_RETURN(Rows rows, Query(vault, "SELECT period, sealed FROM tellings WHERE dossier = ?1",
                                    dossier.view()));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row) return std::optional<v1::Telling>();
  const auto period = static_cast<std::uint32_t>(rows.Int(0));
  const auto key = keystore_.period_key(period);
  const auto bytes = key ? Aead(*key).Open(AssociatedData(dossier, period), rows.Blob(1))
                         : Result<Bytes>(tl::unexpected<Error>(key.error()));
  v1::Telling telling;
  if (!bytes || !telling.ParseFromString(*bytes)) return std::optional<v1::Telling>();
  return std::optional(std::move(telling));
}

Status Tellings::Put(storage::Connection& vault, const DossierId& dossier,
                     const v1::Telling& telling) const {
  const std::uint32_t period = keystore_.newest_period();
  ASSIGN_OR_RETURN(const Key key, keystore_.period_key(period));
  const Bytes sealed =
      Aead(key).Seal(random_, AssociatedData(dossier, period), telling.SerializeAsString());
  constexpr auto kSql = R"(
      INSERT INTO tellings VALUES(?1, ?2, ?3)
      ON CONFLICT(dossier) DO UPDATE SET period = excluded.period, sealed = excluded.sealed)";
  RETURN_IF_ERROR(Run(vault, kSql, dossier.view(), static_cast<std::int64_t>(period), sealed));
  return {};
}

Status Tellings::Stop(storage::Connection& vault, const DossierId& dossier, bool stopped) const {
  ASSIGN_OR_RETURN(auto telling, Find(vault, dossier));
  if (!telling) telling.emplace();
  telling->set_stopped(stopped);
  return Put(vault, dossier, *telling);
}

Result<std::optional<Pending>> FindPending(storage::Connection& log, std::int64_t chain) {
  return One<Pending>(Query(log, "SELECT " PENDING_COLUMNS " FROM pending WHERE chain = ?1", chain),
                      PendingFrom);
}

Result<std::vector<Pending>> DuePending(storage::Connection& log, Instant now, int limit) {
  return All<Pending>(
      Query(log,
            "SELECT " PENDING_COLUMNS " FROM pending WHERE due_ms <= ?1 ORDER BY due_ms LIMIT ?2",
            ToMillis(now), limit),
      PendingFrom);
}

Result<Backlog> MeasureBacklog(storage::Connection& log, Instant now) {
  // One that was tried in vain is due since it was made, whenever it is tried again.
  constexpr auto kSql = R"(
      WITH late(since_ms) AS (
        SELECT due_ms FROM pending WHERE due_ms <= ?1
        UNION ALL
        SELECT CASE WHEN attempts > 0 THEN created_ms ELSE next_ms END FROM messages
        WHERE next_ms IS NOT NULL AND (next_ms <= ?1 OR attempts > 0))
      SELECT (SELECT count(*) FROM late), (SELECT count(*) FROM messages WHERE state = 3),
        (SELECT coalesce(min(since_ms), ?1) FROM late))";
  ASSIGN_OR_RETURN(Rows rows, Query(log, kSql, ToMillis(now)));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row) return Fail(Reason::kInternal, "a count gave no row");
  const Instant oldest = FromMillis(rows.Int(2));
  return Backlog{rows.Int(0), rows.Int(1), std::max(Millis(0), now - oldest)};
}

Status PutPending(storage::Connection& log, const Pending& p) {
  constexpr auto kSql =
      "INSERT OR REPLACE INTO pending VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
  RETURN_IF_ERROR(Run(log, kSql, p.chain, p.dossier.view(), static_cast<std::int64_t>(p.count),
                      Signed(p.number), Signed(p.index), ToMillis(p.since), ToMillis(p.newest),
                      Ms(p.at_once), Ms(p.emergency), Ms(p.due)));
  return {};
}

Status DropPending(storage::Connection& log, std::int64_t chain) {
  RETURN_IF_ERROR(Run(log, "DELETE FROM pending WHERE chain = ?1", chain));
  return {};
}

Status PutMessage(storage::Connection& log, const Message& m) {
  RETURN_IF_ERROR(Run(log, "DELETE FROM messages WHERE chain = ?1 AND recipient = ?2 AND state = 0",
                      m.chain, static_cast<int>(m.recipient)));
  RETURN_IF_ERROR(Run(log,
                      "INSERT INTO messages VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
                      "?12, ?13, ?14, ?15, "
                      "?16)",
                      View(m.id), m.chain, m.dossier.view(), Signed(m.number), Signed(m.index),
                      static_cast<std::int64_t>(m.count), ToMillis(m.since),
                      static_cast<int>(m.recipient), static_cast<int>(m.channel),
                      static_cast<int>(m.state), static_cast<std::int64_t>(m.attempts),
                      storage::Text{m.code}, Ms(m.next), Ms(m.emergency), ToMillis(m.created),
                      ToMillis(m.changed)));
  return {};
}

// A report may have come before the handing over was noted: what is known already stays.
Status UpdateMessage(storage::Connection& log, const Message& m) {
  RETURN_IF_ERROR(Run(log,
                      "UPDATE messages SET next_ms = CASE WHEN state > ?2 THEN NULL ELSE ?4 END, "
                      "state = max(state, ?2), attempts = ?3, changed_ms = ?5 WHERE id = ?1",
                      View(m.id), static_cast<int>(m.state), static_cast<std::int64_t>(m.attempts),
                      Ms(m.next), ToMillis(m.changed)));
  return {};
}

Status DropMessage(storage::Connection& log, const Array<16>& id) {
  RETURN_IF_ERROR(Run(log, "DELETE FROM messages WHERE id = ?1", View(id)));
  return {};
}

Result<std::optional<Message>> FindMessage(storage::Connection& log, const Array<16>& id) {
  return One<Message>(
      Query(log, "SELECT " MESSAGE_COLUMNS " FROM messages WHERE id = ?1", View(id)), MessageFrom);
}

Result<std::vector<Message>> ReadyMessages(storage::Connection& log, Instant now, int limit) {
  return All<Message>(
      Query(log,
            "SELECT " MESSAGE_COLUMNS
            " FROM messages WHERE next_ms <= ?1 AND state = 0 ORDER BY next_ms LIMIT ?2",
            ToMillis(now), limit),
      MessageFrom);
}

Status WakeMessages(storage::Connection& log, Instant now) {
  constexpr auto kSql = R"(
      UPDATE messages SET next_ms = ?1 WHERE next_ms > ?1 AND changed_ms > ?1 AND state = 0)";
  RETURN_IF_ERROR(Run(log, kSql, ToMillis(now)));
  return {};
}

Result<std::vector<Message>> ReadyMessagesOf(storage::Connection& log, std::int64_t chain) {
  return All<Message>(
      Query(log, "SELECT " MESSAGE_COLUMNS " FROM messages WHERE chain = ?1 AND state = 0", chain),
      MessageFrom);
}

Result<int> CountSince(storage::Connection& log, std::int64_t chain, Instant since) {
  constexpr auto kSql = R"(
      SELECT count(*) FROM messages WHERE chain = ?1 AND created_ms > ?2
      GROUP BY recipient ORDER BY 1 DESC LIMIT 1)";
  ASSIGN_OR_RETURN(Rows rows, Query(log, kSql, chain, ToMillis(since)));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  return row ? static_cast<int>(rows.Int(0)) : 0;
}

Result<std::optional<Message>> NewestMessage(storage::Connection& log, std::int64_t chain,
                                             Recipient recipient) {
  return One<Message>(
      Query(log,
            "SELECT " MESSAGE_COLUMNS " FROM messages WHERE chain = ?1 AND recipient = ?2 "
            "ORDER BY number DESC, created_ms DESC LIMIT 1",
            chain, static_cast<int>(recipient)),
      MessageFrom);
}

Result<std::vector<Message>> DeadMessagesTo(storage::Connection& log, std::int64_t chain,
                                            Recipient recipient) {
  return All<Message>(Query(log,
                            "SELECT " MESSAGE_COLUMNS
                            " FROM messages WHERE chain = ?1 AND recipient = ?2 AND state = 3",
                            chain, static_cast<int>(recipient)),
                      MessageFrom);
}

Status DropDead(storage::Connection& log, std::int64_t chain) {
  RETURN_IF_ERROR(Run(log, "DELETE FROM messages WHERE chain = ?1 AND state = 3", chain));
  return {};
}

Result<std::optional<Message>> MessageFor(storage::Connection& log, std::int64_t chain,
                                          std::uint64_t number) {
  return One<Message>(
      Query(log,
            "SELECT " MESSAGE_COLUMNS " FROM messages WHERE chain = ?1 AND number >= ?2 "
            "ORDER BY recipient, number LIMIT 1",
            chain, Signed(number)),
      MessageFrom);
}

Result<std::vector<Message>> MessagesWithCode(storage::Connection& log, std::string_view code,
                                              Instant since) {
  return All<Message>(
      Query(log,
            "SELECT " MESSAGE_COLUMNS
            " FROM messages WHERE code = ?1 AND created_ms > ?2 AND state IN (1, 2)",
            storage::Text{code}, ToMillis(since)),
      MessageFrom);
}

Status UseUpCode(storage::Connection& log, const Array<16>& id) {
  RETURN_IF_ERROR(Run(log, "UPDATE messages SET code = '' WHERE id = ?1", View(id)));
  return {};
}

Result<std::vector<Message>> DeadMessages(storage::Connection& log,
                                          const std::optional<DeadPosition>& before, int limit) {
  const DeadPosition from =
      before.value_or(DeadPosition{std::numeric_limits<std::int64_t>::max(), {}});
  return All<Message>(Query(log,
                            "SELECT " MESSAGE_COLUMNS
                            " FROM messages WHERE state = 3 AND (changed_ms, id) < (?1, ?2) "
                            "ORDER BY changed_ms DESC, id DESC LIMIT ?3",
                            from.changed_ms, from.id, limit),
                      MessageFrom);
}

Result<std::uint64_t> ReadCursor(storage::Connection& log) {
  ASSIGN_OR_RETURN(Rows rows, Query(log, "SELECT size FROM told_up_to"));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row) return Fail(Reason::kCorrupt, "the log does not say what was taken up for telling");
  return Unsigned(rows.Int(0));
}

Status WriteCursor(storage::Connection& log, std::uint64_t size) {
  RETURN_IF_ERROR(Run(log, "UPDATE told_up_to SET size = ?1", Signed(size)));
  return {};
}

Result<std::vector<OwedEntry>> OwedFrom(storage::Connection& log, std::uint64_t from, int limit) {
  return All<OwedEntry>(Query(log,
                              "SELECT chain, idx, number, owed, change FROM entries "
                              "WHERE idx >= ?1 ORDER BY idx LIMIT ?2",
                              Signed(from), limit),
                        OwedFromRow);
}

Result<std::vector<OwedEntry>> SilentChangesFrom(storage::Connection& log, std::uint64_t from) {
  return All<OwedEntry>(Query(log,
                              "SELECT chain, idx, number, owed, change FROM entries "
                              "WHERE idx >= ?1 AND change = 1 AND owed = 0 ORDER BY idx",
                              Signed(from)),
                        OwedFromRow);
}

Result<std::uint64_t> ToldAtMeeting(storage::Connection& log, std::int64_t chain) {
  ASSIGN_OR_RETURN(Rows rows,
                   Query(log, "SELECT number FROM told_at_meeting WHERE chain = ?1", chain));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  return row ? Unsigned(rows.Int(0)) : 0;
}

Status PutToldAtMeeting(storage::Connection& log, std::int64_t chain, std::uint64_t number) {
  constexpr auto kSql = R"(
      INSERT INTO told_at_meeting VALUES(?1, ?2)
      ON CONFLICT(chain) DO UPDATE SET number = max(number, excluded.number))";
  RETURN_IF_ERROR(Run(log, kSql, chain, Signed(number)));
  return {};
}

Result<bool> KnowsAnyHouse(storage::Connection& log, std::int64_t chain) {
  return Any(Query(log, "SELECT 1 FROM houses WHERE chain = ?1 LIMIT 1", chain));
}

Result<bool> KnowsHouse(storage::Connection& log, std::int64_t chain, const Array<16>& house) {
  return Any(
      Query(log, "SELECT 1 FROM houses WHERE chain = ?1 AND house = ?2", chain, View(house)));
}

Status AddHouse(storage::Connection& log, std::int64_t chain, const Array<16>& house) {
  RETURN_IF_ERROR(
      Run(log, "INSERT INTO houses VALUES(?1, ?2) ON CONFLICT DO NOTHING", chain, View(house)));
  return {};
}

}  // namespace relais::notification
