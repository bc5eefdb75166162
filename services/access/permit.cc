#include "services/access/permit.h"

#include <atomic>
#include <limits>

namespace relais::access {
namespace {

// The facts that tell as much as such a name: whoever sees them learns nothing by it.
CompartmentSet FactsOf(TellsOf what) {
  switch (what) {
    case TellsOf::kDetention:
      return {Compartment::kJustice};
    case TellsOf::kMentalHealth:
    case TellsOf::kAddiction:
      return {Compartment::kPsychiatric};
    case TellsOf::kRefuge:
      return {Compartment::kWhereabouts};
  }
  return AllCompartments();
}

}  // namespace

CompartmentSet Permit::TellsOf() const {
  const TellsOfSet all = caller_.tells_of | policy_->TellsOf(caller_.profession);
  CompartmentSet out;
  for (int i = 1; i <= kTellsOf; ++i)
    if (all.Has(static_cast<relais::TellsOf>(i)))
      out = out | FactsOf(static_cast<relais::TellsOf>(i));
  return out;
}

Access::Access(std::shared_ptr<const Policy> policy, const AccessFacts& facts)
    : policy_(std::move(policy)), facts_(facts) {}

std::shared_ptr<const Policy> Access::policy() const {
  const MutexLock lock(mutex_);
  return policy_;
}

void Access::Replace(std::shared_ptr<const Policy> policy) {
  const MutexLock lock(mutex_);
  policy_ = std::move(policy);
}

Result<Permit> Access::Admit(const storage::Snapshot& snapshot, Caller caller, Request request,
                             Instant now) const {
  Facts facts;
  const bool by_consent =
      caller.kind == CallerKind::kProfessional || caller.kind == CallerKind::kTrustedPerson;
  const bool looked = !request.dossier.IsZero() && by_consent;
  // The person's own ways in rest on no consent; but a file may be frozen.
  if (looked || (caller.kind == CallerKind::kPerson && !request.dossier.IsZero())) {
    ASSIGN_OR_RETURN(facts, facts_.Read(snapshot.vault(), request.dossier));
  }
  auto policy = this->policy();
  Decision decision = Decide(*policy, facts.cells, caller, request, now);
  Permit permit = Make(std::move(caller), std::move(request), std::move(decision),
                       std::move(policy), snapshot.mark());
  if (looked) permit.standing_ = facts.digest;
  return permit;
}

Permit Access::AdmitSystem(std::string method) const {
  Caller server{.kind = CallerKind::kSystem};
  Request request{.action = Action::kSystem, .method = std::move(method)};
  return Make(std::move(server), std::move(request), Decision{.allowed = true}, policy(), 0);
}

Permit Access::AdmitReply(const DossierId& dossier, std::string method) const {
  Caller server{.kind = CallerKind::kSystem};
  Request request{.dossier = dossier, .action = Action::kSuspend, .method = std::move(method)};
  return Make(std::move(server), std::move(request), Decision{.allowed = true}, policy(),
              std::numeric_limits<std::uint64_t>::max());
}

Permit Access::AdmitReview(const DossierId& dossier, const Caller& reader,
                           std::string method) const {
  Caller server{.kind = CallerKind::kSystem,
                .organisation = reader.organisation,
                .organisation_name = reader.organisation_name};
  Request request{.dossier = dossier, .action = Action::kSystem, .method = std::move(method)};
  return Make(std::move(server), std::move(request), Decision{.allowed = true}, policy(),
              std::numeric_limits<std::uint64_t>::max());
}

Permit Access::Make(Caller caller, Request request, Decision decision,
                    std::shared_ptr<const Policy> policy, std::uint64_t mark) const {
  static std::atomic<std::uint64_t> next{1};
  Permit permit;
  permit.caller_ = std::move(caller);
  permit.request_ = std::move(request);
  permit.decision_ = std::move(decision);
  permit.policy_ = std::move(policy);
  permit.mark_ = mark;
  permit.nonce_ = next.fetch_add(1, std::memory_order_relaxed);
  return permit;
}

}  // namespace relais::access
