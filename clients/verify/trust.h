// The trust file: whose signatures the user believes. Lines `log <vkey>`, empty lines, and comments
// after '#' at the start of a line. The first line that is neither empty nor a comment names the
// log; nothing else is known yet, and an unknown line is an error, because what it meant to demand
// would otherwise go unchecked.
#pragma once

#include "audit/note.h"

namespace relais::verify {

// An error's `field` is the line number.
Result<audit::NoteVerifier> ParseTrust(std::string_view text);

}  // namespace relais::verify
