#include "clients/cli/dossier_reading.h"

#include "clients/cli/render_dossier.h"

namespace relais::cli {
namespace {

constexpr std::size_t kIdLength = 30;  // prefix and 26 characters

}  // namespace

Result<v1::GetDossierResponse> ReadDossier(Session& session, const std::string& dossier_or_card) {
  v1::GetDossierRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(dossier_or_card));
  return session.api().Call(request);
}

Result<v1::Step> FindStep(const v1::GetDossierResponse& dossier, const std::string& text,
                          const Speech& say) {
  ASSIGN_OR_RETURN(const std::string id,
                   StepIds(dossier).Resolve(text, Say::kStepNone, Say::kStepMany, say));
  for (const auto& step : dossier.steps()) {
    if (step.id() == id) return step;
  }
  return say.Wrong(Say::kStepNone, text);
}

bool IsWholeId(const std::string& text, std::string_view prefix) {
  return text.size() == kIdLength && text.starts_with(prefix);
}

Result<std::string> StepIdOf(Session& session, const std::string& dossier_or_card,
                             const std::string& text) {
  if (IsWholeId(text, "stp_")) return text;
  ASSIGN_OR_RETURN(const auto dossier, ReadDossier(session, dossier_or_card));
  ASSIGN_OR_RETURN(const v1::Step step, FindStep(dossier, text, session.say));
  return step.id();
}

}  // namespace relais::cli
