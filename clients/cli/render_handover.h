// Handovers, a few lines each.
#pragma once

#include <iosfwd>

#include "clients/cli/catalogue_view.h"
#include "clients/cli/paint.h"
#include "relais/v1/handovers.pb.h"

namespace relais::cli {

void RenderHandover(std::ostream& out, const v1::Handover& handover, const CatalogueView& catalogue,
                    const Speech& say, const Paint& paint);

}  // namespace relais::cli
