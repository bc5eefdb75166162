// The workers that decide and read: each has its own connections, so that a read never waits for
// another's snapshot.
#pragma once

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "services/base/mutex.h"
#include "services/storage/sql.h"

namespace relais::rpc {

struct Worker {
  std::unique_ptr<storage::Connection> vault, log;
};

class Pool {
 public:
  using Job = std::function<void(Worker&)>;
  static Result<std::unique_ptr<Pool>> Start(storage::Store& vault, storage::Store& log,
                                             int workers, std::size_t queue_limit);
  ~Pool();  // runs what is queued, then stops

  // False when too much is waiting; the job then was not taken. Thread-safe.
  bool Post(Job job);

 private:
  explicit Pool(std::size_t queue_limit) : queue_limit_(queue_limit) {}
  void Loop(Worker worker);

  const std::size_t queue_limit_;
  Mutex mutex_;
  CondVar wake_;
  std::deque<Job> queue_ RELAIS_GUARDED_BY(mutex_);
  bool stopping_ RELAIS_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace relais::rpc
