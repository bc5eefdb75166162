#include "services/storage/sqlcipher.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <map>
#include <vector>

namespace relais::storage {
namespace {

using Database = std::unique_ptr<sqlite3, decltype([](sqlite3* db) { sqlite3_close(db); })>;

class SqlcipherStatement final : public Statement {
 public:
  SqlcipherStatement(sqlite3* db, sqlite3_stmt* stmt) : db_(db), stmt_(stmt) {}
  ~SqlcipherStatement() override { sqlite3_finalize(stmt_); }
  SqlcipherStatement(const SqlcipherStatement&) = delete;

  void Bind(int at, std::int64_t value) override { sqlite3_bind_int64(stmt_, at, value); }
  void BindBlob(int at, BytesView value) override {
    // A null pointer would bind NULL, and an empty blob is not NULL.
    const char* const data = value.data() == nullptr ? "" : value.data();
    sqlite3_bind_blob64(stmt_, at, data, value.size(), SQLITE_STATIC);
  }
  void BindText(int at, std::string_view value) override {
    const char* const data = value.data() == nullptr ? "" : value.data();
    sqlite3_bind_text64(stmt_, at, data, value.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  void BindNull(int at) override { sqlite3_bind_null(stmt_, at); }

  Result<bool> Step() override {
    const int code = sqlite3_step(stmt_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    if ((code & 0xff) == SQLITE_CONSTRAINT)
      return Fail(Reason::kWrongState, "a row like this exists, or one that it needs is missing");
    if ((code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB)
      return Fail(Reason::kCorrupt, "the store is damaged");
    return Fail(Reason::kUnavailable,
                fmt::format("the store failed: {}", sqlite3_errstr(sqlite3_extended_errcode(db_))));
  }
  std::int64_t Int(int column) const override { return sqlite3_column_int64(stmt_, column); }
  BytesView Blob(int column) const override {
    const void* const data = sqlite3_column_blob(stmt_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(stmt_, column));
    return data == nullptr ? BytesView() : BytesView(static_cast<const char*>(data), size);
  }
  bool IsNull(int column) const override {
    return sqlite3_column_type(stmt_, column) == SQLITE_NULL;
  }
  void Reset() override {
    sqlite3_reset(stmt_);
    sqlite3_clear_bindings(stmt_);
  }

  bool busy = false;

 private:
  sqlite3* db_;
  sqlite3_stmt* stmt_;
};

class SqlcipherConnection final : public Connection {
 public:
  explicit SqlcipherConnection(Database db) : db_(std::move(db)) {}

  Result<Statement*> Prepare(const char* sql) override {
    auto& cached = statements_[sql];
    for (const auto& statement : cached) {
      if (statement->busy) continue;
      statement->busy = true;
      return statement.get();
    }
    sqlite3_stmt* stmt = nullptr;
    if (sqlite3_prepare_v3(db_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, nullptr) !=
        SQLITE_OK) {
      return Fail(Reason::kInternal,
                  fmt::format("the store refused a statement: {}", sqlite3_errmsg(db_.get())));
    }
    cached.push_back(std::make_unique<SqlcipherStatement>(db_.get(), stmt));
    cached.back()->busy = true;
    return cached.back().get();
  }
  void Release(Statement* statement) override {
    statement->Reset();
    static_cast<SqlcipherStatement*>(statement)->busy = false;
  }
  Status Execute(const char* sql) override {
    const int code = sqlite3_exec(db_.get(), sql, nullptr, nullptr, nullptr);
    if (code == SQLITE_OK) return {};
    if ((code & 0xff) == SQLITE_NOTADB || (code & 0xff) == SQLITE_CORRUPT)
      return Fail(Reason::kCorrupt, "the store is damaged, or this is not its key");
    return Fail(
        Reason::kUnavailable,
        fmt::format("the store failed: {}", sqlite3_errstr(sqlite3_extended_errcode(db_.get()))));
  }
  std::int64_t Changes() const override { return sqlite3_changes64(db_.get()); }
  Failure LastFailure() const override {
    const int code = sqlite3_errcode(db_.get());
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return Failure::kNone;
    return code == SQLITE_FULL ? Failure::kFull : Failure::kFinal;
  }

 private:
  Database db_;
  // By the address of the literal: one pointer comparison instead of a hash over the text.
  std::map<const char*, std::vector<std::unique_ptr<SqlcipherStatement>>> statements_;
};

// A file at rest ends with a whole page. SQLite would take a short one for a new store, and not
// miss the end of its last page until somebody asks for it. With a journal beside it, it tells
// itself what is missing.
Status RequireWholePages(const std::filesystem::path& file) {
  std::error_code none;
  const auto size = std::filesystem::file_size(file, none);
  const auto journal = std::filesystem::file_size(file.string() + "-wal", none);
  if (!std::filesystem::exists(file) || size % 4096 == 0 || (!none && journal > 0)) return {};
  return Fail(Reason::kCorrupt,
              fmt::format("{} is cut: restore it from a backup", file.filename().string()));
}

// A pragma whose value must be `expected` when read back.
Status RequirePragma(Connection& connection, Sql read, std::string_view expected) {
  ASSIGN_OR_RETURN(Rows rows, Query(connection, read));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (row && rows.Text(0) == expected) return {};
  return Fail(Reason::kUnavailable,
              fmt::format("the store did not take {}: it must be {}", read.text(), expected));
}

Status SetUp(Connection& connection, const PageCaches& caches, Store::Use use) {
  // The first read is what tells a wrong key.
  RETURN_IF_ERROR(connection.Execute("SELECT count(*) FROM sqlite_master"));
  if (use == Store::Use::kWrite)
    RETURN_IF_ERROR(connection.Execute("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=2000"));
  RETURN_IF_ERROR(
      connection.Execute("PRAGMA synchronous=FULL; PRAGMA mmap_size=0; PRAGMA foreign_keys=ON; "
                         "PRAGMA busy_timeout=5000; PRAGMA trusted_schema=OFF"));
  RETURN_IF_ERROR(
      connection.Execute(fmt::format("PRAGMA cache_size=-{}",
                                     use == Store::Use::kRead ? caches.read_kib : caches.write_kib)
                             .c_str()));
  if (use == Store::Use::kRead) RETURN_IF_ERROR(connection.Execute("PRAGMA query_only=ON"));
  RETURN_IF_ERROR(RequirePragma(connection, "PRAGMA journal_mode", "wal"));
  RETURN_IF_ERROR(RequirePragma(connection, "PRAGMA synchronous", "2"));
  RETURN_IF_ERROR(RequirePragma(connection, "PRAGMA foreign_keys", "1"));
  RETURN_IF_ERROR(RequirePragma(connection, "PRAGMA page_size", "4096"));
  RETURN_IF_ERROR(RequirePragma(connection, "PRAGMA cipher_hmac_algorithm", "HMAC_SHA256"));
  return RequirePragma(connection, "PRAGMA query_only", use == Store::Use::kRead ? "1" : "0");
}

Status UseKey(Connection& connection, const Key& key) {
  // cipher_log first would be ideal, but the key must be the first statement of a connection.
  Bytes hex = ToHex(key.ExposeSecretBytes());
  Bytes pragma = fmt::format("PRAGMA key=\"x'{}'\"", hex);
  const Status status = connection.Execute(pragma.c_str());
  Wipe(hex);
  Wipe(pragma);
  RETURN_IF_ERROR(status);
  // Half of what a cold page costs is its authentication; CPUs have instructions for SHA-256, and
  // none for SHA-512.
  return connection.Execute("PRAGMA cipher_log=off; PRAGMA cipher_hmac_algorithm=HMAC_SHA256");
}

}  // namespace

Result<std::unique_ptr<SqlcipherStore>> SqlcipherStore::Open(const std::filesystem::path& file,
                                                             const Key& key, PageCaches caches) {
  // Before 3.51.3 a write that races a checkpoint can lose committed data in WAL mode.
  if (sqlite3_libversion_number() < 3051003)
    return Fail(Reason::kUnavailable, "SQLite is older than 3.51.3");
  RETURN_IF_ERROR(RequireWholePages(file));
  std::unique_ptr<SqlcipherStore> store(new SqlcipherStore(file, key, caches));
  ASSIGN_OR_RETURN(const auto connection, store->Connect(Use::kWrite));
  (void)connection;
  return store;
}

Result<std::unique_ptr<Connection>> SqlcipherStore::Connect(Use use) {
  sqlite3* db = nullptr;
  const int code =
      sqlite3_open_v2(file_.c_str(), &db,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  Database owned(db);
  if (code != SQLITE_OK)
    return Fail(Reason::kUnavailable, fmt::format("{} cannot be opened: {}",
                                                  file_.filename().string(), sqlite3_errstr(code)));
  sqlite3_extended_result_codes(db, 1);
  auto connection = std::make_unique<SqlcipherConnection>(std::move(owned));
  auto status = UseKey(*connection, key_);
  if (status) status = SetUp(*connection, caches_, use);
  if (!status)
    return Fail(status.error().reason,
                fmt::format("{}: {}", file_.filename().string(), status.error().message));
  return connection;
}

std::string SqliteVersion() { return sqlite3_libversion(); }

Result<std::string> SqlcipherVersion() {
  sqlite3* db = nullptr;
  const int code =
      sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  Database owned(db);
  if (code != SQLITE_OK) return Fail(Reason::kUnavailable, sqlite3_errstr(code));
  SqlcipherConnection connection(std::move(owned));
  ASSIGN_OR_RETURN(Rows rows, Query(connection, "PRAGMA cipher_version"));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  return row ? rows.Text(0) : std::string("unknown");
}

}  // namespace relais::storage
