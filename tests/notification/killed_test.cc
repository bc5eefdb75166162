// The server is killed at the first step of telling, at the second, and so on until a life has no
// more steps: whatever it was at, the next life tells what is owed, and repeats only a notice that
// was handed over and not noted.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <set>

#include "tests/notification/telling_case.h"

namespace relais::notification {
namespace {

using std::chrono::hours;

constexpr int kNever = 0;

class TellingKilled : public TellingTest {
 protected:
  // By phone: each notice as it came, which is its id and its text.
  using Notices = std::map<std::string, std::vector<std::string>>;

  // A life that ends at its `last` step: between any two steps of a commit, and right before and
  // after a gateway has a notice.
  void Begin(int last) {
    const auto step = [this, last] {
      if (++steps_ == last) kill(getpid(), SIGKILL);
    };
    steps_ = 0;
    house_.emplace(scratch_.path());
    house_->clock.Set(now_);
    const Status opened =
        house_->Open(house_->Parts({.at = [step](storage::CrashPoint) { step(); }}));
    ASSERT_TRUE(opened) << opened.error().message;
    desk_.emplace(*house_);
    phone_->on_id = [step](const Array<16>&) { step(); };
    phone_->on_send = [this, step] {
      Keep(phone_->got.back());
      step();
    };
    OpenDispatcher();
  }
  void End() {
    dispatcher_.reset();
    Shut();
  }
  // One round, and then the gateway reports, as often as it takes to be answered.
  void Tell(std::uint64_t number) {
    Round();
    for (const auto& [phone, notices] : Sent(number)) {
      for (const std::string& notice : notices)
        EXPECT_TRUE(
            dispatcher_->Report(ToArray<16>(FromHex(notice.substr(0, 32)).value()).value(), true));
    }
  }
  // Whether that life reached its last step; otherwise it did all that it was to do.
  bool IsKilled(int last, std::uint64_t number) {
    const pid_t child = fork();
    if (child == 0) {
      Begin(last);
      Tell(number);
      End();  // the writer takes its own last steps
      _exit(HasFailure() ? 3 : 0);
    }
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) return true;
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "status " << status;
    return false;
  }

  // What the gateway has outlives whoever is killed.
  void Keep(const Outgoing& notice) const {
    std::ofstream(gateway_ / "notices", std::ios::app)
        << notice.contact.address() << ' ' << ToHex(View(notice.id)) << ' ' << notice.text << '\n';
  }
  Notices Sent(std::uint64_t number) const {
    Notices out;
    std::ifstream file(gateway_ / "notices");
    for (std::string line; std::getline(file, line);) {
      const auto space = line.find(' ');
      if (line.find(" number " + std::to_string(number) + ".") != line.npos)
        out[line.substr(0, space)].push_back(line.substr(space + 1));
    }
    return out;
  }
  static std::size_t Count(const Notices& notices) {
    std::size_t count = 0;
    for (const auto& [phone, came] : notices) count += came.size();
    return count;
  }
  std::size_t CountEntries(const std::string& method, std::uint64_t number) {
    std::size_t count = 0;
    for (const auto& [index, details] : ledger::ReadWholeLog(*house_->Log()))
      count += details.method == method && details.count == number ? 1 : 0;
    return count;
  }
  // Both were told; `twice` of their notices came twice, each time byte by byte the same.
  void ExpectToldBoth(const ledger::Receipt& receipt, std::size_t twice) {
    const Notices sent = Sent(receipt.number());
    EXPECT_EQ(sent.size(), 2U);
    EXPECT_EQ(Count(sent), 2 + twice);
    for (const auto& [phone, notices] : sent) {
      for (const std::string& notice : notices) EXPECT_EQ(notice, notices.front()) << phone;
    }
    EXPECT_EQ(CountEntries("Telling.Sent", receipt.number()), 2U);
    EXPECT_EQ(CountEntries("Telling.Delivered", receipt.number()), 2U);
    EXPECT_EQ(FateNow(receipt).told, v1::Access::TOLD_DELIVERED);
    EXPECT_FALSE(PendingNow());
    EXPECT_FALSE(NextDue());
  }

  Instant now_{};
  std::atomic<int> steps_{0};
  const Scratch gateway_;
};

TEST_F(TellingKilled, CrashAtEachStepLosesNothingAndRepeatsOneNoticeAtMost) {
  v1::Telling both = BySms();
  *both.mutable_safe_contact() = both.contact();
  both.mutable_safe_contact()->set_address("+32470000009");
  both.set_safe_contact_beside(true);
  Set(both);
  Round();
  now_ = house_->clock.Now();
  std::set<std::pair<std::size_t, std::size_t>> seen;  // handed over, noted, at a death
  bool killed = true;
  for (int last = 1; killed; ++last) {
    SCOPED_TRACE("at step " + std::to_string(last));
    now_ += hours(24);  // of another day: three a day are told at once
    house_->clock.Set(now_);
    const auto receipt = Read();
    End();
    killed = IsKilled(last, receipt.number());
    const std::size_t handed = Count(Sent(receipt.number()));
    ASSERT_NO_FATAL_FAILURE(Begin(kNever));
    const std::size_t noted = CountEntries("Telling.Sent", receipt.number());
    seen.emplace(handed, noted);
    Tell(receipt.number());
    Pass(hours(1));
    ASSERT_NO_FATAL_FAILURE(ExpectToldBoth(receipt, handed - noted));
    if (HasFailure()) return;
  }
  ledger::CheckTree(*house_->Log());
  // Each before the next: one at most was handed over and not noted. And every such death was died.
  const decltype(seen) all = {{0, 0}, {1, 0}, {1, 1}, {2, 1}, {2, 2}};
  EXPECT_EQ(seen, all);
}

}  // namespace
}  // namespace relais::notification
