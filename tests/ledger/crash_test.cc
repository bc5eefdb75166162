// Kills a server at every step of a batch and at random moments, starts it again, and holds what it
// had acknowledged against what is there (P1, P10, L1..L5).
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>
#include <set>
#include <thread>

#include "services/base/files.h"
#include "tests/keys/scratch.h"
#include "tests/ledger/fixture.h"

namespace relais::ledger {
namespace {

using storage::CrashPoint;

constexpr std::uint64_t kDossiers = 8;
constexpr std::uint64_t kCellsEach = 48;  // that may be revoked
constexpr std::uint64_t kThreads = 4;
constexpr int kRoundsPerHouse = 10;

// What a child tells before it is killed; written as one, so that it arrives whole or not at all.
struct Ack {
  enum class Kind : std::uint8_t { kRead, kRefusal, kChange, kRevocation, kCheckpoint } kind;
  std::uint64_t dossier, index, number, value;
  Array<16> cell;
  Hash root;  // of a checkpoint over `index` entries
};
static_assert(sizeof(Ack) <= 512);

int Rounds() {
  const char* const rounds = std::getenv("RELAIS_CRASH_ROUNDS");
  return rounds == nullptr ? 50 : std::atoi(rounds);
}

Array<16> CellNumber(std::uint64_t dossier, std::uint64_t n) {
  return IdOf("sacrifice", dossier * 1000 + n);
}

void Furnish(House& house) {
  std::vector<House::GivenCell> cells;
  for (std::uint64_t d = 0; d < kDossiers; ++d) {
    cells.push_back({IdOf("cell", d), DossierNumber(d), SocialWorker().id});
    for (std::uint64_t n = 0; n < kCellsEach; ++n)
      cells.push_back({CellNumber(d, n), DossierNumber(d), IdOf("somebody")});
  }
  house.AddCells(cells);
}

void Tell(int pipe, const Ack& ack) {
  if (write(pipe, &ack, sizeof(ack)) != sizeof(ack)) _exit(3);
}

// The child: one thread of load.
class Load {
 public:
  Load(House& house, int pipe, std::uint64_t seed, std::atomic<std::uint32_t>& next)
      : house_(house), desk_(house), pipe_(pipe), random_(seed), next_(next) {}

  [[noreturn]] void Run() {
    for (;;) Step();
  }

 private:
  void Step() {
    const std::uint64_t dice = random_() % 20, d = random_() % kDossiers;
    const DossierId dossier = DossierNumber(d);
    if (dice < 8)
      return Submit({Ack::Kind::kRead, d}, desk_.Admit(SocialWorker(), ReadSocial(dossier)), {});
    if (dice < 10)
      return Submit({Ack::Kind::kRefusal, d}, desk_.Admit(SocialWorker(7), ReadSocial(dossier)),
                    {});
    if (dice < 16) return Change(d);
    if (dice < 19) return TakeBack(d, CellNumber(d, random_() % kCellsEach));
    Sign();
  }
  void Change(std::uint64_t d) {
    const std::uint32_t value = next_++;
    Plan plan = AddThing(DossierNumber(d), value);
    const bool fails = value % 8 == 0;  // some fail after they have written
    if (fails) {
      plan.apply = [inner = plan.apply](storage::Connection& vault, Instant at,
                                        auto& moved) -> Status {
        RETURN_IF_ERROR(inner(vault, at, moved));
        return Fail(Reason::kWrongState, "not now");
      };
    }
    Submit({fails ? Ack::Kind::kRead : Ack::Kind::kChange, d},
           desk_.Admit(SocialWorker(), WriteSocial(DossierNumber(d))), std::move(plan));
  }
  void TakeBack(std::uint64_t d, const Array<16>& cell) {
    Submit({.kind = Ack::Kind::kRevocation, .dossier = d, .cell = cell},
           desk_.Admit(PersonOf(DossierNumber(d)), Ask(Action::kRevoke, DossierNumber(d))),
           Revoke(cell, DossierNumber(d)));
  }
  void Submit(Ack ack, access::Permit permit, Plan plan) {
    if (plan.what.count == 0) plan.what.count = next_++;
    ack.value = plan.what.count;
    std::promise<void> done;
    house_.ledger().Submit(
        MakeAct(std::move(permit), std::move(plan), [&, this](const Answer& answer) {
          if (answer.ok()) {
            ack.index = (*answer.receipt)->index();
            ack.number = (*answer.receipt)->number();
            Tell(pipe_, ack);
          }
          done.set_value();
        }));
    done.get_future().wait();
  }
  void Sign() {
    const auto note = house_.ledger().FreshCheckpoint();
    const auto verifier = audit::NoteVerifier::FromVkey(house_.ledger().Vkey());
    if (!note || !verifier) return;
    const auto head = audit::OpenCheckpoint(*note, *verifier);
    if (!head) _exit(4);
    Tell(pipe_, {.kind = Ack::Kind::kCheckpoint, .index = head->size, .root = head->root});
  }

