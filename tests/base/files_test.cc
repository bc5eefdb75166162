#include "services/base/files.h"

#include <sys/stat.h>

#include "tests/keys/scratch.h"

namespace relais {
namespace {

namespace fs = std::filesystem;

mode_t ModeOf(const fs::path& path) {
  struct stat info {};
  EXPECT_EQ(::stat(path.c_str(), &info), 0);
  return info.st_mode & 07777;
}

int FilesIn(const fs::path& dir) {
  return static_cast<int>(std::distance(fs::directory_iterator(dir), fs::directory_iterator{}));
}

TEST(Files, WritesAndReadsBack) {
  const Scratch dir;
  const Bytes bytes("a\0b\n", 4);
  ASSERT_TRUE(WriteFileAtomically(dir / "f", bytes, 0640));
  EXPECT_EQ(ReadFile(dir / "f", 4).value(), bytes);
  EXPECT_EQ(ModeOf(dir / "f"), 0640u);
}

TEST(Files, ReplacesAndLeavesNothingBehind) {
  const Scratch dir;
  ASSERT_TRUE(WriteFileAtomically(dir / "f", "old and long", 0644));
  ASSERT_TRUE(WriteFileAtomically(dir / "f", "new", 0600));
  EXPECT_EQ(ReadFile(dir / "f", 100).value(), "new");
  EXPECT_EQ(ModeOf(dir / "f"), 0600u);
  EXPECT_EQ(FilesIn(dir.path()), 1);
}

TEST(Files, FailedReplacementKeepsWhatWasThere) {
  const Scratch dir;
  fs::create_directory(dir / "taken");
  ASSERT_TRUE(WriteFileAtomically(dir / "taken/f", "kept", 0600));
  const Status written =
      WriteFileAtomically(dir / "taken", "new", 0600);  // rename over a directory fails
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().reason, Reason::kUnavailable);
  EXPECT_EQ(FilesIn(dir.path()), 1);
  EXPECT_EQ(ReadFile(dir / "taken/f", 100).value(), "kept");
}

TEST(Files, MissingDirectoryIsAnError) {
  const Scratch dir;
  const Status written = WriteFileAtomically(dir / "absent/f", "x", 0600);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().reason, Reason::kUnavailable);
}

TEST(Files, MissingFileSaysSo) {
  const Scratch dir;
  const auto read = ReadFile(dir / "absent", 10);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().reason, Reason::kUnavailable);
  EXPECT_EQ(read.error().message, (dir / "absent").string() + " does not exist");
  EXPECT_EQ(read.error().field, (dir / "absent").string());
}

TEST(Files, LargerThanAllowedIsCorrupt) {
  const Scratch dir;
  ASSERT_TRUE(WriteFileAtomically(dir / "f", "12345", 0600));
  EXPECT_TRUE(ReadFile(dir / "f", 5));
  EXPECT_EQ(ReadFile(dir / "f", 4).error().reason, Reason::kCorrupt);
}

TEST(Files, AttackFifoOrDirectoryDoesNotBlockOrRead) {
  const Scratch dir;
  ASSERT_EQ(::mkfifo((dir / "pipe").c_str(), 0600), 0);
  for (const fs::path& path : {dir / "pipe", dir.path()}) {
    const auto read = ReadFile(path, 10);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().message, path.string() + " is not a regular file");
  }
}

TEST(Files, AttackPrivateFileOpenToAnyoneElseIsRefused) {
  const Scratch dir;
  for (const mode_t mode : {0601, 0602, 0604, 0610, 0620, 0640, 0777}) {
    ASSERT_TRUE(WriteFileAtomically(dir / "f", "secret", mode));
    const auto read = ReadPrivateFile(dir / "f", 10);
    ASSERT_FALSE(read) << std::oct << mode;
    const std::string name = (dir / "f").string();
    EXPECT_EQ(read.error().reason, Reason::kWrongState);
    EXPECT_EQ(read.error().message, name + " is open to others: run chmod 600 " + name);
  }
  ASSERT_TRUE(WriteFileAtomically(dir / "f", "secret", 0400));
  EXPECT_EQ(ReadPrivateFile(dir / "f", 10).value(), "secret");
}

TEST(Files, PrivateDirectoryIsForItsOwner) {
  const Scratch dir;
  ASSERT_TRUE(MakePrivateDirectory(dir / "a/b"));
  EXPECT_EQ(ModeOf(dir / "a/b"), 0700u);
  EXPECT_TRUE(MakePrivateDirectory(dir / "a/b"));
  ASSERT_TRUE(WriteFileAtomically(dir / "file", "x", 0600));
  EXPECT_FALSE(MakePrivateDirectory(dir / "file/below"));
  EXPECT_FALSE(MakePrivateDirectory(dir / "file"));
  fs::permissions(dir / "a", fs::perms(0750));
  EXPECT_EQ(MakePrivateDirectory(dir / "a").error().reason, Reason::kWrongState);
}

}  // namespace
}  // namespace relais
