#include "services/identity/call_backs.h"

namespace relais::identity {

using storage::Query;
using storage::Rows;
using storage::Run;

const storage::Migration kCallBacksMigration = {"identity_call_backs/1", R"(
    CREATE TABLE call_backs(dossier BLOB PRIMARY KEY, asked_ms INTEGER NOT NULL)
      STRICT, WITHOUT ROWID)"};

Status AddCallBack(storage::Connection& vault, const DossierId& dossier, Instant at) {
  RETURN_IF_ERROR(
      Run(vault, "DELETE FROM call_backs WHERE asked_ms <= ?1", ToMillis(at - kCallBackKept)));
  RETURN_IF_ERROR(Run(vault, "INSERT INTO call_backs VALUES(?1, ?2) ON CONFLICT DO NOTHING",
                      dossier.view(), ToMillis(at)));
  return {};
}

Result<std::optional<Instant>> CallBackOf(storage::Connection& vault, const DossierId& dossier,
                                          Instant now) {
  constexpr auto kSql = "SELECT asked_ms FROM call_backs WHERE dossier = ?1 AND asked_ms > ?2";
  ASSIGN_OR_RETURN(Rows rows, Query(vault, kSql, dossier.view(), ToMillis(now - kCallBackKept)));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  return row ? std::optional(FromMillis(rows.Int(0))) : std::nullopt;
}

Result<bool> DropCallBack(storage::Connection& vault, const DossierId& dossier) {
  ASSIGN_OR_RETURN(const auto dropped,
                   Run(vault, "DELETE FROM call_backs WHERE dossier = ?1", dossier.view()));
  return dropped > 0;
}

Result<std::vector<DossierId>> CallBacks(storage::Connection& vault, Instant now,
                                         const DossierId& after, int limit) {
  constexpr auto kSql = R"(
      SELECT dossier FROM call_backs WHERE asked_ms > ?1 AND dossier > ?2
      ORDER BY dossier LIMIT ?3)";
  ASSIGN_OR_RETURN(Rows rows,
                   Query(vault, kSql, ToMillis(now - kCallBackKept), after.view(), limit));
  std::vector<DossierId> out;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    if (!row) return out;
    ASSIGN_OR_RETURN(const auto id, DossierId::FromBytes(rows.Blob(0)));
    out.push_back(id);
  }
}

}  // namespace relais::identity
