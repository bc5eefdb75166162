#include "services/identity/jws.h"

#include "crypto/hash.h"
#include "services/identity/ec_key.h"
#include "services/identity/openssl_errors.h"

namespace relais::identity {
namespace {

using Jws = std::unique_ptr<cjose_jws_t, OpensslDeleter<cjose_jws_release>>;
using Header = std::unique_ptr<cjose_header_t, OpensslDeleter<cjose_header_release>>;

Jwk MakeJwk(const EVP_PKEY* key, Bytes* private_number) {
  EcPoint point = PointOf(key);
  cjose_jwk_ec_keyspec spec{};
  spec.crv = CJOSE_JWK_EC_P_256;
  spec.x = point.x.data();
  spec.xlen = point.x.size();
  spec.y = point.y.data();
  spec.ylen = point.y.size();
  if (private_number != nullptr) {
    spec.d = Data(*private_number);
    spec.dlen = private_number->size();
  }
  Jwk out(cjose_jwk_create_EC_spec(&spec, nullptr));
  RequireOpenssl(out != nullptr);
  return out;
}

Header MakeHeader(const std::string& key_id) {
  Header out(cjose_header_new(nullptr));
  const auto set = [&](const char* name, const char* value) {
    RequireOpenssl(out && cjose_header_set(out.get(), name, value, nullptr));
  };
  set(CJOSE_HDR_ALG, CJOSE_HDR_ALG_ES256);
  set("typ", "at+jwt");
  set(CJOSE_HDR_KID, key_id.c_str());
  return out;
}

}  // namespace

Jwk PublicJwk(const EVP_PKEY* key) { return MakeJwk(key, nullptr); }

Jwk PrivateJwk(const EVP_PKEY* key) {
  Bytes number = PrivateNumberOf(key);
  Jwk out = MakeJwk(key, &number);
  Wipe(number);
  return out;
}

std::string Thumbprint(const EVP_PKEY* key) {
  const EcPoint point = PointOf(key);
  const std::string json = R"({"crv":"P-256","kty":"EC","x":")" + ToBase64Url(View(point.x)) +
                           R"(","y":")" + ToBase64Url(View(point.y)) + R"("})";
  return ToBase64Url(View(Sha256(json)));
}

std::string SignEs256(const Jwk& key, const std::string& key_id, BytesView payload) {
  const Header header = MakeHeader(key_id);
  const Jws jws(cjose_jws_sign(key.get(), header.get(), Data(payload), payload.size(), nullptr));
  const char* text = nullptr;
  RequireOpenssl(jws && cjose_jws_export(jws.get(), &text, nullptr));
  return text;
}

bool VerifiesByJose(const Jwk& key, std::string_view token) {
  const ScopedOpensslErrors errors;
  const Jws jws(cjose_jws_import(token.data(), token.size(), nullptr));
  return jws && cjose_jws_verify(jws.get(), key.get(), nullptr);
}

}  // namespace relais::identity
