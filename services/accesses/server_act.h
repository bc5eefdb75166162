// A change that the server makes by itself, on its way through the ledger.
#pragma once

#include "services/ledger/ledger.h"

namespace relais::accesses {

class ServerAct final : public ledger::Act {
 public:
  // On the writer's thread, against current state. Ids whose standing it changes are added to `moved`.
  using Change =
      std::function<Status(storage::Connection& vault, Instant at, std::vector<Array<16>>& moved)>;
  // `done`, which may be unset, hears whether it stands: one that fails has an entry, too.
  ServerAct(access::Permit permit, ledger::Disclosure what, Change change,
            std::function<void(Status)> done = nullptr)
      : permit_(std::move(permit)),
        what_(std::move(what)),
        change_(std::move(change)),
        done_(std::move(done)) {}
  const access::Permit& permit() const override { return permit_; }
  bool Ended() const override { return false; }
  bool IsChange() const override { return true; }
  Status Apply(storage::Connection& vault, Instant at, std::vector<Array<16>>& moved) override {
    applied_ = change_(vault, at, moved);
    outcome_ = applied_ ? audit::Outcome::kChanged : audit::Outcome::kFailed;
    return applied_;
  }
  audit::Outcome outcome() const override { return outcome_; }
  const ledger::Disclosure& disclosure() const override { return what_; }
  void Distrust(Error error) override {
    applied_ = tl::unexpected<Error>(std::move(error));
    outcome_ = audit::Outcome::kFailed;
  }
  void Settle(Result<ledger::Receipt> receipt) override {
    Done(receipt ? applied_ : tl::unexpected<Error>(receipt.error()));
  }
  void DecideAgain() override {
    Done(Fail(Reason::kBusy, "rights are being changed right now; try again"));
  }

  // Submits one, and waits until it stands.
  static Status Run(ledger::Ledger& ledger, access::Permit permit, ledger::Disclosure what,
                    Change change);

 private:
  void Done(Status status) {
    if (done_) done_(std::move(status));
  }

  const access::Permit permit_;
  const ledger::Disclosure what_;
  const Change change_;
  const std::function<void(Status)> done_;
  Status applied_;
  audit::Outcome outcome_ = audit::Outcome::kFailed;
};

}  // namespace relais::accesses
