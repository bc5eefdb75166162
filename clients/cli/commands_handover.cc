#include "clients/cli/commands_handover.h"

#include <google/protobuf/struct.pb.h>

#include "clients/cli/consent_text.h"
#include "clients/cli/days.h"
#include "clients/cli/plain_text.h"
#include "clients/cli/render_handover.h"
#include "clients/cli/typed_enum.h"

namespace relais::cli {
namespace {

template <class Handovers>
void WriteAll(Session& session, const Handovers& handovers) {
  const Paint paint(session.console().Colours());
  for (const v1::Handover& one : handovers)
    RenderHandover(session.out(), one, session.Catalogue(), session.say, paint);
}

Status Mark(Session& session, const HandoverOptions& options, v1::Handover::State state) {
  v1::MarkHandoverRequest request;
  request.set_handover_id(options.handover);
  request.set_state(state);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  return session.Report(
      response,
      session.say(Say::kHandoverMarked,
                  session.Catalogue().Label("handover_state." +
                                            EndOf(v1::Handover::State_Name(state), "STATE_"))));
}

// What the house that is asked may see, unless something else is named.
GrantOptions GrantOf(const AskOptions& options) {
  GrantOptions grant = options.grant;
  const bool bundle = !grant.bundle.empty();
  if (bundle && grant.houses.empty()) grant.houses = {options.receiver};
  if (!bundle && grant.to.empty())
    grant.to = options.unit.empty() ? options.receiver : options.unit;
  return grant;
}

}  // namespace

Status RunHandoverAsk(Session& session, const AskOptions& options) {
  v1::AskHandoverRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(options.grant.dossier));
  request.set_organisation_id(options.receiver);
  request.set_unit_id(options.unit);
  v1::HandoverAsk& ask = *request.mutable_ask();
  for (const std::string& need : options.needs) ask.add_needs(Named(need, "NEED_", v1::Need_Parse));
  for (const std::string& one : options.access)
    ask.add_access(Named(one, "ACCESS_NEED_", v1::AccessNeed_Parse));
  ASSIGN_OR_RETURN(*ask.mutable_from_day(), ParseDay(options.from, session.now(), session.say));
  if (!options.until.empty()) {
    ASSIGN_OR_RETURN(*ask.mutable_until_day(), ParseDay(options.until, session.now(), session.say));
  }
  if (!options.look_for.empty()) {
    ask.mutable_look_for()->set_name(options.look_for);
    ask.mutable_look_for()->set_phone(options.look_for_phone);
  }
  ask.set_area(options.area);
  ask.set_language(options.speaks);
  if (!options.answer_by.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_answer_by(),
                     EndOfDay(options.answer_by, session.now(), session.say));
  }
  ASSIGN_OR_RETURN(*request.mutable_choices(),
                   ReadChoices(GrantOf(options), session.now(), session.say));
  request.set_language(std::string(Code(session.say.language())));
  request.set_legal_basis(v1::LEGAL_BASIS_CARE);
  request.set_send_code(options.send_code);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  if (session.json()) {
    session.PrintJson(response);
    return {};
  }
  ShowProposed(session, response.proposal(), options.send_code);
  session.out() << session.say(Say::kHandoverWritten, Clean(response.handover_id())) << '\n';
  if (response.said_yes_beforehand())
    session.out() << session.say(Say::kHandoverBeforehand) << '\n';
  return {};
}

Status RunHandoverAsked(Session& session) {
  v1::ListAskedRequest request;
  bool any = false;
  do {
    ASSIGN_OR_RETURN(const auto page, session.api().Call(request));
    any = any || !page.handovers().empty();
    if (session.json())
      session.PrintJson(page);
    else
      WriteAll(session, page.handovers());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  if (!any && !session.json()) session.out() << session.say(Say::kHandoverNothing) << '\n';
  return {};
}

Status RunHandoverYes(Session& session, const HandoverOptions& options) {
  v1::AnswerHandoverRequest request;
  request.set_handover_id(options.handover);
  request.set_accepted(true);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  return session.Report(response, session.say(Say::kHandoverYes, Clean(response.dossier_id())));
}

Status RunHandoverNo(Session& session, const HandoverOptions& options) {
  v1::AnswerHandoverRequest request;
  request.set_handover_id(options.handover);
  request.set_lack(Named(options.lack, "LACK_", v1::Lack_Parse));
  if (!options.possible_from.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_possible_from(),
                     ParseDay(options.possible_from, session.now(), session.say));
  }
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  return session.Report(response, session.say(Say::kHandoverNo));
}

Status RunHandoverBeforehand(Session& session, const BeforehandOptions& options) {
  if (options.nothing == (!options.needs.empty() || !options.until.empty()) ||
      options.needs.empty() != options.until.empty())
    return session.say.Wrong(Say::kHandoverBeforehandForm);
  v1::GiveStandingYesRequest request;
  for (const std::string& need : options.needs)
    request.add_needs(Named(need, "NEED_", v1::Need_Parse));
  if (!options.until.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_until_day(),
                     ParseDay(options.until, session.now(), session.say));
    request.set_places(options.places);
  }
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  return session.Report(response, options.nothing
                                      ? std::string(session.say(Say::kHandoverNothingBeforehand))
                                      : session.say(Say::kHandoverYesUntil,
                                                    SayWeekday(request.until_day(), session.say)));
}

