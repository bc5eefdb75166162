#include "tests/ledger/fixture.h"

#include "services/base/files.h"

namespace relais::ledger {

namespace fs = std::filesystem;
using storage::Query;
using storage::Rows;
using storage::Run;
using storage::Store;

namespace {

constexpr int kCacheKib = 512;

constexpr auto kSchema = R"(
    CREATE TABLE things(dossier BLOB NOT NULL, value INTEGER NOT NULL) STRICT;
    CREATE TABLE cells(
      id BLOB PRIMARY KEY, dossier BLOB NOT NULL, grantee BLOB NOT NULL, revoked INTEGER) STRICT;
    CREATE INDEX cells_of ON cells(dossier);
    CREATE TABLE suspended(id BLOB PRIMARY KEY) STRICT)";
const storage::Migration kTestMigration = {"test/1", kSchema};

template <class T>
T Must(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << result.error().message;
    std::abort();
  }
  return *std::move(result);
}
void Must(const Status& status) {
  if (status) return;
  ADD_FAILURE() << status.error().message;
  std::abort();
}

Array<16> IdIn(const Rows& rows, int column) { return Must(ToArray<16>(rows.Blob(column))); }

access::ConsentCell CellFrom(const Rows& rows) {
  access::ConsentCell cell{.id = ConsentId(IdIn(rows, 0)), .grantee = IdIn(rows, 1)};
  cell.compartments = {Compartment::kSocial};
  cell.actions = {Action::kRead, Action::kWrite};
  cell.purposes = {Purpose::kExitPreparation};
  cell.end = FromMillis(4'000'000'000'000);
  if (!rows.IsNull(2)) cell.revoked = FromMillis(rows.Int(2));
  return cell;
}

class TestAct final : public Act {
 public:
  TestAct(access::Permit permit, Plan plan, Done done)
      : permit_(std::move(permit)), plan_(std::move(plan)), done_(std::move(done)) {
    if (permit_.allowed()) outcome_ = audit::Outcome::kOpened;
  }
  const access::Permit& permit() const override { return permit_; }
  bool Ended() const override { return plan_.ended && plan_.ended(); }
  bool IsChange() const override { return permit_.allowed() && plan_.apply; }
  Status Apply(storage::Connection& vault, Instant at, std::vector<Array<16>>& moved) override {
    Status status = plan_.apply(vault, at, moved);
    applied_ = status.has_value();
    outcome_ = status ? audit::Outcome::kChanged : audit::Outcome::kFailed;
    return status;
  }
  audit::Outcome outcome() const override { return outcome_; }
  const Disclosure& disclosure() const override { return plan_.what; }
  void Distrust(Error) override { outcome_ = audit::Outcome::kFailed; }
  void Settle(Result<Receipt> receipt) override {
    done_({.receipt = std::move(receipt), .applied = applied_});
  }
  void DecideAgain() override { done_({.again = true}); }

 private:
  const access::Permit permit_;
  const Plan plan_;
  const Done done_;
  audit::Outcome outcome_ = audit::Outcome::kRefused;
  bool applied_ = false;
};

std::unique_ptr<storage::SqlcipherStore> OpenStore(
    const fs::path& file, const Key& key, std::initializer_list<storage::Migration> schema) {
  auto store = Must(storage::SqlcipherStore::Open(file, key, {kCacheKib, kCacheKib}));
  const auto connection = Must(store->Connect(Store::Use::kWrite));
  Must(storage::Migrate(*connection, std::span(schema.begin(), schema.size())));
  return store;
}

std::vector<std::pair<audit::Subject, Array<16>>> ChainSubjects(storage::Connection& log) {
  std::vector<std::pair<audit::Subject, Array<16>>> out;
  Rows rows = Must(Query(log, "SELECT subject, subject_id FROM chains ORDER BY id"));
  while (Must(rows.Next()))
    out.emplace_back(static_cast<audit::Subject>(rows.Int(0)), IdIn(rows, 1));
  return out;
}

