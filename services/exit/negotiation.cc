#include "services/exit/negotiation.h"

#include <algorithm>
#include <map>

namespace relais::exit {
namespace {

// What each side said of a day last: whoever proposes it has said yes.
using Side = std::pair<v1::ExitDate::Party, std::string>;
std::map<Side, bool> SaidOf(const Proposed& date, const std::vector<Answered>& newest_first) {
  std::map<Side, bool> out;
  for (const Answered& answered : newest_first) {
    if (answered.answer.date_id() == date.date.id())
      out.try_emplace({answered.answer.party(), answered.by}, answered.answer.accepted());
  }
  out.try_emplace({date.date.party(), date.by}, true);
  return out;
}

}  // namespace

v1::ExitDate::Party PartyOf(const std::string& organisation_id, const v1::Exit& exit) {
  return organisation_id == exit.organisation_id() ? v1::ExitDate::PARTY_INSTITUTION
                                                   : v1::ExitDate::PARTY_RECEIVER;
}

Standing StandingOf(std::vector<Proposed>& dates, std::vector<Answered>& answers) {
  std::ranges::sort(dates, [](const auto& a, const auto& b) { return IsNewer(a.date, b.date); });
  std::ranges::sort(answers,
                    [](const auto& a, const auto& b) { return IsNewer(a.answer, b.answer); });
  Standing out;
  for (const Proposed& date : dates) {
    const auto said = SaidOf(date, answers);
    if (!said.at({date.date.party(), date.by})) continue;
    out.current = date.date;
    const auto yes = [&](v1::ExitDate::Party party) {
      return std::ranges::any_of(
          said, [&](const auto& one) { return one.first.first == party && one.second; });
    };
    const bool no = std::ranges::any_of(said, [](const auto& one) { return !one.second; });
    const bool agreed =
        yes(v1::ExitDate::PARTY_INSTITUTION) && yes(v1::ExitDate::PARTY_PERSON) && !no;
    out.state = agreed ? v1::PreparedExit::STATE_AGREED : v1::PreparedExit::STATE_PROPOSED;
    break;
  }
  return out;
}

}  // namespace relais::exit
