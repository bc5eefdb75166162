#include "services/exit/view.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <map>
#include <set>

#include "services/dossier/view.h"
#include "services/exit/negotiation.h"
#include "services/exit/plan.h"

namespace relais::exit {
namespace {

using google::protobuf::util::TimeUtil;
using std::chrono::days;
using std::chrono::sys_days;

constexpr int kNoon = 12 * 60;
// A file has one leaving under way, or two. Whoever may write could plan hundreds, and keep the server weighing.
constexpr int kMostWeighed = 5;

// Of one leaving, as the caller may see it.
struct Gathered {
  std::optional<v1::Exit> exit;  // unset: its plan is not among the records
  std::vector<Proposed> dates;
  std::vector<Answered> answers;
  std::vector<v1::Departure> departures;
  std::vector<v1::Readmission> readmissions;
  std::vector<v1::ExitOwner> owners;
  std::map<v1::ExitCondition::Kind, v1::ExitCondition> said;  // of each thing, last
};

template <class T>
const T* LastOf(const std::vector<T>& all) {
  const auto last = std::ranges::min_element(all, IsNewer<T>);
  return last == all.end() ? nullptr : &*last;
}

template <class A, class B>
bool IsWrittenBefore(const A& a, const B& b) {
  return a.record_time() < b.record_time();
}

Instant WrittenAt(const v1::Readmission& back) {
  return FromMillis(TimeUtil::TimestampToMilliseconds(back.record_time()));
}

// Set when the person has left, and is not back: what is written down later of an earlier day was before that.
const v1::Departure* DepartureOf(const Gathered& gathered) {
  const v1::Readmission* const back = LastOf(gathered.readmissions);
  if (back == nullptr) return LastOf(gathered.departures);
  const v1::Departure* last = nullptr;
  for (const v1::Departure& left : gathered.departures) {
    const auto day = ParseDate(left.day());
    const bool since =
        IsWrittenBefore(*back, left) && day && *day >= InBelgium(WrittenAt(*back)).day;
    if (since && (last == nullptr || IsNewer(left, *last))) last = &left;
  }
  return last;
}

// What was decided, in the file that is read.
struct Decided {
  const Decision* row;
  v1::DecideExitRequest what;
};

class View {
 public:
  View(const access::Permit& permit, const GuardRules& rules, const Unrecorded& beside, Instant now)
      : permit_(permit), rules_(rules), beside_(beside), now_(InBelgium(now)) {
    seen_.granted = permit.granted();
    seen_.worry_waits = beside.worry_waits;
  }

  Status Take(const ledger::OpenRecord& record) {
    const auto handover = std::ranges::find_if(
        beside_.handovers, [&](const auto& one) { return one.id.bytes() == record.id.bytes(); });
    if (handover != beside_.handovers.end()) return TakeHandover(*handover, record);
    const auto decision = std::ranges::find_if(
        beside_.decisions, [&](const auto& one) { return one.id.bytes() == record.id.bytes(); });
    if (decision != beside_.decisions.end()) return TakeDecision(*decision, record);
    ASSIGN_OR_RETURN(const auto content, dossier::DecodeContent(record.content));
    support_ = std::max(support_, content.support);
    ASSIGN_OR_RETURN(auto fact, dossier::ParseFact(content));
    for (v1::Step& step : *fact.mutable_steps()) {
      TakeName(step);
      visible_.insert(step.id());
      if (rules_.LookAt(step)) seen_.steps.push_back(std::move(step));
    }
    const bool justice = record.compartment == Compartment::kJustice;
    if (record.compartment != Compartment::kExit && !justice) return {};
    v1::GetDossierResponse shown;
    if (!shown.ParseFromString(std::string(dossier::OriginFor(permit_, content))))
      return Fail(Reason::kCorrupt, "a record does not parse");
    // In JUSTICE, of a leaving, there is what is said of court conditions.
    if (justice && shown.exit_conditions().empty()) return {};
    // Whose word it is, to tell the houses apart; it is not shown.
    ASSIGN_OR_RETURN(const auto whole, dossier::ParseWhole(content));
    const std::string by =
        whole.attributions_size() > 0 ? whole.attributions(0).organisation() : "";
    for (v1::Exit& exit : *shown.mutable_exits()) exits_[exit.id()].exit = exit;
    for (v1::ExitDate& date : *fact.mutable_exit_dates())
      exits_[date.exit_id()].dates.push_back({date, by});
    for (v1::ExitAnswer& answer : *fact.mutable_exit_answers())
      exits_[answer.exit_id()].answers.push_back({answer, by});
    for (v1::Departure& departure : *shown.mutable_departures())
      exits_[departure.exit_id()].departures.push_back(departure);
    for (v1::Readmission& back : *fact.mutable_readmissions())
      exits_[back.exit_id()].readmissions.push_back(back);
    for (v1::ExitOwner& owner : *shown.mutable_exit_owners())
      exits_[owner.exit_id()].owners.push_back(owner);
    for (v1::ExitCondition& one : *shown.mutable_exit_conditions()) {
      if (!v1::ExitCondition::Kind_IsValid(one.kind())) continue;  // of a later version
      v1::ExitCondition& last = exits_[one.exit_id()].said[one.kind()];
      if (last.id().empty() || IsNewer(one, last)) last = one;
    }
    // Whoever recorded a step of this compartment is named where the step is shown.
    if (fact.steps_size() == 0)
      for (v1::Attribution& one : *shown.mutable_attributions()) *out_.add_attributions() = one;
    return {};
  }

