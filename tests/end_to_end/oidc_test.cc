// Professionals who sign in at a certified OpenID provider (npm oidc-provider), by relais login and the
// pages that their browser would show.
#include <sys/stat.h>

#include <fstream>

#include "services/base/http.h"
#include "services/relaisd/relais_server.h"
#include "tests/end_to_end/fixture.h"
#include "tests/notification/program.h"

namespace relais {
namespace {

using programs::Program;
using std::chrono::seconds;

constexpr char kAudience[] = "https://relais.example";

class OidcEndToEnd : public EndToEnd {
 protected:
  static void SetUpTestSuite() {
    world_ = std::make_unique<World>();
    const std::string source = std::string(RELAIS_SOURCE_DIR) + "/tests/oidc";
    peers_ = std::string(RELAIS_BIN_DIR) + "/../oidc";
    Program install({source + "/install", peers_}, tree() / "install.out");
    ASSERT_TRUE(install.Succeeds(seconds(180))) << install.Output();
    for (const char* algorithm : {"ES256", "RS256", "EdDSA"}) StartProvider(algorithm);
    auto server = relaisd::RelaisServer::Start(
        tree().config(), {.on_fatal = [](const Error& error) { ADD_FAILURE() << error.message; }});
    ASSERT_TRUE(server) << server.error().message;
    world_->server = *std::move(server);
    world_->channel = NewChannel(world_->server->port(), Certificate());
    house_ = AddHouse("Hôpital Sainte-Anne");
    nora_ = AddProfessional(house_, "hospital_social_worker");
  }
  static void TearDownTestSuite() {
    providers_.clear();
    EndToEnd::TearDownTestSuite();
  }
  static void StartProvider(const std::string& algorithm) {
    const auto config = tree() / ("provider-" + algorithm + ".json");
    std::ofstream(config)
        << R"({"port":0,"algorithm":")" << algorithm << R"(","audience":")" << kAudience
        << R"(","access_token_seconds":600,"clients":[{"client_id":"relais-cli"}]})";
    auto provider = std::make_unique<Program>(
        std::vector<std::string>{"node", peers_ + "/provider.mjs", config},
        tree() / (algorithm + ".out"));
    const int port = provider->Port();
    ASSERT_NE(port, 0) << provider->Output();
    issuers_[algorithm] = "http://127.0.0.1:" + std::to_string(port);
    std::ofstream(tree() / "relaisd.toml", std::ios::app)
        << "[[provider]]\nissuer = \"" << issuers_[algorithm] << "\"\naudience = \"" << kAudience
        << "\"\nalgorithms = [\"" << algorithm << "\"]\n";
    providers_[algorithm] = std::move(provider);
  }

  // Somebody's folder, with a profile and nothing else.
  struct Desk {
    std::filesystem::path profile, token;
  };
  static Desk NewDesk(const std::string& name, const std::string& algorithm = "ES256") {
    const Desk desk{tree() / (name + ".toml"), tree() / (name + ".jwt")};
    std::ofstream(desk.profile) << "server = \"127.0.0.1:" << server().port()
                                << "\"\nca = \"tls/ca.pem\"\ncert = \"tls/client.pem\"\nkey = "
                                   "\"tls/client.key\"\ntoken_file = \""
                                << name << ".jwt\"\nlanguage = \"en\"\nissuer = \""
                                << issuers_[algorithm]
                                << "\"\nclient_id = \"relais-cli\"\naudience = \"" << kAudience
                                << "\"\n";
    return desk;
  }
  static Program Relais(const Desk& desk, std::vector<std::string> words) {
    words.insert(words.begin(), {RELAIS_BIN_DIR "/relais", "--as", desk.profile});
    static int runs = 0;  // what an earlier run wrote must not be taken for this one's
    return Program(words, tree() / ("relais-" + std::to_string(++runs) + ".out"));
  }
  // What relais login says in the end; the browser signs in as `account` ("-": it refuses).
  static std::string Login(const Desk& desk, const std::string& account, bool wanted = true) {
    Program login = Relais(desk, {"login"});
    const auto url = [&] {
      const std::string said = login.Output();
      const auto at = said.find("http");
      return at == said.npos || said.find('\n', at) == said.npos
                 ? std::string()
                 : said.substr(at, said.find('\n', at) - at);
    };
    EXPECT_TRUE(programs::Await([&] { return !url().empty(); })) << login.Output();
    Program browser({"node", peers_ + "/browser.mjs", url(), account}, tree() / "browser.out");
    EXPECT_EQ(browser.Succeeds(seconds(30)), wanted) << browser.Output();
    EXPECT_EQ(login.Succeeds(seconds(10)), wanted) << login.Output();
    return login.Output() + browser.Output();
  }
  static std::string TokenOf(const Desk& desk) {
    std::string token = programs::ReadAll(desk.token);
    return token.substr(0, token.find('\n'));
  }
  static grpc::Status ChangeAccount(bool add, const std::string& professional,
                                    const std::string& subject,
                                    const std::string& algorithm = "ES256") {
    const std::string operator_token = Token(tree().made().operator_id);
    const auto fill = [&](auto request) {
      request.set_request_id(NewRequestId());
      request.mutable_account()->set_issuer(issuers_[algorithm]);
      request.mutable_account()->set_subject(subject);
      return request;
    };
    v1::AddSignInRequest added;
    added.set_professional_id(professional);
    return add ? Call(&v1::Directory::Stub::AddSignIn, operator_token, fill(added))
               : Call(&v1::Directory::Stub::RemoveSignIn, operator_token,
                      fill(v1::RemoveSignInRequest()));
  }
  static grpc::Status LookUp(const std::string& token) {
    return Call(&v1::Directory::Stub::ListOrganisations, token, v1::ListOrganisationsRequest());
  }

  static std::string peers_, house_, nora_;
  static std::map<std::string, std::string> issuers_;
  static std::map<std::string, std::unique_ptr<Program>> providers_;
};
std::string OidcEndToEnd::peers_, OidcEndToEnd::house_, OidcEndToEnd::nora_;
std::map<std::string, std::string> OidcEndToEnd::issuers_;
std::map<std::string, std::unique_ptr<Program>> OidcEndToEnd::providers_;

