#include "services/dossier/repository.h"

namespace relais::dossier {

using ledger::StoredRecords;
using storage::Query;
using storage::Rows;
using storage::Run;

// A dossier's records lie together, so that a read of a cold dossier costs few pages.
constexpr auto kSchema = R"(
    CREATE TABLE dossiers(
      id BLOB PRIMARY KEY, person BLOB NOT NULL, card_index BLOB NOT NULL UNIQUE,
      word_salt BLOB NOT NULL, word_hash BLOB NOT NULL, created_ms INTEGER NOT NULL)
      STRICT, WITHOUT ROWID;
    CREATE TABLE records(
      dossier BLOB NOT NULL, compartment INTEGER NOT NULL, id BLOB NOT NULL,
      version INTEGER NOT NULL, sealed BLOB NOT NULL,
      PRIMARY KEY(dossier, compartment, id)) STRICT, WITHOUT ROWID;
    CREATE TABLE record_history(
      dossier BLOB NOT NULL, compartment INTEGER NOT NULL, id BLOB NOT NULL,
      version INTEGER NOT NULL, sealed BLOB NOT NULL,
      PRIMARY KEY(dossier, compartment, id, version)) STRICT, WITHOUT ROWID)";
const storage::Migration kMigration = {"dossier/1", kSchema};

namespace {

// Columns compartment, id, version, sealed.
Status Collect(Result<Rows> rows, CompartmentSet compartments, StoredRecords& out) {
  if (!rows) return tl::unexpected<Error>(rows.error());
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows->Next());
    if (!row) return {};
    const auto compartment = static_cast<Compartment>(rows->Int(0));
    if (!compartments.Has(compartment)) continue;
    ASSIGN_OR_RETURN(const auto id, RecordId::FromBytes(rows->Blob(1)));
    out.Add(id, compartment, static_cast<std::uint32_t>(rows->Int(2)), rows->Blob(3));
  }
}

}  // namespace

Status AddDossier(storage::Connection& vault, const Dossier& d, Instant at) {
  RETURN_IF_ERROR(Run(vault, "INSERT INTO dossiers VALUES(?1, ?2, ?3, ?4, ?5, ?6)", d.id.view(),
                      d.person.view(), View(d.card_index), View(d.word_salt), View(d.word_hash),
                      ToMillis(at)));
  return {};
}

Result<bool> HasDossier(storage::Connection& vault, const DossierId& id) {
  ASSIGN_OR_RETURN(Rows rows, Query(vault, "SELECT 1 FROM dossiers WHERE id = ?1", id.view()));
  return rows.Next();
}

Result<std::optional<DossierId>> FindByCard(storage::Connection& vault, const Hash& card_index) {
  ASSIGN_OR_RETURN(Rows rows,
                   Query(vault, "SELECT id FROM dossiers WHERE card_index = ?1", View(card_index)));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row) return std::optional<DossierId>();
  ASSIGN_OR_RETURN(const auto id, DossierId::FromBytes(rows.Blob(0)));
  return std::optional<DossierId>(id);
}

// One range scan for a few compartments is faster than one query each: they lie together.
Result<StoredRecords> ReadRecords(storage::Connection& vault, const DossierId& dossier,
                                  CompartmentSet compartments) {
  StoredRecords out;
  RETURN_IF_ERROR(Collect(
      Query(vault, "SELECT compartment, id, version, sealed FROM records WHERE dossier = ?1",
            dossier.view()),
      compartments, out));
  return out;
}

Result<StoredRecords> FindRecord(storage::Connection& vault, const DossierId& dossier,
                                 Compartment compartment, const RecordId& id) {
  StoredRecords out;
  constexpr auto kSql = R"(
      SELECT compartment, id, version, sealed FROM records
      WHERE dossier = ?1 AND compartment = ?2 AND id = ?3)";
  RETURN_IF_ERROR(
      Collect(Query(vault, kSql, dossier.view(), static_cast<int>(compartment), id.view()),
              {compartment}, out));
  return out;
}

Result<std::optional<Compartment>> FindCompartment(storage::Connection& vault,
                                                   const DossierId& dossier, const RecordId& id) {
  ASSIGN_OR_RETURN(Rows rows,
                   Query(vault, "SELECT compartment FROM records WHERE dossier = ?1 AND id = ?2",
                         dossier.view(), id.view()));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  return row ? std::optional(static_cast<Compartment>(rows.Int(0))) : std::nullopt;
}

Result<StoredRecords> ReadVersions(storage::Connection& vault, const DossierId& dossier,
                                   Compartment compartment, const RecordId& id) {
  StoredRecords out;
  constexpr auto kSql = R"(
      SELECT compartment, id, version, sealed FROM record_history
      WHERE dossier = ?1 AND compartment = ?2 AND id = ?3
      UNION ALL
      SELECT compartment, id, version, sealed FROM records
      WHERE dossier = ?1 AND compartment = ?2 AND id = ?3
      ORDER BY version)";
  RETURN_IF_ERROR(
      Collect(Query(vault, kSql, dossier.view(), static_cast<int>(compartment), id.view()),
              {compartment}, out));
  return out;
}

Result<std::int64_t> CountRecords(storage::Connection& vault, const DossierId& dossier,
                                  Compartment compartment) {
  ASSIGN_OR_RETURN(
      Rows rows,
      Query(vault, "SELECT count(*) FROM records WHERE dossier = ?1 AND compartment = ?2",
            dossier.view(), static_cast<int>(compartment)));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  return row ? rows.Int(0) : 0;
}

Status AddRecord(storage::Connection& vault, const keys::Envelope& envelope, Random& random,
                 const keys::RecordPlace& place, BytesView content) {
  const Bytes sealed = envelope.Seal(random, place, content);
  RETURN_IF_ERROR(Run(vault, "INSERT INTO records VALUES(?1, ?2, ?3, ?4, ?5)", place.dossier.view(),
                      static_cast<int>(place.compartment), place.record.view(), place.version,
                      sealed));
  return {};
}

Status ReplaceRecord(storage::Connection& vault, const keys::Envelope& envelope, Random& random,
                     const keys::RecordPlace& place, BytesView content) {
  const int compartment = static_cast<int>(place.compartment);
  constexpr auto kKeep = R"(
      INSERT INTO record_history
      SELECT dossier, compartment, id, version, sealed FROM records
      WHERE dossier = ?1 AND compartment = ?2 AND id = ?3 AND version = ?4)";
  ASSIGN_OR_RETURN(const auto kept, Run(vault, kKeep, place.dossier.view(), compartment,
                                        place.record.view(), place.version - 1));
  if (kept != 1)
    return Fail(Reason::kChanged, "somebody changed it meanwhile: read it again, then decide");
  const Bytes sealed = envelope.Seal(random, place, content);
  constexpr auto kReplace = R"(
      UPDATE records SET version = ?1, sealed = ?2
      WHERE dossier = ?3 AND compartment = ?4 AND id = ?5)";
  RETURN_IF_ERROR(Run(vault, kReplace, place.version, sealed, place.dossier.view(), compartment,
                      place.record.view()));
  return {};
}

}  // namespace relais::dossier
