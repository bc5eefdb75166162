#include "services/rpc/delay_line.h"

namespace relais::rpc {

DelayLine::~DelayLine() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.NotifyAll();
  thread_.join();
}

void DelayLine::At(Time when, std::function<void()> job) {
  {
    const MutexLock lock(mutex_);
    waiting_.push({when, std::move(job)});
  }
  wake_.NotifyOne();
}

void DelayLine::Loop() {
  for (;;) {
    std::function<void()> job;
    {
      const MutexLock lock(mutex_);
      while (waiting_.empty() && !stopping_) wake_.Wait(mutex_);
      if (waiting_.empty()) return;
      const Time when = waiting_.top().when;
      if (!stopping_ && std::chrono::steady_clock::now() < when) {
        wake_.WaitUntil(mutex_, when);
        continue;
      }
      job = waiting_.top().job;
      waiting_.pop();
    }
    job();
  }
}

}  // namespace relais::rpc
