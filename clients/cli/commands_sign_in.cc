#include "clients/cli/commands_sign_in.h"

#include "clients/cli/new_file.h"
#include "clients/cli/plain_text.h"
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

}  // namespace

Status RunLogin(Session& session, const LoginOptions&) {
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
  ASSIGN_OR_RETURN(NewFile file, NewFile::Create(profile.token, say));
  RETURN_IF_ERROR(file.Write(signed_in->access_token + "\n", say));
  RETURN_IF_ERROR(std::move(file).Finish(say));
  const auto minutes =
      std::chrono::duration_cast<std::chrono::minutes>(signed_in->lifetime).count();
  if (session.json())
    session.out() << "{\"signed_in_minutes\":" << minutes << "}\n";
  else
    session.out() << say(Say::kLoginDone, minutes) << '\n';
  return {};
}

Status RunLogout(Session& session, const LogoutOptions&) {
  std::error_code failed;
  std::filesystem::remove(session.profile().token, failed);
  if (failed)
    return session.say.Failed(Say::kFileUnreadable, session.profile().token.string(),
                              failed.message());
  if (!session.json()) session.out() << session.say(Say::kLogoutDone) << '\n';
  return {};
}

}  // namespace relais::cli
