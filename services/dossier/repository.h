// Dossiers and their records, as stored: sealed content under ids that mean nothing. The only SQL
// over these tables.
#pragma once

#include "services/dossier/contacts.h"
#include "services/ledger/disclose.h"

namespace relais::dossier {

extern const storage::Migration kMigration;

struct Dossier {
  DossierId id;
  PersonId person;
  Hash card_index{};      // blind index of the card code
  Array<16> word_salt{};  // of the chosen word; zero when none was chosen
  Hash word_hash{};
};

Status AddDossier(storage::Connection& vault, const Dossier& dossier, Instant at);
Result<bool> HasDossier(storage::Connection& vault, const DossierId& id);
Result<std::optional<DossierId>> FindByCard(storage::Connection& vault, const Hash& card_index);
// Salt and hash of the chosen word, in an otherwise empty dossier; nullopt when there is no dossier.
Result<std::optional<Dossier>> FindChosenWord(storage::Connection& vault, const DossierId& id);

// The current records of the given compartments, sealed, but for these, as HiddenFrom gives them.
Result<ledger::StoredRecords> ReadRecords(storage::Connection& vault, const DossierId& dossier,
                                          CompartmentSet compartments,
                                          const std::vector<RecordId>& hidden);
// Below, what `viewer` does not see is not there.
// The one record; empty when there is none.
Result<ledger::StoredRecords> FindRecord(storage::Connection& vault, const DossierId& dossier,
                                         Compartment compartment, const RecordId& id,
                                         Viewer viewer);
// Of whatever compartment the record is in; nullopt when the dossier has no such record.
Result<std::optional<Compartment>> FindCompartment(storage::Connection& vault,
                                                   const DossierId& dossier, const RecordId& id,
                                                   Viewer viewer);
// Every version of one record, oldest first; empty when there is none.
Result<ledger::StoredRecords> ReadVersions(storage::Connection& vault, const DossierId& dossier,
                                           Compartment compartment, const RecordId& id,
                                           Viewer viewer);
Result<std::int64_t> CountRecords(storage::Connection& vault, const DossierId& dossier,
                                  Compartment compartment, Viewer viewer);

// Seals and stores version 1.
Status AddRecord(storage::Connection& vault, const keys::Envelope& envelope, Random& random,
                 const keys::RecordPlace& place, BytesView content);
// Seals and stores the next version; the one before goes to the history. kChanged when the stored
// version is another.
Status ReplaceRecord(storage::Connection& vault, const keys::Envelope& envelope, Random& random,
                     const keys::RecordPlace& place, BytesView content);

}  // namespace relais::dossier
