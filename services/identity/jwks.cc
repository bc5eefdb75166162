#include "services/identity/jwks.h"

#include <cstdlib>
#include <cstring>

#include "services/identity/json.h"
#include "services/identity/openssl_errors.h"

namespace relais::identity {
namespace {

constexpr std::size_t kMaxKeys = 64, kEs256Signature = 64, kEd25519Key = 32;
constexpr std::size_t kMinRsaBits = 2048, kMaxRsaBits = 8192;

Jwk Import(const json_t* key) {
  const std::unique_ptr<char, OpensslDeleter<std::free>> text(json_dumps(key, JSON_COMPACT));
  return Jwk(text ? cjose_jwk_import(text.get(), std::strlen(text.get()), nullptr) : nullptr);
}

}  // namespace

class KeySetReader {
 public:
  // nullopt: it is of no use to us.
  static std::optional<VerificationKey> Read(const json_t* key) {
    const auto type = TextOf(key, "kty"), curve = TextOf(key, "crv");
    if (type == "RSA") return Rsa(key);
    if (type == "EC" && curve == "P-256")
      if (Jwk jwk = Import(key)) return VerificationKey("ES256", std::move(jwk));
    if (type == "OKP" && curve == "Ed25519") return Ed25519(key);
    return std::nullopt;
  }

 private:
  static std::optional<VerificationKey> Rsa(const json_t* key) {
    Jwk jwk = Import(key);
    const std::size_t bits = jwk ? cjose_jwk_get_keysize(jwk.get(), nullptr) : 0;
    if (bits < kMinRsaBits || bits > kMaxRsaBits) return std::nullopt;
    return VerificationKey("RS256", std::move(jwk));
  }
  static std::optional<VerificationKey> Ed25519(const json_t* key) {
    const auto bytes = FromBase64Url(TextOf(key, "x").value_or(""));
    if (!bytes || bytes->size() != kEd25519Key) return std::nullopt;
    Pkey out(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Data(BytesView(*bytes)),
                                         bytes->size()));
    if (!out) return std::nullopt;
    return VerificationKey("EdDSA", std::move(out));
  }
};

bool VerificationKey::Verifies(std::string_view token, const Bytes& signature) const {
  const ScopedOpensslErrors errors;
  if (const Pkey* const ed25519 = std::get_if<Pkey>(&key_)) {
    const BytesView input = token.substr(0, token.rfind('.'));
    const DigestCtx context(EVP_MD_CTX_new());
    return context &&
           EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, ed25519->get()) == 1 &&
           EVP_DigestVerify(context.get(), Data(BytesView(signature)), signature.size(),
                            Data(input), input.size()) == 1;
  }
  // cjose would split one of any length in two.
  if (algorithm_ == "ES256" && signature.size() != kEs256Signature) return false;
  return VerifiesByJose(std::get<Jwk>(key_), token);
}

Result<KeySet> ParseKeySet(BytesView json, const std::set<std::string>& allowed) {
  const ScopedOpensslErrors errors;
  const Json set = ParseObject(json);
  const json_t* const keys = json_object_get(set.get(), "keys");
  if (!json_is_array(keys) || json_array_size(keys) > kMaxKeys)
    return Fail(Reason::kInvalid, "expected a JSON Web Key Set of at most 64 keys");
  KeySet out;
  std::set<std::string, std::less<>> seen;
  for (std::size_t i = 0; i < json_array_size(keys); ++i) {
    const json_t* const key = json_array_get(keys, i);
    const auto kid = TextOf(key, "kid"), use = TextOf(key, "use"), alg = TextOf(key, "alg");
    if (!kid || kid->empty() || use.value_or("sig") != "sig") continue;
    auto usable = KeySetReader::Read(key);
    if (!usable || !allowed.contains(usable->algorithm())) continue;
    if (alg && *alg != usable->algorithm()) continue;
    if (!seen.emplace(*kid).second)
      out.erase(std::string(*kid));
    else
      out.emplace(*kid, *std::move(usable));
  }
  return out;
}

}  // namespace relais::identity
