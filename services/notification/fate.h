// What became of the word that one entry owes.
#pragma once

#include "relais/v1/accesses.pb.h"
#include "services/notification/repository.h"

namespace relais::notification {

struct Fate {
  v1::Access::Told told = v1::Access::TOLD_AT_MEETING;
  v1::Channel by = v1::CHANNEL_UNSPECIFIED;
  std::optional<Instant> at;
};
// Requires an entry that owes word; `at` is its time.
Result<Fate> FateOf(storage::Connection& log, std::int64_t chain, std::uint64_t number, Instant at);

}  // namespace relais::notification
