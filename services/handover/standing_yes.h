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

// For so many persons at most: a place is given once.
inline constexpr int kMostPlaces = 99;

struct StandingYes {
  OrganisationId house;
  UnitId unit;     // zero: the house
  Array<16> id{};  // new each time that it is said
  std::set<v1::Need> needs;
  std::string until;  // the last day
  int places = 0;     // that are left
  ProfessionalId by;
};

// In place of what the same team said before; without needs it is gone.
Status SetStandingYes(storage::Connection& vault, const StandingYes& yes);
// Of the house or its unit, or of whichever unit where the house is asked: that hold for this day and have a place left.
Result<std::vector<StandingYes>> StandingYesOf(storage::Connection& vault,
                                               const OrganisationId& house, const UnitId& unit,
                                               const std::string& day);
// One place less; with the last it is gone.
Status TakePlace(storage::Connection& vault, const StandingYes& yes);
// To this, on this day, in no order, from behind `after` (house and unit).
Result<std::vector<StandingYes>> StandingYesTo(storage::Connection& vault, v1::Need need,
                                               const std::string& day, const Bytes& after,
                                               int limit);

}  // namespace relais::handover
