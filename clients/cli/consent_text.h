// The text that a person agrees to, on the screen.
#pragma once

#include <string>

#include "clients/cli/session.h"

namespace relais::cli {

// Where what is said beside an answer goes: JSON keeps standard output for the answer.
std::ostream& Aside(Session& session);
// The whole text, as it is hashed: what is below the plain part too.
void ShowText(Session& session, const std::string& text);
// A text that was proposed for a service or somebody, and how the person says yes to it.
void ShowProposed(Session& session, const v1::ProposeConsentResponse& proposal, bool code_sent);

}  // namespace relais::cli
