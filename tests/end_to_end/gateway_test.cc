// The gateway in front of a whole server: the Connect protocol as plain bytes over TLS, what no answer
// may lack or tell, and what another site, a bad client or a dead server can do.
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <mutex>
#include <thread>

#include "services/gateway/connect.h"
#include "services/relaisd/relais_server.h"
#include "tests/base/https_client.h"
#include "tests/end_to_end/fixture.h"
#include "tests/notification/program.h"

namespace relais {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Response = HttpsClient::Response;

constexpr char kGet[] = "/relais.v1.Dossiers/GetDossier";
constexpr char kWatch[] = "/relais.v1.Accesses/WatchAccesses";
constexpr char kJson[] = "application/json";

class GatewayEndToEnd : public EndToEnd {
 protected:
  static void SetUpTestSuite() {
    world_ = std::make_unique<World>();
    MakePortal();
    relaisd::ServerOptions options;
    options.on_fatal = [](const Error& error) { ADD_FAILURE() << error.message; };
    options.on_answered = [](const gateway::Answered& line) {
      const std::lock_guard lock(mutex_);
      log_.push_back(line.what + ' ' + std::to_string(line.status) + ' ' + line.code);
    };
    auto server = relaisd::RelaisServer::Start(tree().config(), std::move(options));
    ASSERT_TRUE(server) << server.error().message;
    world_->server = *std::move(server);
    world_->channel = NewChannel(world_->server->port(), Certificate());
    const std::string house = AddHouse("Hôpital Sainte-Anne");
    reader_ = Token(AddProfessional(house, "hospital_social_worker"));
    opened_ = Open(reader_);
    person_ = Token(opened_.person);
    Grant(person_, house);
    v1::RecordStepResponse step;
    ASSERT_TRUE(Call(&v1::Dossiers::Stub::RecordStep, reader_, StepOf(opened_.id), &step).ok());
  }
  static void MakePortal() {
    const auto portal = tree() / "portal";
    std::filesystem::create_directories(portal / "assets");
    std::ofstream(portal / "index.html") << "<h1>Relais</h1>";
    std::ofstream(portal / "assets/app.js") << "hello();";
    std::string config = tree().Read("relaisd.toml");
    const std::string listen = "gateway = {listen = \"127.0.0.1:0\"";
    const auto at = config.find(listen);
    ASSERT_NE(at, config.npos);
    config.insert(at + listen.size(), ", portal = \"portal\"");
    std::ofstream(tree() / "relaisd.toml") << config;
  }

  static HttpsClient Connect() {
    return HttpsClient(static_cast<unsigned short>(server().https_port()),
                       tree().Read("tls/ca.pem"));
  }
  // A POST with these headers more.
  static std::string Post(const std::string& path, const std::string& body,
                          const std::string& type = kJson, const std::string& token = reader_,
                          const std::string& more = "") {
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           (token.empty() ? "" : "Authorization: Bearer " + token + "\r\n") + more + "\r\n" + body;
  }
  static Response Ask(const std::string& bytes) { return Connect().Ask(bytes); }
  static std::string JsonOf(const google::protobuf::Message& message) {
    std::string out;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(message, &out).ok());
    return out;
  }
  template <class Message>
  static Message FromJson(const std::string& json) {
    Message out;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &out).ok()) << json;
    return out;
  }
  static std::vector<std::string> TakeLog() {
    const std::lock_guard lock(mutex_);
    return std::exchange(log_, {});
  }
  // The messages in a stream's bytes so far, without what has not come whole.
  static std::vector<std::string> Messages(std::string_view bytes) {
    std::vector<std::string> out;
    while (bytes.size() >= 5) {
      std::size_t size = 0;
      for (int i = 1; i < 5; ++i) size = size << 8 | static_cast<unsigned char>(bytes[i]);
      if (bytes.size() < 5 + size) break;
      out.emplace_back(bytes.substr(0, 5 + size));
      bytes.remove_prefix(5 + size);
    }
    return out;
  }

  static std::string reader_, person_;
  static OpenedDossier opened_;
  static std::mutex mutex_;
  static std::vector<std::string> log_;
};
std::string GatewayEndToEnd::reader_, GatewayEndToEnd::person_;
OpenedDossier GatewayEndToEnd::opened_;
std::mutex GatewayEndToEnd::mutex_;
std::vector<std::string> GatewayEndToEnd::log_;

