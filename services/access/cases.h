// Policy cases: what a policy must allow and refuse, in sentences that a privacy officer can read
// and correct. One case a line; an empty line, and what follows a '#', is skipped:
//
//   hospital_social_worker reads SOCIAL for EXIT_PREPARATION with consent: yes
//   hospital_social_worker writes SOCIAL for EXIT_PREPARATION but excluded: no
//   hospital_social_worker opens a dossier for EXIT_PREPARATION: yes
//   outsider police_officer reads SOCIAL for CONTINUITY with consent: no
//
// `outsider` says that the policy must not know the profession; without it, the policy must. So
// neither a misspelt profession nor a new rule can make a "no" pass by accident. The conditions are
// those of CaseConditions(). Each case runs through Decide with a caller, a dossier and consents
// made for it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/access/policy.h"

namespace relais::access {

struct CaseReport {
  int passed = 0;
  std::vector<std::string> failures;  // "NAME:LINE: expected yes, got no: <the line>"
};

// A line that is no case is kInvalid, with `field` = "NAME:LINE" and what was expected; so is a
// text without a case.
Result<CaseReport> RunCases(const Policy& policy, std::string_view text, std::string_view name);

// Every condition that a case may name, in the words of the files: "with consent", "but excluded",
// ...
std::vector<std::string_view> CaseConditions();

}  // namespace relais::access
