// What is in force, and can be replaced as a whole while others use what was before. Thread-safe.
#pragma once

#include <memory>

#include "services/base/mutex.h"

namespace relais {

template <class T>
class Held {
 public:
  explicit Held(std::shared_ptr<const T> value) : value_(std::move(value)) {}
  std::shared_ptr<const T> Get() const RELAIS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    return value_;
  }
  void Replace(std::shared_ptr<const T> value) RELAIS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    value_ = std::move(value);
  }

 private:
  mutable Mutex mutex_;
  std::shared_ptr<const T> value_ RELAIS_GUARDED_BY(mutex_);
};

}  // namespace relais
