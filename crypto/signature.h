// Signatures of keys that others made, as WebAuthn has them: for the verifier, which trusts no server.
#pragma once

#include "crypto/bytes.h"

namespace relais {

// Whether `signature` over `message` is good under the key, a SubjectPublicKeyInfo in DER: ECDSA on P-256 or
// RSASSA-PKCS1-v1_5 with SHA-256, or Ed25519. False for every other key, and for what is none.
bool VerifiesUnder(BytesView public_key, BytesView message, BytesView signature);

}  // namespace relais
