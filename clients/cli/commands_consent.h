// relais consent list, grant, revoke, exclude, preview, bundles.
#pragma once

#include <string>
#include <vector>

#include "clients/cli/consent_input.h"
#include "clients/cli/session.h"

namespace relais::cli {

struct RevokeOptions {
  std::vector<std::string> consents;
  std::string house;  // all that was agreed with it
};

Status RunConsentList(Session& session);
Status RunConsentGrant(Session& session, const GrantOptions& options);
Status RunConsentRevoke(Session& session, const RevokeOptions& options);
Status RunConsentExclude(Session& session, const ExcludeOptions& options);
Status RunConsentPreview(Session& session, const GrantOptions& options);
Status RunConsentBundles(Session& session);

}  // namespace relais::cli
