// Reads from several threads against revocations, suspensions and new policies: whoever was refused
// by a change gets no receipt above its entry (P2, L2).
#include <random>
#include <thread>

#include "tests/keys/scratch.h"
#include "tests/ledger/fixture.h"

namespace relais::ledger {
namespace {

constexpr int kReaders = 4;
constexpr std::uint64_t kDossiers = 64;
constexpr std::uint64_t kWorkers = 32;
constexpr int kRetries = 2;  // as the pipeline does

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kDefaultReads = 20'000;
#else
constexpr int kDefaultReads = 100'000;
#endif

int Reads() {
  const char* const reads = std::getenv("RELAIS_RACE_READS");
  return reads == nullptr ? kDefaultReads : std::atoi(reads);
}

// One receipt of a disclosure, with what its permit had been decided on.
struct Shown {
  std::uint64_t dossier, worker, index;
  Hash policy;
};

// A reader's calls, many in flight, each decided again at most twice.
class Reader {
 public:
  Reader(House& house, std::uint64_t seed, int reads)
      : house_(house), desk_(house), random_(seed), left_(reads) {}

  void Run() {
    for (;;) {
      const auto [calls, more] = Wait();
      for (const Call& call : calls) Decide(call);
      if (!more) return;
    }
  }
  const std::vector<Shown>& shown() const { return shown_; }
  int refused() const { return refused_; }
  int busy() const { return busy_; }

 private:
  static constexpr int kInFlight = 16;
  struct Call {
    std::uint64_t dossier, worker;
    int retries = 0;
  };

  void Decide(Call call) {
    if (call.retries > kRetries) {
      const MutexLock lock(mutex_);
      --in_flight_;
      ++busy_;
      return;
    }
    access::Permit permit =
        desk_.Admit(SocialWorker(call.worker), ReadSocial(DossierNumber(call.dossier)));
    const bool allowed = permit.allowed();
    const Hash policy = permit.policy().hash();
    // Data read under the permit is sealed to it; opening it needs this very permit's receipt.
    auto sealed = std::make_shared<Sealed<std::uint64_t>>(permit, call.dossier, Disclosure{});
    house_.ledger().Submit(MakeAct(std::move(permit), {}, [=, this](const Answer& answer) {
      Settle(call, allowed, policy, *sealed, answer);
    }));
  }
  void Settle(Call call, bool allowed, const Hash& policy, Sealed<std::uint64_t>& sealed,
              const Answer& answer) {
    const MutexLock lock(mutex_);
    if (answer.again) {
      ++call.retries;
      again_.push_back(call);
    } else {
      --in_flight_;
      if (!answer.ok())
        ++busy_;
      else if (!allowed)
        ++refused_;
      else
        shown_.push_back({std::move(sealed).Open(**answer.receipt), call.worker,
                          (*answer.receipt)->index(), policy});
    }
    settled_.NotifyOne();
  }
  // What is to be decided now: calls that were sent back, and new ones while there is room. False:
  // all is settled.
  std::pair<std::vector<Call>, bool> Wait() {
    const MutexLock lock(mutex_);
    while (again_.empty() && in_flight_ > 0 && (left_ == 0 || in_flight_ >= kInFlight))
      settled_.Wait(mutex_);
    std::vector<Call> calls = std::exchange(again_, {});
    for (; left_ > 0 && in_flight_ < kInFlight; --left_, ++in_flight_)
      calls.push_back({random_() % kDossiers, random_() % kWorkers});
    const bool more = !calls.empty() || in_flight_ > 0;
    return {std::move(calls), more};
  }

  House& house_;
  Desk desk_;
  Mutex mutex_;
  std::mt19937_64 random_;
  int left_;
  CondVar settled_;
  int in_flight_ = 0, refused_ = 0, busy_ = 0;
  std::vector<Call> again_;
  std::vector<Shown> shown_;
};

// When each thing was taken away: the index of the entry that tells of it.
struct Changes {
  std::map<std::uint64_t, std::uint64_t> revoked, suspended;  // by dossier, by worker
  // The policy that ended with the entry at this index.
  std::vector<std::pair<std::uint64_t, Hash>> policies;
};

class Race : public testing::Test {
 protected:
  Race() : house_(scratch_.path()) {
    std::vector<House::GivenCell> cells;
    for (std::uint64_t d = 0; d < kDossiers; ++d) {
      for (std::uint64_t w = 0; w < kWorkers; ++w)
        cells.push_back({IdOf("cell", d * 1000 + w), DossierNumber(d), SocialWorker(w).id});
    }
    house_.AddCells(cells);
  }

