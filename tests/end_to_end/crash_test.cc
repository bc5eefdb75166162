// Kills relaisd itself, again and again, while workers and persons use it over TLS; then holds what
// each of them was told against what is there after the restart (P1, P2, P10).
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "audit/bundle.h"
#include "services/keys/keystore.h"
#include "services/ledger/log_store.h"
#include "services/storage/sqlcipher.h"
#include "tests/end_to_end/fixture.h"

namespace relais {
namespace {

constexpr int kUsers = 4;

int Rounds() {
  const char* const rounds = std::getenv("RELAIS_CRASH_ROUNDS");
  return rounds == nullptr ? 50 : std::atoi(rounds);
}

class CrashEndToEnd : public EndToEnd {
 protected:
  static void SetUpTestSuite() {
    world_ = std::make_unique<World>();
    Start();
    house_ = AddHouse("Hôpital Sainte-Anne");
    for (int i = 0; i < kUsers; ++i)
      workers_.push_back(AddProfessional(house_, "hospital_social_worker"));
  }
  static void TearDownTestSuite() {
    relaisd_.reset();
    EndToEnd::TearDownTestSuite();
  }
  static void Start() {
    relaisd_ = std::make_unique<Relaisd>(tree());
    world_->channel = NewChannel(relaisd_->port(), Certificate());
  }

  // One worker and one person, and what the two were told.
  class User {
   public:
    User(std::string worker, std::uint64_t seed) : worker_(Token(worker)), random_(seed) {}

    // Until the server is gone.
    void Run() {
      try {
        dossier_ = Open(worker_);
        person_ = Token(dossier_->person);
        for (;;) Step();
      } catch (const CallFailed& failed) {
        // Two dossiers may share a slot of the ledger's stamps: then the one waits for the other, and
        // may be told to try again. It never happened then, which is what Inspect looks for.
        EXPECT_TRUE(failed.code() == grpc::StatusCode::UNAVAILABLE ||
                    failed.code() == grpc::StatusCode::RESOURCE_EXHAUSTED)
            << failed.what();
      }
    }

    // After the restart.
    void Inspect() {
      if (!dossier_) return;
      SCOPED_TRACE(dossier_->id);
      v1::GetDossierResponse own;
      const v1::GetDossierRequest request;
      const auto status = Call(&v1::Dossiers::Stub::GetDossier, person_, request, &own);
      ASSERT_TRUE(status.ok()) << status.error_message();
      ExpectSteps(own);
      if (standing_ != Standing::kInDoubt) ExpectRead(standing_ == Standing::kOpen);
      InspectLog(own.steps_size());
    }

   private:
    enum class Standing { kClosed, kOpen, kInDoubt };

