#include "services/handover/day_one_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "services/base/languages.h"
#include "services/base/plain_line.h"
#include "services/consent/statement.h"
#include "services/dossier/content.h"
#include "services/dossier/step_words.h"
#include "services/exit/negotiation.h"
#include "services/handover/rules.h"

namespace relais::handover {
namespace {

using dossier::FieldOf;
using dossier::kByHand;
using std::chrono::days;
using std::chrono::sys_days;

using Lines = std::vector<std::string>;

// The week that the page tells of; how far around the day a leaving is the one that is meant; what belongs to an
// earlier stay is as old.
constexpr days kWeek{7}, kAround{14};
// What the person wrote may be long: the page has so much of it, in bytes.
constexpr std::size_t kMostWords = 400;

bool IsOpen(const v1::Step& step) {
  return step.state() == v1::Step::STATE_OPENED || step.state() == v1::Step::STATE_IN_PROGRESS;
}
// What was refused, given up, not needed or is over is no help on the first day.
bool Helps(const v1::Step& step, Date from) {
  for (const auto& [field, before] :
       {std::pair{"until_date", days(0)}, {"supply_until", days(0)}, {"on_date", kAround}}) {
    const auto day = ParseDate(FieldOf(step, field));
    if (day && sys_days(*day) < sys_days(from) - before) return false;
  }
  if (step.state() == v1::Step::STATE_CLOSED)
    return step.outcome() == "done" || step.outcome() == "granted" ||
           step.outcome() == "partly_granted";
  return step.state() != v1::Step::STATE_CANCELLED;
}

class Page {
 public:
  Page(const directory::Catalogue& catalogue, std::string_view language, Date from)
      : catalogue_(catalogue), language_(language), words_(catalogue, language), from_(from) {}

  Status Take(const ledger::OpenRecord& record) {
    ASSIGN_OR_RETURN(const auto content, dossier::DecodeContent(record.content));
    ASSIGN_OR_RETURN(auto fact, dossier::ParseFact(content));
    for (v1::Step& step : *fact.mutable_steps()) steps_[step.kind()].push_back(std::move(step));
    for (v1::OwnWords& one : *fact.mutable_own_words()) own_words_.push_back(std::move(one));
    for (const v1::CounterStatement& one : fact.counter_statements())
      contested_.insert(one.step_id());
    return {};
  }

  std::string Text(const std::optional<v1::HandoverAsk>& ask, const v1::ListExitsResponse& exits,
                   Date today) {
    for (auto& [kind, steps] : steps_) std::ranges::sort(steps, exit::IsNewer<v1::Step>);
    std::ranges::sort(own_words_, exit::IsNewer<v1::OwnWords>);
    Add("who", {Name()});
    Add("language", Newest("identity.language"));
    Lines arrival = Section("arrival", true);
    arrival.insert(arrival.begin(), {Day(from_), Leaving(exits)});
    Add("arrival", std::move(arrival));
    Add("asked", ask ? Asked(*ask) : Lines());
    Add("until_then", Section("until_then", true), words_.Of("day_one.responsible"));
    Add("medicine", Section("medicine"));
    Add("things", Section("things"));
    AddDays();
    Add("own_words", OwnWords());
    Add("no_show", ask ? Lines{NoShow(*ask)} : Lines());
    if (auto first = Section("ask_first"); !first.empty()) Add("ask_first", std::move(first));
    std::string out = Whole(today);
    while (out.size() > kMostBytes || LinesInAll() > kMostLines) {
      if (!Shorten()) break;
      out = Whole(today);
    }
    return out;
  }

 private:
  struct Headed {
    const char* heading;
    Lines lines;
    std::string below;     // stands there whatever was left out
    std::size_t more = 0;  // lines that the file holds
  };

