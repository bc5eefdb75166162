#include "services/dossier/repository.h"

#include <algorithm>

#include "services/dossier/packed_records.h"

namespace relais::dossier {

using ledger::StoredRecords;
using storage::Query;
using storage::Rows;
using storage::Run;

constexpr auto kSchema = R"(
    CREATE TABLE dossiers(
      id BLOB PRIMARY KEY, person BLOB NOT NULL, card_index BLOB NOT NULL UNIQUE,
      word_salt BLOB NOT NULL, word_hash BLOB NOT NULL, created_ms INTEGER NOT NULL)
      STRICT, WITHOUT ROWID;
    CREATE TABLE records(
      dossier BLOB NOT NULL, compartment INTEGER NOT NULL, packed BLOB NOT NULL,
      PRIMARY KEY(dossier, compartment)) STRICT;
    CREATE TABLE record_history(
      dossier BLOB NOT NULL, compartment INTEGER NOT NULL, id BLOB NOT NULL,
      version INTEGER NOT NULL, sealed BLOB NOT NULL,
      PRIMARY KEY(dossier, compartment, id, version)) STRICT, WITHOUT ROWID)";
const storage::Migration kMigration = {"dossier/1", kSchema};

namespace {

// The packed records of one compartment; empty when it has none.
Result<Bytes> ReadPacked(storage::Connection& vault, const DossierId& dossier,
                         Compartment compartment) {
  ASSIGN_OR_RETURN(
      Rows rows, Query(vault, "SELECT packed FROM records WHERE dossier = ?1 AND compartment = ?2",
                       dossier.view(), static_cast<int>(compartment)));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  return row ? Bytes(rows.Blob(0)) : Bytes();
}

Status WritePacked(storage::Connection& vault, const keys::RecordPlace& place, BytesView packed) {
  constexpr auto kSql = R"(
      INSERT INTO records VALUES(?1, ?2, ?3)
      ON CONFLICT(dossier, compartment) DO UPDATE SET packed = excluded.packed)";
  RETURN_IF_ERROR(
      Run(vault, kSql, place.dossier.view(), static_cast<int>(place.compartment), packed));
  return {};
}

// Moves `records` on to the record of this id; false when it has none.
Result<bool> Seek(PackedRecords& records, const RecordId& id) {
  for (;;) {
    ASSIGN_OR_RETURN(const bool more, records.Next());
    if (!more || records.id() == id) return more;
  }
}

}  // namespace

Status AddDossier(storage::Connection& vault, const Dossier& d, Instant at) {
  RETURN_IF_ERROR(Run(vault, "INSERT INTO dossiers VALUES(?1, ?2, ?3, ?4, ?5, ?6)", d.id.view(),
                      d.person.view(), View(d.card_index), View(d.word_salt), View(d.word_hash),
                      ToMillis(at)));
  return {};
}

Result<std::optional<Dossier>> FindChosenWord(storage::Connection& vault, const DossierId& id) {
  ASSIGN_OR_RETURN(
      Rows rows,
      Query(vault, "SELECT word_salt, word_hash FROM dossiers WHERE id = ?1", id.view()));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row) return std::optional<Dossier>();
  Dossier out{.id = id};
  ASSIGN_OR_RETURN(out.word_salt, ToArray<16>(rows.Blob(0)));
  ASSIGN_OR_RETURN(out.word_hash, ToArray<32>(rows.Blob(1)));
  return std::optional(out);
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

// One range scan for a few compartments is faster than one query each: their keys lie together.
Result<StoredRecords> ReadRecords(storage::Connection& vault, const DossierId& dossier,
                                  CompartmentSet compartments,
                                  const std::vector<RecordId>& hidden) {
  StoredRecords out;
  ASSIGN_OR_RETURN(
      Rows rows,
      Query(vault, "SELECT compartment, packed FROM records WHERE dossier = ?1", dossier.view()));
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    if (!row) return out;
    const auto compartment = static_cast<Compartment>(rows.Int(0));
    if (!compartments.Has(compartment)) continue;
    PackedRecords records(rows.Blob(1));
    for (;;) {
      ASSIGN_OR_RETURN(const bool more, records.Next());
      if (!more) break;
      if (std::ranges::binary_search(hidden, records.id())) continue;
      out.Add(records.id(), compartment, records.version(), records.sealed());
    }
  }
}

