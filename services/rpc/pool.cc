#include "services/rpc/pool.h"

namespace relais::rpc {

Result<std::unique_ptr<Pool>> Pool::Start(storage::Store& vault, storage::Store& log, int workers,
                                          std::size_t queue_limit) {
  std::unique_ptr<Pool> pool(new Pool(queue_limit));
  for (int i = 0; i < workers; ++i) {
    Worker worker;
    ASSIGN_OR_RETURN(worker.vault, vault.Connect(storage::Store::Use::kRead));
    ASSIGN_OR_RETURN(worker.log, log.Connect(storage::Store::Use::kRead));
    pool->threads_.emplace_back([raw = pool.get(), w = std::make_shared<Worker>(std::move(
                                                       worker))] { raw->Loop(std::move(*w)); });
  }
  return pool;
}

Pool::~Pool() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.NotifyAll();
  for (std::thread& thread : threads_) thread.join();
}

bool Pool::Post(Job job) {
  {
    const MutexLock lock(mutex_);
    if (stopping_ || queue_.size() >= queue_limit_) return false;
    queue_.push_back(std::move(job));
  }
  wake_.NotifyOne();
  return true;
}

void Pool::Loop(Worker worker) {
  for (;;) {
    Job job;
    {
      const MutexLock lock(mutex_);
      while (queue_.empty() && !stopping_) wake_.Wait(mutex_);
      if (queue_.empty()) return;
      job = std::move(queue_.front());
      queue_.pop_front();
    }
    job(worker);
  }
}

}  // namespace relais::rpc
