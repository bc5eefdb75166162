#include "crypto/ed25519.h"

namespace relais {

Ed25519Signer::Ed25519Signer(const Key& seed)
    : key_(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Data(seed.ExposeSecretBytes()),
                                        32)) {
  std::size_t size = public_.size();
  RequireOpenssl(key_ && EVP_PKEY_get_raw_public_key(key_.get(), public_.data(), &size) == 1);
}

Ed25519Signature Ed25519Signer::Sign(BytesView message) const {
  const DigestCtx ctx(EVP_MD_CTX_new());
  Ed25519Signature out;
  std::size_t size = out.size();
  RequireOpenssl(ctx && EVP_DigestSignInit(ctx.get(), nullptr, nullptr, nullptr, key_.get()) == 1);
  RequireOpenssl(EVP_DigestSign(ctx.get(), out.data(), &size, Data(message), message.size()) == 1);
  return out;
}

bool Ed25519Verify(const Ed25519Public& key, BytesView message, BytesView signature) {
  const Pkey pkey(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()));
  const DigestCtx ctx(EVP_MD_CTX_new());
  if (!pkey || !ctx || signature.size() != 64) return false;
  if (EVP_DigestVerifyInit(ctx.get(), nullptr, nullptr, nullptr, pkey.get()) != 1) return false;
  return EVP_DigestVerify(ctx.get(), Data(signature), signature.size(), Data(message),
                          message.size()) == 1;
}

}  // namespace relais
