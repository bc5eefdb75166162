// The ledger: the only door out for data and the only way in for changes. An act that has a permit
// gets an entry in the log, durably, and only then its receipt (P1, P5, P10).
//
//  L1  An entry is on disk before its receipt exists.
//  L2  No receipt is issued above the entry of a change that its permit's facts did not know:
//      revocation wins races.
//  L3  A change in the vault has its entry in the log; an entry whose change was lost in a crash is
//      closed by another.
//  L4  Times of entries never go back; numbers in a chain and indexes in the tree have no gaps.
//  L5  (size, root) is durable, and consistent with the one before, before a checkpoint is signed.
//  L6  No receipt is issued for a decision by other consents than the log's last change of them left:
//      whoever edits the vault opens nothing, and an entry tells that something was asked for by it.
#pragma once

#include <atomic>
#include <filesystem>
#include <unordered_map>
#include <unordered_set>

#include "services/keys/keystore.h"
#include "services/ledger/act.h"
#include "services/ledger/oversight.h"
#include "services/ledger/stamps.h"
#include "services/storage/group_commit.h"

namespace relais::ledger {

// Applies again, from its entry, a change that must survive any crash once it is logged:
// revocations, suspensions, and what closes a file. Idempotent. Implemented by the nouns that own them.
class Reapply {
 public:
  virtual ~Reapply() = default;
  // Of an entry that writes: whether it is the owner's, and must survive as well.
  virtual bool Closes(const audit::Details&) const { return false; }
  // False: not a change of this kind.
  virtual Result<bool> FromEntry(storage::Connection& vault, const audit::Details& details) = 0;
};

struct LedgerParts {
  storage::Store& vault;
  storage::Store& log;
  access::Access& access;
  const Clock& clock;
  Random& random;
  std::vector<Reapply*> reapply = {};
  std::string origin;  // of the checkpoints: the log's name
  const Key& signing_seed;
  // Of what is kept for the houses of readers: see oversight.h.
  const Key oversight_key;
  // Beside the stores; its loss is noticed by whoever kept a checkpoint.
  std::filesystem::path checkpoint_file;
  storage::WriterOptions writer = {};
  // Where each chain ends is written down now and then, not with every entry: the heads lie all
  // over their table, and a batch would touch a page for each of its entries. What came after is
  // found in the entries themselves.
  std::uint64_t entries_between_heads = 1024;
  // Consents were changed behind the server's back (L6), or the vault was found to be older than the log;
  // called by the writer or while the ledger is opened, and may not block. May be unset.
  std::function<void(const Error&)> on_altered = nullptr;
};

class Ledger final : private storage::Participant {
 public:
  // Checks log against vault and side file, closes or applies what a crash left open, and starts
  // the writer. Requires migrated stores. kCorrupt when the stores contradict each other: the
  // message says which is behind.
  static Result<std::unique_ptr<Ledger>> Open(LedgerParts parts);
  ~Ledger() override;

  // Settles `act` now (kBusy, kUnavailable) or later, on the writer's thread. Thread-safe.
  void Submit(std::unique_ptr<Act> act);
  // The same for several, all or none, with nothing between them: whatever comes later is completed
  // after all of them, so a revocation is acknowledged when their answer has left.
  void Submit(std::vector<std::unique_ptr<Act>> acts);
  // Puts a new policy into force at one entry of the system chain: no decision by the old one gets
  // a receipt above it. Blocks until it stands.
  Status ReplacePolicy(std::shared_ptr<const access::Policy> policy);
  // The signed checkpoint over everything committed when it was called; signs a new one if need be.
  // Blocks.
  Result<std::string> FreshCheckpoint();
  // Writes what a part of the server does by itself: `work` writes rows of its own tables in the log,
  // and the entries that it returns are appended in the same commit, as the server's, owing nothing;
  // subject, method, reason, outcome, count, objects and refers_to are its own. Runs on the writer's
  // thread: an error, which must be the store's, fails the whole batch. Blocks until it stands.
  using OwnWork =
      std::function<Result<std::vector<audit::Details>>(storage::Connection& log, Instant at)>;
  Status Write(OwnWork work);
  // Forgets some of what was kept for the houses of readers before `before`, so that no read waits for
  // long. True when there is more. Blocks.
  Result<bool> ForgetOversight(Instant before);

  // The time of the last committed entry: for decisions, now is never earlier. Thread-safe.
  Instant NotBefore() const { return committed_time_.load(std::memory_order_relaxed); }
  std::string Vkey() const { return signer_.Vkey(); }
  storage::GroupCommit::Counts counts() const { return writer_->counts(); }

 private:
  class ActUnit;
  class PolicyUnit;
  class SignUnit;
  class OwnUnit;

  Ledger(LedgerParts parts, audit::NoteSigner signer);
  Status Recover(storage::Connection& log, storage::Connection& vault);
  Status CheckSideFile(storage::Connection& log) const;
  Status CloseLostChanges(storage::Connection& log, storage::Connection& vault, std::uint64_t mark);
  Status CloseLostChange(storage::Connection& log, storage::Connection& vault,
                         const ChangeEntry& entry);

  // The writer's thread, from here on.
  Status Seal(storage::Connection& log, storage::Connection& vault, bool changed) override;
  void Committed() override;
  void RolledBack() override;
  bool Fresh(const access::Permit& permit) const;
  // L6. What stands for a dossier, as the log says; changes of this batch included.
  Result<Hash> StandingOf(const Array<16>& dossier);
  bool Trusted(const access::Permit& permit);
  Result<Chain*> ChainFor(storage::Connection& log, audit::Subject subject, const Array<16>& id);
  Status LoadChains(storage::Connection& log);
  void ForgetChains();
  Instant EntryTime();
  // Numbers, encodes and appends one entry; fills in number, time and chain. `at` is an EntryTime
  // of this entry.
  Result<Receipt> Append(storage::Connection& log, audit::Details details, std::uint64_t nonce,
                         bool change, Instant at);
  Status Sign(storage::Connection& log);
  void ReleaseSignature();

  LedgerParts parts_;
  audit::NoteSigner signer_;
  Oversight oversight_;

  audit::Tree tree_, committed_tree_;
  Instant last_time_{};
  std::atomic<Instant> committed_time_{Instant()};
  // The log's size after the newest entry of a change that was applied in this batch.
  std::uint64_t change_end_ = 0;
  Stamps stamps_;
  const access::Policy* expected_policy_ = nullptr;
  std::unique_ptr<storage::Connection> standings_log_;
  std::unordered_map<std::string, Hash> standings_;  // those looked at, by dossier

  // Those in grown_, and a bounded number of others.
  std::unordered_map<std::string, Chain> chains_;
  std::unordered_set<Chain*> grown_;  // since the heads were written
  std::uint64_t heads_size_ = 0;
  bool chains_loaded_ = false;
  Head head_, committed_head_;  // of the newest checkpoint; durable once committed
  std::string note_;            // signed over head_; empty while none was released in this process

  std::unique_ptr<storage::GroupCommit> writer_;  // last: its thread uses all the others
};

// The entry that a permit's act leaves in the log, but for number, time and chain key.
audit::Details Describe(const access::Permit& permit, audit::Outcome outcome,
                        const Disclosure& disclosure);

}  // namespace relais::ledger
