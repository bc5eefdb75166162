// Persons: whose own dossier a person id stands for; and those who stand beside them. The only SQL over these tables.
#pragma once

#include <string>

#include "services/base/clock.h"
#include "services/base/ids.h"
#include "services/storage/schema.h"

namespace relais::identity {

extern const storage::Migration kMigration;

Status AddPerson(storage::Connection& vault, const PersonId& person, const DossierId& dossier);
Result<std::optional<DossierId>> FindPerson(storage::Connection& vault, const PersonId& person);
// The other way round.
Result<std::optional<PersonId>> FindPersonOf(storage::Connection& vault, const DossierId& dossier);

// Somebody whom a person trusts, or who represents them. What they may do is a consent; without one they are nobody.
struct TrustedPerson {
  TrustedPersonId id;
  DossierId dossier;
  std::string name;           // as the person agreed to it, and reads it in the log
  std::uint8_t mandate = 0;   // v1::MandateKind; 0: none
  std::string document = {};  // what it rests on, for an administrator
  // Who saw that, while the person could not answer, and invites them, once; and the house that proposed it. Zero: the
  // person agreed.
  ProfessionalId seen_by = {};
  OrganisationId proposed_at = {};
  Instant since{};
};
// One who is there already stays as they are.
Status AddTrustedPerson(storage::Connection& vault, const TrustedPerson& trusted);
// Of somebody whom a professional saw, at most three days ago, and who was not invited yet. False otherwise.
Result<bool> MarkInvited(storage::Connection& vault, const TrustedPersonId& id, Instant at);
Result<std::optional<TrustedPerson>> FindTrustedPerson(storage::Connection& vault,
                                                       const TrustedPersonId& id);

}  // namespace relais::identity
