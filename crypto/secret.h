// Secret: key material. Wiped when it goes, compared in constant time, never printed: it has no
// stream operator and no conversion to a string. Reading the bytes takes a call with a name one can
// grep for.
#pragma once

#include <openssl/crypto.h>

#include "crypto/bytes.h"

namespace relais {

template <std::size_t N>
class Secret {
 public:
  explicit Secret(const Array<N>& bytes) : bytes_(bytes) {}
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  ~Secret() { OPENSSL_cleanse(bytes_.data(), N); }

  static Result<Secret> FromBytes(BytesView bytes) {
    if (bytes.size() != N) return Fail(Reason::kInvalid, "key has the wrong length");
    ASSIGN_OR_RETURN(auto array, ToArray<N>(bytes));
    Secret out(array);
    OPENSSL_cleanse(array.data(), N);
    return out;
  }

  // The bytes stay owned by the secret: use them at once, keep no copy.
  BytesView ExposeSecretBytes() const { return View(bytes_); }

  friend bool operator==(const Secret& a, const Secret& b) {
    return CRYPTO_memcmp(a.bytes_.data(), b.bytes_.data(), N) == 0;
  }

 private:
  Array<N> bytes_;
};

using Key = Secret<32>;

// Constant time in the content; the lengths are not secret.
inline bool SecretEquals(BytesView a, BytesView b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

// Wipes a byte string that held a secret.
inline void Wipe(Bytes& bytes) {
  OPENSSL_cleanse(bytes.data(), bytes.size());
  bytes.clear();
}

}  // namespace relais
