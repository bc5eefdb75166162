#include "services/rpc/listing.h"

namespace relais::rpc {

void Gathering::Take(std::size_t part, Result<Wire> opened) {
  Bytes all;
  std::optional<Error> error;
  {
    const MutexLock lock(mutex_);
    if (!opened && !error_) error_ = std::move(opened).error();
    if (opened) parts_[part] = std::move(opened->front());
    if (--left_ > 0) return;
    error = std::move(error_);
    for (const Bytes& bytes : parts_) all += bytes;
  }
  if (error) return finish_(tl::unexpected<Error>(*std::move(error)));
  Wire wire;
  wire.push_back(std::move(all));
  finish_(std::move(wire));
}

void PartAct::Settle(Result<ledger::Receipt> receipt) {
  if (!receipt) return gathering_->Take(part_, tl::unexpected<Error>(receipt.error()));
  if (distrusted_) return gathering_->Take(part_, tl::unexpected<Error>(*distrusted_));
  opened_(permit_);
  gathering_->Take(part_, std::move(sealed_).Open(*receipt));
}

// A list without one of its lines would say that there is nothing.
void PartAct::DecideAgain() {
  gathering_->Take(part_, Fail(Reason::kBusy, "rights are being changed right now; try again"));
}

}  // namespace relais::rpc