Result<std::vector<v1::StandingYes>> ReadyFor(Session& session, v1::Need need) {
  v1::ListStandingYesRequest request;
  request.set_need(need);
  std::vector<v1::StandingYes> out;
  do {
    ASSIGN_OR_RETURN(const auto page, session.api().Call(request));
    out.insert(out.end(), page.yes().begin(), page.yes().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  std::ranges::sort(out, {}, [](const v1::StandingYes& one) {
    return std::pair(one.organisation(), one.unit());
  });
  return out;
}

std::string SayReady(const v1::StandingYes& one, const Speech& say) {
  std::string out = Clean(one.organisation());
  if (!one.unit().empty()) out += " (" + Clean(one.unit()) + ")";
  if (!one.duty_line().empty()) out += ", " + Clean(one.duty_line());
  return out + ", " + say(Say::kHandoverUntil, SayWeekday(one.until_day(), say)) + ", " +
         say(Say::kHandoverPlaces, one.places());
}

Status RunHandoverReady(Session& session, const ReadyOptions& options) {
  ASSIGN_OR_RETURN(const auto ready,
                   ReadyFor(session, Named(options.need, "NEED_", v1::Need_Parse)));
  for (const v1::StandingYes& one : ready) {
    if (session.json())
      session.PrintJson(one);
    else
      session.out() << SayReady(one, session.say) << "  " << Clean(one.organisation_id()) << ' '
                    << Clean(one.unit_id()) << '\n';
  }
  if (ready.empty() && !session.json())
    session.out() << session.say(Say::kHandoverNobodyReady) << '\n';
  return {};
}

Status RunHandoverArrived(Session& session, const HandoverOptions& options) {
  return Mark(session, options, v1::Handover::STATE_ARRIVED);
}

Status RunHandoverSeen(Session& session, const HandoverOptions& options) {
  return Mark(session, options, v1::Handover::STATE_SEEN);
}

Status RunHandoverNotSeen(Session& session, const HandoverOptions& options) {
  return Mark(session, options, v1::Handover::STATE_NOT_SEEN);
}

Status RunHandoverAgain(Session& session, const HandoverOptions& options) {
  v1::AskHandoverAgainRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(options.dossier));
  request.set_handover_id(options.handover);
  ASSIGN_OR_RETURN(*request.mutable_from_day(), ParseDay(options.from, session.now(), session.say));
  if (!options.answer_by.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_answer_by(),
                     EndOfDay(options.answer_by, session.now(), session.say));
  }
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  return session.Report(
      response, session.say(Say::kHandoverAskedAgain, SayWeekday(request.from_day(), session.say)));
}

Status RunHandoverWithdraw(Session& session, const HandoverOptions& options) {
  v1::WithdrawHandoverRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(options.dossier));
  request.set_handover_id(options.handover);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  return session.Report(response, session.say(Say::kHandoverWithdrawn));
}

Status RunHandoverList(Session& session, const HandoverOptions& options) {
  v1::ListHandoversRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(options.dossier));
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  if (session.json()) {
    session.PrintJson(response);
    return {};
  }
  WriteAll(session, response.handovers());
  if (response.handovers().empty()) session.out() << session.say(Say::kHandoverNone) << '\n';
  return {};
}

// For somebody without a file, or who agreed to nothing (P4): the headings, and lines to write on.
Status RunHandoverForm(Session& session, const PageOptions& options) {
  if (session.Catalogue().all().labels().empty()) return session.say.Failed(Say::kFormNoWords);
  const Speech theirs = LanguageOf(session, options);
  const CatalogueView words(session.Catalogue().all(), theirs);
  std::string page = words.Label("day_one.title") + "\n";
  for (const char* const heading : {"who", "language", "arrival", "asked", "until_then", "medicine",
                                    "things", "days", "own_words", "no_show", "ask_first"})
    page += words.Label(std::string("day_one.") + heading) + "\n    __________\n";
  page += words.Label("day_one.closing") + "\n";
  if (!options.pdf.empty()) RETURN_IF_ERROR(WritePage(session, options.pdf, page));
  if (session.json()) {
    google::protobuf::Struct all;
    (*all.mutable_fields())["page"].set_string_value(page);
    session.PrintJson(all);
  } else if (options.pdf.empty()) {
    session.out() << page;
  }
  return {};
}

Status RunHandoverPage(Session& session, const DayOneOptions& options) {
  v1::GetDayOnePageRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(options.dossier));
  request.set_handover_id(options.handover);
  request.set_language(std::string(Code(LanguageOf(session, options).language())));
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  return ShowPage(session, options, response, response.note());
}

}  // namespace relais::cli
