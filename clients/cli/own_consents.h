// What the person agreed to, as the server lists it.
#pragma once

#include <vector>

#include "clients/cli/session.h"
#include "clients/cli/short_ids.h"

namespace relais::cli {

Result<std::vector<v1::ListConsentsResponse>> AllConsents(Session& session);
ShortIds ConsentIds(const std::vector<v1::ListConsentsResponse>& pages);

}  // namespace relais::cli
