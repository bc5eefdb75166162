// Passkeys in a real browser (Chromium) with a device of its own (the virtual authenticator of its developer
// tools), through the gateway, over TLS that it trusts.
#include <filesystem>
#include <fstream>

#include "relais/v1/sessions.grpc.pb.h"
#include "services/relaisd/relais_server.h"
#include "tests/end_to_end/fixture.h"
#include "tests/notification/program.h"

namespace relais {
namespace {

using programs::Program;
using std::chrono::seconds;

class PasskeyEndToEnd : public EndToEnd {
 protected:
  static void SetUpTestSuite() {
    world_ = std::make_unique<World>();
    const std::string source = std::string(RELAIS_SOURCE_DIR) + "/tests/browser";
    std::string config = tree().Read("relaisd.toml");
    const std::string listen = "gateway = {listen = \"127.0.0.1:0\"";
    const auto at = config.find(listen);
    ASSERT_NE(at, config.npos);
    config.insert(at + listen.size(), ", portal = \"" + source + "/portal\"");
    std::ofstream(tree() / "relaisd.toml") << config;
    Program install({source + "/install", Peers()}, tree() / "install.out");
    ASSERT_TRUE(install.Succeeds(seconds(180))) << install.Output();
    Program trust({source + "/trust", tree() / "home", tree() / "tls/ca.pem"},
                  tree() / "trust.out");
    ASSERT_TRUE(trust.Succeeds(seconds(30))) << trust.Output();
    auto server = relaisd::RelaisServer::Start(
        tree().config(), {.on_fatal = [](const Error& error) { ADD_FAILURE() << error.message; }});
    ASSERT_TRUE(server) << server.error().message;
    world_->server = *std::move(server);
    world_->channel = NewChannel(world_->server->port(), Certificate());
  }
  static std::string Peers() { return std::string(RELAIS_BIN_DIR) + "/../browser"; }
};

TEST_F(PasskeyEndToEnd, ChromiumEnrolsSignsInAndIsNotMadeToActForOthers) {
  const std::string worker =
      AddProfessional(AddHouse("Hôpital Sainte-Anne"), "hospital_social_worker");
  v1::InviteRequest request;
  request.set_request_id(NewRequestId());
  request.set_professional_id(worker);
  v1::InviteResponse invitation;
  ASSERT_TRUE(
      Call(&v1::Sessions::Stub::Invite, Token(tree().made().operator_id), request, &invitation)
          .ok());
  Program browser(
      {"env", "HOME=" + (tree() / "home").string(), "node", Peers() + "/passkey.mjs",
       "https://localhost:" + std::to_string(server().https_port()), invitation.invitation()},
      tree() / "browser.out");
  EXPECT_TRUE(browser.Succeeds(seconds(90))) << browser.Output();
  std::istringstream said(browser.Output());
  int held = 0;
  for (std::string line; std::getline(said, line);) held += line.starts_with("held: ");
  EXPECT_EQ(held, 9) << browser.Output();
}

}  // namespace
}  // namespace relais
