// A dossier as people read it: what I see and why, what is still open, what is done, who was seen,
// the person's words.
#pragma once

#include <ostream>

#include "clients/cli/catalogue_view.h"
#include "clients/cli/paint.h"
#include "clients/cli/short_ids.h"

namespace relais::cli {

// The short ids under which a dossier's steps are shown.
ShortIds StepIds(const v1::GetDossierResponse& dossier);

void RenderDossier(std::ostream& out, const v1::GetDossierResponse& dossier,
                   const CatalogueView& catalogue, const Speech& say, const Paint& paint);
void RenderHistory(std::ostream& out, const v1::GetStepHistoryResponse& history,
                   const CatalogueView& catalogue, const Speech& say, const Paint& paint);

}  // namespace relais::cli
