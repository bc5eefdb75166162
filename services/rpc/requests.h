// Idempotency: a change's request id is unique per caller and method, remembered in the change's own transaction for a
// week, with a keyed digest of the request and the ids it gave; content is never kept.
#pragma once

#include <optional>

#include "crypto/hash.h"
#include "services/storage/schema.h"
#include "services/base/clock.h"

namespace relais::rpc {

extern const storage::Migration kRequestsMigration;

struct RequestKey {
  BytesView caller;
  std::string_view method;
  std::string_view id;
  Hash digest;
};

// 8 to 64 characters out of letters, digits, '-' and '_'; otherwise kInvalid.
Status CheckRequestId(std::string_view id);
// The stored response of the same request; nullopt for a new one; kRequestReused for the same id with another body.
Result<std::optional<Bytes>> FindRequest(storage::Connection& vault, const RequestKey& key);
Status RememberRequest(storage::Connection& vault, const RequestKey& key, BytesView response, Instant at);

}  // namespace relais::rpc
