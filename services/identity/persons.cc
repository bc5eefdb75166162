#include "services/identity/persons.h"

namespace relais::identity {

constexpr auto kSchema = R"(
    CREATE TABLE persons(id BLOB PRIMARY KEY, dossier BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE trusted_persons(
      id BLOB PRIMARY KEY, dossier BLOB NOT NULL, name TEXT NOT NULL) STRICT, WITHOUT ROWID)";
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
  RETURN_IF_ERROR(storage::Run(vault, "INSERT OR IGNORE INTO trusted_persons VALUES(?1, ?2, ?3)",
                               trusted.id.view(), trusted.dossier.view(),
                               storage::Text{trusted.name}));
  return {};
}

Result<std::optional<TrustedPerson>> FindTrustedPerson(storage::Connection& vault,
                                                       const TrustedPersonId& id) {
  ASSIGN_OR_RETURN(
      storage::Rows rows,
      storage::Query(vault, "SELECT dossier, name FROM trusted_persons WHERE id = ?1", id.view()));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row) return std::optional<TrustedPerson>();
  ASSIGN_OR_RETURN(const auto dossier, DossierId::FromBytes(rows.Blob(0)));
  return std::optional(TrustedPerson{id, dossier, rows.Text(1)});
}

}  // namespace relais::identity
