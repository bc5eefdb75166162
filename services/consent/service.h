// The Consents service but for proposing and confirming: what closes, is taken back, listed and previewed. The
// person alone, but for what they take back at a desk.
#pragma once

#include "crypto/ed25519.h"
#include "relais/v1/consents.pb.h"
#include "services/consent/repository.h"
#include "services/directory/service.h"
#include "services/notification/service.h"

namespace relais::consent {

class ConsentService final : public ledger::Reapply {
 public:
  // `log_name` and `log_seed`: in whose name receipts are signed.
  ConsentService(const directory::CatalogueHolder& catalogue, const notification::DossierDesk& desk,
                 const rpc::PageTokens& pages, Random& random, const Key& proposals_key,
                 std::string log_name, const Key& log_seed)
      : catalogue_(catalogue),
        desk_(desk),
        pages_(pages),
        random_(random),
        proposals_key_(proposals_key),
        log_name_(std::move(log_name)),
        log_key_(log_seed) {}
  void AddMethods(rpc::Methods& methods);
  Result<bool> FromEntry(storage::Connection& vault, const audit::Details& details) override;

 private:
  void AddExclude(rpc::Methods& methods);
  void AddRevoke(rpc::Methods& methods);
  Result<rpc::Prepared> RevokeAtDesk(const v1::RevokeConsentRequest& request) const;
  void AddList(rpc::Methods& methods);
  void AddPreview(rpc::Methods& methods);
  void AddReceipt(rpc::Methods& methods);

  const directory::CatalogueHolder& catalogue_;
  const notification::DossierDesk& desk_;
  const rpc::PageTokens& pages_;
  Random& random_;
  const Key proposals_key_;
  const std::string log_name_;
  const Ed25519Signer log_key_;
};

}  // namespace relais::consent
