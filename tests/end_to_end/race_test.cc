// Reads over TLS against revocations, suspensions and policy reloads on one running server (P2): in
// each file's log no read by a consent stands above the entry that took it back, and no read that
// began after an acknowledgement goes through.
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <thread>

#include "services/relaisd/relais_server.h"
#include "tests/end_to_end/fixture.h"

namespace relais {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kReaders = 8;
constexpr std::size_t kFiles = 4;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kDefaultReads = 10'000;
#else
constexpr int kDefaultReads = 100'000;
#endif

int Reads() {
  const char* const reads = std::getenv("RELAIS_RACE_READS");
  return reads == nullptr ? kDefaultReads : std::atoi(reads);
}

constexpr std::size_t kMostProposals = 190;

struct Span {
  Clock::time_point from, to;
};

// One answered read, and who it was for.
struct Shown {
  std::size_t file, reader;
  Span span;
};

class RaceEndToEnd : public EndToEnd {
 protected:
  struct File {
    OpenedDossier dossier;
    std::string person;
    std::vector<std::string> consents;  // that hold now
    std::vector<std::string> revoked;   // in the order of their revocations
    std::vector<Span> closed;           // acknowledged as closed, until it was opened again
  };

  void SetUp() override {
    house_ = AddHouse("Hôpital Sainte-Anne");
    for (int i = 0; i < kReaders; ++i) {
      ids_.push_back(AddProfessional(house_, "hospital_social_worker"));
      tokens_.push_back(Token(ids_.back()));
    }
    for (File& file : files_) {
      file.dossier = Open(tokens_[0]);
      file.person = Token(file.dossier.person);
      file.consents = Grant(file.person, house_);
    }
  }

  void Read(std::size_t reader, std::atomic<int>& left, std::vector<Shown>& shown) {
    std::mt19937_64 random(reader);
    while (left-- > 0) {
      const std::size_t file = random() % kFiles;
      const auto from = Clock::now();
      const auto status =
          Call(&v1::Dossiers::Stub::GetDossier, tokens_[reader], ReadOf(files_[file].dossier.id));
      if (status.ok())
        shown.push_back({file, reader, {from, Clock::now()}});
      else
        EXPECT_TRUE(ReasonOf(status) == "NOT_OPEN" || ReasonOf(status) == "BUSY")
            << status.error_message();
    }
  }
  void CloseAndOpen(File& file) {
    for (const std::string& consent : file.consents) {
      Revoke(file.person, consent);
      file.revoked.push_back(consent);
    }
    const auto from = Clock::now();
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    file.closed.push_back({from, Clock::now()});
    file.consents = Grant(file.person, house_);
  }
  void SuspendAndResume(std::size_t reader) {
    const std::string operator_token = Token(tree().made().operator_id);
    v1::SuspendProfessionalRequest suspend;
    suspend.set_request_id(NewRequestId());
    suspend.set_professional_id(ids_[reader]);
    ASSERT_TRUE(Call(&v1::Directory::Stub::SuspendProfessional, operator_token, suspend).ok());
    const auto from = Clock::now();
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    suspended_[reader].push_back({from, Clock::now()});
    v1::ResumeProfessionalRequest resume;
    resume.set_request_id(NewRequestId());
    resume.set_professional_id(ids_[reader]);
    ASSERT_TRUE(Call(&v1::Directory::Stub::ResumeProfessional, operator_token, resume).ok());
  }
  void ReloadPolicy() {
    std::ofstream(tree().policy(), std::ios::app) << "# and again\n";
    ASSERT_TRUE(server().Reload());
  }
  void Change(const std::atomic<int>& left) {
    std::mt19937_64 random(99);
    while (left > 0 && !HasFailure()) {
      const auto dice = random() % 8;
      File& file = files_[random() % kFiles];
      // No person proposes more often within an hour.
      if (dice < 5 && file.closed.size() < kMostProposals)
        CloseAndOpen(file);
      else if (dice < 7)
        SuspendAndResume(random() % kReaders);
      else
        ReloadPolicy();
    }
  }
  static bool Within(const Span& inner, const std::vector<Span>& spans) {
    for (const Span& span : spans) {
      if (inner.from > span.from && inner.to < span.to) return true;
    }
    return false;
  }
  // The k-th revocation in the log is the k-th that was made: one thread makes them.
  static void InspectLog(const File& file) {
    std::map<std::string, std::uint64_t> revoked_at;
    auto all = AllAccesses(file.person);
    std::reverse(all.begin(), all.end());
    std::size_t revocations = 0;
    for (const auto& entry : all) {
      if (entry.method() == "Consents.RevokeConsent") {
        ASSERT_LT(revocations, file.revoked.size());
        revoked_at[file.revoked[revocations++]] = entry.number();
      }
      for (const std::string& consent : entry.consent_ids()) {
        const bool disclosed = entry.outcome() == v1::Access::OUTCOME_OPENED;
        EXPECT_FALSE(disclosed && revoked_at.contains(consent))
            << "entry " << entry.number() << " rests on a consent that was taken back at "
            << revoked_at[consent];
      }
    }
    EXPECT_EQ(revocations, file.revoked.size());
  }

  std::string house_;
  std::vector<std::string> ids_, tokens_;
  File files_[kFiles];
  std::vector<Span> suspended_[kReaders];
};

TEST_F(RaceEndToEnd, NoReadAboveARevocationASuspensionOrANewPolicy) {
  std::atomic<int> left{Reads()};
  std::vector<Shown> shown[kReaders];
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kReaders; ++i)
    threads.emplace_back([&, i] { Read(i, left, shown[i]); });
  try {
    Change(left);
  } catch (const CallFailed& failed) {
    ADD_FAILURE() << failed.what();
    left = 0;
  }
  for (std::thread& thread : threads) thread.join();
  std::size_t answered = 0, closings = 0;
  for (const auto& of_one : shown) {
    answered += of_one.size();
    for (const Shown& read : of_one) {
      EXPECT_FALSE(Within(read.span, files_[read.file].closed))
          << "a read began after the revocation was acknowledged, and went through";
      EXPECT_FALSE(Within(read.span, suspended_[read.reader]))
          << "a read began after the suspension was acknowledged, and went through";
    }
  }
  for (const File& file : files_) {
    closings += file.closed.size();
    InspectLog(file);
  }
  EXPECT_GT(answered, static_cast<std::size_t>(Reads()) / 4);
  EXPECT_GT(closings, 10u);
}

}  // namespace
}  // namespace relais
