// Two SQLCipher stores in a directory, and units for the group-commit writer that say how they
// ended.
#pragma once

#include <condition_variable>
#include <functional>
#include <future>
#include <map>
#include <mutex>
#include <set>

#include "services/storage/group_commit.h"
#include "services/storage/schema.h"
#include "services/storage/sqlcipher.h"
#include "tests/keys/scratch.h"

namespace relais::storage {

inline Key TestKey(std::uint8_t n) {
  Array<32> bytes;
  bytes.fill(n);
  return Key(bytes);
}

inline constexpr int kTestCacheKib = 256;

// The value, or the end of the test.
template <class T>
T Must(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << result.error().message;
    std::abort();
  }
  return *std::move(result);
}
inline void MustDo(const Status& status) {
  if (status) return;
  ADD_FAILURE() << status.error().message;
  std::abort();
}

inline std::unique_ptr<SqlcipherStore> OpenStore(const std::filesystem::path& file,
                                                 std::uint8_t key = 1) {
  return Must(SqlcipherStore::Open(file, TestKey(key), {kTestCacheKib, kTestCacheKib}));
}
inline std::unique_ptr<Connection> Writer(Store& store) {
  return Must(store.Connect(Store::Use::kWrite));
}
inline std::unique_ptr<Connection> Reading(Store& store) {
  return Must(store.Connect(Store::Use::kRead));
}

// All rows of a query of one or two integer columns.
inline std::map<std::int64_t, std::int64_t> Pairs(Connection& connection, Sql sql) {
  std::map<std::int64_t, std::int64_t> out;
  Rows rows = Must(Query(connection, sql));
  while (Must(rows.Next())) out.emplace(rows.Int(0), rows.Int(1));
  return out;
}

// A vault of (key, value) and a log of ids.
struct Stores {
  explicit Stores(const std::filesystem::path& dir)
      : log(OpenStore(dir / "log.db", 1)), vault(OpenStore(dir / "vault.db", 2)) {
    static const Migration kLog[] = {
        {"log/1", "CREATE TABLE entries(id INTEGER PRIMARY KEY, padding BLOB) STRICT"}};
    constexpr auto kSchema = R"(
        CREATE TABLE pairs(k INTEGER PRIMARY KEY, v INTEGER NOT NULL) STRICT;
        CREATE TABLE ballast(b BLOB))";
    static const Migration kVault[] = {{"vault/1", kSchema}};
    MustDo(Migrate(*Writer(*log), kLog));
    MustDo(Migrate(*Writer(*vault), kVault));
  }
  std::map<std::int64_t, std::int64_t> Entries() {
    return Pairs(*Reading(*log), "SELECT id, 1 FROM entries");
  }
  std::map<std::int64_t, std::int64_t> Vault() {
    return Pairs(*Reading(*vault), "SELECT k, v FROM pairs");
  }

  std::unique_ptr<SqlcipherStore> log, vault;
};

// What became of the units, by id; wakes whoever waits.
class Endings {
 public:
  enum class Kind { kCommitted, kDropped, kBack };
  void Add(std::int64_t id, Kind kind, Reason reason = Reason::kInternal) {
    const std::lock_guard lock(mutex_);
    EXPECT_TRUE(by_id_.emplace(id, std::pair(kind, reason)).second)
        << "unit " << id << " ended twice";
    order_.push_back(id);
    changed_.notify_all();
  }
  void Die() {
    const std::lock_guard lock(mutex_);
    fatal_ = true;
    changed_.notify_all();
  }
  // Until `count` units have ended, or the writer has died.
  void Wait(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return fatal_ || by_id_.size() >= count; });
  }
  bool fatal() {
    const std::lock_guard lock(mutex_);
    return fatal_;
  }
  std::set<std::int64_t> Of(Kind kind) {
    const std::lock_guard lock(mutex_);
    std::set<std::int64_t> out;
    for (const auto& [id, ending] : by_id_) {
      if (ending.first == kind) out.insert(id);
    }
    return out;
  }
  std::vector<std::int64_t> order() {
    const std::lock_guard lock(mutex_);
    return order_;
  }
  Reason ReasonOf(std::int64_t id) {
    const std::lock_guard lock(mutex_);
    return by_id_.at(id).second;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::int64_t, std::pair<Kind, Reason>> by_id_;
  std::vector<std::int64_t> order_;
  bool fatal_ = false;
};

