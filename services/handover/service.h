// The Handovers service: protobuf in and out.
#pragma once

#include "audit/note.h"
#include "services/base/held.h"
#include "services/consent/agreement_service.h"
#include "services/exit/guard_rules.h"
#include "services/exit/handover_facts.h"
#include "services/handover/handovers.h"
#include "services/handover/standing_yes.h"
#include "services/notification/service.h"
#include "services/rpc/paging.h"

namespace relais::handover {

struct HandoverParts {
  const notification::DossierDesk& desk;
  const rpc::AddressBook& addresses;  // of everything but handovers
  const directory::CatalogueHolder& catalogue;
  consent::AgreementService& agreements;
  const rpc::PageTokens& pages;
  const keys::Keystore& keystore;
  Random& random;
  const Held<exit::GuardRules>& guard;
  std::shared_ptr<const audit::NoteSigner> papers;  // signs what is printed
};

// What a person took back when the server died right after writing that down.
class ReapplyWithdrawals final : public ledger::Reapply {
 public:
  Result<bool> FromEntry(storage::Connection& vault, const audit::Details& details) override;
};

class HandoverService final : public rpc::AddressBook, public exit::HandoverFacts {
 public:
  // A handover as it stands, or as the caller is told that it does (AsTold).
  struct Found {
    Handover handover;
    std::vector<consent::Consent> given;  // all that came of the person's yes
    v1::Handover::State state = v1::Handover::STATE_UNSPECIFIED;
  };
  // As the caller is told, in a change.
  static Result<v1::Handover::State> ToldOf(const Found& found, const Caller& caller,
                                            storage::Connection& vault, Instant at);
  // In this file; nullopt when there is none.
  static Result<std::optional<Found>> FindIn(storage::Connection& vault, const HandoverId& id,
                                             const DossierId& dossier, Instant at);
  explicit HandoverService(HandoverParts parts) : parts_(std::move(parts)) {}
  void AddMethods(rpc::Methods& methods);
  Result<DossierId> Find(storage::Connection& vault, const rpc::Address& address) const override;
  Result<bool> Exists(storage::Connection& vault, const DossierId& id) const override {
    return parts_.addresses.Exists(vault, id);
  }
  // In the change by which the person says yes: who said yes beforehand takes over at once. Its id goes to `objects`.
  Status OnYes(storage::Connection& vault, const DossierId& dossier, const ProposalId& proposal,
               Instant at, std::vector<Array<16>>& objects) const;
  Result<Told> ToldTo(const rpc::Reading& reading, const DossierId& dossier) const override;
  Status Pause(const access::Permit& permit, storage::Connection& vault, Instant at) const override;

 private:
  void AddAsk(rpc::Methods& methods);
  void AddAskAgain(rpc::Methods& methods);
  void AddAsked(rpc::Methods& methods);
  void AddSlipping(rpc::Methods& methods);
  void AddAnswer(rpc::Methods& methods);
  void AddStandingYes(rpc::Methods& methods);
  void AddMark(rpc::Methods& methods);
  void AddWithdraw(rpc::Methods& methods);
  void AddList(rpc::Methods& methods);
  void AddDayOne(rpc::Methods& methods);

  Result<rpc::ApplyChange> Ask(const v1::AskHandoverRequest& request,
                               const rpc::Reading& reading) const;
  Result<rpc::Changed> AskAgain(const v1::AskHandoverAgainRequest& request, const HandoverId& id,
                                const access::Permit& permit, storage::Connection& vault,
                                Instant at) const;
  // Whether that holds of what it asks; nothing else of it comes out.
  using Holds = bool (*)(const v1::HandoverAsk& ask, Date day);
  Result<bool> Asks(const access::Permit& permit, storage::Connection& vault,
                    const Handover& handover, Holds holds, Date day) const;
  Result<rpc::ApplyChange> Accept(const HandoverId& id, const rpc::Reading& reading) const;
  // What the person agreed to holds from here on, and the team of `caller` has its relation by it.
  static Status TakeOver(storage::Connection& vault, Handover handover,
                         const consent::AgreementService::Waiting& waiting,
                         const std::vector<consent::Consent>& given, const Caller& caller,
                         Instant at, std::vector<Array<16>>& objects);
  static Result<std::optional<StandingYes>> SaidBeforehand(storage::Connection& vault,
                                                           const Handover& handover,
                                                           const v1::HandoverAsk& ask, Instant at);
  // One that the caller's house said yes to, or anybody did where the caller is the person; kInvalid when there is none.
  static Result<Found> TakenOver(const rpc::Reading& reading, const HandoverId& id);
  Result<rpc::SealedWire> Page(const v1::GetDayOnePageRequest& request, const HandoverId& id,
                               const rpc::Reading& reading) const;
  rpc::ApplyChange Refuse(const v1::AnswerHandoverRequest& request, const HandoverId& id) const;
  // Of the file, what the caller is told of: the person, and whoever `holds` the thread, of all.
  static Result<std::vector<Found>> ShownOf(const rpc::Reading& reading, bool holds);
  // These, as the caller may see them, who `holds` the thread for the person or not; `keep`, if set, leaves some of them out
  // once they are open.
  using Keep = void (*)(v1::ListHandoversResponse& all, Instant now);
  Result<rpc::SealedWire> Show(const rpc::Reading& reading, const std::vector<Found>& shown,
                               bool holds, Keep keep = nullptr) const;
  Result<v1::Handover> Shown(const rpc::Reading& reading, const Found& found, bool holds) const;

  const HandoverParts parts_;
};

}  // namespace relais::handover
