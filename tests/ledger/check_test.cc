// A log that was changed behind the server's back, each way there is, and what log check says of it.
#include "services/ledger/check.h"

#include "audit/tile_folder.h"
#include "audit/tiles.h"
#include "services/ledger/publish.h"
#include "tests/ledger/ledger_case.h"

namespace relais::ledger {
namespace {

constexpr int kEntries = 300;

class LogCheckTest : public CheckpointTest {
 protected:
  void SetUp() override {
    Open();
    for (int i = 0; i < kEntries; ++i) {
      // Now and then a refusal, which stands on the chain of the house.
      if (i % 7 == 3)
        desk_->Expect(desk_->Admit(SocialWorker(5), Ask(Action::kOpen)));
      else
        (void)Read();
      if (i % 50 == 9) (void)Fresh();
    }
    (void)Fresh();
    note_ = *house_->ledger().FreshCheckpoint();
    vkey_ = house_->ledger().Vkey();
    Shut();
    house_.emplace(scratch_.path());
  }
  audit::NoteVerifier Verifier() const { return audit::NoteVerifier::FromVkey(vkey_).value(); }
  audit::Checkpoint Kept() const { return audit::OpenCheckpoint(note_, Verifier()).value(); }

  // What is found after `sql` ran over the log.
  std::vector<std::string> FaultsAfter(const std::string& sql) {
    const auto log = house_->Log(storage::Store::Use::kWrite);
    if (!sql.empty()) Sql(*log, sql.c_str());
    return CheckLog(*log, oversight_, kept_since_, 0, Kept()).value().faults;
  }
  static bool Says(const std::vector<std::string>& faults, std::string_view what) {
    for (const std::string& fault : faults) {
      if (fault.find(what) != fault.npos) return true;
    }
    return false;
  }

  std::string note_, vkey_;
  Instant kept_since_{};
  Oversight oversight_{house_->keystore().index_key("oversight")};
};

TEST_F(LogCheckTest, AnHonestLogHasNoFault) {
  const auto log = house_->Log();
  const LogCheck check = CheckLog(*log, oversight_, kept_since_, 0, Kept()).value();
  EXPECT_EQ(check.faults, std::vector<std::string>());
  EXPECT_EQ(check.entries, static_cast<std::uint64_t>(kEntries));
  EXPECT_GE(check.chains, 2U);
  EXPECT_GE(check.checkpoints, 7U);
}

TEST_F(LogCheckTest, AttackOneByteOfAnEntry) {
  // substr of a blob is one, but what || joins is a text.
  const auto faults = FaultsAfter(
      "UPDATE entries SET sealed = CAST(substr(sealed, 1, 20) || x'00' || substr(sealed, 22) AS "
      "BLOB) WHERE idx = 41");
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0], "entry 41: its bytes were changed, or are of another place");
}

TEST_F(LogCheckTest, AttackAnotherCommitment) {
  const auto faults = FaultsAfter(
      "UPDATE entries SET commitment = (SELECT commitment FROM entries WHERE idx = 40) "
      "WHERE idx = 41");
  EXPECT_TRUE(Says(faults, "entry 41: its bytes were changed"));
  EXPECT_TRUE(Says(faults, "entries was signed over other ones"));
  EXPECT_TRUE(Says(faults, "the stored node 0 of level 8 is not that of the entries"));
}

TEST_F(LogCheckTest, AttackLastEntryDeleted) {
  EXPECT_TRUE(Says(FaultsAfter("DELETE FROM entries WHERE idx = 299"),
                   "a checkpoint over 300 entries was signed, and the log has 299: its end was cut "
                   "off"));
}

TEST_F(LogCheckTest, AttackOneInTheMiddleDeleted) {
  const auto faults = FaultsAfter("DELETE FROM entries WHERE idx = 100");
  EXPECT_TRUE(Says(faults, "entry 100 is missing"));
  EXPECT_TRUE(Says(faults, "was to come: an entry is missing"));
}

TEST_F(LogCheckTest, AttackOneInTheMiddleDeletedAndTheRestRenumbered) {
  const auto faults = FaultsAfter(
      "DELETE FROM entries WHERE idx = 100;"
      "UPDATE entries SET idx = -idx WHERE idx > 100; UPDATE entries SET idx = -idx - 1 WHERE idx "
      "< "
      "0;");
  EXPECT_TRUE(Says(faults, "entries was signed over other ones"));
  EXPECT_TRUE(Says(faults, "was to come: an entry is missing, stands elsewhere, or stands twice"));
}

TEST_F(LogCheckTest, AttackTwoSwapped) {
  const auto faults = FaultsAfter(
      "UPDATE entries SET idx = -1 WHERE idx = 50; UPDATE entries SET idx = 50 WHERE idx = 51;"
      "UPDATE entries SET idx = 51 WHERE idx = -1");
  EXPECT_TRUE(Says(faults, "entry 50 has number"));
  EXPECT_TRUE(Says(faults, "entries was signed over other ones"));
}

TEST_F(LogCheckTest, AttackTwoEntriesWithOneNumber) {
  const auto faults = FaultsAfter(
      "INSERT INTO entries SELECT 300, chain, number, previous, change, owed, tag, commitment, "
      "sealed, oversight "
      "FROM entries WHERE idx = 200");
  EXPECT_TRUE(Says(faults, "entry 300 has number"));
}

