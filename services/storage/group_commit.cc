#include "services/storage/group_commit.h"

#include <algorithm>

namespace relais::storage {

GroupCommit::GroupCommit(std::unique_ptr<Connection> log, std::unique_ptr<Connection> vault,
                         Participant& participant, WriterOptions options)
    : log_(std::move(log)),
      vault_(std::move(vault)),
      participant_(participant),
      options_(std::move(options)),
      thread_([this] { Loop(); }) {}

GroupCommit::~GroupCommit() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.NotifyAll();
  thread_.join();
}

Status GroupCommit::Submit(std::unique_ptr<Unit>& unit) {
  Units one;
  one.push_back(std::move(unit));
  Status status = Submit(one);
  if (!status) unit = std::move(one.front());
  return status;
}

Status GroupCommit::Submit(Units& units) {
  {
    const MutexLock lock(mutex_);
    if (dead_ || stopping_)
      return Fail(Reason::kUnavailable, "the server is stopping; try again later");
    if (queue_.size() + units.size() > options_.queue_limit)
      return Fail(Reason::kBusy, "too much is waiting; try again in a moment");
    for (auto& unit : units) queue_.push_back(std::move(unit));
  }
  wake_.NotifyOne();
  return {};
}

GroupCommit::Units GroupCommit::Take() {
  const MutexLock lock(mutex_);
  while (queue_.empty() && !stopping_) wake_.Wait(mutex_);
  Units batch;
  const std::size_t count = std::min(queue_.size(), options_.batch_limit);
  for (std::size_t i = 0; i < count; ++i) {
    batch.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return batch;
}

void GroupCommit::Loop() {
  for (Units batch = Take(); !batch.empty(); batch = Take()) RunBatch(std::move(batch));
}

void GroupCommit::RunBatch(Units batch) {
  {
    const MutexLock lock(mutex_);
    if (dead_) {
      for (const auto& unit : batch)
        unit->Dropped({Reason::kUnavailable, "the server is stopping; try again later"});
      return;
    }
  }
  At(CrashPoint::kCollected);
  Units entered, moved;
  Status status = log_->Execute("BEGIN IMMEDIATE");
  for (auto& unit : batch) {
    const Unit::Standing standing = status ? unit->Check() : Unit::Standing::kReady;
    if (standing == Unit::Standing::kEnded) {
      unit->Dropped({Reason::kUnavailable, "the call has ended"});
    } else if (standing == Unit::Standing::kMoved) {
      moved.push_back(std::move(unit));
    } else {
      if (status) status = Enter(*unit);
      entered.push_back(std::move(unit));
    }
  }
  At(CrashPoint::kAppended);
  if (status) status = participant_.Seal(*log_, *vault_, vault_open_);
  At(CrashPoint::kSealed);
  if (!status) {
    Abandon(entered, status.error());
  } else if (status = CommitLog(); !status) {
    if (log_->LastFailure() != Failure::kFull) return Fatal(status.error());
    Abandon(entered, status.error());
  } else {
    participant_.Committed();
    // Before anybody is answered, so that whoever was finds it counted.
    ++batches_;
    units_ += entered.size();
    stands_ = true;
    At(CrashPoint::kLogCommitted);
    for (const auto& unit : entered) {
      if (!unit->IsChange()) unit->Committed();
    }
    At(CrashPoint::kReadsCompleted);
    if (vault_open_) {
      if (status = vault_->Execute("COMMIT"); !status) return Fatal(status.error());
      vault_open_ = false;
    }
    At(CrashPoint::kVaultCommitted);
    for (const auto& unit : entered) {
      if (unit->IsChange()) unit->Committed();
    }
    At(CrashPoint::kWritesCompleted);
  }
  for (auto& unit : moved) unit.release()->GoBack();
}

// An empty log transaction costs nothing: COMMIT writes no page.
Status GroupCommit::CommitLog() { return log_->Execute("COMMIT"); }

Status GroupCommit::Enter(Unit& unit) {
  if (unit.IsChange()) RETURN_IF_ERROR(RunChange(unit));
  return unit.Append(*log_);
}

Status GroupCommit::RunChange(Unit& unit) {
  if (!vault_open_) {
    RETURN_IF_ERROR(vault_->Execute("BEGIN IMMEDIATE"));
    vault_open_ = true;
  }
  RETURN_IF_ERROR(vault_->Execute("SAVEPOINT unit"));
  const Status applied = unit.Apply(*vault_);
  At(CrashPoint::kApplied);
  if (!applied) {
    if (vault_->LastFailure() == Failure::kFull) return applied;
    RETURN_IF_ERROR(vault_->Execute("ROLLBACK TO unit"));
  }
  return vault_->Execute("RELEASE unit");
}

void GroupCommit::Abandon(Units& entered, const Error& error) {
  (void)log_->Execute("ROLLBACK");
  if (vault_open_) (void)vault_->Execute("ROLLBACK");
  vault_open_ = false;
  participant_.RolledBack();
  stands_ = false;
  for (const auto& unit : entered)
    unit->Dropped({Reason::kUnavailable,
                   "nothing can be written down now, so nothing is shown: " + error.message});
}

void GroupCommit::Fatal(const Error& error) {
  {
    const MutexLock lock(mutex_);
    dead_ = true;
  }
  if (options_.on_fatal) options_.on_fatal(error);
}

}  // namespace relais::storage
