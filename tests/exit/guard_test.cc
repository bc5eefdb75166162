#include "services/exit/guard.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <fstream>

#include "tests/exit/guard_facts.h"

namespace relais::exit {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

struct Case {
  std::string name;
  int line = 0;
  std::optional<LocalTime> leaves;
  Seen seen{AllCompartments(), {}};
  std::vector<std::string> says, silent;
  std::string until;
  bool stops_nothing = false;
};

LocalTime MomentOf(const std::string& day, const std::string& time) {
  const auto date = ParseDate(day);
  if (!date || time.size() != 5) throw std::runtime_error("no moment: " + day + " " + time);
  return {*date, std::stoi(time.substr(0, 2)) * 60 + std::stoi(time.substr(3))};
}

std::vector<Case> ReadCases() {
  std::ifstream file(RELAIS_SOURCE_DIR "/tests/exit/guard_cases.txt");
  std::vector<Case> out;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words(line);
    std::string word;
    words >> word;
    std::string rest;
    std::getline(words >> std::ws, rest);
    if (word == "case") {
      out.push_back({.name = rest, .line = number});
      continue;
    }
    Case& now = out.at(out.size() - 1);
    if (word == "leaves") {
      now.leaves = MomentOf(rest.substr(0, 10), rest.substr(11));
    } else if (word == "sees") {
      now.seen.granted = {};
      std::istringstream names(rest);
      for (std::string name; names >> name;) now.seen.granted.Add(CompartmentNamed(name).value());
    } else if (word == "fact") {
      now.seen.steps.push_back(FactOf(rest));
    } else if (word == "handover") {
      for (v1::Step& fact : HandoverOf(rest)) now.seen.steps.push_back(std::move(fact));
    } else if (word == "says") {
      now.says.push_back(rest);
    } else if (word == "silent") {
      now.silent.push_back(rest);
    } else if (word == "until") {
      now.until = rest;
    } else if (line == "  worry waits") {
      now.seen.worry_waits = true;
    } else if (line == "  stops nothing") {
      now.stops_nothing = true;
    } else {
      throw std::runtime_error("guard_cases.txt:" + std::to_string(number) + ": " + line);
    }
  }
  return out;
}

// What the caller may not see is not among the facts.
Seen OnlySeen(Seen seen) {
  std::erase_if(seen.steps, [&](const v1::Step& step) {
    return !seen.granted.Has(static_cast<Compartment>(step.compartment()));
  });
  return seen;
}

std::vector<std::string> LinesOf(const std::vector<v1::Finding>& findings, bool notes) {
  std::vector<std::string> out;
  for (const v1::Finding& finding : findings) {
    if (finding.grade() == v1::Finding::GRADE_NOTE && !notes) continue;
    out.push_back(v1::Finding::Grade_Name(finding.grade()).substr(6) + " " + finding.rule());
  }
  return out;
}

TEST(Guard, SaysWhatItsCasesSay) {
  const auto cases = ReadCases();
  EXPECT_GE(cases.size(), 150u);
  for (const Case& one : cases) {
    SCOPED_TRACE("guard_cases.txt:" + std::to_string(one.line) + ": " + one.name);
    ASSERT_TRUE(one.leaves);
    ASSERT_FALSE(one.says.empty() && one.silent.empty() && one.until.empty() && !one.stops_nothing)
        << "a case must say something";
    const auto findings = Weigh(RealRules(), OnlySeen(one.seen), *one.leaves);
    const bool notes =
        std::ranges::any_of(one.says, [](const auto& line) { return line.starts_with("NOTE"); });
    if (!one.says.empty()) {
      const bool nothing = one.says == std::vector<std::string>{"nothing"};
      EXPECT_EQ(LinesOf(findings, notes), nothing ? std::vector<std::string>() : one.says);
    }
    for (const std::string& rule : one.silent) {
      EXPECT_TRUE(std::ranges::none_of(findings, [&](const auto& f) { return f.rule() == rule; }))
          << rule;
    }
    if (one.stops_nothing) {
      EXPECT_TRUE(findings.empty() || findings.front().grade() != v1::Finding::GRADE_STOP);
    }
    if (!one.until.empty()) {
      EXPECT_EQ(FormatDate(CoveredUntil(*one.leaves)), one.until);
    }
  }
}