  // Takes back all that a dossier's person gave, in one change.
  std::uint64_t RevokeAll(Desk& desk, std::uint64_t d) {
    const DossierId dossier = DossierNumber(d);
    Plan plan{
        .apply = [=](storage::Connection& vault, Instant at,
                     std::vector<Array<16>>& moved) -> Status {
          moved.push_back(dossier.bytes());
          RETURN_IF_ERROR(storage::Run(vault, "UPDATE cells SET revoked = ?1 WHERE dossier = ?2",
                                       ToMillis(at), dossier.view()));
          return {};
        },
        .what = {.objects = {dossier.bytes()}}};
    return desk
        .Expect(desk.Admit(PersonOf(dossier), Ask(Action::kRevoke, dossier)), std::move(plan))
        .index();
  }
  std::uint64_t SuspendWorker(Desk& desk, std::uint64_t w) {
    const auto id = SocialWorker(w).id;
    return desk.Expect(desk.Admit(Operator(), Ask(Action::kSuspend)), SuspendCaller(id)).index();
  }

  Scratch scratch_;
  House house_;
};

TEST_F(Race, NoReceiptAboveTheEntryOfARevocationASuspensionOrANewPolicy) {
  ASSERT_TRUE(house_.Open());
  const int reads = Reads();
  std::vector<std::unique_ptr<Reader>> readers;
  for (int r = 0; r < kReaders; ++r)
    readers.push_back(
        std::make_unique<Reader>(house_, static_cast<std::uint64_t>(r) + 1, reads / kReaders));
  std::vector<std::thread> threads;
  std::atomic<int> running{kReaders};
  for (auto& reader : readers) {
    threads.emplace_back([&reader, &running] {
      reader->Run();
      --running;
    });
  }

  Changes changes;
  Desk desk(house_);
  // As the reads go on, three quarters of everything is taken away, one thing after the other, and
  // policies come and go.
  const std::uint64_t total = kDossiers * 3 / 4;
  std::uint64_t done = 0;
  while (running > 0 && done < total) {
    const std::uint64_t due =
        house_.ledger().counts().units * total / static_cast<std::uint64_t>(reads);
    if (done > due) {
      std::this_thread::yield();
      continue;
    }
    changes.revoked[done] = RevokeAll(desk, done);
    if (done % 3 == 0) changes.suspended[done / 3] = SuspendWorker(desk, done / 3);
    if (done % 4 == 0) {
      const Hash old = house_.access().policy()->hash();
      ASSERT_TRUE(house_.ledger().ReplacePolicy(NewPolicy(std::to_string(done))));
      changes.policies.emplace_back(0, old);
    }
    ++done;
  }
  for (auto& thread : threads) thread.join();
  EXPECT_GE(done, total / 2) << "the changes did not run beside the reads";

  const auto entries = ReadWholeLog(*house_.Log());
  std::size_t next = 0;
  for (const auto& [index, details] : entries) {
    if (details.method == "policy.reload") changes.policies.at(next++).first = index;
  }
  std::size_t shown = 0, refused = 0, busy = 0;
  for (const auto& reader : readers) {
    shown += reader->shown().size();
    refused += static_cast<std::size_t>(reader->refused());
    busy += static_cast<std::size_t>(reader->busy());
    for (const Shown& s : reader->shown()) {
      const auto revoked = changes.revoked.find(s.dossier);
      if (revoked != changes.revoked.end()) {
        ASSERT_LT(s.index, revoked->second) << "shown after the revocation";
      }
      const auto suspended = changes.suspended.find(s.worker);
      if (suspended != changes.suspended.end()) {
        ASSERT_LT(s.index, suspended->second) << "shown to a suspended worker";
      }
      for (const auto& [index, policy] : changes.policies) {
        ASSERT_TRUE(s.policy != policy || s.index < index)
            << "shown by a policy that was no longer in force";
      }
      ASSERT_EQ(entries.at(s.index).outcome, audit::Outcome::kOpened);
      ASSERT_EQ(entries.at(s.index).subject_id, DossierNumber(s.dossier).bytes());
    }
  }
  EXPECT_EQ(shown + refused + busy, static_cast<std::size_t>(reads / kReaders * kReaders));
  EXPECT_GT(shown, static_cast<std::size_t>(reads) / 20);
  EXPECT_GT(refused, 0u);
  EXPECT_LT(busy, static_cast<std::size_t>(reads) / 10);
  CheckTree(*house_.Log());
}

// The same batch: a read decided before, queued behind the change.
TEST_F(Race, ReadQueuedBehindTheRevocationInItsOwnBatchIsSentBack) {
  std::promise<void> collected, go;
  int batch = 0;
  storage::WriterOptions options;
  options.at = [&](storage::CrashPoint point) {
    if (point == storage::CrashPoint::kCollected && batch++ == 0) {
      collected.set_value();
      go.get_future().wait();
    }
  };
  ASSERT_TRUE(house_.Open(house_.Parts(std::move(options))));
  Desk desk(house_);
  const DossierId dossier = DossierNumber(1), other = DossierNumber(2);
  std::promise<Answer> answers[4];
  const auto submit = [&](std::size_t at, access::Permit permit, Plan plan) {
    house_.ledger().Submit(
        MakeAct(std::move(permit), std::move(plan),
                [&answers, at](const Answer& answer) { answers[at].set_value(answer); }));
  };
  auto before = desk.Admit(SocialWorker(), ReadSocial(dossier)),
       after = desk.Admit(SocialWorker(), ReadSocial(dossier));
  auto elsewhere = desk.Admit(SocialWorker(1), ReadSocial(other));
  submit(0, desk.Admit(SocialWorker(2), ReadSocial(other)), {});
  collected.get_future().wait();
  auto revoke = desk.Admit(PersonOf(dossier), Ask(Action::kRevoke, dossier));
  submit(1, std::move(before), {});
  house_.ledger().Submit(
      MakeAct(std::move(revoke), Revoke(IdOf("cell", 1000), dossier), [](const Answer&) {}));
  submit(2, std::move(after), {});
  submit(3, std::move(elsewhere), {});
  go.set_value();
  EXPECT_TRUE(answers[0].get_future().get().ok());
  EXPECT_TRUE(answers[1].get_future().get().ok()) << "queued before the revocation";
  EXPECT_TRUE(answers[2].get_future().get().again) << "queued behind the revocation";
  EXPECT_TRUE(answers[3].get_future().get().ok()) << "of another dossier";
}

TEST_F(Race, OldPermitOfAChangeIsSentBackToo) {
  ASSERT_TRUE(house_.Open());
  Desk desk(house_);
  const DossierId dossier = DossierNumber(3);
  auto write = desk.Admit(SocialWorker(), WriteSocial(dossier));
  (void)RevokeAll(desk, 3);
  const Answer answer = desk.Commit(std::move(write), AddThing(dossier, 1));
  EXPECT_TRUE(answer.again);
  EXPECT_TRUE(Things(*house_.Vault()).empty());
}

TEST_F(Race, OldPolicyGetsNoReceiptEvenWithTheSameBytes) {
  ASSERT_TRUE(house_.Open());
  Desk desk(house_);
  auto old = desk.Admit(SocialWorker(), ReadSocial(DossierNumber(0)));
  ASSERT_TRUE(house_.ledger().ReplacePolicy(NewPolicy()));
  EXPECT_TRUE(desk.Commit(std::move(old)).again);
  EXPECT_TRUE(desk.Commit(desk.Admit(SocialWorker(), ReadSocial(DossierNumber(0)))).ok());
}

TEST_F(Race, FailedRevocationSendsNobodyBack) {
  ASSERT_TRUE(house_.Open());
  Desk desk(house_);
  const DossierId dossier = DossierNumber(0);
  auto read = desk.Admit(SocialWorker(), ReadSocial(dossier));
  Plan plan = Revoke(IdOf("cell", 0), dossier);
  plan.apply = [inner = plan.apply](storage::Connection& vault, Instant at, auto& moved) -> Status {
    RETURN_IF_ERROR(inner(vault, at, moved));
    return Fail(Reason::kWrongState, "not now");
  };
  const Answer answer =
      desk.Commit(desk.Admit(PersonOf(dossier), Ask(Action::kRevoke, dossier)), std::move(plan));
  EXPECT_TRUE(answer.ok());
  EXPECT_FALSE(answer.applied);
  EXPECT_TRUE(desk.Commit(std::move(read)).ok());
  EXPECT_TRUE(desk.Admit(SocialWorker(), ReadSocial(dossier)).allowed());
}

TEST_F(Race, ConcurrentReadModifyWritesLoseNoUpdate) {
  constexpr int kThreads = 4, kUpdates = 500;
  {
    const auto vault = house_.Vault(storage::Store::Use::kWrite);
    ASSERT_TRUE(storage::Run(*vault, "INSERT INTO things VALUES(x'00', 0)"));
  }
  ASSERT_TRUE(house_.Open());
  const auto increment = [](storage::Connection& vault, Instant,
                            std::vector<Array<16>>&) -> Status {
    std::int64_t value = 0;
    {
      ASSIGN_OR_RETURN(auto rows, storage::Query(vault, "SELECT value FROM things"));
      ASSIGN_OR_RETURN(const bool row, rows.Next());
      if (!row) return Fail(Reason::kCorrupt, "the counter is gone");
      value = rows.Int(0);
    }
    RETURN_IF_ERROR(storage::Run(vault, "UPDATE things SET value = ?1", value + 1));
    return {};
  };
  std::vector<std::thread> threads;
  std::vector<std::unique_ptr<Desk>> desks;
  std::atomic<int> acknowledged{0};
  for (int t = 0; t < kThreads; ++t) {
    desks.push_back(std::make_unique<Desk>(house_));
    threads.emplace_back([&, t, &desk = *desks.back()] {
      const auto number = static_cast<std::uint64_t>(t);
      for (int i = 0; i < kUpdates; ++i) {
        const Answer answer =
            desk.Commit(desk.Admit(SocialWorker(number), WriteSocial(DossierNumber(number))),
                        {.apply = increment});
        if (answer.ok() && answer.applied) ++acknowledged;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(acknowledged, kThreads * kUpdates);
  EXPECT_EQ(Things(*house_.Vault()), std::vector<std::int64_t>{kThreads * kUpdates});
}

}  // namespace
}  // namespace relais::ledger
