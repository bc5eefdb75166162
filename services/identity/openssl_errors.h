// OpenSSL and cjose leave what went wrong in a queue of the calling thread, where a later TLS call
// of gRPC's would take it for its own. A scope of this class leaves the queue as it found it.
#pragma once

#include <openssl/err.h>

namespace relais::identity {

class ScopedOpensslErrors {
 public:
  ScopedOpensslErrors() { ERR_set_mark(); }
  ~ScopedOpensslErrors() { ERR_pop_to_mark(); }
  ScopedOpensslErrors(const ScopedOpensslErrors&) = delete;
  ScopedOpensslErrors& operator=(const ScopedOpensslErrors&) = delete;
};

}  // namespace relais::identity
