#include "services/storage/data_lock.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/keys/scratch.h"

namespace relais::storage {
namespace {

// What taking the lock in a process of its own comes to.
int InAnotherProcess(const std::filesystem::path& dir) {
  const pid_t pid = fork();
  if (pid == 0) {
    const auto lock = DataLock::Take(dir);
    _exit(lock ? 0 : static_cast<int>(lock.error().reason) + 1);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return WEXITSTATUS(status);
}

TEST(DataLock, AttackSecondProcessIsRefused) {
  const Scratch scratch;
  {
    const auto lock = DataLock::Take(scratch.path());
    ASSERT_TRUE(lock);
    EXPECT_EQ(InAnotherProcess(scratch.path()), static_cast<int>(Reason::kUnavailable) + 1);
  }
  EXPECT_EQ(InAnotherProcess(scratch.path()), 0) << "the lock outlived its holder";
}

TEST(DataLock, SecondTakerInTheSameProcessIsRefusedToo) {
  const Scratch scratch;
  auto lock = DataLock::Take(scratch.path());
  ASSERT_TRUE(lock);
  const DataLock moved = *std::move(lock);
  EXPECT_EQ(DataLock::Take(scratch.path()).error().message,
            "another server runs on " + scratch.path().string() + "; stop it first");
}

TEST(DataLock, MissingFolderSaysSo) {
  const Scratch scratch;
  EXPECT_EQ(DataLock::Take(scratch / "absent").error().reason, Reason::kUnavailable);
}

}  // namespace
}  // namespace relais::storage
