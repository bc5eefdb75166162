#include "clients/cli/commands_relation.h"

#include "clients/cli/chosen_word.h"
#include "clients/cli/days.h"
#include "clients/cli/plain_text.h"

namespace relais::cli {
namespace {

Status Prove(Session& session, const RelationOptions& options, v1::ProveRelationRequest request) {
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(options.dossier));
  request.set_request_id(session.RequestId());
  const auto response = session.api().Call(request);
  if (!response && response.error().reason == Reason::kWrongState)
    return session.say.Failed(Say::kRelationNot);
  if (!response) return tl::unexpected<Error>(response.error());
  if (session.json())
    session.PrintJson(*response);
  else if (response->has_end_time())
    session.out() << session.say(Say::kRelationHolds, SayDay(response->end_time(), session.say))
                  << '\n';
  else
    session.out() << session.say(Say::kRelationNoted) << '\n';
  return {};
}

}  // namespace

Status RunRelationCard(Session& session, const RelationOptions& options) {
  v1::ProveRelationRequest request;
  if (options.dossier.starts_with("dos_")) return session.say.Wrong(Say::kRelationCard);
  ASSIGN_OR_RETURN(*request.mutable_chosen_word(),
                   AskChosenWord(session, options.chosen_word_file));
  return Prove(session, options, std::move(request));
}

Status RunRelationCode(Session& session, const RelationOptions& options) {
  v1::SendRelationCodeRequest send;
  ASSIGN_OR_RETURN(*send.mutable_context(), session.Context(options.dossier));
  send.set_request_id(session.RequestId());
  RETURN_IF_ERROR(session.api().Call(send));
  session.console().err() << session.say(Say::kLoginCodeSent) << std::endl;
  v1::ProveRelationRequest request;
  request.set_code(Trim(session.console().Ask(session.say(Say::kAskRelationCode))));
  if (request.code().empty()) return session.say.Failed(Say::kRelationNot);
  return Prove(session, options, std::move(request));
}

Status RunRelationColleague(Session& session, const RelationOptions& options) {
  v1::ProveRelationRequest request;
  request.mutable_colleague();
  return Prove(session, options, std::move(request));
}

}  // namespace relais::cli
