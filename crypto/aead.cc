#include "crypto/aead.h"

namespace relais {
namespace {

const EVP_CIPHER* FetchedGcm() {
  static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return cipher;
}

}  // namespace

Aead::Aead(const Key& key) : ctx_(EVP_CIPHER_CTX_new()) {
  RequireOpenssl(ctx_ && EVP_CipherInit_ex2(ctx_.get(), FetchedGcm(), Data(key.ExposeSecretBytes()),
                                            nullptr, 1, nullptr) == 1);
}

Bytes Aead::Seal(Random& random, BytesView aad, BytesView plaintext) const {
  return SealWithNonce(random.Next<kNonceSize>(), aad, plaintext);
}

Bytes Aead::SealWithNonce(const Array<kNonceSize>& nonce, BytesView aad,
                          BytesView plaintext) const {
  Bytes out(kNonceSize + plaintext.size() + kTagSize, '\0');
  View(nonce).copy(out.data(), kNonceSize);
  EVP_CIPHER_CTX* const ctx = ctx_.get();
  unsigned char* const body = Data(out) + kNonceSize;
  int size = 0;
  RequireOpenssl(EVP_CipherInit_ex2(ctx, nullptr, nullptr, nonce.data(), 1, nullptr) == 1);
  RequireOpenssl(EVP_EncryptUpdate(ctx, nullptr, &size, Data(aad), static_cast<int>(aad.size())) ==
                 1);
  RequireOpenssl(EVP_EncryptUpdate(ctx, body, &size, Data(plaintext),
                                   static_cast<int>(plaintext.size())) == 1);
  RequireOpenssl(EVP_EncryptFinal_ex(ctx, body + size, &size) == 1);
  RequireOpenssl(
      EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, kTagSize, body + plaintext.size()) == 1);
  return out;
}

Result<Bytes> Aead::Open(BytesView aad, BytesView sealed) const {
  Bytes bytes(sealed);
  ASSIGN_OR_RETURN(const BytesView plain, OpenInPlace(aad, bytes));
  return Bytes(plain);
}

Result<BytesView> Aead::OpenInPlace(BytesView aad, std::span<char> sealed) const {
  if (sealed.size() < kNonceSize + kTagSize) {
    OPENSSL_cleanse(sealed.data(), sealed.size());
    return Fail(Reason::kCorrupt, "sealed bytes are too short");
  }
  EVP_CIPHER_CTX* const ctx = ctx_.get();
  const std::size_t length = sealed.size() - kNonceSize - kTagSize;
  auto* const nonce = reinterpret_cast<unsigned char*>(sealed.data());
  unsigned char* const body = nonce + kNonceSize;
  int size = 0;
  RequireOpenssl(EVP_CipherInit_ex2(ctx, nullptr, nullptr, nonce, 0, nullptr) == 1);
  RequireOpenssl(EVP_DecryptUpdate(ctx, nullptr, &size, Data(aad), static_cast<int>(aad.size())) ==
                 1);
  RequireOpenssl(EVP_DecryptUpdate(ctx, body, &size, body, static_cast<int>(length)) == 1);
  RequireOpenssl(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, kTagSize, body + length) == 1);
  if (EVP_DecryptFinal_ex(ctx, body + size, &size) != 1) {
    OPENSSL_cleanse(sealed.data(), sealed.size());
    return Fail(Reason::kCorrupt, "sealed bytes were changed, or belong elsewhere");
  }
  return BytesView(sealed.data() + kNonceSize, length);
}

}  // namespace relais
