#include "tests/end_to_end/fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <thread>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/base/files.h"
#include "services/notification/channel.h"
#include "services/relaisd/relais_server.h"
#include "tests/notification/program.h"

namespace relais {

namespace fs = std::filesystem;

namespace {

void Need(const grpc::Status& status) {
  if (!status.ok()) throw CallFailed(status);
}

}  // namespace

Tree::Tree(bool demo) {
  const fs::path source = fs::path(RELAIS_SOURCE_DIR) / "deploy";
  fs::copy_file(source / "policy" / "belgium.toml", policy());
  fs::copy_file(source / "catalogue.toml", dir_ / "catalogue.toml");
  fs::copy_file(source / "exit_guard.toml", dir_ / "exit_guard.toml");
  admin::InitOptions options;
  options.directory = dir_ / "server";
  options.policy = policy();
  options.catalogue = dir_ / "catalogue.toml";
  options.messages = source / "messages";
  options.listen = options.https_listen = "127.0.0.1:0";
  options.demo = demo;
  auto made = admin::Init(options);
  if (!made) throw std::runtime_error(made.error().message);
  made_ = *std::move(made);
}

std::string Tree::Read(const std::string& name) const {
  return ReadFile(*this / name, 1 << 20).value();
}

Relaisd::Relaisd(const Tree& tree) {
  const fs::path endpoint = tree / "run/endpoint", config = tree / "relaisd.toml";
  fs::remove(endpoint);
  pid_ = fork();
  if (pid_ == 0) {
    // A test that dies takes its server with it.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int out = open((tree / "server.out").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    execl(RELAIS_BIN_DIR "/relaisd", "relaisd", "--config", config.c_str(), nullptr);
    _exit(127);
  }
  for (int i = 0; i < 3000 && !fs::exists(endpoint); ++i) {
    if (waitpid(pid_, nullptr, WNOHANG) != 0) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  const auto text = ReadFile(endpoint, 100);
  if (!text)
    throw std::runtime_error("relaisd does not serve: " +
                             ReadFile(tree / "server.out", 1 << 20).value_or(""));
  port_ = std::stoi(text->substr(text->rfind(':') + 1));
}

void Relaisd::Kill() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

EndToEnd::World::World(bool demo) : tree(demo) {}
EndToEnd::World::~World() = default;
std::unique_ptr<EndToEnd::World> EndToEnd::world_;

void EndToEnd::SetUpTestSuite() {
  world_ = std::make_unique<World>();
  auto server = relaisd::RelaisServer::Start(
      tree().config(), {.on_fatal = [](const Error& error) { ADD_FAILURE() << error.message; }});
  ASSERT_TRUE(server) << server.error().message;
  world_->server = *std::move(server);
  world_->channel = NewChannel(world_->server->port(), Certificate());
}

void EndToEnd::TearDownTestSuite() { world_.reset(); }

std::shared_ptr<grpc::Channel> EndToEnd::NewChannel(int port,
                                                    const grpc::SslCredentialsOptions& options) {
  return grpc::CreateChannel("127.0.0.1:" + std::to_string(port), grpc::SslCredentials(options));
}

grpc::SslCredentialsOptions EndToEnd::Certificate() {
  return {tree().Read("tls/ca.pem"), tree().Read("tls/client.key"), tree().Read("tls/client.pem")};
}

std::string EndToEnd::Token(const std::string& subject) {
  return admin::Token(tree() / "relaisd.toml", subject, 15).value();
}

std::string EndToEnd::NewRequestId() {
  SystemRandom random;
  return ToHex(View(random.Next<16>()));
}

void EndToEnd::Prepare(grpc::ClientContext& context, const std::string& token) {
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
}

std::string EndToEnd::AddHouse(const std::string& name, v1::Organisation::TellsOf tells_of) {
  v1::AddOrganisationRequest request;
  request.set_request_id(NewRequestId());
  request.mutable_organisation()->set_name(name);
  if (tells_of != v1::Organisation::TELLS_OF_UNSPECIFIED)
    request.mutable_organisation()->add_tells_of(tells_of);
  v1::AddOrganisationResponse response;
  Need(Call(&v1::Directory::Stub::AddOrganisation, Token(tree().made().operator_id), request,
            &response));
  return response.organisation_id();
}

std::string EndToEnd::AddUnit(const std::string& house, const std::string& name) {
  v1::AddUnitRequest request;
  request.set_request_id(NewRequestId());
  request.mutable_unit()->set_organisation_id(house);
  request.mutable_unit()->set_name(name);
  v1::AddUnitResponse response;
  Need(Call(&v1::Directory::Stub::AddUnit, Token(tree().made().operator_id), request, &response));
  return response.unit_id();
}

std::string EndToEnd::AddProfessional(const std::string& house, const std::string& profession,
                                      const std::string& unit) {
  v1::AddProfessionalRequest request;
  request.set_request_id(NewRequestId());
  request.mutable_professional()->set_name("Nora Peeters");
  request.mutable_professional()->set_organisation_id(house);
  request.mutable_professional()->set_profession(profession);
  request.mutable_professional()->set_unit_id(unit);
  v1::AddProfessionalResponse response;
  Need(Call(&v1::Directory::Stub::AddProfessional, Token(tree().made().operator_id), request,
            &response));
  return response.professional_id();
}

OpenedDossier EndToEnd::Open(const std::string& opener_token, const std::string& chosen_word) {
  v1::OpenDossierRequest request;
  request.set_request_id(NewRequestId());
  request.set_purpose(v1::PURPOSE_EXIT_PREPARATION);
  request.set_reason("intake");
  request.set_chosen_word(chosen_word);
  v1::OpenDossierResponse response;
  Need(Call(&v1::Dossiers::Stub::OpenDossier, opener_token, request, &response));
  return {response.dossier_id(), response.person_id(), response.card_code()};
}

std::string EndToEnd::Witness() {
  const std::lock_guard lock(world_->witness_mutex);
  if (world_->witness.empty())
    world_->witness = AddProfessional(AddHouse("Vrijwilligers"), "consent_witness");
  return Token(world_->witness);
}

v1::ProposeConsentRequest EndToEnd::BundleFor(const std::string& house) {
  v1::ProposeConsentRequest request;
  request.set_request_id(NewRequestId());
  auto& bundle = *request.add_choices()->mutable_bundle();
  bundle.set_bundle("home_after_hospital");
  bundle.set_organisation_id(house);
  request.set_language("nl");
  request.set_legal_basis(v1::LEGAL_BASIS_CARE);
  return request;
}

v1::ConfirmConsentRequest EndToEnd::OnPaper(const v1::ProposeConsentResponse& proposal) {
  v1::ConfirmConsentRequest request;
  request.set_request_id(NewRequestId());
  request.set_proposal_id(proposal.proposal_id());
  request.set_text_hash(proposal.text_hash());
  request.mutable_paper()->set_form(v1::PaperYes::FORM_SIGNATURE);
  return request;
}

std::vector<std::string> EndToEnd::Agree(const std::string& person_token,
                                         v1::ProposeConsentRequest request) {
  v1::ProposeConsentResponse proposed;
  Need(Call(&v1::Consents::Stub::ProposeConsent, person_token, request, &proposed));
  v1::ConfirmConsentResponse confirmed;
  Need(Call(&v1::Consents::Stub::ConfirmConsent, Witness(), OnPaper(proposed), &confirmed));
  return {confirmed.consent_ids().begin(), confirmed.consent_ids().end()};
}

std::vector<std::string> EndToEnd::Grant(const std::string& person_token,
                                         const std::string& house) {
  return Agree(person_token, BundleFor(house));
}

v1::ProveRelationRequest EndToEnd::ByCard(const std::string& card, const std::string& chosen_word) {
  v1::ProveRelationRequest request;
  request.set_request_id(NewRequestId());
  *request.mutable_context() = ContextOf("");
  request.mutable_context()->set_card_code(card);
  request.set_chosen_word(chosen_word);
  return request;
}

void EndToEnd::Meet(const std::string& token, const OpenedDossier& opened,
                    const std::string& chosen_word) {
  Need(Call(&v1::Relations::Stub::ProveRelation, token, ByCard(opened.card, chosen_word)));
}

void EndToEnd::Revoke(const std::string& person_token, const std::string& consent) {
  v1::RevokeConsentRequest request;
  request.set_request_id(NewRequestId());
  request.set_consent_id(consent);
  Need(Call(&v1::Consents::Stub::RevokeConsent, person_token, request));
}

std::string EndToEnd::Exclude(const std::string& person_token, const v1::Grantee& whom) {
  v1::ExcludeRequest request;
  request.set_request_id(NewRequestId());
  request.set_language("nl");
  v1::Consent& cell = *request.mutable_exclusion();
  cell.set_effect(v1::Consent::EFFECT_EXCLUDE);
  *cell.mutable_grantee() = whom;
  for (int i = 1; i <= kCompartments; ++i) cell.add_compartments(static_cast<v1::Compartment>(i));
  cell.add_actions(v1::ACTION_READ);
  for (int i = 1; i <= kPurposes; ++i) cell.add_purposes(static_cast<v1::Purpose>(i));
  cell.mutable_end_time()->set_seconds(std::time(nullptr) + 86'400);
  v1::ExcludeResponse response;
  Need(Call(&v1::Consents::Stub::Exclude, person_token, request, &response));
  return response.consent_id();
}

std::string EndToEnd::ExcludeHouse(const std::string& person_token, const std::string& house) {
  v1::Grantee whom;
  whom.set_organisation_id(house);
  return Exclude(person_token, whom);
}

std::string EndToEnd::ExcludeOne(const std::string& person_token, const std::string& professional) {
  v1::Grantee whom;
  whom.set_professional_id(professional);
  return Exclude(person_token, whom);
}

std::vector<v1::Access> EndToEnd::AllAccesses(const std::string& person_token) {
  std::vector<v1::Access> all;
  v1::ListAccessesRequest request;
  request.set_page_size(200);
  do {
    v1::ListAccessesResponse page;
    Need(Call(&v1::Accesses::Stub::ListAccesses, person_token, request, &page));
    all.insert(all.end(), page.accesses().begin(), page.accesses().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return all;
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

std::vector<std::string> EndToEnd::Phone(const std::string& number) {
  SystemRandom random;
  const auto keystore = keys::Keystore::Open(tree().config().keys()).value();
  const notification::Folder spool(tree().config().spool(), relaisd::SpoolKey(keystore), random);
  std::vector<std::string> out;
  programs::Await([&] {
    const auto messages = spool.ReadAll();
    EXPECT_TRUE(messages);
    for (const auto& message : messages.value_or(std::vector<notification::Outgoing>())) {
      if (message.contact.address() == number) out.push_back(message.text);
    }
    return !out.empty();
  });
  return out;
}

std::string ReasonOf(const grpc::Status& status) {
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details()) || details.details().empty()) return {};
  google::rpc::ErrorInfo info;
  if (!details.details(0).UnpackTo(&info) || info.domain() != "relais") return {};
  return info.reason();
}

std::string AllOf(const grpc::Status& status) {
  return std::to_string(status.error_code()) + '\n' + status.error_message() + '\n' +
         status.error_details();
}

}  // namespace relais

int main(int argc, char** argv) {
  relais::rpc::RequireTls13();
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
