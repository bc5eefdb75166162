#include "clients/cli/commands_directory.h"

#include "clients/cli/names.h"
#include "clients/cli/plain_text.h"

namespace relais::cli {
namespace {

// "place (name, required)".
std::string Describe(const v1::KindField& field, const CatalogueView& catalogue,
                     const Speech& say) {
  std::string out = Clean(field.name()) + " (" + catalogue.Label("field." + field.name());
  if (field.required()) out += ", " + say(Say::kRequired);
  out += field.codes().empty() ? "; " + Clean(field.type()) : "";
  std::vector<std::string> codes(field.codes().begin(), field.codes().end());
  if (!codes.empty()) out += ": " + Clean(Join(codes, " | "));
  return out + ")";
}

void WriteKind(std::ostream& out, const v1::Kind& kind, const CatalogueView& catalogue,
               const Speech& say) {
  out << Clean(kind.id()) << "  " << catalogue.KindLabel(kind.id()) << " ["
      << catalogue.Compartment(kind.compartment()) << "]\n";
  for (const auto& field : kind.fields()) out << "    " << Describe(field, catalogue, say) << '\n';
  const std::vector<std::string> outcomes(kind.outcomes().begin(), kind.outcomes().end());
  if (!outcomes.empty()) out << "    " << say(Say::kOutcomes, Clean(Join(outcomes, ", "))) << '\n';
}

}  // namespace

Status RunKinds(Session& session, const KindsOptions& options) {
  ASSIGN_OR_RETURN(const CatalogueView* const catalogue, session.NeedCatalogue());
  const std::string words = Join(options.words, " ");
  const auto kinds = catalogue->Search(words);
  if (session.json()) {
    v1::GetCatalogueResponse found;
    for (const v1::Kind* kind : kinds) *found.add_kinds() = *kind;
    found.set_version(catalogue->all().version());
    session.PrintJson(found);
    return {};
  }
  if (kinds.empty()) return session.say.Failed(Say::kKindNone, Clean(words));
  for (const v1::Kind* kind : kinds) WriteKind(session.out(), *kind, *catalogue, session.say);
  return {};
}

Status RunHouses(Session& session) {
  return EachHousePage(session.api(), [&](const v1::ListOrganisationsResponse& page) {
    if (session.json()) return session.PrintJson(page);
    for (const auto& house : page.organisations()) {
      session.out() << Clean(house.id()) << "  " << Clean(house.name()) << '\n';
    }
  });
}

Status RunProfessionals(Session& session, const ProfessionalsOptions& options) {
  const auto print = [&](const v1::ListProfessionalsResponse& page) {
    if (session.json()) return session.PrintJson(page);
    for (const auto& one : page.professionals()) {
      session.out() << Clean(one.id()) << "  " << Clean(one.name()) << ", "
                    << session.Catalogue().Profession(one.profession())
                    << (one.suspended() ? " (" + session.say(Say::kSuspended) + ")" : "") << '\n';
    }
  };
  return EachProfessionalPage(session.api(), options.house, print);
}

Status RunCompleteKinds(Session& session, const std::string& prefix) {
  ASSIGN_OR_RETURN(const CatalogueView* const catalogue, session.NeedCatalogue());
  for (const auto& kind : catalogue->all().kinds()) {
    if (kind.id().starts_with(prefix)) session.out() << Clean(kind.id()) << '\n';
  }
  return {};
}

}  // namespace relais::cli
