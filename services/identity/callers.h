// Who an id stands for, as the directory and the table of persons know it in this snapshot.
#pragma once

#include "services/identity/sessions.h"

namespace relais::identity {

// nullopt when there is nobody, or no more.
Result<std::optional<Caller>> CallerOf(storage::Connection& vault, const Owner& owner);

}  // namespace relais::identity
