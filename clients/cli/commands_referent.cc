#include "clients/cli/commands_referent.h"

#include "clients/cli/consent_text.h"
#include "clients/cli/days.h"
#include "clients/cli/paint.h"
#include "clients/cli/plain_text.h"

namespace relais::cli {
namespace {

using Answer = v1::AnswerReferentRequest;

// What somebody may see, unless something else is named: that there is a leaving, and whose.
GrantOptions GrantOf(const ReferentAskOptions& options) {
  GrantOptions grant = options.grant;
  if (!grant.bundle.empty()) return grant;
  if (grant.to.empty()) grant.to = options.who;
  if (grant.compartments.empty()) grant.compartments = "IDENTITY,EXIT";
  if (grant.actions.empty()) grant.actions = "READ";
  if (grant.purposes.empty()) grant.purposes = "EXIT_PREPARATION,HANDOVER";
  return grant;
}

// All that the caller is asked; whether there is any. `heading` stands before the first.
Result<bool> WriteAsks(Session& session, const std::string& heading) {
  const Paint paint(session.console().Colours());
  v1::ListReferentAsksRequest request;
  bool any = false;
  do {
    ASSIGN_OR_RETURN(const auto page, session.api().Call(request));
    if (session.json()) session.PrintJson(page);
    for (const v1::Referent& one : page.referents()) {
      if (session.json()) break;
      if (!any) session.out() << heading;
      any = true;
      session.out() << paint.Title(session.say(Say::kReferentFor,
                                               SayWeekday(one.until_day(), session.say),
                                               Clean(one.language())))
                    << "  " << paint.Quiet(Clean(one.id())) << "\n    "
                    << session.say(Say::kHandoverAnswerBy, SayMoment(one.answer_by(), session.say))
                    << '\n';
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return any;
}

Result<v1::AnswerReferentResponse> Respond(Session& session, const ReferentOptions& options,
                                           Answer::Answer answer) {
  v1::AnswerReferentRequest request;
  request.set_referent_id(options.referent);
  request.set_answer(answer);
  request.set_request_id(session.RequestId());
  return session.api().Call(request);
}

}  // namespace

Status RunReferentAsk(Session& session, const ReferentAskOptions& options) {
  v1::AskReferentRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(options.grant.dossier));
  request.set_professional_id(options.who);
  ASSIGN_OR_RETURN(*request.mutable_until_day(),
                   ParseDay(options.grant.until, session.now(), session.say));
  ASSIGN_OR_RETURN(*request.mutable_choices(),
                   ReadChoices(GrantOf(options), session.now(), session.say));
  request.set_language(std::string(Code(session.say.language())));
  request.set_legal_basis(v1::LEGAL_BASIS_CONSENT);
  request.set_send_code(options.send_code);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  if (session.json()) {
    session.PrintJson(response);
    return {};
  }
  ShowProposed(session, response.proposal(), options.send_code);
  session.out() << session.say(Say::kReferentWritten) << '\n';
  return {};
}

Status RunReferentAsked(Session& session) {
  ASSIGN_OR_RETURN(const bool any, WriteAsks(session, ""));
  if (!any && !session.json()) session.out() << session.say(Say::kReferentNothing) << '\n';
  return {};
}

Status ShowReferentAsks(Session& session) {
  ASSIGN_OR_RETURN(const bool any,
                   WriteAsks(session, "\n" + session.say(Say::kWorkThreads) + "\n"));
  (void)any;
  return {};
}

Status RunReferentYes(Session& session, const ReferentOptions& options) {
  ASSIGN_OR_RETURN(const auto response, Respond(session, options, Answer::ANSWER_YES));
  return session.Report(response, session.say(Say::kReferentYes, Clean(response.dossier_id())));
}

Status RunReferentNo(Session& session, const ReferentOptions& options) {
  ASSIGN_OR_RETURN(const auto response, Respond(session, options, Answer::ANSWER_NO));
  return session.Report(response, session.say(Say::kHandoverNo));
}

Status RunReferentGiveUp(Session& session, const ReferentOptions& options) {
  ASSIGN_OR_RETURN(const auto response, Respond(session, options, Answer::ANSWER_GIVE_UP));
  return session.Report(response, session.say(Say::kReferentGivenUp));
}

}  // namespace relais::cli
