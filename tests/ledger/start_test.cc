// What a start refuses: stores that contradict each other, or what was signed. What reading an
// entry finds: stored bytes that are not those that were logged.
#include "tests/ledger/ledger_case.h"

namespace relais::ledger {
namespace {

namespace fs = std::filesystem;
using audit::Subject;

using StartTest = CheckpointTest;

TEST_F(StartTest, AttackVaultAheadOfTheLogIsRefused) {
  Open();
  (void)Write(1);
  Shut();
  fs::copy_file(scratch_ / "log.db", scratch_ / "old");
  house_.emplace(scratch_.path());
  Open();
  (void)Write(2);
  Shut();
  fs::copy_file(scratch_ / "old", scratch_ / "log.db", fs::copy_options::overwrite_existing);
  const Error error = OpenError();
  EXPECT_EQ(error.reason, Reason::kCorrupt);
  EXPECT_EQ(error.message, "the log is older than the vault: restore the log that belongs to it");
}

TEST_F(StartTest, AttackLogOlderThanTheSideFileIsRefused) {
  Open();
  (void)Read();
  Shut();
  fs::copy_file(scratch_ / "log.db", scratch_ / "old");
  house_.emplace(scratch_.path());
  Open();
  (void)Read();
  (void)Fresh();
  Shut();
  fs::copy_file(scratch_ / "old", scratch_ / "log.db", fs::copy_options::overwrite_existing);
  const Error error = OpenError();
  EXPECT_EQ(error.reason, Reason::kCorrupt);
  EXPECT_EQ(error.message,
            "the log is older than the last checkpoint signed: restore the newer log");
}

TEST_F(StartTest, AttackAnotherLogOfTheSameLengthIsRefused) {
  Open();
  (void)Read();
  Shut();
  fs::copy_file(scratch_ / "log.db", scratch_ / "old");
  house_.emplace(scratch_.path());
  Open();
  (void)Read();
  (void)Fresh();
  Shut();
  fs::rename(scratch_ / "checkpoint", scratch_ / "kept");
  fs::copy_file(scratch_ / "old", scratch_ / "log.db", fs::copy_options::overwrite_existing);
  house_.emplace(scratch_.path());
  Open();
  (void)Read();
  Shut();
  fs::rename(scratch_ / "kept", scratch_ / "checkpoint");
  const Error error = OpenError();
  EXPECT_EQ(error.reason, Reason::kCorrupt);
  EXPECT_EQ(error.message,
            "the log is not the one whose checkpoint was signed: entries were changed");
}

TEST_F(StartTest, AttackForgedSideFileIsRefused) {
  Open();
  (void)Read();
  (void)Fresh();
  Bytes note = *ReadFile(house_->file("checkpoint"), 1 << 16);
  note[note.find('\n') + 1] = '0';
  ASSERT_TRUE(WriteFileAtomically(house_->file("checkpoint"), note, 0600));
  EXPECT_EQ(OpenError().reason, Reason::kCorrupt);
}

TEST_F(StartTest, AttackCheckpointTableAheadOfTheEntriesIsRefused) {
  Open();
  for (int i = 0; i < 3; ++i) (void)Read();
  (void)Fresh();
  house_->Close();
  fs::remove(house_->file("checkpoint"));
  Sql(*house_->Log(storage::Store::Use::kWrite), "DELETE FROM entries WHERE idx = 2");
  const Error error = OpenError();
  EXPECT_EQ(error.message, "the log is shorter than its own checkpoint: restore the newer log");
}

struct Tampering {
  const char* name;
  const char* sql;
};

class TamperTest : public LedgerTest, public testing::WithParamInterface<Tampering> {};

TEST_P(TamperTest, IsFoundWhenTheEntryIsRead) {
  Open();
  for (int i = 0; i < 3; ++i) (void)Read();
  house_->Close();
  const auto log = house_->Log(storage::Store::Use::kWrite);
  const auto chain = FindChain(*log, Subject::kDossier, dossier_.bytes());
  ASSERT_TRUE(ReadEntry(*log, **chain, 1));
  Sql(*log, GetParam().sql);
  const auto entry = ReadEntry(*log, **chain, 1);
  ASSERT_FALSE(entry);
  EXPECT_EQ(entry.error().reason, Reason::kCorrupt);
}

INSTANTIATE_TEST_SUITE_P(
    Attack, TamperTest,
    testing::Values(
        Tampering{"SealedBytes",
                  "UPDATE entries SET sealed = CAST(substr(sealed, 1, 40) || zeroblob(8) || "
                  "substr(sealed, 49) AS BLOB) WHERE idx = 1"},
        Tampering{
            "SealedCut",
            "UPDATE entries SET sealed = substr(sealed, 1, length(sealed) - 1) WHERE idx = 1"},
        Tampering{"SealedEmpty", "UPDATE entries SET sealed = x'' WHERE idx = 1"},
        Tampering{
            "SealedOfAnother",
            "UPDATE entries SET sealed = (SELECT sealed FROM entries WHERE idx = 2) WHERE idx = 1"},
        Tampering{"Commitment", "UPDATE entries SET commitment = zeroblob(32) WHERE idx = 1"},
        Tampering{"Tag",
                  "UPDATE entries SET tag = (SELECT tag FROM entries WHERE idx = 2) WHERE idx = 1"},
        Tampering{"Number", "UPDATE entries SET number = 3 WHERE idx = 1"},
        Tampering{"Chain", "UPDATE entries SET chain = chain + 1 WHERE idx = 1"},
        Tampering{"Deleted", "DELETE FROM entries WHERE idx = 1"}),
    [](const auto& tampering) { return tampering.param.name; });

TEST_F(LedgerTest, AttackRewrittenLeafIsNeverSigned) {
  Open();
  for (int i = 0; i < 3; ++i) (void)Read();
  ASSERT_TRUE(house_->ledger().FreshCheckpoint());
  house_->Close();
  fs::remove(house_->file("checkpoint"));
  Sql(*house_->Log(storage::Store::Use::kWrite),
      "UPDATE entries SET commitment = zeroblob(32) WHERE idx = 1");
  Open();
  (void)Read();
  EXPECT_FALSE(house_->ledger().FreshCheckpoint());
}

}  // namespace
}  // namespace relais::ledger
