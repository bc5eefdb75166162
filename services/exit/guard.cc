#include "services/exit/guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "crypto/hash.h"
#include "services/exit/handover_facts.h"

namespace relais::exit {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using Grade = v1::Finding::Grade;

constexpr int kEvening = 16 * 60;
constexpr int kMorning = 10 * 60;
constexpr days kSlotsWithin{14};

std::string_view FieldOf(const v1::Step& step, std::string_view name) {
  for (const v1::StepField& field : step.fields())
    if (field.name() == name) return field.value();
  return {};
}

std::optional<Date> DayOf(const v1::Step& step, std::string_view field) {
  return ParseDate(FieldOf(step, field));
}

bool IsOf(const v1::Step& step, const FactPattern& pattern) {
  return step.kind() == pattern.kind && std::ranges::all_of(pattern.fields, [&](const auto& field) {
           return FieldOf(step, field.first) == field.second;
         });
}

// Until which day it lasts; nullopt: no end is known.
std::optional<Date> EndOf(const v1::Step& step, const FactPattern& pattern) {
  if (const auto supply = DayOf(step, "supply_until")) return supply;
  if (const auto until = DayOf(step, "until_date")) return until;
  const auto from = DayOf(step, "from_date");
  if (!pattern.by_night || !from) return std::nullopt;
  int nights = 1;
  const std::string_view named = FieldOf(step, "nights");
  std::from_chars(named.data(), named.data() + named.size(), nights);
  return Date(sys_days(*from) + days(std::clamp(nights, 0, 3650)));
}

// One look at the facts, for one moment of leaving.
class Look {
 public:
  Look(const Seen& seen, const LocalTime& leaving)
      : seen_(seen), day_(leaving.day), until_(CoveredUntil(leaving)) {}

  Grade Weigh(const GuardRule& rule) const {
    if (!seen_.granted.Covers(rule.asks)) return v1::Finding::GRADE_UNSPECIFIED;
    if (rule.worry_call) return seen_.worry_waits ? rule.grade : v1::Finding::GRADE_UNSPECIFIED;
    const v1::Step* const raised = RaisedBy(rule);
    if (IsSettled(Settled(rule, raised).state)) return v1::Finding::GRADE_UNSPECIFIED;
    if (!rule.raised_by.empty() && raised == nullptr) return rule.unraised;
    if (rule.grade == v1::Finding::GRADE_STOP && !IsNeeded(rule)) return rule.otherwise;
    return rule.grade;
  }

  Settlement Settled(const GuardRule& rule) const { return Settled(rule, RaisedBy(rule)); }

 private:
  // Granted, done, or simply there.
  static bool Stands(const v1::Step& step) {
    return step.state() == v1::Step::STATE_RECORDED || IsClosed(step, {"granted", "done"});
  }
  static bool IsUnderWay(const v1::Step& step) {
    return step.state() == v1::Step::STATE_OPENED || step.state() == v1::Step::STATE_IN_PROGRESS;
  }
  static bool IsNotNeeded(const v1::Step& step) { return IsClosed(step, {"not_needed"}); }
  static bool IsGivenUp(const v1::Step& step) {
    return step.state() == v1::Step::STATE_CANCELLED || IsClosed(step, {"not_needed", "withdrawn"});
  }
  static bool IsClosed(const v1::Step& step, std::initializer_list<std::string_view> outcomes) {
    return step.state() == v1::Step::STATE_CLOSED &&
           std::ranges::find(outcomes, step.outcome()) != outcomes.end();
  }
  static const FactPattern* Of(const std::vector<FactPattern>& patterns, const v1::Step& step) {
    const auto found =
        std::ranges::find_if(patterns, [&](const FactPattern& p) { return IsOf(step, p); });
    return found == patterns.end() ? nullptr : &*found;
  }

  // The newest fact that raises it, and has not ended.
  const v1::Step* RaisedBy(const GuardRule& rule) const {
    const v1::Step* newest = nullptr;
    for (const v1::Step& step : seen_.steps) {
      const FactPattern* const pattern = Of(rule.raised_by, step);
      if (pattern == nullptr || IsGivenUp(step)) continue;
      const auto end = EndOf(step, *pattern);
      if (step.state() == v1::Step::STATE_RECORDED && end && *end < day_) continue;
      if (newest == nullptr || step.happened_on() > newest->happened_on()) newest = &step;
    }
    return newest;
  }

