#include "clients/cli/commands_now.h"

#include <google/protobuf/struct.pb.h>

#include "clients/cli/commands_handover.h"
#include "clients/cli/commands_paper.h"
#include "clients/cli/days.h"
#include "clients/cli/plain_text.h"
#include "clients/cli/typed_enum.h"

namespace relais::cli {
namespace {

struct Question {
  Say say;
  std::string* answer;
};

// Beside the question where the person sleeps. It needs no file; without a server, there is the paper.
void ShowWhoIsReady(Session& session, const FirstNight& night) {
  if (!night.sleeps.empty() || !session.console().CanAsk() || !session.HasServer()) return;
  const auto ready = ReadyFor(session, v1::NEED_SHELTER_PLACE);
  if (!ready || ready->empty()) return;
  std::ostream& err = session.console().err();
  err << session.say(Say::kNowReady) << '\n';
  for (const v1::StandingYes& one : *ready) err << "  " << SayReady(one, session.say) << '\n';
}

// What was not given as an option is asked for, one line each; an empty answer: not known.
void AskForTheRest(Session& session, FirstNight& night) {
  if (!session.console().CanAsk()) return;
  std::string back = Join(night.back, ",");
  for (const auto& [say, answer] :
       {Question{Say::kNowSleeps, &night.sleeps}, Question{Say::kNowTonight, &night.call_tonight},
        Question{Say::kNowMedicines, &night.medicines_until}, Question{Say::kNowBack, &back},
        Question{Say::kNowTomorrow, &night.calls_tomorrow},
        Question{Say::kNowNumber, &night.calls_number}}) {
    // A day is asked for again: the other answers are not typed twice for a slip in it.
    const bool day = answer == &night.medicines_until;
    while (answer->empty()) {
      *answer = Trim(session.console().Ask(session.say(say)));
      if (!day || answer->empty()) break;
      auto read = ParseDay(*answer, session.now(), session.say);
      if (!read) session.console().err() << read.error().message << '\n';
      *answer = read.value_or("");
    }
  }
  night.back = Split(back, ',');
}

// Codes in the person's words, as the sheet says them; nothing, to be filled in by hand, where nobody knows the words.
FirstNight InWords(FirstNight night, const CatalogueView& catalogue) {
  const bool known = !catalogue.all().labels().empty();
  for (const auto& [codes, group] : {std::pair{&night.back, "code.belonging."},
                                     std::pair{&night.conditions, "code.condition."}}) {
    for (std::string& code : *codes) code = known ? catalogue.Label(group + code) : kByHand;
  }
  return night;
}

// Keeps what was typed, thing after thing: what cannot be kept stops none of the others. What does not lie in EXIT is for
// those to record who may: to try it here would be a refusal in the person's log.
class Keeper {
 public:
  Keeper(Session& session, const NowOptions& options, v1::DossierContext context)
      : session_(session), options_(options), context_(std::move(context)) {}

  void KeepAll(const FirstNight& night) {
    Leave(night);
    // Known for this night, and for no other.
    if (!night.sleeps.empty())
      Step("exit.place_to_sleep",
           {{"from_date", night.day}, {"until_date", DayFrom(session_.now(), 1)}},
           v1::Step::STATE_CLOSED);
    Step("exit.duty_number", {{"phone", night.call_tonight}});
    for (const std::string& one : night.back)
      Step("exit.belongings_returned", {{"belonging", one}}, v1::Step::STATE_CLOSED);
    if (!night.calls_tomorrow.empty())
      Step("exit.call_after",
           {{"contact_name", night.calls_tomorrow}, {"phone", night.calls_number}},
           v1::Step::STATE_OPENED);
  }
  int kept() const { return kept_; }
  const std::vector<std::string>& missed() const { return missed_; }

 private:
  using Fields = std::vector<std::pair<const char*, std::string>>;

  // Where the file is not open nothing more is tried: each try would be a refusal in the person's log.
  template <class Request>
  auto Keep(Request& request, const std::string& intent, const std::string& what) {
    *request.mutable_context() = context_;
    request.set_request_id(session_.RequestIdFor(intent));
    auto response = session_.api().Call(request);
    if (response)
      ++kept_;
    else
      Miss(what, response.error());
    return response;
  }
  void Miss(const std::string& what, const Error& error) {
    missed_.push_back(what + ": " + error.message);
    closed_ = closed_ || error.reason == Reason::kNotOpen;
  }