using Change = std::function<Status(Connection&)>;

class TestUnit final : public Unit {
 public:
  TestUnit(Endings& endings, std::int64_t id, Change change = nullptr,
           std::function<Standing()> check = nullptr)
      : endings_(endings), id_(id), change_(std::move(change)), check_(std::move(check)) {}
  Standing Check() override { return check_ ? check_() : Standing::kReady; }
  bool IsChange() const override { return change_ != nullptr; }
  Status Apply(Connection& vault) override { return change_(vault); }
  Status Append(Connection& log) override {
    RETURN_IF_ERROR(Run(log, "INSERT INTO entries VALUES(?1, zeroblob(300))", id_));
    return {};
  }
  void Committed() override { endings_.Add(id_, Endings::Kind::kCommitted); }
  void Dropped(Error error) override { endings_.Add(id_, Endings::Kind::kDropped, error.reason); }
  void GoBack() override {
    endings_.Add(id_, Endings::Kind::kBack);
    delete this;
  }

 private:
  Endings& endings_;
  const std::int64_t id_;
  const Change change_;
  const std::function<Standing()> check_;
};

inline Change Put(std::int64_t key, std::int64_t value) {
  return [=](Connection& vault) -> Status {
    RETURN_IF_ERROR(Run(
        vault, "INSERT INTO pairs VALUES(?1, ?2) ON CONFLICT(k) DO UPDATE SET v = ?2", key, value));
    return {};
  };
}

// The same with more than the page cache holds, so that pages are written before any COMMIT.
inline Change PutMuch(std::int64_t key, std::int64_t value) {
  return [=](Connection& vault) -> Status {
    RETURN_IF_ERROR(Put(key, value)(vault));
    RETURN_IF_ERROR(Run(vault, "INSERT INTO ballast VALUES(zeroblob(300000))"));
    return {};
  };
}

struct NoParticipant final : Participant {
  Status Seal(Connection&, Connection&, bool) override { return {}; }
  void Committed() override {}
  void RolledBack() override {}
};

// A writer over `stores` whose batches a test can fill before they run.
class TestWriter {
 public:
  TestWriter(Stores& stores, Endings& endings, WriterOptions options = {})
      : endings_(endings),
        writer_(Writer(*stores.log), Writer(*stores.vault), participant_,
                WithFatal(std::move(options))) {}

  Status Submit(std::int64_t id, Change change = nullptr,
                std::function<Unit::Standing()> check = nullptr) {
    std::unique_ptr<Unit> unit =
        std::make_unique<TestUnit>(endings_, id, std::move(change), std::move(check));
    return writer_.Submit(unit);
  }
  // Keeps the writer busy with unit `id` until Release; what is submitted meanwhile is one batch.
  void Hold(std::int64_t id) {
    auto held = std::make_shared<std::promise<void>>();
    release_ = std::promise<void>();
    auto gate = release_.get_future().share();
    auto reached = held->get_future();
    MustDo(Submit(id, nullptr, [held, gate] {
      held->set_value();
      gate.wait();
      return Unit::Standing::kReady;
    }));
    reached.wait();
  }
  void Release() { release_.set_value(); }
  GroupCommit& writer() { return writer_; }

 private:
  WriterOptions WithFatal(WriterOptions options) {
    options.on_fatal = [this](const Error&) { endings_.Die(); };
    return options;
  }
  Endings& endings_;
  NoParticipant participant_;
  std::promise<void> release_;
  GroupCommit writer_;
};

}  // namespace relais::storage
