// Kills relaisd while a service is asked, answers, and is taken back from, and while a leaving is passed on; then holds what
// each side was told against what is there after the restart: one side is responsible, and nothing is open without a yes.
#include <atomic>
#include <cstdlib>
#include <map>
#include <random>
#include <thread>

#include "relais/v1/exits.grpc.pb.h"
#include "relais/v1/handovers.grpc.pb.h"
#include "services/base/calendar.h"
#include "tests/end_to_end/fixture.h"

namespace relais {
namespace {

using State = v1::Handover::State;

constexpr int kUsers = 3;

int Rounds() {
  const char* const rounds = std::getenv("RELAIS_CRASH_ROUNDS");
  return rounds == nullptr ? 15 : std::max(1, std::atoi(rounds) / 4);
}

class CrashHandovers : public EndToEnd {
 protected:
  static void SetUpTestSuite() {
    world_ = std::make_unique<World>();
    Start();
    house_ = AddHouse("Hôpital Sainte-Anne");
    home_care_ = AddHouse("Thuiszorg De Brug");
    nurse_ = Token(AddProfessional(home_care_, "home_nurse"));
    for (int i = 0; i < 2 * kUsers; ++i)
      workers_.push_back(AddProfessional(house_, "hospital_social_worker"));
    (void)Witness();
  }
  static void TearDownTestSuite() {
    relaisd_.reset();
    EndToEnd::TearDownTestSuite();
  }
  static void Start() {
    relaisd_ = std::make_unique<Relaisd>(tree());
    world_->channel = NewChannel(relaisd_->port(), Certificate());
  }

  static std::string Day(int ahead) {
    return FormatDate(
        Date(std::chrono::sys_days(InBelgium(SystemClock().Now()).day) + std::chrono::days(ahead)));
  }

  // What somebody was told last, and what an answer that never came would have said.
  template <class T>
  struct Told {
    T sure{}, perhaps{};
    void Try(const T& next) { perhaps = next; }
    void Done() { sure = perhaps; }
    bool Fits(const T& found) const { return found == sure || found == perhaps; }
  };

  class User {
   public:
    User(std::string worker, std::string colleague, std::uint64_t seed)
        : ids_{std::move(worker), std::move(colleague)}, random_(seed) {}

    // Until the server is gone.
    void Run() {
      try {
        Prepare();
        ready_ = true;
        for (;;) Step();
      } catch (const CallFailed& failed) {
        EXPECT_TRUE(failed.code() == grpc::StatusCode::UNAVAILABLE ||
                    failed.code() == grpc::StatusCode::RESOURCE_EXHAUSTED)
            << failed.what();
      }
      ready_ = true;
    }

    // Or it cannot be.
    bool ready() const { return ready_; }
    std::size_t asked() const { return told_.size(); }

    // After the restart.
    void Inspect() {
      if (exit_.empty()) return;
      SCOPED_TRACE(dossier_->id);
      v1::ListHandoversResponse all;
      const auto listed =
          Call(&v1::Handovers::Stub::ListHandovers, person_, v1::ListHandoversRequest(), &all);
      ASSERT_TRUE(listed.ok()) << listed.error_message();
      bool open = false;
      for (const auto& one : all.handovers()) {
        open = open || one.state() == v1::Handover::STATE_ACCEPTED ||
               one.state() == v1::Handover::STATE_SEEN;
        const auto told = told_.find(one.id());
        if (told == told_.end()) continue;  // its answer never came
        EXPECT_TRUE(told->second.Fits(one.state()))
            << v1::Handover::State_Name(one.state()) << " where "
            << v1::Handover::State_Name(told->second.sure) << " was told";
      }
      EXPECT_GE(all.handovers_size(), static_cast<int>(told_.size()));
      auto read = ReadOf(dossier_->id);
      read.mutable_context()->set_purpose(v1::PURPOSE_HANDOVER);
      const auto status = Call(&v1::Dossiers::Stub::GetDossier, nurse_, read);
      EXPECT_EQ(status.ok(), open) << "what is open is not what was said: " << all.DebugString();
      InspectOwner();
    }

