#include "services/notification/fate.h"

namespace relais::notification {

Result<Fate> FateOf(storage::Connection& log, std::int64_t chain, std::uint64_t number,
                    Instant at) {
  ASSIGN_OR_RETURN(const auto pending, FindPending(log, chain));
  if (pending && at >= pending->since)
    return pending->due ? Fate{v1::Access::TOLD_DUE, v1::CHANNEL_UNSPECIFIED, pending->due}
                        : Fate{};
  ASSIGN_OR_RETURN(const auto message, MessageFor(log, chain, number));
  if (message && message->state == MessageState::kReady)
    return Fate{v1::Access::TOLD_DUE, message->channel, message->next};
  if (message && message->state == MessageState::kHanded)
    return Fate{v1::Access::TOLD_SENT, message->channel, message->changed};
  if (message && message->state == MessageState::kDelivered)
    return Fate{v1::Access::TOLD_DELIVERED, message->channel, message->changed};
  // Either it was said at a meeting, or it was written a moment ago and not taken up yet.
  ASSIGN_OR_RETURN(const auto meeting, ToldAtMeeting(log, chain));
  return number <= meeting ? Fate{v1::Access::TOLD_IN_PERSON} : Fate{};
}

}  // namespace relais::notification
