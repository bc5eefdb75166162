#include "clients/cli/commands_worry.h"

#include "clients/cli/chosen_word.h"
#include "clients/cli/days.h"
#include "clients/cli/paint.h"
#include "clients/cli/plain_text.h"
#include "clients/cli/typed_enum.h"

namespace relais::cli {
namespace {

using Call = v1::WorryCall;

constexpr std::int64_t kShownUnconfirmed = 86'400;  // seconds

bool Waits(const Call& call) {
  return call.state() == Call::STATE_TO_CONFIRM || call.state() == Call::STATE_ASKED ||
         call.state() == Call::STATE_ON_DUTY || call.state() == Call::STATE_LAST;
}

std::string About(const Call& call, Session& session) {
  return session.Catalogue().Label("worry_about." +
                                   EndOf(Call::About_Name(call.about()), "ABOUT_"));
}
std::string By(const Call& call, Session& session) {
  return session.Catalogue().Label("worry_by." + EndOf(Call::By_Name(call.by()), "BY_"));
}

// "Anna Peeters, hospital social worker, Saint-Jean"; for who is asked the name alone.
std::string Asker(const Call& call, Session& session) {
  std::string out = Clean(call.asked_by());
  if (!call.asked_by_profession().empty())
    out += ", " + session.Catalogue().Profession(call.asked_by_profession());
  if (!call.asked_by_organisation().empty()) out += ", " + Clean(call.asked_by_organisation());
  return out;
}

// To be called back: what to do stands first.
void WriteAsked(const Call& call, Session& session) {
  const Paint paint(session.console().Colours());
  const Speech& say = session.say;
  session.out() << paint.Title(say(Say::kWorryCallBack, By(call, session), Clean(call.phone())))
                << "\n    " << say(Say::kWorryAbout, About(call, session)) << "\n    "
                << say(Say::kWorryAsks, Asker(call, session), SayMoment(call.create_time(), say))
                << "\n    " << say(Say::kWorryTake, Clean(call.id())) << '\n';
}

// As the team that raised it sees it, or the person.
void WriteRaised(const Call& call, Session& session) {
  const Paint paint(session.console().Colours());
  const Speech& say = session.say;
  std::string whom = Clean(call.organisation());
  if (!call.unit().empty()) whom += " (" + Clean(call.unit()) + ")";
  session.out() << paint.Title(whom) << " - "
                << session.Catalogue().Label("worry_state." +
                                             EndOf(Call::State_Name(call.state()), "STATE_"))
                << "  " << paint.Quiet(Clean(call.id())) << "\n    "
                << say(Say::kWorryAbout, About(call, session)) << "; " << By(call, session)
                << "\n    "
                << say(Say::kWorryAsks, Asker(call, session), SayMoment(call.create_time(), say))
                << '\n';
  if (!call.phone().empty())
    session.out() << "    " << say(Say::kWorryNumber, Clean(call.phone())) << '\n';
  if (call.without() != Call::WITHOUT_UNSPECIFIED)
    session.out() << "    "
                  << session.Catalogue().Label(
                         "worry_without." + EndOf(Call::Without_Name(call.without()), "WITHOUT_"))
                  << '\n';
  if (call.telling_endangers()) session.out() << "    " << say(Say::kWorrySilent) << '\n';
  if (call.state() == Call::STATE_TO_CONFIRM)
    session.out() << "    " << say(Say::kWorryToConfirm, Clean(call.id())) << '\n';
  else if (call.has_next_time())
    session.out() << "    " << say(Say::kWorryNext, SayMoment(call.next_time(), say)) << '\n';
  if (!call.then_organisation().empty() && Waits(call))
    session.out() << "    " << say(Say::kWorryThen, Clean(call.then_organisation())) << '\n';
  if (!call.duty_line().empty())
    session.out() << "    " << say(Say::kWorryPhone, Clean(call.duty_line())) << '\n';
  if (!call.acknowledged_by().empty())
    session.out() << "    "
                  << say(Say::kWorryTakenBy, Clean(call.acknowledged_by()),
                         Clean(call.acknowledged_by_organisation()),
                         SayMoment(call.end_time(), say))
                  << '\n';
}

bool WaitsForSomebody(const Call& call, const Session& session) {
  const bool never_left = call.state() == Call::STATE_NOT_CONFIRMED &&
                          session.now() - call.create_time().seconds() < kShownUnconfirmed;
  return Waits(call) || never_left;
}

// All of them, or those that wait for somebody. Whether there was any.
bool WriteAll(const v1::ListWorryCallsResponse& all, bool waiting, Session& session) {
  bool any = !all.asked().empty();
  for (const Call& call : all.asked()) WriteAsked(call, session);
  for (const Call& call : all.raised()) {
    if (waiting && !WaitsForSomebody(call, session)) continue;
    any = true;
    WriteRaised(call, session);
  }
  return any;
}

// What the server says in its own language, in the reader's.
Error InWords(const Error& error, const Speech& say, Say wrong_state) {
  if (error.reason == Reason::kWrongState) return say.Failed(wrong_state).value();
  if (error.reason == Reason::kBusy) return say.Failed(Say::kWorryBusy).value();
  return error;
}

template <class Request>
Status Do(Session& session, const WorryOptions& options, Say sentence, Say wrong_state) {
  Request request;
  request.set_worry_call_id(options.call);
  request.set_request_id(session.RequestId());
  const auto response = session.api().Call(request);
  if (!response) return tl::unexpected<Error>(InWords(response.error(), session.say, wrong_state));
  return session.Report(*response, session.say(sentence));
}

}  // namespace

Status RunWorryRaise(Session& session, const RaiseWorryOptions& options) {
  v1::RaiseWorryCallRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(options.dossier));
  Call& call = *request.mutable_call();
  call.set_about(Named<Call::About>(options.about, "ABOUT_", Call::About_Parse));
  call.set_by(Named<Call::By>(options.by, "BY_", Call::By_Parse));
  call.set_phone(options.call_back);
  call.set_organisation_id(options.to);
  call.set_unit_id(options.unit);
  call.set_then_organisation_id(options.then);
  request.set_telling_endangers(options.telling_endangers);
  if (!options.without.empty()) {
    request.set_without(Named<Call::Without>(options.without, "WITHOUT_", Call::Without_Parse));
  } else {
    if (options.dossier.starts_with("dos_")) return session.say.Wrong(Say::kWorryCard);
    ASSIGN_OR_RETURN(*request.mutable_chosen_word(),
                     AskChosenWord(session, options.chosen_word_file));
  }
  request.set_request_id(session.RequestId());
  const auto response = session.api().Call(request);
  if (!response)
    return tl::unexpected<Error>(InWords(response.error(), session.say, Say::kWorryNotShown));
  if (session.json()) {
    session.PrintJson(*response);
    return {};
  }
  WriteRaised(response->call(), session);
  session.out() << session.say(Say::kWorryAlways) << '\n';
  return {};
}

