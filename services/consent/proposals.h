// Proposals, and how the person said yes to them, as stored. The only SQL over this table.
#pragma once

#include "crypto/hash.h"
#include "services/base/caller.h"
#include "services/base/clock.h"
#include "services/storage/schema.h"

namespace relais::consent {

extern const storage::Migration kProposalsMigration;

inline constexpr std::chrono::hours kProposalLasts{72};

struct Proposal {
  ProposalId id;
  DossierId dossier;      // zero: there was no such file, and nobody is told
  std::string statement;  // see statement.h
  std::string language;
  Hash text_version{};           // SHA-256 of the catalogue
  std::uint8_t legal_basis = 0;  // v1::LegalBasis
  // Zero: the person.
  ProfessionalId proposer;
  OrganisationId house;
  Array<16> team{};          // of the proposer then: see Caller::team
  bool unable = false;       // the person could not answer: two professionals do
  bool represented = false;  // nor then: somebody with a mandate does
  bool custody = false;      // the house was a prison, or its name tells of one
  Instant created{}, expires{};
};

// Takes back one that nobody said yes to.
Status DropProposal(storage::Connection& vault, const DossierId& dossier, const ProposalId& id);
// What a yes is bound to.
inline Hash HashOf(const Proposal& proposal) { return Sha256({proposal.statement}); }

// How it was confirmed. What a passkey gave is kept whole, so that it can be verified without this server.
struct Confirmation {
  std::uint8_t method = 0;  // v1::Proof::Method
  Instant at{};
  ProfessionalId by;  // who sent it for the person, or the witness; zero: the person
  TrustedPersonId representative = {};  // who said it in the person's place; zero: nobody
  std::uint8_t form = 0;                // v1::PaperYes::Form
  bool read_aloud = false;
  OrganisationId interpreter;       // zero: none
  Bytes credential_id, public_key;  // of the passkey; the key as SubjectPublicKeyInfo, DER
  OrganisationId added_at;          // the house at whose desk the passkey was added
  Bytes client_data_json, authenticator_data, signature;
};

// Each row is sealed, HMAC-SHA-256(key, "relais-proposal/1\n" | all of it): whoever edits the vault makes no
// witness say yes to something else, and no receipt lie. What was altered is kCorrupt.

// Drops those of the dossier that have expired unconfirmed, and the proposer's oldest when many of theirs wait:
// nobody pushes out another's.
Status AddProposal(storage::Connection& vault, const Key& key, const Proposal& proposal,
                   Instant now);
// Whose it is, confirmed or not; zero when there is none.
Result<DossierId> DossierOfProposal(storage::Connection& vault, const ProposalId& id);
// One that waits to be confirmed; nullopt when there is none, or no more.
Result<std::optional<Proposal>> FindProposal(storage::Connection& vault, const Key& key,
                                             const ProposalId& id, Instant now);
// Requires one that waits. False when it is confirmed already, or gone.
Result<bool> Confirm(storage::Connection& vault, const Key& key, const Proposal& proposal,
                     const Confirmation& confirmation);
// Those that the person said yes to in custody before then. What waits there to be agreed to is there no more.
Result<std::vector<ProposalId>> LeaveCustody(storage::Connection& vault, const DossierId& dossier,
                                             Instant before);
// One that was confirmed.
struct Confirmed {
  Proposal proposal;
  Confirmation confirmation;
};
Result<std::optional<Confirmed>> FindConfirmed(storage::Connection& vault, const Key& key,
                                               const DossierId& dossier, const ProposalId& id);

}  // namespace relais::consent
