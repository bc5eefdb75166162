// Migrations run once and whole; a snapshot holds still.
#include "tests/storage/test_store.h"

namespace relais::storage {
namespace {

class SchemaTest : public testing::Test {
 protected:
  SchemaTest() : store_(OpenStore(scratch_ / "a.db")), connection_(Writer(*store_)) {}
  bool Has(const char* table) {
    Rows rows =
        Must(Query(*connection_, "SELECT 1 FROM sqlite_master WHERE name = ?1", Text{table}));
    return Must(rows.Next());
  }
  Scratch scratch_;
  std::unique_ptr<SqlcipherStore> store_;
  std::unique_ptr<Connection> connection_;
};

TEST_F(SchemaTest, MigrationsRunOnceInOrder) {
  const Migration first[] = {{"a/1", "CREATE TABLE a(x INTEGER); INSERT INTO a VALUES(1)"}};
  const Migration both[] = {first[0], {"a/2", "UPDATE a SET x = x + 1; CREATE TABLE b(x INTEGER)"}};
  MustDo(Migrate(*connection_, first));
  MustDo(Migrate(*connection_, both));
  MustDo(Migrate(*connection_, both));
  EXPECT_EQ(Pairs(*connection_, "SELECT x, count(*) FROM a"),
            (std::map<std::int64_t, std::int64_t>{{2, 1}}));
  EXPECT_TRUE(Has("b"));
}

TEST_F(SchemaTest, FailedMigrationTakesAllOfThemBackAndSaysWhich) {
  const Migration bad[] = {{"a/1", "CREATE TABLE a(x INTEGER)"},
                           {"b/1", "CREATE TABLE b(x INTEGER); CREATE TABEL c(x INTEGER)"}};
  const Status status = Migrate(*connection_, bad);
  ASSERT_FALSE(status);
  EXPECT_TRUE(status.error().message.starts_with("migration b/1: ")) << status.error().message;
  EXPECT_FALSE(Has("a") || Has("b") || Has("migrations"));
  const Migration good[] = {bad[0], {"b/1", "CREATE TABLE b(x INTEGER)"}};
  MustDo(Migrate(*connection_, good));
  EXPECT_TRUE(Has("a") && Has("b"));
}

TEST_F(SchemaTest, SnapshotHoldsItsRowsAndItsMarkWhileOthersWrite) {
  const Migration schema[] = {kMarkMigration, {"t/1", "CREATE TABLE t(a INTEGER, b INTEGER)"}};
  MustDo(Migrate(*connection_, schema));
  const auto reading = Reading(*store_);
  const auto write = [&](std::int64_t value) {
    MustDo(connection_->Execute("BEGIN IMMEDIATE"));
    (void)Must(storage::Run(*connection_, "INSERT INTO t VALUES(?1, ?1)", value));
    MustDo(WriteMark(*connection_, static_cast<std::uint64_t>(value)));
    MustDo(connection_->Execute("COMMIT"));
  };
  write(1);
  {
    const Snapshot snapshot = Must(Snapshot::Begin(*reading));
    EXPECT_EQ(snapshot.mark(), 1u);
    write(2);
    EXPECT_EQ(Pairs(snapshot.vault(), "SELECT a, b FROM t").size(), 1u)
        << "another's commit showed in the snapshot";
    EXPECT_EQ(Must(ReadMark(snapshot.vault())), 1u);
  }
  const Snapshot next = Must(Snapshot::Begin(*reading));
  EXPECT_EQ(next.mark(), 2u);
  EXPECT_EQ(Pairs(next.vault(), "SELECT a, b FROM t").size(), 2u);
}

TEST_F(SchemaTest, MovedSnapshotIsGivenBackOnce) {
  const Migration schema[] = {kMarkMigration};
  MustDo(Migrate(*connection_, schema));
  const auto reading = Reading(*store_);
  {
    Snapshot first = Must(Snapshot::Begin(*reading));
    const Snapshot second = std::move(first);
    EXPECT_FALSE(Snapshot::Begin(*reading)) << "two snapshots on one connection";
    EXPECT_EQ(second.mark(), 0u);
  }
  EXPECT_TRUE(Snapshot::Begin(*reading));
}

TEST_F(SchemaTest, VaultWithoutItsMarkGivesNoSnapshot) {
  const Migration schema[] = {kMarkMigration};
  MustDo(Migrate(*connection_, schema));
  MustDo(connection_->Execute("DELETE FROM mark"));
  EXPECT_EQ(Snapshot::Begin(*connection_).error().reason, Reason::kCorrupt);
  EXPECT_TRUE(connection_->Execute("BEGIN")) << "the failed snapshot kept its transaction";
}

TEST_F(SchemaTest, MarkIsOneRow) {
  const Migration schema[] = {kMarkMigration};
  MustDo(Migrate(*connection_, schema));
  EXPECT_FALSE(connection_->Execute("INSERT INTO mark VALUES(2, 9)"));
}

}  // namespace
}  // namespace relais::storage