  House& house_;
  Desk desk_;
  const int pipe_;
  std::mt19937_64 random_;
  std::atomic<std::uint32_t>& next_;
};

struct Death {
  std::optional<CrashPoint> at;  // unset: the parent kills
  std::uint64_t occasion = 0;    // how many times the point is passed first
};

[[noreturn]] void LiveAndDie(const std::filesystem::path& dir, int pipe, Death death,
                             std::uint64_t seed) {
  House house(dir);
  house.clock.Tick();
  house.clock.Advance(Millis(static_cast<std::int64_t>(seed % 1000) * 10'000));
  storage::WriterOptions options;
  std::uint64_t passed = 0;
  options.at = [&](CrashPoint point) {
    if (point == death.at && passed++ == death.occasion) kill(getpid(), SIGKILL);
  };
  if (!house.Open(house.Parts(std::move(options)))) _exit(2);
  std::atomic<std::uint32_t> next{static_cast<std::uint32_t>(seed % 4000) * 1'000'000 + 1};
  std::vector<std::unique_ptr<Load>> loads;
  std::vector<std::thread> threads;
  for (std::uint64_t t = 0; t < kThreads; ++t) {
    loads.push_back(std::make_unique<Load>(house, pipe, seed * kThreads + t, next));
    threads.emplace_back([&load = *loads.back()] { load.Run(); });
  }
  for (auto& thread : threads) thread.join();
  _exit(5);
}

// Starts the child; gives the reading end of its pipe.
pid_t Start(int& out, const std::function<void(int)>& child) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t pid = fork();
  if (pid == 0) {
    close(ends[0]);
    child(ends[1]);
    _exit(6);
  }
  close(ends[1]);
  out = ends[0];
  return pid;
}

void ExpectKilled(pid_t pid) {
  int status = 0;
  ASSERT_EQ(waitpid(pid, &status, 0), pid);
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
      << "the child ended by itself, status " << status;
}

// Everything the child told, until it is gone; `patience` after its first word the parent kills it.
// Without patience it is left to die by itself.
std::vector<Ack> Listen(int pipe, pid_t pid, std::optional<std::chrono::microseconds> patience) {
  using Clock = std::chrono::steady_clock;
  constexpr Clock::time_point kNever = Clock::time_point::max();
  std::vector<Ack> acks;
  Clock::time_point end = kNever;
  for (Ack ack; read(pipe, &ack, sizeof(ack)) == sizeof(ack);) {
    acks.push_back(ack);
    if (patience && acks.size() == 1) end = Clock::now() + *patience;
    pollfd ready{pipe, POLLIN, 0};
    while (end != kNever && poll(&ready, 1, 1) == 0 && Clock::now() < end) continue;
    if (end != kNever && Clock::now() >= end) {
      kill(pid, SIGKILL);
      end = kNever;
    }
  }
  close(pipe);
  return acks;
}

std::vector<Ack> LiveUntilKilled(const std::filesystem::path& dir, Death death,
                                 std::uint64_t seed) {
  int pipe = -1;
  const pid_t pid = Start(pipe, [&](int out) { LiveAndDie(dir, out, death, seed); });
  std::optional<std::chrono::microseconds> patience;
  if (!death.at) patience = std::chrono::microseconds(std::mt19937_64(seed)() % 60'000);
  auto acks = Listen(pipe, pid, patience);
  ExpectKilled(pid);
  return acks;
}

// After a restart: what must hold whatever happened, and what the acknowledgements say.
class Inspection {
 public:
  explicit Inspection(House& house)
      : vault_(house.Vault()), log_(house.Log()), entries_(ReadWholeLog(*log_)) {
    for (const auto& [index, details] : entries_) {
      if (details.outcome == audit::Outcome::kNotApplied) {
        EXPECT_TRUE(closed_.insert(details.refers_to - 1).second) << "closed twice";
        EXPECT_EQ(entries_.at(details.refers_to - 1).outcome, audit::Outcome::kChanged);
      }
    }
  }

  void CheckEverything(const std::vector<Ack>& acks) {
    CheckTree(*log_);
    CheckChanges();
    CheckRevocations();
    for (const Ack& ack : acks)
      ack.kind == Ack::Kind::kCheckpoint ? CheckSigned(ack) : CheckReceipt(ack);
  }

 private:
  static bool IsChange(const audit::Details& details, Action action) {
    return details.outcome == audit::Outcome::kChanged &&
           details.action == static_cast<std::uint8_t>(action);
  }
  // The vault holds the changes that the log tells of and does not close, and no other.
  void CheckChanges() {
    std::vector<std::int64_t> told;
    for (const auto& [index, details] : entries_) {
      if (IsChange(details, Action::kWrite) && !closed_.contains(index))
        told.push_back(details.count);
    }
    std::sort(told.begin(), told.end());
    EXPECT_EQ(told, Things(*vault_));
  }
  // Every revocation in the log holds in the vault, since the time that its first entry bears.
  void CheckRevocations() {
    std::map<std::string, std::int64_t> told, held;
    for (const auto& [index, details] : entries_) {
      if (!IsChange(details, Action::kRevoke)) continue;
      EXPECT_FALSE(closed_.contains(index)) << "a revocation was undone";
      told.emplace(ToHex(View(details.objects.at(0))), details.time_ms);
    }
    auto rows = storage::Query(*vault_, "SELECT id, revoked FROM cells WHERE revoked IS NOT NULL");
    ASSERT_TRUE(rows);
    while (*rows->Next()) held.emplace(ToHex(rows->Blob(0)), rows->Int(1));
    EXPECT_EQ(told, held);
  }
  void CheckReceipt(const Ack& ack) {
    const auto entry = entries_.find(ack.index);
    ASSERT_NE(entry, entries_.end()) << "an acknowledged entry is lost";
    const audit::Details& details = entry->second;
    EXPECT_EQ(details.number, ack.number);
    EXPECT_EQ(details.count, ack.value);
    EXPECT_EQ(details.subject_id, DossierNumber(ack.dossier).bytes());
    EXPECT_FALSE(closed_.contains(ack.index)) << "an acknowledged change was closed as lost";
    if (ack.kind == Ack::Kind::kRefusal) {
      EXPECT_EQ(details.outcome, audit::Outcome::kRefused);
    }
    if (ack.kind == Ack::Kind::kChange) {
      EXPECT_TRUE(IsChange(details, Action::kWrite));
    }
    if (ack.kind == Ack::Kind::kRevocation) {
      EXPECT_EQ(details.objects.at(0), ack.cell);
    }
  }
  void CheckSigned(const Ack& ack) {
    const auto then = audit::Tree::Resume(NodeSource(*log_), ack.index);
    ASSERT_TRUE(then);
    EXPECT_EQ(then->Root(), ack.root) << "a released checkpoint is not of this log";
  }

  std::unique_ptr<storage::Connection> vault_, log_;
  std::map<std::uint64_t, audit::Details> entries_;
  std::set<std::uint64_t> closed_;
};

void Restart(House& house) {
  house.clock.Advance(std::chrono::duration_cast<Millis>(std::chrono::hours(24)));
  const Status opened = house.Open();
  ASSERT_TRUE(opened) << opened.error().message;
}

void RestartAndInspect(const std::filesystem::path& dir, const std::vector<Ack>& acks) {
  House house(dir);
  Restart(house);
  if (!testing::Test::HasFatalFailure()) Inspection(house).CheckEverything(acks);
}

struct Lives {
  Scratch scratch;
  Lives() {
    House house(scratch.path());
    Furnish(house);
  }
};

class CrashAt : public testing::TestWithParam<int> {};

TEST_P(CrashAt, EverythingAcknowledgedIsKept) {
  const Lives lives;
  std::vector<Ack> acks;
  std::mt19937_64 random(static_cast<std::uint64_t>(GetParam()) + 100);
  for (int round = 0; round < 4 && !HasFailure(); ++round) {
    const Death death{static_cast<CrashPoint>(GetParam()), round == 0 ? 0 : random() % 40};
    const auto told = LiveUntilKilled(lives.scratch.path(), death, random());
    acks.insert(acks.end(), told.begin(), told.end());
    RestartAndInspect(lives.scratch.path(), acks);
  }
}

std::string PointName(const testing::TestParamInfo<int>& info) {
  static constexpr const char* kNames[] = {"Collected",      "Applied",        "Appended",
                                           "Sealed",         "LogCommitted",   "ReadsCompleted",
                                           "VaultCommitted", "WritesCompleted"};
  static_assert(std::size(kNames) == storage::kCrashPoints);
  return kNames[info.param];
}
INSTANTIATE_TEST_SUITE_P(Crash, CrashAt, testing::Range(0, storage::kCrashPoints), PointName);

TEST(Crash, KilledAtRandomMomentsUnderLoad) {
  std::random_device device;
  const std::uint64_t seed = device();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  std::size_t told_in_all = 0;
  for (int left = Rounds(); left > 0 && !HasFailure(); left -= kRoundsPerHouse) {
    const Lives lives;
    std::vector<Ack> acks;
    for (int round = 0; round < std::min(left, kRoundsPerHouse) && !HasFailure(); ++round) {
      const auto told = LiveUntilKilled(lives.scratch.path(), {}, random());
      acks.insert(acks.end(), told.begin(), told.end());
      RestartAndInspect(lives.scratch.path(), acks);
    }
    told_in_all += acks.size();
  }
  EXPECT_GT(told_in_all, static_cast<std::size_t>(Rounds())) << "the children did next to nothing";
}

// A store that ends the process right before or after its n-th COMMIT.
class MortalConnection final : public storage::Connection {
 public:
  MortalConnection(std::unique_ptr<storage::Connection> inner, bool before)
      : inner_(std::move(inner)), before_(before) {}
  Result<storage::Statement*> Prepare(const char* sql) override { return inner_->Prepare(sql); }
  void Release(storage::Statement* statement) override { inner_->Release(statement); }
  Status Execute(const char* sql) override {
    const bool commit = std::string_view(sql) == "COMMIT";
    if (commit && before_) kill(getpid(), SIGKILL);
    Status status = inner_->Execute(sql);
    if (commit) kill(getpid(), SIGKILL);
    return status;
  }
  std::int64_t Changes() const override { return inner_->Changes(); }
  storage::Failure LastFailure() const override { return inner_->LastFailure(); }

 private:
  const std::unique_ptr<storage::Connection> inner_;
  const bool before_;
};

class MortalStore final : public storage::Store {
 public:
  MortalStore(storage::Store& inner, bool before) : inner_(inner), before_(before) {}
  Result<std::unique_ptr<storage::Connection>> Connect(Use use) override {
    ASSIGN_OR_RETURN(auto connection, inner_.Connect(use));
    return std::unique_ptr<storage::Connection>(
        std::make_unique<MortalConnection>(std::move(connection), before_));
  }

 private:
  storage::Store& inner_;
  const bool before_;
};

// Recovers, and is killed on the way. A ledger that opens after all had nothing to recover.
enum class Stage {
  kBeforeReapply,
  kBeforeLogCommit,
  kAfterLogCommit,
  kBeforeVaultCommit,
  kAfterVaultCommit
};
[[noreturn]] void RecoverAndDie(const std::filesystem::path& dir, Stage stage) {
  House house(dir);
  if (stage == Stage::kBeforeReapply) house.reapply.before = [] { kill(getpid(), SIGKILL); };
  const bool log_dies = stage == Stage::kBeforeLogCommit || stage == Stage::kAfterLogCommit;
  const bool vault_dies = stage == Stage::kBeforeVaultCommit || stage == Stage::kAfterVaultCommit;
  MortalStore log(house.log_store(), stage == Stage::kBeforeLogCommit),
      vault(house.vault_store(), stage == Stage::kBeforeVaultCommit);
  LedgerParts parts = house.Parts();
  storage::Store& log_used = log_dies ? log : parts.log;
  storage::Store& vault_used = vault_dies ? vault : parts.vault;
  LedgerParts used{.vault = vault_used,
                   .log = log_used,
                   .access = parts.access,
                   .clock = parts.clock,
                   .random = parts.random,
                   .reapply = parts.reapply,
                   .origin = parts.origin,
                   .signing_seed = parts.signing_seed,
                   .oversight_key = parts.oversight_key,
                   .checkpoint_file = parts.checkpoint_file};
  (void)house.Open(std::move(used));
  _exit(7);
}

// Leaves changes and a revocation in the log that the vault lacks: the batch that holds both is as
// long as a test wants.
void DieOwingChanges(const std::filesystem::path& dir) {
  int pipe = -1;
  const pid_t pid = Start(pipe, [&](int) {
    House house(dir);
    Desk desk(house);
    std::promise<void> collected, go;
    storage::WriterOptions options;
    int batch = 0;
    // The first batch waits until everything else has queued behind it, so that the second holds it
    // all.
    options.at = [&](CrashPoint point) {
      if (point == CrashPoint::kCollected && batch++ == 0) {
        collected.set_value();
        go.get_future().wait();
      }
      if (point == CrashPoint::kReadsCompleted && batch == 2) kill(getpid(), SIGKILL);
    };
    if (!house.Open(house.Parts(std::move(options)))) _exit(2);
    const DossierId dossier = DossierNumber(0);
    const auto submit = [&](access::Permit permit, Plan plan) {
      house.ledger().Submit(MakeAct(std::move(permit), std::move(plan), [](const Answer&) {}));
    };
    submit(desk.Admit(SocialWorker(), ReadSocial(dossier)), {});
    collected.get_future().wait();
    for (std::uint32_t value = 1; value <= 3; ++value)
      submit(desk.Admit(SocialWorker(), WriteSocial(dossier)), AddThing(dossier, value));
    submit(desk.Admit(PersonOf(dossier), Ask(Action::kRevoke, dossier)),
           Revoke(CellNumber(0, 1), dossier));
    go.set_value();
    std::promise<void>().get_future().wait();
  });
  close(pipe);
  ExpectKilled(pid);
}

TEST(Crash, DuringRecoveryItself) {
  for (const Stage stage : {Stage::kBeforeReapply, Stage::kBeforeLogCommit, Stage::kAfterLogCommit,
                            Stage::kBeforeVaultCommit, Stage::kAfterVaultCommit}) {
    SCOPED_TRACE(static_cast<int>(stage));
    const Lives lives;
    DieOwingChanges(lives.scratch.path());
    for (int again = 0; again < (stage == Stage::kAfterVaultCommit ? 1 : 3); ++again) {
      int pipe = -1;
      const pid_t pid = Start(pipe, [&](int) { RecoverAndDie(lives.scratch.path(), stage); });
      close(pipe);
      ExpectKilled(pid);
    }
    House house(lives.scratch.path());
    Restart(house);
    Inspection(house).CheckEverything({});
    const auto entries = ReadWholeLog(*house.Log());
    const auto closings = std::count_if(entries.begin(), entries.end(), [](const auto& e) {
      return e.second.outcome == audit::Outcome::kNotApplied;
    });
    EXPECT_EQ(closings, 3) << "each lost change is closed once, however often recovery was tried";
    EXPECT_TRUE(Things(*house.Vault()).empty());
  }
}

TEST(Crash, RecoveringTwiceAddsNothing) {
  const Lives lives;
  DieOwingChanges(lives.scratch.path());
  std::size_t size = 0;
  for (int again = 0; again < 3; ++again) {
    House house(lives.scratch.path());
    Restart(house);
    const std::size_t now = ReadWholeLog(*house.Log()).size();
    if (again > 0) {
      EXPECT_EQ(now, size);
    }
    size = now;
  }
}

TEST(Crash, RevocationThatNobodyAppliesKeepsTheServerDown) {
  const Lives lives;
  DieOwingChanges(lives.scratch.path());
  House house(lives.scratch.path());
  LedgerParts parts = house.Parts();
  parts.reapply.clear();
  const Status opened = house.Open(std::move(parts));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reason, Reason::kInternal);
}

TEST(Crash, ClockThatWentBackDoesNotTurnTheLogBack) {
  const Lives lives;
  const DossierId dossier = DossierNumber(0);
  for (const std::int64_t now : {1'900'000'000'000, 1'700'000'000'000}) {
    House house(lives.scratch.path());
    house.clock.Set(FromMillis(now));
    ASSERT_TRUE(house.Open());
    Desk desk(house);
    for (int i = 0; i < 3; ++i) (void)desk.Expect(desk.Admit(SocialWorker(), ReadSocial(dossier)));
    (void)ReadWholeLog(*house.Log());
  }
}

}  // namespace
}  // namespace relais::ledger