  Bytes Finish() {
    std::vector<Gathered*> all;
    for (auto& [id, gathered] : exits_)
      if (gathered.exit) all.push_back(&gathered);
    std::ranges::sort(all,
                      [](const auto* a, const auto* b) { return IsNewer(*a->exit, *b->exit); });
    for (Gathered* const gathered : all) *out_.add_exits() = Prepare(*gathered);
    dossier::AddBases(permit_, *out_.mutable_bases());
    out_.set_support(support_);
    out_.set_guard_version(rules_.version);
    return out_.SerializeAsString();
  }

  Bytes FinishWork(const std::vector<WorkItem>& items, bool holds) {
    v1::ListWorkResponse out;
    const auto add = [&]() -> v1::ListWorkResponse::Line& {
      v1::ListWorkResponse::Line& line = *out.add_lines();
      line.set_dossier_id(permit_.request().dossier.Text());
      line.set_name(alias_.text.empty() ? name_.text : alias_.text);
      line.set_referent(holds);
      return line;
    };
    for (const WorkItem& item : items) {
      const auto found = exits_.find(item.exit.Text());
      if (found == exits_.end() || !found->second.exit || DepartureOf(found->second) != nullptr)
        continue;
      v1::ListWorkResponse::Line& line = add();
      line.set_own(item.own);
      line.set_unattended(item.unattended);
      *line.mutable_leaving() = Stands(found->second);
      // As it was said: what would prove it, or speaks against it, lies in what this list does not read.
      for (const auto& [kind, said] : found->second.said) {
        if (IsSettled(said.state())) continue;
        auto planned = Planned(rules_.Thing(kind), said, line.leaving());
        planned.set_state(said.state());
        *line.mutable_leaving()->add_conditions() = planned;
      }
    }
    if (holds && out.lines().empty()) add();
    return out.SerializeAsString();
  }

 private:
  Status TakeDecision(const Decision& row, const ledger::OpenRecord& record) {
    Decided& one = decided_.emplace_back(Decided{&row, {}});
    if (one.what.ParseFromString(std::string(record.content))) return {};
    return Fail(Reason::kCorrupt, "a decision does not parse");
  }
  Status TakeHandover(const HandoverStanding& standing, const ledger::OpenRecord& record) {
    v1::HandoverAsk ask;
    if (!ask.ParseFromString(std::string(record.content)))
      return Fail(Reason::kCorrupt, "a handover does not parse");
    for (v1::Step& fact : FactsOf(ask, standing)) {
      visible_.insert(fact.id());
      seen_.steps.push_back(std::move(fact));
    }
    return {};
  }

