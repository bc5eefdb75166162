// The real rules and catalogue, and facts as the cases of guard_cases.txt write them.
#pragma once

#include <sstream>
#include <stdexcept>

#include "services/base/files.h"
#include "services/exit/guard.h"
#include "services/exit/handover_facts.h"

namespace relais::exit {

inline const directory::Catalogue& RealCatalogue() {
  static const auto catalogue = directory::Catalogue::Parse(
      ReadFile(RELAIS_SOURCE_DIR "/deploy/catalogue.toml", 4 << 20).value(), "catalogue.toml");
  return **catalogue;
}

inline std::string RealRulesText() {
  return ReadFile(RELAIS_SOURCE_DIR "/deploy/exit_guard.toml", 1 << 20).value();
}

inline const GuardRules& RealRules() {
  static const auto rules = GuardRules::Parse(RealRulesText(), "exit_guard.toml", RealCatalogue());
  return **rules;
}

// "housing.shelter_place granted from_date=2026-11-27 nights=2 on 2026-11-26"; throws on what the catalogue does
// not know, so that no case passes for a slip of the pen. An underscore in a value stands for a blank.
inline v1::Step FactOf(const std::string& text) {
  std::istringstream words(text);
  v1::Step step;
  std::string kind_id, word;
  words >> kind_id;
  const directory::Kind* const kind = RealCatalogue().FindKind(kind_id);
  if (kind == nullptr) throw std::runtime_error("no such kind: " + kind_id);
  step.set_kind(kind_id);
  step.set_compartment(static_cast<v1::Compartment>(kind->compartment));
  step.set_happened_on("2026-11-01");
  step.set_state(kind->kind_class == directory::KindClass::kProcedure ? v1::Step::STATE_UNSPECIFIED
                                                                      : v1::Step::STATE_RECORDED);
  while (words >> word) {
    const auto equals = word.find('=');
    v1::Step::State state{};
    std::string upper = word;
    std::ranges::transform(upper, upper.begin(), [](char c) { return std::toupper(c); });
    if (word == "on") {
      words >> *step.mutable_happened_on();
    } else if (equals != word.npos) {
      const std::string name = word.substr(0, equals);
      if (std::ranges::none_of(kind->fields, [&](const auto& f) { return f.field->name == name; }))
        throw std::runtime_error(kind_id + " has no field " + name);
      auto* const field = step.add_fields();
      field->set_name(name);
      field->set_value(word.substr(equals + 1));
    } else if (kind->kind_class == directory::KindClass::kFragility) {
      if (word != "needed" && word != "none_known") throw std::runtime_error("no answer: " + word);
      auto* const field = step.add_fields();
      field->set_name("answer");
      field->set_value(word);
    } else if (v1::Step::State_Parse("STATE_" + upper, &state)) {
      step.set_state(state);
    } else if (std::ranges::find(kind->outcomes, word) != kind->outcomes.end()) {
      step.set_state(v1::Step::STATE_CLOSED);
      step.set_outcome(word);
    } else {
      throw std::runtime_error(kind_id + " has no outcome " + word);
    }
  }
  if (step.state() == v1::Step::STATE_UNSPECIFIED)
    throw std::runtime_error(kind_id + ": in which state?");
  return step;
}

// "HOME_NURSING REFUSED from 2026-11-27", as handover/ would tell of it.
inline std::vector<v1::Step> HandoverOf(const std::string& text) {
  std::istringstream words(text);
  std::string need, state, from, day;
  words >> need >> state >> from >> day;
  v1::Need known{};
  v1::HandoverAsk ask;
  HandoverStanding standing{HandoverId(Array<16>{1}), {}, *ParseDate("2026-11-01"), {}};
  if (!v1::Need_Parse("NEED_" + need, &known) || from != "from" || !ParseDate(day) ||
      !v1::Handover::State_Parse("STATE_" + state, &standing.state))
    throw std::runtime_error("no handover: " + text);
  ask.add_needs(known);
  standing.from = *ParseDate(day);
  return FactsOf(ask, standing);
}

}  // namespace relais::exit
