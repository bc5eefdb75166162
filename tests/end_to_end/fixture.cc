#include "tests/end_to_end/fixture.h"

#include <stdexcept>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/base/files.h"

namespace relais {

namespace fs = std::filesystem;

namespace {

void Need(const grpc::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.error_message());
}

}  // namespace

Tree::Tree() {
  const fs::path source = fs::path(RELAIS_SOURCE_DIR) / "deploy";
  fs::copy_file(source / "policy" / "belgium.toml", policy());
  fs::copy_file(source / "catalogue.toml", dir_ / "catalogue.toml");
  admin::InitOptions options;
  options.directory = dir_ / "server";
  options.policy = policy();
  options.catalogue = dir_ / "catalogue.toml";
  options.listen = "127.0.0.1:0";
  options.demo = true;
  auto made = admin::Init(options);
  if (!made) throw std::runtime_error(made.error().message);
  made_ = *std::move(made);
}

std::string Tree::Read(const std::string& name) const { return ReadFile(*this / name, 1 << 20).value(); }

std::unique_ptr<EndToEnd::World> EndToEnd::world_;

void EndToEnd::SetUpTestSuite() {
  world_ = std::make_unique<World>();
  auto server = relaisd::RelaisServer::Start(tree().config(), {.on_fatal = [](const Error& error) { ADD_FAILURE() << error.message; }});
  ASSERT_TRUE(server) << server.error().message;
  world_->server = *std::move(server);
  world_->channel = NewChannel({tree().Read("tls/ca.pem"), tree().Read("tls/client.key"), tree().Read("tls/client.pem")});
}

void EndToEnd::TearDownTestSuite() { world_.reset(); }

std::shared_ptr<grpc::Channel> EndToEnd::NewChannel(const grpc::SslCredentialsOptions& options) {
  return grpc::CreateChannel("127.0.0.1:" + std::to_string(server().port()), grpc::SslCredentials(options));
}

std::string EndToEnd::Token(const std::string& subject) { return admin::Token(tree() / "relaisd.toml", subject, 15).value(); }

std::string EndToEnd::NewRequestId() {
  SystemRandom random;
  return ToHex(View(random.Next<16>()));
}

void EndToEnd::Prepare(grpc::ClientContext& context, const std::string& token) {
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
}

std::string EndToEnd::AddHouse(const std::string& name) {
  v1::AddOrganisationRequest request;
  request.set_request_id(NewRequestId());
  request.mutable_organisation()->set_name(name);
  v1::AddOrganisationResponse response;
  Need(Call(&v1::Directory::Stub::AddOrganisation, Token(tree().made().operator_id), request, &response));
  return response.organisation_id();
}

std::string EndToEnd::AddProfessional(const std::string& house, const std::string& profession) {
  v1::AddProfessionalRequest request;
  request.set_request_id(NewRequestId());
  request.mutable_professional()->set_name("Nora Peeters");
  request.mutable_professional()->set_organisation_id(house);
  request.mutable_professional()->set_profession(profession);
  v1::AddProfessionalResponse response;
  Need(Call(&v1::Directory::Stub::AddProfessional, Token(tree().made().operator_id), request, &response));
  return response.professional_id();
}

OpenedDossier EndToEnd::Open(const std::string& opener_token) {
  v1::OpenDossierRequest request;
  request.set_request_id(NewRequestId());
  request.set_purpose(v1::PURPOSE_EXIT_PREPARATION);
  request.set_reason("intake");
  v1::OpenDossierResponse response;
  Need(Call(&v1::Dossiers::Stub::OpenDossier, opener_token, request, &response));
  return {response.dossier_id(), response.person_id(), response.card_code()};
}

std::vector<std::string> EndToEnd::Grant(const std::string& person_token, const std::string& house) {
  v1::GrantConsentRequest request;
  request.set_request_id(NewRequestId());
  request.mutable_bundle()->set_bundle("home_after_hospital");
  request.mutable_bundle()->set_organisation_id(house);
  request.set_language("nl");
  v1::GrantConsentResponse response;
  Need(Call(&v1::Consents::Stub::GrantConsent, person_token, request, &response));
  return {response.consent_ids().begin(), response.consent_ids().end()};
}

v1::DossierContext EndToEnd::ContextOf(const std::string& dossier) {
  v1::DossierContext context;
  context.set_dossier_id(dossier);
  context.set_purpose(v1::PURPOSE_EXIT_PREPARATION);
  context.set_reason("discharge_planning");
  return context;
}

v1::GetDossierRequest EndToEnd::ReadOf(const std::string& dossier) {
  v1::GetDossierRequest request;
  *request.mutable_context() = ContextOf(dossier);
  return request;
}

v1::RecordStepRequest EndToEnd::StepOf(const std::string& dossier) {
  v1::RecordStepRequest request;
  request.set_request_id(NewRequestId());
  *request.mutable_context() = ContextOf(dossier);
  request.mutable_step()->set_kind("housing.care_home_place");
  request.mutable_step()->set_happened_on("2024-02-29");
  return request;
}

std::string ReasonOf(const grpc::Status& status) {
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details()) || details.details().empty()) return {};
  google::rpc::ErrorInfo info;
  if (!details.details(0).UnpackTo(&info) || info.domain() != "relais") return {};
  return info.reason();
}

std::string AllOf(const grpc::Status& status) {
  return std::to_string(status.error_code()) + '\n' + status.error_message() + '\n' + status.error_details();
}

}  // namespace relais

int main(int argc, char** argv) {
  relais::rpc::RequireTls13();
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
