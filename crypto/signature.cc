#include "crypto/signature.h"

#include <openssl/x509.h>

#include "crypto/openssl.h"

namespace relais {
namespace {

const unsigned char* Raw(BytesView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// Null unless the bytes are one key and nothing more.
Pkey KeyFrom(BytesView der) {
  const unsigned char* at = Raw(der);
  Pkey key(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
  return key && at == Raw(der) + der.size() ? std::move(key) : Pkey();
}

}  // namespace

bool VerifiesUnder(BytesView public_key, BytesView message, BytesView signature) {
  const Pkey key = KeyFrom(public_key);
  if (!key) return false;
  const bool ed25519 = EVP_PKEY_is_a(key.get(), "ED25519") == 1;
  const bool p256 = EVP_PKEY_is_a(key.get(), "EC") == 1 && EVP_PKEY_get_bits(key.get()) == 256;
  const bool rsa = EVP_PKEY_is_a(key.get(), "RSA") == 1 && EVP_PKEY_get_bits(key.get()) >= 2048;
  if (!ed25519 && !p256 && !rsa) return false;
  const std::unique_ptr<EVP_MD_CTX, OpensslDeleter<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
  return context &&
         EVP_DigestVerifyInit_ex(context.get(), nullptr, ed25519 ? nullptr : "SHA256", nullptr,
                                 nullptr, key.get(), nullptr) == 1 &&
         EVP_DigestVerify(context.get(), Raw(signature), signature.size(), Raw(message),
                          message.size()) == 1;
}

}  // namespace relais
