#include "services/exit/under_way.h"

namespace relais::exit {

using storage::Query;
using storage::Rows;
using storage::Run;

const storage::Migration kMigration = {"exit/1", R"(
    CREATE TABLE exits_under_way(
      dossier BLOB NOT NULL, exit BLOB NOT NULL, organisation BLOB NOT NULL, unit BLOB NOT NULL,
      owner BLOB NOT NULL, has_left INTEGER NOT NULL DEFAULT 0, reopened_ms INTEGER,
      PRIMARY KEY(dossier, exit)) STRICT;
    CREATE INDEX exits_of_house ON exits_under_way(organisation, dossier, exit)
      WHERE has_left = 0)"};

namespace {

#define UNDER_WAY "SELECT dossier, exit, organisation, unit, owner, has_left FROM exits_under_way "

Result<std::vector<UnderWay>> AllOf(Rows rows) {
  std::vector<UnderWay> out;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    if (!row) return out;
    UnderWay& one = out.emplace_back();
    ASSIGN_OR_RETURN(one.dossier, DossierId::FromBytes(rows.Blob(0)));
    ASSIGN_OR_RETURN(one.exit, RecordId::FromBytes(rows.Blob(1)));
    ASSIGN_OR_RETURN(one.organisation, OrganisationId::FromBytes(rows.Blob(2)));
    ASSIGN_OR_RETURN(one.unit, UnitId::FromBytes(rows.Blob(3)));
    ASSIGN_OR_RETURN(one.owner, ProfessionalId::FromBytes(rows.Blob(4)));
    one.left = rows.Int(5) != 0;
  }
}

}  // namespace

Status SetUnderWay(storage::Connection& vault, const UnderWay& leaving) {
  constexpr auto kSql = R"(
      INSERT INTO exits_under_way(dossier, exit, organisation, unit, owner)
      VALUES(?1, ?2, ?3, ?4, ?5)
      ON CONFLICT(dossier, exit) DO UPDATE SET
        organisation = excluded.organisation, unit = excluded.unit, owner = excluded.owner)";
  RETURN_IF_ERROR(Run(vault, kSql, leaving.dossier.view(), leaving.exit.view(),
                      leaving.organisation.view(), leaving.unit.view(), leaving.owner.view()));
  return {};
}

Result<bool> IsUnderWay(storage::Connection& vault, const DossierId& dossier,
                        const RecordId& exit) {
  constexpr auto kSql =
      "SELECT 1 FROM exits_under_way WHERE dossier = ?1 AND exit = ?2 AND has_left = 0";
  ASSIGN_OR_RETURN(Rows rows, Query(vault, kSql, dossier.view(), exit.view()));
  return rows.Next();
}

Result<bool> MarkLeft(storage::Connection& vault, const DossierId& dossier, const RecordId& exit) {
  constexpr auto kSql =
      "UPDATE exits_under_way SET has_left = 1 WHERE dossier = ?1 AND exit = ?2 AND has_left = 0";
  ASSIGN_OR_RETURN(const auto changed, Run(vault, kSql, dossier.view(), exit.view()));
  return changed > 0;
}

Result<bool> Reopen(storage::Connection& vault, const DossierId& dossier, const RecordId& exit,
                    Instant at) {
  constexpr auto kSql = R"(
      UPDATE exits_under_way SET has_left = 0, reopened_ms = ?3
      WHERE dossier = ?1 AND exit = ?2 AND has_left = 1)";
  ASSIGN_OR_RETURN(const auto changed, Run(vault, kSql, dossier.view(), exit.view(), ToMillis(at)));
  return changed > 0;
}

Result<std::optional<Instant>> ReopenedAt(storage::Connection& vault, const DossierId& dossier,
                                          const RecordId& exit) {
  constexpr auto kSql = "SELECT reopened_ms FROM exits_under_way WHERE dossier = ?1 AND exit = ?2";
  ASSIGN_OR_RETURN(Rows rows, Query(vault, kSql, dossier.view(), exit.view()));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  return row && !rows.IsNull(0) ? std::optional(FromMillis(rows.Int(0))) : std::nullopt;
}

Result<std::vector<UnderWay>> UnderWayIn(storage::Connection& vault, const DossierId& dossier) {
  ASSIGN_OR_RETURN(Rows rows,
                   Query(vault, UNDER_WAY "WHERE dossier = ?1 ORDER BY exit", dossier.view()));
  return AllOf(std::move(rows));
}

Result<std::vector<UnderWay>> UnderWayOf(storage::Connection& vault, const OrganisationId& house,
                                         const UnderWay& after, int limit) {
  constexpr auto kSql = UNDER_WAY
      "WHERE organisation = ?1 AND has_left = 0 AND (dossier, exit) > (?2, ?3) "
      "ORDER BY dossier, exit LIMIT ?4";
  ASSIGN_OR_RETURN(
      Rows rows, Query(vault, kSql, house.view(), after.dossier.view(), after.exit.view(), limit));
  return AllOf(std::move(rows));
}

}  // namespace relais::exit