  // The name that the person goes by, as it was said last.
  struct Name {
    std::string text;
    google::protobuf::Timestamp since;
  };
  void TakeName(const v1::Step& step) {
    const bool alias = step.kind() == "identity.alias";
    if (!alias && step.kind() != "identity.name") return;
    Name& into = alias ? alias_ : name_;
    if (!into.text.empty() && into.since.seconds() > step.record_time().seconds()) return;
    into = {"", step.record_time()};
    for (const v1::StepField& field : step.fields())
      into.text += (into.text.empty() ? "" : " ") + field.value();
  }

  // The leaving, where it stands, and who answers for it.
  v1::PreparedExit Stands(Gathered& gathered) const {
    v1::PreparedExit out;
    *out.mutable_exit() = *gathered.exit;
    Standing standing = StandingOf(gathered.dates, gathered.answers);
    if (const auto* const back = LastOf(gathered.readmissions)) {
      *out.mutable_readmission() = *back;
      standing = StandingSince(*back, gathered);
      LeaveOutPast(*back, *out.mutable_exit());
    }
    out.set_state(standing.state);
    if (standing.current) *out.mutable_current() = *standing.current;
    const auto said = std::ranges::min_element(gathered.owners, IsNewer<v1::ExitOwner>);
    if (said != gathered.owners.end()) *out.mutable_owner() = *said;
    const auto now = beside_.owners.find(gathered.exit->id());
    if (now != beside_.owners.end()) out.mutable_owner()->MergeFrom(now->second);
    return out;
  }

  // What was said of the day before they came back was of another leaving.
  static Standing StandingSince(const v1::Readmission& back, const Gathered& gathered) {
    std::vector<Proposed> dates = gathered.dates;
    std::vector<Answered> answers = gathered.answers;
    std::erase_if(dates, [&](const auto& one) { return IsWrittenBefore(one.date, back); });
    std::erase_if(answers, [&](const auto& one) { return IsWrittenBefore(one.answer, back); });
    return StandingOf(dates, answers);
  }
  static void LeaveOutPast(const v1::Readmission& back, v1::Exit& exit) {
    const Date since = InBelgium(WrittenAt(back)).day;
    const auto past = [&](const std::string& day) {
      const auto parsed = ParseDate(day);
      return parsed && *parsed < since;
    };
    if (past(exit.earliest())) exit.clear_earliest();
    if (past(exit.latest())) exit.clear_latest();
  }

  v1::PreparedExit Prepare(Gathered& gathered) {
    v1::PreparedExit out = Stands(gathered);
    for (const Proposed& date : gathered.dates) *out.add_dates() = date.date;
    for (const Answered& answer : gathered.answers) *out.add_answers() = answer.answer;
    if (const v1::Departure* const left = DepartureOf(gathered)) {
      out.clear_readmission();
      *out.mutable_departure() = *left;
      out.set_state(v1::PreparedExit::STATE_LEFT);
      AddFirstNight(out);
    } else if (++weighed_ <= kMostWeighed) {
      AddGuard(out);
      AddConditions(gathered, out);
    }
    return out;
  }

  // What the plan foresees, then what else was said.
  void AddConditions(const Gathered& gathered, v1::PreparedExit& out) const {
    std::vector<v1::ExitCondition::Kind> kinds = rules_.plans.at(out.exit().kind());
    for (const auto& [kind, said] : gathered.said)
      if (std::ranges::find(kinds, kind) == kinds.end()) kinds.push_back(kind);
    for (const auto kind : kinds) {
      const auto said = gathered.said.find(kind);
      *out.add_conditions() =
          Planned(rules_.Thing(kind),
                  said == gathered.said.end() ? v1::ExitCondition() : said->second, out);
    }
  }

  static v1::ExitCondition::State UnderWayIfEither(const v1::ExitCondition& said,
                                                   const Settlement& proved) {
    const bool under_way = said.state() == v1::ExitCondition::STATE_IN_PROGRESS ||
                           proved.state == v1::ExitCondition::STATE_IN_PROGRESS;
    return under_way ? v1::ExitCondition::STATE_IN_PROGRESS : v1::ExitCondition::STATE_OPEN;
  }
  // Somebody said, since the step that proves it was recorded, that it is still to settle: they know better.
  bool IsReopened(const v1::ExitCondition& said, const Settlement& proved) const {
    const auto step = std::ranges::find(seen_.steps, proved.step_id, &v1::Step::id);
    const auto since = [](const auto& record) {
      return std::pair(record.record_time().seconds(), record.record_time().nanos());
    };
    return !said.id().empty() && !IsSettled(said.state()) && step != seen_.steps.end() &&
           since(said) > since(*step);
  }

