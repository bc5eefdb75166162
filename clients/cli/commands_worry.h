// relais worry raise, list, confirm, take, withdraw: asking another service to call back; relais accesses worries: the person's own.
#pragma once

#include <string>

#include "clients/cli/session.h"

namespace relais::cli {

struct RaiseWorryOptions {
  std::string dossier, about, by, call_back, to, unit, then, chosen_word_file, without;
  bool telling_endangers = false;
};
struct WorryOptions {
  std::string call;
};

Status RunWorryRaise(Session& session, const RaiseWorryOptions& options);
Status RunWorryList(Session& session);
Status RunWorryConfirm(Session& session, const WorryOptions& options);
Status RunWorryTake(Session& session, const WorryOptions& options);
Status RunWorryWithdraw(Session& session, const WorryOptions& options);
Status RunOwnWorries(Session& session);
// What waits for the caller and their team, on top of a list of work; nothing when there is nothing.
Status ShowWorries(Session& session);

}  // namespace relais::cli
