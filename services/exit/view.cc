#include "services/exit/view.h"

#include <algorithm>
#include <map>

#include "services/dossier/view.h"
#include "services/exit/negotiation.h"

namespace relais::exit {
namespace {

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
};

class View {
 public:
  View(const access::Permit& permit, const GuardRules& rules, Instant now)
      : permit_(permit), rules_(rules), now_(InBelgium(now)) {
    seen_.granted = permit.granted();
  }

  Status Take(const ledger::OpenRecord& record) {
    ASSIGN_OR_RETURN(const auto content, dossier::DecodeContent(record.content));
    support_ = std::max(support_, content.support);
    ASSIGN_OR_RETURN(auto fact, dossier::ParseFact(content));
    for (v1::Step& step : *fact.mutable_steps())
      if (rules_.LookAt(step)) seen_.steps.push_back(std::move(step));
    if (record.compartment != Compartment::kExit) return {};
    v1::GetDossierResponse shown;
    if (!shown.ParseFromString(std::string(dossier::OriginFor(permit_, content))))
      return Fail(Reason::kCorrupt, "a record does not parse");
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

 private:
  v1::PreparedExit Prepare(Gathered& gathered) {
    v1::PreparedExit out;
    *out.mutable_exit() = *gathered.exit;
    const Standing standing = StandingOf(gathered.dates, gathered.answers);
    out.set_state(standing.state);
    if (standing.current) *out.mutable_current() = *standing.current;
    for (const Proposed& date : gathered.dates) *out.add_dates() = date.date;
    for (const Answered& answer : gathered.answers) *out.add_answers() = answer.answer;
    const auto last = std::ranges::min_element(gathered.departures, IsNewer<v1::Departure>);
    if (last != gathered.departures.end()) {
      *out.mutable_departure() = *last;
      out.set_state(v1::PreparedExit::STATE_LEFT);
    } else if (++weighed_ <= kMostWeighed) {
      AddGuard(out);
    }
    return out;
  }

  void AddGuard(v1::PreparedExit& out) const {
    const LocalTime leaving = LeavingOf(out);
    const auto findings = Weigh(rules_, seen_, leaving);
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

  // The moment that is weighed: the day that counts, or the first that is possible, at noon where no time was
  // said; now, when neither is known or it has gone by.
  LocalTime LeavingOf(const v1::PreparedExit& out) const {
    const auto day = ParseDate(out.has_current() ? out.current().day() : out.exit().earliest());
    if (!day) return now_;
    const std::string& time = out.current().time();
    const int minute =
        time.empty() ? kNoon : std::stoi(time.substr(0, 2)) * 60 + std::stoi(time.substr(3));
    return std::max(LocalTime{*day, minute}, now_);
  }

  const access::Permit& permit_;
  const GuardRules& rules_;
  const LocalTime now_;
  Seen seen_;
  v1::Support support_ = v1::SUPPORT_UNSPECIFIED;
  std::map<std::string, Gathered> exits_;
  int weighed_ = 0;
  v1::ListExitsResponse out_;
};

}  // namespace

Result<Bytes> RenderExits(const access::Permit& permit, const ledger::OpenRecords& records,
                          const GuardRules& rules, Instant now) {
  View view(permit, rules, now);
  for (const ledger::OpenRecord& record : records.rows) RETURN_IF_ERROR(view.Take(record));
  return view.Finish();
}

}  // namespace relais::exit
