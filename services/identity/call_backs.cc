#include "services/identity/call_backs.h"

#include "services/storage/ids.h"

namespace relais::identity {

using storage::Query;
using storage::Rows;
using storage::Run;

const storage::Migration kCallBacksMigration = {"identity_call_backs/1", R"(
    CREATE TABLE call_backs(
      dossier BLOB PRIMARY KEY, asked_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL)
      STRICT, WITHOUT ROWID)"};

Status AddCallBack(storage::Connection& vault, const DossierId& dossier, Instant at) {
  RETURN_IF_ERROR(Run(vault, "DELETE FROM call_backs WHERE until_ms <= ?1", ToMillis(at)));
  constexpr auto kSql = R"(
      INSERT INTO call_backs VALUES(?1, ?2, ?3)
      ON CONFLICT(dossier) DO UPDATE SET until_ms = excluded.until_ms)";
  RETURN_IF_ERROR(Run(vault, kSql, dossier.view(), ToMillis(at), ToMillis(at + kCallBackKept)));
  return {};
}

Result<std::optional<Instant>> CallBackOf(storage::Connection& vault, const DossierId& dossier,
                                          Instant now) {
  constexpr auto kSql = "SELECT asked_ms FROM call_backs WHERE dossier = ?1 AND until_ms > ?2";
  ASSIGN_OR_RETURN(Rows rows, Query(vault, kSql, dossier.view(), ToMillis(now)));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  return row ? std::optional(FromMillis(rows.Int(0))) : std::nullopt;
}

Status DropCallBack(storage::Connection& vault, const DossierId& dossier) {
  RETURN_IF_ERROR(Run(vault, "DELETE FROM call_backs WHERE dossier = ?1", dossier.view()));
  return {};
}

Result<std::vector<DossierId>> CallBacks(storage::Connection& vault, Instant now,
                                         const DossierId& after, int limit) {
  constexpr auto kSql = R"(
      SELECT dossier FROM call_backs WHERE until_ms > ?1 AND dossier > ?2
      ORDER BY dossier LIMIT ?3)";
  return storage::IdsIn<DossierId>(Query(vault, kSql, ToMillis(now), after.view(), limit));
}

}  // namespace relais::identity
