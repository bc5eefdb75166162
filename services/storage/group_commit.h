// The group-commit writer: one thread, two stores (vault and log), units that it knows nothing of.
//
// A batch is what queued while the last one was on its way:
//   1. a unit whose call has ended is dropped; one whose facts have moved goes back, after
//      the batch;
//   2. a change runs in a savepoint of the open vault transaction;
//   3. every unit appends to the log;
//   4. COMMIT log; reads are completed, in order;
//   5. COMMIT vault, if there were changes; writes are completed.
// A failure before 4 rolls both back and every unit is told kUnavailable. A failure of 4 that may
// have left the log in doubt, and any failure after 4, is final: `Stop::on_fatal` is called and
// nothing is completed; only a restart helps.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "services/base/mutex.h"
#include "services/storage/sql.h"

namespace relais::storage {

// All calls come from the writer's thread, in the order in which they stand here.
class Unit {
 public:
  enum class Standing { kReady, kEnded, kMoved };
  virtual ~Unit() = default;
  virtual Standing Check() = 0;
  virtual bool IsChange() const = 0;
  // For a change. An error rolls back what this unit did in the vault; the unit is still appended,
  // as failed.
  virtual Status Apply(Connection& vault) = 0;
  virtual Status Append(Connection& log) = 0;
  // Exactly one of these ends a unit.
  virtual void Committed() = 0;
  virtual void Dropped(Error error) = 0;
  virtual void GoBack() = 0;  // after the batch; the unit belongs to itself from here on
};

// What holds state across batches takes part in each.
class Participant {
 public:
  virtual ~Participant() = default;
  // Before the log commits; `changed`: the vault has changes, and the participant writes the
  // vault's mark.
  virtual Status Seal(Connection& log, Connection& vault, bool changed) = 0;
  virtual void Committed() = 0;   // after the log's commit
  virtual void RolledBack() = 0;  // forget everything since the last Committed
};

// Where a test may stop the process; between every two steps of a batch.
enum class CrashPoint {
  kCollected,
  kApplied,
  kAppended,
  kSealed,
  kLogCommitted,
  kReadsCompleted,
  kVaultCommitted,
  kWritesCompleted
};
inline constexpr int kCrashPoints = 8;

struct WriterOptions {
  std::size_t queue_limit = 4096;
  std::size_t batch_limit = 512;
  std::function<void(const Error&)> on_fatal;  // must end the process, or make sure that it ends
  std::function<void(CrashPoint)> at;          // for tests
};

class GroupCommit {
 public:
  // The connections become the writer's own. `participant` must outlive it.
  GroupCommit(std::unique_ptr<Connection> log, std::unique_ptr<Connection> vault,
              Participant& participant, WriterOptions options);
  ~GroupCommit();  // completes what is queued, then stops

  // kBusy when the queue is full, kUnavailable after a fatal failure; the unit then was not
  // touched. Thread-safe.
  Status Submit(std::unique_ptr<Unit>& unit);
  using Units = std::vector<std::unique_ptr<Unit>>;
  // The same for several, all or none, with nothing between them.
  Status Submit(Units& units);

  struct Counts {
    std::uint64_t batches = 0, units = 0;
    bool stands = true;  // the newest batch; false while nothing can be written down
  };
  Counts counts() const { return {batches_.load(), units_.load(), stands_.load()}; }

 private:
  void Loop();
  Units Take();
  void RunBatch(Units batch);
  Status Enter(Unit& unit);
  Status RunChange(Unit& unit);
  Status CommitLog();
  void Abandon(Units& entered, const Error& error);
  void Fatal(const Error& error);
  void At(CrashPoint point) const {
    if (options_.at) options_.at(point);
  }

  const std::unique_ptr<Connection> log_, vault_;
  Participant& participant_;
  const WriterOptions options_;
  bool vault_open_ = false;
  std::atomic<std::uint64_t> batches_{0}, units_{0};
  std::atomic<bool> stands_{true};

  Mutex mutex_;
  CondVar wake_;
  std::deque<std::unique_ptr<Unit>> queue_ RELAIS_GUARDED_BY(mutex_);
  bool stopping_ RELAIS_GUARDED_BY(mutex_) = false;
  bool dead_ RELAIS_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses all the others
};

}  // namespace relais::storage
