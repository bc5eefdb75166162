#include "services/accesses/server_act.h"

#include <future>

namespace relais::accesses {

Status ServerAct::Run(ledger::Ledger& ledger, access::Permit permit, ledger::Disclosure what,
                      Change change) {
  std::promise<Status> promise;
  auto done = promise.get_future();
  ledger.Submit(std::make_unique<ServerAct>(
      std::move(permit), std::move(what), std::move(change),
      [&promise](Status status) { promise.set_value(std::move(status)); }));
  return done.get();
}

}  // namespace relais::accesses
