// The Referents service: protobuf in and out.
#pragma once

#include "services/base/guesses.h"
#include "services/consent/agreement_service.h"
#include "services/exit/referents.h"
#include "services/notification/service.h"
#include "services/rpc/paging.h"

namespace relais::exit {

struct ReferentParts {
  const notification::DossierDesk& desk;
  const rpc::AddressBook& addresses;  // of everything but referents
  const directory::CatalogueHolder& catalogue;
  consent::AgreementService& agreements;
  const rpc::PageTokens& pages;
  Random& random;
};

class ReferentService final : public rpc::AddressBook {
 public:
  explicit ReferentService(ReferentParts parts) : parts_(std::move(parts)) {}
  void AddMethods(rpc::Methods& methods);
  Result<DossierId> Find(storage::Connection& vault, const rpc::Address& address) const override;
  Result<bool> Exists(storage::Connection& vault, const DossierId& id) const override {
    return parts_.addresses.Exists(vault, id);
  }

 private:
  void AddAsk(rpc::Methods& methods);
  void AddAsks(rpc::Methods& methods);
  void AddAnswer(rpc::Methods& methods);

  Result<rpc::ApplyChange> Ask(const v1::AskReferentRequest& request,
                               const rpc::Reading& reading) const;
  Result<rpc::ApplyChange> Accept(const ReferentId& id, const rpc::Reading& reading) const;

  const ReferentParts parts_;
  // An hour, by one caller for one file, whether or not there is one.
  using Proposed = std::pair<Array<16>, DossierId>;
  Guesses<Proposed> proposed_{6};
};

// All that are or were, as the caller may see them.
Result<google::protobuf::RepeatedPtrField<v1::Referent>> ReferentsShownTo(
    const rpc::Reading& reading, const DossierId& dossier);

}  // namespace relais::exit
