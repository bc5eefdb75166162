#include "services/directory/repository.h"

namespace relais::directory {

using storage::Query;
using storage::Rows;
using storage::Run;
using storage::Text;

constexpr auto kSchema = R"(
    CREATE TABLE organisations(
      id BLOB PRIMARY KEY, name TEXT NOT NULL, prison INTEGER NOT NULL)
      STRICT, WITHOUT ROWID;
    CREATE INDEX organisations_name ON organisations(name, id);
    CREATE TABLE professionals(
      id BLOB PRIMARY KEY, organisation BLOB NOT NULL REFERENCES organisations(id),
      name TEXT NOT NULL, profession TEXT NOT NULL, suspended INTEGER NOT NULL)
      STRICT, WITHOUT ROWID;
    CREATE INDEX professionals_house ON professionals(organisation, name, id))";
const storage::Migration kMigration = {"directory/1", kSchema};

namespace {

Result<Organisation> OrganisationFrom(const Rows& rows) {
  ASSIGN_OR_RETURN(const auto id, OrganisationId::FromBytes(rows.Blob(0)));
  return Organisation{id, rows.Text(1), rows.Int(2) != 0};
}

Result<Professional> ProfessionalFrom(const Rows& rows) {
  ASSIGN_OR_RETURN(const auto id, ProfessionalId::FromBytes(rows.Blob(0)));
  ASSIGN_OR_RETURN(const auto organisation, OrganisationId::FromBytes(rows.Blob(1)));
  return Professional{id, organisation, rows.Text(2), rows.Text(3), rows.Int(4) != 0};
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
  if (!rows) return tl::unexpected<Error>(rows.error());
  ASSIGN_OR_RETURN(const bool row, rows->Next());
  if (!row) return std::optional<T>();
  ASSIGN_OR_RETURN(T value, from(*rows));
  return std::optional<T>(std::move(value));
}

Result<Caller> CallerFrom(const Rows& rows) {
  ASSIGN_OR_RETURN(const Professional professional, ProfessionalFrom(rows));
  Caller caller{.kind = CallerKind::kProfessional,
                .id = professional.id.bytes(),
                .name = professional.name,
                .organisation = professional.organisation};
  caller.organisation_name = rows.Text(5);
  caller.profession = professional.profession;
  caller.prison = rows.Int(6) != 0;
  caller.suspended = professional.suspended;
  return caller;
}

}  // namespace

Status AddOrganisation(storage::Connection& vault, const Organisation& o) {
  RETURN_IF_ERROR(Run(vault, "INSERT INTO organisations VALUES(?1, ?2, ?3)", o.id.view(),
                      Text{o.name}, o.prison ? 1 : 0));
  return {};
}

Status AddProfessional(storage::Connection& vault, const Professional& p) {
  RETURN_IF_ERROR(Run(vault, "INSERT INTO professionals VALUES(?1, ?2, ?3, ?4, ?5)", p.id.view(),
                      p.organisation.view(), Text{p.name}, Text{p.profession},
                      p.suspended ? 1 : 0));
  return {};
}

Result<bool> SetSuspended(storage::Connection& vault, const ProfessionalId& id, bool suspended) {
  ASSIGN_OR_RETURN(const auto changed,
                   Run(vault, "UPDATE professionals SET suspended = ?1 WHERE id = ?2",
                       suspended ? 1 : 0, id.view()));
  return changed > 0;
}

Result<std::optional<Organisation>> FindOrganisation(storage::Connection& vault,
                                                     const OrganisationId& id) {
  return One<Organisation>(
      Query(vault, "SELECT id, name, prison FROM organisations WHERE id = ?1", id.view()),
      OrganisationFrom);
}

Result<std::optional<Professional>> FindProfessional(storage::Connection& vault,
                                                     const ProfessionalId& id) {
  return One<Professional>(
      Query(vault,
            "SELECT id, organisation, name, profession, suspended FROM professionals WHERE id = ?1",
            id.view()),
      ProfessionalFrom);
}

Result<std::optional<Caller>> FindCaller(storage::Connection& vault, const ProfessionalId& id) {
  constexpr auto kSql = R"(
      SELECT p.id, p.organisation, p.name, p.profession, p.suspended, o.name, o.prison
      FROM professionals p JOIN organisations o ON o.id = p.organisation WHERE p.id = ?1)";
  return One<Caller>(Query(vault, kSql, id.view()), CallerFrom);
}

Result<std::vector<Organisation>> ListOrganisations(storage::Connection& vault,
                                                    const Position& after, int limit) {
  constexpr auto kSql = R"(
      SELECT id, name, prison FROM organisations WHERE (name, id) > (?1, ?2)
      ORDER BY name, id LIMIT ?3)";
  return All<Organisation>(Query(vault, kSql, Text{after.name}, after.id, limit), OrganisationFrom);
}

Result<std::vector<Professional>> ListProfessionals(storage::Connection& vault,
                                                    const OrganisationId& organisation,
                                                    const Position& after, int limit) {
  constexpr auto kSql = R"(
      SELECT id, organisation, name, profession, suspended FROM professionals
      WHERE organisation = ?1 AND (name, id) > (?2, ?3) ORDER BY name, id LIMIT ?4)";
  return All<Professional>(
      Query(vault, kSql, organisation.view(), Text{after.name}, after.id, limit), ProfessionalFrom);
}

}  // namespace relais::directory
