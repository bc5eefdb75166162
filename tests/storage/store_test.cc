// The contract of Store, Connection and Statement; and what a file that is not ours, or not whole,
// is met with.
#include <fstream>

#include "tests/storage/test_store.h"

namespace relais::storage {
namespace {

namespace fs = std::filesystem;

class StoreTest : public testing::Test {
 protected:
  std::unique_ptr<Connection> Fresh(const char* schema) {
    store_ = OpenStore(scratch_ / "a.db");
    auto connection = Writer(*store_);
    MustDo(connection->Execute(schema));
    return connection;
  }
  // A store with enough rows for many pages, checkpointed and closed.
  void Fill(const std::string& name, std::uint8_t key) {
    const auto store = OpenStore(scratch_ / name, key);
    const auto connection = Writer(*store);
    MustDo(connection->Execute("CREATE TABLE t(a INTEGER PRIMARY KEY, b BLOB) STRICT; BEGIN"));
    for (std::int64_t i = 0; i < 200; ++i)
      (void)Must(storage::Run(*connection, "INSERT INTO t VALUES(?1, zeroblob(500))", i));
    MustDo(connection->Execute("COMMIT"));
  }
  // Opens and reads everything; the first error.
  Status ReadAll(const std::string& name, std::uint8_t key) {
    ASSIGN_OR_RETURN(const auto store, SqlcipherStore::Open(scratch_ / name, TestKey(key),
                                                            {kTestCacheKib, kTestCacheKib}));
    ASSIGN_OR_RETURN(const auto connection, store->Connect(Store::Use::kRead));
    ASSIGN_OR_RETURN(Rows rows, Query(*connection, "SELECT sum(length(b)), count(*) FROM t"));
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    return row && rows.Int(0) == 100'000 && rows.Int(1) == 200
               ? Status()
               : Fail(Reason::kInternal, "other content");
  }
  void ExpectCorrupt(const Status& status, const std::string& what) {
    ASSERT_FALSE(status) << what << " was read as if nothing had happened";
    EXPECT_EQ(status.error().reason, Reason::kCorrupt) << what << ": " << status.error().message;
  }