  bool IsNeeded(const GuardRule& rule) const {
    return std::ranges::any_of(seen_.steps, [&](const v1::Step& step) {
      const bool about = rule.needs.empty()
                             ? step.compartment() == v1::COMPARTMENT_FRAGILITY
                             : std::ranges::find(rule.needs, step.kind()) != rule.needs.end();
      return about && FieldOf(step, "answer") == "needed";
    });
  }

  Settlement Settled(const GuardRule& rule, const v1::Step* raised) const {
    Settlement not_yet{v1::ExitCondition::STATE_OPEN};
    bool not_needed = false;
    std::vector<const v1::Step*> covering, short_of, missing;
    std::vector<Span> spans;
    for (const v1::Step& step : seen_.steps) {
      const FactPattern* const pattern = Of(rule.settled_by, step);
      if (pattern == nullptr) continue;
      if (IsUnderWay(step)) not_yet = {v1::ExitCondition::STATE_IN_PROGRESS, step.id()};
      // Of two of a kind, one that is on its way is not settled by the other; but of two services that are asked for the same
      // thing, one yes is enough.
      const bool raises = Of(rule.raised_by, step) != nullptr;
      if (IsUnderWay(step) && raises && step.kind() != kHandoverKind) return not_yet;
      if (pattern->after && raised != nullptr && step.happened_on() < raised->happened_on())
        continue;
      // Of the question itself; that one of several ways is not needed says nothing of the others.
      if (IsNotNeeded(step) && pattern == &rule.settled_by.front()) not_needed = true;
      // What somebody said no to is made good by a yes to the same alone.
      if (!Stands(step) && raises && !IsGivenUp(step)) missing.push_back(&step);
      if (!Stands(step)) continue;
      const Span span = SpanOf(step, *pattern);
      const bool covers = Covers(rule.covers, step, span);
      if (covers)
        covering.push_back(&step);
      else if (!span.end || *span.end >= day_)
        short_of.push_back(&step);
      spans.push_back(span);
    }
    if (!not_needed) short_of.insert(short_of.end(), missing.begin(), missing.end());
    if (!rule.each_by.empty() && !EachCovered(rule.each_by, short_of, covering)) return not_yet;
    if (!covering.empty()) return {v1::ExitCondition::STATE_MET, covering.front()->id()};
    const bool joined = rule.covers == Cover::kWindow && rule.each_by.empty() && Join(spans);
    if (joined) return {v1::ExitCondition::STATE_MET};
    if (not_needed) return {v1::ExitCondition::STATE_NOT_NEEDED};
    return not_yet;
  }

  // From when to when something is there, as far as it is known.
  struct Span {
    std::optional<Date> begin, end;
  };
  static Span SpanOf(const v1::Step& step, const FactPattern& pattern) {
    const auto from = DayOf(step, "from_date");
    return {from ? from : DayOf(step, "on_date"), EndOf(step, pattern)};
  }

  // Whether every one that falls short has another of the same name that does not.
  static bool EachCovered(const std::string& field, const std::vector<const v1::Step*>& short_of,
                          const std::vector<const v1::Step*>& covering) {
    return std::ranges::all_of(short_of, [&](const v1::Step* one) {
      return std::ranges::any_of(covering, [&](const v1::Step* other) {
        return FieldOf(*one, field) == FieldOf(*other, field);
      });
    });
  }

  // Whether they cover the window one after the other.
  bool Join(const std::vector<Span>& spans) const {
    Date reached = day_;
    for (bool further = true; further && reached < until_;) {
      further = false;
      for (const Span& span : spans) {
        if ((span.begin && *span.begin > reached) || (span.end && *span.end <= reached)) continue;
        reached = span.end.value_or(until_);
        further = true;
      }
    }
    return reached >= until_;
  }

