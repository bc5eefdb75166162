// A whole server whose log real witnesses cosign, and what they show when its stores were put back.
#include "clients/witness/witness.h"

#include <fstream>
#include <thread>

#include "audit/bundle.h"
#include "clients/admin/log_commands.h"
#include "services/base/files.h"
#include "services/base/http.h"
#include "services/keys/keystore.h"
#include "services/relaisd/relais_server.h"
#include "tests/end_to_end/fixture.h"
#include "tests/witness/program.h"

namespace relais {
namespace {

namespace fs = std::filesystem;

// A witness of the server's log, in another folder.
struct Patients {
  explicit Patients(const std::string& name, const std::string& log_vkey) {
    SystemRandom random;
    vkey = witness::Witness::Create(folder / "w", name, random).value();
    std::ofstream(folder / "w" / "logs") << "log " << log_vkey << "\n";
    program = std::make_unique<witness::Program>(folder / "w");
  }
  std::string address() const {
    return "\"" + vkey + " http://127.0.0.1:" + std::to_string(program->port()) + "\"";
  }
  Scratch folder;
  std::string vkey;
  std::unique_ptr<witness::Program> program;
};

class Witnessed : public EndToEnd {
 protected:
  static void SetUpTestSuite() {}
  static void TearDownTestSuite() {}
  void SetUp() override {
    EndToEnd::SetUpTestSuite();
    first_ = std::make_unique<Patients>("patients.example/w", tree().made().vkey);
    second_ = std::make_unique<Patients>("lawyers.example/w", tree().made().vkey);
  }
  void TearDown() override { EndToEnd::TearDownTestSuite(); }

