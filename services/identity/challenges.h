// Challenges that passkeys sign: fresh, ours, good for five minutes and for one use. They are made
// without being kept, so that a flood of requests for them costs no memory; only used ones are, and
// using one takes a passkey. Thread-safe.
//
//   nonce[16] | expires, ms since 1970, u64 | HMAC-SHA-256(key, "relais-challenge/1\n" | purpose |
//   "\n" | nonce | expires), the first 16 bytes
#pragma once

#include <map>

#include "crypto/hash.h"
#include "crypto/random.h"
#include "services/base/clock.h"
#include "services/base/mutex.h"

namespace relais::identity {

class Challenges {
 public:
  Challenges(const Key& key, Random& random) : key_(key), random_(random) {}

  // `purpose` without newlines: a challenge is good for its own alone.
  Bytes New(std::string_view purpose, Instant now) const;
  // Whether it is ours, for this, and in time.
  bool IsGood(BytesView challenge, std::string_view purpose, Instant now) const;
  // The same, and that nobody used it before; from now on somebody has.
  bool Use(BytesView challenge, std::string_view purpose, Instant now) RELAIS_EXCLUDES(mutex_);

 private:
  Bytes SealOf(std::string_view purpose, BytesView body) const {
    return Bytes(
        View(HmacSha256(key_, {"relais-challenge/1\n", purpose, "\n", body})).substr(0, 16));
  }
  const Key key_;
  Random& random_;
  Mutex mutex_;
  std::map<Bytes, Instant> used_ RELAIS_GUARDED_BY(mutex_);  // until when it would have been good
};

}  // namespace relais::identity
