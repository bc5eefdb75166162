#include "clients/cli/commands_exit.h"

#include <algorithm>

#include "clients/cli/days.h"
#include "clients/cli/plain_text.h"
#include "clients/cli/render_exit.h"
#include "clients/cli/typed_enum.h"

namespace relais::cli {
namespace {

std::string DossierIn(const ExitOptions& options) {
  return options.words.empty() ? std::string() : options.words.front();
}

Result<v1::ListExitsResponse> ReadExits(Session& session, const std::string& dossier) {
  v1::ListExitsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(dossier));
  return session.api().Call(request);
}

// The one leaving that is meant: by its id, or the only one that `may` be.
Result<v1::PreparedExit> MeantBy(const ExitOptions& options, const v1::ListExitsResponse& all,
                                 bool (*may)(const v1::PreparedExit&), const Session& session) {
  std::vector<const v1::PreparedExit*> found;
  for (const v1::PreparedExit& one : all.exits())
    if (options.exit.empty() ? may(one) : one.exit().id() == options.exit) found.push_back(&one);
  if (found.empty()) return session.say.Wrong(Say::kExitNoneOpen);
  if (found.size() == 1) return *found.front();
  std::string ids;
  for (const v1::PreparedExit* one : found)
    ids += (ids.empty() ? "" : ", ") + Clean(one->exit().id());
  return session.say.Wrong(Say::kExitMany, ids);
}
bool IsOpen(const v1::PreparedExit& one) { return !one.has_departure(); }

Result<v1::PreparedExit> OpenExit(Session& session, const ExitOptions& options) {
  ASSIGN_OR_RETURN(const auto all, ReadExits(session, DossierIn(options)));
  return MeantBy(options, all, IsOpen, session);
}

Result<std::string> ExitIdOf(Session& session, const ExitOptions& options) {
  if (!options.exit.empty()) return options.exit;
  ASSIGN_OR_RETURN(const auto open, OpenExit(session, options));
  return open.exit().id();
}

Status Reply(Session& session, const ExitOptions& options, bool accepted) {
  v1::AnswerExitDateRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(DossierIn(options)));
  v1::ExitAnswer& answer = *request.mutable_answer();
  answer.set_accepted(accepted);
  std::string day = options.date;
  if (!options.exit.empty() && !options.date.empty()) {
    answer.set_exit_id(options.exit);
    answer.set_date_id(options.date);
  } else {
    ASSIGN_OR_RETURN(const auto open, OpenExit(session, options));
    if (!open.has_current()) return session.say.Wrong(Say::kExitNoDay);
    answer.set_exit_id(open.exit().id());
    answer.set_date_id(options.date.empty() ? open.current().id() : options.date);
    if (options.date.empty())
      day = SayExitDay(open.current().day(), open.current().time(), session.say);
  }
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  return session.Report(
      response, session.say(accepted ? Say::kExitAnsweredYes : Say::kExitAnsweredNo, Clean(day)));
}

Status Settle(Session& session, const SettleOptions& options, v1::ExitCondition::State state) {
  v1::SetExitConditionRequest request;
  v1::ExitCondition& said = *request.mutable_condition();
  said.set_kind(Named(options.thing, "KIND_", v1::ExitCondition::Kind_Parse));
  said.set_state(state);
  if (!options.by.empty()) {
    ASSIGN_OR_RETURN(*said.mutable_by_day(), ParseDay(options.by, session.now(), session.say));
  }
  said.set_whose_move(Named(options.move, "PARTY_", v1::ExitDate::Party_Parse));
  said.set_owner_id(options.owner);
  said.set_proof_id(options.proof);
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(DossierIn(options.about)));
  ASSIGN_OR_RETURN(*said.mutable_exit_id(), ExitIdOf(session, options.about));
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  const std::string label = session.Catalogue().Label(
      "exit_condition." + EndOf(v1::ExitCondition::State_Name(state), "STATE_"));
  return session.Report(response, session.say(Say::kExitNoted, label));
}

}  // namespace

