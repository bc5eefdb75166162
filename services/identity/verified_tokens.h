// Remembers the claims of tokens whose signature was found good, by SHA-256(token): checking a
// signature costs more than the rest of a read. Only what the signature proves is kept; times and
// the directory are looked at on every call. Bounded: two generations of half the capacity; when
// the newer is full it becomes the older, and the older goes. Thread-safe.
#pragma once

#include <cstring>
#include <optional>
#include <unordered_map>

#include "services/base/mutex.h"
#include "services/identity/token_claims.h"

namespace relais::identity {

class VerifiedTokens {
 public:
  // Requires a capacity of at least 2.
  explicit VerifiedTokens(std::size_t capacity) : half_(capacity / 2) {}

  std::optional<TokenClaims> Find(const Hash& token) RELAIS_EXCLUDES(mutex_);
  void Remember(const Hash& token, const TokenClaims& claims) RELAIS_EXCLUDES(mutex_);
  std::size_t size() RELAIS_EXCLUDES(mutex_);

 private:
  // A SHA-256 is evenly spread already, and nobody chooses the hash of a token that verifies.
  struct FirstBytes {
    std::size_t operator()(const Hash& hash) const {
      std::size_t out;
      std::memcpy(&out, hash.data(), sizeof out);
      return out;
    }
  };
  using Generation = std::unordered_map<Hash, TokenClaims, FirstBytes>;

  void Insert(const Hash& token, const TokenClaims& claims) RELAIS_REQUIRES(mutex_);

  const std::size_t half_;
  Mutex mutex_;
  Generation newer_ RELAIS_GUARDED_BY(mutex_), older_ RELAIS_GUARDED_BY(mutex_);
};

}  // namespace relais::identity