  static void Stop() {
    world_->channel.reset();
    world_->server.reset();
  }
  static void Configure(const std::string& witnesses) {
    std::ofstream(tree() / "relaisd.toml", std::ios::app) << "witnesses = [" << witnesses << "]\n";
  }
  static Status Start() {
    ASSIGN_OR_RETURN(world_->server, relaisd::RelaisServer::Start(tree().config(), {}));
    world_->channel = NewChannel(server().port(), Certificate());
    return {};
  }
  static void StartWith(const std::string& witnesses) {
    Stop();
    Configure(witnesses);
    const Status started = Start();
    ASSERT_TRUE(started) << started.error().message;
  }
  static OpenedDossier NewDossier() {
    return Open(Token(AddProfessional(AddHouse("H"), "hospital_social_worker")));
  }
  static std::string Export(const std::string& person_token) {
    grpc::ClientContext context;
    Prepare(context, person_token);
    v1::Accesses::Stub stub(channel());
    const auto reader = stub.ExportAccesses(&context, v1::ExportAccessesRequest());
    std::string bundle;
    for (v1::ExportAccessesResponse part; reader->Read(&part);) bundle += part.chunk();
    EXPECT_TRUE(reader->Finish().ok());
    return bundle;
  }
  audit::TrustPolicy Trust(const std::string& needed) const {
    return audit::TrustPolicy::Parse("log " + tree().made().vkey + "\nwitness a " + first_->vkey +
                                     "\nwitness b " + second_->vkey + "\ngroup g " + needed +
                                     " a b\nquorum g\n")
        .value();
  }
  static v1::GetCheckpointResponse Standing() {
    v1::GetCheckpointResponse response;
    const auto status = Call(&v1::Accesses::Stub::GetCheckpoint, Token(tree().made().operator_id),
                             v1::GetCheckpointRequest(), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  std::unique_ptr<Patients> first_, second_;
};

TEST_F(Witnessed, AnExportCarriesTheWordOfEach) {
  StartWith(first_->address() + ", " + second_->address());
  const OpenedDossier dossier = NewDossier();
  const auto verdict = audit::VerifyBundle(Export(Token(dossier.person)), Trust("all"));
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_EQ(verdict->trusted.cosigned.size(), 2U);
  const auto standing = Standing();
  ASSERT_EQ(standing.witnesses_size(), 2);
  EXPECT_EQ(standing.witnesses(0).name(), "patients.example/w");
  EXPECT_GE(standing.witnesses(0).size(), verdict->checkpoint().size);
  EXPECT_EQ(standing.witnesses(0).trouble(), "");
  EXPECT_TRUE(Trust("all").Open(standing.note()));
}

// What is published carries it too, for readers who trust a quorum of witnesses; and after a restart, when none of
// them answers.
TEST_F(Witnessed, WhatIsPublishedCarriesTheWordOfEach) {
  StartWith(first_->address() + ", " + second_->address());
  (void)Export(Token(NewDossier().person));
  Scratch published;
  std::ostringstream out;
  const auto publish = [&] {
    const Status done = admin::ExportLog(tree() / "relaisd.toml", published / "log", {out, false});
    EXPECT_TRUE(done) << done.error().message;
    const auto note = ReadFile(published / "log" / "checkpoint", 1 << 16).value();
    const auto trusted = Trust("all").Open(note);
    EXPECT_TRUE(trusted) << trusted.error().message;
    return note;
  };
  const std::string before = publish();
  first_->program->Stop(SIGKILL);
  second_->program->Stop(SIGKILL);
  Stop();
  ASSERT_TRUE(Start());
  EXPECT_TRUE(Trust("all").Open(Standing().note())) << "it is remembered";
  EXPECT_EQ(publish(), before);
}

// Whoever puts the stores back and forgets this file is found without the witnesses.
TEST_F(Witnessed, AttackStoresOlderThanWhatIsKeptOfTheWitnesses) {
  StartWith(first_->address());
  (void)Export(Token(NewDossier().person));
  Stop();
  Scratch yesterday;
  fs::copy(tree() / "data", yesterday / "data", fs::copy_options::recursive);
  ASSERT_TRUE(Start());
  (void)Export(Token(NewDossier().person));
  Stop();
  first_->program->Stop(SIGKILL);
  for (const char* const file : {"vault.db", "log.db", "checkpoint"})
    fs::copy_file(yesterday / "data" / file, tree() / "data" / file,
                  fs::copy_options::overwrite_existing);
  const Status started = Start();
  ASSERT_FALSE(started);
  EXPECT_TRUE(started.error().message.starts_with("the witness patients.example/w cosigned "))
      << started.error().message;
  // One that is no note costs nothing.
  fs::remove_all(tree() / "data");
  fs::copy(yesterday / "data", tree() / "data", fs::copy_options::recursive);
  fs::permissions(tree() / "data", fs::perms::owner_all);
  std::ofstream(tree() / "data/cosigned") << "noise";
  EXPECT_TRUE(Start());
}

TEST_F(Witnessed, ADeadAndAHangingWitnessHoldNobodyUp) {
  // One is gone; one takes the connection and never answers.
  first_->program->Stop(SIGKILL);
  boost::asio::io_context context;
  boost::asio::ip::tcp::acceptor hanging(context, {boost::asio::ip::make_address("127.0.0.1"), 0});
  StartWith(first_->address() + ", \"" +
            audit::WitnessSigner::Create("hanging.example/w", Ed25519Signer(Key(Hash{1})))
                .value()
                .Vkey() +
            " http://127.0.0.1:" + std::to_string(hanging.local_endpoint().port()) + "\", " +
            second_->address());
  const std::string house = AddHouse("H");
  const std::string worker = Token(AddProfessional(house, "hospital_social_worker"));
  const OpenedDossier dossier = Open(worker);
  Grant(Token(dossier.person), house);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(server().SignCheckpoint());
    v1::GetDossierResponse response;
    ASSERT_TRUE(Call(&v1::Dossiers::Stub::GetDossier, worker, ReadOf(dossier.id), &response).ok());
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(3));
  const auto verdict = audit::VerifyBundle(Export(Token(dossier.person)), Trust("any"));
  EXPECT_TRUE(verdict) << verdict.error().message;
  const auto standing = Standing();
  EXPECT_NE(standing.witnesses(0).trouble(), "");
  EXPECT_NE(standing.witnesses(1).trouble(), "");
  EXPECT_EQ(standing.witnesses(2).trouble(), "");
}

TEST_F(Witnessed, AttackYesterdaysStoresRestoredTogetherWithTheirCheckpoint) {
  StartWith(first_->address());
  Export(Token(NewDossier().person));
  Stop();
  Scratch yesterday;
  fs::copy(tree() / "data", yesterday / "data", fs::copy_options::recursive);
  ASSERT_TRUE(Start());
  Export(Token(NewDossier().person));
  Stop();
  fs::remove_all(tree() / "data");
  fs::copy(yesterday / "data", tree() / "data", fs::copy_options::recursive);
  fs::permissions(tree() / "data", fs::perms::owner_all);
  const Status started = Start();
  ASSERT_FALSE(started);
  EXPECT_TRUE(started.error().message.starts_with("the witness patients.example/w cosigned "))
      << started.error().message;
  EXPECT_TRUE(started.error().message.ends_with(": restore the newest stores"));
}

TEST_F(Witnessed, AttackAnotherHistoryWasSignedWithTheLogsOwnKey) {
  StartWith(first_->address());
  Export(Token(NewDossier().person));
  Stop();
  // Whoever has the keys makes another log of the same name, and shows it to the witness first.
  const auto keystore = keys::Keystore::Open(tree() / "keys").value();
  const auto vkey = audit::NoteVerifier::FromVkey(tree().made().vkey).value();
  const auto signer =
      audit::NoteSigner::Create(vkey.name(), Ed25519Signer(keystore.log_seed())).value();
  Patients fresh("fresh.example/w", tree().made().vkey);
  const std::string forged =
      audit::SignCheckpoint({vkey.name(), 1, audit::LeafHash("forged")}, signer).value();
  ASSERT_EQ(fresh.program->Post(audit::WriteAddCheckpoint({0, {}, forged})).result_int(), 200U);
  const Status after = [&] {
    std::string config = tree().Read("relaisd.toml");
    config.replace(config.find("witnesses = ["), std::string::npos,
                   "witnesses = [" + fresh.address() + "]\n");
    std::ofstream(tree() / "relaisd.toml") << config;
    return Start();
  }();
  ASSERT_FALSE(after);
  EXPECT_EQ(after.error().message,
            "the witness fresh.example/w cosigned other entries than the log has: restore the "
            "newest stores");
}

// What an operator watches.
class Watched : public Witnessed {
 protected:
  static HttpAnswer Page(const std::string& path) {
    const auto answer =
        HttpGet("http://127.0.0.1:" + std::to_string(server().operations_port()) + path,
                std::chrono::seconds(5));
    EXPECT_TRUE(answer);
    return answer.value_or(HttpAnswer{0, ""});
  }
  static double Figure(const std::string& name) {
    const std::string page = Page("/metrics").body;
    const auto at = page.find("\n" + name + " ");
    EXPECT_NE(at, page.npos) << name << " in\n" << page;
    return at == page.npos ? -1 : std::stod(page.substr(at + name.size() + 2));
  }
  static void Listen() {
    std::ofstream(tree() / "relaisd.toml", std::ios::app)
        << "operations_listen = \"127.0.0.1:0\"\n";
  }
};

TEST_F(Watched, TheLagOfEachWitness) {
  first_->program->Stop(SIGKILL);
  Listen();
  StartWith(first_->address() + ", " + second_->address());
  const std::string dead = "{witness=\"patients.example/w\"}",
                    well = "{witness=\"lawyers.example/w\"}";
  (void)NewDossier();
  ASSERT_TRUE(server().SignCheckpoint());
  for (int i = 0; i < 300 && Figure("relais_witness_lag_entries" + well) > 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(Figure("relais_witness_lag_entries" + well), 0);
  EXPECT_EQ(Figure("relais_witness_lag_seconds" + well), 0);
  EXPECT_EQ(Figure("relais_witness_up" + well), 1);
  EXPECT_GE(Figure("relais_witness_lag_entries" + dead), 3);
  EXPECT_EQ(Figure("relais_witness_lag_entries" + dead), Figure("relais_log_entries"));
  EXPECT_EQ(Figure("relais_witness_up" + dead), 0);
  const double lag = Figure("relais_witness_lag_seconds" + dead);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_GE(Figure("relais_witness_lag_seconds" + dead), lag + 0.04) << "it grows on its own";
  const std::string health = Page("/health").body;
  EXPECT_NE(health.find("\"serving\":true"), health.npos) << health;
  EXPECT_NE(health.find("\"name\":\"patients.example/w\""), health.npos) << health;
}

TEST_F(Watched, CountsAndNothingOfAnybody) {
  Listen();
  Stop();
  ASSERT_TRUE(Start());
  const OpenedDossier dossier = NewDossier();
  EXPECT_EQ(Figure("relais_telling_dead"), 0);
  EXPECT_EQ(Figure("relais_reviews_overdue"), 0);
  const double before = Figure("relais_log_acts_total");
  (void)AllAccesses(Token(dossier.person));
  EXPECT_GT(Figure("relais_log_acts_total"), before);
  const std::string all = Page("/metrics").body + Page("/health").body;
  for (const char* const nobody : {"dos_", "per_", "pro_", "org_", "Nora"})
    EXPECT_EQ(all.find(nobody), all.npos) << nobody;
  EXPECT_EQ(Page("/").status, 404);
  EXPECT_EQ(HttpPost("http://127.0.0.1:" + std::to_string(server().operations_port()) + "/metrics",
                     "x", std::chrono::seconds(5))
                .value()
                .status,
            405);
}

}  // namespace
}  // namespace relais
