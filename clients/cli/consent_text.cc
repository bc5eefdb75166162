#include "clients/cli/consent_text.h"

#include <sstream>

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

}  // namespace relais::cli
