// OpenID providers whose access tokens we take (RFC 9068): which keys they sign with now, and whose
// account a token is. What that account may do is the directory's to say, never the token's.
//
// Keys are fetched by one thread, in the background: no call waits for a provider. A token with an
// unknown key id asks for them again, and is refused until they are there; however many come, a
// provider is asked at most once in `least_pause`. Keys that could not be fetched anew for
// `trust_for` are no longer believed: one of them may have been taken back.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "services/base/http.h"
#include "services/identity/token_claims.h"

namespace relais::identity {

struct OidcProvider {
  ProviderRules rules;
  std::set<std::string> algorithms;  // of RS256, ES256, EdDSA
  std::string keys_url = {};         // empty: what /.well-known/openid-configuration says
};

struct OidcOptions {
  std::vector<OidcProvider> providers;
  std::function<Result<HttpAnswer>(const std::string& url)> fetch;
  std::function<void(const Error&)> on_trouble = nullptr;  // keys could not be fetched
  std::chrono::milliseconds refresh_every{std::chrono::minutes(10)};
  std::chrono::milliseconds least_pause{std::chrono::seconds(10)};
  std::chrono::milliseconds trust_for{std::chrono::hours(1)};
};

// Somebody's account at a provider.
struct ProviderAccount {
  std::string issuer, subject;
  std::optional<Hash> certificate = {};  // see TokenClaims: whoever takes the token must check it
};

// Thread-safe.
class OidcProviders {
 public:
  explicit OidcProviders(OidcOptions options);
  ~OidcProviders();

  // kUnauthenticated, always with the same message, when `token` is not an access token for us of one
  // of the providers, valid at `now`. The error's `field` names the check that failed.
  Result<ProviderAccount> Verify(std::string_view token, Instant now) const;

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace relais::identity