  void Add(const char* heading, Lines lines, std::string below = "") {
    std::erase(lines, "");
    sections_.push_back({heading, std::move(lines), std::move(below)});
  }
  std::string Whole(Date today) const {
    std::string out = fmt::format("relais-paper/1\n{} {}\n\n{} - {}\n", FormatDate(today),
                                  language_, words_.Of("day_one.title"), Day(from_));
    for (const Headed& one : sections_) {
      out += words_.Of(std::string("day_one.") + one.heading) + "\n";
      for (const std::string& line : one.lines) out += "    " + line + "\n";
      if (one.lines.empty()) out += fmt::format("    {}\n", kByHand);
      if (one.more > 0)
        out += "    " + Label("day_one.more", {{"{count}", std::to_string(one.more)}}) + "\n";
      if (!one.below.empty()) out += "    " + one.below + "\n";
    }
    return out + words_.Of("day_one.closing") + "\n";
  }
  std::size_t LinesInAll() const {
    std::size_t count = 0;
    for (const Headed& one : sections_) count += std::max<std::size_t>(one.lines.size(), 1);
    return count;
  }
  // The longest gives a line; false when none has two.
  bool Shorten() {
    const auto longest =
        std::ranges::max_element(sections_, {}, [](const Headed& one) { return one.lines.size(); });
    if (longest->lines.size() < 2) return false;
    longest->lines.pop_back();
    ++longest->more;
    return true;
  }

  std::string Day(Date day) const { return DayInWords(day, language_); }
  std::string Label(const char* id,
                    const std::vector<std::pair<std::string_view, std::string>>& blanks) const {
    return consent::Filled(words_.Of(id), blanks);
  }

  const v1::Step* Last(const std::string& kind) const {
    const auto found = steps_.find(kind);
    return found == steps_.end() ? nullptr : &found->second.front();
  }
  Lines Newest(const std::string& kind) const {
    const v1::Step* const step = Last(kind);
    const directory::Kind* const known = catalogue_.FindKind(kind);
    if (step == nullptr || known == nullptr) return {};
    return {words_.Values(*step, *known) + Contested(*step)};
  }
  // The name that the person chose, or else has; never both.
  std::string Name() const {
    if (const v1::Step* const alias = Last("identity.alias"))
      return FieldOf(*alias, "alias") + Contested(*alias);
    const v1::Step* const name = Last("identity.name");
    if (name == nullptr) return {};
    return FieldOf(*name, "given_name") + " " + FieldOf(*name, "family_name") + Contested(*name);
  }
  std::string Contested(const v1::Step& step) const {
    return contested_.contains(step.id()) ? " - " + words_.Of("day_one.contested") : "";
  }

  // When the person leaves where they are, as it is agreed on; nothing of one that is over, or another.
  std::string Leaving(const v1::ListExitsResponse& exits) const {
    for (const v1::PreparedExit& exit : exits.exits()) {
      const auto day = ParseDate(exit.current().day());
      if (exit.state() != v1::PreparedExit::STATE_AGREED || !day ||
          std::chrono::abs(sys_days(*day) - sys_days(from_)) > kAround)
        continue;
      const std::string& time = exit.current().time();
      return Label("day_one.leaves", {{"{day}", Day(*day) + (time.empty() ? "" : ", " + time)}});
    }
    return {};
  }

  Lines Asked(const v1::HandoverAsk& ask) const {
    const auto until = ParseDate(ask.until_day());
    return {NeedsInWords(ask, catalogue_, language_),
            until ? Label("day_one.from_until", {{"{from}", Day(from_)}, {"{until}", Day(*until)}})
                  : Label("day_one.from", {{"{from}", Day(from_)}}),
            AccessInWords(ask, catalogue_, language_)};
  }

