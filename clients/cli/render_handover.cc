#include "clients/cli/render_handover.h"

#include <ostream>

#include "clients/cli/days.h"
#include "clients/cli/plain_text.h"
#include "clients/cli/typed_enum.h"

namespace relais::cli {
namespace {

// "Meals at home, transport; from Monday 30 November 2026; 1000; nl; in a wheelchair".
std::string Asked(const v1::HandoverAsk& ask, const CatalogueView& catalogue, const Speech& say) {
  std::vector<std::string> needs, parts;
  for (const int need : ask.needs())
    needs.push_back(
        catalogue.Label("need." + EndOf(v1::Need_Name(static_cast<v1::Need>(need)), "NEED_")));
  if (!needs.empty()) parts.push_back(Join(needs, ", "));
  parts.push_back(say(Say::kHandoverFrom, SayWeekday(ask.from_day(), say)));
  if (!ask.until_day().empty())
    parts.push_back(say(Say::kHandoverUntil, SayWeekday(ask.until_day(), say)));
  for (const std::string& one : {Clean(ask.area()), Clean(ask.language())})
    if (!one.empty()) parts.push_back(one);
  for (const int one : ask.access())
    parts.push_back(catalogue.Label(
        "access_need." +
        EndOf(v1::AccessNeed_Name(static_cast<v1::AccessNeed>(one)), "ACCESS_NEED_")));
  return Join(parts, "; ");
}

}  // namespace

void RenderHandover(std::ostream& out, const v1::Handover& one, const CatalogueView& catalogue,
                    const Speech& say, const Paint& paint) {
  const std::string state =
      catalogue.Label("handover_state." + EndOf(v1::Handover::State_Name(one.state()), "STATE_"));
  std::string who = Clean(one.organisation());
  if (!one.unit().empty()) who += " (" + Clean(one.unit()) + ")";
  out << paint.Title(who) << " - " << state << "  " << paint.Quiet(Clean(one.id())) << "\n    "
      << Asked(one.ask(), catalogue, say) << '\n';
  if (one.state() == v1::Handover::STATE_ASKED)
    out << "    " << say(Say::kHandoverAnswerBy, SayMoment(one.answer_by(), say)) << '\n';
  if (one.lack() != v1::LACK_UNSPECIFIED)
    out << "    " << catalogue.Label("lack." + EndOf(v1::Lack_Name(one.lack()), "LACK_")) << '\n';
  if (!one.possible_from().empty())
    out << "    " << say(Say::kHandoverPossible, SayWeekday(one.possible_from(), say)) << '\n';
  if (one.ask().has_look_for())
    out << "    "
        << say(Say::kHandoverLookFor, Clean(one.ask().look_for().name()),
               Clean(one.ask().look_for().phone()))
        << '\n';
  if (!one.dossier_id().empty())
    out << "    "
        << (one.asked_by().empty()
                ? say(Say::kHandoverFile, Clean(one.dossier_id()))
                : say(Say::kHandoverFileOf, Clean(one.dossier_id()), Clean(one.asked_by())))
        << '\n';
}

}  // namespace relais::cli
