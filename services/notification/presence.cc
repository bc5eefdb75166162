#include "services/notification/service.h"

namespace relais::notification {

Result<Presence> Presence::Of(const DossierDesk& desk, const v1::AtDesk& there, Action action) {
  const std::string& word = there.chosen_word();
  if (there.context().card_code().empty())
    return Fail(Reason::kInvalid, "expected the code of the card: a word needs the card beside it",
                "context.card_code");
  if (word.empty() || word.size() > 256)
    return Fail(Reason::kInvalid, "expected the chosen word", "chosen_word");
  ASSIGN_OR_RETURN(rpc::Prepared ask, desk.Ask(there.context(), action));
  ask.ask.at_request = true;
  return Presence(desk, std::move(ask), word);
}

Status Presence::Require(const rpc::Reading& reading) const {
  if (!*seen_) seen_->emplace(desk_->IsPresent(reading, ask_.address, word_));
  ASSIGN_OR_RETURN(const bool present, **seen_);
  if (present) return {};
  return Fail(Reason::kWrongState,
              "this is not the card of somebody who chose this word: look at the card again; who "
              "has forgotten the word needs the desk where the file was opened");
}

}  // namespace relais::notification
