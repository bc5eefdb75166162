// The chosen word, for what the phone alone must not do.
#pragma once

#include <string>

#include "clients/cli/session.h"

namespace relais::cli {

// From the file, or typed without echo when none is named.
Result<std::string> AskChosenWord(Session& session, const std::string& file);

// The person at the desk, by the code of their card; the word as above.
Result<v1::AtDesk> AskAtDesk(Session& session, const std::string& card, const std::string& file);

}  // namespace relais::cli
