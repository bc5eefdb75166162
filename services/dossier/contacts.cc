#include "services/dossier/contacts.h"

#include "services/storage/ids.h"

namespace relais::dossier {

using storage::Query;
using storage::Rows;
using storage::Run;

const storage::Migration kContactsMigration = {"dossier_contacts/1", R"(
    CREATE TABLE contacts(
      dossier BLOB NOT NULL, record BLOB NOT NULL, contact BLOB NOT NULL,
      must_not_know INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY(dossier, record)) STRICT, WITHOUT ROWID)"};

Status AddContact(storage::Connection& vault, const DossierId& dossier, const RecordId& record) {
  RETURN_IF_ERROR(Run(vault, "INSERT INTO contacts(dossier, record, contact) VALUES(?1, ?2, ?2)",
                      dossier.view(), record.view()));
  return {};
}

Status AddAnswerToContact(storage::Connection& vault, const DossierId& dossier,
                          const RecordId& record, const RecordId& contact) {
  constexpr auto kSql = R"(
      INSERT INTO contacts(dossier, record, contact)
      SELECT ?1, ?2, contact FROM contacts WHERE dossier = ?1 AND record = ?3)";
  RETURN_IF_ERROR(Run(vault, kSql, dossier.view(), record.view(), contact.view()));
  return {};
}

Status SetMustNotKnow(storage::Connection& vault, const DossierId& dossier, const RecordId& contact,
                      bool must_not_know) {
  constexpr auto kSql = R"(
      UPDATE contacts SET must_not_know = ?3
      WHERE dossier = ?1 AND record = ?2 AND contact = ?2 RETURNING record)";
  ASSIGN_OR_RETURN(Rows rows,
                   Query(vault, kSql, dossier.view(), contact.view(), must_not_know ? 1 : 0));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row)
    return Fail(Reason::kInvalid, "expected a fact of your file that names somebody", "step_id");
  return {};
}

Result<std::vector<RecordId>> MustNotKnow(storage::Connection& vault, const DossierId& dossier) {
  constexpr auto kSql =
      "SELECT record FROM contacts WHERE dossier = ?1 AND must_not_know = 1 ORDER BY record";
  return storage::IdsIn<RecordId>(Query(vault, kSql, dossier.view()));
}

Result<std::vector<RecordId>> HiddenFrom(Viewer viewer, storage::Connection& vault,
                                         const DossierId& dossier) {
  if (viewer == Viewer::kPerson) return std::vector<RecordId>();
  constexpr auto kSql = R"(
      SELECT one.record FROM contacts AS one JOIN contacts AS marked
        ON marked.dossier = one.dossier AND marked.record = one.contact
      WHERE one.dossier = ?1 AND marked.must_not_know = 1 ORDER BY one.record)";
  return storage::IdsIn<RecordId>(Query(vault, kSql, dossier.view()));
}

}  // namespace relais::dossier
