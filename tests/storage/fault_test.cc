// Fails the n-th write or sync of a group commit, for n = 1, 2, ... until the whole commit passes;
// then opens the stores on a good disk again and looks (P10).
#include "tests/storage/fault_vfs.h"
#include "tests/storage/test_store.h"

namespace relais::storage {
namespace {

using Kind = DiskCall::Kind;

constexpr std::int64_t kUnits = 8;  // 1..8; the even ones are changes
constexpr std::int64_t kHolder = 100, kLater = 200;

struct Outcome {
  bool fired = false;
  std::string file;  // on which the fault fell
  bool fatal = false;
  std::set<std::int64_t> committed, dropped;
};

// Counts calls of one kind and lets the n-th fail once.
class NthFails {
 public:
  NthFails(Kind kind, Fault fault, int n, Outcome& outcome)
      : kind_(kind), fault_(fault), left_(n), outcome_(outcome) {}
  Fault operator()(const DiskCall& call) {
    if (call.kind != kind_ || --left_ != 0) return Fault::kNone;
    outcome_.fired = true;
    outcome_.file = std::string(call.file);
    return fault_;
  }

 private:
  const Kind kind_;
  const Fault fault_;
  int left_;
  Outcome& outcome_;
};

using MakeChange = Change (*)(std::int64_t, std::int64_t);

Outcome CommitOnAFailingDisk(const std::filesystem::path& dir, Kind kind, Fault fault, int n,
                             MakeChange make) {
  Outcome outcome;
  Endings endings;
  {
    Stores stores(dir);
    WriterOptions options;
    // From the end of the holder's batch on, so that only the group's own calls count.
    options.at = [&, armed = false](CrashPoint point) mutable {
      if (point != CrashPoint::kWritesCompleted || std::exchange(armed, true)) return;
      FaultDisk::Set(NthFails(kind, fault, n, outcome));
    };
    TestWriter writer(stores, endings, std::move(options));
    writer.Hold(kHolder);
    for (std::int64_t id = 1; id <= kUnits; ++id)
      MustDo(writer.Submit(id, id % 2 == 0 ? make(id, id) : nullptr));
    writer.Release();
    endings.Wait(kUnits + 1);
    FaultDisk::Heal();
    if (!endings.fatal()) {
      MustDo(writer.Submit(kLater, Put(kLater, 1)));
      endings.Wait(kUnits + 2);
    } else {
      EXPECT_EQ(writer.Submit(kLater).error().reason, Reason::kUnavailable)
          << "a dead writer takes nothing";
    }
    // Closing must not tidy up what a killed process would have left.
    FaultDisk::Set([](const DiskCall&) { return Fault::kIo; });
  }
  FaultDisk::Heal();
  outcome.fatal = endings.fatal();
  outcome.committed = endings.Of(Endings::Kind::kCommitted);
  outcome.dropped = endings.Of(Endings::Kind::kDropped);
  return outcome;
}

void Inspect(const std::filesystem::path& dir, const Outcome& outcome) {
  Stores stores(dir);
  const auto log = stores.Entries(), vault = stores.Vault();
  for (const std::int64_t id : outcome.committed) {
    EXPECT_TRUE(log.contains(id)) << "acknowledged entry " << id << " is lost";
    if (id % 2 == 0 && id != kHolder) {
      EXPECT_TRUE(vault.contains(id)) << "acknowledged change " << id << " is lost";
    }
  }
  for (const std::int64_t id : outcome.dropped)
    EXPECT_FALSE(log.contains(id) || vault.contains(id))
        << id << " was told that nothing was written";
  for (const auto& [id, value] : vault)
    EXPECT_TRUE(log.contains(id)) << "change " << id << " has no entry";
}

class Disk : public testing::Test {
 protected:
  Disk() { FaultDisk::Install(); }
  ~Disk() override { FaultDisk::Heal(); }

