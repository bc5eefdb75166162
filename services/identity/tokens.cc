#include "services/identity/tokens.h"

#include <algorithm>
#include <map>

#include "crypto/hash.h"
#include "crypto/random.h"
#include "services/identity/ec_key.h"
#include "services/identity/jws.h"
#include "services/identity/openssl_errors.h"
#include "services/identity/token_claims.h"
#include "services/identity/verified_tokens.h"

namespace relais::identity {
namespace {

constexpr std::size_t kMaxTokenSize = 4096, kSignatureSize = 64, kRemembered = 4096;

using Keys = std::map<std::string, Jwk, std::less<>>;

// Claims are not even parsed before the signature is known to be good.
Result<TokenClaims> CheckSignature(const Keys& keys, std::string_view issuer,
                                   std::string_view token) {
  ASSIGN_OR_RETURN(const TokenParts parts, SplitToken(token));
  if (parts.signature.size() != kSignatureSize) return SignInAgain("signature");
  ASSIGN_OR_RETURN(const TokenHeader header, ReadTokenHeader(parts.header));
  if (header.algorithm != "ES256") return SignInAgain("alg");
  if (header.type.value_or("at+jwt") != "at+jwt") return SignInAgain("typ");
  const auto key = keys.find(header.key_id);
  if (key == keys.end()) return SignInAgain("kid");
  if (!VerifiesByJose(key->second, token)) return SignInAgain("signature");
  return ReadClaims(parts.claims, issuer);
}

Result<Keys> ParseKeys(std::span<const std::string> pems) {
  Keys out;
  for (const std::string& pem : pems) {
    ASSIGN_OR_RETURN(const Pkey key, ParsePublicKey(pem));
    out.emplace(Thumbprint(key.get()), PublicJwk(key.get()));
  }
  if (out.empty()) return Fail(Reason::kInvalid, "expected a public key", "public_key");
  return out;
}

}  // namespace

Status CreateIssuerKey(const std::filesystem::path& path) {
  return WritePrivateKey(path, NewEcKey().get());
}

struct TokenIssuer::Parts {
  Jwk key;
  std::string key_id, public_pem, issuer;
};

TokenIssuer::TokenIssuer(std::unique_ptr<const Parts> parts) : parts_(std::move(parts)) {}
TokenIssuer::TokenIssuer(TokenIssuer&&) noexcept = default;
TokenIssuer& TokenIssuer::operator=(TokenIssuer&&) noexcept = default;
TokenIssuer::~TokenIssuer() = default;

Result<TokenIssuer> TokenIssuer::Load(const std::filesystem::path& pem, std::string issuer) {
  const ScopedOpensslErrors errors;
  ASSIGN_OR_RETURN(const Pkey key, ReadPrivateKey(pem));
  Parts parts{PrivateJwk(key.get()), Thumbprint(key.get()), PublicPem(key.get()),
              std::move(issuer)};
  return TokenIssuer(std::make_unique<const Parts>(std::move(parts)));
}

std::string TokenIssuer::Issue(std::string_view subject, Instant now,
                               std::chrono::seconds lifetime) const {
  SystemRandom random;
  const Instant issued = std::chrono::floor<std::chrono::seconds>(now);
  const TokenClaims claims{std::string(subject), issued,
                           issued + std::min<std::chrono::seconds>(lifetime, kMaxTokenLifetime)};
  const std::string token_id = ToBase64Url(View(random.Next<16>()));
  return SignEs256(parts_->key, parts_->key_id, WriteClaims(parts_->issuer, claims, token_id));
}

const std::string& TokenIssuer::public_key_pem() const { return parts_->public_pem; }
const std::string& TokenIssuer::key_id() const { return parts_->key_id; }

struct TokenVerifier::Parts {
  Keys keys;
  std::string issuer;
  VerifiedTokens verified{kRemembered};
};

TokenVerifier::TokenVerifier(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
TokenVerifier::TokenVerifier(TokenVerifier&&) noexcept = default;
TokenVerifier& TokenVerifier::operator=(TokenVerifier&&) noexcept = default;
TokenVerifier::~TokenVerifier() = default;

Result<TokenVerifier> TokenVerifier::Create(std::span<const std::string> public_keys_pem,
                                            std::string issuer) {
  const ScopedOpensslErrors errors;
  auto parts = std::make_unique<Parts>();
  ASSIGN_OR_RETURN(parts->keys, ParseKeys(public_keys_pem));
  parts->issuer = std::move(issuer);
  return TokenVerifier(std::move(parts));
}

Result<VerifiedToken> TokenVerifier::Verify(std::string_view token, Instant now) const {
  if (token.size() > kMaxTokenSize) return SignInAgain("size");
  const Hash hash = Sha256(token);
  if (const auto known = parts_->verified.Find(hash)) {
    RETURN_IF_ERROR(CheckTimes(*known, now));
    return VerifiedToken{known->subject, known->expires, known->certificate};
  }
  ASSIGN_OR_RETURN(const TokenClaims claims, CheckSignature(parts_->keys, parts_->issuer, token));
  RETURN_IF_ERROR(CheckTimes(claims, now));
  parts_->verified.Remember(hash, claims);
  return VerifiedToken{claims.subject, claims.expires, claims.certificate};
}

}  // namespace relais::identity