   private:
    void Prepare() {
      dossier_ = Open(Token(ids_[0]));
      person_ = Token(dossier_->person);
      Grant(person_, house_);
      v1::PlanExitRequest plan;
      plan.set_request_id(NewRequestId());
      *plan.mutable_context() = ContextOf(dossier_->id);
      plan.mutable_exit()->set_kind(v1::Exit::KIND_HOSPITAL);
      v1::PlanExitResponse planned;
      Expect(Call(&v1::Exits::Stub::PlanExit, Token(ids_[0]), plan, &planned));
      exit_ = planned.exit_id();
      owner_ = {ids_[0], ids_[0]};
    }
    void Step() {
      if (random_() % 3 == 0) return Pass();
      const auto told = told_.find(now_);
      if (told == told_.end()) return Ask();
      switch (told->second.sure) {
        case v1::Handover::STATE_PROPOSED:
          return Become(v1::Handover::STATE_ASKED, [&] {
            return Call(&v1::Consents::Stub::ConfirmConsent, Witness(), OnPaper(proposal_));
          });
        case v1::Handover::STATE_ASKED:
          if (random_() % 4 == 0) return Withdraw();
          return random_() % 3 == 0 ? Answer(false) : Answer(true);
        case v1::Handover::STATE_ACCEPTED:
          return random_() % 2 == 0 ? Withdraw() : Seen();
        default:
          return Ask();  // that one is over
      }
    }
    template <class F>
    void Become(State next, F call) {
      told_[now_].Try(next);
      Expect(call());
      told_[now_].Done();
    }
    void Ask() {
      v1::AskHandoverRequest request;
      request.set_request_id(NewRequestId());
      *request.mutable_context() = ContextOf(dossier_->id);
      request.set_organisation_id(home_care_);
      request.mutable_ask()->add_needs(v1::NEED_MEALS);
      request.mutable_ask()->set_from_day(Day(3));
      auto& cell = *request.add_choices()->mutable_consent();
      cell.set_effect(v1::Consent::EFFECT_ALLOW);
      cell.mutable_grantee()->set_organisation_id(home_care_);
      cell.add_compartments(v1::COMPARTMENT_EXIT);
      cell.add_actions(v1::ACTION_READ);
      cell.add_purposes(v1::PURPOSE_HANDOVER);
      cell.mutable_end_time()->set_seconds(std::time(nullptr) + 30 * 86'400);
      request.set_language("nl");
      request.set_legal_basis(v1::LEGAL_BASIS_CARE);
      v1::AskHandoverResponse asked;
      Expect(Call(&v1::Handovers::Stub::AskHandover, Token(ids_[0]), request, &asked));
      now_ = asked.handover_id();
      proposal_ = asked.proposal();
      told_[now_] = {v1::Handover::STATE_PROPOSED, v1::Handover::STATE_PROPOSED};
    }
    void Answer(bool yes) {
      v1::AnswerHandoverRequest request;
      request.set_request_id(NewRequestId());
      request.set_handover_id(now_);
      request.set_accepted(yes);
      if (!yes) request.set_lack(v1::LACK_NO_PLACE);
      Become(yes ? v1::Handover::STATE_ACCEPTED : v1::Handover::STATE_REFUSED,
             [&] { return Call(&v1::Handovers::Stub::AnswerHandover, nurse_, request); });
    }
    void Withdraw() {
      const bool own = random_() % 2 == 0;
      v1::WithdrawHandoverRequest request;
      request.set_request_id(NewRequestId());
      if (!own) *request.mutable_context() = ContextOf(dossier_->id);
      request.set_handover_id(now_);
      Become(v1::Handover::STATE_WITHDRAWN, [&] {
        return Call(&v1::Handovers::Stub::WithdrawHandover, own ? person_ : Token(ids_[0]),
                    request);
      });
    }
    void Seen() {
      v1::MarkHandoverRequest request;
      request.set_request_id(NewRequestId());
      request.set_handover_id(now_);
      request.set_state(v1::Handover::STATE_SEEN);
      Become(v1::Handover::STATE_SEEN,
             [&] { return Call(&v1::Handovers::Stub::MarkHandover, nurse_, request); });
    }
    void Pass() {
      const std::string& to = ids_[random_() % 2];
      v1::PassExitRequest request;
      request.set_request_id(NewRequestId());
      *request.mutable_context() = ContextOf(dossier_->id);
      request.set_exit_id(exit_);
      request.set_owner_id(to);
      owner_.Try(to);
      Expect(Call(&v1::Exits::Stub::PassExit, Token(ids_[0]), request));
      owner_.Done();
    }
    // It is on one list, and the person sees the same name.
    void InspectOwner() {
      v1::ListExitsResponse exits;
      ASSERT_TRUE(Call(&v1::Exits::Stub::ListExits, person_, v1::ListExitsRequest(), &exits).ok());
      ASSERT_EQ(exits.exits_size(), 1);
      const std::string& owner = exits.exits(0).owner().owner_id();
      EXPECT_TRUE(owner_.Fits(owner)) << owner << " where " << owner_.sure << " was told";
      for (const std::string& id : ids_) {
        v1::ListWorkResponse work;
        ASSERT_TRUE(Call(&v1::Exits::Stub::ListWork, Token(id), v1::ListWorkRequest(), &work).ok());
        int own = 0;
        for (const auto& line : work.lines()) own += line.dossier_id() == dossier_->id;
        EXPECT_EQ(own, id == owner ? 1 : 0);
      }
      v1::RecordDepartureRequest left;  // so that no list grows over the rounds
      left.set_request_id(NewRequestId());
      *left.mutable_context() = ContextOf(dossier_->id);
      left.mutable_departure()->set_exit_id(exit_);
      left.mutable_departure()->set_day(Day(0));
      left.mutable_departure()->set_decider(v1::Departure::DECIDER_PERSON);
      EXPECT_TRUE(Call(&v1::Exits::Stub::RecordDeparture, Token(ids_[0]), left).ok());
    }
    static void Expect(const grpc::Status& status) {
      if (!status.ok()) throw CallFailed(status);
    }

    const std::string ids_[2];
    std::mt19937_64 random_;
    std::atomic<bool> ready_{false};
    std::optional<OpenedDossier> dossier_;
    std::string person_, exit_, now_;
    v1::ProposeConsentResponse proposal_;
    std::map<std::string, Told<State>> told_;
    Told<std::string> owner_;
  };

  static inline std::unique_ptr<Relaisd> relaisd_;
  static inline std::string house_, home_care_, nurse_;
  static inline std::vector<std::string> workers_;
};

TEST_F(CrashHandovers, OneSideIsResponsibleAfterKill9) {
  std::mt19937_64 random(27);
  std::size_t asked = 0;
  for (int round = 0; round < Rounds() && !HasFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    std::vector<std::unique_ptr<User>> users;
    std::vector<std::thread> threads;
    for (int i = 0; i < kUsers; ++i)
      users.push_back(std::make_unique<User>(workers_[2 * i], workers_[2 * i + 1], random()));
    for (const auto& user : users) threads.emplace_back([&user] { user->Run(); });
    for (const auto& user : users)
      while (!user->ready()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 600));
    relaisd_->Kill();
    for (std::thread& thread : threads) thread.join();
    Start();
    for (const auto& user : users) {
      user->Inspect();
      asked += user->asked();
    }
  }
  EXPECT_GT(asked, 0u) << "nothing was tried";
}

}  // namespace
}  // namespace relais
