// "Who could see what if I agree": the access decision itself, asked of everyone whom the cells are
// about.
#pragma once

#include "relais/v1/consents.pb.h"
#include "services/rpc/method.h"

namespace relais::consent {

// Everyone to whom `cells` would open something, given the exclusions that stand.
Result<v1::PreviewConsentResponse> Viewers(const rpc::Reading& reading,
                                           const std::vector<access::ConsentCell>& cells);

}  // namespace relais::consent
