#include "clients/cli/commands_step.h"

#include "clients/cli/days.h"
#include "clients/cli/dossier_reading.h"
#include "clients/cli/plain_text.h"
#include "clients/cli/render_dossier.h"
#include "clients/cli/step_input.h"

namespace relais::cli {
namespace {

// What the words of a step command mean.
struct Target {
  std::string dossier;  // empty: the own dossier
  std::string what;     // a kind or a step
  std::vector<std::string> fields;
};

Result<Target> ReadTarget(const std::vector<std::string>& words, const Speech& say) {
  Target out;
  std::vector<std::string> names;
  for (const std::string& word : words) {
    const bool field = word.find('=') != std::string::npos;
    if (!field && !out.fields.empty()) return say.Wrong(Say::kFieldForm, Clean(word), "...");
    (field ? out.fields : names).push_back(word);
  }
  if (names.empty() || names.size() > 2) return say.Wrong(Say::kTargetForm);
  out.what = names.back();
  if (names.size() == 2) out.dossier = names.front();
  return out;
}

Result<std::string> DayOrToday(Session& session, const std::string& on) {
  return on.empty() ? Result<std::string>(DayOf(session.now()))
                    : ParseDay(on, session.now(), session.say);
}

Result<const v1::Kind*> KindOf(Session& session, const std::string& id) {
  ASSIGN_OR_RETURN(const CatalogueView* const catalogue, session.NeedCatalogue());
  return catalogue->Resolve(id);
}

Result<Fields> FieldsFor(Session& session, const Target& target, const v1::Kind& kind) {
  return ReadFields(target.fields, kind, session.Catalogue(), session.now(), session.say);
}

// The step as it stands: as said by --kind and --version, or read from the dossier.
Result<v1::Step> CurrentStep(Session& session, const Target& target, const StepOptions& options) {
  if (!options.kind.empty() && options.version != 0 && IsWholeId(target.what, "stp_")) {
    v1::Step step;
    step.set_id(target.what);
    step.set_kind(options.kind);
    step.set_version(options.version);
    return step;
  }
  ASSIGN_OR_RETURN(const auto dossier, ReadDossier(session, target.dossier));
  ASSIGN_OR_RETURN(v1::Step step, FindStep(dossier, target.what, session.say));
  if (options.version != 0) step.set_version(options.version);
  return step;
}

// --state and --outcome into a step or an update; an outcome alone closes.
template <class Message>
Status SetStanding(Session& session, const StepOptions& options, const v1::Kind& kind,
                   Message& out) {
  if (!options.state.empty()) {
    ASSIGN_OR_RETURN(const v1::Step::State state, ReadState(options.state, session.say));
    out.set_state(state);
  }
  if (options.outcome.empty()) return {};
  ASSIGN_OR_RETURN(const std::string outcome,
                   ReadOutcome(options.outcome, kind, session.Catalogue(), session.say));
  out.set_outcome(outcome);
  if (options.state.empty()) out.set_state(v1::Step::STATE_CLOSED);
  return {};
}

}  // namespace

Status RunStepAdd(Session& session, const StepOptions& options) {
  ASSIGN_OR_RETURN(const Target target, ReadTarget(options.words, session.say));
  ASSIGN_OR_RETURN(const v1::Kind* const kind, KindOf(session, target.what));
  v1::RecordStepRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(target.dossier));
  v1::Step& step = *request.mutable_step();
  step.set_kind(kind->id());
  ASSIGN_OR_RETURN(*step.mutable_fields(), FieldsFor(session, target, *kind));
  RETURN_IF_ERROR(CheckRequired(*kind, step.fields(), session.say));
  RETURN_IF_ERROR(SetStanding(session, options, *kind, step));
  ASSIGN_OR_RETURN(*step.mutable_happened_on(), DayOrToday(session, options.on));
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  return session.Report(response,
                        session.say(Say::kStepRecorded, session.Catalogue().KindLabel(kind->id()),
                                    Clean(response.step_id())));
}

