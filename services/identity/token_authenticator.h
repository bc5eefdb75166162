// Who is calling, from the ticket of a session, or a token of the local issuer or of an OpenID provider: a
// token names a subject, the directory says who that is now. A provider's token names an account, and only for a
// professional whom the directory knows by it. A token may be bound to one device's certificate; and a
// house's own system needs no token, but a certificate that is its own.
#pragma once

#include <algorithm>
#include <vector>

#include "services/base/mutex.h"
#include "services/identity/idle_sessions.h"
#include "services/identity/oidc_providers.h"
#include "services/identity/tickets.h"
#include "services/identity/tokens.h"
#include "services/rpc/authenticator.h"

namespace relais::identity {

// Who keeps the server, and the SHA-256 of the certificate (DER) by which they are known; unset: by a
// demonstration's tokens alone.
struct Operator {
  OperatorId id;
  std::optional<Hash> certificate;
};

class TokenAuthenticator final : public rpc::Authenticator {
 public:
  struct Parts {
    // Believes tokens of our own issuer, which name anybody: only there.
    std::optional<TokenVerifier> demonstration;
    Tickets sessions;
    // Out of the configuration: they exist before any store does.
    std::vector<Operator> operators;
    // Who sign in professionals elsewhere; must stay alive. nullptr: none.
    const OidcProviders* providers = nullptr;
    // How long a professional's session may lie unused, and since when this process looks.
    Millis idle = std::chrono::minutes(15);
    Instant started{};
  };
  explicit TokenAuthenticator(Parts parts)
      : demonstration_(std::move(parts.demonstration)),
        sessions_(std::move(parts.sessions)),
        operators_(std::move(parts.operators)),
        providers_(parts.providers),
        idle_(parts.idle, parts.started) {}
  Result<Caller> Authenticate(const storage::Snapshot& snapshot,
                              const rpc::Credentials& credentials, Instant now) const override;
  // Whoever is not among them is none from the next call on.
  void ReplaceOperators(std::vector<Operator> operators) RELAIS_EXCLUDES(mutex_);

 private:
  Result<Caller> InSession(storage::Connection& vault, const SessionId& id, Instant now) const;
  Result<Caller> ByOwnToken(const storage::Snapshot& snapshot, const rpc::Credentials& credentials,
                            Instant now) const;
  // An operator shows a certificate, and nothing else.
  Result<Caller> ByCertificate(const rpc::Credentials& credentials) const;
  // nullopt when nobody `is` it.
  template <class Is>
  std::optional<OperatorId> FindOperator(const Is& is) const RELAIS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    const auto found = std::ranges::find_if(operators_, is);
    return found == operators_.end() ? std::nullopt : std::optional(found->id);
  }

  std::optional<TokenVerifier> demonstration_;
  Tickets sessions_;
  mutable Mutex mutex_;
  std::vector<Operator> operators_ RELAIS_GUARDED_BY(mutex_);
  const OidcProviders* providers_;
  mutable IdleSessions idle_;
};

}  // namespace relais::identity
