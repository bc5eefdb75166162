#include "clients/cli/commands_directory.h"

#include <algorithm>

#include "clients/cli/days.h"
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

// A word that CLI11 has checked already.
v1::Ground GroundNamed(const std::string& word) {
  if (word == "reported") return v1::GROUND_REPORTED_THREAT;
  return word == "court" ? v1::GROUND_COURT_ORDER : v1::GROUND_SAFETY_ADVICE;
}

std::string SayGround(v1::Ground ground, const Speech& say) {
  switch (ground) {
    case v1::GROUND_REPORTED_THREAT:
      return say(Say::kGroundReported);
    case v1::GROUND_COURT_ORDER:
      return say(Say::kGroundCourt);
    case v1::GROUND_SAFETY_ADVICE:
      return say(Say::kGroundAdvice);
    default:
      return {};
  }
}

// "Mo" is how the server writes Monday.
std::string SayHours(const std::string& hours, const Speech& say) {
  const auto from = Split("Mo Tu We Th Fr Sa Su", ' '), to = Split(say(Say::kShortWeekdays), ' ');
  std::string out;
  for (std::size_t at = 0; at < hours.size();) {
    const auto day = std::ranges::find(from, hours.substr(at, 2));
    out += day == from.end() ? hours.substr(at, 1)
                             : to.at(static_cast<std::size_t>(day - from.begin()));
    at += day == from.end() ? 1 : 2;
  }
  return Clean(out);
}

// On a line of its own; nothing when nothing is known.
std::string SayReach(const std::string& hours, const std::string& duty_line, const Speech& say) {
  std::vector<std::string> known;
  if (!hours.empty()) known.push_back(SayHours(hours, say));
  if (!duty_line.empty()) known.push_back(say(Say::kDutyLine, Clean(duty_line)));
  return known.empty() ? "" : "\n    " + Join(known, " - ");
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
      session.out() << Clean(house.id()) << "  " << Clean(house.name());
      if (house.names_replaced() > 0)
        session.out() << " (" << session.say(Say::kNamesReplaced, house.names_replaced()) << ')';
      session.out() << SayReach(house.opening_hours(), house.duty_line(), session.say) << '\n';
    }
  });
}

Status RunProfessionals(Session& session, const ProfessionalsOptions& options) {
  const auto print = [&](const v1::ListProfessionalsResponse& page) {
    if (session.json()) return session.PrintJson(page);
    for (const auto& one : page.professionals()) {
      session.out() << Clean(one.id()) << "  " << Clean(one.name()) << ", "
                    << session.Catalogue().Profession(one.profession())
                    << (one.suspended() ? " (" + session.say(Say::kSuspended) + ")" : "");
      if (one.has_service_end_time())
        session.out() << " ("
                      << session.say(Say::kServesUntil, SayDay(one.service_end_time(), session.say))
                      << ')';
      session.out() << '\n';
    }
  };
  return EachProfessionalPage(session.api(), options.house, print);
}

Status RunUnits(Session& session, const UnitsOptions& options) {
  const auto print = [&](const v1::ListUnitsResponse& page) {
    if (session.json()) return session.PrintJson(page);
    for (const auto& one : page.units())
      session.out() << Clean(one.id()) << "  " << Clean(one.name())
                    << SayReach(one.opening_hours(), one.duty_line(), session.say) << '\n';
  };
  return EachUnitPage(session.api(), options.house, print);
}

Status RunStaffList(Session& session) {
  v1::ListReplacedNamesRequest request;
  bool any = false;
  do {
    ASSIGN_OR_RETURN(const auto page, session.api().Call(request));
    if (session.json()) session.PrintJson(page);
    any = any || !page.names().empty();
    for (const auto& one : page.names()) {
      if (session.json()) break;
      session.out() << Clean(one.professional_id()) << "  " << Clean(one.shown()) << ": "
                    << Clean(one.name()) << ", " << session.Catalogue().Profession(one.profession())
                    << "\n    " << SayGround(one.ground(), session.say) << ", "
                    << Clean(one.document()) << ", " << SayDay(one.start_time(), session.say)
                    << '\n';
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  if (!any && !session.json()) session.out() << session.say(Say::kNoNamesReplaced) << '\n';
  return {};
}

Status RunStaffReplace(Session& session, const ReplaceNameOptions& options) {
  v1::ReplaceNameRequest request;
  request.set_professional_id(options.professional);
  request.set_ground(GroundNamed(options.ground));
  request.set_document(options.document);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  if (session.json())
    session.PrintJson(response);
  else
    session.out() << session.say(Say::kNameReplaced, Clean(response.shown())) << '\n';
  return {};
}

Status RunStaffRestore(Session& session, const RestoreNameOptions& options) {
  v1::RestoreNameRequest request;
  request.set_professional_id(options.professional);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  if (session.json())
    session.PrintJson(response);
  else
    session.out() << session.say(Say::kNameRestored) << '\n';
  return {};
}

Status RunCompleteKinds(Session& session, const std::string& prefix) {
  ASSIGN_OR_RETURN(const CatalogueView* const catalogue, session.NeedCatalogue());
  for (const auto& kind : catalogue->all().kinds()) {
    if (kind.id().starts_with(prefix)) session.out() << Clean(kind.id()) << '\n';
  }
  return {};
}

}  // namespace relais::cli
