// One entry of the log as the API gives it.
#pragma once

#include "audit/details.h"
#include "relais/v1/accesses.pb.h"
#include "services/ledger/log_store.h"

namespace relais::accesses {

// kCorrupt when the details do not decode.
Result<v1::Access> ToMessage(storage::Connection& log, const ledger::Chain& chain,
                             const ledger::StoredEntry& entry);

}  // namespace relais::accesses
