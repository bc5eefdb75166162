#include "clients/cli/consent_text.h"

#include <sstream>

#include "clients/cli/days.h"
#include "clients/cli/plain_text.h"

namespace relais::cli {

std::ostream& Aside(Session& session) {
  return session.json() ? session.console().err() : session.out();
}

void ShowText(Session& session, const std::string& text) {
  std::ostream& out = Aside(session);
  out << '\n';
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out << Clean(line) << '\n';
  out << std::endl;
}

void ShowProposed(Session& session, const v1::ProposeConsentResponse& proposal, bool code_sent) {
  ShowText(session, proposal.text());
  session.out() << session.say(Say::kProposed, Clean(proposal.proposal_id()),
                               SayMoment(proposal.expire_time(), session.say))
                << '\n';
  if (code_sent)
    session.out() << session.say(Say::kHandoverCode, Clean(proposal.proposal_id())) << '\n';
}

}  // namespace relais::cli
