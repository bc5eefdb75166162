#include "services/storage/schema.h"

#include <fmt/format.h>

namespace relais::storage {

constexpr auto kSchema = R"(
    CREATE TABLE mark(one INTEGER PRIMARY KEY CHECK(one = 1), entries INTEGER NOT NULL) STRICT;
    INSERT INTO mark VALUES(1, 0))";
const Migration kMarkMigration = {"storage/1", kSchema};

namespace {

Result<bool> HasMigration(Connection& connection, const char* name) {
  ASSIGN_OR_RETURN(Rows rows,
                   Query(connection, "SELECT 1 FROM migrations WHERE name = ?1", Text{name}));
  return rows.Next();
}

Status RunMigrations(Connection& connection, std::span<const Migration> migrations) {
  RETURN_IF_ERROR(
      connection.Execute("CREATE TABLE IF NOT EXISTS migrations(name TEXT PRIMARY KEY) STRICT"));
  for (const Migration& migration : migrations) {
    ASSIGN_OR_RETURN(const bool has, HasMigration(connection, migration.name));
    if (has) continue;
    if (const Status status = connection.Execute(migration.sql); !status) {
      return Fail(status.error().reason,
                  fmt::format("migration {}: {}", migration.name, status.error().message));
    }
    RETURN_IF_ERROR(Run(connection, "INSERT INTO migrations VALUES(?1)", Text{migration.name}));
  }
  return {};
}

}  // namespace

Status Migrate(Connection& connection, std::span<const Migration> migrations) {
  RETURN_IF_ERROR(connection.Execute("BEGIN IMMEDIATE"));
  if (const Status status = RunMigrations(connection, migrations); !status) {
    (void)connection.Execute("ROLLBACK");
    return status;
  }
  return connection.Execute("COMMIT");
}

Result<Snapshot> Snapshot::Begin(Connection& vault) {
  ASSIGN_OR_RETURN(Rows begin, Query(vault, "BEGIN"));
  ASSIGN_OR_RETURN(bool row, begin.Next());
  (void)row;
  Snapshot snapshot(&vault, 0);
  ASSIGN_OR_RETURN(snapshot.mark_, ReadMark(vault));
  return snapshot;
}

Snapshot::~Snapshot() {
  if (vault_ != nullptr) (void)Run(*vault_, "COMMIT");
}

Result<std::uint64_t> ReadMark(Connection& vault) {
  ASSIGN_OR_RETURN(Rows rows, Query(vault, "SELECT entries FROM mark WHERE one = 1"));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row) return Fail(Reason::kCorrupt, "the vault has no mark");
  return static_cast<std::uint64_t>(rows.Int(0));
}

Status WriteMark(Connection& vault, std::uint64_t mark) {
  RETURN_IF_ERROR(
      Run(vault, "UPDATE mark SET entries = ?1 WHERE one = 1", static_cast<std::int64_t>(mark)));
  return {};
}

}  // namespace relais::storage
