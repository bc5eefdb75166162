// Who keeps a server that is no demonstration: known by a certificate, and no token of our own opens anything.
#include "services/base/files.h"
#include "services/identity/authority.h"
#include "services/identity/tokens.h"
#include "services/relaisd/relais_server.h"
#include "tests/end_to_end/fixture.h"

namespace relais {
namespace {

class Operators : public EndToEnd {
 protected:
  static void SetUpTestSuite() {
    world_ = std::make_unique<World>(false);
    auto server = relaisd::RelaisServer::Start(
        tree().config(), {.on_fatal = [](const Error& error) { ADD_FAILURE() << error.message; }});
    ASSERT_TRUE(server) << server.error().message;
    world_->server = *std::move(server);
    world_->channel = NewChannel(world_->server->port(), CertificateOf("operator"));
  }
  static grpc::SslCredentialsOptions CertificateOf(const std::string& name) {
    return {tree().Read("tls/ca.pem"), tree().Read("tls/" + name + ".key"),
            tree().Read("tls/" + name + ".pem")};
  }
  // Adding a house, by a device that shows `token`; the reason why not.
  static std::string Add(const std::string& device, const std::string& token = "") {
    v1::Directory::Stub stub(NewChannel(server().port(), CertificateOf(device)));
    v1::AddOrganisationRequest request;
    request.set_request_id(NewRequestId());
    request.mutable_organisation()->set_name("Thuiszorg De Brug");
    v1::AddOrganisationResponse response;
    grpc::ClientContext context;
    Prepare(context, token);
    return ReasonOf(stub.AddOrganisation(&context, request, &response));
  }
  static std::string Forged(const std::string& subject) {
    const auto config = tree().config();
    const auto issuer =
        identity::TokenIssuer::Load(config.keys() / "issuer.pem", config.issuer).value();
    return issuer.Issue(subject, SystemClock().Now(), std::chrono::minutes(15));
  }
  static std::string WhyNot(const std::string& operators) {
    std::string text = tree().Read("relaisd.toml");
    const auto line = text.find("operators = ");
    text.replace(line, text.find('\n', line) - line, "operators = " + operators);
    EXPECT_TRUE(WriteFileAtomically(tree() / "other.toml", text, 0644));
    const auto config = relaisd::Config::Load(tree() / "other.toml");
    return config ? "" : config.error().message;
  }
};

TEST_F(Operators, AreKnownByTheirCertificate) {
  EXPECT_EQ(Add("operator"), "");
  EXPECT_EQ(Add("client"), "UNAUTHENTICATED") << "any other device";
  EXPECT_EQ(Add("gateway"), "UNAUTHENTICATED");
  EXPECT_EQ(
      ReasonOf(Call(&v1::Dossiers::Stub::GetDossier, "", ReadOf(DossierId(Array<16>{1}).Text()))),
      "NOT_OPEN")
      << "and read nobody's file";
}

TEST_F(Operators, AttackATokenOfOurOwnIssuer) {
  EXPECT_FALSE(admin::Token(tree() / "relaisd.toml", tree().made().operator_id, 15));
  SystemRandom random;
  for (const std::string& subject : {tree().made().operator_id, ProfessionalId::New(random).Text(),
                                     PersonId::New(random).Text()}) {
    EXPECT_EQ(Add("client", Forged(subject)), "UNAUTHENTICATED") << subject;
    EXPECT_EQ(Add("operator", Forged(subject)), "UNAUTHENTICATED") << "two callers at once";
  }
}

// A key that was stolen is worth nothing once the configuration was read again.
TEST_F(Operators, AttackByOneWhoWasTakenBack) {
  ASSERT_EQ(Add("operator"), "");
  const std::string text = tree().Read("relaisd.toml");
  std::string without = text;
  const auto line = without.find("operators = ");
  without.replace(
      line, without.find('\n', line) - line,
      "operators = [\"" + tree().made().operator_id + " " + std::string(64, '0') + "\"]");
  ASSERT_TRUE(WriteFileAtomically(tree() / "relaisd.toml", without, 0644));
  const auto reloaded = server().Reload();
  ASSERT_TRUE(reloaded) << reloaded.error().message;
  EXPECT_EQ(Add("operator"), "UNAUTHENTICATED");
  ASSERT_TRUE(WriteFileAtomically(tree() / "relaisd.toml", "spoilt", 0644));
  EXPECT_FALSE(server().Reload());
  EXPECT_EQ(Add("operator"), "UNAUTHENTICATED") << "what was in force stays";
  ASSERT_TRUE(WriteFileAtomically(tree() / "relaisd.toml", text, 0644));
  ASSERT_TRUE(server().Reload());
  EXPECT_EQ(Add("operator"), "");
}

TEST_F(Operators, AnotherCertificateTakesItsPlace) {
  const Bytes pem = tree().Read("tls/client.pem");
  const std::string hash = ToHex(View(identity::FingerprintOf(pem).value()));
  EXPECT_EQ(WhyNot("[\"" + tree().made().operator_id + " " + hash + "\"]"), "");
  const std::string id = tree().made().operator_id;
  for (const std::string& wrong : {id, id + " ", id + " 3f9a", id + "  " + hash, hash,
                                   "opr_nobody " + hash, id + " " + hash + " "})
    EXPECT_NE(WhyNot("[\"" + wrong + "\"]").find("an operator's id"), std::string::npos) << wrong;
}

}  // namespace
}  // namespace relais
