// Migrations: each noun names its pieces of schema, once; a store remembers which it has. Pieces
// are never edited after a release, only followed by new ones.
#pragma once

#include <span>

#include "services/storage/sql.h"

namespace relais::storage {

struct Migration {
  const char* name;  // unique in its store, such as "consent/1"
  const char* sql;
};

// Runs those that the store has not had, in order, in one transaction.
Status Migrate(Connection& connection, std::span<const Migration> migrations);

// A read snapshot of the vault and its mark: the number of log entries whose changes it holds.
class Snapshot {
 public:
  static Result<Snapshot> Begin(Connection& vault);
  Snapshot(Snapshot&& other) noexcept
      : vault_(std::exchange(other.vault_, nullptr)), mark_(other.mark_) {}
  Snapshot& operator=(Snapshot&&) = delete;
  ~Snapshot();
  Connection& vault() const { return *vault_; }
  std::uint64_t mark() const { return mark_; }

 private:
  Snapshot(Connection* vault, std::uint64_t mark) : vault_(vault), mark_(mark) {}
  Connection* vault_;
  std::uint64_t mark_;
};

// The mark, read in the connection's current transaction.
Result<std::uint64_t> ReadMark(Connection& vault);
Status WriteMark(Connection& vault, std::uint64_t mark);
extern const Migration kMarkMigration;

}  // namespace relais::storage
