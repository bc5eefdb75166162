// Consents, exclusions, and who could see what.
#pragma once

#include <ostream>
#include <string>

#include "clients/cli/catalogue_view.h"
#include "clients/cli/paint.h"
#include "relais/v1/consents.pb.h"

namespace relais::cli {

// One consent, in the two lines that a list shows. `who` is the grantee's name, `tag` the short id.
void RenderConsent(std::ostream& out, const v1::Consent& consent, const std::string& tag,
                   const std::string& who, std::time_t now, const CatalogueView& catalogue,
                   const Speech& say, const Paint& paint);
void RenderPreview(std::ostream& out, const v1::PreviewConsentResponse& preview,
                   const CatalogueView& catalogue, const Speech& say);

}  // namespace relais::cli
