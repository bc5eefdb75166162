// The text that a person agrees to, on the screen.
#pragma once

#include <string>

#include "clients/cli/session.h"

namespace relais::cli {

// Where what is said beside an answer goes: JSON keeps standard output for the answer.
std::ostream& Aside(Session& session);
// The whole text, as it is hashed: what is below the plain part too.
void ShowText(Session& session, const std::string& text);

}  // namespace relais::cli
