// Ed25519 (RFC 8032): the log's signatures.
#pragma once

#include "crypto/openssl.h"
#include "crypto/secret.h"

namespace relais {

using Ed25519Public = Array<32>;
using Ed25519Signature = Array<64>;

// A signing key, from its 32-byte seed. Thread-safe.
class Ed25519Signer {
 public:
  explicit Ed25519Signer(const Key& seed);
  Ed25519Signature Sign(BytesView message) const;
  const Ed25519Public& public_key() const { return public_; }

 private:
  Pkey key_;
  Ed25519Public public_;
};

bool Ed25519Verify(const Ed25519Public& key, BytesView message, BytesView signature);

}  // namespace relais
