// A list over several dossiers on its way through the ledger (P8: no list but those that tests/lint/rpcs
// names). Each line is a disclosure of its own: its own permit, entry and receipt; what is not open to
// the caller has no line. The answer leaves when every line has its receipt, or fails whole.
#pragma once

#include "services/base/mutex.h"
#include "services/rpc/method.h"

namespace relais::rpc {

// Collects what was opened, in the order of the list. Messages that lie one behind the other are one
// message with the repeated fields of all.
class Gathering {
 public:
  using Finish = std::function<void(Result<Wire>)>;
  // `finish` is called once, when each of `parts` has come.
  Gathering(std::size_t parts, Finish finish)
      : finish_(std::move(finish)), left_(parts), parts_(parts) {}
  void Take(std::size_t part, Result<Wire> opened) RELAIS_EXCLUDES(mutex_);

 private:
  const Finish finish_;
  Mutex mutex_;
  std::size_t left_ RELAIS_GUARDED_BY(mutex_);
  std::vector<Bytes> parts_ RELAIS_GUARDED_BY(mutex_);
  std::optional<Error> error_ RELAIS_GUARDED_BY(mutex_);
};

// One part of a list: a line, or what stands around the lines.
class PartAct final : public ledger::Act {
 public:
  PartAct(access::Permit permit, SealedWire sealed, std::size_t part,
          std::shared_ptr<Gathering> gathering, std::function<bool()> ended,
          std::function<void(const access::Permit&)> opened)
      : permit_(std::move(permit)),
        sealed_(std::move(sealed)),
        part_(part),
        gathering_(std::move(gathering)),
        ended_(std::move(ended)),
        opened_(std::move(opened)) {}
  const access::Permit& permit() const override { return permit_; }
  bool Ended() const override { return ended_(); }
  bool IsChange() const override { return false; }
  Status Apply(storage::Connection&, Instant, std::vector<Array<16>>&) override { return {}; }
  audit::Outcome outcome() const override {
    return distrusted_ ? audit::Outcome::kFailed : audit::Outcome::kOpened;
  }
  const ledger::Disclosure& disclosure() const override {
    return distrusted_ ? nothing_ : sealed_.what();
  }
  void Distrust(Error error) override { distrusted_ = std::move(error); }
  void Settle(Result<ledger::Receipt> receipt) override;
  void DecideAgain() override;

 private:
  const access::Permit permit_;
  SealedWire sealed_;
  const ledger::Disclosure nothing_;
  std::optional<Error> distrusted_;
  const std::size_t part_;
  const std::shared_ptr<Gathering> gathering_;
  const std::function<bool()> ended_;
  const std::function<void(const access::Permit&)> opened_;
};

}  // namespace relais::rpc