void Walk(storage::Connection& log, const Chain& chain,
          std::map<std::uint64_t, audit::Details>& out) {
  std::int64_t later = INT64_MAX;
  for (ChainWalk walk(log, chain); !walk.AtEnd();) {
    const auto [number, index] = walk.place();
    const auto entry = walk.Next();
    ASSERT_TRUE(entry) << "index " << index << ": " << entry.error().message;
    const auto details = audit::DecodeDetails(entry->details);
    ASSERT_TRUE(details) << details.error().message;
    ASSERT_EQ(entry->number, number);
    ASSERT_EQ(details->number, number);
    ASSERT_LE(details->time_ms, later) << "time goes back on a chain at " << index;
    later = details->time_ms;
    ASSERT_TRUE(out.emplace(index, *details).second) << "index " << index << " is on two chains";
  }
}

}  // namespace

Array<16> IdOf(std::string_view name, std::uint64_t number) {
  Bytes bytes(name);
  PutU64(bytes, number);
  const Hash hash = Sha256(bytes);
  return Must(ToArray<16>(View(hash).substr(0, 16)));
}

Result<access::Facts> VaultFacts::Read(storage::Connection& vault, const DossierId& dossier) const {
  access::Facts facts;
  // Everybody here has met everybody.
  for (const char* const house : {"hospital", "another house"})
    facts.cells.push_back({.id = ConsentId(IdOf("relation")),
                           .effect = access::Effect::kRelation,
                           .grantee_kind = access::GranteeKind::kOrganisation,
                           .grantee = IdOf(house),
                           .end = Instant::max()});
  ASSIGN_OR_RETURN(
      Rows rows,
      Query(vault, "SELECT id, grantee, revoked FROM cells WHERE dossier = ?1", dossier.view()));
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    if (!row) return facts;
    facts.cells.push_back(CellFrom(rows));
  }
}

Status RevokeCell(storage::Connection& vault, const Array<16>& cell, Instant at) {
  RETURN_IF_ERROR(Run(vault, "UPDATE cells SET revoked = ?1 WHERE id = ?2 AND revoked IS NULL",
                      ToMillis(at), View(cell)));
  return {};
}

Status Suspend(storage::Connection& vault, const Array<16>& caller) {
  RETURN_IF_ERROR(
      Run(vault, "INSERT INTO suspended VALUES(?1) ON CONFLICT DO NOTHING", View(caller)));
  return {};
}

Result<bool> TestReapply::FromEntry(storage::Connection& vault, const audit::Details& details) {
  if (before) before();
  if (details.objects.size() != 1) return Fail(Reason::kCorrupt, "no object");
  const auto action = static_cast<Action>(details.action);
  if (action != Action::kRevoke && action != Action::kSuspend) return false;
  const auto& id = details.objects.front();
  RETURN_IF_ERROR(action == Action::kRevoke ? RevokeCell(vault, id, FromMillis(details.time_ms))
                                            : Suspend(vault, id));
  return true;
}

std::unique_ptr<Act> MakeAct(access::Permit permit, Plan plan, Done done) {
  return std::make_unique<TestAct>(std::move(permit), std::move(plan), std::move(done));
}

House::House(fs::path dir) : dir_(std::move(dir)) {
  if (!fs::exists(dir_ / "keys" / "keystore")) Must(keys::Keystore::Create(dir_ / "keys", random));
  keystore_ = Must(keys::Keystore::Open(dir_ / "keys"));
  vault_ = OpenStore(file("vault.db"), keystore_->store_key("vault"),
                     {storage::kMarkMigration, keys::kMigration, kTestMigration});
  log_ =
      OpenStore(file("log.db"), keystore_->store_key("log"), {kLogMigration, kStandingsMigration});
  access_ = std::make_unique<access::Access>(NewPolicy(), facts_);
}

