// Permit: what rule and consent allow for one request, and all that the decision rested on. Only
// Access makes one; no record can be decrypted, and nothing can be committed, without it. A refusal
// is a permit that grants nothing.
#pragma once

#include "services/access/decide.h"
#include "services/base/mutex.h"
#include "services/storage/schema.h"

namespace relais::access {

class Permit {
 public:
  const Caller& caller() const { return caller_; }
  const Request& request() const { return request_; }
  bool allowed() const { return decision_.allowed; }
  CompartmentSet granted() const { return decision_.granted; }
  const std::vector<Basis>& bases() const { return decision_.bases; }
  const std::vector<std::string>& rules() const { return decision_.rules; }
  const Policy& policy() const { return *policy_; }
  std::uint64_t mark() const { return mark_; }  // of the snapshot in which it was decided
  // Of the consents that it was decided by; nullopt when none were looked at.
  const std::optional<Hash>& standing() const { return standing_; }
  std::uint64_t nonce() const { return nonce_; }  // never twice in one process
  // The facts that tell as much as the name of the caller's house or profession does. Empty for most.
  CompartmentSet TellsOf() const;

 private:
  friend class Access;
  Permit() = default;
  Caller caller_;
  Request request_;
  Decision decision_;
  std::shared_ptr<const Policy> policy_;
  std::uint64_t mark_ = 0;
  std::optional<Hash> standing_;
  std::uint64_t nonce_ = 0;
};

// What the decision must know and a higher room keeps: the consents and exclusions of a dossier, in
// the same snapshot as the data. An error denies.
struct Facts {
  std::vector<ConsentCell> cells;
  // A keyed digest over all of them, byte for byte: the log holds it too, so that whoever edits the
  // vault opens nothing. Zero for none.
  Hash digest{};
};
class AccessFacts {
 public:
  virtual ~AccessFacts() = default;
  virtual Result<Facts> Read(storage::Connection& vault, const DossierId& dossier) const = 0;
};

// The policy in force, and the one maker of permits. Thread-safe.
class Access {
 public:
  Access(std::shared_ptr<const Policy> policy, const AccessFacts& facts);
  // A permit in every case but a store failure; it may grant nothing.
  Result<Permit> Admit(const storage::Snapshot& snapshot, Caller caller, Request request,
                       Instant now) const;
  // The server's own acts, on the system chain.
  Permit AdmitSystem(std::string method) const;
  // The server shuts readers out of one dossier, because of a reply to a message: the one act for
  // somebody who was not recognised, and it can only close.
  Permit AdmitReply(const DossierId& dossier, std::string method) const;

  // The server brings a reading before the officer of the reader's house: on the chain of the dossier,
  // or, for none, of the house. Reads nothing.
  Permit AdmitReview(const DossierId& dossier, const Caller& reader, std::string method) const;

  // The digest of what stands for a dossier.
  Result<Hash> StandingOf(storage::Connection& vault, const DossierId& dossier) const {
    ASSIGN_OR_RETURN(const Facts facts, facts_.Read(vault, dossier));
    return facts.digest;
  }

  std::shared_ptr<const Policy> policy() const RELAIS_EXCLUDES(mutex_);
  // Called by the ledger, when the change of policy stands in the log.
  void Replace(std::shared_ptr<const Policy> policy) RELAIS_EXCLUDES(mutex_);

 private:
  Permit Make(Caller caller, Request request, Decision decision,
              std::shared_ptr<const Policy> policy, std::uint64_t mark) const;
  mutable Mutex mutex_;
  std::shared_ptr<const Policy> policy_ RELAIS_GUARDED_BY(mutex_);
  const AccessFacts& facts_;
};

}  // namespace relais::access
