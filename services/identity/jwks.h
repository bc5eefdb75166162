// The public keys of an OpenID provider, from its JSON Web Key Set (RFC 7517, RFC 8037), and the
// signatures that they verify: RS256, ES256 and EdDSA (Ed25519). Inner part of identity/.
#pragma once

#include <map>
#include <set>
#include <variant>

#include "services/identity/jws.h"

namespace relais::identity {

class VerificationKey {
 public:
  // What a key's own kind and "alg" make of it: a token's header never chooses.
  const std::string& algorithm() const { return algorithm_; }
  // Whether `token`, which SplitToken took, is signed by this key. It may be shared between threads.
  bool Verifies(std::string_view token, const Bytes& signature) const;

 private:
  friend class KeySetReader;
  VerificationKey(std::string algorithm, std::variant<Jwk, Pkey> key)
      : algorithm_(std::move(algorithm)), key_(std::move(key)) {}
  std::string algorithm_;
  std::variant<Jwk, Pkey> key_;  // Pkey: Ed25519, which cjose does not know
};

using KeySet = std::map<std::string, VerificationKey, std::less<>>;  // by key id

// The keys that can be used: with a kid, for signatures, of an algorithm in `allowed`; RSA of 2,048 to
// 8,192 bits. Others are passed over, as a provider has keys for other ends too, and so are two such
// keys with one kid; none may be left. kInvalid when it is no key set.
Result<KeySet> ParseKeySet(BytesView json, const std::set<std::string>& allowed);

}  // namespace relais::identity
