#include "clients/cli/commands_sign_in.h"

#include "clients/cli/chosen_word.h"
#include "clients/cli/days.h"
#include "clients/cli/new_file.h"
#include "clients/cli/plain_text.h"
#include "clients/cli/qr.h"
#include "clients/cli/sign_in.h"

namespace relais::cli {
namespace {

constexpr std::chrono::minutes kPatience{5};

tl::unexpected<Error> Explain(const Error& error, const Provider& provider, const Speech& say) {
  switch (error.reason) {
    case Reason::kUnauthenticated:
      return say.Failed(Say::kLoginRefused, Clean(error.field));
    case Reason::kBusy:
      return say.Failed(Say::kLoginTimeout);
    case Reason::kCorrupt:
      return say.Failed(Say::kLoginNotOurs, Clean(error.field));
    default:
      return say.Failed(Say::kLoginProvider, Clean(provider.issuer), Clean(error.field));
  }
}

Status KeepToken(Session& session, const std::string& token) {
  const Speech& say = session.say;
  ASSIGN_OR_RETURN(NewFile file, NewFile::Create(session.profile().token, say));
  RETURN_IF_ERROR(file.Write(token + "\n", say));
  return std::move(file).Finish(say);
}

Status SayDone(Session& session, std::chrono::seconds lifetime) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(lifetime).count();
  if (session.json())
    session.out() << "{\"signed_in_minutes\":" << minutes << "}\n";
  else
    session.out() << session.say(Say::kLoginDone, minutes) << '\n';
  return {};
}

Status AtProvider(Session& session) {
  const Speech& say = session.say;
  const Profile& profile = session.profile();
  const Provider& provider = profile.provider;
  if (provider.issuer.empty() || provider.client_id.empty() || provider.audience.empty())
    return say.Wrong(Say::kLoginNeeds, profile.file.string());
  const auto signed_in = SignIn::Run(
      provider, {say(Say::kLoginPage), say(Say::kLoginPageFailed)}, session.random(), session.now(),
      [&](const std::string& url) {
        session.console().err() << say(Say::kLoginOpen) << '\n' << url << std::endl;
      },
      kPatience);
  if (!signed_in) return Explain(signed_in.error(), provider, say);
  RETURN_IF_ERROR(KeepToken(session, signed_in->access_token));
  return SayDone(session, signed_in->lifetime);
}

// What whoever holds the phone may know.
Status ShowNews(Session& session, const std::string& token) {
  session.api().SetToken(token);
  ASSIGN_OR_RETURN(const auto news, session.api().Call(v1::GetNewsRequest()));
  if (session.json()) {
    session.PrintJson(news);
    return {};
  }
  session.out() << session.say(Say::kLoginPhoneOnly) << '\n'
                << session.say(news.something_new() ? Say::kNewsSome : Say::kNewsNone,
                               Clean(news.help_line()))
                << '\n'
                << session.say(Say::kCallHow) << '\n';
  return {};
}

Status ByCode(Session& session, const LoginOptions& options) {
  const Speech& say = session.say;
  v1::SendCodeRequest send;
  send.set_card_code(options.card);
  ASSIGN_OR_RETURN(const auto sent, session.api().Call(send));
  session.console().err() << say(Say::kLoginCodeSent) << std::endl;
  v1::SignInRequest request;
  request.set_request_id(session.RequestId());
  request.mutable_code()->set_sign_in_id(sent.sign_in_id());
  request.mutable_code()->set_code(Trim(session.console().Ask(say(Say::kAskCode))));
  if (!options.without_word) {
    ASSIGN_OR_RETURN(const auto word, AskChosenWord(session, options.chosen_word_file));
    request.mutable_code()->set_chosen_word(word);
  }
  const auto response = session.api().Call(request);
  if (!response && response.error().reason == Reason::kUnauthenticated)
    return say.Failed(Say::kLoginMissed);
  if (!response) return tl::unexpected<Error>(response.error());
  RETURN_IF_ERROR(KeepToken(session, response->session_token()));
  if (response->assurance() == v1::ASSURANCE_PHONE)
    return ShowNews(session, response->session_token());
  return SayDone(session, std::chrono::seconds(response->expire_time().seconds() - session.now()));
}

std::string How(const v1::Session& one, const Speech& say) {
  if (one.assurance() == v1::ASSURANCE_PASSKEY)
    return say(Say::kSessionByPasskey, Clean(one.passkey_label()));
  return say(one.assurance() == v1::ASSURANCE_WORD ? Say::kSessionByWord : Say::kSessionByPhone);
}

}  // namespace

Status RunLogin(Session& session, const LoginOptions& options) {
  return options.card.empty() ? AtProvider(session) : ByCode(session, options);
}

Status RunLogout(Session& session, const LogoutOptions&) {
  // A session of ours ends on the server too; what the file holds otherwise runs out by itself.
  const auto held = ReadFile(session.profile().token, session.say);
  const std::string token = held ? Trim(*held) : std::string();
  if (token.starts_with("ses_")) {
    session.api().SetToken(token);
    v1::EndSessionRequest request;
    request.set_request_id(session.RequestId());
    request.set_session_id(token.substr(0, token.find('.')));
    const auto ended = session.api().Call(request);
    if (!ended && ended.error().reason != Reason::kUnauthenticated)
      return tl::unexpected<Error>(ended.error());
  }
  std::error_code failed;
  std::filesystem::remove(session.profile().token, failed);
  if (failed)
    return session.say.Failed(Say::kFileUnreadable, session.profile().token.string(),
                              failed.message());
  if (!session.json()) session.out() << session.say(Say::kLogoutDone) << '\n';
  return {};
}

Status RunSessions(Session& session) {
  const Speech& say = session.say;
  ASSIGN_OR_RETURN(const auto response, session.api().Call(v1::ListSessionsRequest()));
  if (session.json()) {
    session.PrintJson(response);
    return {};
  }
  if (response.sessions().empty()) session.out() << say(Say::kSessionsNone) << '\n';
  for (const v1::Session& one : response.sessions()) {
    session.out() << say(Say::kSessionLine, one.id(), SayMoment(one.create_time(), say),
                         SayMoment(one.expire_time(), say), How(one, say))
                  << (one.current() ? " " + say(Say::kSessionCurrent) : "") << '\n';
  }
  for (const v1::Passkey& one : response.passkeys())
    session.out() << say(Say::kPasskeyLine, Clean(one.label()), SayDay(one.create_time(), say))
                  << '\n';
  return {};
}

Status RunEndSession(Session& session, const EndSessionOptions& options) {
  v1::EndSessionRequest request;
  request.set_request_id(session.RequestId());
  request.set_session_id(options.session);
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  if (session.json())
    session.PrintJson(response);
  else
    session.out() << session.say(Say::kSessionEnded) << '\n';
  return {};
}

void ShowInvitation(Session& session, const std::string& link,
                    const google::protobuf::Timestamp& expires) {
  session.out() << QrCode(link, session.console().Colours()) << '\n'
                << session.say(Say::kInvitationMade, SayMoment(expires, session.say)) << '\n'
                << Clean(link) << '\n';
}

Status RunInvite(Session& session, const InviteOptions& options) {
  v1::InviteRequest request;
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(options.dossier));
  request.set_trusted_person_id(options.trusted);
  if (!options.mandated) {
    ASSIGN_OR_RETURN(*request.mutable_chosen_word(),
                     AskChosenWord(session, options.chosen_word_file));
  }
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  if (session.json()) {
    session.PrintJson(response);
    return {};
  }
  ShowInvitation(session, response.link(), response.expire_time());
  return {};
}

}  // namespace relais::cli
