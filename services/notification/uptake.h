// From entries of the log to what waits for whom: what one round takes up. Reads only; the cursor and
// the rows that it gives are written in one commit.
#pragma once

#include "services/ledger/log_store.h"
#include "services/notification/repository.h"

namespace relais::notification {

// What `pending` is computed from, besides the stores.
struct UptakeParts {
  const Tellings& tellings;
  const Key& spread_key;
};

struct Uptake {
  std::uint64_t from = 0, size = 0;  // the cursor, before and after
  std::vector<Pending> pending;      // to be written; one with nothing to tell is dropped
  std::vector<std::pair<std::int64_t, Array<16>>> houses;
  std::vector<std::pair<std::int64_t, std::uint64_t>> at_meeting;  // up to which entry
  std::vector<std::int64_t> set_anew;   // whoever was unreachable there may be tried again
  std::vector<std::uint64_t> reviewed;  // indexes of entries that an officer looks at, too
  std::vector<Array<16>> tried_again;   // messages that an operator does not give up
  bool Empty() const { return size == from; }
};

// A change that the vault does not hold yet is not told of, nor is anything after it.
Result<Uptake> TakeUp(storage::Connection& log, storage::Connection& vault,
                      const UptakeParts& parts, Instant now);
Status WriteUptake(storage::Connection& log, const Uptake& uptake);

// To whom a notice would go now: not to those whom the last one did not reach, but in an emergency.
Result<std::vector<Addressee>> ReachableOf(storage::Connection& log, const v1::Telling& telling,
                                           std::int64_t chain,
                                           const std::optional<Instant>& emergency, Instant now);
// Sets when `pending` is told, by what the person wants now.
Status SetDue(storage::Connection& log, storage::Connection& vault, const UptakeParts& parts,
              Instant now, Pending& pending);

// Methods of the API whose entries change what waits, beside those that owe word.
inline constexpr char kSetTelling[] = "Notifications.SetTelling";
inline constexpr char kPauseTelling[] = "Notifications.PauseTelling";
inline constexpr char kMarkTold[] = "Notifications.MarkTold";
inline constexpr char kRequeue[] = "Notifications.RequeueDeadLetter";

}  // namespace relais::notification
