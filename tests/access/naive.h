// A second implementation of the access decision, written from DESIGN section 6 and as simple as
// can be: rules stay texts, sets are asked bit by bit, and every compartment is decided alone. Slow
// on purpose; it shares no code with access/ but the types. Where the two differ, one of them is
// wrong.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/access/decide.h"

namespace relais::access {

struct NaiveRule {
  std::string id, action;
  std::vector<std::string> professions, compartments, purposes;
};

// Reads a policy file that is known to be good and is laid out as ours are: one key a line, or a
// list from "[" at the end of a line to "]" at the start of one.
std::vector<NaiveRule> NaiveRules(std::string_view toml);

Decision NaiveDecide(const std::vector<NaiveRule>& rules, const std::vector<ConsentCell>& cells,
                     const Caller& caller, const Request& request, Instant now);

}  // namespace relais::access
