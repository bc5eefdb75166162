// JSON Web Signatures (RFC 7515) by cjose. Inner part of identity/: what a signed token
// means, and which tokens are taken, is in token_claims.h and tokens.h.
#pragma once

#include <cjose/cjose.h>

#include <string>

#include "crypto/bytes.h"
#include "crypto/openssl.h"

namespace relais::identity {

using Jwk = std::unique_ptr<cjose_jwk_t, OpensslDeleter<cjose_jwk_release>>;

// The key as cjose takes it, with its private half or without. Requires a key on P-256 (and a
// private one).
Jwk PublicJwk(const EVP_PKEY* key);
Jwk PrivateJwk(const EVP_PKEY* key);

// RFC 7638: SHA-256 over the key's canonical JSON, in base64url. The same for both halves.
std::string Thumbprint(const EVP_PKEY* key);

// header.payload.signature with {"alg":"ES256","typ":"at+jwt","kid":...}. The key may be shared
// between threads.
std::string SignEs256(const Jwk& key, const std::string& key_id, BytesView payload);

// Whether `token` is signed by `key`, by the algorithm of its header. Requires that the caller has
// checked: three parts of canonical base64url, a header whose alg is the key's, and for ES256 a
// signature of 64 bytes (cjose splits one of any length in two). An ECDSA signature (r, s) has a twin (r, n - s) that verifies as well: a token's
// text is no name for it. The key may be shared between threads.
bool VerifiesByJose(const Jwk& key, std::string_view token);

}  // namespace relais::identity