LedgerParts House::Parts(storage::WriterOptions writer) {
  return {.vault = *vault_,
          .log = *log_,
          .access = *access_,
          .clock = clock,
          .random = random,
          .reapply = {&reapply},
          .origin = "relais.test/log",
          .signing_seed = keystore_->log_seed(),
          .oversight_key = keystore_->index_key("oversight"),
          .checkpoint_file = file("checkpoint"),
          .writer = std::move(writer),
          .entries_between_heads = kEntriesBetweenHeads};
}

Status House::Open(LedgerParts parts) {
  ASSIGN_OR_RETURN(ledger_, Ledger::Open(std::move(parts)));
  return {};
}

void House::AddCells(const std::vector<GivenCell>& cells) {
  const auto vault = Vault(Store::Use::kWrite);
  Must(vault->Execute("BEGIN"));
  for (const GivenCell& cell : cells)
    (void)Must(Run(*vault, "INSERT INTO cells VALUES(?1, ?2, ?3, NULL)", View(cell.id),
                   cell.dossier.view(), View(cell.grantee)));
  Must(vault->Execute("COMMIT"));
}

std::unique_ptr<storage::Connection> House::Vault(Store::Use use) {
  return Must(vault_->Connect(use));
}
std::unique_ptr<storage::Connection> House::Log(Store::Use use) { return Must(log_->Connect(use)); }

std::shared_ptr<const access::Policy> NewPolicy(std::string_view comment) {
  const Bytes text = Must(ReadFile(RELAIS_SOURCE_DIR "/deploy/policy/belgium.toml", 1 << 20));
  return Must(access::Policy::Parse(text + "\n# " + Bytes(comment) + "\n", "belgium.toml"));
}

Caller SocialWorker(std::uint64_t n) {
  return {.kind = CallerKind::kProfessional,
          .id = IdOf("worker", n),
          .name = "Worker",
          .organisation = OrganisationId(IdOf("hospital")),
          .organisation_name = "Hospital",
          .profession = "hospital_social_worker"};
}

Caller PersonOf(const DossierId& dossier) {
  return {
      .kind = CallerKind::kPerson, .id = IdOf("person", dossier.bytes()[0]), .dossier = dossier};
}

Caller Operator() {
  return {.kind = CallerKind::kOperator, .id = IdOf("operator"), .name = "Operator"};
}

access::Request ReadSocial(const DossierId& dossier) {
  return {.dossier = dossier,
          .action = Action::kRead,
          .wanted = {Compartment::kSocial},
          .purpose = Purpose::kExitPreparation,
          .method = "Test.Read"};
}

access::Request WriteSocial(const DossierId& dossier) {
  access::Request request = ReadSocial(dossier);
  request.action = Action::kWrite;
  request.method = "Test.Write";
  return request;
}

access::Request Ask(Action action, const DossierId& dossier) {
  return {.dossier = dossier,
          .action = action,
          .purpose = Purpose::kExitPreparation,
          .method = "Test." + std::string(Name(action))};
}

access::Permit Desk::Admit(Caller caller, access::Request request) {
  const auto snapshot = Must(storage::Snapshot::Begin(*vault_));
  Rows rows = Must(Query(*vault_, "SELECT 1 FROM suspended WHERE id = ?1", View(caller.id)));
  caller.suspended = Must(rows.Next());
  return Must(
      house_.access().Admit(snapshot, std::move(caller), std::move(request), house_.clock.Now()));
}

Answer Desk::Commit(access::Permit permit, Plan plan) {
  std::promise<Answer> promise;
  auto answer = promise.get_future();
  house_.ledger().Submit(
      MakeAct(std::move(permit), std::move(plan), [&](const Answer& a) { promise.set_value(a); }));
  return answer.get();
}

Receipt Desk::Expect(access::Permit permit, Plan plan) {
  Answer answer = Commit(std::move(permit), std::move(plan));
  if (answer.again) Must(Status(Fail(Reason::kChanged, "was sent back")));
  return Must(*answer.receipt);
}

