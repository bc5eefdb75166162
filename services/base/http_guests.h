// How many connections there are, in all and of each host. Inner part of base/.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <map>

#include "services/base/mutex.h"

namespace relais {

// Whose an address is: of IPv6 a host has a /64.
inline boost::asio::ip::address HostOf(const boost::asio::ip::address& address) {
  if (!address.is_v6()) return address;
  auto bytes = address.to_v6().to_bytes();
  if (!address.to_v6().is_v4_mapped()) std::fill(bytes.begin() + 8, bytes.end(), 0);
  return boost::asio::ip::address_v6(bytes);
}

// So that no host can take all places. Thread-safe.
class Guests {
 public:
  Guests(std::size_t most, std::size_t most_of_one) : most_(most), most_of_one_(most_of_one) {}
  // Whoever entered leaves once.
  bool Enter(const boost::asio::ip::address& address) RELAIS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    const auto known = of_.find(HostOf(address));
    if (count_ >= most_ || (known != of_.end() && known->second >= most_of_one_)) return false;
    ++count_;
    ++of_[HostOf(address)];
    return true;
  }
  void Leave(const boost::asio::ip::address& address) RELAIS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    --count_;
    if (--of_[HostOf(address)] == 0) of_.erase(HostOf(address));
  }

 private:
  const std::size_t most_, most_of_one_;
  Mutex mutex_;
  std::size_t count_ RELAIS_GUARDED_BY(mutex_) = 0;
  std::map<boost::asio::ip::address, std::size_t> of_ RELAIS_GUARDED_BY(mutex_);
};

// A guest's place, for as long as it lives.
class Stay {
 public:
  Stay(Guests& guests, boost::asio::ip::address address) : guests_(&guests), address_(address) {}
  ~Stay() { guests_->Leave(address_); }
  Stay(const Stay&) = delete;
  const boost::asio::ip::address& address() const { return address_; }

 private:
  Guests* const guests_;
  const boost::asio::ip::address address_;
};

}  // namespace relais
