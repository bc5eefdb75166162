#include "services/ledger/ledger.h"

#include <algorithm>
#include <future>

#include "services/base/files.h"

namespace relais::ledger {
namespace {

constexpr std::size_t kChainCache = 8192;
constexpr int kForgottenAtOnce = 500;
constexpr std::size_t kStandingsCache = 16'384;

Error Altered() {
  return {
      Reason::kCorrupt,
      "the consents of this file are not those that were given: nothing is open by them; tell the "
      "operator"};
}

std::string ChainName(audit::Subject subject, const Array<16>& id) {
  return std::string(1, static_cast<char>(subject)).append(View(id));
}

// What the writer promised; a writer that dies keeps no promise.
template <class T>
T Await(std::future<T> promised) {
  try {
    return promised.get();
  } catch (const std::future_error&) {
    return Fail(Reason::kUnavailable, "the server is stopping; try again later");
  }
}

}  // namespace

// One act in a batch.
class Ledger::ActUnit final : public storage::Unit {
 public:
  ActUnit(Ledger& ledger, std::unique_ptr<Act> act) : ledger_(ledger), act_(std::move(act)) {}

  Standing Check() override {
    if (act_->Ended()) return Standing::kEnded;
    // A refusal that has grown old is still safe, and sending it back would tell that something is
    // there (P3).
    if (!act_->permit().allowed()) return Standing::kReady;
    // Decided again, whose service has ended meanwhile is refused.
    if (!act_->permit().caller().Serves(ledger_.EntryTime())) return Standing::kMoved;
    if (!ledger_.Fresh(act_->permit())) return Standing::kMoved;
    if (!ledger_.Trusted(act_->permit())) Distrust();
    return Standing::kReady;
  }
  bool IsChange() const override { return act_->IsChange() && !distrusted_; }
  Status Apply(storage::Connection& vault) override {
    at_ = ledger_.EntryTime();
    const DossierId& dossier = act_->permit().request().dossier;
    std::optional<Hash> before = act_->permit().standing();
    if (!dossier.IsZero() && !before) {
      ASSIGN_OR_RETURN(before, ledger_.parts_.access.StandingOf(vault, dossier));
    }
    RETURN_IF_ERROR(act_->Apply(vault, *at_, moved_));
    // Whatever changes what decisions rest on says so in `moved`.
    if (!dossier.IsZero() && !moved_.empty()) RETURN_IF_ERROR(SeeStanding(vault, dossier, *before));
    applied_ = true;
    return {};
  }
  Status Append(storage::Connection& log) override {
    audit::Details details = Describe(act_->permit(), act_->outcome(), act_->disclosure());
    const Instant at = at_ ? *at_ : ledger_.EntryTime();
    ASSIGN_OR_RETURN(receipt_,
                     ledger_.Append(log, std::move(details), act_->permit().nonce(), applied_, at));
    if (applied_ && standing_) {
      const Array<16>& dossier = act_->permit().request().dossier.bytes();
      RETURN_IF_ERROR(WriteStanding(log, dossier, receipt_->index(), *standing_));
      ledger_.standings_[std::string(View(dossier))] = *standing_;
    }
    for (const auto& id : moved_) {
      if (applied_) ledger_.stamps_.Touch(id, receipt_->index() + 1);
    }
    return {};
  }
  void Committed() override { act_->Settle(*receipt_); }
  void Dropped(Error error) override { act_->Settle(tl::unexpected<Error>(std::move(error))); }
  void GoBack() override {
    act_->DecideAgain();
    delete this;
  }

 private:
  // A change must not make good what somebody else changed: what was there before must be what the log
  // says.
  Status SeeStanding(storage::Connection& vault, const DossierId& dossier, const Hash& before) {
    ASSIGN_OR_RETURN(const Hash expected, ledger_.StandingOf(dossier.bytes()));
    ASSIGN_OR_RETURN(const Hash after, ledger_.parts_.access.StandingOf(vault, dossier));
    if (after != before) standing_ = after;
    if (before == expected) return {};
    Distrust();
    return tl::unexpected<Error>(Altered());
  }
  void Distrust() {
    distrusted_ = true;
    act_->Distrust(Altered());
    if (ledger_.parts_.on_altered) ledger_.parts_.on_altered(Altered());
  }

