// A policy in words, for those who have to answer for it: the table of who may reach what, and why
// one access is allowed or not. Pure; the text and the data it is made of come apart, so that a
// program can print either.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/access/policy.h"

namespace relais::access {

// What one profession may reach for at least one purpose, with consent.
struct MatrixRow {
  std::string profession;
  CompartmentSet reads;
  CompartmentSet writes;
  PurposeSet opens;  // the purposes for which it may make a new dossier
};

// One row a profession, sorted.
std::vector<MatrixRow> MatrixRows(const Policy& policy);
// The rows as a table for 120 columns, ending in one line of legend.
std::string Matrix(const Policy& policy);

struct Explanation {
  std::string profession;
  Action action = Action::kRead;  // kRead, kWrite or kOpen
  Compartment compartment{};      // zero for kOpen
  Purpose purpose = Purpose::kExitPreparation;
  bool allowed = false;
  std::string rule;  // the rule that allows it; otherwise the nearest one that allows something
                     // like it, or empty
  std::string text;  // one or two sentences: why, and what else is needed or would help
};

// The arguments are spelled as in the policy file; `compartment` is not looked at for OPEN. A word
// that means nothing here is kInvalid, with `field` = the argument's name and a message that lists
// what was expected.
Result<Explanation> ExplainAccess(const Policy& policy, std::string_view profession,
                                  std::string_view action, std::string_view compartment,
                                  std::string_view purpose);
// The text alone.
Result<std::string> Explain(const Policy& policy, std::string_view profession,
                            std::string_view action, std::string_view compartment,
                            std::string_view purpose);

}  // namespace relais::access
