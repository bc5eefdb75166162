// Houses' own systems: a client certificate that is pinned to a house, and asks for its professionals.
#include <fstream>
#include <set>

#include "services/identity/authority.h"
#include "services/identity/ec_key.h"
#include "services/relaisd/relais_server.h"
#include "tests/end_to_end/fixture.h"
#include "tests/identity/forger.h"
#include "tests/notification/program.h"

namespace relais {
namespace {

using programs::Program;
using std::chrono::seconds;

class SystemsEndToEnd : public EndToEnd {
 protected:
  static void SetUpTestSuite() {
    EndToEnd::SetUpTestSuite();
    house_ = AddHouse("Hôpital Sainte-Anne");
    nora_ = AddProfessional(house_, "hospital_social_worker");
    ward_ = NewDevice("ward");
    ASSERT_TRUE(Add(ward_, house_).ok());
  }

  // Its channel goes before gRPC's threads do.
  static void TearDownTestSuite() {
    ward_ = {};
    EndToEnd::TearDownTestSuite();
  }

  struct Device {
    std::filesystem::path certificate, key;
    std::string fingerprint;
    std::shared_ptr<grpc::Channel> channel;
  };
  // A key and request by openssl, signed as relais-admin device sign does.
  static Device NewDevice(const std::string& name) {
    Device device{tree() / (name + ".pem"), tree() / (name + ".key"), {}, {}};
    const auto csr = tree() / (name + ".csr");
    Program openssl(
        {"openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-subj", "/CN=x", "-keyout", device.key, "-out", csr},
        tree() / "openssl.out");
    EXPECT_TRUE(openssl.Succeeds(seconds(20))) << openssl.Output();
    const auto pem = admin::SignDevice(tree() / "relaisd.toml", csr, name).value();
    std::ofstream(device.certificate) << pem;
    device.fingerprint = ToHex(View(identity::FingerprintOf(pem).value()));
    device.channel =
        NewChannel(server().port(), {tree().Read("tls/ca.pem"), tree().Read(name + ".key"), pem});
    return device;
  }
  static std::string Operator() { return Token(tree().made().operator_id); }
  static grpc::Status Add(const Device& device, const std::string& house,
                          const std::string& name = "Ward system") {
    v1::AddSystemRequest request;
    request.set_request_id(NewRequestId());
    request.mutable_system()->set_certificate(device.fingerprint);
    request.mutable_system()->set_organisation_id(house);
    request.mutable_system()->set_name(name);
    return Call(&v1::Directory::Stub::AddSystem, Operator(), request);
  }
  static grpc::Status Remove(const Device& device) {
    v1::RemoveSystemRequest request;
    request.set_request_id(NewRequestId());
    request.set_certificate(device.fingerprint);
    return Call(&v1::Directory::Stub::RemoveSystem, Operator(), request);
  }
  // As this device, with these headers.
  static grpc::Status Read(const Device& device, const std::string& dossier,
                           const std::multimap<std::string, std::string>& headers) {
    grpc::ClientContext context;
    Prepare(context, "");
    for (const auto& [name, value] : headers) context.AddMetadata(name, value);
    v1::GetDossierResponse response;
    return v1::Dossiers::Stub(device.channel).GetDossier(&context, ReadOf(dossier), &response);
  }
  // A dossier that the house may read.
  static OpenedDossier Opened() {
    const OpenedDossier opened = Open(Token(nora_));
    Grant(Token(opened.person), house_);
    v1::RecordStepResponse step;
    EXPECT_TRUE(Call(&v1::Dossiers::Stub::RecordStep, Token(nora_), StepOf(opened.id), &step).ok());
    return opened;
  }