  void Leave(const FirstNight& night) {
    const std::string what = session_.say(Say::kNowLeaving);
    auto exit = Leaving(night);
    if (!exit) return Miss(what, exit.error());
    v1::RecordDepartureRequest left;
    left.mutable_departure()->set_exit_id(*exit);
    left.mutable_departure()->set_day(night.day);
    left.mutable_departure()->set_time(night.time);
    left.mutable_departure()->set_decider(
        Named(options_.decider, "DECIDER_", v1::Departure::Decider_Parse));
    (void)Keep(left, "left", what);
  }
  // The one of this kind that was prepared, or has been written down today already; else a new one.
  Result<std::string> Leaving(const FirstNight& night) {
    if (!options_.exit.empty()) return options_.exit;
    v1::ListExitsRequest list;
    *list.mutable_context() = context_;
    ASSIGN_OR_RETURN(const auto exits, session_.api().Call(list));
    std::vector<std::string> open, today;
    const auto kind = Named(options_.kind, "KIND_", v1::Exit::Kind_Parse);
    for (const v1::PreparedExit& one : exits.exits()) {
      if (one.exit().kind() != kind) continue;  // another house's, perhaps
      if (!one.has_departure()) open.push_back(Clean(one.exit().id()));
      if (one.departure().day() == night.day) today.push_back(one.exit().id());
    }
    if (open.size() > 1) return session_.say.Wrong(Say::kExitMany, Join(open, ", "));
    if (!open.empty()) return open.front();
    if (!today.empty()) return today.front();
    v1::PlanExitRequest plan;
    *plan.mutable_context() = context_;
    plan.set_request_id(session_.RequestIdFor("plan"));
    plan.mutable_exit()->set_kind(kind);
    ASSIGN_OR_RETURN(const auto planned, session_.api().Call(plan));
    return planned.exit_id();
  }

  // Nothing, when the first field is not known.
  void Step(const char* kind, const Fields& fields, v1::Step::State state = {}) {
    if (closed_ || fields.front().second.empty()) return;
    v1::RecordStepRequest request;
    v1::Step& step = *request.mutable_step();
    step.set_kind(kind);
    step.set_happened_on(DayOf(session_.now()));
    step.set_state(state);
    if (state == v1::Step::STATE_CLOSED) step.set_outcome("done");
    for (const auto& [name, value] : fields) {
      if (value.empty()) continue;
      v1::StepField& field = *step.add_fields();
      field.set_name(name);
      field.set_value(value);
    }
    (void)Keep(request, kind + fields.front().second, session_.Catalogue().KindLabel(kind));
  }

  Session& session_;
  const NowOptions& options_;
  const v1::DossierContext context_;
  int kept_ = 0;
  bool closed_ = false;
  std::vector<std::string> missed_;
};

// For whoever prints the sheet, beside it.
void Aside(Session& session, const Keeper& keeper, const FirstNight& night) {
  std::ostream& err = session.console().err();
  err << session.say(Say::kNowKept, keeper.kept()) << '\n';
  if (!night.medicines_until.empty() || !night.conditions.empty())
    err << session.say(Say::kNowSheetAlone) << '\n';
}

}  // namespace

// The paper first: it needs nobody's agreement, and no server.
Status RunExitNow(Session& session, const NowOptions& options) {
  const bool file = !options.words.empty();
  if (file && (options.kind.empty() || options.decider.empty()))
    return session.say.Wrong(Say::kNowWithFile);
  FirstNight night = options.night;
  if (!night.medicines_until.empty()) {
    ASSIGN_OR_RETURN(night.medicines_until,
                     ParseDay(night.medicines_until, session.now(), session.say));
  }
  ShowWhoIsReady(session, night);
  AskForTheRest(session, night);
  night.day = DayOf(session.now());
  const Speech theirs(LanguageNamed(options.language).value_or(session.say.language()));
  const CatalogueView catalogue(session.Catalogue().all(), theirs);
  const std::string sheet = SheetOf(InWords(night, catalogue), theirs);
  if (!session.json()) session.out() << sheet << std::flush;
  if (catalogue.all().labels().empty() && !(night.back.empty() && night.conditions.empty()))
    session.console().err() << session.say(Say::kNowByHand) << '\n';
  v1::DossierContext context;
  if (file) {
    ASSIGN_OR_RETURN(context, session.Context(options.words.front()));
    if (!session.HasServer())
      return session.say.Failed(Say::kNowNotKept, session.say(Say::kNowLeaving));
  }
  Keeper keeper(session, options, context);
  if (file) keeper.KeepAll(night);
  if (session.json()) {
    google::protobuf::Struct all;
    (*all.mutable_fields())["sheet"].set_string_value(sheet);
    (*all.mutable_fields())["kept"].set_number_value(keeper.kept());
    session.PrintJson(all);
  } else if (file) {
    Aside(session, keeper, night);
  }
  // Last: a printer's trouble loses nothing of what was typed.
  const Status page = options.pdf.empty() ? Status() : WritePage(session, options.pdf, sheet);
  if (keeper.missed().empty()) return page;
  return session.say.Failed(Say::kNowNotKept, Join(keeper.missed(), "; "));
}

}  // namespace relais::cli
