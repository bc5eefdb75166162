#include "clients/cli/commands_tell.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "clients/cli/chosen_word.h"
#include "clients/cli/days.h"
#include "clients/cli/plain_text.h"

namespace relais::cli {
namespace {

constexpr int kDigestHour = 18, kQuietFrom = 21, kQuietUntil = 8;  // the server's own

bool Sends(const v1::Contact& contact) {
  return contact.channel() == v1::CHANNEL_SMS || contact.channel() == v1::CHANNEL_EMAIL ||
         contact.channel() == v1::CHANNEL_LETTER;
}

// Words that CLI11 has checked already.
v1::Channel ChannelNamed(const std::string& word) {
  if (word == "sms") return v1::CHANNEL_SMS;
  if (word == "email") return v1::CHANNEL_EMAIL;
  return word == "letter" ? v1::CHANNEL_LETTER : v1::CHANNEL_MEETING;
}

void SetContact(const std::string& by, const std::string& address, const std::string& language,
                const std::string& otherwise, v1::Contact& contact) {
  if (!by.empty()) contact.set_channel(ChannelNamed(by));
  if (!address.empty()) contact.set_address(address);
  if (!language.empty()) contact.set_language(language);
  if (contact.language().empty()) contact.set_language(otherwise);
}

std::optional<int> HourOf(std::string_view text) {
  int hour = -1;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), hour);
  if (failed != std::errc() || end != text.data() + text.size() || hour < 0 || hour > 23)
    return std::nullopt;
  return hour;
}

Status SetHours(const TellSetOptions& options, const Speech& say, v1::Telling& telling) {
  if (!options.hour.empty()) {
    const auto hour = HourOf(options.hour);
    if (!hour) return say.Wrong(Say::kHourForm, Clean(options.hour));
    telling.set_digest_hour(*hour);
  }
  if (options.quiet.empty()) return {};
  const auto dash = options.quiet.find('-');
  const auto from = HourOf(std::string_view(options.quiet).substr(0, dash));
  const auto until = dash == std::string::npos
                         ? std::nullopt
                         : HourOf(std::string_view(options.quiet).substr(dash + 1));
  if (!from || !until) return say.Wrong(Say::kQuietForm, Clean(options.quiet));
  telling.set_quiet_from(*from);
  telling.set_quiet_until(*until);
  return {};
}

Status Change(const TellSetOptions& o, const Session& session, v1::Telling& telling) {
  const std::string own_language(Code(session.say.language()));
  SetContact(o.by, o.address, o.language, own_language, *telling.mutable_contact());
  if (!o.large_print.empty()) telling.mutable_contact()->set_large_print(o.large_print == "yes");
  if (o.safe_by == "none") {
    telling.mutable_safe_contact()->set_channel(v1::CHANNEL_MEETING);
  } else if (!o.safe_by.empty() || !o.safe_address.empty() || !o.safe_language.empty()) {
    SetContact(o.safe_by, o.safe_address, o.safe_language, own_language,
               *telling.mutable_safe_contact());
  }
  if (!o.seen_by.empty())
    telling.set_seen_by(o.seen_by == "nobody" ? v1::Telling::SEEN_BY_NOBODY_ELSE
                                              : v1::Telling::SEEN_BY_SOMEBODY_ELSE);
  if (!o.pace.empty())
    telling.set_pace(o.pace == "each" ? v1::Telling::PACE_EACH : v1::Telling::PACE_DAILY);
  if (!o.zone.empty()) telling.set_time_zone(o.zone);
  if (!o.beside.empty()) telling.set_safe_contact_beside(o.beside == "yes");
  if (!o.closed_place.empty()) telling.set_closed_place(o.closed_place == "yes");
  return SetHours(o, session.say, telling);
}

std::string OneLine(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ',');
  return Clean(text);
}

void Explain(const v1::Telling& telling, std::ostream& out, const Speech& say) {
  const v1::Contact& own = telling.contact();
  const bool seen = telling.seen_by() == v1::Telling::SEEN_BY_SOMEBODY_ELSE;
  if (Sends(own))
    out << say(Say::kTellBy, SayChannel(own.channel(), say), OneLine(own.address())) << '\n';
  if (Sends(own) && seen) out << say(Say::kTellSeen) << '\n';
  if (telling.closed_place()) out << say(Say::kTellClosed) << '\n';
  if (Sends(telling.safe_contact()))
    out << say(telling.safe_contact_beside() ? Say::kTellSafeBeside : Say::kTellSafe,
               SayChannel(telling.safe_contact().channel(), say),
               OneLine(telling.safe_contact().address()))
        << '\n';
  const bool remote =
      (Sends(own) && !seen && !telling.closed_place()) || Sends(telling.safe_contact());
  if (!remote) {
    out << say(Say::kTellMeeting) << '\n';
    return;
  }
  const bool each = telling.pace() == v1::Telling::PACE_EACH;
  out << say(each ? Say::kTellEach : Say::kTellDaily,
             telling.has_digest_hour() ? telling.digest_hour() : kDigestHour)
      << '\n';
  const int from = telling.has_quiet_from() ? telling.quiet_from() : kQuietFrom;
  const int until = telling.has_quiet_until() ? telling.quiet_until() : kQuietUntil;
  if (from != until) out << say(Say::kTellQuiet, from, until) << '\n';
}