  Scratch scratch_;
  std::unique_ptr<SqlcipherStore> store_;
};

TEST_F(StoreTest, EveryTypeComesBackAsItWent) {
  const auto connection = Fresh("CREATE TABLE t(a INTEGER, b BLOB, c TEXT)");
  const Bytes blob("\0\xff'x", 4);
  (void)Must(storage::Run(*connection, "INSERT INTO t VALUES(?1, ?2, ?3)", INT64_MIN, blob,
                          Text{"élève"}));
  (void)Must(storage::Run(*connection, "INSERT INTO t VALUES(?1, ?2, ?3)", INT64_MAX, BytesView(),
                          Text{""}));
  (void)Must(storage::Run(*connection, "INSERT INTO t VALUES(?1, ?2, ?3)", std::nullopt,
                          std::nullopt, std::optional<std::int64_t>()));
  Rows rows =
      Must(Query(*connection, "SELECT a, b, c, typeof(b), typeof(c) FROM t ORDER BY rowid"));
  ASSERT_TRUE(Must(rows.Next()));
  EXPECT_EQ(rows.Int(0), INT64_MIN);
  EXPECT_EQ(rows.Blob(1), blob);
  EXPECT_EQ(rows.Text(2), "élève");
  ASSERT_TRUE(Must(rows.Next()));
  EXPECT_EQ(rows.Int(0), INT64_MAX);
  EXPECT_FALSE(rows.IsNull(1)) << "an empty blob is not NULL";
  EXPECT_EQ(rows.Text(3), "blob");
  EXPECT_EQ(rows.Text(4), "text");
  ASSERT_TRUE(Must(rows.Next()));
  EXPECT_TRUE(rows.IsNull(0) && rows.IsNull(1) && rows.IsNull(2));
  EXPECT_TRUE(rows.Blob(1).empty());
  EXPECT_FALSE(Must(rows.Next()));
}

TEST_F(StoreTest, ParametersAreBoundByNumberWhateverTheirOrderInTheText) {
  const auto connection = Fresh("CREATE TABLE t(a INTEGER, b INTEGER)");
  (void)Must(storage::Run(*connection, "INSERT INTO t(b, a) VALUES(?2, ?1)", std::int64_t{1},
                          std::int64_t{2}));
  EXPECT_EQ(Pairs(*connection, "SELECT a, b FROM t"),
            (std::map<std::int64_t, std::int64_t>{{1, 2}}));
}

TEST_F(StoreTest, AttackValueIsNeverReadAsSql) {
  const auto connection = Fresh("CREATE TABLE t(c TEXT)");
  const std::string attack = "'); DROP TABLE t; --";
  (void)Must(storage::Run(*connection, "INSERT INTO t VALUES(?1)", Text{attack}));
  Rows rows = Must(Query(*connection, "SELECT c FROM t"));
  ASSERT_TRUE(Must(rows.Next()));
  EXPECT_EQ(rows.Text(0), attack);
}

TEST_F(StoreTest, OneQueryInsideAnotherOfTheSameText) {
  const auto connection = Fresh("CREATE TABLE t(a INTEGER); INSERT INTO t VALUES(1),(2),(3)");
  static constexpr char kSql[] = "SELECT a FROM t";
  int seen = 0;
  Rows outer = Must(Query(*connection, kSql));
  while (Must(outer.Next())) {
    Rows inner = Must(Query(*connection, kSql));
    while (Must(inner.Next())) ++seen;
  }
  EXPECT_EQ(seen, 9);
}

TEST_F(StoreTest, BindingsDoNotOutliveAQuery) {
  const auto connection = Fresh("CREATE TABLE t(a INTEGER)");
  static constexpr char kSql[] = "INSERT INTO t VALUES(?1)";
  (void)Must(storage::Run(*connection, kSql, std::int64_t{7}));
  (void)Must(storage::Run(*connection, kSql));
  Rows rows = Must(Query(*connection, "SELECT count(*), count(a) FROM t"));
  ASSERT_TRUE(Must(rows.Next()));
  EXPECT_EQ(rows.Int(0), 2);
  EXPECT_EQ(rows.Int(1), 1);
}

TEST_F(StoreTest, RunSaysHowManyRowsItTouched) {
  const auto connection = Fresh("CREATE TABLE t(a INTEGER); INSERT INTO t VALUES(1),(2),(3)");
  EXPECT_EQ(Must(storage::Run(*connection, "DELETE FROM t WHERE a > ?1", std::int64_t{1})), 2);
  EXPECT_EQ(Must(storage::Run(*connection, "DELETE FROM t WHERE a > ?1", std::int64_t{1})), 0);
}

TEST_F(StoreTest, BrokenConstraintIsWrongStateAndLeavesTheTransactionOpen) {
  const auto connection =
      Fresh("CREATE TABLE t(a INTEGER PRIMARY KEY); BEGIN; INSERT INTO t VALUES(1)");
  EXPECT_EQ(storage::Run(*connection, "INSERT INTO t VALUES(1)").error().reason,
            Reason::kWrongState);
  EXPECT_TRUE(connection->Execute("COMMIT"));
}

TEST_F(StoreTest, ForeignKeysHold) {
  const auto connection =
      Fresh("CREATE TABLE p(a INTEGER PRIMARY KEY); CREATE TABLE c(a INTEGER REFERENCES p(a))");
  EXPECT_EQ(storage::Run(*connection, "INSERT INTO c VALUES(1)").error().reason,
            Reason::kWrongState);
}

TEST_F(StoreTest, StatementThatMeansNothingIsABugOfOurs) {
  const auto connection = Fresh("CREATE TABLE t(a INTEGER)");
  EXPECT_EQ(connection->Prepare("SELEKT").error().reason, Reason::kInternal);
  EXPECT_EQ(connection->Prepare("SELECT \"no such column\" FROM t").error().reason,
            Reason::kInternal)
      << "double quotes are no text";
}

TEST_F(StoreTest, AttackReadingConnectionCannotWrite) {
  (void)Fresh("CREATE TABLE t(a INTEGER)");
  const auto reading = Reading(*store_);
  EXPECT_FALSE(storage::Run(*reading, "INSERT INTO t VALUES(1)"));
  EXPECT_FALSE(reading->Execute("DROP TABLE t"));
  EXPECT_TRUE(Pairs(*reading, "SELECT a, a FROM t").empty());
}

TEST_F(StoreTest, SecondWriterWaitsNotLoses) {
  const auto first = Fresh("CREATE TABLE t(a INTEGER)");
  const auto second = Writer(*store_);
  MustDo(second->Execute("PRAGMA busy_timeout=1"));
  MustDo(first->Execute("BEGIN IMMEDIATE"));
  EXPECT_EQ(second->Execute("BEGIN IMMEDIATE").error().reason, Reason::kUnavailable);
  MustDo(first->Execute("COMMIT"));
  EXPECT_TRUE(second->Execute("BEGIN IMMEDIATE"));
}

TEST_F(StoreTest, AttackWrongKeyIsRefused) {
  Fill("a.db", 1);
  MustDo(ReadAll("a.db", 1));
  ExpectCorrupt(ReadAll("a.db", 2), "a wrong key");
  MustDo(ReadAll("a.db", 1));
}

TEST_F(StoreTest, AttackKeyIsNotInTheMessage) {
  Fill("a.db", 1);
  const Status status = ReadAll("a.db", 0xab);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message.find("abab"), std::string::npos);
}

TEST_F(StoreTest, AttackSwappedFilesAreRefused) {
  Fill("vault.db", 1);
  Fill("log.db", 2);
  fs::rename(scratch_ / "vault.db", scratch_ / "x");
  fs::rename(scratch_ / "log.db", scratch_ / "vault.db");
  fs::rename(scratch_ / "x", scratch_ / "log.db");
  ExpectCorrupt(ReadAll("vault.db", 1), "the log in the vault's place");
  ExpectCorrupt(ReadAll("log.db", 2), "the vault in the log's place");
}

TEST_F(StoreTest, NothingOfTheContentIsOnDiskInClear) {
  const std::string secret = "a sentence that nobody else may read";
  {
    const auto connection = Fresh("CREATE TABLE t(c TEXT)");
    (void)Must(storage::Run(*connection, "INSERT INTO t VALUES(?1)", Text{secret}));
  }
  for (const auto& file : fs::directory_iterator(scratch_.path())) {
    std::ifstream in(file.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    EXPECT_EQ(bytes.find(secret.substr(0, 12)), std::string::npos) << file.path();
    EXPECT_EQ(bytes.find("SQLite format"), std::string::npos) << file.path();
  }
}

TEST_F(StoreTest, AttackCutFileIsRefused) {
  Fill("a.db", 1);
  const auto whole = fs::file_size(scratch_ / "a.db");
  ASSERT_EQ(whole % 4096, 0u);
  for (const std::uintmax_t size :
       {whole - 4096, whole / 2 / 4096 * 4096, std::uintmax_t{4096}, std::uintmax_t{100}}) {
    fs::copy_file(scratch_ / "a.db", scratch_ / "cut.db", fs::copy_options::overwrite_existing);
    fs::resize_file(scratch_ / "cut.db", size);
    ExpectCorrupt(ReadAll("cut.db", 1), "a file cut to " + std::to_string(size));
  }
}

TEST_F(StoreTest, AttackFlippedBitAnywhereIsFound) {
  Fill("a.db", 1);
  const auto size = fs::file_size(scratch_ / "a.db");
  for (std::uintmax_t at = 7; at < size; at += 4096 + 61) {
    fs::copy_file(scratch_ / "a.db", scratch_ / "flipped.db", fs::copy_options::overwrite_existing);
    std::fstream file(scratch_ / "flipped.db", std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(static_cast<std::streamoff>(at));
    const char byte = static_cast<char>(file.get());
    file.seekp(static_cast<std::streamoff>(at));
    file.put(static_cast<char>(byte ^ 1));
    file.close();
    ExpectCorrupt(ReadAll("flipped.db", 1), "a bit flipped at " + std::to_string(at));
  }
}

TEST_F(StoreTest, AttackPageOfTheSameStoreInAnothersPlaceIsFound) {
  Fill("a.db", 1);
  std::fstream file(scratch_ / "a.db", std::ios::binary | std::ios::in | std::ios::out);
  std::string page(4096, '\0');
  file.seekg(5 * 4096);
  file.read(page.data(), 4096);
  file.seekp(7 * 4096);
  file.write(page.data(), 4096);
  file.close();
  ExpectCorrupt(ReadAll("a.db", 1), "a page that was moved");
}

TEST_F(StoreTest, MissingFolderIsUnavailable) {
  EXPECT_EQ(
      SqlcipherStore::Open(scratch_ / "absent/a.db", TestKey(1), {kTestCacheKib, kTestCacheKib})
          .error()
          .reason,
      Reason::kUnavailable);
}

TEST_F(StoreTest, VersionsAreSafeForWal) {
  EXPECT_GE(SqliteVersion(), "3.51.3");
  EXPECT_TRUE(Must(SqlcipherVersion()).starts_with("4.1"));
}

}  // namespace
}  // namespace relais::storage
