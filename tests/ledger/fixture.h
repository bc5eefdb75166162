// A small house around a ledger: a directory with keys, vault, log and side file; people, dossiers
// and consents that lie in the vault, where the decision reads them; acts that tests make up.
// Opening a House a second time on the same directory is a restart.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <future>
#include <map>

#include "services/ledger/disclose.h"
#include "services/ledger/ledger.h"
#include "services/storage/sqlcipher.h"

namespace relais::ledger {

// The same id for the same name and number in every process.
Array<16> IdOf(std::string_view name, std::uint64_t number = 0);
inline DossierId DossierNumber(std::uint64_t n) { return DossierId(IdOf("dossier", n)); }

class TestClock final : public Clock {
 public:
  Instant Now() const override {
    return FromMillis(now_.load() + (ticking_ ? ticks_.fetch_add(1) : 0));
  }
  void Set(Instant now) { now_ = ToMillis(now); }
  void Advance(Millis by) { now_ += by.count(); }
  // From now on every look at the clock finds it a millisecond later.
  void Tick() { ticking_ = true; }

 private:
  std::atomic<std::int64_t> now_{1'800'000'000'000};
  std::atomic<bool> ticking_{false};
  mutable std::atomic<std::int64_t> ticks_{0};
};

// Consents as rows of the vault: cells(id, dossier, grantee, revoked).
class VaultFacts final : public access::AccessFacts {
 public:
  Result<access::Facts> Read(storage::Connection& vault, const DossierId& dossier) const override;
};

// Revocations (of the cell objects[0]) and suspensions (of the caller objects[0]) from their
// entries.
class TestReapply final : public Reapply {
 public:
  Result<bool> FromEntry(storage::Connection& vault, const audit::Details& details) override;
  std::function<void()> before;  // runs before anything is applied
};

Status RevokeCell(storage::Connection& vault, const Array<16>& cell, Instant at);
Status Suspend(storage::Connection& vault, const Array<16>& caller);

// What an act does and says.
using ApplyFunction = std::function<Status(storage::Connection&, Instant, std::vector<Array<16>>&)>;
struct Plan {
  ApplyFunction apply;  // unset: not a change
  Disclosure what = {};
  std::function<bool()> ended;
};

// How an act ended.
struct Answer {
  std::optional<Result<Receipt>> receipt;
  bool again = false;
  bool applied = false;  // for a change: Apply succeeded
  bool ok() const { return receipt && *receipt; }
  Reason reason() const {
    return receipt && !*receipt ? receipt->error().reason : Reason::kInternal;
  }
};
using Done = std::function<void(const Answer&)>;
std::unique_ptr<Act> MakeAct(access::Permit permit, Plan plan, Done done);

// Few, so that every way to fail also meets the writing of heads.
inline constexpr std::uint64_t kEntriesBetweenHeads = 16;

class House {
 public:
  // Makes keys, stores and schema where they are missing. Opens no ledger.
  explicit House(std::filesystem::path dir);

  // What Ledger::Open takes; a test may change it first.
  LedgerParts Parts(storage::WriterOptions writer = {});
  Status Open() { return Open(Parts()); }
  Status Open(LedgerParts parts);
  void Close() { ledger_.reset(); }
  Ledger& ledger() { return *ledger_; }

  // In the vault, outside any ledger: only before Open.
  struct GivenCell {
    Array<16> id;
    DossierId dossier;
    Array<16> grantee;
  };
  void AddCells(const std::vector<GivenCell>& cells);
  void AddCell(const Array<16>& id, const DossierId& dossier, const Array<16>& grantee) {
    AddCells({{id, dossier, grantee}});
  }

  std::unique_ptr<storage::Connection> Vault(storage::Store::Use use = storage::Store::Use::kRead);
  std::unique_ptr<storage::Connection> Log(storage::Store::Use use = storage::Store::Use::kRead);
  std::filesystem::path file(const char* name) const { return dir_ / name; }

  const keys::Keystore& keystore() const { return *keystore_; }
  access::Access& access() { return *access_; }
  storage::Store& vault_store() { return *vault_; }
  storage::Store& log_store() { return *log_; }

  TestClock clock;
  SystemRandom random;
  TestReapply reapply;

 private:
  std::filesystem::path dir_;
  std::optional<keys::Keystore> keystore_;
  std::unique_ptr<storage::SqlcipherStore> vault_, log_;
  VaultFacts facts_;
  std::unique_ptr<access::Access> access_;
  std::unique_ptr<Ledger> ledger_;
};

// A copy of the Belgian policy; each call makes another object.
std::shared_ptr<const access::Policy> NewPolicy(std::string_view comment = "");

// People of the house. The hospital's social worker may read and write SOCIAL of any dossier that
// has a cell for them.
Caller SocialWorker(std::uint64_t n = 0);
Caller PersonOf(const DossierId& dossier);
Caller Operator();
access::Request ReadSocial(const DossierId& dossier);
access::Request WriteSocial(const DossierId& dossier);
access::Request Ask(Action action, const DossierId& dossier = {});

// One thread's way through a house: its own snapshots.
class Desk {
 public:
  explicit Desk(House& house) : house_(house), vault_(house.Vault()) {}
  // Decided in a snapshot of now; a professional is suspended when the snapshot says so.
  access::Permit Admit(Caller caller, access::Request request);
  // Submits, and waits until it is settled.
  Answer Commit(access::Permit permit, Plan plan = {});
  // The same for an act that must get its receipt.
  Receipt Expect(access::Permit permit, Plan plan = {});

 private:
  House& house_;
  std::unique_ptr<storage::Connection> vault_;
};

// A change that puts `value` into things.
Plan AddThing(const DossierId& dossier, std::uint32_t value);
Plan Revoke(const Array<16>& cell, const DossierId& dossier);
Plan SuspendCaller(const Array<16>& caller);

std::vector<std::int64_t> Things(storage::Connection& vault);

// Every entry by its index, all chains walked from their heads through `previous` to number 1. A
// gap, a break, or an index that is on no chain or on two, fails the test.
std::map<std::uint64_t, audit::Details> ReadWholeLog(storage::Connection& log);
// The tree over the leaves as they are stored agrees with the stored nodes, and with every
// checkpoint.
void CheckTree(storage::Connection& log);
// The entry of a receipt, on the chain of `subject`.
audit::Details EntryAt(storage::Connection& log, audit::Subject subject, const Array<16>& id,
                       std::uint64_t index);

}  // namespace relais::ledger
