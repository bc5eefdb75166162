// Tokens: who is calling. An ES256 JWT of at most 15 minutes that names a subject ("per_...",
// "pro_...", "opr_...") and nothing about it; what the subject is and may do is looked up on every
// call.
//
// header  {"alg":"ES256","typ":"at+jwt","kid":<RFC 7638 thumbprint of the issuer's key>}
// claims  {"iss","sub","aud":"relais","iat","exp","jti"}
//
// Not guaranteed: that a token is used once (it may be, until it expires), or that its text is
// unique: the issuer's signature has a twin that verifies too. Nothing may take a token's text or
// hash for its identity.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "crypto/bytes.h"
#include "services/base/clock.h"

namespace relais::identity {

// Makes the issuer's key: PKCS#8 PEM on P-256, 0600. kWrongState when the file exists.
Status CreateIssuerKey(const std::filesystem::path& path);

// Issues tokens. Thread-safe.
class TokenIssuer {
 public:
  // The key at `pem` and the name that stands in `iss`. The errors of a private file: missing, too
  // open, no such key.
  static Result<TokenIssuer> Load(const std::filesystem::path& pem, std::string issuer);
  TokenIssuer(TokenIssuer&&) noexcept;
  TokenIssuer& operator=(TokenIssuer&&) noexcept;
  ~TokenIssuer();

  // Requires the text of an id (1 to 64 bytes of UTF-8) and a lifetime of at least a second; one of
  // more than 15 minutes is cut to that, since no verifier would take it. Valid from the second
  // that `now` is in.
  std::string Issue(std::string_view subject, Instant now, std::chrono::seconds lifetime) const;

  // For verifiers: the public key as SubjectPublicKeyInfo PEM, and its key id.
  const std::string& public_key_pem() const;
  const std::string& key_id() const;

 private:
  struct Parts;
  explicit TokenIssuer(std::unique_ptr<const Parts> parts);
  std::unique_ptr<const Parts> parts_;
};

struct VerifiedToken {
  std::string subject;  // 1 to 64 bytes that the issuer signed; still to be parsed and looked up
  Instant expires;
  std::optional<Hash> certificate = {};  // see TokenClaims: whoever takes the token must check it
};

// Verifies tokens of one issuer under the keys it uses now (two while it changes keys).
// Thread-safe. Remembers at most 4096 good signatures; never throws, whatever the token.
class TokenVerifier {
 public:
  // kInvalid when there is no key, or one is not a PEM public key on P-256: so every key's
  // algorithm is ES256, whatever a token's header says.
  static Result<TokenVerifier> Create(std::span<const std::string> public_keys_pem,
                                      std::string issuer);
  TokenVerifier(TokenVerifier&&) noexcept;
  TokenVerifier& operator=(TokenVerifier&&) noexcept;
  ~TokenVerifier();

  // kUnauthenticated, always with the same message, when `token` is not one of the issuer's, valid
  // at `now`: at most 4 KiB, three parts of canonical base64url, alg ES256, a known kid, no crit, a
  // good signature, and the claims that token_claims.h lists. The error's `field` names the check
  // that failed: for tests and our log, not for the caller.
  Result<VerifiedToken> Verify(std::string_view token, Instant now) const;

 private:
  struct Parts;
  explicit TokenVerifier(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace relais::identity
