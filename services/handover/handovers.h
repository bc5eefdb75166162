// Handovers, as stored. What is asked is sealed under the EXIT key of its dossier: it opens as its records do. The
// only SQL over this table.
#pragma once

#include "relais/v1/handovers.pb.h"
#include "services/ledger/disclose.h"

namespace relais::handover {

extern const storage::Migration kMigration;

// So long after the day the house that took over may say how it went; so long ahead of it it may be asked: together as
// long as its relation lasts.
inline constexpr std::chrono::days kAfter{30}, kAhead{60};
// How many one house may ask for a person at once.
inline constexpr std::int64_t kMostUnderWay = 50;

struct Handover {
  HandoverId id;
  DossierId dossier;
  ProposalId proposal;  // what the person says yes to
  OrganisationId giver, receiver;
  UnitId unit;  // of the receiver; zero: all of it
  // As it was said last; see StateOf.
  v1::Handover::State state = v1::Handover::STATE_ASKED;
  Date from{};  // the day
  v1::Lack lack = v1::LACK_UNSPECIFIED;
  std::string possible_from;  // a day, or empty
  Instant created{}, answer_by{};
  std::optional<Instant> answered;
  std::optional<Array<16>> beforehand =
      {};  // the StandingYes by which whoever is asked said yes to it already
  std::optional<OrganisationId> paused = {};  // by the house that took the person in
};

// kWrongState when too many are under way.
Status AddHandover(storage::Connection& vault, const keys::Envelope& envelope, Random& random,
                   const Handover& handover, const v1::HandoverAsk& ask);
// Stores state, day, lack, possible_from, answer_by, answered and paused.
Status UpdateHandover(storage::Connection& vault, const Handover& handover);
Result<std::optional<Handover>> FindHandover(storage::Connection& vault, const HandoverId& id);
Result<std::optional<Handover>> FindByProposal(storage::Connection& vault, const DossierId& dossier,
                                               const ProposalId& proposal);
// Newest first; those that this house asks for or is asked, or all.
Result<std::vector<Handover>> HandoversOf(storage::Connection& vault, const DossierId& dossier,
                                          const std::optional<OrganisationId>& house, int limit);
// What each of them asks, sealed, under its id.
Result<ledger::StoredRecords> AsksOf(storage::Connection& vault,
                                     const std::vector<Handover>& handovers);
// Dossiers of which something may be asked of the caller's house or unit, or was taken over and is not done; by id, from
// behind `after`. Without those whose time is over.
Result<std::vector<DossierId>> DossiersAskedOf(storage::Connection& vault, const Caller& caller,
                                               Instant now, const DossierId& after, int limit);
// What the caller's house or unit said yes to, for a day that lies ahead or kAfter back; newest first.
Result<std::vector<Handover>> SaidYesTo(storage::Connection& vault, const Caller& caller,
                                        Instant now, int limit);
// Dossiers for which the house asked for something that nobody has seen to, or took back; as above.
Result<std::vector<DossierId>> DossiersAskedBy(storage::Connection& vault,
                                               const OrganisationId& giver, Instant now,
                                               const DossierId& after, int limit);

}  // namespace relais::handover
