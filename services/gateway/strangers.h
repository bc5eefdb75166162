// How often a host may ask without having signed in: so that codes, cards and passkeys are not tried by the
// million. Of one host, since a limit for all would let one shut out everybody; whoever is signed in is not
// counted, for a neighbour behind the same address must not keep them from signing out. Thread-safe.
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "services/base/mutex.h"

namespace relais::gateway {

class Strangers {
 public:
  // A ward behind one address signs in within its minute.
  static constexpr int kBurst = 120, kPerSecond = 2;
  using Time = std::chrono::steady_clock::time_point;

  bool MayAsk(const std::string& host, Time now) RELAIS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    if (hosts_.size() >= kMostHosts) DropFull(now);
    auto& [left, at] = hosts_.try_emplace(host, kBurst, now).first->second;
    left = LeftAt(left, at, now);
    at = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  }

 private:
  static constexpr std::size_t kMostHosts = 50'000;
  static double LeftAt(double left, Time at, Time now) {
    const std::chrono::duration<double> passed = now - at;
    return std::min<double>(kBurst, left + passed.count() * kPerSecond);
  }
  // Those who have not asked for a while are as good as forgotten; of a flood of hosts all are.
  void DropFull(Time now) RELAIS_REQUIRES(mutex_) {
    std::erase_if(hosts_, [&](const auto& one) {
      return LeftAt(one.second.first, one.second.second, now) >= kBurst;
    });
    if (hosts_.size() >= kMostHosts) hosts_.clear();
  }
  Mutex mutex_;
  std::map<std::string, std::pair<double, Time>> hosts_ RELAIS_GUARDED_BY(mutex_);
};

}  // namespace relais::gateway
