// The Exits service: protobuf in and out.
#pragma once

#include "services/base/held.h"
#include "services/dossier/recording.h"
#include "services/exit/figures.h"
#include "services/exit/guard_rules.h"
#include "services/exit/handover_facts.h"
#include "services/notification/service.h"
#include "services/rpc/paging.h"

namespace relais::exit {

struct ExitParts {
  const notification::DossierDesk& desk;
  const keys::Keystore& keystore;
  Random& random;
  const Held<GuardRules>& guard;
  const rpc::PageTokens& pages;
  const HandoverFacts& handovers;
};

class ExitService {
 public:
  explicit ExitService(ExitParts parts) : parts_(parts) {}
  void AddMethods(rpc::Methods& methods);

 private:
  void AddPlan(rpc::Methods& methods);
  void AddDates(rpc::Methods& methods);
  void AddDeparture(rpc::Methods& methods);
  void AddReopening(rpc::Methods& methods);
  void AddDecision(rpc::Methods& methods);
  void AddConditions(rpc::Methods& methods);
  void AddPassing(rpc::Methods& methods);
  void AddWork(rpc::Methods& methods);
  void AddList(rpc::Methods& methods);
  void AddFigures(rpc::Methods& methods);

  Result<rpc::Listing::Frame> FrameOfWork(const rpc::Reading& reading,
                                          const v1::ListWorkRequest& request) const;
  Result<std::optional<rpc::SealedWire>> LineOfWork(const rpc::Reading& reading, bool team) const;

  dossier::Recording Record(const access::Permit& permit, storage::Connection& vault,
                            Instant at) const {
    return {parts_.keystore, parts_.random, permit, vault, at};
  }
  Status CountDecided(const access::Permit& permit, storage::Connection& vault,
                      const RecordId& exit, const v1::Departure& left, Tally tally) const;
  // A request to write EXIT; or, of a person, to say their word about it.
  Result<rpc::Prepared> AskToWrite(const v1::DossierContext& context,
                                   const std::string& request_id) const;

  // Adds a record that says something of the leaving `exit`: `fill` (void(GetDossierResponse&, Party)) writes it,
  // `respond` (void(Response&, id)) names it. `then`, if set, is what else follows for a plan that a house sees: the
  // standing for decisions moves by it.
  using Then = std::function<Status(const access::Permit& permit, storage::Connection& vault,
                                    const v1::Exit& planned, Instant at)>;
  template <class Response, class Fill, class Respond>
  rpc::ApplyChange Beside(const RecordId& exit, Fill fill, Respond respond,
                          Then then = nullptr) const;

  const ExitParts parts_;
};

}  // namespace relais::exit
