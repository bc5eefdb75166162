// relais login, relais logout, relais sessions list and end, relais invite.
#pragma once

#include "clients/cli/session.h"

namespace relais::cli {

struct LoginOptions {
  std::string card;  // a person's: by a code to their phone; empty: at the profile's provider
  std::string chosen_word_file;
  bool without_word = false;
};
struct LogoutOptions {};
struct EndSessionOptions {
  std::string session;  // "ses_..."; empty: all
};
struct InviteOptions {
  std::string dossier, trusted, chosen_word_file;
  bool mandated = false;  // by whoever saw what it rests on: without the word
};

// Signs in, and writes the token to the profile's token_file, 0600.
Status RunLogin(Session& session, const LoginOptions& options);
// Removes that file, and ends the session that it was of. A provider's own session, in the browser, is
// not ended.
Status RunLogout(Session& session, const LogoutOptions& options);
Status RunSessions(Session& session);
Status RunEndSession(Session& session, const EndSessionOptions& options);
// A link, and its QR code for the phone of whoever is invited.
void ShowInvitation(Session& session, const std::string& link,
                    const google::protobuf::Timestamp& expires);
// With the person, who types the chosen word.
Status RunInvite(Session& session, const InviteOptions& options);

}  // namespace relais::cli