// Who is to be told, when they come to the desk.
Status ListToTell(Session& session) {
  v1::ListToTellRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(""));
  bool any = false;
  do {
    ASSIGN_OR_RETURN(const auto page, session.api().Call(request));
    if (session.json()) session.PrintJson(page);
    any = any || !page.lines().empty();
    for (const auto& line : page.lines()) {
      if (session.json()) break;
      session.out() << Clean(line.dossier_id()) << "  "
                    << session.say(Say::kTellListed, line.waiting(),
                                   SayDay(line.since_time(), session.say))
                    << '\n';
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  if (!session.json())
    session.out() << session.say(any ? Say::kTellListThen : Say::kTellListNobody) << '\n';
  return {};
}

}  // namespace

std::string SayChannel(v1::Channel channel, const Speech& say) {
  switch (channel) {
    case v1::CHANNEL_SMS:
      return say(Say::kBySms);
    case v1::CHANNEL_EMAIL:
      return say(Say::kByEmail);
    case v1::CHANNEL_LETTER:
      return say(Say::kByLetter);
    default:
      return say(Say::kByPerson);
  }
}

Status RunTellShow(Session& session) {
  ASSIGN_OR_RETURN(const auto response, session.api().Call(v1::GetTellingRequest()));
  if (session.json()) {
    session.PrintJson(response);
    return {};
  }
  std::ostream& out = session.out();
  if (response.has_telling())
    Explain(response.telling(), out, session.say);
  else
    out << session.say(Say::kTellNotAsked) << '\n';
  if (response.waiting() == 0)
    out << session.say(Say::kTellNothingWaits) << '\n';
  else if (response.has_due_time())
    out << session.say(Say::kTellWaitsUntil, response.waiting(),
                       SayMoment(response.due_time(), session.say))
        << '\n';
  else
    out << session.say(Say::kTellWaits, response.waiting()) << '\n';
  return {};
}

Status RunTellSet(Session& session, const TellSetOptions& options) {
  v1::SetTellingRequest request;
  if (options.card.empty()) {
    ASSIGN_OR_RETURN(const auto now, session.api().Call(v1::GetTellingRequest()));
    *request.mutable_telling() = now.telling();
  }
  RETURN_IF_ERROR(Change(options, session, *request.mutable_telling()));
  if (options.card.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_chosen_word(),
                     AskChosenWord(session, options.chosen_word_file));
  } else {  // a desk is shown nothing of what stood there
    ASSIGN_OR_RETURN(*request.mutable_at_desk(),
                     AskAtDesk(session, options.card, options.chosen_word_file));
  }
  request.set_request_id(session.RequestId());
  const auto response = session.api().Call(request);
  if (!response && response.error().reason == Reason::kWrongState)
    return session.say.Failed(Say::kWrongWord);
  if (!response) return tl::unexpected<Error>(response.error());
  if (session.json()) {
    session.PrintJson(*response);
    return {};
  }
  session.out() << session.say(Say::kTellSet) << '\n';
  Explain(request.telling(), session.out(), session.say);
  if (!options.card.empty()) session.out() << session.say(Say::kTellDesk) << '\n';
  return {};
}

Status RunTellText(Session& session, const TellTextOptions& options) {
  v1::PreviewNoticeRequest request;
  request.set_language(options.language.empty() ? std::string(Code(session.say.language()))
                                                : options.language);
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  if (session.json()) {
    session.PrintJson(response);
    return {};
  }
  std::ostream& out = session.out();
  out << session.say(Say::kTellEveryNotice) << "\n\n" << Clean(response.sms()) << '\n';
  if (!response.reviewed()) out << '\n' << session.say(Say::kTellDraft) << '\n';
  return {};
}

Status RunTellDue(Session& session, const TellDossierOptions& options) {
  if (options.dossier.empty()) return ListToTell(session);
  v1::GetToTellRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(options.dossier));
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  if (session.json()) {
    session.PrintJson(response);
    return {};
  }
  if (response.waiting() == 0) {
    session.out() << session.say(Say::kTellNobody) << '\n';
    return {};
  }
  session.out() << session.say(Say::kTellSayThis) << "\n\n  "
                << Clean(In(session.say.language(), response.said())) << "\n\n"
                << session.say(Say::kTellThen, Clean(options.dossier), response.number()) << '\n';
  return {};
}

Status RunTellTold(Session& session, const TellToldOptions& options) {
  v1::MarkToldRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(options.dossier));
  request.set_number(options.number);
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  if (session.json())
    session.PrintJson(response);
  else
    session.out() << session.say(Say::kTellMarked) << '\n';
  return {};
}

Status RunTellPause(Session& session, const TellDossierOptions& options) {
  v1::PauseTellingRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(options.dossier));
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  if (session.json())
    session.PrintJson(response);
  else
    session.out() << session.say(Say::kTellPaused) << '\n';
  return {};
}

}  // namespace relais::cli