  // Of the kinds under this heading, in the order of the catalogue, the newest first; or of each kind the newest alone.
  template <class Use>
  void Each(const char* heading, Use use) const {
    const auto section = catalogue_.first_day().find(heading);
    if (section == catalogue_.first_day().end()) return;
    for (const directory::PageKind& one : section->second) {
      const auto found = steps_.find(one.kind);
      if (found == steps_.end()) continue;
      for (const v1::Step& step : found->second)
        if (Helps(step, from_)) use(step, one);
    }
  }
  Lines Section(const char* heading, bool newest_alone = false) const {
    Lines out;
    std::set<std::string> kinds;
    Each(heading, [&](const v1::Step& step, const directory::PageKind& printed) {
      if (!kinds.insert(step.kind()).second && newest_alone) return;
      const auto day = ParseDate(FieldOf(step, "on_date"));
      out.push_back(day ? At(*day, FieldOf(step, "time")) + LineOf(step, printed, true)
                        : LineOf(step, printed, false));
    });
    return out;
  }
  // "30/11/2026, 09:30: ".
  std::string At(Date day, const std::string& time) const {
    return fmt::format("{}{}{}: ", Day(day), time.empty() ? "" : ", ", time);
  }
  // "Keys in hand (done): Zoë Müller".
  std::string LineOf(const v1::Step& step, const directory::PageKind& printed, bool dated) const {
    const directory::Kind& kind = *catalogue_.FindKind(step.kind());
    std::string out = Capitalised(In(kind.label, language_));
    if (kind.kind_class == directory::KindClass::kProcedure)
      out += " (" +
             (step.outcome().empty()
                  ? words_.Of("state." + v1::Step::State_Name(step.state()).substr(6))
                  : words_.Of("outcome." + step.outcome())) +
             ")";
    const std::string values = words_.Values(step, kind, [&](const std::string& field) {
      const bool said = dated && (field == "on_date" || field == "time");
      return said || std::ranges::find(printed.fields, field) == printed.fields.end();
    });
    if (!values.empty()) out += ": " + values;
    return out + Contested(step);
  }

  // What has its day in the first week, by day; then what is under way beside it.
  void AddDays() {
    std::vector<std::pair<std::string, std::string>> week;  // day and time, and line
    Lines under_way;
    Each("days", [&](const v1::Step& step, const directory::PageKind& printed) {
      if (const auto on = InWeek(step, "on_date")) {
        const std::string time = FieldOf(step, "time");
        week.emplace_back(FormatDate(*on) + time, At(*on, time) + LineOf(step, printed, true));
        return;
      }
      auto day = InWeek(step, "from_date");
      if (!day) day = InWeek(step, "deadline");
      if (day)
        week.emplace_back(FormatDate(*day), At(*day, "") + LineOf(step, printed, false));
      else if (IsOpen(step))
        under_way.push_back(LineOf(step, printed, false));
    });
    std::ranges::stable_sort(week, {}, &std::pair<std::string, std::string>::first);
    Lines lines;
    for (auto& [when, line] : week) lines.push_back(std::move(line));
    Add("days", std::move(lines));
    if (!under_way.empty()) Add("under_way", std::move(under_way));
  }
  std::optional<Date> InWeek(const v1::Step& step, const char* field) const {
    const auto day = ParseDate(FieldOf(step, field));
    const bool in =
        day && sys_days(*day) >= sys_days(from_) && sys_days(*day) < sys_days(from_) + kWeek;
    return in ? day : std::nullopt;
  }

  Lines OwnWords() const {
    Lines out;
    std::size_t bytes = 0;
    for (const v1::OwnWords& one : own_words_) {
      std::string text = one.text();
      std::ranges::replace(text, '\n', ' ');
      if (bytes + text.size() > kMostWords || !IsPlainLine(text)) continue;
      bytes += text.size();
      out.push_back(std::move(text));
    }
    if (out.size() < own_words_.size()) out.push_back(words_.Of("day_one.more_words"));
    return out;
  }

  std::string NoShow(const v1::HandoverAsk& ask) const {
    if (!ask.has_look_for()) return words_.Of("day_one.call_nobody");
    return Label("day_one.call", {{"{name}", ask.look_for().name()},
                                  {"{phone}", ask.look_for().phone()},
                                  {"{until}", Day(LastDayToCall(from_))}});
  }

  const directory::Catalogue& catalogue_;
  const std::string_view language_;
  const dossier::StepWords words_;
  const Date from_;
  std::map<std::string, std::vector<v1::Step>, std::less<>> steps_;  // by kind, newest first
  std::vector<v1::OwnWords> own_words_;
  std::set<std::string> contested_;
  std::vector<Headed> sections_;
};

}  // namespace

Result<std::string> DayOnePage(std::span<const ledger::OpenRecord> records, Date from,
                               const std::optional<v1::HandoverAsk>& ask,
                               const v1::ListExitsResponse& exits,
                               const directory::Catalogue& catalogue, std::string_view language,
                               Date today) {
  Page page(catalogue, language, from);
  for (const ledger::OpenRecord& record : records) RETURN_IF_ERROR(page.Take(record));
  return page.Text(ask, exits, today);
}

}  // namespace relais::handover
