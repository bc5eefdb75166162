// The person's log, one plain sentence an entry, so that it can be read aloud.
#pragma once

#include <string>

#include "clients/cli/catalogue_view.h"
#include "relais/v1/accesses.pb.h"

namespace relais::cli {

// "On Sunday 22 November 2026 at 14:05, Anna Peeters, hospital social worker, Saint-Jean, read:
// Identity, Social. ..."
std::string AccessSentence(const v1::Access& access, const CatalogueView& catalogue,
                           const Speech& say);

}  // namespace relais::cli
