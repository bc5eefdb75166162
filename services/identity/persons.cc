#include "services/identity/persons.h"

namespace relais::identity {

constexpr auto kSchema = R"(
    CREATE TABLE persons(id BLOB PRIMARY KEY, dossier BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE trusted_persons(
      id BLOB PRIMARY KEY, dossier BLOB NOT NULL, name TEXT NOT NULL, mandate INTEGER NOT NULL,
      document TEXT NOT NULL, seen_by BLOB NOT NULL, proposed_at BLOB NOT NULL,
      since_ms INTEGER NOT NULL, invited INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID)";
const storage::Migration kMigration = {"identity/1", kSchema};

Status AddPerson(storage::Connection& vault, const PersonId& person, const DossierId& dossier) {
  RETURN_IF_ERROR(
      storage::Run(vault, "INSERT INTO persons VALUES(?1, ?2)", person.view(), dossier.view()));
  return {};
}

Result<std::optional<DossierId>> FindPerson(storage::Connection& vault, const PersonId& person) {
  ASSIGN_OR_RETURN(
      storage::Rows rows,
      storage::Query(vault, "SELECT dossier FROM persons WHERE id = ?1", person.view()));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row) return std::optional<DossierId>();
  ASSIGN_OR_RETURN(const auto dossier, DossierId::FromBytes(rows.Blob(0)));
  return std::optional<DossierId>(dossier);
}

Result<std::optional<PersonId>> FindPersonOf(storage::Connection& vault, const DossierId& dossier) {
  ASSIGN_OR_RETURN(
      storage::Rows rows,
      storage::Query(vault, "SELECT id FROM persons WHERE dossier = ?1", dossier.view()));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row) return std::optional<PersonId>();
  ASSIGN_OR_RETURN(const auto person, PersonId::FromBytes(rows.Blob(0)));
  return std::optional<PersonId>(person);
}

Status AddTrustedPerson(storage::Connection& vault, const TrustedPerson& trusted) {
  constexpr auto kSql = R"(
      INSERT OR IGNORE INTO trusted_persons(id, dossier, name, mandate, document, seen_by,
        proposed_at, since_ms)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8))";
  RETURN_IF_ERROR(storage::Run(vault, kSql, trusted.id.view(), trusted.dossier.view(),
                               storage::Text{trusted.name}, trusted.mandate,
                               storage::Text{trusted.document}, trusted.seen_by.view(),
                               trusted.proposed_at.view(), ToMillis(trusted.since)));
  return {};
}

Result<bool> MarkInvited(storage::Connection& vault, const TrustedPersonId& id, Instant at) {
  constexpr auto kSql = R"(
      UPDATE trusted_persons SET invited = 1
      WHERE id = ?1 AND invited = 0 AND seen_by <> zeroblob(16) AND since_ms > ?2)";
  ASSIGN_OR_RETURN(const auto marked,
                   storage::Run(vault, kSql, id.view(), ToMillis(at - std::chrono::hours(72))));
  return marked > 0;
}

Result<std::optional<TrustedPerson>> FindTrustedPerson(storage::Connection& vault,
                                                       const TrustedPersonId& id) {
  constexpr auto kSql = R"(
      SELECT dossier, name, mandate, document, seen_by, proposed_at, since_ms
      FROM trusted_persons WHERE id = ?1)";
  ASSIGN_OR_RETURN(storage::Rows rows, storage::Query(vault, kSql, id.view()));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row) return std::optional<TrustedPerson>();
  TrustedPerson out{.id = id, .name = rows.Text(1), .document = rows.Text(3)};
  ASSIGN_OR_RETURN(out.dossier, DossierId::FromBytes(rows.Blob(0)));
  out.mandate = static_cast<std::uint8_t>(rows.Int(2));
  ASSIGN_OR_RETURN(out.seen_by, ProfessionalId::FromBytes(rows.Blob(4)));
  ASSIGN_OR_RETURN(out.proposed_at, OrganisationId::FromBytes(rows.Blob(5)));
  out.since = FromMillis(rows.Int(6));
  return std::optional(std::move(out));
}

}  // namespace relais::identity
