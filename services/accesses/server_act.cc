#include "services/accesses/server_act.h"

#include <future>

namespace relais::accesses {

Status ServerAct::Run(ledger::Ledger& ledger, access::Permit permit, ledger::Disclosure what,
                      Change change) {
  // The act alone holds the promise: a writer that dies with it breaks it.
  auto promise = std::make_shared<std::promise<Status>>();
  auto done = promise->get_future();
  ledger.Submit(std::make_unique<ServerAct>(
      std::move(permit), std::move(what), std::move(change),
      [promise = std::move(promise)](Status status) { promise->set_value(std::move(status)); }));
  try {
    return done.get();
  } catch (const std::future_error&) {
    return Fail(Reason::kUnavailable, "the server is stopping; try again later");
  }
}

}  // namespace relais::accesses
