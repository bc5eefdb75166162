// How often something may be done within an hour, by whatever is counted: a secret guessed, a code sent.
// Forgets everything at a restart. Thread-safe.
#pragma once

#include <deque>
#include <map>

#include "services/base/clock.h"
#include "services/base/mutex.h"

namespace relais {

template <class Key>
class Guesses {
 public:
  explicit Guesses(std::size_t most) : most_(most) {}
  bool MayTry(const Key& key, Instant now) RELAIS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    const auto found = times_.find(key);
    if (found == times_.end()) return true;
    auto& times = found->second;
    while (!times.empty() && now - times.front() >= std::chrono::hours(1)) times.pop_front();
    const bool may = times.size() < most_;
    if (times.empty()) times_.erase(found);
    return may;
  }
  void Count(const Key& key, Instant now) RELAIS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    if (times_.size() >= kMostKeys)
      std::erase_if(times_, [&](const auto& one) {
        return one.second.empty() || now - one.second.back() >= std::chrono::hours(1);
      });
    if (times_.size() >= kMostKeys) times_.erase(times_.begin());
    times_[key].push_back(now);
  }

 private:
  static constexpr std::size_t kMostKeys = 100'000;  // an attack must not fill the memory
  const std::size_t most_;
  Mutex mutex_;
  std::map<Key, std::deque<Instant>> times_ RELAIS_GUARDED_BY(mutex_);
};

}  // namespace relais
