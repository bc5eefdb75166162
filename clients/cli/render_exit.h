// How leavings look: the day, who said what and who answers for it, what is still to settle, and what it takes.
#pragma once

#include "clients/cli/catalogue_view.h"
#include "clients/cli/paint.h"
#include "relais/v1/exits.pb.h"

namespace relais::cli {

void RenderExits(std::ostream& out, const v1::ListExitsResponse& exits,
                 const CatalogueView& catalogue, const Speech& say, const Paint& paint);
// What nobody had settled when the person left; nothing where there is none.
void RenderFirstNight(std::ostream& out, const v1::PreparedExit& exit,
                      const CatalogueView& catalogue, const Speech& say, const Paint& paint);
void RenderWorkLine(std::ostream& out, const v1::ListWorkResponse::Line& line,
                    const CatalogueView& catalogue, const Speech& say, const Paint& paint);
// As the guard says it, in the language of whoever reads it.
std::string InLanguage(const v1::Text& text, Language language);
// "Monday 30 November 2026 at 10:00"; without a time, the day alone.
std::string SayExitDay(const std::string& day, const std::string& time, const Speech& say);

}  // namespace relais::cli
