#include "clients/cli/commands_dossier.h"

#include <initializer_list>
#include <iterator>

#include "clients/cli/chosen_word.h"
#include "clients/cli/commands_sign_in.h"
#include "clients/cli/days.h"
#include "clients/cli/dossier_reading.h"
#include "clients/cli/plain_text.h"
#include "clients/cli/render_dossier.h"

namespace relais::cli {
namespace {

constexpr std::size_t kWordLeast = 4;
constexpr std::size_t kWordMost = 64;

// Adds one identity fact with the fields that were given; none when none was.
void AddIdentity(v1::OpenDossierRequest& request, const std::string& kind, const std::string& day,
                 std::initializer_list<std::pair<const char*, const std::string*>> fields) {
  v1::Step step;
  for (const auto& [name, value] : fields) {
    if (value->empty()) continue;
    v1::StepField& field = *step.add_fields();
    field.set_name(name);
    field.set_value(*value);
  }
  if (step.fields().empty()) return;
  step.set_kind(kind);
  step.set_happened_on(day);
  *request.add_identity() = std::move(step);
}

Result<std::string> TypedTwice(Session& session) {
  auto first = session.console().AskSecret(session.say(Say::kAskWord));
  if (!first) return session.say.Wrong(Say::kWordNoTerminal);
  auto second = session.console().AskSecret(session.say(Say::kAskWordAgain));
  if (!second) return session.say.Wrong(Say::kWordNoTerminal);
  if (*first != *second) return session.say.Wrong(Say::kWordDiffers);
  return std::move(*first);
}

Result<std::string> ChosenWord(Session& session, const std::string& file) {
  std::string word;
  if (file.empty()) {
    ASSIGN_OR_RETURN(word, TypedTwice(session));
  } else {
    ASSIGN_OR_RETURN(word, ReadFile(file, session.say));
  }
  word = Trim(word);
  const std::size_t length = Length(word);
  if (length < kWordLeast || length > kWordMost) return session.say.Wrong(Say::kWordLength);
  return word;
}

Status FillIdentity(Session& session, const OpenOptions& options, v1::OpenDossierRequest& request) {
  const std::string today = DayOf(session.now());
  std::string born;
  if (!options.birth_date.empty()) {
    ASSIGN_OR_RETURN(born, ParseDay(options.birth_date, session.now(), session.say));
  }
  AddIdentity(request, "identity.name", today,
              {{"given_name", &options.given_name}, {"family_name", &options.family_name}});
  AddIdentity(request, "identity.birth", today, {{"birth_date", &born}});
  AddIdentity(request, "identity.national_number", today,
              {{"national_number", &options.national_number}});
  AddIdentity(request, "identity.phone", today, {{"phone", &options.phone}});
  AddIdentity(request, "identity.language", today, {{"language", &options.language}});
  AddIdentity(request, "identity.alias", today, {{"alias", &options.alias}});
  return {};
}

Result<std::string> TextOrInput(Session& session, const std::string& text) {
  if (text != "-") return text;
  const std::string all{std::istreambuf_iterator<char>(session.console().in()), {}};
  if (Trim(all).empty()) return session.say.Wrong(Say::kTextEmpty);
  return Trim(all);
}

}  // namespace

Status RunOpen(Session& session, const OpenOptions& options) {
  v1::OpenDossierRequest request;
  ASSIGN_OR_RETURN(const v1::Purpose purpose, session.Purpose());
  request.set_purpose(purpose);
  request.set_reason(session.ReasonCode());
  RETURN_IF_ERROR(FillIdentity(session, options, request));
  if (!options.without_word) {
    ASSIGN_OR_RETURN(*request.mutable_chosen_word(), ChosenWord(session, options.chosen_word_file));
  }
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto opened, session.api().Call(request));
  if (session.json()) {
    session.PrintJson(opened);
    return {};
  }
  session.out() << session.say(Say::kOpened, Clean(opened.dossier_id()), Clean(opened.person_id()),
                               GroupedInFours(Clean(opened.card_code())))
                << '\n';
  if (!opened.invitation_link().empty())
    ShowInvitation(session, opened.invitation_link(), opened.invitation_expire_time());
  return {};
}

Status RunShow(Session& session, const ShowOptions& options) {
  ASSIGN_OR_RETURN(const auto dossier, ReadDossier(session, options.dossier));
  if (session.json()) {
    session.PrintJson(dossier);
    return {};
  }
  RenderDossier(session.out(), dossier, session.Catalogue(), session.say,
                Paint(session.console().Colours()));
  return {};
}

Status RunWordsAdd(Session& session, const WordsOptions& options) {
  v1::AddOwnWordsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_text(), TextOrInput(session, options.text));
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto added, session.api().Call(request));
  if (session.json()) {
    session.PrintJson(added);
  } else {
    session.out() << session.say(Say::kWordsAdded) << '\n';
  }
  return {};
}

Status RunWordsAnswer(Session& session, const WordsOptions& options) {
  v1::AddCounterStatementRequest request;
  ASSIGN_OR_RETURN(*request.mutable_text(), TextOrInput(session, options.text));
  ASSIGN_OR_RETURN(*request.mutable_step_id(), StepIdOf(session, "", options.step));
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto added, session.api().Call(request));
  if (session.json()) {
    session.PrintJson(added);
  } else {
    session.out() << session.say(Say::kAnswerAdded) << '\n';
  }
  return {};
}

Status RunMustNotKnow(Session& session, const MustNotKnowOptions& options) {
  v1::SetMustNotKnowRequest request;
  ASSIGN_OR_RETURN(*request.mutable_step_id(), StepIdOf(session, "", options.step));
  request.set_must_not_know(!options.undo);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  return session.Report(response, session.say(options.undo ? Say::kMayKnow : Say::kMustNotKnowSet));
}

std::string GroupedInFours(const std::string& code) {
  std::string out;
  std::size_t count = 0;
  for (const char c : code) {
    if (c == '-') continue;
    if (count != 0 && count % 4 == 0) out += '-';
    out += c;
    ++count;
  }
  return out;
}

// It would silence somebody who lives: it is said what happens, and then said once more.
Status RunDied(Session& session, const DiedOptions& options) {
  if (!options.undo) {
    if (!options.card.empty() || !options.sure) return session.say.Wrong(Say::kDiedSure);
    v1::RecordDeathRequest request;
    ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(options.dossier));
    request.set_request_id(session.RequestId());
    ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
    return session.Report(response, session.say(Say::kDied, Clean(options.dossier)));
  }
  v1::UndoDeathRequest request;
  if (options.card.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(options.dossier));
  } else {
    ASSIGN_OR_RETURN(*request.mutable_at_desk(),
                     AskAtDesk(session, options.card, options.chosen_word_file));
  }
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  return session.Report(response, session.say(Say::kDiedUndone));
}

}  // namespace relais::cli
