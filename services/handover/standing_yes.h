// Services that said yes beforehand, as stored: of no file. The only SQL over this table.
#pragma once

#include <set>
#include <vector>

#include "relais/v1/handovers.pb.h"
#include "services/base/caller.h"
#include "services/storage/schema.h"

namespace relais::handover {

extern const storage::Migration kStandingYesMigration;

// A service says yes for a season, not for ever: what it can do changes.
inline constexpr std::chrono::days kStandsAtMost{92};

struct StandingYes {
  OrganisationId house;
  UnitId unit;  // zero: the house
  std::set<v1::Need> needs;
  std::string until;  // the last day
  ProfessionalId by;
  Instant since{};
};

// In place of what the same team said before; without needs it is gone.
Status SetStandingYes(storage::Connection& vault, const StandingYes& yes);
// Of the house or its unit, for this day; of whichever unit where the house is asked; said at this moment, if that is set.
// Nullopt: nobody said yes to all of this.
Result<std::optional<StandingYes>> FindStandingYes(storage::Connection& vault,
                                                   const OrganisationId& house, const UnitId& unit,
                                                   const std::set<v1::Need>& needs,
                                                   const std::string& day,
                                                   const std::optional<Instant>& since = {});
// To this, on this day, in no order, from behind `after` (house and unit).
Result<std::vector<StandingYes>> StandingYesTo(storage::Connection& vault, v1::Need need,
                                               const std::string& day, const Bytes& after,
                                               int limit);

}  // namespace relais::handover
