// The Consents service but for proposing and confirming: what closes, is taken back, listed and previewed. The
// person alone.
#pragma once

#include "services/consent/repository.h"
#include "services/directory/service.h"

namespace relais::consent {

class ConsentService final : public ledger::Reapply {
 public:
  ConsentService(const directory::CatalogueHolder& catalogue, const rpc::PageTokens& pages,
                 Random& random)
      : catalogue_(catalogue), pages_(pages), random_(random) {}
  void AddMethods(rpc::Methods& methods);
  Result<bool> FromEntry(storage::Connection& vault, const audit::Details& details) override;

 private:
  void AddExclude(rpc::Methods& methods);
  void AddRevoke(rpc::Methods& methods);
  void AddList(rpc::Methods& methods);
  void AddPreview(rpc::Methods& methods);

  const directory::CatalogueHolder& catalogue_;
  const rpc::PageTokens& pages_;
  Random& random_;
};

}  // namespace relais::consent
