// relais handover ask, asked, yes, no, yes-beforehand, ready, arrived, seen, not-seen, again, withdraw, list, page, form: another
// service takes over.
#pragma once

#include <string>
#include <vector>

#include "clients/cli/commands_paper.h"
#include "clients/cli/consent_input.h"
#include "clients/cli/session.h"

namespace relais::cli {

struct AskOptions {
  GrantOptions grant;  // what they may see after their yes
  std::string receiver, unit;
  std::vector<std::string> needs, access;
  std::string from, until, area, speaks, answer_by;
  std::string look_for, look_for_phone;
  bool send_code = false;
};
struct HandoverOptions {
  std::string handover, dossier;
  std::string lack, possible_from;
  std::string from, answer_by;
};

// To what the caller's team says yes beforehand; none: to nothing any more.
struct BeforehandOptions {
  std::vector<std::string> needs;
  std::string until;
  int places = 1;
  bool nothing = false;
};
struct ReadyOptions {
  std::string need;
};

struct DayOneOptions : PageOptions {
  std::string handover, dossier;
};

Status RunHandoverAsk(Session& session, const AskOptions& options);
Status RunHandoverAsked(Session& session);
Status RunHandoverYes(Session& session, const HandoverOptions& options);
Status RunHandoverNo(Session& session, const HandoverOptions& options);
Status RunHandoverBeforehand(Session& session, const BeforehandOptions& options);
Status RunHandoverReady(Session& session, const ReadyOptions& options);
// Every page of who said yes to it beforehand.
Result<std::vector<v1::StandingYes>> ReadyFor(Session& session, v1::Need need);
// "Abri du Canal (Nuit), +3225550199, until Thursday 31 December 2026".
std::string SayReady(const v1::StandingYes& one, const Speech& say);
Status RunHandoverArrived(Session& session, const HandoverOptions& options);
Status RunHandoverSeen(Session& session, const HandoverOptions& options);
Status RunHandoverNotSeen(Session& session, const HandoverOptions& options);
Status RunHandoverAgain(Session& session, const HandoverOptions& options);
Status RunHandoverWithdraw(Session& session, const HandoverOptions& options);
Status RunHandoverList(Session& session, const HandoverOptions& options);
Status RunHandoverPage(Session& session, const DayOneOptions& options);
Status RunHandoverForm(Session& session, const PageOptions& options);

}  // namespace relais::cli
