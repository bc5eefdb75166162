// relais handover ask, asked, yes, no, arrived, seen, not-seen, withdraw, list: another service takes over.
#pragma once

#include <string>
#include <vector>

#include "clients/cli/consent_input.h"
#include "clients/cli/session.h"

namespace relais::cli {

struct AskOptions {
  GrantOptions grant;  // what they may see after their yes
  std::string receiver, unit;
  std::vector<std::string> needs, access;
  std::string from, area, speaks, answer_by;
  bool send_code = false;
};
struct HandoverOptions {
  std::string handover, dossier;
  std::string lack, possible_from;
};

Status RunHandoverAsk(Session& session, const AskOptions& options);
Status RunHandoverAsked(Session& session);
Status RunHandoverYes(Session& session, const HandoverOptions& options);
Status RunHandoverNo(Session& session, const HandoverOptions& options);
Status RunHandoverArrived(Session& session, const HandoverOptions& options);
Status RunHandoverSeen(Session& session, const HandoverOptions& options);
Status RunHandoverNotSeen(Session& session, const HandoverOptions& options);
Status RunHandoverWithdraw(Session& session, const HandoverOptions& options);
Status RunHandoverList(Session& session, const HandoverOptions& options);

}  // namespace relais::cli