  Ledger& ledger_;
  std::unique_ptr<Act> act_;
  bool distrusted_ = false;
  std::optional<Hash> standing_;  // what stands since this change, when it is something else
  std::vector<Array<16>> moved_;
  std::optional<Instant> at_;  // for a change: the time that Apply was told
  bool applied_ = false;
  std::optional<Receipt> receipt_;
};

// A new policy: in force for whatever comes after it in its own batch already.
class Ledger::PolicyUnit final : public storage::Unit {
 public:
  PolicyUnit(Ledger& ledger, std::shared_ptr<const access::Policy> policy,
             std::promise<Status> done)
      : ledger_(ledger), policy_(std::move(policy)), done_(std::move(done)) {}
  Standing Check() override { return Standing::kReady; }
  bool IsChange() const override { return false; }
  Status Apply(storage::Connection&) override { return {}; }
  Status Append(storage::Connection& log) override {
    const access::Permit permit = ledger_.parts_.access.AdmitSystem("policy.reload");
    audit::Details details = Describe(permit, audit::Outcome::kChanged, {});
    details.policy = policy_->hash();
    RETURN_IF_ERROR(
        ledger_.Append(log, std::move(details), permit.nonce(), false, ledger_.EntryTime()));
    ledger_.expected_policy_ = policy_.get();
    return {};
  }
  void Committed() override {
    ledger_.parts_.access.Replace(policy_);
    done_.set_value({});
  }
  void Dropped(Error error) override { done_.set_value(tl::unexpected<Error>(std::move(error))); }
  void GoBack() override {}

 private:
  Ledger& ledger_;
  std::shared_ptr<const access::Policy> policy_;
  std::promise<Status> done_;
};

// Makes (size, root) durable in the batch, and releases the signature after it.
class Ledger::SignUnit final : public storage::Unit {
 public:
  SignUnit(Ledger& ledger, std::promise<Result<std::string>> done)
      : ledger_(ledger), done_(std::move(done)) {}
  Standing Check() override { return Standing::kReady; }
  bool IsChange() const override { return false; }
  Status Apply(storage::Connection&) override { return {}; }
  Status Append(storage::Connection& log) override { return ledger_.Sign(log); }
  void Committed() override {
    ledger_.ReleaseSignature();
    done_.set_value(ledger_.note_);
  }
  void Dropped(Error error) override { done_.set_value(tl::unexpected<Error>(std::move(error))); }
  void GoBack() override {}

 private:
  Ledger& ledger_;
  std::promise<Result<std::string>> done_;
};

// What a part of the server does by itself.
class Ledger::OwnUnit final : public storage::Unit {
 public:
  OwnUnit(Ledger& ledger, OwnWork work, std::promise<Status> done)
      : ledger_(ledger), work_(std::move(work)), done_(std::move(done)) {}
  Standing Check() override { return Standing::kReady; }
  bool IsChange() const override { return false; }
  Status Apply(storage::Connection&) override { return {}; }
  Status Append(storage::Connection& log) override {
    const Instant at = ledger_.EntryTime();
    ASSIGN_OR_RETURN(auto entries, work_(log, at));
    for (audit::Details& details : entries) {
      details.caller_kind = static_cast<std::uint8_t>(CallerKind::kSystem);
      details.action = static_cast<std::uint8_t>(Action::kSystem);
      details.policy = ledger_.expected_policy_->hash();
      RETURN_IF_ERROR(ledger_.Append(log, std::move(details), 0, false, at));
    }
    return {};
  }
  void Committed() override { done_.set_value({}); }
  void Dropped(Error error) override { done_.set_value(tl::unexpected<Error>(std::move(error))); }
  void GoBack() override {}