Status RunExitPlan(Session& session, const ExitOptions& options) {
  v1::PlanExitRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(DossierIn(options)));
  v1::Exit& exit = *request.mutable_exit();
  exit.set_kind(Named(options.kind, "KIND_", v1::Exit::Kind_Parse));
  for (const auto& [typed, into] : {std::pair{&options.earliest, exit.mutable_earliest()},
                                    {&options.latest, exit.mutable_latest()}}) {
    if (typed->empty()) continue;
    ASSIGN_OR_RETURN(*into, ParseDay(*typed, session.now(), session.say));
  }
  request.set_taken_in_again(options.taken_in_again);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  return session.Report(response, session.say(Say::kExitPlanned, Clean(response.exit_id())));
}

Status RunExitShow(Session& session, const ExitOptions& options) {
  ASSIGN_OR_RETURN(const auto exits, ReadExits(session, DossierIn(options)));
  if (session.json()) {
    session.PrintJson(exits);
    return {};
  }
  RenderExits(session.out(), exits, session.Catalogue(), session.say,
              Paint(session.console().Colours()));
  return {};
}

Status RunExitPropose(Session& session, const ExitOptions& options) {
  if (options.words.empty() || options.words.size() > 2)
    return session.say.Wrong(Say::kExitWordsForm);
  ExitOptions about = options;
  about.words.pop_back();
  v1::ProposeExitDateRequest request;
  v1::ExitDate& date = *request.mutable_date();
  ASSIGN_OR_RETURN(*date.mutable_day(), ParseDay(options.words.back(), session.now(), session.say));
  date.set_time(options.time);
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(DossierIn(about)));
  ASSIGN_OR_RETURN(*date.mutable_exit_id(), ExitIdOf(session, about));
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  return session.Report(
      response, session.say(Say::kExitProposed, SayExitDay(date.day(), date.time(), session.say)));
}

Status RunExitYes(Session& session, const ExitOptions& options) {
  return Reply(session, options, true);
}

Status RunExitNo(Session& session, const ExitOptions& options) {
  return Reply(session, options, false);
}

Status RunExitSettled(Session& session, const SettleOptions& options) {
  return Settle(session, options, v1::ExitCondition::STATE_MET);
}

Status RunExitNotNeeded(Session& session, const SettleOptions& options) {
  return Settle(session, options, v1::ExitCondition::STATE_NOT_NEEDED);
}

Status RunExitToSettle(Session& session, const SettleOptions& options) {
  return Settle(
      session, options,
      options.in_progress ? v1::ExitCondition::STATE_IN_PROGRESS : v1::ExitCondition::STATE_OPEN);
}

Status RunExitPass(Session& session, const PassOptions& options) {
  v1::PassExitRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(DossierIn(options.about)));
  ASSIGN_OR_RETURN(*request.mutable_exit_id(), ExitIdOf(session, options.about));
  request.set_owner_id(options.to);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  return session.Report(response,
                        session.say(options.to.empty() ? Say::kExitTaken : Say::kExitPassedOn));
}

namespace {

// What may be passed, and was not: of whoever left, what is there for the first night.
std::vector<std::string> Stops(const v1::PreparedExit& exit) {
  std::vector<std::string> out;
  for (const v1::Finding& one : exit.has_departure() ? exit.first_night() : exit.findings())
    if (one.may_be_passed()) out.push_back(one.rule());
  return out;
}

// Under way; or left, let go by who may pass what stops.
bool MayBePassed(const v1::PreparedExit& one) {
  const auto decider = one.departure().decider();
  const bool passes =
      decider == v1::Departure::DECIDER_PHYSICIAN || decider == v1::Departure::DECIDER_INSTITUTION;
  return IsOpen(one) || (passes && !one.first_night().empty());
}

}  // namespace

// Asked before, not after; nobody waits longer for them.
static Status RequireReferent(Session& session, const AnywayOptions& options,
                              const v1::ListExitsResponse& all) {
  for (const v1::Referent& one : all.referents()) {
    const bool holds = one.state() == v1::Referent::STATE_HOLDS && !one.absent();
    if (holds && options.referent.empty())
      return session.say.Wrong(Say::kExitAskReferent, Clean(one.name()));
  }
  return {};
}

