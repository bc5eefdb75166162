// A caller's view of the leavings in a file: what was recorded of each put together, where its day stands, and what
// is still to settle. Pure.
#pragma once

#include "services/exit/guard.h"
#include "services/ledger/disclose.h"

namespace relais::exit {

// The serialised ListExitsResponse. Everything in it rests on these records alone (P3), which are those that the
// permit grants. kCorrupt when a record does not parse.
Result<Bytes> RenderExits(const access::Permit& permit, const ledger::OpenRecords& records,
                          const GuardRules& rules, Instant now);

}  // namespace relais::exit
