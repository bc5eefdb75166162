#include "clients/cli/chosen_word.h"

#include "clients/cli/plain_text.h"
#include "clients/cli/profile.h"

namespace relais::cli {

Result<std::string> AskChosenWord(Session& session, const std::string& file) {
  if (!file.empty()) {
    ASSIGN_OR_RETURN(const std::string word, ReadFile(file, session.say));
    return Trim(word);
  }
  auto typed = session.console().AskSecret(session.say(Say::kAskWord));
  if (!typed) return session.say.Wrong(Say::kWordNoTerminal);
  return typed;
}

Result<v1::AtDesk> AskAtDesk(Session& session, const std::string& card, const std::string& file) {
  v1::AtDesk there;
  ASSIGN_OR_RETURN(*there.mutable_context(), session.Context(card));
  ASSIGN_OR_RETURN(*there.mutable_chosen_word(), AskChosenWord(session, file));
  return there;
}

}  // namespace relais::cli
