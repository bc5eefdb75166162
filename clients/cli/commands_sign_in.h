// relais login, relais logout.
#pragma once

#include "clients/cli/session.h"

namespace relais::cli {

struct LoginOptions {};
struct LogoutOptions {};

// Signs in at the profile's provider and writes the access token to its token_file, 0600.
Status RunLogin(Session& session, const LoginOptions& options);
// Removes that file. The provider's own session, in the browser, is not ended.
Status RunLogout(Session& session, const LogoutOptions& options);

}  // namespace relais::cli
