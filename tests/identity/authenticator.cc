#include "tests/identity/authenticator.h"

#include <openssl/evp.h>

#include "crypto/hash.h"
#include "crypto/random.h"
#include "services/identity/ec_key.h"

namespace relais::identity {
namespace {

Bytes ClientData(const Ceremony& ceremony, const char* type) {
  return "{\"type\":\"" + (ceremony.type.empty() ? std::string(type) : ceremony.type) +
         "\",\"challenge\":\"" + ToBase64Url(ceremony.challenge) + "\",\"origin\":\"" +
         ceremony.origin + "\"" + ceremony.more + "}";
}

Bytes AuthenticatorData(const Ceremony& ceremony, unsigned more_flags) {
  Bytes out(View(Sha256(ceremony.rp_id)));
  out.push_back(static_cast<char>(ceremony.flags | more_flags));
  PutU32(out, ceremony.counter);
  return out;
}

Bytes NewCredentialId() {
  SystemRandom random;
  return Bytes(View(random.Next<32>()));
}

}  // namespace

Authenticator::Authenticator() : key_(NewEcKey()), credential_id_(NewCredentialId()) {}

Registration Authenticator::Register(const Ceremony& ceremony) const {
  constexpr unsigned kKeyIncluded = 0x40;
  Bytes data = AuthenticatorData(ceremony, kKeyIncluded);
  data.append(16, '\0');  // which make: none is told
  data.push_back('\0');
  data.push_back(static_cast<char>(credential_id_.size()));
  data += credential_id_;
  // COSE_Key: kty EC2, alg ES256, crv P-256, x, y.
  const EcPoint point = PointOf(key_.get());
  data += Bytes("\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20", 10);
  data += View(point.x);
  data += Bytes("\x22\x58\x20", 3);
  data += View(point.y);
  return {ClientData(ceremony, "webauthn.create"), data};
}

Assertion Authenticator::Assert(const Ceremony& ceremony) const {
  Assertion out{ClientData(ceremony, "webauthn.get"), AuthenticatorData(ceremony, 0), {}};
  const Bytes text = out.authenticator_data + Bytes(View(Sha256(out.client_data_json)));
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  std::size_t size = 0;
  const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
  EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key_.get());
  EVP_DigestSign(context, nullptr, &size, bytes, text.size());
  out.signature.resize(size);
  EVP_DigestSign(context, reinterpret_cast<unsigned char*>(out.signature.data()), &size, bytes,
                 text.size());
  out.signature.resize(size);
  EVP_MD_CTX_free(context);
  return out;
}

}  // namespace relais::identity
