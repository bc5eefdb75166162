// relais referent ask, asked, yes, no, give-up: somebody whom the person chose holds the thread.
#pragma once

#include <string>

#include "clients/cli/consent_input.h"
#include "clients/cli/session.h"

namespace relais::cli {

struct ReferentAskOptions {
  GrantOptions grant;  // what they may see after their yes, and until when
  std::string who;
  bool send_code = false;
};
struct ReferentOptions {
  std::string referent;
};

Status RunReferentAsk(Session& session, const ReferentAskOptions& options);
Status RunReferentAsked(Session& session);
Status RunReferentYes(Session& session, const ReferentOptions& options);
Status RunReferentNo(Session& session, const ReferentOptions& options);
Status RunReferentGiveUp(Session& session, const ReferentOptions& options);

// What the caller is asked, below a line that says so; nothing when there is none.
Status ShowReferentAsks(Session& session);

}  // namespace relais::cli