Status RunStepUpdate(Session& session, const StepOptions& options) {
  ASSIGN_OR_RETURN(const Target target, ReadTarget(options.words, session.say));
  if (options.state.empty() && options.outcome.empty())
    return session.say.Wrong(Say::kStateMissing);
  v1::UpdateStepRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(target.dossier));
  ASSIGN_OR_RETURN(const v1::Step step, CurrentStep(session, target, options));
  ASSIGN_OR_RETURN(const v1::Kind* const kind, KindOf(session, step.kind()));
  ASSIGN_OR_RETURN(*request.mutable_fields(), FieldsFor(session, target, *kind));
  RETURN_IF_ERROR(SetStanding(session, options, *kind, request));
  ASSIGN_OR_RETURN(*request.mutable_happened_on(), DayOrToday(session, options.on));
  request.set_step_id(step.id());
  request.set_kind(kind->id());
  request.set_version(step.version());
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  return session.Report(response,
                        session.say(Say::kStepMoved, session.Catalogue().KindLabel(kind->id()),
                                    session.Catalogue().State(request.state())));
}

Status RunStepClose(Session& session, const StepOptions& options) {
  StepOptions update = options;
  std::size_t outcome = 0;
  for (std::size_t i = 0; i < update.words.size(); ++i) {
    if (update.words[i].find('=') == std::string::npos) outcome = i;
  }
  if (outcome == 0) return session.say.Wrong(Say::kCloseForm);
  update.outcome = update.words[outcome];
  update.words.erase(update.words.begin() + static_cast<std::ptrdiff_t>(outcome));
  update.state = "closed";
  return RunStepUpdate(session, update);
}

Status RunStepCorrect(Session& session, const StepOptions& options) {
  ASSIGN_OR_RETURN(const Target target, ReadTarget(options.words, session.say));
  ASSIGN_OR_RETURN(const auto dossier, ReadDossier(session, target.dossier));
  ASSIGN_OR_RETURN(const v1::Step now, FindStep(dossier, target.what, session.say));
  ASSIGN_OR_RETURN(const v1::Kind* const kind, KindOf(session, now.kind()));
  ASSIGN_OR_RETURN(const Fields changes, FieldsFor(session, target, *kind));
  v1::CorrectStepRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(target.dossier));
  request.set_step_id(now.id());
  request.set_version(options.version != 0 ? options.version : now.version());
  v1::Step& step = *request.mutable_step();
  step.set_kind(now.kind());
  step.set_outcome(now.outcome());
  step.set_happened_on(now.happened_on());
  if (now.state() != v1::Step::STATE_RECORDED) step.set_state(now.state());
  RETURN_IF_ERROR(SetStanding(session, options, *kind, step));
  if (!options.on.empty()) {
    ASSIGN_OR_RETURN(*step.mutable_happened_on(), ParseDay(options.on, session.now(), session.say));
  }
  *step.mutable_fields() = Overlay(now.fields(), changes);
  RETURN_IF_ERROR(CheckRequired(*kind, step.fields(), session.say));
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  return session.Report(
      response, session.say(Say::kStepCorrected, session.Catalogue().KindLabel(now.kind())));
}

Status RunStepHistory(Session& session, const StepOptions& options) {
  ASSIGN_OR_RETURN(const Target target, ReadTarget(options.words, session.say));
  v1::GetStepHistoryRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(target.dossier));
  StepOptions known = options;
  if (known.version == 0) known.version = 1;  // any version will do: history names none
  ASSIGN_OR_RETURN(const v1::Step step, CurrentStep(session, target, known));
  request.set_step_id(step.id());
  request.set_kind(step.kind());
  if (!options.kind.empty()) {
    ASSIGN_OR_RETURN(const v1::Kind* const kind, KindOf(session, step.kind()));
    request.set_kind(kind->id());
  }
  ASSIGN_OR_RETURN(const auto history, session.api().Call(request));
  if (session.json()) {
    session.PrintJson(history);
    return {};
  }
  RenderHistory(session.out(), history, session.Catalogue(), session.say,
                Paint(session.console().Colours()));
  return {};
}

}  // namespace relais::cli
