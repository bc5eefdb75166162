// Which facts of a file name somebody around the person, and which of these people must not know. That is the person's
// private mark, stronger than every rule: what names them is shown to nobody else, whatever is open to them, so that nobody
// calls them, and nobody sees that there is a mark. Ids alone; the only SQL over this table.
#pragma once

#include <vector>

#include "services/base/caller.h"
#include "services/storage/schema.h"

namespace relais::dossier {

extern const storage::Migration kContactsMigration;

// For whom records are read.
enum class Viewer : std::uint8_t { kPerson = 1, kOthers };
inline Viewer ViewerOf(const Caller& caller) {
  return caller.kind == CallerKind::kPerson ? Viewer::kPerson : Viewer::kOthers;
}

// `record` is a contact, or the person's answer to one or to another answer. An answer to what is no contact is none.
Status AddContact(storage::Connection& vault, const DossierId& dossier, const RecordId& record);
Status AddAnswerToContact(storage::Connection& vault, const DossierId& dossier,
                          const RecordId& record, const RecordId& contact);
// kInvalid when the file has no such contact.
Status SetMustNotKnow(storage::Connection& vault, const DossierId& dossier, const RecordId& contact,
                      bool must_not_know);
// The contacts that must not know, sorted.
Result<std::vector<RecordId>> MustNotKnow(storage::Connection& vault, const DossierId& dossier);
// The records that `viewer` does not see, sorted: these contacts and the answers to them.
Result<std::vector<RecordId>> HiddenFrom(Viewer viewer, storage::Connection& vault,
                                         const DossierId& dossier);

}  // namespace relais::dossier
