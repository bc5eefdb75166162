#include "services/handover/rules.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <set>

#include "services/base/calendar.h"
#include "services/base/languages.h"
#include "services/base/plain_line.h"
#include "services/consent/proposals.h"
#include "services/consent/rules.h"
#include "services/consent/statement.h"
#include "services/dossier/rules.h"

namespace relais::handover {
namespace {

using State = v1::Handover;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::sys_days;

constexpr int kMostNeeds = 8;
constexpr std::size_t kMostName = 80;
// A house is asked for a year at most; then it is asked again.
constexpr days kLongest{366};

// Each known, and said once.
template <class IsValid>
Status CheckEach(const google::protobuf::RepeatedField<int>& values, IsValid is_valid,
                 const char* field) {
  std::set<int> seen;
  for (const int value : values) {
    if (value <= 0 || !is_valid(value) || !seen.insert(value).second)
      return Fail(Reason::kInvalid, "expected known ones, each once", field);
  }
  return {};
}

Status CheckLookFor(const v1::LookFor& look_for) {
  const std::string& name = look_for.name();
  // Braces are blanks of the text that the person agrees to.
  if (name.empty() || name.size() > kMostName || !IsPlainLine(name) ||
      name.find_first_of("{}") != name.npos)
    return Fail(Reason::kInvalid, "expected a name of at most 80 bytes on one line",
                "ask.look_for.name");
  if (!IsPhoneNumber(look_for.phone()))
    return Fail(Reason::kInvalid, "expected a number such as +32470123456", "ask.look_for.phone");
  return {};
}

// A Belgian one.
bool IsPostalCode(const std::string& text) {
  return text.size() == 4 && text.front() != '0' &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// "Need_Name" is "NEED_MEALS"; the catalogue has "need.MEALS".
std::string Label(const std::string& name, std::size_t prefix, const char* group,
                  const directory::Catalogue& catalogue, std::string_view language) {
  return catalogue.Text(group + name.substr(prefix), language);
}

}  // namespace

Status CheckNeeds(const google::protobuf::RepeatedField<int>& needs, const char* field) {
  return CheckEach(needs, v1::Need_IsValid, field);
}

Status CheckAsk(const v1::HandoverAsk& ask, Date today) {
  if (ask.needs().empty() || ask.needs_size() > kMostNeeds)
    return Fail(Reason::kInvalid, "expected 1 to 8 things that are asked for", "ask.needs");
  RETURN_IF_ERROR(CheckNeeds(ask.needs(), "ask.needs"));
  RETURN_IF_ERROR(CheckEach(ask.access(), v1::AccessNeed_IsValid, "ask.access"));
  const auto from = ParseDate(ask.from_day());
  const sys_days first(today);
  if (!from || sys_days(*from) < first || sys_days(*from) > first + kAhead)
    return Fail(
        Reason::kInvalid,
        "expected a day from " + FormatDate(today) + " to " + FormatDate(Date(first + kAhead)),
        "ask.from_day");
  if (!ask.area().empty() && !IsPostalCode(ask.area()))
    return Fail(Reason::kInvalid, "expected a Belgian postal code such as 1000", "ask.area");
  static const directory::Field kLanguage{"language", directory::FieldType::kLanguage, {}};
  if (!ask.language().empty() && !dossier::CheckValue(kLanguage, ask.language()))
    return Fail(Reason::kInvalid, "expected a language such as nl", "ask.language");
  const auto until = ParseDate(ask.until_day());
  if (!ask.until_day().empty() &&
      (!until || *until < *from || sys_days(*until) > sys_days(*from) + kLongest))
    return Fail(Reason::kInvalid, "expected a day from the first one on, within a year",
                "ask.until_day");
  return ask.has_look_for() ? CheckLookFor(ask.look_for()) : Status();
}

std::string NeedsInWords(const v1::HandoverAsk& ask, const directory::Catalogue& catalogue,
                         std::string_view language) {
  std::string out;
  for (const int need : ask.needs())
    out += (out.empty() ? "" : "; ") + Label(v1::Need_Name(static_cast<v1::Need>(need)),
                                             sizeof "NEED_" - 1, "need.", catalogue, language);
  return out;
}

std::string AccessInWords(const v1::HandoverAsk& ask, const directory::Catalogue& catalogue,
                          std::string_view language) {
  std::string out;
  for (const int one : ask.access())
    out += (out.empty() ? "" : "; ") + Label(v1::AccessNeed_Name(static_cast<v1::AccessNeed>(one)),
                                             sizeof "ACCESS_NEED_" - 1, "access_need.", catalogue,
                                             language);
  return out;
}

std::string AskInWords(const v1::HandoverAsk& ask, const directory::Catalogue& catalogue,
                       std::string_view language) {
  std::string more;
  const auto add = [&](const char* id, const char* blank, const std::string& value) {
    if (!value.empty()) more += consent::Filled(catalogue.Text(id, language), {{blank, value}});
  };
  const auto until = ParseDate(ask.until_day());
  add("consent.asked_until", "{until}", until ? DayInWords(*until, language) : "");
  add("consent.asked_area", "{area}", ask.area());
  add("consent.asked_language", "{language}",
      ask.language().empty() ? "" : LanguageName(ask.language(), language));
  add("consent.asked_access", "{access}", AccessInWords(ask, catalogue, language));
  if (ask.has_look_for())
    more += consent::Filled(
        catalogue.Text("consent.asked_look_for", language),
        {{"{name}", ask.look_for().name()},
         {"{phone}", ask.look_for().phone()},
         {"{until}", DayInWords(LastDayToCall(*ParseDate(ask.from_day())), language)}});
  return consent::Filled(catalogue.Text("consent.asked", language),
                         {{"{what}", NeedsInWords(ask, catalogue, language)},
                          {"{from}", DayInWords(*ParseDate(ask.from_day()), language)},
                          {"{more}", more}});
}

Instant UsualAnswerBy(Date from, Instant now) {
  const Instant noon = FromBelgium({Date(sys_days(from) - days(1)), 12 * 60});
  return std::max(noon, now + hours(4));
}

Result<Instant> AnswerBy(const google::protobuf::Timestamp* said, Date from, Instant now) {
  if (said == nullptr) return UsualAnswerBy(from, now);
  ASSIGN_OR_RETURN(const Instant by, consent::InstantOf(*said, "answer_by"));
  const Instant day_ends = FromBelgium({Date(sys_days(from) + days(1)), 0});
  if (by <= now || by > day_ends)
    return Fail(Reason::kInvalid, "expected a time from now on, until the day itself is over",
                "answer_by");
  return by;
}

v1::Handover::State StateOf(const Handover& handover, const std::vector<consent::Consent>& given,
                            Instant now) {
  const v1::Handover::State said = handover.state;
  const bool paused = handover.paused && said != State::STATE_ASKED;
  if (said == State::STATE_REFUSED || said == State::STATE_WITHDRAWN ||
      (said == State::STATE_SEEN && !(paused && IsOpened(given))))
    return said;
  if (given.empty()) {
    const bool waits = now < handover.created + consent::kProposalLasts && now < handover.answer_by;
    return waits ? State::STATE_PROPOSED : State::STATE_EXPIRED;
  }
  const auto stands = [](const consent::Consent& one) { return !one.cell.revoked.has_value(); };
  const bool asks = std::ranges::any_of(given, [&](const consent::Consent& one) {
    return consent::IsAsked(one.cell) && stands(one);
  });
  // Without any of it, nothing was taken over.
  if (!asks || (said != State::STATE_ASKED && !IsOpened(given))) return State::STATE_WITHDRAWN;
  if (paused) return State::STATE_PAUSED;
  if (said == State::STATE_ASKED)
    return now < handover.answer_by ? State::STATE_ASKED : State::STATE_EXPIRED;
  if (said == State::STATE_ACCEPTED && InBelgium(now).day >= handover.from)
    return State::STATE_EXPECTED;
  return said;
}

bool IsOpened(const std::vector<consent::Consent>& given) {
  return std::ranges::any_of(given, [](const consent::Consent& one) {
    return one.cell.effect == access::Effect::kAllow && !consent::IsAsked(one.cell) &&
           !one.cell.revoked;
  });
}

bool MaySee(const std::vector<consent::Consent>& given, Instant now) {
  return std::ranges::any_of(given, [&](const consent::Consent& one) {
    return consent::IsAsked(one.cell) && !one.cell.revoked && now < one.cell.end;
  });
}

bool MayMark(v1::Handover::State now, v1::Handover::State next) {
  const bool known =
      next == State::STATE_ARRIVED || next == State::STATE_SEEN || next == State::STATE_NOT_SEEN;
  // Nobody waits for whom a house has taken in; who sees them all the same says so.
  const bool paused = now == State::STATE_PAUSED && next != State::STATE_NOT_SEEN;
  return known && next != now && (IsTakenOver(now) || paused);
}

bool MayWithdraw(v1::Handover::State now) {
  return now == State::STATE_PROPOSED || now == State::STATE_ASKED ||
         now == State::STATE_ACCEPTED || now == State::STATE_EXPECTED ||
         now == State::STATE_ARRIVED || now == State::STATE_NOT_SEEN ||
         now == State::STATE_PAUSED || now == State::STATE_EXPIRED;
}

bool Slips(v1::Handover::State state, Date from, Instant answer_by, Instant now) {
  const sys_days today(InBelgium(now).day), day(from);
  const bool of_late = today <= day + kLate;
  switch (state) {
    case State::STATE_PROPOSED:
    case State::STATE_ASKED:
      return answer_by - now <= hours(24);
    case State::STATE_EXPIRED:
    case State::STATE_REFUSED:
      return of_late;
    case State::STATE_EXPECTED:
      return today > day && today <= day + kAfter;
    case State::STATE_ARRIVED:
      return today > day + days(1) && today <= day + kAfter;
    case State::STATE_NOT_SEEN:
    case State::STATE_PAUSED:
      return today <= day + kAfter;
    default:
      return false;
  }
}

void KeepSlipping(v1::ListHandoversResponse& all, Instant now) {
  const std::vector<v1::Handover> asked(all.handovers().begin(), all.handovers().end());
  const auto day_of = [](const v1::Handover& one) { return ParseDate(one.ask().from_day()); };
  // Somebody is asked for this need at about the same time, or said yes to it: of another stay, or weeks later, it is no help.
  const auto taken = [&](int need, Date from) {
    return std::ranges::any_of(asked, [&](const v1::Handover& other) {
      const bool holds = other.state() == State::STATE_ASKED ||
                         (SaidYes(other.state()) && other.state() != State::STATE_PAUSED);
      const auto day = day_of(other);
      return holds && day && std::ranges::count(other.ask().needs(), need) > 0 &&
             std::chrono::abs(sys_days(*day) - sys_days(from)) <= kLate;
    });
  };
  all.clear_handovers();
  for (const v1::Handover& one : asked) {
    const auto from = day_of(one);
    const auto answer_by =
        FromMillis(google::protobuf::util::TimeUtil::TimestampToMilliseconds(one.answer_by()));
    if (!from || !Slips(one.state(), *from, answer_by, now)) continue;
    const bool failed = one.state() == State::STATE_REFUSED || one.state() == State::STATE_EXPIRED;
    if (failed &&
        std::ranges::all_of(one.ask().needs(), [&](int need) { return taken(need, *from); }))
      continue;
    *all.add_handovers() = one;
  }
}

bool IsOfTheThread(const Handover& handover, const std::vector<consent::Consent>& given,
                   v1::Handover::State state, const Caller& referent) {
  const bool yes = SaidYes(state);
  const bool own = handover.receiver == referent.organisation;
  return !given.empty() && state != State::STATE_WITHDRAWN && (yes || !own);
}

bool Follows(const Handover& handover, const Caller& caller, bool holds, bool held) {
  return caller.kind == CallerKind::kPerson || holds || !held ||
         handover.receiver == caller.organisation || handover.paused == caller.organisation;
}

v1::Handover::State AsTold(const Handover& handover, v1::Handover::State state, bool follows) {
  if (follows || !(IsTakenOver(state) || state == State::STATE_PAUSED)) return state;
  return handover.state == State::STATE_SEEN ? State::STATE_SEEN : State::STATE_ACCEPTED;
}

bool MayAskAgain(v1::Handover::State told, const std::vector<consent::Consent>& given) {
  const bool unanswered = told == State::STATE_ASKED || told == State::STATE_EXPIRED;
  return told == State::STATE_PAUSED || (unanswered && IsOpened(given));
}

bool EndsBefore(const v1::HandoverAsk& ask, Date day) {
  const auto until = ParseDate(ask.until_day());
  return until && *until < day;
}

bool IsDoneBy(const v1::HandoverAsk& ask, Date day) {
  const bool once = std::ranges::all_of(ask.needs(), [](int need) {
    return need == v1::NEED_TRANSPORT || need == v1::NEED_INTERPRETER;
  });
  return EndsBefore(ask, day) || (ask.until_day().empty() && once);
}

bool SaidYes(v1::Handover::State state) {
  return IsTakenOver(state) || state == State::STATE_SEEN || state == State::STATE_PAUSED;
}

Date LastDayToCall(Date from) { return Date(sys_days(from) + kAfter - days(1)); }

bool IsTakenOver(v1::Handover::State state) {
  return state == State::STATE_ACCEPTED || state == State::STATE_EXPECTED ||
         state == State::STATE_ARRIVED || state == State::STATE_NOT_SEEN;
}

}  // namespace relais::handover