Status RunWorryList(Session& session) {
  ASSIGN_OR_RETURN(const auto all, session.api().Call(v1::ListWorryCallsRequest()));
  if (session.json()) {
    session.PrintJson(all);
    return {};
  }
  if (!WriteAll(all, false, session)) session.out() << session.say(Say::kWorryNone) << '\n';
  return {};
}

Status RunWorryConfirm(Session& session, const WorryOptions& options) {
  return Do<v1::ConfirmWorryCallRequest>(session, options, Say::kWorryConfirmed,
                                         Say::kWorryNotConfirmed);
}

Status RunWorryTake(Session& session, const WorryOptions& options) {
  return Do<v1::AcknowledgeWorryCallRequest>(session, options, Say::kWorryTaken, Say::kWorryLate);
}

Status RunWorryWithdraw(Session& session, const WorryOptions& options) {
  return Do<v1::WithdrawWorryCallRequest>(session, options, Say::kWorryWithdrawn, Say::kWorryLate);
}

Status RunOwnWorries(Session& session) {
  ASSIGN_OR_RETURN(const auto own, session.api().Call(v1::ListOwnWorryCallsRequest()));
  if (session.json()) {
    session.PrintJson(own);
    return {};
  }
  for (const Call& call : own.calls()) WriteRaised(call, session);
  if (own.calls().empty()) session.out() << session.say(Say::kWorryNoneOwn) << '\n';
  return {};
}

Status ShowWorries(Session& session) {
  const auto read = session.api().Call(v1::ListWorryCallsRequest());
  // A house's own system has a list of work, and is never called back.
  if (!read && read.error().reason == Reason::kNotOpen) return {};
  ASSIGN_OR_RETURN(const auto all, read);
  if (session.json()) {
    session.PrintJson(all);
    return {};
  }
  if (WriteAll(all, true, session)) session.out() << '\n';
  return {};
}

}  // namespace relais::cli