    void Step() {
      const auto dice = random_() % 20;
      if (standing_ == Standing::kClosed) return dice < 3 ? Refused() : GrantAll();
      if (dice < 8) return RecordOne();
      if (dice < 16) return ReadOne();
      if (dice < 17) return Export();
      RevokeAll();
    }
    void GrantAll() {
      standing_ = Standing::kInDoubt;
      consents_ = Grant(person_, House());
      standing_ = Standing::kOpen;
    }
    void RevokeAll() {
      standing_ = Standing::kInDoubt;
      for (const std::string& consent : consents_) Revoke(person_, consent);
      standing_ = Standing::kClosed;
      Refused();
    }
    void RecordOne() {
      v1::RecordStepResponse response;
      Expect(Call(&v1::Dossiers::Stub::RecordStep, worker_, StepOf(dossier_->id), &response));
      steps_.insert(response.step_id());
    }
    void ReadOne() {
      v1::GetDossierResponse response;
      Expect(Call(&v1::Dossiers::Stub::GetDossier, worker_, ReadOf(dossier_->id), &response));
      ++reads_;
      ExpectSteps(response);
    }
    void Refused() {
      const auto status = Call(&v1::Dossiers::Stub::GetDossier, worker_, ReadOf(dossier_->id));
      if (status.error_code() == grpc::StatusCode::UNAVAILABLE) throw CallFailed(status);
      EXPECT_EQ(ReasonOf(status), "NOT_OPEN") << "a revocation that was acknowledged does not hold";
      ++refusals_;
    }
    void ExpectRead(bool open) {
      const auto status = Call(&v1::Dossiers::Stub::GetDossier, worker_, ReadOf(dossier_->id));
      EXPECT_EQ(status.ok(), open) << (open ? "a consent that was acknowledged is lost"
                                            : "a revocation that was acknowledged is lost");
    }
    void ExpectSteps(const v1::GetDossierResponse& response) {
      std::set<std::string> shown;
      for (const auto& step : response.steps()) shown.insert(step.id());
      for (const std::string& step : steps_)
        EXPECT_TRUE(shown.contains(step)) << "a step that was acknowledged is lost";
    }
    // Verified by the library of relais-verify; its checkpoint is held against the log after the
    // crash.
    void Export() {
      grpc::ClientContext context;
      Prepare(context, person_);
      v1::Accesses::Stub stub(channel());
      v1::ExportAccessesRequest request;
      request.set_since_size(checkpoint_ ? checkpoint_->size : 0);
      const auto reader = stub.ExportAccesses(&context, request);
      std::string bundle;
      for (v1::ExportAccessesResponse part; reader->Read(&part);) bundle += part.chunk();
      const auto status = reader->Finish();
      if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED)
        return;  // somebody else's is being written
      Expect(status);
      const auto verdict = audit::VerifyBundle(
          bundle, audit::TrustPolicy(audit::NoteVerifier::FromVkey(tree().made().vkey).value()));
      ASSERT_TRUE(verdict) << verdict.error().message;
      if (checkpoint_) {
        EXPECT_EQ(verdict->since, (audit::Earlier{checkpoint_->size, checkpoint_->root}));
      }
      checkpoint_ = verdict->checkpoint();
    }
    void InspectLog(int steps) {
      const auto all = AllAccesses(person_);
      std::map<std::string, std::map<int, int>> seen;
      std::uint64_t number = all.size();
      for (const auto& entry : all) {
        EXPECT_EQ(entry.number(), number--) << "the log has a gap";
        ++seen[entry.method() + (entry.own() ? " by the person" : "")][entry.outcome()];
      }
      auto& gets = seen["Dossiers.GetDossier"];
      EXPECT_GE(gets[v1::Access::OUTCOME_OPENED], reads_)
          << "a read that was answered is not in the log";
      EXPECT_GE(gets[v1::Access::OUTCOME_REFUSED], refusals_)
          << "a refusal that was answered is not in the log";
      EXPECT_EQ(seen["Dossiers.OpenDossier"][v1::Access::OUTCOME_CHANGED], 1);
      // A change that the crash took is in the log, and so is that it did not happen.
      EXPECT_EQ(seen["Dossiers.RecordStep"][v1::Access::OUTCOME_CHANGED] - LostRecords(all), steps);
    }
    // "Not applied" closes a change of whatever kind; only grants can be among the others here, and
    // at most one was under way.
    int LostRecords(const std::vector<v1::Access>& all) const {
      int lost = 0;
      for (const auto& entry : all)
        lost += entry.outcome() == v1::Access::OUTCOME_NOT_APPLIED ? 1 : 0;
      return standing_ == Standing::kInDoubt ? 0 : lost;
    }
    static void Expect(const grpc::Status& status) {
      if (!status.ok()) throw CallFailed(status);
    }
    static const std::string& House() { return house_; }

   public:
    const std::optional<audit::Checkpoint>& checkpoint() const { return checkpoint_; }

   private:
    const std::string worker_;
    std::string person_;
    std::mt19937_64 random_;
    std::optional<OpenedDossier> dossier_;
    Standing standing_ = Standing::kClosed;
    std::vector<std::string> consents_;
    std::set<std::string> steps_;
    int reads_ = 0, refusals_ = 0;
    std::optional<audit::Checkpoint> checkpoint_;
  };

  // While no server runs: the log on disk begins with what was signed for a client.
  static void InspectTree(const std::optional<audit::Checkpoint>& seen) {
    if (!seen) return;
    const auto keystore = keys::Keystore::Open(tree() / "keys");
    auto store = storage::SqlcipherStore::Open(tree() / "data/log.db", keystore->store_key("log"),
                                               {1024, 1024});
    ASSERT_TRUE(store) << store.error().message;
    const auto log = (*store)->Connect(storage::Store::Use::kRead);
    const auto then = audit::Tree::Resume(ledger::NodeSource(**log), seen->size);
    ASSERT_TRUE(then) << "the log is shorter than a checkpoint that a client has";
    EXPECT_EQ(then->Root(), seen->root) << "the log is not the one whose checkpoint a client has";
  }

  static inline std::unique_ptr<Relaisd> relaisd_;
  static inline std::string house_;
  static inline std::vector<std::string> workers_;
};

TEST_F(CrashEndToEnd, WhatClientsWereToldIsThereAfterKill9) {
  std::mt19937_64 random(11);
  for (int round = 0; round < Rounds() && !HasFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    std::vector<std::unique_ptr<User>> users;
    std::vector<std::thread> threads;
    for (const std::string& worker : workers_)
      users.push_back(std::make_unique<User>(worker, random()));
    for (const auto& user : users) threads.emplace_back([&user] { user->Run(); });
    std::this_thread::sleep_for(std::chrono::milliseconds(20 + random() % 400));
    relaisd_->Kill();
    for (std::thread& thread : threads) thread.join();
    for (const auto& user : users) InspectTree(user->checkpoint());
    Start();
    for (const auto& user : users) user->Inspect();
  }
}

}  // namespace
}  // namespace relais
