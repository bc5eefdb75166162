// What our tokens say, and the strict reading of it. Inner part of identity/. A refusal is always
// the same Error outside (SignInAgain); which check failed stands in `field`, for tests and for the
// server's own log.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "services/base/clock.h"

namespace relais::identity {

inline constexpr std::string_view kAudience = "relais";
inline constexpr std::chrono::minutes kMaxTokenLifetime{15};
inline constexpr std::chrono::seconds kMaxClockSkew{60};
inline constexpr std::size_t kMaxSubjectSize = 64, kMaxKeyIdSize = 255;

// kUnauthenticated, "sign in again".
tl::unexpected<Error> SignInAgain(std::string_view detail);

// The three parts of a JWT, decoded.
struct TokenParts {
  Bytes header, claims, signature;
};
Result<TokenParts> SplitToken(std::string_view token);

struct TokenHeader {
  std::string algorithm, key_id;
  std::optional<std::string> type;
};
// Of a header that has no crit.
Result<TokenHeader> ReadTokenHeader(BytesView json);

struct TokenClaims {
  std::string subject;
  Instant issued, expires;  // of a provider's token: issued, or not valid before, if that is later
  std::optional<Hash> certificate = {};  // of the one device that may use it: cnf, x5t#S256
};

std::string WriteClaims(const std::string& issuer, const TokenClaims& claims,
                        std::string_view token_id);

// Everything about the claims that does not depend on the time of day:
//   iss  is `issuer`                      sub  1 to 64 bytes          jti  1 to 64 bytes
//   aud  "relais", or strings, one of them "relais"
//   iat  and exp are integers, seconds since 1970; 0 < exp - iat <= 15 minutes
//   nbf  absent: our issuer dates nothing ahead
//   cnf  absent, or the fingerprint of a certificate alone (RFC 8705): only its device may use it
// Other claims are ignored. JSON with a duplicate name, bytes behind its end or invalid UTF-8 is
// refused.
Result<TokenClaims> ReadClaims(BytesView json, std::string_view issuer);

// Tokens of an OpenID provider (RFC 9068). Ours say less and live shorter.
inline constexpr std::chrono::minutes kMaxProviderLifetime{60};
inline constexpr std::size_t kMaxProviderText = 255;
struct ProviderRules {
  std::string issuer, audience, subject_claim;
};
// Everything about the claims that does not depend on the time of day:
//   iss  is the provider's                aud  the audience, or strings, one of them the audience
//   sub, client_id, jti and the subject claim: 1 to 255 bytes
//   iat  and exp are integers; 0 < exp - iat <= 60 minutes; nbf an integer where there is one
//   cnf  as above
Result<TokenClaims> ReadProviderClaims(BytesView json, const ProviderRules& rules);
// Who claims to have signed it, before anything is checked; empty when it does not say.
std::string IssuerIn(BytesView json);

// Checked on each use: not expired at `now`, and issued at most a minute ahead of our clock.
Status CheckTimes(const TokenClaims& claims, Instant now);

}  // namespace relais::identity
