// What a consent must be before it is stored: complete, limited, and about somebody who exists.
// Pure but for the look-up of the grantee. An unset end, grantee, compartment, action or purpose is
// an error, never "all".
#pragma once

#include "relais/v1/consents.pb.h"
#include "services/consent/repository.h"
#include "services/directory/catalogue.h"

namespace relais::consent {

inline constexpr std::chrono::days kLongest{5 * 365 + 2};

// The cells that a request asks for, valid from `now`; ids are not set yet.
Result<std::vector<access::ConsentCell>> CellsOf(const v1::Consent& consent, Instant now);
Result<std::vector<access::ConsentCell>> CellsOf(const v1::BundleChoice& choice,
                                                 const directory::Catalogue& catalogue,
                                                 Instant now);
// kInvalid when the professional, house or profession does not exist.
Status CheckGrantee(storage::Connection& vault, const access::Policy& policy,
                    const access::ConsentCell& cell);
Status CheckLanguage(std::string_view language);

}  // namespace relais::consent
