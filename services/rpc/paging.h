// Pages of a list: sizes, and tokens that say where the next page begins. A token is sealed and
// bound to its caller and query, so that it tells nothing and is of no use elsewhere.
#pragma once

#include "crypto/aead.h"
#include "services/access/permit.h"

namespace relais::rpc {

// 0 means 50; kInvalid below 0 or above 200.
Result<int> PageSize(int asked);

// Thread-safe.
class PageTokens {
 public:
  PageTokens(Key key, Random& random) : key_(std::move(key)), random_(random) {}
  // `query`: whatever else the list depends on.
  std::string Seal(const access::Permit& permit, BytesView query, BytesView position) const;
  // The position; empty for an empty token; kInvalid for any but the same caller's token of the
  // same query.
  Result<Bytes> Open(const access::Permit& permit, BytesView query, std::string_view token) const;

 private:
  Key key_;
  Random& random_;
};

}  // namespace relais::rpc