 private:
  Ledger& ledger_;
  const OwnWork work_;
  std::promise<Status> done_;
};

Ledger::Ledger(LedgerParts parts, audit::NoteSigner signer)
    : parts_(std::move(parts)), signer_(std::move(signer)), oversight_(parts_.oversight_key) {}

Ledger::~Ledger() = default;

Result<std::unique_ptr<Ledger>> Ledger::Open(LedgerParts parts) {
  ASSIGN_OR_RETURN(auto signer,
                   audit::NoteSigner::Create(parts.origin, Ed25519Signer(parts.signing_seed)));
  ASSIGN_OR_RETURN(auto log, parts.log.Connect(storage::Store::Use::kWrite));
  ASSIGN_OR_RETURN(auto vault, parts.vault.Connect(storage::Store::Use::kWrite));
  std::unique_ptr<Ledger> ledger(new Ledger(std::move(parts), std::move(signer)));
  ASSIGN_OR_RETURN(ledger->standings_log_, ledger->parts_.log.Connect(storage::Store::Use::kRead));
  RETURN_IF_ERROR(ledger->Recover(*log, *vault));
  auto options = ledger->parts_.writer;
  storage::Participant& participant = *ledger;
  ledger->writer_ = std::make_unique<storage::GroupCommit>(std::move(log), std::move(vault),
                                                           participant, std::move(options));
  return ledger;
}

void Ledger::Submit(std::unique_ptr<Act> act) {
  Act* const raw = act.get();
  std::unique_ptr<storage::Unit> unit = std::make_unique<ActUnit>(*this, std::move(act));
  // On success the writer may have settled and freed the act already.
  if (Status status = writer_->Submit(unit); !status)
    raw->Settle(tl::unexpected<Error>(std::move(status).error()));
}

void Ledger::Submit(std::vector<std::unique_ptr<Act>> acts) {
  std::vector<Act*> raw;
  std::vector<std::unique_ptr<storage::Unit>> units;
  for (auto& act : acts) {
    raw.push_back(act.get());
    units.push_back(std::make_unique<ActUnit>(*this, std::move(act)));
  }
  if (const Status status = writer_->Submit(units); !status) {
    for (Act* const act : raw) act->Settle(tl::unexpected<Error>(status.error()));
  }
}

Status Ledger::ReplacePolicy(std::shared_ptr<const access::Policy> policy) {
  std::promise<Status> done;
  auto result = done.get_future();
  std::unique_ptr<storage::Unit> unit =
      std::make_unique<PolicyUnit>(*this, std::move(policy), std::move(done));
  RETURN_IF_ERROR(writer_->Submit(unit));
  return Await(std::move(result));
}

Status Ledger::Write(OwnWork work) {
  std::promise<Status> done;
  auto result = done.get_future();
  std::unique_ptr<storage::Unit> unit =
      std::make_unique<OwnUnit>(*this, std::move(work), std::move(done));
  RETURN_IF_ERROR(writer_->Submit(unit));
  return Await(std::move(result));
}

Result<bool> Ledger::ForgetOversight(Instant before) {
  bool more = false;
  RETURN_IF_ERROR(
      Write([&](storage::Connection& log, Instant) -> Result<std::vector<audit::Details>> {
        ASSIGN_OR_RETURN(more, ledger::ForgetOversight(log, before, kForgottenAtOnce));
        return std::vector<audit::Details>();
      }));
  return more;
}

Result<std::string> Ledger::FreshCheckpoint() {
  std::promise<Result<std::string>> done;
  auto result = done.get_future();
  std::unique_ptr<storage::Unit> unit = std::make_unique<SignUnit>(*this, std::move(done));
  RETURN_IF_ERROR(writer_->Submit(unit));
  return Await(std::move(result));
}

Status Ledger::Seal(storage::Connection& log, storage::Connection& vault, bool changed) {
  // Chains that are not loaded have not grown in this batch, but may have grown before it.
  if (chains_loaded_ && tree_.size() - heads_size_ >= parts_.entries_between_heads) {
    RETURN_IF_ERROR(WriteHeads(log, grown_, tree_.size()));
    heads_size_ = tree_.size();
    grown_.clear();
  }
  if (changed && change_end_ > 0) RETURN_IF_ERROR(storage::WriteMark(vault, change_end_));
  return {};
}

void Ledger::Committed() {
  committed_tree_ = tree_;
  committed_time_ = last_time_;
  committed_head_ = head_;
  change_end_ = 0;
  stamps_.Keep();
  if (standings_.size() > kStandingsCache) standings_.clear();
  if (chains_.size() > kChainCache && grown_.empty()) chains_.clear();
}

void Ledger::RolledBack() {
  tree_ = committed_tree_;
  last_time_ = committed_time_.load();
  head_ = committed_head_;
  change_end_ = 0;
  stamps_.Undo();
  standings_.clear();
  ForgetChains();
  expected_policy_ = parts_.access.policy().get();
}

bool Ledger::Fresh(const access::Permit& permit) const {
  if (&permit.policy() != expected_policy_) return false;
  const auto mark = permit.mark();
  const Caller& caller = permit.caller();
  return !stamps_.MovedSince(caller.id, mark) &&
         !stamps_.MovedSince(caller.organisation.bytes(), mark) &&
         !stamps_.MovedSince(permit.request().dossier.bytes(), mark);
}

Result<Hash> Ledger::StandingOf(const Array<16>& dossier) {
  const std::string name(View(dossier));
  if (const auto known = standings_.find(name); known != standings_.end()) return known->second;
  ASSIGN_OR_RETURN(const Hash digest, StandingIn(*standings_log_, dossier));
  standings_.emplace(name, digest);
  return digest;
}

bool Ledger::Trusted(const access::Permit& permit) {
  if (!permit.standing()) return true;
  const auto expected = StandingOf(permit.request().dossier.bytes());
  return expected && *expected == *permit.standing();
}

Result<Chain*> Ledger::ChainFor(storage::Connection& log, audit::Subject subject,
                                const Array<16>& id) {
  if (!chains_loaded_) RETURN_IF_ERROR(LoadChains(log));
  const std::string name = ChainName(subject, id);
  if (const auto known = chains_.find(name); known != chains_.end()) return &known->second;
  ASSIGN_OR_RETURN(auto found, FindChainAtHeads(log, subject, id));
  if (!found) {
    ASSIGN_OR_RETURN(found, MakeChain(log, subject, id, parts_.random));
  }
  return &chains_.emplace(name, *std::move(found)).first->second;
}

// After a start, and after a batch that was rolled back.
Status Ledger::LoadChains(storage::Connection& log) {
  ForgetChains();
  ASSIGN_OR_RETURN(heads_size_, HeadsSize(log));
  ASSIGN_OR_RETURN(auto grown, ChainsSinceHeads(log));
  for (NamedChain& named : grown) {
    const auto [at, made] = chains_.insert_or_assign(ChainName(named.subject, named.subject_id),
                                                     std::move(named.chain));
    grown_.insert(&at->second);
  }
  chains_loaded_ = true;
  return {};
}

void Ledger::ForgetChains() {
  grown_.clear();
  chains_.clear();
  chains_loaded_ = false;
}

Instant Ledger::EntryTime() { return std::max(parts_.clock.Now(), last_time_); }

Result<Receipt> Ledger::Append(storage::Connection& log, audit::Details details,
                               std::uint64_t nonce, bool change, Instant at) {
  ASSIGN_OR_RETURN(Chain* const chain, ChainFor(log, details.subject, details.subject_id));
  last_time_ = at;
  details.number = chain->last_number + 1;
  details.time_ms = ToMillis(last_time_);
  const NewEntry entry{tree_.size(),
                       details.number,
                       chain->last_index,
                       audit::Encode(details),
                       parts_.random.Next<32>(),
                       change,
                       details.telling,
                       oversight_.Seal(details, tree_.size(), parts_.random)};
  ASSIGN_OR_RETURN(const Hash leaf, WriteEntry(log, *chain, entry, parts_.random));
  Status nodes;
  tree_.Append(leaf, [&](int level, std::uint64_t index, const Hash& hash) {
    if (nodes && level > 0 && level % kNodeLevels == 0) nodes = WriteNode(log, level, index, hash);
  });
  RETURN_IF_ERROR(nodes);
  grown_.insert(chain);
  chain->last_number = entry.number;
  chain->last_index = entry.index;
  if (change) change_end_ = tree_.size();
  return Receipt(nonce, entry.index, entry.number);
}

// L5. What was signed before must be the beginning of what is signed now; the store is asked, not
// our memory.
Status Ledger::Sign(storage::Connection& log) {
  const Head head{tree_.size(), tree_.Root()};
  if (head.size == head_.size) return {};
  ASSIGN_OR_RETURN(const auto proof,
                   audit::ConsistencyProof(NodeSource(log), head_.size, head.size));
  RETURN_IF_ERROR(audit::VerifyConsistency(head_.size, head_.root, head.size, head.root, proof));
  RETURN_IF_ERROR(WriteSigned(log, head));
  head_ = head;
  note_.clear();
  return {};
}

void Ledger::ReleaseSignature() {
  if (!note_.empty()) return;
  const auto note = audit::SignCheckpoint({parts_.origin, head_.size, head_.root}, signer_);
  if (!note) return;
  note_ = *note;
  // A side file that cannot be written costs nothing but its own check at the next start.
  (void)WriteFileAtomically(parts_.checkpoint_file, note_, 0600);
}

}  // namespace relais::ledger