  v1::PlannedCondition Planned(const PlannedThing& thing, const v1::ExitCondition& said,
                               const v1::PreparedExit& exit) const {
    v1::PlannedCondition out;
    out.set_kind(thing.kind);
    *out.mutable_text() = thing.text;
    const Settlement proved = SettlementOf(rules_, thing, seen_, LeavingOf(exit));
    const bool proved_now = IsSettled(proved.state) && !IsReopened(said, proved);
    const bool by_word = !proved_now && IsSettled(said.state());
    out.set_state(proved_now || said.id().empty() ? proved.state
                  : by_word                       ? said.state()
                                                  : UnderWayIfEither(said, proved));
    const std::string& proof = by_word ? said.proof_id() : proved.step_id;
    if (visible_.contains(proof)) out.set_proof_id(proof);
    out.set_whose_move(said.whose_move() == v1::ExitDate::PARTY_UNSPECIFIED ? thing.whose_move
                                                                            : said.whose_move());
    out.set_owner(said.owner());
    out.set_by_day(said.by_day());
    const auto day = DayOf(exit);
    if (said.by_day().empty() && day)
      out.set_by_day(FormatDate(WorkingDaysBefore(*day, thing.days_before)));
    const auto by = ParseDate(out.by_day());
    out.set_late(by && *by < now_.day && !IsSettled(out.state()));
    return out;
  }

  void AddGuard(v1::PreparedExit& out) const {
    const LocalTime leaving = LeavingOf(out);
    // What was decided on makes room for what was not.
    const auto findings = Undecided(Weigh(rules_, seen_, leaving), leaving.day, out);
    out.set_weighed_day(FormatDate(leaving.day));
    for (std::size_t i = 0; i < std::min(kMostFindings, findings.size()); ++i)
      *out.add_findings() = findings[i];
    out.set_covered_until(FormatDate(CoveredUntil(leaving)));
    out.set_guard_digest(GuardDigest(rules_, seen_, leaving));
    const Date tomorrow(sys_days(now_.day) + days(1));
    const auto earliest = ParseDate(out.exit().earliest());
    for (auto& slot : SafeSlots(rules_, seen_, earliest ? std::max(tomorrow, *earliest) : tomorrow,
                                ParseDate(out.exit().latest())))
      *out.add_slots() = std::move(slot);
  }

  static bool IsStop(const v1::Finding& finding) {
    return finding.grade() == v1::Finding::GRADE_STOP;
  }
  // The last decision on it, for a leaving on this day.
  const Decided* DecisionOn(const std::string& exit, const std::string& day,
                            const std::string& rule) const {
    const Decided* last = nullptr;
    for (const Decided& one : decided_) {
      const auto of = exits_.find(exit);
      const auto* const back = of == exits_.end() ? nullptr : LastOf(of->second.readmissions);
      const bool before = back != nullptr && one.row->at < WrittenAt(*back);
      const bool about = one.row->exit.Text() == exit && IsAbout(one.what, day, rule) && !before;
      if (about && (last == nullptr || one.row->at > last->row->at)) last = &one;
    }
    return last;
  }
  // The findings that nobody decided on; the decisions on the others go to `out`. What a reader never meets as a stop, they
  // are shown no decision on; the person reads all of their own file.
  std::vector<v1::Finding> Undecided(const std::vector<v1::Finding>& findings, const Date& day,
                                     v1::PreparedExit& out) const {
    std::vector<v1::Finding> open;
    std::set<std::string> stops;
    const std::string on = FormatDate(day);
    for (const v1::Finding& finding : findings) {
      const bool decided =
          IsStop(finding) && DecisionOn(out.exit().id(), on, finding.rule()) != nullptr;
      if (decided)
        stops.insert(finding.rule());
      else
        open.push_back(finding);
    }
    const bool own = permit_.caller().kind == CallerKind::kPerson;
    for (const GuardRule& rule : rules_.rules) {
      const Decided* const decided =
          own || stops.contains(rule.id) ? DecisionOn(out.exit().id(), on, rule.id) : nullptr;
      if (decided != nullptr) *out.add_decisions() = MessageOf(*decided, rule);
    }
    return open;
  }
  static v1::ExitDecision MessageOf(const Decided& decided, const GuardRule& rule) {
    v1::ExitDecision out = decided.what.decision();
    out.clear_guard_version();
    out.clear_guard_digest();
    out.set_rule(rule.id);
    *out.mutable_sentence() = rule.sentence;
    *out.mutable_record_time() = TimeUtil::MillisecondsToTimestamp(ToMillis(decided.row->at));
    return out;
  }

