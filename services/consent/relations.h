// First openings: a team that shows once that it works with a person. A consent alone can be had from afar; a
// relation cannot be made up by whoever would like to read.
#pragma once

#include "relais/v1/consents.pb.h"
#include "relais/v1/relations.pb.h"
#include "services/base/guesses.h"
#include "services/consent/repository.h"
#include "services/identity/code_sender.h"
#include "services/identity/phone_codes.h"
#include "services/notification/service.h"

namespace relais::consent {

// So long a relation holds for the team; so long one that no proof of the person's stands behind.
inline constexpr std::chrono::days kRelationLasts{90}, kUnprovenLasts{3};

// What became of a team's relation.
struct Related {
  ConsentId id;  // the one that stands
  Instant end{};
  bool written = false;                // it is new; else it was there, and long enough
  std::optional<ConsentId> instead{};  // of a shorter one, which ended
};

// The caller's team works with the person, from `at` on. A shorter relation of the team ends; one that is longer,
// or a day shorter at most, goes on. The dossier's standing moves when it was written. `by`: what the person said
// yes to, when it ends with that; `end`: when, where that says so.
Result<Related> AddRelation(storage::Connection& vault, const DossierId& dossier,
                            const Caller& caller, const ConsentId& id, v1::Proof::Method method,
                            Instant at, const ProposalId& by = {}, Instant end = {});

// Two who say the same of a file within an hour. In memory alone: a restart costs saying it again. Thread-safe.
class Seconds {
 public:
  // Who of the team said so before, once; nullopt notes that `who` does.
  std::optional<ProfessionalId> Second(const DossierId& dossier, const Array<16>& team,
                                       const ProfessionalId& who, Instant now)
      RELAIS_EXCLUDES(mutex_);
  void Note(const DossierId& dossier, const Array<16>& team, const ProfessionalId& who, Instant now)
      RELAIS_EXCLUDES(mutex_);

 private:
  static constexpr std::size_t kMostKept = 10'000;
  struct Said {
    ProfessionalId by;
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
  using Shown = Result<v1::Proof::Method>;

  void AddSendCode(rpc::Methods& methods);
  void AddProve(rpc::Methods& methods);
  void SendCode(const access::Permit& permit, storage::Connection& vault, Instant now);
  // By the word or the code. Slow, and counted: once a request.
  Shown Show(const v1::ProveRelationRequest& request, const rpc::Address& named,
             const rpc::Reading& reading);
  Result<rpc::Changed> Relate(const access::Permit& permit, storage::Connection& vault, Instant at,
                              const ConsentId& id, std::optional<v1::Proof::Method> method);

  const RelationParts parts_;
  // Of this service alone: none of them signs in, or says yes to anything.
  identity::PhoneCodes codes_;
  Seconds seconds_;
  // Of one caller, whether or not there is such a file: nobody keeps others from asking.
  using Asked = std::pair<Array<16>, DossierId>;
  Guesses<Asked> codes_of_one_{3};
  Guesses<Array<16>> codes_asked_{20};
};

}  // namespace relais::consent
