// A mutex that clang's thread-safety analysis can read: what it guards is declared, and compiled.
#pragma once

#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define RELAIS_THREAD(x) __attribute__((x))
#else
#define RELAIS_THREAD(x)
#endif
#define RELAIS_GUARDED_BY(m) RELAIS_THREAD(guarded_by(m))
#define RELAIS_REQUIRES(...) RELAIS_THREAD(requires_capability(__VA_ARGS__))
#define RELAIS_EXCLUDES(...) RELAIS_THREAD(locks_excluded(__VA_ARGS__))

namespace relais {

class RELAIS_THREAD(capability("mutex")) Mutex {
 public:
  void lock() RELAIS_THREAD(acquire_capability()) { mutex_.lock(); }
  void unlock() RELAIS_THREAD(release_capability()) { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

class RELAIS_THREAD(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) RELAIS_THREAD(acquire_capability(mutex)) : mutex_(mutex) {
    mutex_.lock();
  }
  ~MutexLock() RELAIS_THREAD(release_capability()) { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

// Waits on a Mutex; the predicate loop stays with the caller, where the analysis can see it.
class CondVar {
 public:
  void Wait(Mutex& mutex) RELAIS_REQUIRES(mutex) { cv_.wait(mutex); }
  template <class TimePoint>
  void WaitUntil(Mutex& mutex, TimePoint deadline) RELAIS_REQUIRES(mutex) {
    cv_.wait_until(mutex, deadline);
  }
  void NotifyOne() { cv_.notify_one(); }
  void NotifyAll() { cv_.notify_all(); }

 private:
  std::condition_variable_any cv_;
};

}  // namespace relais