Status RunExitAnyway(Session& session, const AnywayOptions& options) {
  v1::DecideExitRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(DossierIn(options.about)));
  ASSIGN_OR_RETURN(const auto all, ReadExits(session, DossierIn(options.about)));
  ASSIGN_OR_RETURN(const auto exit, MeantBy(options.about, all, MayBePassed, session));
  const auto stops = Stops(exit);
  if (stops.empty() || !MayBePassed(exit))
    return session.Report(
        v1::DecideExitResponse(),
        session.say(exit.decisions().empty() ? Say::kExitNothingStops : Say::kExitDecidedAlready));
  RETURN_IF_ERROR(RequireReferent(session, options, all));
  // What is passed is what was seen.
  for (const std::string& rule : options.rules.empty() ? stops : options.rules) {
    if (std::ranges::find(stops, rule) == stops.end())
      return session.say.Wrong(Say::kExitNoSuchStop, Clean(rule), Clean(Join(stops, ", ")));
    request.add_rules(rule);
  }
  request.set_exit_id(exit.exit().id());
  v1::ExitDecision& decision = *request.mutable_decision();
  decision.set_decider(Named(options.about.decider, "DECIDER_", v1::Departure::Decider_Parse));
  decision.set_decided_by(options.name);
  decision.set_because(Named(options.because, "BECAUSE_", v1::ExitDecision::Because_Parse));
  decision.set_referent(Named(options.referent, "REFERENT_", v1::ExitDecision::Referent_Parse));
  decision.set_day(exit.weighed_day());
  decision.set_guard_version(all.guard_version());
  decision.set_guard_digest(exit.guard_digest());
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  return session.Report(response, session.say(Say::kExitDecided, Clean(options.name),
                                              SayWeekday(exit.weighed_day(), session.say)));
}

// What nobody settled is said to whoever writes down that the person left: they are the last to be asked.
static void ShowFirstNight(Session& session, const ExitOptions& options, const std::string& exit) {
  const auto all = ReadExits(session, DossierIn(options));
  if (!all) return;  // the departure is written down all the same
  for (const v1::PreparedExit& one : all->exits())
    if (one.exit().id() == exit)
      RenderFirstNight(session.out(), one, session.Catalogue(), session.say,
                       Paint(session.console().Colours()));
}

Status RunExitLeft(Session& session, const ExitOptions& options) {
  v1::RecordDepartureRequest request;
  v1::Departure& left = *request.mutable_departure();
  ASSIGN_OR_RETURN(*left.mutable_day(),
                   ParseDay(options.on.empty() ? "today" : options.on, session.now(), session.say));
  left.set_time(options.time);
  left.set_decider(Named(options.decider, "DECIDER_", v1::Departure::Decider_Parse));
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(DossierIn(options)));
  ASSIGN_OR_RETURN(*left.mutable_exit_id(), ExitIdOf(session, options));
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  RETURN_IF_ERROR(session.Report(
      response, session.say(Say::kExitIsLeft, SayExitDay(left.day(), left.time(), session.say))));
  if (!session.json()) ShowFirstNight(session, options, left.exit_id());
  return {};
}

// Unless one is named, by the leaving that took place last.
Status RunExitBack(Session& session, const ExitOptions& options) {
  v1::ReopenExitRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(DossierIn(options)));
  request.set_exit_id(options.exit);
  if (options.exit.empty()) {
    ASSIGN_OR_RETURN(const auto all, ReadExits(session, DossierIn(options)));
    const auto day = [](const v1::PreparedExit& one) { return one.departure().day(); };
    const auto last = std::ranges::max_element(all.exits(), {}, day);
    if (last == all.exits().end() || !last->has_departure())
      return session.say.Wrong(Say::kExitNobodyLeft);
    request.set_exit_id(last->exit().id());
  }
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  return session.Report(response, session.say(Say::kExitIsBack));
}

}  // namespace relais::cli
