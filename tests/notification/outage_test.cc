// The gateway is away for an hour, the house works on, and the server is killed at random: every
// obligation is delivered, and a notice comes twice only where a kill fell between handing it over
// and noting that, and then under the same id. Time is made up; the gateway is reached over HTTP,
// as Kannel is.
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>
#include <set>
#include <thread>

#include "services/base/http_server.h"
#include "tests/notification/telling_case.h"

namespace relais::notification {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::uint64_t kDossiers = 2500;
constexpr int kKills = 12, kReadsInAStep = 12;
constexpr seconds kStep{10};
const Instant kBegin = FromMillis(1'800'000'000'000);  // a Friday morning
const Instant kDead = kBegin + hours(1), kAlive = kBegin + hours(2), kEnd = kBegin + hours(3);

// What outlives the servers that are killed.
struct Shared {
  std::atomic<std::int64_t> now;
  std::atomic<std::uint64_t> owed[kDossiers];  // the newest number that was acknowledged
};

std::string PhoneOf(std::uint64_t dossier) { return "+3247" + std::to_string(1'000'000 + dossier); }

// One life of the server: reads, rounds, and time that passes.
class Life {
 public:
  Life(const std::filesystem::path& folder, const std::string& gateway, Shared& shared,
       std::uint64_t seed)
      : house_(folder), shared_(shared), random_(seed) {
    house_.clock.Set(FromMillis(shared.now));
    Need(house_.Open());
    desk_.emplace(house_);
    tellings_.emplace(house_.keystore(), house_.random);
    KannelOptions kannel{gateway, "relais", "secret", "1000", "http://127.0.0.1:1/k/report"};
    auto made = Dispatcher::Create(
        {house_.ledger(),
         house_.vault_store(),
         house_.log_store(),
         *tellings_,
         Notices::Load(RELAIS_SOURCE_DIR "/deploy/messages", "0800 12 345").value(),
         {{v1::CHANNEL_SMS, {std::shared_ptr<Channel>(MakeKannel(kannel)), 200}}},
         house_.clock,
         house_.random,
         house_.keystore().index_key("digest"),
         {}});
    Need(made);
    dispatcher_ = *std::move(made);
  }

  void Step(Millis by, int reads) {
    house_.clock.Set(FromMillis(shared_.now));
    for (int i = 0; i < reads; ++i) Read(random_() % kDossiers);
    Need(dispatcher_->Round());
    shared_.now += by.count();
  }
  bool Idle() {
    const auto log = house_.Log();
    storage::Rows rows =
        storage::Query(*log,
                       "SELECT (SELECT count(*) FROM pending) + (SELECT count(*) FROM "
                       "messages WHERE state = 0)")
            .value();
    return rows.Next().value() && rows.Int(0) == 0;
  }

 private:
  template <class T>
  static void Need(const T& result) {
    if (!result) _exit(3);
  }
  void Read(std::uint64_t n) {
    const auto answer = desk_->Commit(
        desk_->Admit(ledger::SocialWorker(), ledger::ReadSocial(ledger::DossierNumber(n))));
    if (answer.ok()) shared_.owed[n] = (*answer.receipt)->number();
  }
  ledger::House house_;
  Shared& shared_;
  std::mt19937_64 random_;
  std::optional<ledger::Desk> desk_;
  std::optional<Tellings> tellings_;
  std::unique_ptr<Dispatcher> dispatcher_;
};

// Keeps the ids of what comes, by phone and number; is away for the second hour.
class Gateway {
 public:
  explicit Gateway(const Shared& shared) : shared_(shared) { Listen("127.0.0.1:0"); }
  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(port_) + "/cgi-bin/sendsms";
  }
  // Goes away and comes back as the made-up time wants.
  void Keep() {
    const Instant now = FromMillis(shared_.now);
    const bool dead = now >= kDead && now < kAlive;
    if (dead && server_) server_.reset();
    if (!dead && !server_) Listen("127.0.0.1:" + std::to_string(port_));
  }
  // An id that came for two notices, or a notice that came under two ids: whoever drops what has
  // come already would lose the one, and show the other twice.
  std::uint64_t CountMixed() const {
    std::uint64_t mixed = 0;
    std::set<std::string> known;
    for (const auto& [phone, numbers] : got) {
      for (const auto& [number, ids] : numbers) {
        for (const std::string& id : ids) mixed += id != ids.front() ? 1 : 0;
        mixed += known.insert(ids.front()).second ? 0 : 1;
      }
    }
    return mixed;
  }
  std::map<std::string, std::map<std::uint64_t, std::vector<std::string>>> got;

