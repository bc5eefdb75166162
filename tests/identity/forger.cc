#include "tests/identity/forger.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/hmac.h>

#include <stdexcept>

namespace relais::identity {
namespace {

void Need(bool ok) {
  if (!ok) throw std::runtime_error("OpenSSL refused");
}

using Signature = std::unique_ptr<ECDSA_SIG, OpensslDeleter<ECDSA_SIG_free>>;
using Number = std::unique_ptr<BIGNUM, OpensslDeleter<BN_free>>;

constexpr char kOrder[] = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";

Bytes DerSignature(EVP_PKEY* key, const std::string& input) {
  const DigestCtx ctx(EVP_MD_CTX_new());
  std::size_t size = 0;
  Need(EVP_DigestSignInit(ctx.get(), nullptr, EVP_sha256(), nullptr, key) == 1);
  Need(EVP_DigestSign(ctx.get(), nullptr, &size, Data(input), input.size()) == 1);
  Bytes out(size, '\0');
  Need(EVP_DigestSign(ctx.get(), Data(out), &size, Data(input), input.size()) == 1);
  out.resize(size);
  return out;
}

}  // namespace

std::string SigningInput(const std::string& header, const std::string& claims) {
  return ToBase64Url(header) + "." + ToBase64Url(claims);
}

Bytes RawSignature(EVP_PKEY* key, const std::string& input) {
  const Bytes der = DerSignature(key, input);
  const unsigned char* at = reinterpret_cast<const unsigned char*>(der.data());
  const Signature signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  Bytes out(64, '\0');
  Need(BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), Data(out), 32) == 32);
  Need(BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), Data(out) + 32, 32) == 32);
  return out;
}

Bytes TwinOf(const Bytes& signature) {
  BIGNUM* parsed = nullptr;
  Need(BN_hex2bn(&parsed, kOrder) == 64);
  const Number n(parsed), s(BN_bin2bn(Data(signature) + 32, 32, nullptr));
  Need(BN_sub(s.get(), n.get(), s.get()) == 1);
  Bytes out = signature;
  Need(BN_bn2binpad(s.get(), Data(out) + 32, 32) == 32);
  return out;
}

std::string SignedWith(EVP_PKEY* key, const std::string& header, const std::string& claims) {
  const std::string input = SigningInput(header, claims);
  return input + "." + ToBase64Url(RawSignature(key, input));
}

std::string SignedHs256(BytesView secret, const std::string& header, const std::string& claims) {
  const std::string input = SigningInput(header, claims);
  Array<32> mac;
  unsigned size = 0;
  Need(HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), Data(input), input.size(),
            mac.data(), &size) != nullptr);
  return input + "." + ToBase64Url(View(mac));
}

std::string Json(const Members& members) {
  std::string out = "{";
  for (const auto& [name, value] : members) {
    if (value.empty()) continue;
    if (out.size() > 1) out += ',';
    out.append(Quoted(name)).append(1, ':').append(value);
  }
  return out + '}';
}

std::string Quoted(const std::string& text) {
  return std::string(1, '"').append(text).append(1, '"');
}

}  // namespace relais::identity