// What a service was asked, wherever it stands.
v1::Step AnyHandover(const LocalTime& leaving) {
  v1::HandoverAsk ask;
  ask.add_needs(static_cast<v1::Need>(*rc::gen::inRange(1, v1::Need_MAX + 1)));
  HandoverStanding standing;
  standing.state = *rc::gen::element(v1::Handover::STATE_ASKED, v1::Handover::STATE_ACCEPTED,
                                     v1::Handover::STATE_REFUSED, v1::Handover::STATE_EXPIRED);
  standing.asked = Date(sys_days(leaving.day) - days(*rc::gen::inRange(0, 11)));
  standing.from = Date(sys_days(leaving.day) + days(*rc::gen::inRange(-10, 11)));
  return FactsOf(ask, standing).front();
}

// A fact of a kind that the rules speak of, in any state, with any dates around a leaving.
v1::Step AnyFact(const LocalTime& leaving) {
  std::vector<std::string> kinds;
  for (const GuardRule& rule : RealRules().rules) {
    for (const auto* const patterns : {&rule.raised_by, &rule.settled_by})
      for (const FactPattern& pattern : *patterns) kinds.push_back(pattern.kind);
    kinds.insert(kinds.end(), rule.needs.begin(), rule.needs.end());
  }
  const std::string picked = *rc::gen::elementOf(kinds);
  if (picked == kHandoverKind) return AnyHandover(leaving);
  const directory::Kind& kind = *RealCatalogue().FindKind(picked);
  v1::Step step;
  step.set_kind(kind.id);
  step.set_compartment(static_cast<v1::Compartment>(kind.compartment));
  const auto day = [&] {
    return FormatDate(Date(sys_days(leaving.day) + days(*rc::gen::inRange(-10, 11))));
  };
  step.set_happened_on(day());
  step.set_state(v1::Step::STATE_RECORDED);
  if (kind.kind_class == directory::KindClass::kProcedure) {
    step.set_state(static_cast<v1::Step::State>(*rc::gen::inRange(2, 6)));
    if (step.state() == v1::Step::STATE_CLOSED)
      step.set_outcome(*rc::gen::elementOf(kind.outcomes));
  }
  for (const directory::KindField& field : kind.fields) {
    if (!field.required && *rc::gen::arbitrary<bool>()) continue;
    auto* const added = step.add_fields();
    added->set_name(field.field->name);
    switch (field.field->type) {
      case directory::FieldType::kDate:
        added->set_value(day());
        break;
      case directory::FieldType::kCode:
        added->set_value(*rc::gen::elementOf(field.field->codes));
        break;
      case directory::FieldType::kNumber:
        added->set_value(std::to_string(*rc::gen::inRange(0, 8)));
        break;
      default:
        added->set_value("x");
    }
  }
  return step;
}

LocalTime AnyMoment() {
  return {Date(sys_days(std::chrono::year(2026) / 1 / 1) + days(*rc::gen::inRange(0, 365 * 70))),
          *rc::gen::inRange(0, 24 * 60)};
}

Seen AnyFacts(const LocalTime& leaving) {
  Seen seen{CompartmentSet(*rc::gen::inRange<std::uint16_t>(0, 1 << 13)), {}};
  for (int i = *rc::gen::inRange(0, 12); i > 0; --i) seen.steps.push_back(AnyFact(leaving));
  return OnlySeen(std::move(seen));
}

int Weight(const std::vector<v1::Finding>& findings, const std::string& rule) {
  for (const v1::Finding& finding : findings)
    if (finding.rule() == rule) return finding.grade();
  return 0;
}

RC_GTEST_PROP(GuardProperty, ConfirmedSupportNeverMakesItWorse, ()) {
  const LocalTime leaving = AnyMoment();
  Seen seen = AnyFacts(leaving);
  const auto before = Weigh(RealRules(), seen, leaving);
  v1::Step support = AnyFact(leaving);
  support.set_state(v1::Step::STATE_CLOSED);
  if (support.kind() == kHandoverKind) {
    support.set_outcome("granted");
  } else {
    const auto& outcomes = RealCatalogue().FindKind(support.kind())->outcomes;
    RC_PRE(!outcomes.empty());
    support.set_outcome(*rc::gen::element<std::string>("granted", "done", "not_needed"));
    RC_PRE(std::ranges::find(outcomes, support.outcome()) != outcomes.end());
  }
  seen.steps.push_back(support);
  const auto after = Weigh(RealRules(), OnlySeen(seen), leaving);
  for (const GuardRule& rule : RealRules().rules) {
    // A piece of equipment that was granted for later is one more that must be there.
    const bool raises = std::ranges::any_of(
        rule.raised_by, [&](const FactPattern& p) { return p.kind == support.kind(); });
    // And a medicine that ends too early is one that will be missing.
    if (!raises && rule.each_by.empty())
      RC_ASSERT(Weight(after, rule.id) <= Weight(before, rule.id));
  }
}

