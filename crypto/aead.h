// AES-256-GCM. Confidentiality and integrity of `plaintext`, integrity of `aad`. Not guaranteed:
// hiding the length; anything once a nonce repeats under one key (nonces are random, 96 bits, so a
// key seals well under 2^32 records).
#pragma once

#include <span>

#include "crypto/openssl.h"
#include "crypto/random.h"

namespace relais {

inline constexpr std::size_t kNonceSize = 12;
inline constexpr std::size_t kTagSize = 16;

// One key, scheduled once. Not thread-safe: make one per use or per thread.
class Aead {
 public:
  explicit Aead(const Key& key);

  // nonce || ciphertext || tag
  Bytes Seal(Random& random, BytesView aad, BytesView plaintext) const;
  // The same with a nonce of the caller's; for published vectors.
  Bytes SealWithNonce(const Array<kNonceSize>& nonce, BytesView aad, BytesView plaintext) const;
  // The plaintext, or kCorrupt when anything was changed, cut, or sealed under another key or
  // `aad`.
  Result<Bytes> Open(BytesView aad, BytesView sealed) const;
  // The same in its own place: the plaintext is a part of `sealed`, whose other bytes mean nothing
  // any more. On failure all of it is wiped.
  Result<BytesView> OpenInPlace(BytesView aad, std::span<char> sealed) const;

 private:
  CipherCtx ctx_;
};

}  // namespace relais
