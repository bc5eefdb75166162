// One policy case and the scene it is decided in: a caller, a dossier and consents made for it.
// Only cases.cc needs it.
#pragma once

#include <string>
#include <string_view>

#include "services/access/policy.h"

namespace relais::access {

struct PolicyCase {
  std::string profession;
  bool outsider = false;
  Action action = Action::kRead;
  Compartment compartment = Compartment::kSocial;  // not for kOpen
  Purpose purpose = Purpose::kExitPreparation;
  std::string_view condition;  // one of CaseConditions(); may be empty for kOpen: there is no
                               // consent before a dossier
  bool expected = false;
};

bool IsCaseCondition(std::string_view words);

// What Decide says of it.
bool DecideCase(const Policy& policy, const PolicyCase& c);

}  // namespace relais::access
