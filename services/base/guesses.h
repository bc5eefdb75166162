// How often a secret may be guessed: not more than `most` wrong tries in an hour, by whatever is
// counted. Forgets everything at a restart. Thread-safe.
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
    const auto found = wrong_.find(key);
    if (found == wrong_.end()) return true;
    auto& times = found->second;
    while (!times.empty() && now - times.front() >= std::chrono::hours(1)) times.pop_front();
    const bool may = times.size() < most_;
    if (times.empty()) wrong_.erase(found);
    return may;
  }
  void Wrong(const Key& key, Instant now) RELAIS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    if (wrong_.size() >= kMostKeys) wrong_.erase(wrong_.begin());
    wrong_[key].push_back(now);
  }

 private:
  static constexpr std::size_t kMostKeys = 100'000;  // an attack must not fill the memory
  const std::size_t most_;
  Mutex mutex_;
  std::map<Key, std::deque<Instant>> wrong_ RELAIS_GUARDED_BY(mutex_);
};

}  // namespace relais
