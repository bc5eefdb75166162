// What the records of a leaving share when they are written.
#pragma once

#include "services/base/calendar.h"
#include "services/dossier/recording.h"
#include "services/exit/view.h"

namespace relais::exit {

// How far ahead a leaving may lie: the longest that a plan is good for anything.
inline constexpr std::chrono::days kAhead{5 * 366};

// "2026-11-30", from `first` to `last`.
Result<Date> ReadDay(const std::string& text, const char* field, std::chrono::sys_days first,
                     std::chrono::sys_days last);

inline tl::unexpected<Error> NoSuch(const char* what, const char* field) {
  return Fail(Reason::kInvalid, std::string("the file has no such ") + what, field);
}

// Opens the plan of the leaving `exit` for `use` (Status(const v1::Exit&, CompartmentSet tells_of)), from whom nothing but an
// error comes out: what a plan says stays sealed. `tells_of`: what whoever made it told of by their name, so that nothing
// that the same house adds names the house.
template <class F>
Status WithPlan(const dossier::Recording& record, const RecordId& exit, F use) {
  auto plan = record.Current(Compartment::kExit, exit);
  if (!plan && plan.error().reason == Reason::kInvalid) return NoSuch("leaving", "exit_id");
  if (!plan) return tl::unexpected(plan.error());
  ASSIGN_OR_RETURN(const auto done, std::move(*plan).TryMap([&](const auto& whole) -> Result<bool> {
    if (whole.part.exits_size() != 1) return NoSuch("leaving", "exit_id");
    RETURN_IF_ERROR(use(whole.part.exits(0), whole.tells_of));
    return true;
  }));
  (void)done;
  return {};
}

// Nobody but a physician or the house lets somebody leave with what stops: the others hold nobody either.
inline bool MayPass(v1::Departure::Decider decider) {
  return decider == v1::Departure::DECIDER_PHYSICIAN ||
         decider == v1::Departure::DECIDER_INSTITUTION;
}

// kWrongState when the person has left.
Status RequireUnderWay(storage::Connection& vault, const DossierId& dossier, const RecordId& exit);
Result<CurrentOwners> OwnersShownTo(const Caller& caller, storage::Connection& vault,
                                    const DossierId& dossier);
// Makes `owner` answer for the leaving, and returns the record that says so.
Result<v1::ExitOwner> AnswersFor(storage::Connection& vault, const DossierId& dossier,
                                 const RecordId& exit, const Caller& owner);

}  // namespace relais::exit