RC_GTEST_PROP(GuardProperty, WhatTheCallerMayNotSeeChangesNothingForThem, ()) {
  const LocalTime leaving = AnyMoment();
  const Seen seen = AnyFacts(leaving);
  Seen more = seen;
  more.steps.push_back(AnyFact(leaving));
  RC_PRE(!seen.granted.Has(static_cast<Compartment>(more.steps.back().compartment())));
  RC_ASSERT(LinesOf(Weigh(RealRules(), OnlySeen(more), leaving), true) ==
            LinesOf(Weigh(RealRules(), seen, leaving), true));
  // And a rule is met only by whoever may see all that it asks for.
  for (const v1::Finding& finding : Weigh(RealRules(), seen, leaving)) {
    const auto rule = std::ranges::find(RealRules().rules, finding.rule(), &GuardRule::id);
    RC_ASSERT(seen.granted.Covers(rule->asks));
  }
}

RC_GTEST_PROP(GuardProperty, OnlySupportThatIsNeededStops, ()) {
  const LocalTime leaving = AnyMoment();
  Seen seen = AnyFacts(leaving);
  std::erase_if(seen.steps, [](const v1::Step& step) {
    return step.compartment() == v1::COMPARTMENT_FRAGILITY;
  });
  for (const v1::Finding& finding : Weigh(RealRules(), seen, leaving))
    RC_ASSERT(finding.grade() != v1::Finding::GRADE_STOP);
}

// A thing is settled exactly when its rule has nothing to say of it.
RC_GTEST_PROP(GuardProperty, WhatIsSettledIsNoFinding, ()) {
  const LocalTime leaving = AnyMoment();
  const Seen seen = AnyFacts(leaving);
  const auto findings = Weigh(RealRules(), seen, leaving);
  for (const PlannedThing& thing : RealRules().things) {
    const Settlement settlement = SettlementOf(RealRules(), thing, seen, leaving);
    if (IsSettled(settlement.state)) {
      RC_ASSERT(Weight(findings, thing.proof.id) == 0);
      for (const std::string& rule : thing.unless) RC_ASSERT(Weight(findings, rule) == 0);
    }
    if (settlement.step_id.empty()) continue;
    RC_ASSERT(std::ranges::any_of(
        seen.steps, [&](const v1::Step& step) { return step.id() == settlement.step_id; }));
  }
}

RC_GTEST_PROP(GuardProperty, OrderAndRepetitionOfFactsDoNotCount, ()) {
  const LocalTime leaving = AnyMoment();
  const Seen seen = AnyFacts(leaving);
  Seen turned = seen;
  std::ranges::reverse(turned.steps);
  RC_ASSERT(LinesOf(Weigh(RealRules(), seen, leaving), true) ==
            LinesOf(Weigh(RealRules(), turned, leaving), true));
  RC_ASSERT(GuardDigest(RealRules(), seen, leaving) == GuardDigest(RealRules(), turned, leaving));
}

// Every day until 2100: help must hold over whatever lies before noon of the next working day.
TEST(Guard, LengthensWhatToCoverOverWeekendsHolidaysAndEvenings) {
  for (sys_days day = std::chrono::year(2026) / 1 / 1;
       day < sys_days(std::chrono::year(2101) / 1 / 1); day += days(1)) {
    const sys_days morning(CoveredUntil({Date(day), 9 * 60}));
    const sys_days evening(CoveredUntil({Date(day), 16 * 60}));
    EXPECT_TRUE(IsWorkingDay(Date(morning))) << FormatDate(Date(day));
    EXPECT_GT(morning, day);
    EXPECT_GE(evening, morning);
    const Date as_if = IsWorkingDay(Date(day)) ? Date(day + days(1)) : Date(day);
    EXPECT_EQ(evening, sys_days(CoveredUntil({as_if, 9 * 60})));
  }
}

