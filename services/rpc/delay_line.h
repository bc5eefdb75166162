// Holds answers back until a moment: refusals leave at a fixed time after they arrived, so that the
// work done for them tells nothing (P3).
#pragma once

#include <chrono>
#include <functional>
#include <queue>
#include <thread>
#include <vector>

#include "services/base/mutex.h"

namespace relais::rpc {

class DelayLine {
 public:
  using Time = std::chrono::steady_clock::time_point;
  DelayLine() : thread_([this] { Loop(); }) {}
  ~DelayLine();  // runs what is left at once

  // Runs `job` at `when`, on the line's own thread. Thread-safe.
  void At(Time when, std::function<void()> job);

 private:
  struct Waiting {
    Time when;
    std::function<void()> job;
    bool operator<(const Waiting& other) const { return when > other.when; }  // earliest on top
  };
  void Loop();

  Mutex mutex_;
  CondVar wake_;
  std::priority_queue<Waiting> waiting_ RELAIS_GUARDED_BY(mutex_);
  bool stopping_ RELAIS_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace relais::rpc
