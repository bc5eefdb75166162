#include "crypto/aead.h"

namespace relais {
namespace {

const EVP_CIPHER* FetchedGcm() {
  static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return cipher;
}

}  // namespace

Aead::Aead(const Key& key) : ctx_(EVP_CIPHER_CTX_new()) {
  RequireOpenssl(ctx_ && EVP_CipherInit_ex2(ctx_.get(), FetchedGcm(), Data(key.ExposeSecretBytes()), nullptr, 1, nullptr) == 1);
}

Bytes Aead::Seal(Random& random, BytesView aad, BytesView plaintext) const {
  return SealWithNonce(random.Next<kNonceSize>(), aad, plaintext);
}

Bytes Aead::SealWithNonce(const Array<kNonceSize>& nonce, BytesView aad, BytesView plaintext) const {
  Bytes out(kNonceSize + plaintext.size() + kTagSize, '\0');
  View(nonce).copy(out.data(), kNonceSize);
  EVP_CIPHER_CTX* const ctx = ctx_.get();
  unsigned char* const body = Data(out) + kNonceSize;
  int size = 0;
  RequireOpenssl(EVP_CipherInit_ex2(ctx, nullptr, nullptr, nonce.data(), 1, nullptr) == 1);
  RequireOpenssl(EVP_EncryptUpdate(ctx, nullptr, &size, Data(aad), static_cast<int>(aad.size())) == 1);
  RequireOpenssl(EVP_EncryptUpdate(ctx, body, &size, Data(plaintext), static_cast<int>(plaintext.size())) == 1);
  RequireOpenssl(EVP_EncryptFinal_ex(ctx, body + size, &size) == 1);
  RequireOpenssl(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, kTagSize, body + plaintext.size()) == 1);
  return out;
}

Result<Bytes> Aead::Open(BytesView aad, BytesView sealed) const {
  Bytes out;
  RETURN_IF_ERROR(OpenTo(aad, sealed, out));
  return out;
}

Status Aead::OpenTo(BytesView aad, BytesView sealed, Bytes& out) const {
  if (sealed.size() < kNonceSize + kTagSize) return Fail(Reason::kCorrupt, "sealed bytes are too short");
  const std::size_t start = out.size(), length = sealed.size() - kNonceSize - kTagSize;
  const BytesView body = sealed.substr(kNonceSize, length);
  Array<kTagSize> tag;
  sealed.substr(kNonceSize + length).copy(reinterpret_cast<char*>(tag.data()), kTagSize);
  out.resize(start + length);
  EVP_CIPHER_CTX* const ctx = ctx_.get();
  unsigned char* const plain = Data(out) + start;
  int size = 0;
  RequireOpenssl(EVP_CipherInit_ex2(ctx, nullptr, nullptr, Data(sealed), 0, nullptr) == 1);
  RequireOpenssl(EVP_DecryptUpdate(ctx, nullptr, &size, Data(aad), static_cast<int>(aad.size())) == 1);
  RequireOpenssl(EVP_DecryptUpdate(ctx, plain, &size, Data(body), static_cast<int>(length)) == 1);
  RequireOpenssl(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, kTagSize, tag.data()) == 1);
  if (EVP_DecryptFinal_ex(ctx, plain + size, &size) != 1) {
    OPENSSL_cleanse(plain, length);
    out.resize(start);
    return Fail(Reason::kCorrupt, "sealed bytes were changed, or belong elsewhere");
  }
  return {};
}

}  // namespace relais
