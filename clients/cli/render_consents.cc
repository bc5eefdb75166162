#include "clients/cli/render_consents.h"

#include "clients/cli/days.h"
#include "clients/cli/plain_text.h"

namespace relais::cli {
namespace {

std::string Standing(const v1::Consent& consent, std::time_t now, const Speech& say,
                     const Paint& paint) {
  if (consent.has_revoke_time())
    return paint.Quiet(say(Say::kTakenBack, SayDay(consent.revoke_time(), say)));
  const std::string end = SayDay(consent.end_time(), say);
  return consent.end_time().seconds() < now ? paint.Quiet(say(Say::kEnded, end))
                                            : say(Say::kStands, end);
}

std::string Actions(const v1::Consent& consent, const CatalogueView& catalogue) {
  std::vector<std::string> out;
  for (const int action : consent.actions())
    out.push_back(catalogue.Action(static_cast<v1::Action>(action)));
  return Join(out, ", ");
}

std::string Purposes(const v1::Consent& consent, const CatalogueView& catalogue) {
  std::vector<std::string> out;
  for (const int purpose : consent.purposes())
    out.push_back(catalogue.Purpose(static_cast<v1::Purpose>(purpose)));
  return Join(out, ", ");
}

// " - signed by your passkey"; nothing for what closes.
std::string Given(const v1::Consent& consent, const Speech& say) {
  const bool relation = consent.effect() == v1::Consent::EFFECT_RELATION;
  switch (consent.proof().method()) {
    case v1::Proof::METHOD_CODE_AND_WORD:
      return " - " + say(Say::kGivenByCode);
    case v1::Proof::METHOD_PASSKEY:
      return " - " + say(Say::kGivenByPasskey);
    case v1::Proof::METHOD_PAPER:
      return " - " + say(Say::kGivenOnPaper);
    case v1::Proof::METHOD_TWO_PROFESSIONALS:
      return " - " + say(relation ? Say::kGivenByColleagues : Say::kGivenByTwo);
    case v1::Proof::METHOD_REPRESENTATIVE:
      return " - " + say(Say::kGivenByRepresentative);
    case v1::Proof::METHOD_CARD_AND_WORD:
      return " - " + say(Say::kGivenByCard);
    case v1::Proof::METHOD_CODE:
      return " - " + say(Say::kGivenByToldCode);
    case v1::Proof::METHOD_OPENING:
      return " - " + say(Say::kGivenByOpening);
    case v1::Proof::METHOD_HANDOVER:
      return " - " + say(Say::kGivenByHandover);
    default:
      return "";
  }
}

}  // namespace

void RenderConsent(std::ostream& out, const v1::Consent& consent, const std::string& tag,
                   const std::string& who, std::time_t now, const CatalogueView& catalogue,
                   const Speech& say, const Paint& paint) {
  const bool excludes = consent.effect() == v1::Consent::EFFECT_EXCLUDE;
  const bool relation = consent.effect() == v1::Consent::EFFECT_RELATION;
  if (consent.effect() == v1::Consent::EFFECT_FROZEN) {
    out << "[" << tag << "] " << paint.Refused(say(Say::kFrozenThen)) << " - "
        << Standing(consent, now, say, paint) << '\n';
    return;
  }
  // To say yes is not to see.
  const bool agrees = consent.actions_size() == 1 && consent.actions(0) == v1::ACTION_AGREE;
  // Nor to be asked.
  const bool asked = consent.actions_size() == 1 && consent.actions(0) == v1::ACTION_RELATE;
  const std::string what = excludes   ? paint.Refused(say(Say::kExcluded, who))
                           : agrees   ? paint.Title(who)
                           : asked    ? paint.Title(say(Say::kConsentAsked, who))
                           : relation ? paint.Title(say(Say::kRelated, who))
                                      : paint.Title(say(Say::kAllowed, who));
  out << "[" << tag << "] " << what << " - " << Standing(consent, now, say, paint)
      << (relation ? Given(consent, say) : "") << '\n';
  const bool everything = excludes && consent.compartments_size() == v1::Compartment_MAX;
  if (everything || relation || asked) return;
  out << "    " << catalogue.Compartments(consent.compartments()) << " - "
      << Actions(consent, catalogue) << " - " << Purposes(consent, catalogue) << Given(consent, say)
      << '\n';
}

void RenderPreview(std::ostream& out, const v1::PreviewConsentResponse& preview,
                   const CatalogueView& catalogue, const Speech& say) {
  if (preview.viewers().empty()) {
    out << say(Say::kPreviewNobody) << '\n';
    return;
  }
  out << say(Say::kPreviewTitle) << '\n';
  for (const auto& viewer : preview.viewers()) {
    std::vector<std::string> who;
    for (const std::string& part : {Clean(viewer.name()), catalogue.Profession(viewer.profession()),
                                    Clean(viewer.organisation())}) {
      if (!part.empty()) who.push_back(part);
    }
    out << "  " << Join(who, ", ") << '\n';
    if (!viewer.reads().empty())
      out << "    " << say(Say::kCouldRead, catalogue.Compartments(viewer.reads())) << '\n';
    if (!viewer.writes().empty()) {
      out << "    " << say(Say::kCouldWrite, catalogue.Compartments(viewer.writes())) << '\n';
    }
  }
}

}  // namespace relais::cli
