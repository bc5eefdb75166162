// From what is asked for to the text that the person is shown.
#pragma once

#include "services/consent/rules.h"
#include "services/consent/statement.h"
#include "services/rpc/method.h"

namespace relais::consent {

// A proposal without its times. kInvalid unless it is complete, limited, about somebody who exists, and short
// enough to be read aloud. With `asked`, who is asked to take over, all else is for their house alone; how the text
// calls them is filled in.
Result<Proposal> Drafted(const v1::ProposeConsentRequest& request, const rpc::Reading& reading,
                         const directory::Catalogue& catalogue, Random& random,
                         std::optional<Line> asked = std::nullopt);

}  // namespace relais::consent
