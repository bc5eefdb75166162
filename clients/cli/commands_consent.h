// relais consent list, grant, propose, confirm, receipt, revoke, exclude, preview, bundles.
#pragma once

#include <string>
#include <vector>

#include "clients/cli/consent_input.h"
#include "clients/cli/session.h"

namespace relais::cli {

struct RevokeOptions {
  std::vector<std::string> consents;
  std::string house;  // all that was agreed with it
  std::string card;   // of a person who sits there; without a house: all
  std::string chosen_word_file;
};

struct ReceiptOptions {
  std::string consent;
  std::string file;
  bool force = false;
};
struct ConfirmOptions {
  std::string proposal;
  std::string paper;  // signature, mark or spoken: the witness sends it; empty: by code and word
  bool read_aloud = false;
  bool colleague = false;
  bool same_text = false;  // was compared before: do not ask
  std::string interpreter;
  std::string chosen_word_file;
};

Status RunConsentList(Session& session);
Status RunConsentGrant(Session& session, const GrantOptions& options);
Status RunConsentPropose(Session& session, const GrantOptions& options);
Status RunConsentConfirm(Session& session, const ConfirmOptions& options);
Status RunConsentReceipt(Session& session, const ReceiptOptions& options);
Status RunConsentRevoke(Session& session, const RevokeOptions& options);
Status RunConsentExclude(Session& session, const ExcludeOptions& options);
Status RunConsentPreview(Session& session, const GrantOptions& options);
Status RunConsentBundles(Session& session);

}  // namespace relais::cli
