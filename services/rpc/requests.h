// Idempotency: a change's request id is unique per caller and method, remembered in the change's
// own transaction for a week, with a keyed digest of the request and the ids it gave; content is
// never kept.
#pragma once

#include <optional>

#include "crypto/hash.h"
#include "services/base/clock.h"
#include "services/base/ids.h"
#include "services/storage/schema.h"

namespace relais::rpc {

extern const storage::Migration kRequestsMigration;

struct RequestKey {
  Array<16> caller;  // and by which system: two programs that ask for one person count apart
  std::string_view method;
  std::string_view id;
  Hash digest;
};

// 8 to 64 characters out of letters, digits, '-' and '_'; otherwise kInvalid.
Status CheckRequestId(std::string_view id);
struct DoneRequest {
  DossierId dossier;  // zero when it was about none
  Bytes response;
};
// What the same request was answered; nullopt for a new one; kRequestReused for the same id with
// another body.
Result<std::optional<DoneRequest>> FindRequest(storage::Connection& vault, const RequestKey& key);
Status RememberRequest(storage::Connection& vault, const RequestKey& key, const DoneRequest& done,
                       Instant at);

}  // namespace relais::rpc
