// Proposing a consent in plain words, and confirming it with proof: what a person says yes to, and how that
// can be shown later.
#pragma once

#include "services/consent/rules.h"
#include "services/consent/statement.h"
#include "services/directory/service.h"
#include "services/identity/code_sender.h"
#include "services/identity/persons.h"
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
  // In the change by which the person says yes to a proposal: whoever said yes beforehand takes it up at once. What it changes
  // goes to `objects`; may be unset.
  using OnYes = std::function<Status(storage::Connection& vault, const DossierId& dossier,
                                     const ProposalId& proposal, Instant at,
                                     std::vector<Array<16>>& objects)>;
  const OnYes on_yes = nullptr;
};

class AgreementService {
 public:
  static constexpr std::size_t kMostAnHour = 200;
  // The codes are this service's own: none that was sent to sign in says yes to anything, and none of these
  // signs in.
  explicit AgreementService(AgreementParts parts)
      : parts_(std::move(parts)), codes_(parts_.random) {}
  void AddMethods(rpc::Methods& methods);

  // A text for the person, which opens nothing; kBusy when the caller proposed too much. See Drafted.
  Result<Proposal> Draft(const v1::ProposeConsentRequest& request, const rpc::Reading& reading,
                         std::optional<Line> asked = std::nullopt);
  // Keeps it, in a change, and sends its code where that is asked for. It can be agreed to for as long as any, and no
  // longer than until `end`.
  Result<v1::ProposeConsentResponse> Keep(Proposal drafted, bool send_code,
                                          storage::Connection& vault, Instant at,
                                          Instant end = Instant::max());

  // taking_up.cc. What waits behind a question, for the yes of whoever is asked.
  struct Waiting {
    std::vector<access::ConsentCell> cells = {};
    Proof proof;
    bool custody = false;
    ConsentId relation;
  };
  // Unset: the person has not said yes.
  Result<std::optional<Waiting>> WaitingFor(storage::Connection& vault, const DossierId& dossier,
                                            const ProposalId& proposal) const;
  // In the change: it holds from here on, and the caller's team has its relation by it, until then; their ids go to `objects`.
  // `given`: what holds of the proposal until here.
  static Status TakeUp(storage::Connection& vault, const DossierId& dossier, const Waiting& waiting,
                       const std::vector<Consent>& given, const Caller& caller, Instant at,
                       Instant related_until, std::vector<Array<16>>& objects);

 private:
  void AddPropose(rpc::Methods& methods);
  void AddGet(rpc::Methods& methods);
  void AddConfirm(rpc::Methods& methods);
  void SendCode(const Proposal& proposal, storage::Connection& vault, Instant now);

  // confirming.cc. What proves the yes, looked at once: codes are good for one use.
  struct Proven {
    Proposal proposal;
    std::vector<access::ConsentCell> cells;
    std::vector<identity::TrustedPerson> trusted;
    Confirmation confirmation;
    std::uint32_t counter = 0;  // of a passkey
    ConsentId relation;         // of the team that proposed it
  };
  Result<Proven> Prove(const v1::ConfirmConsentRequest& request, const rpc::Reading& reading);
  Result<Confirmation> ByCode(const v1::CodeAndWord& yes, const Proposal& proposal,
                              const rpc::Reading& reading);
  Result<Confirmation> ByPasskey(const v1::PasskeyAssertion& yes, const Proposal& proposal,
                                 const rpc::Reading& reading, std::uint32_t& counter) const;
  // In the change itself: what it rests on may be gone since it was proven.
  static Status CheckPasskey(const Proven& proven, const Caller& caller, storage::Connection& vault,
                             Instant at);

  // By what a code is bound to the text.
  static Array<16> CodeId(const Proposal& proposal) {
    return ToArray<16>(View(HashOf(proposal)).substr(0, 16)).value();
  }

  const AgreementParts parts_;
  identity::PhoneCodes codes_;
  Guesses<Array<16>> proposed_{kMostAnHour};  // by whom
};

// The same whatever was wrong, and whether or not there is a file: whoever proposed it with any card must
// not learn that.
Error NotConfirmed();

}  // namespace relais::consent
