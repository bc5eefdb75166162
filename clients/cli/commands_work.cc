#include "clients/cli/commands_work.h"

#include <algorithm>
#include <map>
#include <vector>

#include "clients/cli/commands_handover.h"
#include "clients/cli/commands_referent.h"
#include "clients/cli/commands_worry.h"
#include "clients/cli/plain_text.h"
#include "clients/cli/render_exit.h"
#include "clients/cli/render_handover.h"

namespace relais::cli {
namespace {

using Line = v1::ListWorkResponse::Line;

// The first day on which something of it is due; what has no day comes last.
std::string DueOn(const Line& line) {
  const v1::PreparedExit& one = line.leaving();
  std::string due = one.has_current() ? one.current().day() : one.exit().earliest();
  if (due.empty()) due = "9999";
  for (const v1::PlannedCondition& condition : one.conditions())
    if (!condition.by_day().empty()) due = std::min(due, condition.by_day());
  return due;
}

Result<std::vector<Line>> ReadWork(Session& session, bool team) {
  v1::ListWorkRequest request;
  request.set_team(team);
  std::vector<Line> out;
  do {
    ASSIGN_OR_RETURN(const auto page, session.api().Call(request));
    out.insert(out.end(), page.lines().begin(), page.lines().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  std::ranges::stable_sort(
      out, {}, [](const Line& line) { return std::pair(!line.unattended(), DueOn(line)); });
  return out;
}

// What the house asked for and nobody has taken: with the names of the leavings that were listed.
Status ShowSlipping(Session& session, const std::vector<Line>& lines, bool team) {
  std::map<std::string, std::string> names;
  for (const Line& line : lines) names[line.dossier_id()] = line.name();
  const Paint paint(session.console().Colours());
  v1::ListSlippingRequest request;
  request.set_team(team);
  bool any = false;
  do {
    ASSIGN_OR_RETURN(const auto page, session.api().Call(request));
    if (session.json()) session.PrintJson(page);
    for (const v1::Handover& one : page.handovers()) {
      if (session.json()) break;
      if (!any) session.out() << '\n' << session.say(Say::kWorkSlipping) << '\n';
      any = true;
      const std::string& name = names[one.dossier_id()];
      if (!name.empty()) session.out() << paint.Open(Clean(name)) << ": ";
      RenderHandover(session.out(), one, session.Catalogue(), session.say, paint);
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return {};
}

Status Show(Session& session, const std::vector<Line>& lines) {
  if (session.json()) {
    v1::ListWorkResponse all;
    all.mutable_lines()->Add(lines.begin(), lines.end());
    session.PrintJson(all);
    return {};
  }
  const Paint paint(session.console().Colours());
  for (const Line& line : lines)
    RenderWorkLine(session.out(), line, session.Catalogue(), session.say, paint);
  if (lines.empty()) session.out() << session.say(Say::kWorkNone) << '\n';
  return {};
}

// One after the other, each an entry in its own file: what fails stays where it was, and the others go on.
Status Pass(Session& session, const std::vector<Line>& lines, const WorkOptions& options) {
  int passed = 0, failed = 0;
  const auto& to = options.pass_to;
  for (const Line& line : lines) {
    const bool meant =
        options.of.empty() ? line.own() : line.leaving().owner().owner_id() == options.of;
    if (!meant) continue;
    v1::PassExitRequest request;
    ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(line.dossier_id()));
    request.set_exit_id(line.leaving().exit().id());
    if (to != "me") request.set_owner_id(to);
    request.set_request_id(session.RequestIdFor(request.exit_id()));
    const auto response = session.api().Call(request);
    if (!response) {
      ++failed;
      session.console().err() << session.say(Say::kWorkNotPassed, Clean(line.dossier_id()),
                                             response.error().message)
                              << '\n';
      continue;
    }
    ++passed;
    if (session.json()) session.PrintJson(*response);
  }
  if (passed + failed == 0 && !options.of.empty()) return session.say.Failed(Say::kWorkNoneOf);
  if (!session.json()) session.out() << session.say(Say::kWorkPassed, passed) << '\n';
  if (failed > 0) return session.say.Failed(Say::kWorkSomeNotPassed, failed);
  return {};
}

}  // namespace

Status RunWorklist(Session& session, const WorkOptions& options) {
  const bool team = options.team || !options.of.empty();
  ASSIGN_OR_RETURN(const auto lines, ReadWork(session, team));
  if (!options.pass_to.empty()) return Pass(session, lines, options);
  const Status worries = ShowWorries(session);
  RETURN_IF_ERROR(Show(session, lines));
  const Status slipping = ShowSlipping(session, lines, team);
  const Status threads = ShowReferentAsks(session);
  if (!session.json()) session.out() << '\n' << session.say(Say::kWorkAsked) << '\n';
  RETURN_IF_ERROR(RunHandoverAsked(session));
  for (const Status& one : {worries, slipping, threads}) RETURN_IF_ERROR(one);
  return {};
}

}  // namespace relais::cli