  static std::string house_, nora_;
  static Device ward_;
};
std::string SystemsEndToEnd::house_, SystemsEndToEnd::nora_;
SystemsEndToEnd::Device SystemsEndToEnd::ward_;

TEST_F(SystemsEndToEnd, AsksForAProfessionalAndBothStandInTheLog) {
  const OpenedDossier opened = Opened();
  ASSERT_TRUE(Read(ward_, opened.id, {{"relais-for", nora_}}).ok());
  const v1::Access read = AllAccesses(Token(opened.person)).front();
  EXPECT_EQ(read.name(), "Nora Peeters (Ward system)");
  EXPECT_EQ(read.professional_id(), nora_);
  v1::ListSystemsRequest list;
  list.set_organisation_id(house_);
  v1::ListSystemsResponse systems;
  ASSERT_TRUE(Call(&v1::Directory::Stub::ListSystems, Operator(), list, &systems).ok());
  ASSERT_GE(systems.systems_size(), 1);
  EXPECT_EQ(systems.systems(systems.systems_size() - 1).certificate(), ward_.fingerprint);
}

TEST_F(SystemsEndToEnd, AttackAskForWhomItMayNot) {
  const OpenedDossier opened = Opened();
  const std::string elsewhere = AddProfessional(AddHouse("Elsewhere"), "hospital_social_worker");
  const Device unknown = NewDevice("unknown");
  const auto refused = [&](const Device& device,
                           const std::multimap<std::string, std::string>& headers) {
    EXPECT_EQ(Read(device, opened.id, headers).error_code(), grpc::StatusCode::UNAUTHENTICATED);
  };
  refused(ward_, {});
  refused(ward_, {{"relais-for", elsewhere}});
  refused(ward_, {{"relais-for", "pro_"}});
  refused(ward_, {{"relais-for", opened.person}});
  refused(ward_, {{"relais-for", tree().made().operator_id}});
  refused(ward_, {{"relais-for", nora_}, {"relais-for", nora_}});
  refused(ward_, {{"relais-for", nora_}, {"authorization", "Bearer " + Token(nora_)}});
  refused(unknown, {{"relais-for", nora_}});
  // The tools' own device, whose certificate nobody pinned.
  grpc::ClientContext context;
  Prepare(context, "");
  context.AddMetadata("relais-for", nora_);
  v1::GetDossierResponse response;
  EXPECT_EQ(
      v1::Dossiers::Stub(channel()).GetDossier(&context, ReadOf(opened.id), &response).error_code(),
      grpc::StatusCode::UNAUTHENTICATED);
}

// Whoever opens a file gets the card, and the way to the person's first passkey.
TEST_F(SystemsEndToEnd, AttackOpenAFileForNobodyWhoIsThere) {
  v1::OpenDossierRequest request;
  request.set_request_id(NewRequestId());
  request.set_purpose(v1::PURPOSE_EXIT_PREPARATION);
  request.set_reason("intake");
  grpc::ClientContext context;
  Prepare(context, "");
  context.AddMetadata("relais-for", nora_);
  v1::OpenDossierResponse response;
  EXPECT_EQ(ReasonOf(v1::Dossiers::Stub(ward_.channel).OpenDossier(&context, request, &response)),
            "NOT_OPEN");
}

TEST_F(SystemsEndToEnd, AttackStoppedOrSuspendedWhileItAsks) {
  const OpenedDossier opened = Opened();
  const Device device = NewDevice("stopped");
  ASSERT_TRUE(Add(device, house_, "Stopped system").ok());
  EXPECT_EQ(ReasonOf(Add(device, house_, "Again")), "WRONG_STATE");
  ASSERT_TRUE(Read(device, opened.id, {{"relais-for", nora_}}).ok());
  const auto stand = [&](auto request, auto method) {
    request.set_request_id(NewRequestId());
    request.set_professional_id(nora_);
    ASSERT_TRUE(Call(method, Operator(), request).ok());
  };
  stand(v1::SuspendProfessionalRequest(), &v1::Directory::Stub::SuspendProfessional);
  EXPECT_EQ(ReasonOf(Read(device, opened.id, {{"relais-for", nora_}})), "NOT_OPEN");
  stand(v1::ResumeProfessionalRequest(), &v1::Directory::Stub::ResumeProfessional);
  EXPECT_TRUE(Read(device, opened.id, {{"relais-for", nora_}}).ok());
  ASSERT_TRUE(Remove(device).ok());
  EXPECT_EQ(Read(device, opened.id, {{"relais-for", nora_}}).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(ReasonOf(Remove(device)), "INVALID");
}

// Two programs, and the professional, count their requests on their own: what one asked must not be
// given to another as its repeat.
TEST_F(SystemsEndToEnd, AttackRequestIdsOfOthers) {
  const Device other = NewDevice("other");
  v1::AddSystemRequest add;
  add.set_request_id(NewRequestId());
  add.mutable_system()->set_certificate(other.fingerprint);
  add.mutable_system()->set_organisation_id(house_);
  add.mutable_system()->set_name("Ward system");
  EXPECT_EQ(ReasonOf(Call(&v1::Directory::Stub::AddSystem, Operator(), add)), "WRONG_STATE")
      << "of one name there is one";
  add.set_request_id(NewRequestId());
  add.mutable_system()->set_name("Outpatient system");
  ASSERT_TRUE(Call(&v1::Directory::Stub::AddSystem, Operator(), add).ok());
  v1::RecordStepRequest request = StepOf(Opened().id);
  request.set_request_id("00000001");
  std::set<std::string> recorded;
  const auto record = [&](const std::shared_ptr<grpc::Channel>& from, const std::string& header,
                          const std::string& value) {
    grpc::ClientContext context;
    Prepare(context, "");
    context.AddMetadata(header, value);
    v1::RecordStepResponse response;
    ASSERT_TRUE(v1::Dossiers::Stub(from).RecordStep(&context, request, &response).ok());
    recorded.insert(response.step_id());
  };
  for (int i = 0; i < 2; ++i) {
    record(ward_.channel, "relais-for", nora_);
    record(other.channel, "relais-for", nora_);
    record(channel(), "authorization", "Bearer " + Token(nora_));
  }
  EXPECT_EQ(recorded.size(), 3u);
}

TEST_F(SystemsEndToEnd, AttackAskAsThePrivacyOfficer) {
  const std::string officer = AddProfessional(house_, "privacy_officer");
  v1::ListReplacedNamesRequest request;
  request.set_page_size(1);
  ASSERT_TRUE(Call(&v1::Directory::Stub::ListReplacedNames, Token(officer), request).ok());
  grpc::ClientContext context;
  Prepare(context, "");
  context.AddMetadata("relais-for", officer);
  v1::ListReplacedNamesResponse response;
  EXPECT_EQ(
      ReasonOf(v1::Directory::Stub(ward_.channel).ListReplacedNames(&context, request, &response)),
      "NOT_OPEN");
}

// Bound to the ward's certificate (RFC 8705), a token is good from there alone.
TEST_F(SystemsEndToEnd, AttackStolenTokenWithoutTheCertificate) {
  const OpenedDossier opened = Opened();
  const auto key = identity::ReadPrivateKey(tree() / "keys/issuer.pem").value();
  const auto now = std::chrono::system_clock::now().time_since_epoch() / seconds(1);
  const auto bytes = FromHex(ward_.fingerprint).value();
  const std::string token = identity::SignedWith(
      key.get(),
      identity::Json(
          {{"alg", identity::Quoted("ES256")},
           {"typ", identity::Quoted("at+jwt")},
           {"kid",
            identity::Quoted(
                identity::TokenIssuer::Load(tree() / "keys/issuer.pem", "x").value().key_id())}}),
      identity::Json({{"iss", identity::Quoted(tree().config().issuer)},
                      {"sub", identity::Quoted(nora_)},
                      {"aud", identity::Quoted("relais")},
                      {"jti", identity::Quoted("j")},
                      {"iat", std::to_string(now)},
                      {"exp", std::to_string(now + 600)},
                      {"cnf", R"({"x5t#S256":")" + ToBase64Url(bytes) + "\"}"}}));
  const Device thief = NewDevice("thief");
  for (int i = 0; i < 2; ++i) {  // remembered, it is as bound as before
    EXPECT_EQ(Read(thief, opened.id, {{"authorization", "Bearer " + token}}).error_code(),
              grpc::StatusCode::UNAUTHENTICATED);
    EXPECT_TRUE(Read(ward_, opened.id, {{"authorization", "Bearer " + token}}).ok());
  }
}

TEST_F(SystemsEndToEnd, RefusesWhatIsNoSystem) {
  const Device device = NewDevice("nobody");
  v1::AddSystemRequest request;
  const auto reason = [&](const char* field) {
    request.set_request_id(NewRequestId());
    const grpc::Status status = Call(&v1::Directory::Stub::AddSystem, Operator(), request);
    EXPECT_EQ(ReasonOf(status), "INVALID") << field;
    EXPECT_NE(status.error_details().find(field), std::string::npos) << field;
  };
  request.mutable_system()->set_organisation_id(house_);
  request.mutable_system()->set_name("x");
  for (const std::string& bad :
       {std::string(), device.fingerprint.substr(2), device.fingerprint + "00",
        std::string(64, 'G'), std::string(64, 'A')}) {
    request.mutable_system()->set_certificate(bad);
    reason("system.certificate");
  }
  request.mutable_system()->set_certificate(device.fingerprint);
  for (const std::string& bad : {std::string(), std::string(61, 'x'), std::string("a\nb"),
                                 std::string("x) (y"), std::string("\xE2\x80\xAEx")}) {
    request.mutable_system()->set_name(bad);
    reason("system.name");
  }
  request.mutable_system()->set_name("x");
  SystemRandom random;
  request.mutable_system()->set_organisation_id(OrganisationId::New(random).Text());
  reason("system.organisation_id");
  request.set_request_id(NewRequestId());
  request.mutable_system()->set_organisation_id(house_);
  EXPECT_EQ(ReasonOf(Call(&v1::Directory::Stub::AddSystem, Token(nora_), request)), "NOT_OPEN");
}

TEST_F(SystemsEndToEnd, PythonClientGeneratedFromTheProtos) {
  const OpenedDossier opened = Opened();
  std::filesystem::create_directory(tree() / "stubs");
  const auto read = [&](const std::string& professional, const std::string& output) {
    return Program(
        {"/usr/bin/python3", std::string(RELAIS_SOURCE_DIR) + "/tests/python/read_dossier.py",
         tree() / "stubs", "localhost:" + std::to_string(server().port()), tree() / "tls",
         ward_.certificate, ward_.key, professional, opened.id},
        tree() / output);
  };
  Program good = read(nora_, "python.out");
  EXPECT_TRUE(good.Succeeds(seconds(60))) << good.Output();
  EXPECT_EQ(good.Output(), "housing.care_home_place\n");
  Program refused = read("pro_00000000000000000000000000", "python-refused.out");
  EXPECT_FALSE(refused.Succeeds(seconds(60)));
  EXPECT_EQ(refused.Output(), "UNAUTHENTICATED UNAUTHENTICATED\n");
}

TEST_F(SystemsEndToEnd, OpensslMeetsThePortWithACertificateAlone) {
  const auto connect = [&](const std::vector<std::string>& more, const std::string& output) {
    std::vector<std::string> words = {"openssl",
                                      "s_client",
                                      "-connect",
                                      "127.0.0.1:" + std::to_string(server().port()),
                                      "-servername",
                                      "localhost",
                                      "-CAfile",
                                      tree() / "tls/ca.pem",
                                      "-alpn",
                                      "h2",
                                      "-verify_return_error",
                                      "-ign_eof"};
    words.insert(words.end(), more.begin(), more.end());
    return Program(words, tree() / output);
  };
  Program with = connect({"-cert", ward_.certificate, "-key", ward_.key}, "with.out");
  EXPECT_TRUE(programs::Await([&] {
    return with.Output().find("Verify return code: 0 (ok)") != std::string::npos;
  })) << with.Output();
  EXPECT_NE(with.Output().find("New, TLSv1.3"), std::string::npos) << with.Output();
  // Without one the port says nothing at all.
  grpc::ClientContext context;
  Prepare(context, Operator());
  v1::ListOrganisationsResponse response;
  v1::Directory::Stub stub(NewChannel(server().port(), {tree().Read("tls/ca.pem"), "", ""}));
  EXPECT_EQ(stub.ListOrganisations(&context, {}, &response).error_code(),
            grpc::StatusCode::UNAVAILABLE);
  Program old = connect({"-tls1_2", "-cert", ward_.certificate, "-key", ward_.key}, "old.out");
  EXPECT_TRUE(programs::Await([&] { return !old.Runs(); }));
  EXPECT_NE(old.Output().find("no peer certificate available"), std::string::npos) << old.Output();
}

}  // namespace
}  // namespace relais