TEST_F(OidcEndToEnd, SignsInByEachAlgorithmAndStandsInTheLogByName) {
  for (const char* algorithm : {"ES256", "RS256", "EdDSA"}) {
    ASSERT_TRUE(ChangeAccount(true, nora_, "nora", algorithm).ok());
    const Desk desk = NewDesk(std::string("nora-") + algorithm, algorithm);
    const std::string said = Login(desk, "nora");
    EXPECT_NE(said.find("You are signed in, for 10 minutes."), said.npos) << said;
    EXPECT_NE(said.find("You are signed in. You can close this page."), said.npos) << said;
    struct stat info {};
    ASSERT_EQ(stat(desk.token.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    ASSERT_TRUE(programs::Await([&] { return LookUp(TokenOf(desk)).ok(); })) << algorithm;
    const OpenedDossier opened = Open(TokenOf(desk));
    EXPECT_EQ(AllAccesses(Token(opened.person)).back().professional_id(), nora_);
    EXPECT_TRUE(Relais(desk, {"houses"}).Succeeds(seconds(10)));
    EXPECT_TRUE(Relais(desk, {"logout"}).Succeeds(seconds(10)));
    EXPECT_FALSE(std::filesystem::exists(desk.token));
    Program signed_out = Relais(desk, {"houses"});
    EXPECT_FALSE(signed_out.Succeeds(seconds(10)));
    EXPECT_NE(signed_out.Output().find("Sign in: relais login"), std::string::npos)
        << signed_out.Output();
  }
}

TEST_F(OidcEndToEnd, RefusesWhoeverTheDirectoryDoesNotKnow) {
  const Desk desk = NewDesk("stranger");
  Login(desk, "stranger");
  const grpc::Status stranger = LookUp(TokenOf(desk));
  EXPECT_EQ(stranger.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(AllOf(stranger), AllOf(LookUp("nonsense"))) << "an account that nobody has is no token";
}

TEST_F(OidcEndToEnd, AttackSuspendedOrTakenBackWhileTheTokenLives) {
  const std::string worker = AddProfessional(house_, "hospital_social_worker");
  ASSERT_TRUE(ChangeAccount(true, worker, "karim").ok());
  EXPECT_TRUE(ChangeAccount(true, worker, "karim").ok()) << "said again, nothing changes";
  EXPECT_EQ(ReasonOf(ChangeAccount(true, nora_, "karim")), "WRONG_STATE");
  const Desk desk = NewDesk("karim");
  Login(desk, "karim");
  const std::string token = TokenOf(desk);
  ASSERT_TRUE(programs::Await([&] { return LookUp(token).ok(); }));
  v1::SuspendProfessionalRequest suspend;
  suspend.set_request_id(NewRequestId());
  suspend.set_professional_id(worker);
  const std::string operator_token = Token(tree().made().operator_id);
  ASSERT_TRUE(Call(&v1::Directory::Stub::SuspendProfessional, operator_token, suspend).ok());
  EXPECT_EQ(ReasonOf(LookUp(token)), "NOT_OPEN");
  v1::ResumeProfessionalRequest resume;
  resume.set_request_id(NewRequestId());
  resume.set_professional_id(worker);
  ASSERT_TRUE(Call(&v1::Directory::Stub::ResumeProfessional, operator_token, resume).ok());
  EXPECT_TRUE(LookUp(token).ok());
  ASSERT_TRUE(ChangeAccount(false, worker, "karim").ok());
  EXPECT_EQ(LookUp(token).error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(ReasonOf(ChangeAccount(false, worker, "karim")), "WRONG_STATE");
}

// What the provider gives out for other ends lets nobody in.
TEST_F(OidcEndToEnd, AttackOtherTokensOfTheProvider) {
  ASSERT_TRUE(ChangeAccount(true, nora_, "nora").ok());
  Program asked({"node", peers_ + "/token.mjs", issuers_["ES256"], "relais-cli", "nora"},
                tree() / "token.out");
  ASSERT_TRUE(asked.Succeeds(seconds(30))) << asked.Output();
  const std::string answer = asked.Output();
  const auto member = [&](const std::string& name) {
    const auto at = answer.find("\"" + name + "\"");
    if (at == answer.npos) return std::string();
    const auto from = answer.find('"', answer.find(':', at)) + 1;
    return answer.substr(from, answer.find('"', from) - from);
  };
  ASSERT_FALSE(member("id_token").empty()) << answer;
  EXPECT_TRUE(programs::Await([&] { return LookUp(member("access_token")).ok(); }));
  EXPECT_EQ(LookUp(member("id_token")).error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(OidcEndToEnd, SaysThatTheSignInWasRefused) {
  const Desk desk = NewDesk("refusing");
  const std::string said = Login(desk, "-", false);
  EXPECT_NE(said.find("access_denied"), said.npos) << said;
  EXPECT_NE(said.find("You are not signed in."), said.npos) << said;
  EXPECT_FALSE(std::filesystem::exists(desk.token));
}

// Any page that the browser has open can send it to our address.
TEST_F(OidcEndToEnd, AttackAnswersThatWeDidNotAskFor) {
  ASSERT_TRUE(ChangeAccount(true, nora_, "nora").ok());
  const Desk desk = NewDesk("forged");
  Program login = Relais(desk, {"login"});
  std::string said;
  ASSERT_TRUE(programs::Await([&] {
    said = login.Output();
    return said.find("&code_challenge_method=S256\n") != said.npos;
  })) << said;
  const auto query =
      ParseQuery(said.substr(said.find("http"), said.rfind('\n') - said.find("http")));
  const std::string callback = query.at("redirect_uri"), state = query.at("state");
  EXPECT_GE(state.size(), 43u);
  EXPECT_GE(query.at("nonce").size(), 43u);
  for (const std::string& forged :
       {std::string("?code=x"), std::string("?code=x&state="), "?code=x&state=" + state + "x",
        "?code=x&state=" + state.substr(1), std::string("?error=access_denied&state=x")})
    EXPECT_EQ(HttpGet(callback + forged, seconds(5))->status, 400) << forged;
  EXPECT_TRUE(login.Runs());
  // With the state, but a code that is no code, or another provider's name on it.
  const auto answered =
      HttpGet(callback + "?code=x&state=" + state + "&iss=https://evil.example", seconds(5));
  EXPECT_EQ(answered->status, 400);
  EXPECT_FALSE(login.Succeeds(seconds(10)));
  EXPECT_NE(login.Output().find("is not for this sign-in (iss)"), std::string::npos)
      << login.Output();
  EXPECT_FALSE(std::filesystem::exists(desk.token));
}

TEST_F(OidcEndToEnd, FollowsTheProvidersNewKeys) {
  ASSERT_TRUE(ChangeAccount(true, nora_, "nora").ok());
  providers_["ES256"]->Signal(SIGUSR1);
  const Desk desk = NewDesk("rotated");
  Login(desk, "nora");
  EXPECT_TRUE(programs::Await([&] { return LookUp(TokenOf(desk)).ok(); }, seconds(20)));
}

}  // namespace
}  // namespace relais
