// A store whose next statement of a given beginning fails: as on a full disk, the transaction is
// then taken back by whoever holds it; or in doubt.
#pragma once

#include <algorithm>
#include <map>
#include <mutex>

#include "services/storage/sql.h"

namespace relais::ledger {

// What is to fail, shared by a store and its connections.
class FaultPlan {
 public:
  void Arm(std::string beginning, storage::Failure failure) {
    const std::lock_guard lock(mutex_);
    beginning_ = std::move(beginning);
    failure_ = failure;
  }
  bool armed() {
    const std::lock_guard lock(mutex_);
    return !beginning_.empty();
  }
  // kNone: the statement may run. Otherwise the plan is spent.
  storage::Failure Take(std::string_view sql) {
    const std::lock_guard lock(mutex_);
    sql.remove_prefix(std::min(sql.find_first_not_of(" \n"), sql.size()));
    if (beginning_.empty() || !sql.starts_with(beginning_)) return storage::Failure::kNone;
    beginning_.clear();
    return failure_;
  }

 private:
  std::mutex mutex_;
  std::string beginning_;
  storage::Failure failure_ = storage::Failure::kNone;
};

class FaultyConnection final : public storage::Connection {
 public:
  FaultyConnection(std::unique_ptr<storage::Connection> inner, std::shared_ptr<FaultPlan> plan)
      : inner_(std::move(inner)), plan_(std::move(plan)) {}

  Result<storage::Statement*> Prepare(const char* sql) override {
    if (auto status = Ask(sql); !status) return tl::unexpected<Error>(status.error());
    return inner_->Prepare(sql);
  }
  void Release(storage::Statement* statement) override { inner_->Release(statement); }
  Status Execute(const char* sql) override {
    if (auto status = Ask(sql); !status) return status;
    return inner_->Execute(sql);
  }
  std::int64_t Changes() const override { return inner_->Changes(); }
  storage::Failure LastFailure() const override {
    return failure_ == storage::Failure::kNone ? inner_->LastFailure() : failure_;
  }

 private:
  Status Ask(const char* sql) {
    failure_ = plan_->Take(sql);
    if (failure_ == storage::Failure::kNone) return {};
    return Fail(Reason::kUnavailable, "the store failed: database or disk is full");
  }
  const std::unique_ptr<storage::Connection> inner_;
  const std::shared_ptr<FaultPlan> plan_;
  storage::Failure failure_ = storage::Failure::kNone;
};

class FaultyStore final : public storage::Store {
 public:
  explicit FaultyStore(storage::Store& inner) : inner_(inner) {}
  void FailNext(std::string beginning, storage::Failure failure = storage::Failure::kFull) {
    plan_->Arm(std::move(beginning), failure);
  }
  bool armed() const { return plan_->armed(); }
  Result<std::unique_ptr<storage::Connection>> Connect(Use use) override {
    ASSIGN_OR_RETURN(auto connection, inner_.Connect(use));
    return std::unique_ptr<storage::Connection>(
        std::make_unique<FaultyConnection>(std::move(connection), plan_));
  }

 private:
  storage::Store& inner_;
  const std::shared_ptr<FaultPlan> plan_ = std::make_shared<FaultPlan>();
};

}  // namespace relais::ledger
