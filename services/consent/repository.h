// The person's consents and exclusions, and the relations of teams with them, as stored. The only SQL over
// this table.
#pragma once

#include "services/access/permit.h"

namespace relais::consent {

extern const storage::Migration kMigration;

// How it was given: what GDPR article 7 asks to be provable.
struct Proof {
  std::uint8_t method = 0;  // v1::Proof::Method
  std::string language;     // in which the person read it
  Hash text_version{};      // SHA-256 of the catalogue that held the text
  ProposalId proposal;      // that the person said yes to; zero: what closes something
  Hash text{};              // SHA-256 of its statement
};

struct Consent {
  access::ConsentCell cell;
  Instant created{};
  Proof proof;
};

// What holds from now on: a start at the epoch is `at`. kWrongState when the file holds as many as it can;
// exclusions always have room.
Status AddCells(storage::Connection& vault, const DossierId& dossier,
                std::vector<access::ConsentCell> cells, const Proof& proof, Instant at);
Status AddConsent(storage::Connection& vault, const DossierId& dossier, const Consent& consent);
// False when the dossier has no such consent. One that was taken back before keeps its first time.
Result<bool> RevokeConsent(storage::Connection& vault, const DossierId& dossier,
                           const ConsentId& id, Instant at);
Result<std::optional<Consent>> FindConsent(storage::Connection& vault, const DossierId& dossier,
                                           const ConsentId& id);
// All that came of one proposal, what was taken back included.
Result<std::vector<Consent>> ConsentsOf(storage::Connection& vault, const DossierId& dossier,
                                        const ProposalId& proposal);
// What of it would hold longer ends at `end`.
Status EndAllOf(storage::Connection& vault, const DossierId& dossier, const ProposalId& proposal,
                Instant end);
// Takes back what stands of it; its ids go to `revoked`.
Status RevokeAllOf(storage::Connection& vault, const DossierId& dossier, const ProposalId& proposal,
                   Instant at, std::vector<Array<16>>& revoked);
// The relation that a team has shown, and that is not over; nullopt when there is none. Not one of a handover.
Result<std::optional<access::ConsentCell>> FindRelation(storage::Connection& vault,
                                                        const DossierId& dossier,
                                                        const Array<16>& team);
// Whether the server closed it by itself, for an objection or an officer's decision: nobody gave a proof.
Result<bool> IsOfReview(storage::Connection& vault, const DossierId& dossier, const ConsentId& id);
// Whether anything that opened something was taken back at that moment or later.
Result<bool> WasAnyRevokedSince(storage::Connection& vault, const DossierId& dossier,
                                Instant since);
// Whether the like of the cell, for the same grantee and some of its compartments, was given by `method` and taken back.
Result<bool> WasTakenBack(storage::Connection& vault, const DossierId& dossier,
                          const access::ConsentCell& cell, std::uint8_t method);
// Those that have ended no longer cost a decision anything.
Status PutAwayEnded(storage::Connection& vault, const DossierId& dossier, Instant at);
// How many hold now or later.
Result<std::int64_t> CountStanding(storage::Connection& vault, const DossierId& dossier,
                                   Instant at);
// Newest first, from behind (created, id); `before` empty: from the newest.
struct Position {
  std::int64_t created_ms;
  Bytes id;
};
Result<std::vector<Consent>> ListConsents(storage::Connection& vault, const DossierId& dossier,
                                          const std::optional<Position>& before, int limit);

// Whether somebody said that the person has died, and nobody undid it.
Result<bool> IsFrozen(storage::Connection& vault, const DossierId& dossier);
// Closes the file to everybody, until Thaw(); nothing that the person agreed to is lost.
Status Freeze(storage::Connection& vault, const DossierId& dossier, const ConsentId& id,
              Instant at);
// False when it was not frozen.
Result<bool> Thaw(storage::Connection& vault, const DossierId& dossier, Instant at);

// Dossiers with a consent that opens something to this professional, their house or their unit and has not ended, by id, from behind
// `after`: those that may be open to them.
Result<std::vector<DossierId>> DossiersGrantedTo(storage::Connection& vault, const Caller& caller,
                                                 Instant now, const DossierId& after, int limit);

// Those that are not over.
Result<std::vector<Consent>> StandingConsents(storage::Connection& vault, const DossierId& dossier);

// What the access decision reads. The digest is HMAC-SHA-256(key, "relais-consents/1\n" | dossier[16] |
// each standing consent, by its id, with all that is stored of it).
class ConsentFacts final : public access::AccessFacts {
 public:
  explicit ConsentFacts(const Key& key) : key_(key) {}
  Result<access::Facts> Read(storage::Connection& vault, const DossierId& dossier) const override;

 private:
  const Key key_;
};

}  // namespace relais::consent
