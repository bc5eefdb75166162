// The WorryCalls service: protobuf in and out.
#pragma once

#include "services/base/guesses.h"
#include "services/exit/worry_calls.h"
#include "services/notification/service.h"

namespace relais::exit {

struct WorryCallParts {
  const notification::DossierDesk& desk;
  const rpc::AddressBook& addresses;
  Random& random;
  std::chrono::days review_within;  // the officer's time to look at one without agreement
};

class WorryCallService {
 public:
  explicit WorryCallService(WorryCallParts parts) : parts_(parts) {}
  void AddMethods(rpc::Methods& methods);

 private:
  void AddRaise(rpc::Methods& methods);
  void AddConfirm(rpc::Methods& methods);
  void AddLists(rpc::Methods& methods);
  void AddEndings(rpc::Methods& methods);

  Result<rpc::ApplyChange> Raise(const v1::RaiseWorryCallRequest& request,
                                 const rpc::Reading& reading, const DossierId& dossier);
  // The file that is named, when the caller's team has shown that it works with the person, who did not shut them out; else
  // none: the request leaves all the same, and nothing tells which.
  Result<DossierId> AboutWhom(const rpc::Reading& reading, const rpc::Address& named) const;

  const WorryCallParts parts_;
  Guesses<Array<16>> raised_{10};  // of one caller
};

// Writes into their own log what persons are to be told of by now, and deletes what is kept no longer. What could not be written
// is tried again. From the dispatcher's one thread; blocks.
Status TendWorryCalls(ledger::Ledger& ledger, const access::Access& access,
                      storage::Connection& vault, Instant now);

}  // namespace relais::exit