TEST_F(GatewayEndToEnd, ReadsInJsonAndInBinary) {
  HttpsClient client = Connect();
  const Response json = client.Ask(Post(kGet, JsonOf(ReadOf(opened_.id))));
  EXPECT_EQ(json.result_int(), 200u);
  EXPECT_EQ(json["content-type"], kJson);
  const auto from_json = FromJson<v1::GetDossierResponse>(json.body());
  ASSERT_EQ(from_json.steps_size(), 1);
  EXPECT_EQ(from_json.steps(0).kind(), "housing.care_home_place");
  const Response binary =
      client.Ask(Post(kGet, ReadOf(opened_.id).SerializeAsString(), "application/proto"));
  EXPECT_EQ(binary.result_int(), 200u);
  EXPECT_EQ(binary["content-type"], "application/proto");
  v1::GetDossierResponse from_binary;
  ASSERT_TRUE(from_binary.ParseFromString(binary.body()));
  EXPECT_EQ(from_binary.steps(0).id(), from_json.steps(0).id());
}

TEST_F(GatewayEndToEnd, WritesThrough) {
  const auto before = AllAccesses(person_).size();
  const Response response = Ask(Post("/relais.v1.Dossiers/RecordStep", JsonOf(StepOf(opened_.id))));
  EXPECT_EQ(response.result_int(), 200u) << response.body();
  EXPECT_FALSE(FromJson<v1::RecordStepResponse>(response.body()).step_id().empty());
  EXPECT_EQ(AllAccesses(person_).size(), before + 2);  // and the reading of the log itself
}

// Absent, not consented to, or no dossier of that kind: not a byte tells them apart (P3).
TEST_F(GatewayEndToEnd, AttackTellRefusalsApart) {
  SystemRandom random;
  const std::string stranger =
      Token(AddProfessional(AddHouse("Elsewhere"), "hospital_social_worker"));
  const auto body = [&](const std::string& dossier, const std::string& token) {
    Response response = Ask(Post(kGet, JsonOf(ReadOf(dossier)), kJson, token));
    EXPECT_EQ(response.result_int(), 403u);
    EXPECT_EQ(response["x-request-id"].size(), 32u);
    response.erase("x-request-id");
    std::ostringstream all;
    all << response;
    return all.str();
  };
  const std::string refused = body(opened_.id, stranger);
  EXPECT_NE(refused.find("\"reason\":\"NOT_OPEN\""), refused.npos) << refused;
  EXPECT_NE(refused.find("\"code\":\"permission_denied\""), refused.npos);
  EXPECT_EQ(refused, body(DossierId::New(random).Text(), stranger));
  EXPECT_EQ(refused, body(DossierId::New(random).Text(), reader_));
}