Result<StoredRecords> FindRecord(storage::Connection& vault, const DossierId& dossier,
                                 Compartment compartment, const RecordId& id, Viewer viewer) {
  StoredRecords out;
  ASSIGN_OR_RETURN(const auto hidden, HiddenFrom(viewer, vault, dossier));
  if (std::ranges::binary_search(hidden, id)) return out;
  ASSIGN_OR_RETURN(const Bytes packed, ReadPacked(vault, dossier, compartment));
  PackedRecords records(packed);
  ASSIGN_OR_RETURN(const bool found, Seek(records, id));
  if (found) out.Add(id, compartment, records.version(), records.sealed());
  return out;
}

Result<std::optional<Compartment>> FindCompartment(storage::Connection& vault,
                                                   const DossierId& dossier, const RecordId& id,
                                                   Viewer viewer) {
  ASSIGN_OR_RETURN(const auto hidden, HiddenFrom(viewer, vault, dossier));
  if (std::ranges::binary_search(hidden, id)) return std::nullopt;
  ASSIGN_OR_RETURN(
      Rows rows,
      Query(vault, "SELECT compartment, packed FROM records WHERE dossier = ?1", dossier.view()));
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    if (!row) return std::nullopt;
    PackedRecords records(rows.Blob(1));
    ASSIGN_OR_RETURN(const bool found, Seek(records, id));
    if (found) return static_cast<Compartment>(rows.Int(0));
  }
}

Result<StoredRecords> ReadVersions(storage::Connection& vault, const DossierId& dossier,
                                   Compartment compartment, const RecordId& id, Viewer viewer) {
  StoredRecords out;
  ASSIGN_OR_RETURN(const StoredRecords current,
                   FindRecord(vault, dossier, compartment, id, viewer));
  if (current.rows().empty()) return out;
  constexpr auto kSql = R"(
      SELECT version, sealed FROM record_history
      WHERE dossier = ?1 AND compartment = ?2 AND id = ?3 ORDER BY version)";
  ASSIGN_OR_RETURN(Rows rows,
                   Query(vault, kSql, dossier.view(), static_cast<int>(compartment), id.view()));
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    if (!row) break;
    out.Add(id, compartment, static_cast<std::uint32_t>(rows.Int(0)), rows.Blob(1));
  }
  for (const auto& row : current.rows())
    out.Add(id, compartment, row.version, {row.sealed.data(), row.sealed.size()});
  return out;
}

Result<std::int64_t> CountRecords(storage::Connection& vault, const DossierId& dossier,
                                  Compartment compartment, Viewer viewer) {
  ASSIGN_OR_RETURN(const auto hidden, HiddenFrom(viewer, vault, dossier));
  ASSIGN_OR_RETURN(const Bytes packed, ReadPacked(vault, dossier, compartment));
  PackedRecords records(packed);
  for (std::int64_t count = 0;;) {
    ASSIGN_OR_RETURN(const bool more, records.Next());
    if (!more) return count;
    if (!std::ranges::binary_search(hidden, records.id())) ++count;
  }
}

Status AddRecord(storage::Connection& vault, const keys::Envelope& envelope, Random& random,
                 const keys::RecordPlace& place, BytesView content) {
  ASSIGN_OR_RETURN(Bytes packed, ReadPacked(vault, place.dossier, place.compartment));
  Pack(place.record, place.version, envelope.Seal(random, place, content), packed);
  return WritePacked(vault, place, packed);
}

Status ReplaceRecord(storage::Connection& vault, const keys::Envelope& envelope, Random& random,
                     const keys::RecordPlace& place, BytesView content) {
  ASSIGN_OR_RETURN(const Bytes packed, ReadPacked(vault, place.dossier, place.compartment));
  PackedRecords records(packed);
  ASSIGN_OR_RETURN(const bool found, Seek(records, place.record));
  if (!found || records.version() != place.version - 1)
    return Fail(Reason::kChanged, "somebody changed it meanwhile: read it again, then decide");
  RETURN_IF_ERROR(Run(vault, "INSERT INTO record_history VALUES(?1, ?2, ?3, ?4, ?5)",
                      place.dossier.view(), static_cast<int>(place.compartment),
                      place.record.view(), records.version(), records.sealed()));
  Bytes replaced(records.before());
  Pack(place.record, place.version, envelope.Seal(random, place, content), replaced);
  replaced.append(records.after());
  return WritePacked(vault, place, replaced);
}

}  // namespace relais::dossier
