// First openings: a team that shows once that it works with a person. A consent alone can be had from afar; a
// relation cannot be made up by whoever would like to read.
#pragma once

#include "relais/v1/consents.pb.h"
#include "relais/v1/relations.pb.h"
#include "services/consent/repository.h"
#include "services/identity/code_sender.h"
#include "services/identity/phone_codes.h"
#include "services/notification/service.h"

namespace relais::consent {

// So long a relation holds for the team; so long one that no proof of the person's stands behind.
inline constexpr std::chrono::days kRelationLasts{90}, kUnprovenLasts{3};

// The caller's team works with the person, from `at` on; until when. A shorter relation of the team ends; one
// that is longer, or a day shorter at most, goes on. The dossier's standing moves.
Result<Instant> AddRelation(storage::Connection& vault, const DossierId& dossier,
                            const Caller& caller, const ConsentId& id, v1::Proof::Method method,
                            Instant at);

// Two who say the same of a file within an hour. In memory alone: a restart costs saying it again. Thread-safe.
class Seconds {
 public:
  // Whether another of the team said so before; notes that `who` does.
  bool Second(const DossierId& dossier, const Array<16>& team, const Array<16>& who, Instant now)
      RELAIS_EXCLUDES(mutex_);

 private:
  static constexpr std::size_t kMostKept = 10'000;
  struct Said {
    Array<16> by;
    Instant at;
  };
  Mutex mutex_;
  std::map<std::pair<DossierId, Array<16>>, Said> said_ RELAIS_GUARDED_BY(mutex_);
};

struct RelationParts {
  const notification::DossierDesk& desk;
  const notification::Tellings& tellings;
  std::shared_ptr<const notification::Notices> notices;
  identity::CodeSender& sender;
  Random& random;
};

class RelationService {
 public:
  explicit RelationService(RelationParts parts) : parts_(std::move(parts)), codes_(parts_.random) {}
  void AddMethods(rpc::Methods& methods);

 private:
  void AddSendCode(rpc::Methods& methods);
  void AddProve(rpc::Methods& methods);
  void SendCode(const access::Permit& permit, storage::Connection& vault, Instant now);
  // By what the relation is shown; nullopt: a first colleague said so.
  Result<std::optional<v1::Proof::Method>> Prove(const v1::ProveRelationRequest& request,
                                                 const rpc::Reading& reading);

  const RelationParts parts_;
  // Of this service alone: none of them signs in, or says yes to anything.
  identity::PhoneCodes codes_;
  Seconds seconds_;
};

}  // namespace relais::consent
