// What our tokens say, and the strict reading of it. Inner part of identity/. A refusal is always
// the same Error outside (SignInAgain); which check failed stands in `field`, for tests and for the
// server's own log.
#pragma once

#include <string>

#include "crypto/bytes.h"
#include "services/base/clock.h"

namespace relais::identity {

inline constexpr std::string_view kAudience = "relais";
inline constexpr std::chrono::minutes kMaxTokenLifetime{15};
inline constexpr std::chrono::seconds kMaxClockSkew{60};
inline constexpr std::size_t kMaxSubjectSize = 64;

// kUnauthenticated, "sign in again".
tl::unexpected<Error> SignInAgain(std::string_view detail);

// The key id of a header whose alg is ES256, whose typ is "at+jwt" where it has one, and that has
// no crit.
Result<std::string> ReadTokenHeader(BytesView json);

struct TokenClaims {
  std::string subject;
  Instant issued, expires;
};

std::string WriteClaims(const std::string& issuer, const TokenClaims& claims,
                        std::string_view token_id);

// Everything about the claims that does not depend on the time of day:
//   iss  is `issuer`                      sub  1 to 64 bytes          jti  1 to 64 bytes
//   aud  "relais", or strings, one of them "relais"
//   iat  and exp are integers, seconds since 1970; 0 < exp - iat <= 15 minutes
//   nbf  absent: our issuer dates nothing ahead
// Other claims are ignored. JSON with a duplicate name, bytes behind its end or invalid UTF-8 is
// refused.
Result<TokenClaims> ReadClaims(BytesView json, std::string_view issuer);

// Checked on each use: not expired at `now`, and issued at most a minute ahead of our clock.
Status CheckTimes(const TokenClaims& claims, Instant now);

}  // namespace relais::identity
