// From what is asked for to the text that the person is shown.
#pragma once

#include "services/consent/rules.h"
#include "services/rpc/method.h"

namespace relais::consent {

// A proposal without its times. kInvalid unless it is complete, limited, about somebody who exists, and short
// enough to be read aloud.
Result<Proposal> Drafted(const v1::ProposeConsentRequest& request, const rpc::Reading& reading,
                         const directory::Catalogue& catalogue, Random& random);

}  // namespace relais::consent
