// Whose list of work a file is on.
#pragma once

#include "services/rpc/method.h"

namespace relais::exit {

// Whether a leaving of the file that is under way is on the caller's list, or `team`'s; true as well where their house prepares
// none, so that nothing is nobody's.
Result<bool> IsOnList(const rpc::Reading& reading, const DossierId& dossier, bool team);

}  // namespace relais::exit