  // Fails call 1, 1 + step, ...; returns the last that there was.
  int FailEach(Kind kind, Fault fault, const std::function<void(const Outcome&)>& expect,
               MakeChange make = Put, int step = 1) {
    for (int n = 1; n < 2000; n += step) {
      SCOPED_TRACE("call " + std::to_string(n));
      const Scratch scratch;
      const Outcome outcome = CommitOnAFailingDisk(scratch.path(), kind, fault, n, make);
      Inspect(scratch.path(), outcome);
      if (!outcome.fired) {
        EXPECT_FALSE(outcome.fatal);
        EXPECT_EQ(outcome.committed.size(), static_cast<std::size_t>(kUnits) + 2);
        return n - step;
      }
      expect(outcome);
      if (testing::Test::HasFailure()) return n;
    }
    ADD_FAILURE() << "a commit never passed";
    return 0;
  }
};

bool OnLog(const Outcome& outcome) { return outcome.file.starts_with("log"); }
std::size_t Reads(const Outcome& outcome) {
  return static_cast<std::size_t>(std::count_if(outcome.committed.begin(), outcome.committed.end(),
                                                [](auto id) { return id % 2 == 1; }));
}
std::size_t Changes(const Outcome& outcome) {
  return static_cast<std::size_t>(
      std::count_if(outcome.committed.begin(), outcome.committed.end(),
                    [](auto id) { return id % 2 == 0 && id != kHolder && id != kLater; }));
}

// In doubt about the log: nobody is answered. In doubt about the vault: the reads, whose entries
// are on disk, are.
void ExpectStopped(const Outcome& outcome) {
  EXPECT_TRUE(outcome.fatal);
  EXPECT_EQ(Changes(outcome), 0u);
  EXPECT_EQ(Reads(outcome), OnLog(outcome) ? 0u : static_cast<std::size_t>(kUnits) / 2);
  EXPECT_TRUE(outcome.dropped.empty());
}

// No room in the log: everything is taken back and the writer goes on. No room in the vault, after
// the log's commit: only a restart helps.
void ExpectGoesOnOrStops(const Outcome& outcome) {
  if (!OnLog(outcome)) return ExpectStopped(outcome);
  EXPECT_FALSE(outcome.fatal);
  EXPECT_EQ(outcome.dropped.size(), static_cast<std::size_t>(kUnits));
  EXPECT_TRUE(outcome.committed.contains(kLater));
}

TEST_F(Disk, FailedSyncIsFinal) { EXPECT_GE(FailEach(Kind::kSync, Fault::kIo, ExpectStopped), 2); }
TEST_F(Disk, FailedWriteIsFinal) {
  EXPECT_GE(FailEach(Kind::kWrite, Fault::kIo, ExpectStopped), 4);
}
TEST_F(Disk, ShortWriteIsFinal) {
  EXPECT_GE(FailEach(Kind::kWrite, Fault::kShortIo, ExpectStopped), 4);
}
TEST_F(Disk, FullDiskLetsTheWriterGoOn) {
  EXPECT_GE(FailEach(Kind::kWrite, Fault::kFull, ExpectGoesOnOrStops), 4);
}
TEST_F(Disk, ShortWriteOnAFullDiskLetsTheWriterGoOn) {
  EXPECT_GE(FailEach(Kind::kWrite, Fault::kShortFull, ExpectGoesOnOrStops), 4);
}

// More than the cache holds: the disk fails in the middle of a change, too. Whatever the writer
// then does, every unit is told the truth (Inspect); before the log's commit nothing needs to be
// final.
TEST_F(Disk, FailureInTheMiddleOfAChangeTellsNobodyWrong) {
  const auto anything = [](const Outcome& outcome) {
    if (!outcome.fatal) {
      EXPECT_EQ(outcome.dropped.size(), static_cast<std::size_t>(kUnits));
    }
  };
  for (const Fault fault : {Fault::kIo, Fault::kFull, Fault::kShortIo, Fault::kShortFull})
    EXPECT_GE(FailEach(Kind::kWrite, fault, anything, PutMuch, 29), 200);
}

// The disk stays full for a while: every batch is refused, none is lost, and nothing of the refused
// ones comes back.
TEST_F(Disk, FullForAWhile) {
  const Scratch scratch;
  Endings endings;
  Stores stores(scratch.path());
  TestWriter writer(stores, endings);
  std::int64_t id = 0;
  std::size_t count = 0;
  for (int phase = 0; phase < 6; ++phase) {
    const bool full = phase % 2 == 1;
    if (full)
      FaultDisk::Set([](const DiskCall& call) {
        return call.kind == Kind::kWrite ? Fault::kFull : Fault::kNone;
      });
    for (int i = 0; i < 5; ++i) {
      ++id;
      MustDo(writer.Submit(id, Put(id, phase)));
      endings.Wait(++count);
    }
    FaultDisk::Heal();
  }
  ASSERT_FALSE(endings.fatal());
  std::set<std::int64_t> logged;
  for (const auto& entry : stores.Entries()) logged.insert(entry.first);
  EXPECT_EQ(logged, endings.Of(Endings::Kind::kCommitted));
  EXPECT_EQ(logged.size(), 15u);
  EXPECT_EQ(stores.Vault().size(), 15u);
  for (const std::int64_t dropped : endings.Of(Endings::Kind::kDropped))
    EXPECT_EQ(endings.ReasonOf(dropped), Reason::kUnavailable);
}

}  // namespace
}  // namespace relais::storage
