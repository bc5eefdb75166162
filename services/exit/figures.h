// Figures without names: how people left, and what services answered, a quarter at a time. Numbers that show a lack of means,
// never a person, and never a house. Counted in the change that says so, by house, without anything of whom; so a
// quarter never changes once it is over.
//
// A number is published when its quarter is over, three houses or more contributed, and whichever of them takes its own part
// away is left with 10 or more: a house knows its part, and could make it up to see what is added to. None contributed
// more than half: it would be that house's number. The numbers share nobody, but for who left with something that stops,
// who is among those who left: such a number is published only where what it leaves over of them could be, too. So no
// difference of numbers, nor of two filters or quarters, is a number that is not, and no totals are published that hold one.
#pragma once

#include <vector>

#include "relais/v1/exits.pb.h"
#include "services/base/calendar.h"
#include "services/base/ids.h"
#include "services/storage/schema.h"

namespace relais::exit {

extern const storage::Migration kFiguresMigration;

inline constexpr std::uint32_t kLeastOfOthers = 10, kLeastHouses = 3;

// Quarters in a row: the year times four, and 0 to 3.
int QuarterOf(Date day);
// "2026-Q4".
std::string QuarterText(int quarter);
// kInvalid, of the request's `field`, for what QuarterText does not write.
Result<int> ParseQuarter(const std::string& text, const char* field);
v1::Figure::Moment MomentOf(Date day);

// What one house contributed to a number.
struct Tally {
  int quarter = 0;
  v1::Figure::What what = v1::Figure::WHAT_UNSPECIFIED;
  v1::Exit::Kind kind = v1::Exit::KIND_UNSPECIFIED;  // of a leaving
  v1::Figure::Moment moment = v1::Figure::MOMENT_UNSPECIFIED;
  OrganisationId house;
  std::uint32_t count = 1;
  // Of what stopped: of which rule, and who decided.
  std::string rule = {};
  v1::Departure::Decider decider = v1::Departure::DECIDER_UNSPECIFIED;
};
// Adds to what the house contributed.
Status Count(storage::Connection& vault, const Tally& tally);
Result<std::vector<Tally>> TalliesBefore(storage::Connection& vault, int quarter);

// What may be published of these, by quarter, in one order. Pure. `tallies`: one for each number and house.
std::vector<v1::Figure> Published(const std::vector<Tally>& tallies);
// Those that were asked for; a filter that is not set leaves all of them.
Result<std::vector<v1::Figure>> Filtered(const std::vector<v1::Figure>& published,
                                         const v1::GetFiguresRequest& request);

// Of these, the rules to look at: by quarter, without sentences. It rests on what is published, and says no more than that.
std::vector<v1::GetFiguresResponse::Passed> PassedTooOften(
    const std::vector<v1::Figure>& published);

}  // namespace relais::exit
