// A server whose stores were cut, swapped, lost, or whose disk is full or read-only: it says so,
// and loses nothing.
#include <fstream>

#include "services/relaisd/relais_server.h"
#include "tests/end_to_end/fixture.h"
#include "tests/storage/fault_vfs.h"

namespace relais {
namespace {

namespace fs = std::filesystem;
using storage::DiskCall;
using storage::Fault;
using storage::FaultDisk;

// A server that was used, and stopped.
class SpoiltStore : public EndToEnd {
 protected:
  static void SetUpTestSuite() { FaultDisk::Install(); }
  void SetUp() override {
    EndToEnd::SetUpTestSuite();
    house_ = AddHouse("Hôpital Sainte-Anne");
    worker_ = Token(AddProfessional(house_, "hospital_social_worker"));
    dossier_ = Open(worker_);
    Grant(Token(dossier_.person), house_);
    ASSERT_TRUE(Record().ok());
  }
  void TearDown() override {
    FaultDisk::Heal();
    EndToEnd::TearDownTestSuite();
  }
  static void TearDownTestSuite() {}

  grpc::Status Record() const {
    return Call(&v1::Dossiers::Stub::RecordStep, worker_, StepOf(dossier_.id));
  }
  grpc::Status Read(v1::GetDossierResponse* response) const {
    return Call(&v1::Dossiers::Stub::GetDossier, worker_, ReadOf(dossier_.id), response);
  }
  int StepsShown() const {
    v1::GetDossierResponse response;
    const auto status = Read(&response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.steps_size();
  }

  static fs::path Data(const std::string& name) { return tree() / "data" / name; }
  static void StopServer() {
    world_->channel.reset();
    world_->server.reset();
  }
  static Result<std::unique_ptr<relaisd::RelaisServer>> StartServer() {
    return relaisd::RelaisServer::Start(tree().config(), {});
  }
  // Starts the stopped one for as long as `use` takes.
  template <class Use>
  static void Serving(Use use) {
    auto again = StartServer();
    ASSERT_TRUE(again) << again.error().message;
    world_->channel = NewChannel((*again)->port(), Certificate());
    use();
    world_->channel.reset();
  }
  static std::string WhyNotStarted() {
    const auto server = StartServer();
    EXPECT_FALSE(server) << "the server started";
    return server ? "" : server.error().message + server.error().field;
  }

  std::string house_, worker_;
  OpenedDossier dossier_;
};

TEST_F(SpoiltStore, CutToAnyLengthIsRefused) {
  StopServer();
  for (const char* name : {"vault.db", "log.db"}) {
    SCOPED_TRACE(name);
    const auto whole = fs::file_size(Data(name));
    fs::copy_file(Data(name), Data("kept"), fs::copy_options::overwrite_existing);
    for (const auto size : {std::uintmax_t{0}, std::uintmax_t{1}, std::uintmax_t{4095},
                            whole / 2 / 4096 * 4096, whole - 4096, whole - 1}) {
      SCOPED_TRACE(size);
      fs::resize_file(Data(name), size);
      EXPECT_NE(WhyNotStarted(), "");
      fs::copy_file(Data("kept"), Data(name), fs::copy_options::overwrite_existing);
    }
  }
  EXPECT_TRUE(StartServer()) << "whole again, it serves";
}

TEST_F(SpoiltStore, OneStoreMissingIsRefusedAndSaysWhich) {
  StopServer();
  for (const std::string name : {"vault.db", "log.db"}) {
    fs::rename(Data(name), Data("kept"));
    EXPECT_NE(WhyNotStarted().find(name + " is missing or empty"), std::string::npos);
    EXPECT_FALSE(fs::exists(Data(name))) << "an empty one was left in its place";
    fs::rename(Data("kept"), Data(name));
  }
  EXPECT_TRUE(StartServer());
}

TEST_F(SpoiltStore, AFirstStartThatWasCutShortIsNoObstacle) {
  const Tree fresh;
  { ASSERT_TRUE(relaisd::RelaisServer::Start(fresh.config(), {})); }
  fs::remove(fresh / "data/log.db");
  EXPECT_TRUE(relaisd::RelaisServer::Start(fresh.config(), {}));
}

TEST_F(SpoiltStore, AttackSwappedStoresAreRefused) {
  StopServer();
  fs::rename(Data("vault.db"), Data("kept"));
  fs::rename(Data("log.db"), Data("vault.db"));
  fs::rename(Data("kept"), Data("log.db"));
  EXPECT_NE(WhyNotStarted(), "");
}

TEST_F(SpoiltStore, AttackStoreOfAnotherServerIsRefused) {
  StopServer();
  const Tree other;
  { ASSERT_TRUE(relaisd::RelaisServer::Start(other.config(), {})); }
  for (const char* name : {"vault.db", "log.db"}) {
    SCOPED_TRACE(name);
    fs::copy_file(Data(name), Data("kept"), fs::copy_options::overwrite_existing);
    fs::copy_file(other / "data" / name, Data(name), fs::copy_options::overwrite_existing);
    EXPECT_NE(WhyNotStarted(), "");
    fs::copy_file(Data("kept"), Data(name), fs::copy_options::overwrite_existing);
  }
}

TEST_F(SpoiltStore, AttackOlderLogIsRefused) {
  StopServer();
  fs::copy_file(Data("log.db"), Data("kept"));
  {
    const auto again = StartServer();
    ASSERT_TRUE(again);
    world_->channel = NewChannel((*again)->port(), Certificate());
    ASSERT_TRUE(Record().ok());
    world_->channel.reset();
  }
  fs::rename(Data("kept"), Data("log.db"));
  EXPECT_NE(WhyNotStarted().find("older"), std::string::npos);
}

// That a person has died was acknowledged: an older vault must not have messages go out again, nor open the file.
TEST_F(SpoiltStore, ADeathOutlivesAnOlderVault) {
  StopServer();
  fs::copy_file(Data("vault.db"), Data("kept"));
  Serving([&] {
    v1::RecordDeathRequest died;
    died.set_request_id(NewRequestId());
    *died.mutable_context() = ContextOf(dossier_.id);
    EXPECT_TRUE(Call(&v1::Dossiers::Stub::RecordDeath, worker_, died).ok());
  });
  fs::rename(Data("kept"), Data("vault.db"));
  Serving([&] {
    v1::GetDossierResponse ignored;
    EXPECT_EQ(ReasonOf(Read(&ignored)), "NOT_OPEN");
    v1::UndoDeathRequest undo;
    undo.set_request_id(NewRequestId());
    *undo.mutable_context() = ContextOf(dossier_.id);
    EXPECT_TRUE(Call(&v1::Dossiers::Stub::UndoDeath, worker_, undo).ok());
    EXPECT_TRUE(Read(&ignored).ok());
  });
}

// So is whom the person wants to be told nothing.
TEST_F(SpoiltStore, WhoMustNotKnowOutlivesAnOlderVault) {
  auto request = StepOf(dossier_.id);
  request.mutable_step()->set_kind("exit.someone_there");
  request.mutable_step()->clear_fields();
  auto& field = *request.mutable_step()->add_fields();
  field.set_name("contact_name");
  field.set_value("Marc Lambert");
  v1::RecordStepResponse recorded;
  const auto status = Call(&v1::Dossiers::Stub::RecordStep, worker_, request, &recorded);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(StepsShown(), 2);
  StopServer();
  fs::copy_file(Data("vault.db"), Data("kept"));
  Serving([&] {
    v1::SetMustNotKnowRequest mark;
    mark.set_request_id(NewRequestId());
    mark.set_step_id(recorded.step_id());
    mark.set_must_not_know(true);
    EXPECT_TRUE(Call(&v1::Dossiers::Stub::SetMustNotKnow, Token(dossier_.person), mark).ok());
  });
  fs::rename(Data("kept"), Data("vault.db"));
  Serving([&] { EXPECT_EQ(StepsShown(), 1); });
}

// A disk without room refuses every write; a read-only one fails it. Either way nobody gets data
// that no entry tells of.
TEST_F(SpoiltStore, FullDiskShowsNothingAndLosesNothing) {
  FaultDisk::Set([](const DiskCall& call) {
    return call.kind == DiskCall::Kind::kWrite ? Fault::kFull : Fault::kNone;
  });
  v1::GetDossierResponse response;
  const auto read = Read(&response);
  EXPECT_EQ(read.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(response.ByteSizeLong(), 0u);
  EXPECT_EQ(Record().error_code(), grpc::StatusCode::UNAVAILABLE);
  FaultDisk::Heal();
  EXPECT_EQ(StepsShown(), 1) << "with room again, all is as it was";
  EXPECT_TRUE(Record().ok());
  EXPECT_EQ(StepsShown(), 2);
}

TEST_F(SpoiltStore, FullDiskAtTheStartSaysSo) {
  StopServer();
  FaultDisk::Set([](const DiskCall& call) {
    return call.kind == DiskCall::Kind::kWrite ? Fault::kFull : Fault::kNone;
  });
  const auto server = StartServer();
  // With nothing to recover it may start; then it shows nothing.
  if (server) {
    world_->channel = NewChannel((*server)->port(), Certificate());
    v1::GetDossierResponse response;
    EXPECT_EQ(Read(&response).error_code(), grpc::StatusCode::UNAVAILABLE);
    world_->channel.reset();
  }
  FaultDisk::Heal();
}

}  // namespace
}  // namespace relais