Plan AddThing(const DossierId& dossier, std::uint32_t value) {
  return {.apply = [=](storage::Connection& vault, Instant, std::vector<Array<16>>&) -> Status {
            RETURN_IF_ERROR(Run(vault, "INSERT INTO things VALUES(?1, ?2)", dossier.view(),
                                std::int64_t{value}));
            return {};
          },
          .what = {.count = value}};
}

Plan Revoke(const Array<16>& cell, const DossierId& dossier) {
  return {.apply =
              [=](storage::Connection& vault, Instant at, std::vector<Array<16>>& moved) {
                moved.push_back(dossier.bytes());
                return RevokeCell(vault, cell, at);
              },
          .what = {.objects = {cell}}};
}

Plan SuspendCaller(const Array<16>& caller) {
  return {.apply =
              [=](storage::Connection& vault, Instant, std::vector<Array<16>>& moved) {
                moved.push_back(caller);
                return Suspend(vault, caller);
              },
          .what = {.objects = {caller}}};
}

std::vector<std::int64_t> Things(storage::Connection& vault) {
  std::vector<std::int64_t> out;
  Rows rows = Must(Query(vault, "SELECT value FROM things ORDER BY value"));
  while (Must(rows.Next())) out.push_back(rows.Int(0));
  return out;
}

std::map<std::uint64_t, audit::Details> ReadWholeLog(storage::Connection& log) {
  std::map<std::uint64_t, audit::Details> out;
  for (const auto& [subject, id] : ChainSubjects(log)) {
    const auto chain = Must(FindChain(log, subject, id));
    Walk(log, *chain, out);
    if (testing::Test::HasFatalFailure()) return out;
  }
  EXPECT_EQ(out.size(), Must(CountEntries(log)));
  std::uint64_t index = 0;
  std::int64_t earlier = INT64_MIN;
  for (const auto& [at, details] : out) {
    EXPECT_EQ(at, index++) << "an index is missing";
    EXPECT_GE(details.time_ms, earlier) << "time goes back in the log at " << at;
    earlier = details.time_ms;
  }
  return out;
}

void CheckTree(storage::Connection& log) {
  audit::Tree tree;
  std::map<std::uint64_t, Hash> roots;
  Rows heads = Must(Query(log, "SELECT size, root FROM checkpoints"));
  while (Must(heads.Next())) roots.emplace(heads.Int(0), Must(ToArray<32>(heads.Blob(1))));
  const auto check = [&] {
    const auto known = roots.find(tree.size());
    if (known != roots.end()) {
      EXPECT_EQ(known->second, tree.Root()) << "checkpoint of size " << tree.size();
    }
  };
  Rows leaves = Must(Query(log, "SELECT tag, commitment FROM entries ORDER BY idx"));
  check();
  while (Must(leaves.Next())) {
    tree.Append(audit::LeafHash(
        audit::LeafBytes(Must(ToArray<32>(leaves.Blob(0))), Must(ToArray<32>(leaves.Blob(1))))));
    check();
  }
  if (!roots.empty()) {
    EXPECT_LE(roots.rbegin()->first, tree.size()) << "a checkpoint is ahead of the log";
  }
  const NodeSource source(log);
  EXPECT_EQ(Must(audit::Tree::Resume(source, tree.size())).Root(), tree.Root())
      << "stored nodes differ from the leaves";
  // A proof reads hundreds of leaves; the newest few do.
  while (roots.size() > 8) roots.erase(roots.begin());
  for (const auto& [size, root] : roots) {
    const auto proof = Must(audit::ConsistencyProof(source, size, tree.size()));
    EXPECT_TRUE(audit::VerifyConsistency(size, root, tree.size(), tree.Root(), proof)) << size;
  }
}

audit::Details EntryAt(storage::Connection& log, audit::Subject subject, const Array<16>& id,
                       std::uint64_t index) {
  const auto chain = Must(FindChain(log, subject, id));
  if (!chain) Must(Status(Fail(Reason::kCorrupt, "there is no such chain")));
  return Must(audit::DecodeDetails(Must(ReadEntry(log, *chain, index)).details));
}

}  // namespace relais::ledger
