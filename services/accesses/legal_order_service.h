// The register of legal orders: what a house's officer enters, and what the person is told of it.
#pragma once

#include "services/accesses/legal_orders.h"
#include "services/ledger/ledger.h"
#include "services/notification/service.h"
#include "services/rpc/paging.h"

namespace relais::accesses {

struct LegalOrderParts {
  const notification::DossierDesk& desk;
  const rpc::AddressBook& addresses;
  const rpc::PageTokens& pages;
  Random& random;
};

class LegalOrderService {
 public:
  explicit LegalOrderService(LegalOrderParts parts) : parts_(parts) {}
  void AddMethods(rpc::Methods& methods);

 private:
  void AddEnter(rpc::Methods& methods);
  void AddClose(rpc::Methods& methods);
  void AddLists(rpc::Methods& methods);

  const LegalOrderParts parts_;
};

// Writes into their own log what persons are to be told of by now; what could not be written is tried again. From
// the dispatcher's one thread; blocks.
Status TellLegalOrders(ledger::Ledger& ledger, const access::Access& access,
                       storage::Connection& vault, Instant now);

}  // namespace relais::accesses