TEST_F(GatewayEndToEnd, SaysWhatIsWrong) {
  struct Row {
    std::string bytes;
    unsigned status;
    std::string says;
  };
  const std::string good = JsonOf(ReadOf(opened_.id));
  const std::string person = person_;
  const Row rows[] = {
      {Post(kGet, good, kJson, ""), 401, "unauthenticated"},
      {Post(kGet, good, kJson, "forged"), 401, "unauthenticated"},
      {Post(kGet, good, kJson, "two, Bearer " + reader_), 401, "unauthenticated"},
      {Post(kGet, good, kJson, "\x80\xff"), 401, "unauthenticated"},
      {Post(kGet, good, kJson, "", "Cookie: session=" + reader_ + "\r\n"), 401, "unauthenticated"},
      {Post(kGet, R"({"context":{"dossierId":"7"}})"), 400, "dos_"},
      {Post("/relais.v1.Dossiers/RecordStep", "{}"), 400, "\"type\":\"google.rpc.BadRequest\""},
      {Post(kGet, ""), 400, "invalid_argument"},
      {Post(kGet, "{"), 400, "invalid_argument"},
      {Post(kGet, "[]"), 400, "invalid_argument"},
      {Post(kGet, R"({"kontext":{}})"), 400, "kontext"},
      {Post(kGet, R"({"context":{"purpose":"CURIOSITY"}})"), 400, "(context.purpose): no value"},
      {Post(kGet, R"({"context":{"purpose":99}})"), 400, "invalid_argument"},
      {Post(kGet, std::string(100, '[')), 400, "invalid_argument"},
      {Post(kGet, "{\"context\":{\"dossierId\":\"\xff\"}}"), 400, "invalid_argument"},
      {Post(kGet, "\xff\xff", "application/proto"), 400, "invalid_argument"},
      {Post("/relais.v1.Dossiers/GetAll", "{}"), 501, "unimplemented"},
      {Post("/relais.v1.Nothing/At.All", "{}"), 501, "unimplemented"},
      {Post("/grpc.health.v1.Health/Check", "{}"), 405, ""},
      {Post(kGet, good, "text/plain"), 415, ""},
      {Post(kGet, good, "application/json; charset=latin1"), 415, ""},
      {Post(kGet, good, "application/connect+json"), 415, ""},
      {Post(kGet, good, "application/grpc"), 415, ""},
      {Post(kWatch, "{}", kJson, person), 415, ""},
      {Post(kGet, good, kJson, reader_, "Content-Encoding: gzip\r\n"), 501, "unimplemented"},
      {Post(kGet, good, kJson, reader_, "Connect-Protocol-Version: 2\r\n"), 400,
       "invalid_argument"},
      {Post(kGet, good, kJson, reader_, "Connect-Timeout-Ms: 10s\r\n"), 400, "invalid_argument"},
      {Post(kGet, good, kJson, reader_, "Connect-Timeout-Ms: 12345678901\r\n"), 400,
       "invalid_argument"},
      {Post(kGet, good, kJson, reader_, "Connect-Timeout-Ms: -1\r\n"), 400, "invalid_argument"},
      {Post(kGet, good, kJson, reader_, "Connect-Timeout-Ms: 0\r\n"), 504, "deadline_exceeded"},
      {"GET " + std::string(kGet) + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, "POST"},
      {"OPTIONS " + std::string(kGet) + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, "POST"},
  };
  for (const Row& row : rows) {
    const Response response = Ask(row.bytes);
    EXPECT_EQ(response.result_int(), row.status) << row.bytes << "\n" << response.body();
    EXPECT_NE(response.body().find(row.says), std::string::npos) << row.bytes << "\n"
                                                                 << response.body();
    EXPECT_EQ(response.body().find(reader_), std::string::npos);
  }
}

TEST_F(GatewayEndToEnd, TakesWhatTheProtocolAllows) {
  const std::string good = JsonOf(ReadOf(opened_.id));
  for (const std::string& more : {std::string("Content-Encoding: identity\r\n"),
                                  std::string("Connect-Protocol-Version: 1\r\n"),
                                  std::string("Connect-Timeout-Ms: 9999999999\r\n"),
                                  std::string("Accept-Encoding: gzip, br\r\n"),
                                  std::string("Origin: https://localhost\r\n")}) {
    const Response response =
        Ask(Post(kGet, good, "Application/JSON; charset=UTF-8", reader_, more));
    EXPECT_EQ(response.result_int(), 200u) << more << response.body();
    EXPECT_EQ(response.count("content-encoding"), 0u);
  }
  // A field that only a newer client knows: in binary there is no telling what it means.
  v1::GetDossierRequest newer = ReadOf(opened_.id);
  newer.GetReflection()->MutableUnknownFields(&newer)->AddVarint(900, 1);
  EXPECT_EQ(Ask(Post(kGet, newer.SerializeAsString(), "application/proto")).result_int(), 200u);
}

TEST_F(GatewayEndToEnd, AttackFromAnotherSite) {
  for (const std::string& origin :
       {std::string("https://evil.example"), std::string("null"), std::string("http://localhost"),
        std::string("https://localhost.evil.example"),
        std::string("https://localhost, https://evil.example")}) {
    const Response response =
        Ask(Post(kGet, JsonOf(ReadOf(opened_.id)), kJson, reader_, "Origin: " + origin + "\r\n"));
    EXPECT_EQ(response.result_int(), 403u) << origin;
    EXPECT_NE(response.body().find("FOREIGN_ORIGIN"), std::string::npos);
    EXPECT_EQ(response.count("access-control-allow-origin"), 0u);
  }
}

