// Sessions that were left: a ward's computer stays as it stands, and the next who sits there is somebody else.
#pragma once

#include <map>

#include "services/base/clock.h"
#include "services/base/ids.h"
#include "services/base/mutex.h"

namespace relais::identity {

// In memory: after a restart each session goes on as if it had just been used, one that was left too. Thread-safe.
class IdleSessions {
 public:
  // `started`: when this process did.
  IdleSessions(Millis most, Instant started) : most_(most), started_(started) {}

  // Notes a use. False once nobody used it for longer than may be: from then on, for good.
  bool Use(const SessionId& id, Instant created, Instant now) RELAIS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    if (used_.size() >= kMany && now - swept_ >= std::chrono::minutes(1)) {
      std::erase_if(used_, [&](const auto& one) { return now - one.second >= kForgotten; });
      swept_ = now;
    }
    Instant& last = used_.try_emplace(id, std::max(created, started_)).first->second;
    if (now - last > most_) return false;
    last = std::max(last, now);
    return true;
  }

 private:
  static constexpr std::size_t kMany = 10'000;
  static constexpr std::chrono::hours kForgotten{11};  // no session is good for that long
  const Millis most_;
  const Instant started_;
  Mutex mutex_;
  std::map<SessionId, Instant> used_ RELAIS_GUARDED_BY(mutex_);
  Instant swept_ RELAIS_GUARDED_BY(mutex_){};
};

}  // namespace relais::identity
