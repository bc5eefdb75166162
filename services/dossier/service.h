// The Dossiers service: protobuf in and out.
#pragma once

#include <mutex>

#include "audit/note.h"
#include "relais/v1/dossiers.pb.h"
#include "services/base/guesses.h"
#include "services/directory/service.h"
#include "services/dossier/chosen_word.h"
#include "services/dossier/recording.h"
#include "services/identity/tickets.h"
#include "services/notification/service.h"

namespace relais::dossier {

struct DossierParts {
  const directory::CatalogueHolder& catalogue;
  const keys::Keystore& keystore;
  const Clock& clock;
  Random& random;
  const identity::Tickets& tickets;
  const notification::Tellings& tellings;
  const std::string origin;                         // of the portal
  std::shared_ptr<const audit::NoteSigner> papers;  // signs what is printed
};

class DossierService final : public rpc::AddressBook,
                             public notification::DossierDesk,
                             public ledger::Reapply {
 public:
  explicit DossierService(DossierParts parts)
      : parts_(parts),
        card_key_(parts.keystore.index_key("card_code")),
        card_index_(parts.keystore.index_key("card")) {}
  void AddMethods(rpc::Methods& methods);
  Result<DossierId> Find(storage::Connection& vault, const rpc::Address& address) const override;
  Result<bool> Exists(storage::Connection& vault, const DossierId& id) const override;
  Result<rpc::Address> AddressOf(const v1::DossierContext& context) const override;
  // What every request about a dossier must say; checked against nothing but the catalogue's
  // reasons.
  Result<rpc::Prepared> Ask(const v1::DossierContext& context, Action action) const override;
  Result<bool> IsChosenWord(storage::Connection& vault, const DossierId& dossier,
                            std::string_view word, CallerKind asked_by) const override;
  Result<bool> IsPresent(const rpc::Reading& reading, const rpc::Address& named,
                         std::string_view word) const override;
  Result<bool> IsShutOut(storage::Connection& vault, const DossierId& dossier, const Caller& caller,
                         Instant now) const override;
  Result<std::vector<DossierId>> MayBeOpenTo(storage::Connection& vault, const Caller& caller,
                                             Instant now, const DossierId& after,
                                             int limit) const override;
  bool Closes(const audit::Details& details) const override;
  Result<bool> FromEntry(storage::Connection& vault, const audit::Details& details) override;

 private:
  void AddOpen(rpc::Methods& methods);
  void AddReads(rpc::Methods& methods);
  void AddSteps(rpc::Methods& methods);
  void AddWords(rpc::Methods& methods);
  void AddMustNotKnow(rpc::Methods& methods);
  void AddDeath(rpc::Methods& methods);
  static Result<bool> MarkFromEntry(storage::Connection& vault, const audit::Details& details);
  rpc::ApplyChange Freeze(const ConsentId& id) const;
  rpc::ApplyChange Thaw(bool at_desk) const;

  // The same for writing a record of `kind`.
  Result<rpc::Prepared> AskToWrite(const v1::DossierContext& context, const std::string& request_id,
                                   const directory::Kind& kind) const;
  // Kinds are public, so that an unknown one is answered before anything is asked of a dossier.
  // Keeps its catalogue alive: a reload must not move a kind to another compartment between the
  // decision and the change.
  Result<std::shared_ptr<const directory::Kind>> KnownKind(const std::string& kind) const;
  using Kinds = std::vector<std::shared_ptr<const directory::Kind>>;
  Result<Kinds> KindsToOpenWith(const v1::OpenDossierRequest& request) const;
  Date Today() const { return Date(std::chrono::floor<std::chrono::days>(parts_.clock.Now())); }
  Result<rpc::Changed> Open(const std::vector<v1::Step>& identity, const access::Permit& permit,
                            const Dossier& dossier, storage::Connection& vault, Instant at) const;
  Recording Record(const access::Permit& permit, storage::Connection& vault, Instant at) const {
    return Recording(parts_.keystore, parts_.random, permit, vault, at);
  }

  const DossierParts parts_;
  mutable std::mutex hashing_;  // of chosen words
  // Whoever merely holds the phone has no hour in which to try more. And whoever knows the word does not
  // keep everybody else from being looked at.
  using Asked = std::pair<DossierId, CallerKind>;
  mutable Guesses<Asked> wrong_words_{5}, words_{30};
  // Of one caller, whether or not there is such a file: nobody keeps others from showing that the person is
  // there, or wears out the counters of real files by asking about others.
  using Shown = std::pair<Array<16>, DossierId>;
  mutable Guesses<Shown> shown_of_one_{3};
  mutable Guesses<Array<16>> shown_{20};
  const Key card_key_;
  const BlindIndex card_index_;
};

}  // namespace relais::dossier