TEST_F(GatewayEndToEnd, DressesEveryAnswer) {
  const std::string good = JsonOf(ReadOf(opened_.id));
  for (const std::string& bytes :
       {Post(kGet, good), Post(kGet, good, kJson, ""), Post(kGet, good, "text/plain"),
        Post("/relais.v1.No/No", "{}"), std::string("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        std::string("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n")}) {
    const Response response = Ask(bytes);
    EXPECT_TRUE(response["strict-transport-security"].starts_with("max-age="));
    EXPECT_TRUE(response["content-security-policy"].starts_with("default-src 'none'"));
    EXPECT_EQ(response["x-content-type-options"], "nosniff");
    EXPECT_EQ(response["x-frame-options"], "DENY");
    EXPECT_EQ(response["referrer-policy"], "no-referrer");
    EXPECT_EQ(response["x-request-id"].size(), 32u);
    EXPECT_EQ(response.count("server"), 0u);
    EXPECT_EQ(response.count("access-control-allow-origin"), 0u);
    const bool page = bytes.starts_with("GET / ");
    EXPECT_EQ(response["cache-control"], page ? "no-cache" : "no-store");
  }
}

TEST_F(GatewayEndToEnd, ShowsThePortalAndNothingElseOfTheDisk) {
  HttpsClient client = Connect();
  const auto get = [&](const std::string& path, const std::string& more = "") {
    return client.Ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n");
  };
  const Response page = get("/");
  EXPECT_EQ(page.body(), "<h1>Relais</h1>");
  EXPECT_EQ(page["content-type"], "text/html; charset=utf-8");
  EXPECT_EQ(get("/index.html?x=1").body(), page.body());
  const Response script = get("/assets/app.js");
  EXPECT_EQ(script["content-type"], "text/javascript; charset=utf-8");
  const Response again =
      get("/assets/app.js", "If-None-Match: " + std::string(script["etag"]) + "\r\n");
  EXPECT_EQ(again.result_int(), 304u);
  EXPECT_TRUE(again.body().empty());
  // AttackPathTraversal, each way of writing it.
  for (const char* path : {"/../relaisd.toml", "/assets/../../relaisd.toml", "/%2e%2e/relaisd.toml",
                           "/..%2frelaisd.toml", "/..\\relaisd.toml", "//etc/passwd",
                           "/assets//app.js", "/./index.html", "/portal/index.html", "/assets",
                           "/INDEX.HTML", "/index.html/", "/index.html%00.js"})
    EXPECT_EQ(get(path).result_int(), 404u) << path;
  EXPECT_EQ(
      client.Ask("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n").result_int(),
      405u);
}

TEST_F(GatewayEndToEnd, FollowsAStream) {
  HttpsClient client = Connect();
  const std::string newest = std::to_string(AllAccesses(person_).front().number() - 1);
  client.Send(Post(kWatch, gateway::Envelope("{\"afterNumber\":\"" + newest + "\"}"),
                   "application/connect+json", person_));
  std::string bytes;
  const auto next = [&](std::size_t count) {
    while (Messages(bytes).size() < count) {
      const std::string part = client.ReadPart();
      if (part.empty()) return false;
      bytes += part;
    }
    return true;
  };
  ASSERT_TRUE(next(1));
  const std::size_t before = Messages(bytes).size();
  v1::GetDossierResponse ignored;
  ASSERT_TRUE(Call(&v1::Dossiers::Stub::GetDossier, reader_, ReadOf(opened_.id), &ignored).ok());
  ASSERT_TRUE(next(before + 1));
  const auto all = Messages(bytes);
  const auto seen = FromJson<v1::WatchAccessesResponse>(all.back().substr(5));
  EXPECT_EQ(seen.access().name(), "Nora Peeters");
}

TEST_F(GatewayEndToEnd, EndsAStreamAsTheProtocolSays) {
  const auto last = [](const std::string& body, const std::string& token, const std::string& more) {
    HttpsClient client = Connect();
    client.Send(Post(kWatch, body, "application/connect+json", token, more));
    std::string bytes;
    for (std::string part; !(part = client.ReadPart()).empty();) bytes += part;
    const auto all = Messages(bytes);
    EXPECT_FALSE(all.empty());
    EXPECT_EQ(all.back()[0], 2);
    return all.back().substr(5);
  };
  const std::string empty = gateway::Envelope("{}");
  EXPECT_NE(last(empty, "", "").find("unauthenticated"), std::string::npos);
  EXPECT_NE(last(empty, person_, "Connect-Timeout-Ms: 300\r\n").find("deadline_exceeded"),
            std::string::npos);
  EXPECT_NE(last("{}", person_, "").find("invalid_argument"), std::string::npos);
  EXPECT_NE(last(empty + empty, person_, "").find("invalid_argument"), std::string::npos);
  EXPECT_NE(last(gateway::Envelope("{\"a\":1}"), person_, "").find("invalid_argument"),
            std::string::npos);
  std::string compressed = empty;
  compressed[0] = 1;
  EXPECT_NE(last(compressed, person_, "").find("invalid_argument"), std::string::npos);
  EXPECT_NE(last(empty, person_, "Connect-Content-Encoding: gzip\r\n").find("unimplemented"),
            std::string::npos);
}

// What others could read of who was asked for: methods and files, nothing that came with the request.
TEST_F(GatewayEndToEnd, KeepsAnAccessLogWithoutPersonalData) {
  TakeLog();
  Ask(Post(kGet, JsonOf(ReadOf(opened_.id))));
  Ask(Post(std::string(kGet) + "?who=" + opened_.id, JsonOf(ReadOf(opened_.id)), kJson, ""));
  Ask("GET /" + opened_.card + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  Ask("GET /assets/app.js?name=Simone HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(TakeLog(), (std::vector<std::string>{std::string(kGet) + " 200 ok",
                                                 std::string(kGet) + " 401 unauthenticated",
                                                 "- 404 ok", "/assets/app.js 200 ok"}));
}

// The same cases by Connect's own client for browsers, in JSON and in binary, and by curl.
TEST_F(GatewayEndToEnd, ConnectWebAndCurlAgree) {
  const std::string folder = std::string(RELAIS_SOURCE_DIR) + "/tests/gateway/connect";
  const std::string modules = std::string(RELAIS_BIN_DIR) + "/../connect-web";
  programs::Program install({folder + "/install", modules}, tree() / "install.out");
  ASSERT_TRUE(install.Succeeds(seconds(180))) << install.Output();
  SystemRandom random;
  std::ofstream(tree() / "world.json")
      << "{\"url\": \"https://localhost:" << server().https_port()
      << "\", \"ca\": " << tree() / "tls/ca.pem"
      << ", \"professional\": \"" << reader_ << "\", \"person\": \"" << person_
      << "\", \"dossier\": \"" << opened_.id << "\", \"stranger_dossier\": \""
      << DossierId::New(random).Text() << "\", \"modules\": \"" << modules << "\"}";
  programs::Program check({"env", "NODE_EXTRA_CA_CERTS=" + (tree() / "tls/ca.pem").string(), "node",
                           folder + "/check.mjs", tree() / "world.json"},
                          tree() / "check.out");
  EXPECT_TRUE(check.Succeeds(seconds(120))) << check.Output();
}

// Half the calls are given up on, by whoever asked or by time, while others are under way.
TEST_F(GatewayEndToEnd, AttackWithCallsThatAreGivenUp) {
  std::vector<std::thread> threads;
  std::atomic<int> answered{0};
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 30; ++i) {
        HttpsClient client = Connect();
        if (i % 3 == 0) {
          client.Send(Post(kWatch, gateway::Envelope("{}"), "application/connect+json", person_));
          // Given up while it begins, or later.
          if (i % 2 == 0) std::this_thread::sleep_for(milliseconds(20));
          continue;
        }
        client.Send(Post(kGet, JsonOf(ReadOf(opened_.id)), kJson, reader_,
                         i % 3 == 1 ? "Connect-Timeout-Ms: " + std::to_string(t) + "\r\n" : ""));
        if (i % 2 == 0) continue;
        const unsigned status = client.Read().result_int();
        EXPECT_TRUE(status == 200 || (i % 3 == 1 && status == 504)) << status;
        ++answered;
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(answered, 0);
  EXPECT_EQ(Ask(Post(kGet, JsonOf(ReadOf(opened_.id)))).result_int(), 200u);
}

// relais-gateway, alone, in front of a relaisd that dies and comes back.
class GatewayAlone : public testing::Test {
 protected:
  GatewayAlone() {
    // A port that was free a moment ago: the server comes back to it.
    const auto free = HttpServer::Start({.listen = "127.0.0.1:0"}, nullptr);
    const std::string listen = "127.0.0.1:" + std::to_string((*free)->port());
    std::string config = tree_.Read("relaisd.toml");
    config.replace(config.find("127.0.0.1:0"), 11, listen);
    config.erase(config.find("gateway = "));
    std::ofstream(tree_ / "relaisd.toml") << config;
    std::ofstream(tree_ / "gateway.toml")
        << "listen = \"127.0.0.1:0\"\ncertificate = \"tls/server.pem\"\nkey = \"tls/server.key\"\n"
        << "server = \"" << listen << "\"\nca = \"tls/ca.pem\"\n"
        << "client_certificate = \"tls/gateway.pem\"\nclient_key = \"tls/gateway.key\"\n";
  }
  programs::Program Run() const {
    return programs::Program({RELAIS_BIN_DIR "/relais-gateway", "--config", tree_ / "gateway.toml"},
                             tree_ / "gateway.out");
  }
  Response Ask(programs::Program& gateway) const {
    const std::string kPort = "HTTPS on port ";
    EXPECT_TRUE(programs::Await([&] { return gateway.Output().find(kPort) != std::string::npos; }))
        << gateway.Output();
    const int port =
        std::atoi(gateway.Output().substr(gateway.Output().find(kPort) + kPort.size()).c_str());
    const std::string token =
        admin::Token(tree_ / "relaisd.toml", tree_.made().operator_id, 15).value();
    return HttpsClient(static_cast<unsigned short>(port), tree_.Read("tls/ca.pem"))
        .Ask(
            "POST /relais.v1.Directory/ListOrganisations HTTP/1.1\r\nHost: "
            "localhost\r\nContent-Type: "
            "application/json\r\nAuthorization: Bearer " +
            token + "\r\nContent-Length: 2\r\n\r\n{}");
  }
  Tree tree_;
};

TEST_F(GatewayAlone, OutlivesItsServer) {
  programs::Program gateway = Run();
  std::optional<Relaisd> server(tree_);
  EXPECT_EQ(Ask(gateway).result_int(), 200u);
  server->Kill();
  const Response away = Ask(gateway);
  EXPECT_EQ(away.result_int(), 503u);
  EXPECT_NE(away.body().find("\"unavailable\""), std::string::npos) << away.body();
  EXPECT_EQ(away.body().find("127.0.0.1"), std::string::npos) << away.body();
  server.emplace(tree_);
  EXPECT_TRUE(programs::Await([&] { return Ask(gateway).result_int() == 200; }));
  EXPECT_TRUE(gateway.Stop());
}

TEST_F(GatewayAlone, SaysWhatIsWrongWithItsFile) {
  const auto says = [&](const std::string& what) {
    programs::Program gateway = Run();
    EXPECT_FALSE(gateway.Succeeds(seconds(10)));
    EXPECT_NE(gateway.Output().find(what), std::string::npos) << gateway.Output();
  };
  const std::string good = tree_.Read("gateway.toml");
  const auto write = [&](const std::string& text) {
    std::ofstream(tree_ / "gateway.toml") << text;
  };
  write(good + "portal = \"nowhere\"\n");
  says("nowhere");
  write(good + "colour = \"blue\"\n");
  says("colour");
  write(good.substr(0, good.find("client_key")));
  says("client_key");
  write(good);
  std::filesystem::permissions(tree_ / "tls/server.key", std::filesystem::perms(0644));
  says("server.key");
}

}  // namespace
}  // namespace relais