  // Nobody holds whom a court frees, or who goes: what stopped is done tonight, and found here.
  void AddFirstNight(v1::PreparedExit& out) {
    const v1::Departure& left = out.departure();
    const auto day = ParseDate(left.day());
    if (!day) return;
    const LocalTime leaving{*day, left.time().empty() ? kNoon : MinuteOf(left.time())};
    const Date until = CoveredUntil(leaving);
    const bool tonight = now_ < LocalTime{until, kNoon};
    const bool decided = std::ranges::any_of(
        decided_, [&](const Decided& one) { return one.row->exit.Text() == out.exit().id(); });
    if ((!tonight && !decided) || ++left_weighed_ > kMostWeighed) return;
    auto findings = Weigh(rules_, seen_, leaving);
    if (MayPass(left.decider())) findings = Undecided(findings, *day, out);
    if (!tonight) return;
    out.set_weighed_day(left.day());
    out.set_covered_until(FormatDate(until));
    for (const v1::Finding& one : findings)
      if (IsStop(one)) *out.add_first_night() = one;
  }

  static int MinuteOf(const std::string& time) {
    return std::stoi(time.substr(0, 2)) * 60 + std::stoi(time.substr(3));
  }
  static std::optional<Date> DayOf(const v1::PreparedExit& out) {
    return ParseDate(out.has_current() ? out.current().day() : out.exit().earliest());
  }
  // The moment that is weighed: the day that counts, or the first that is possible, at noon where no time was
  // said; now, when neither is known or it has gone by.
  LocalTime LeavingOf(const v1::PreparedExit& out) const {
    const auto day = DayOf(out);
    if (!day) return now_;
    const std::string& time = out.current().time();
    return std::max(LocalTime{*day, time.empty() ? kNoon : MinuteOf(time)}, now_);
  }

  const access::Permit& permit_;
  const GuardRules& rules_;
  const Unrecorded& beside_;
  const LocalTime now_;
  Seen seen_;
  v1::Support support_ = v1::SUPPORT_UNSPECIFIED;
  Name name_, alias_;
  std::set<std::string> visible_;  // the steps that the caller may see
  std::map<std::string, Gathered> exits_;
  std::vector<Decided> decided_;
  int weighed_ = 0, left_weighed_ = 0;
  v1::ListExitsResponse out_;
};

}  // namespace

Result<Bytes> RenderExits(const access::Permit& permit, std::span<const ledger::OpenRecord> records,
                          const GuardRules& rules, const Unrecorded& beside, Instant now) {
  View view(permit, rules, beside, now);
  for (const ledger::OpenRecord& record : records) RETURN_IF_ERROR(view.Take(record));
  return view.Finish();
}

Result<Bytes> RenderWork(const access::Permit& permit, const ledger::OpenRecords& records,
                         const GuardRules& rules, const std::vector<WorkItem>& items, bool holds,
                         const CurrentOwners& owners, Instant now) {
  const Unrecorded beside{.owners = owners};
  View view(permit, rules, beside, now);
  for (const ledger::OpenRecord& record : records.rows) RETURN_IF_ERROR(view.Take(record));
  return view.FinishWork(items, holds);
}

}  // namespace relais::exit