  bool Covers(Cover covers, const v1::Step& step, const Span& span) const {
    const auto on = DayOf(step, "on_date"), from = DayOf(step, "from_date");
    const Date next(sys_days(day_) + days(1));
    const bool ended = span.end && *span.end < day_;
    switch (covers) {
      case Cover::kAny:
        return true;
      case Cover::kDay:
        return !ended && ((!on && !from) || (on && *on == day_) || (from && *from <= day_));
      case Cover::kThere:
        return !ended && span.begin && *span.begin <= day_;
      case Cover::kVisit:
        return !(span.end && *span.end < until_) &&
               ((on && *on >= day_ && *on <= next) || (from && *from <= next));
      case Cover::kWindow:
        return (!span.begin || *span.begin <= day_) && (!span.end || *span.end >= until_);
      case Cover::kAhead:
        return !ended && (!on || *on >= day_);
    }
    return false;
  }

  const Seen& seen_;
  const Date day_, until_;
};

}  // namespace

Date CoveredUntil(const LocalTime& leaving) {
  const bool evening = leaving.minute >= kEvening && IsWorkingDay(leaving.day);
  return NextWorkingDay(evening ? Date(sys_days(leaving.day) + days(1)) : leaving.day);
}

bool IsSettled(v1::ExitCondition::State state) {
  return state == v1::ExitCondition::STATE_MET || state == v1::ExitCondition::STATE_NOT_NEEDED;
}

Settlement SettlementOf(const GuardRules& rules, const PlannedThing& thing, const Seen& seen,
                        const LocalTime& leaving) {
  const Look look(seen, leaving);
  const Settlement settlement = look.Settled(thing.proof);
  const bool against = std::ranges::any_of(rules.rules, [&](const GuardRule& rule) {
    return std::ranges::find(thing.unless, rule.id) != thing.unless.end() &&
           look.Weigh(rule) != v1::Finding::GRADE_UNSPECIFIED;
  });
  return against && IsSettled(settlement.state) ? Settlement() : settlement;
}

std::vector<v1::Finding> Weigh(const GuardRules& rules, const Seen& seen,
                               const LocalTime& leaving) {
  const Look look(seen, leaving);
  std::vector<v1::Finding> out;
  for (const GuardRule& rule : rules.rules) {
    const Grade grade = look.Weigh(rule);
    if (grade == v1::Finding::GRADE_UNSPECIFIED) continue;
    v1::Finding& finding = out.emplace_back();
    finding.set_rule(rule.id);
    finding.set_grade(grade);
    *finding.mutable_sentence() = rule.sentence;
    *finding.mutable_clear() = rule.clear;
    finding.set_may_be_passed(grade == v1::Finding::GRADE_STOP && !rule.worry_call);
  }
  std::ranges::stable_sort(out, std::greater(), &v1::Finding::grade);
  return out;
}

std::vector<v1::ExitSlot> SafeSlots(const GuardRules& rules, Seen seen, Date first,
                                    std::optional<Date> last) {
  seen.worry_waits = false;
  std::vector<v1::ExitSlot> out;
  for (sys_days at(first); at < sys_days(first) + kSlotsWithin && out.size() < kMostSlots;
       at += days(1)) {
    const Date day(at);
    if (last && day > *last) break;
    if (!IsWorkingDay(day)) continue;
    const auto findings = Weigh(rules, seen, {day, kMorning});
    if (!findings.empty() && findings.front().grade() == v1::Finding::GRADE_STOP) continue;
    v1::ExitSlot& slot = out.emplace_back();
    slot.set_day(FormatDate(day));
    slot.set_time("10:00");
  }
  return out;
}

std::string GuardDigest(const GuardRules& rules, const Seen& seen, const LocalTime& leaving) {
  std::vector<Bytes> steps;
  for (const v1::Step& step : seen.steps) steps.push_back(step.SerializeAsString());
  std::ranges::sort(steps);
  Bytes all = fmt::format("relais-guard/2\n{}\n{}\n{} {}\n{}\n", rules.version, seen.granted.bits(),
                          FormatDate(leaving.day), leaving.minute, seen.worry_waits ? 1 : 0);
  for (const Bytes& step : steps) {
    PutU32(all, static_cast<std::uint32_t>(step.size()));
    all += step;
  }
  return ToHex(View(Sha256(all)));
}

}  // namespace relais::exit
