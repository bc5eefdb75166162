// Who is calling, from a token of the local issuer: the token names a subject, the directory says
// who that is now.
#pragma once

#include <vector>

#include "services/identity/tokens.h"
#include "services/rpc/authenticator.h"

namespace relais::identity {

class TokenAuthenticator final : public rpc::Authenticator {
 public:
  // `operators` come from the configuration: they exist before any store does.
  TokenAuthenticator(TokenVerifier verifier, std::vector<OperatorId> operators)
      : verifier_(std::move(verifier)), operators_(std::move(operators)) {}
  Result<Caller> Authenticate(const storage::Snapshot& snapshot, std::string_view bearer,
                              Instant now) const override;

 private:
  TokenVerifier verifier_;
  std::vector<OperatorId> operators_;
};

}  // namespace relais::identity
