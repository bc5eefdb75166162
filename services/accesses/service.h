// The Accesses service: the person's log, as pages and as a file that anyone can verify; and the
// newest checkpoint of the whole log.
#pragma once

#include <mutex>

#include "relais/v1/accesses.pb.h"
#include "services/accesses/cosigning.h"
#include "services/ledger/ledger.h"
#include "services/rpc/method.h"
#include "services/rpc/paging.h"

namespace relais::accesses {

class AccessesService {
 public:
  AccessesService(ledger::Ledger& ledger, Cosigning& cosigning, const rpc::PageTokens& pages)
      : ledger_(ledger), cosigning_(cosigning), pages_(pages) {}
  void AddMethods(rpc::Methods& methods);

 private:
  void AddWatch(rpc::Methods& methods);
  Result<rpc::SealedWire> List(const rpc::Reading& reading, const v1::ListAccessesRequest& request,
                               int size) const;
  Result<rpc::SealedWire> Get(const rpc::Reading& reading, std::uint64_t number) const;
  Result<rpc::SealedWire> Export(const rpc::Reading& reading, std::uint64_t since) const;

  Bytes Checkpoint() const;

  ledger::Ledger& ledger_;
  Cosigning& cosigning_;
  const rpc::PageTokens& pages_;
  mutable std::mutex exporting_;
};

}  // namespace relais::accesses
