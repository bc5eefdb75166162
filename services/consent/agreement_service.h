// Proposing a consent in plain words, and confirming it with proof: what a person says yes to, and how that
// can be shown later.
#pragma once

#include "services/consent/rules.h"
#include "services/directory/service.h"
#include "services/identity/code_sender.h"
#include "services/identity/phone_codes.h"
#include "services/identity/webauthn.h"
#include "services/notification/service.h"

namespace relais::consent {

struct AgreementParts {
  const directory::CatalogueHolder& catalogue;
  const notification::DossierDesk& desk;
  const notification::Tellings& tellings;
  std::shared_ptr<const notification::Notices> notices;
  identity::CodeSender& sender;
  const identity::RelyingParty party;
  Random& random;
  const Key proposals_key;  // seals what waits
};

class AgreementService {
 public:
  static constexpr std::size_t kMostAnHour = 200;
  // The codes are this service's own: none that was sent to sign in says yes to anything, and none of these
  // signs in.
  explicit AgreementService(AgreementParts parts)
      : parts_(std::move(parts)), codes_(parts_.random) {}
  void AddMethods(rpc::Methods& methods);

 private:
  void AddPropose(rpc::Methods& methods);
  void AddGet(rpc::Methods& methods);
  void AddConfirm(rpc::Methods& methods);
  Result<Proposal> Draft(const v1::ProposeConsentRequest& request,
                         const rpc::Reading& reading) const;
  void SendCode(const Proposal& proposal, storage::Connection& vault, Instant now);

  // What proves the yes, looked at once: codes are good for one use.
  struct Proven {
    Proposal proposal;
    std::vector<access::ConsentCell> cells;
    Confirmation confirmation;
    std::uint32_t counter = 0;  // of a passkey
  };
  Result<Proven> Prove(const v1::ConfirmConsentRequest& request, const rpc::Reading& reading);
  Result<Confirmation> ByCode(const v1::CodeAndWord& yes, const Proposal& proposal,
                              const rpc::Reading& reading);
  Result<Confirmation> ByPasskey(const v1::PasskeyAssertion& yes, const Proposal& proposal,
                                 const rpc::Reading& reading, std::uint32_t& counter) const;

  const AgreementParts parts_;
  identity::PhoneCodes codes_;
  mutable Guesses<Array<16>> proposed_{kMostAnHour};  // by whom
};

// Adds what holds from now on: of `dossier`, within its bounds.
Status AddCells(storage::Connection& vault, const DossierId& dossier,
                std::vector<access::ConsentCell> cells, const Proof& proof, Instant at);

}  // namespace relais::consent