TEST_F(LogCheckTest, AttackAnEntryIsMarkedAsOwingNothing) {
  EXPECT_TRUE(Says(FaultsAfter("UPDATE entries SET owed = 1 - owed WHERE idx = 50"),
                   "entry 50 owes the person word, or none, other than what is marked"));
}

TEST_F(LogCheckTest, AttackAnOlderLogWasPutBack) {
  EXPECT_TRUE(
      Says(FaultsAfter("DELETE FROM entries WHERE idx >= 200; DELETE FROM checkpoints WHERE "
                       "size > 200; DELETE FROM nodes"),
           "a checkpoint over 300 entries was signed, and the log has 200"))
      << "the side file knows";
}

TEST_F(LogCheckTest, AttackTheLogIsOlderThanTheVault) {
  const auto log = house_->Log();
  EXPECT_TRUE(Says(CheckLog(*log, oversight_, {}, 301, {}).value().faults,
                   "the vault knows of 301 entries, and the log has 300"));
}

TEST_F(LogCheckTest, AttackWhatIsKeptForAHouseIsMoved) {
  const auto faults = FaultsAfter(
      "UPDATE entries SET oversight = (SELECT oversight FROM entries WHERE idx = 40) "
      "WHERE idx = 41");
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0], "entry 41: what is kept of it for the reader's house was changed");
}

TEST_F(LogCheckTest, AttackWhatIsKeptForAHouseIsTakenAway) {
  const auto faults = FaultsAfter("UPDATE entries SET oversight = x'' WHERE idx = 41");
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0], "entry 41: what was kept of it for the reader's house was taken away");
  EXPECT_GE(FaultsAfter("UPDATE entries SET oversight = x''").size(), kMaxFaults);
  kept_since_ = house_->clock.Now() + Millis(1);
  EXPECT_TRUE(FaultsAfter("").empty()) << "they are forgotten when their time is over";
}

TEST_F(LogCheckTest, AttackTwoCheckpointsOfOneSize) {
  EXPECT_TRUE(Says(FaultsAfter("UPDATE checkpoints SET root = zeroblob(32) WHERE size = 300"),
                   "two checkpoints over 300 entries have two roots"));
}

TEST_F(LogCheckTest, AttackNodesChangedOrDeleted) {
  EXPECT_TRUE(Says(FaultsAfter("DELETE FROM nodes"), "nodes of the tree are missing"));
}

// Yesterday's vault beside today's log: what was changed since is in the log alone.
TEST_F(LogCheckTest, AttackAnOlderVaultWasPutBack) {
  Open();
  (void)Write(1);
  (void)Write(2);
  Shut();
  house_.emplace(scratch_.path());
  const auto log = house_->Log();
  const auto check = [&](std::uint64_t mark) {
    return CheckLog(*log, oversight_, kept_since_, mark, {}).value().faults;
  };
  EXPECT_EQ(check(kEntries + 2), std::vector<std::string>());
  EXPECT_TRUE(Says(check(kEntries + 1), "the vault lacks 1 changes"));
  EXPECT_TRUE(Says(check(kEntries),
                   "the vault lacks 2 changes that the log tells of, the first of "
                   "them entry 300: an older vault was put back"));
}

TEST_F(LogCheckTest, ManyFaultsAreBounded) {
  EXPECT_EQ(FaultsAfter("UPDATE entries SET sealed = x'00'").size(), kMaxFaults);
}

class PublishTest : public LogCheckTest {
 protected:
  Result<Publication> PublishNow() {
    const auto log = house_->Log();
    return Publish(*log, note_, Verifier(), folder());
  }
  Result<audit::Trusted> ReadBack() const {
    return audit::ReadPublished(
        audit::TileFolder(folder()), audit::TrustPolicy(Verifier()),
        [](auto, BytesView leaf) { EXPECT_EQ(leaf.size(), audit::kLeafSize); });
  }
  std::filesystem::path folder() const { return scratch_.path() / "tiles"; }
};

TEST_F(PublishTest, IsReadBackAndGrows) {
  const auto first = PublishNow();
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->before, 0U);
  EXPECT_EQ(first->size, 300U);
  ASSERT_TRUE(ReadBack());
  Open();
  for (int i = 0; i < 250; ++i) (void)Read();
  (void)Fresh();
  note_ = *house_->ledger().FreshCheckpoint();
  const auto second = PublishNow();
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(second->before, 300U);
  EXPECT_EQ(second->size, 550U);
  EXPECT_EQ(ReadBack().value().checkpoint.size, 550U);
  EXPECT_EQ(PublishNow().value().before, 550U) << "nothing new is no fault";
}

TEST_F(PublishTest, CrashARunThatWasCutShortIsRepeated) {
  ASSERT_TRUE(PublishNow());
  // As if it had stopped before the checkpoint: the tiles are written again.
  std::filesystem::remove(folder() / "checkpoint");
  std::filesystem::remove(folder() / "tile/entries/001.p/44");
  ASSERT_TRUE(PublishNow());
  EXPECT_TRUE(ReadBack());
}

TEST_F(PublishTest, AttackAnotherHistoryIsNotPublishedOver) {
  ASSERT_TRUE(PublishNow());
  const auto log = house_->Log(storage::Store::Use::kWrite);
  Sql(*log, "UPDATE entries SET commitment = zeroblob(32) WHERE idx = 290");
  EXPECT_EQ(PublishNow().error().reason, Reason::kCorrupt);
  EXPECT_TRUE(ReadBack()) << "what was published stays";
}

}  // namespace
}  // namespace relais::ledger