 private:
  void Listen(const std::string& at) {
    auto server = HttpServer::Start(
        {.listen = at}, Plain([this](const HttpRequest& request) {
          const auto query = ParseQuery(request.target);
          const std::string& text = query.at("text");
          const auto digit = text.find_first_of("0123456789");
          // Kannel has no field for our id but in what it reports to.
          const auto report = ParseQuery(query.at("dlr-url"));
          got[query.at("to")][std::stoull(text.substr(digit))].push_back(report.at("id"));
          return HttpAnswer{202, "0: Accepted for delivery"};
        }));
    ASSERT_TRUE(server) << server.error().message;
    server_ = *std::move(server);
    port_ = server_->port();
  }
  const Shared& shared_;
  unsigned short port_ = 0;
  std::unique_ptr<HttpServer> server_;
};

TEST(TellingOutage, CrashEverythingOwedIsDeliveredAndAlmostNothingTwice) {
  Scratch scratch;
  {
    ledger::House house(scratch.path());
    ASSERT_TRUE(storage::Migrate(*house.Vault(storage::Store::Use::kWrite), {&kVaultMigration, 1}));
    ASSERT_TRUE(storage::Migrate(*house.Log(storage::Store::Use::kWrite), {&kLogMigration, 1}));
    Tellings tellings(house.keystore(), house.random);
    std::vector<ledger::House::GivenCell> cells;
    const auto vault = house.Vault(storage::Store::Use::kWrite);
    ASSERT_TRUE(vault->Execute("BEGIN"));
    for (std::uint64_t n = 0; n < kDossiers; ++n) {
      const DossierId dossier = ledger::DossierNumber(n);
      cells.push_back({ledger::IdOf("cell", n), dossier, ledger::SocialWorker().id});
      ASSERT_TRUE(tellings.Put(*vault, dossier, BySms(PhoneOf(n))));
    }
    ASSERT_TRUE(vault->Execute("COMMIT"));
    house.AddCells(cells);
  }
  void* const memory =
      mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  Shared& shared = *new (memory) Shared();
  shared.now = ToMillis(kBegin);
  Gateway gateway(shared);
  std::mt19937_64 random(20261125);

  int kills = 0;
  for (std::uint64_t life = 0;; ++life) {
    const pid_t child = fork();
    if (child == 0) {
      close_range(3, ~0U, 0);  // or the gateway's port lives on in here when it goes away
      Life server(scratch.path(), gateway.url(), shared, life);
      while (FromMillis(shared.now) < kEnd) server.Step(kStep, kReadsInAStep);
      // The digests of the next day, at leisure.
      for (int i = 0; i < 6 * 30 && !server.Idle(); ++i) server.Step(minutes(10), 0);
      _exit(server.Idle() ? 0 : 4);
    }
    // One in each part of the made-up hours, however fast the machine is.
    const Millis part = (kEnd - kBegin) / kKills;
    const Instant until =
        kBegin + kills * part + Millis(random() % static_cast<std::uint64_t>(part.count()));
    int status = 0;
    bool ended = false;
    while (!ended && (kills == kKills || FromMillis(shared.now) < until)) {
      gateway.Keep();
      std::this_thread::sleep_for(Millis(1));
      ended = waitpid(child, &status, WNOHANG) == child;
    }
    if (ended) {
      ASSERT_TRUE(WIFEXITED(status));
      ASSERT_EQ(WEXITSTATUS(status), 0) << "3: a server failed, 4: something still waits";
      break;
    }
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    ++kills;
  }

  std::uint64_t messages = 0, twice = 0, lost = 0, owed = 0;
  for (std::uint64_t n = 0; n < kDossiers; ++n) {
    const auto& numbers = gateway.got[PhoneOf(n)];
    if (shared.owed[n] == 0) continue;
    ++owed;
    if (numbers.empty() || numbers.rbegin()->first < shared.owed[n]) ++lost;
    for (const auto& [number, ids] : numbers) {
      messages += ids.size();
      twice += ids.size() - 1;
    }
  }
  EXPECT_EQ(lost, 0U) << "of " << owed;
  EXPECT_EQ(gateway.CountMixed(), 0U);
  EXPECT_GT(messages, 3 * kDossiers);
  EXPECT_LT(twice * 1000, messages)
      << twice << " of " << messages << " after " << kills << " kills";
  RecordProperty("messages", static_cast<int>(messages));
  std::cout << messages << " notices, " << twice << " twice, after " << kills << " kills\n";
  ledger::House house(scratch.path());
  ledger::CheckTree(*house.Log());
  munmap(memory, sizeof(Shared));
}

}  // namespace
}  // namespace relais::notification
