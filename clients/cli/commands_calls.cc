#include "clients/cli/commands_calls.h"

#include <algorithm>
#include <ostream>

#include "clients/cli/days.h"
#include "clients/cli/plain_text.h"

namespace relais::cli {

Status RunCallMe(Session& session, const CallMeOptions& options) {
  v1::AskCallBackRequest request;
  request.set_no_longer(options.no_longer);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  return session.Report(response,
                        session.say(options.no_longer ? Say::kCallNoLonger : Say::kCallAsked));
}

Status RunCalls(Session& session) {
  v1::ListCallBacksRequest request;
  std::vector<v1::ListCallBacksResponse::Line> lines;
  do {
    ASSIGN_OR_RETURN(const auto page, session.api().Call(request));
    if (session.json()) session.PrintJson(page);
    lines.insert(lines.end(), page.lines().begin(), page.lines().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  if (session.json()) return {};
  // Who waits longest is called first.
  std::ranges::stable_sort(lines, {}, [](const auto& one) { return one.ask_time().seconds(); });
  for (const auto& one : lines)
    session.out() << session.say(Say::kCallLine, Clean(one.phone()), Clean(one.language()),
                                 SayMoment(one.ask_time(), session.say))
                  << "  " << Clean(one.dossier_id()) << '\n';
  session.out() << session.say(lines.empty() ? Say::kCallsNone : Say::kCallsHow) << '\n';
  return {};
}

Status RunCallTaken(Session& session, const TakenOptions& options) {
  v1::TakeCallBackRequest request;
  request.set_dossier_id(options.dossier);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  return session.Report(response, session.say(Say::kCallTaken));
}

}  // namespace relais::cli
