// Reading a dossier to find a step in it.
#pragma once

#include <string>

#include "clients/cli/session.h"

namespace relais::cli {

Result<v1::GetDossierResponse> ReadDossier(Session& session, const std::string& dossier_or_card);

// The step whose id `text` begins, or wrong usage that lists what it could be.
Result<v1::Step> FindStep(const v1::GetDossierResponse& dossier, const std::string& text,
                          const Speech& say);

// A whole id as it is; a piece of one is looked up in the dossier, which is a logged read.
Result<std::string> StepIdOf(Session& session, const std::string& dossier_or_card,
                             const std::string& text);
bool IsWholeId(const std::string& text, std::string_view prefix);

}  // namespace relais::cli