TEST(Guard, AThingStandsWhereItsStepsSay) {
  const LocalTime friday{*ParseDate("2026-11-27"), 10 * 60};
  const PlannedThing& bed = RealRules().Thing(v1::ExitCondition::KIND_BED);
  const struct {
    const char* fact;
    v1::ExitCondition::State state;
  } all[] = {
      {"exit.keys_in_hand opened", v1::ExitCondition::STATE_OPEN},
      {"housing.shelter_place opened", v1::ExitCondition::STATE_IN_PROGRESS},
      {"housing.shelter_place refused", v1::ExitCondition::STATE_OPEN},
      {"housing.shelter_place cancelled", v1::ExitCondition::STATE_OPEN},
      {"housing.shelter_place granted from_date=2026-11-27 nights=1",
       v1::ExitCondition::STATE_OPEN},
      {"housing.shelter_place granted from_date=2026-11-27 nights=3", v1::ExitCondition::STATE_MET},
      {"exit.place_to_sleep not_needed", v1::ExitCondition::STATE_NOT_NEEDED},
      {"whereabouts.address street=Rue_Haute_1", v1::ExitCondition::STATE_MET},
  };
  for (const auto& one : all) {
    v1::Step step = FactOf(one.fact);
    step.set_id("stp_1");
    const auto found = SettlementOf(RealRules(), bed, {AllCompartments(), {step}}, friday);
    EXPECT_EQ(found.state, one.state) << one.fact;
    const bool named = one.state == v1::ExitCondition::STATE_MET ||
                       one.state == v1::ExitCondition::STATE_IN_PROGRESS;
    EXPECT_EQ(found.step_id, named ? "stp_1" : "") << one.fact;
  }
}

TEST(Guard, AThingIsNotSettledByWhatIsUnsafeOrGoneBy) {
  const LocalTime friday{*ParseDate("2026-11-27"), 10 * 60};
  const auto state = [&](v1::ExitCondition::Kind kind, const std::vector<const char*>& facts) {
    Seen seen{AllCompartments(), {}};
    for (const char* const fact : facts) seen.steps.push_back(FactOf(fact));
    return SettlementOf(RealRules(), RealRules().Thing(kind), seen, friday).state;
  };
  using C = v1::ExitCondition;
  const char* const home = "whereabouts.address street=Rue_Haute_1";
  EXPECT_EQ(state(C::KIND_BED, {home}), C::STATE_MET);
  EXPECT_EQ(state(C::KIND_BED, {home, "housing.lock_changed on 2026-11-20"}), C::STATE_OPEN);
  EXPECT_EQ(state(C::KIND_BED, {home, "whereabouts.place_unsafe on 2026-11-20"}), C::STATE_OPEN);
  EXPECT_EQ(state(C::KIND_FIRST_APPOINTMENTS, {"health.appointment done on_date=2024-11-27"}),
            C::STATE_OPEN);
  EXPECT_EQ(state(C::KIND_FIRST_APPOINTMENTS, {"health.appointment done on_date=2026-12-02"}),
            C::STATE_MET);
  EXPECT_EQ(state(C::KIND_WHO_DEPENDS, {"family.child_care granted"}), C::STATE_MET);
  EXPECT_EQ(state(C::KIND_WHO_DEPENDS, {"family.child_care granted", "family.pet_care opened"}),
            C::STATE_IN_PROGRESS);
  EXPECT_EQ(state(C::KIND_PAPERS, {"identity.identity_card granted on 2026-01-01"}), C::STATE_MET);
  EXPECT_EQ(state(C::KIND_PAPERS, {"identity.identity_card granted on 2026-01-01",
                                   "identity.identity_card_loss opened on 2026-11-20"}),
            C::STATE_OPEN);
  EXPECT_EQ(state(C::KIND_COURT_CONDITIONS, {"justice.court_conditions condition=stay_away"}),
            C::STATE_OPEN)
      << "that it was explained is for somebody to say";
}

TEST(Guard, OffersMorningsOnWhichNothingStops) {
  const Date thursday = *ParseDate("2026-11-26");
  const auto slots = [&](const Seen& seen, std::optional<Date> last) {
    std::string out;
    for (const v1::ExitSlot& slot : SafeSlots(RealRules(), seen, thursday, last))
      out += slot.day() + " " + slot.time() + "\n";
    return out;
  };
  Seen seen{AllCompartments(),
            {FactOf("fragility.daily_help needed"), FactOf("exit.place_to_sleep granted"),
             FactOf("health.medication_supply supply_until=2027-01-01")}};
  EXPECT_EQ(slots(seen, {}), "") << "help is nowhere confirmed";
  seen.steps.push_back(FactOf("care.home_help granted on_date=2026-12-01"));
  EXPECT_EQ(slots(seen, {}), "2026-11-30 10:00\n2026-12-01 10:00\n");
  EXPECT_EQ(slots(seen, ParseDate("2026-11-30")), "2026-11-30 10:00\n") << "not after the last day";
  EXPECT_EQ(slots({AllCompartments(), {}}, {}),
            "2026-11-26 10:00\n2026-11-27 10:00\n2026-11-30 10:00\n");
}

}  // namespace
}  // namespace relais::exit
