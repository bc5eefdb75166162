// Act: one call on its way through the ledger, as the ledger sees it. rpc/ implements it for calls.
#pragma once

#include "audit/details.h"
#include "services/ledger/sealed.h"

namespace relais::ledger {

class Act {
 public:
  virtual ~Act() = default;
  virtual const access::Permit& permit() const = 0;
  // Nobody waits for the answer any more.
  virtual bool Ended() const = 0;

  virtual bool IsChange() const = 0;
  // A permitted change, against current state, on the writer's thread. `at` is the time that its
  // entry will bear. Ids whose standing it changes for decisions (dossier, professional) are added
  // to `moved`.
  virtual Status Apply(storage::Connection& vault, Instant at, std::vector<Array<16>>& moved) = 0;
  // What came of it, and what the entry says was shown or changed. After Apply, for a change.
  virtual audit::Outcome outcome() const = 0;
  virtual const Disclosure& disclosure() const = 0;

  // It is not to be done or shown after all, and `error` says why; what Apply did is taken back. Comes before
  // outcome and disclosure are asked for, which then tell of something that failed.
  virtual void Distrust(Error error) = 0;

  // Exactly one of these ends an act.
  virtual void Settle(Result<Receipt> receipt) = 0;
  // The facts have moved since the permit: decide and read again, and submit a new act.
  virtual void DecideAgain() = 0;
};

}  // namespace relais::ledger
