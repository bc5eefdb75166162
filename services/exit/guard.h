// The exit guard: what is still to settle before somebody leaves at a given moment. Pure functions of the rules
// and of the facts that one caller may see, so that what they cannot see changes nothing for them (P3). It
// decides nothing: recording a departure never asks it.
#pragma once

#include "services/base/calendar.h"
#include "services/exit/guard_rules.h"

namespace relais::exit {

struct Seen {
  CompartmentSet granted;  // what the caller may see, whether or not anything is in it
  std::vector<v1::Step> steps;
  bool worry_waits = false;  // the caller's team raised a worry call, and nobody has taken it up
};

inline constexpr std::size_t kMostFindings = 3, kMostSlots = 3;

// Help must be there until noon of this day: the next working day; on a working day at 16:00 or later, as if the
// person left on the day after.
Date CoveredUntil(const LocalTime& leaving);

// Where a thing stands by the facts, and the step that proves it, if one does.
struct Settlement {
  v1::ExitCondition::State state = v1::ExitCondition::STATE_OPEN;
  std::string step_id = {};
};
bool IsSettled(v1::ExitCondition::State state);
Settlement SettlementOf(const GuardRules& rules, const PlannedThing& thing, const Seen& seen,
                        const LocalTime& leaving);

// Weightiest first, then in the order of the rules; all of them.
std::vector<v1::Finding> Weigh(const GuardRules& rules, const Seen& seen, const LocalTime& leaving);

// The next working mornings from `first` on, within two weeks and not after `last`, for which nothing weighs STOP; a worry
// call is taken up by then.
std::vector<v1::ExitSlot> SafeSlots(const GuardRules& rules, Seen seen, Date first,
                                    std::optional<Date> last);

// SHA-256 over all that the rules and the plans look at, hex; the order of the facts does not count.
std::string GuardDigest(const GuardRules& rules, const Seen& seen, const LocalTime& leaving);

}  // namespace relais::exit
