// The SMS channel against a real Kannel: before a fake phone, and before an SMPP network.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <map>
#include <memory>
#include <mutex>

#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "services/base/http_server.h"
#include "services/notification/channel.h"
#include "services/notification/gsm.h"
#include "tests/keys/scratch.h"
#include "tests/notification/program.h"

namespace relais::notification {
namespace {

using namespace std::chrono_literals;
using programs::Await;
using programs::Program;
using programs::ReadAll;

const std::string kSource = RELAIS_SOURCE_DIR;
const std::string kPhone = "+32470000001";

struct Told {
  std::string path;
  std::map<std::string, std::string> query;
};

// Where Kannel tells its reports and replies: in the order they came.
class Ear {
 public:
  Ear() {
    auto server = HttpServer::Start(
        {.listen = "127.0.0.1:0"}, Plain([this](const HttpRequest& request) {
          const std::string& target = request.target;
          const std::lock_guard lock(mutex_);
          told_.push_back({target.substr(0, target.find('?')), ParseQuery(target)});
          return HttpAnswer{};
        }));
    server_ = std::move(server).value();
  }
  std::string Url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(server_->port()) + path;
  }
  std::vector<Told> told() const {
    const std::lock_guard lock(mutex_);
    return told_;
  }
  // The first of what came; without a path when nothing does.
  Told First() const {
    Await([this] { return !told().empty(); });
    const auto all = told();
    return all.empty() ? Told() : all.front();
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Told> told_;
  std::unique_ptr<HttpServer> server_;  // last: it calls the others
};

// deploy/kannel/start, with the words that follow the folder.
class Gateway {
 public:
  Gateway(std::filesystem::path folder, const std::vector<std::string>& words)
      : folder_(std::move(folder)) {
    Start(words);
    // Another program may have taken one of its ports between its look and its use.
    if (env_.empty() && !start_->Runs()) Start(words);
  }
  ~Gateway() { Stop(); }

  bool runs() const { return !env_.empty(); }
  std::string Output() const { return start_->Output(); }
  const std::string& Env(const std::string& name) { return env_[name]; }
  // Its boxes lead groups of their own, which it ends itself unless it was killed.
  void Stop() {
    if (start_->Stop()) return;
    std::istringstream pids(Env("PIDS"));
    for (pid_t pid = 0; pids >> pid;) kill(-pid, SIGKILL);
  }

 private:
  void Start(std::vector<std::string> words) {
    words.insert(words.begin(), {kSource + "/deploy/kannel/start", folder_});
    start_ = std::make_unique<Program>(words, folder_.string() + ".out");
    const auto file = folder_ / "env";
    Await([&] { return std::filesystem::exists(file) || !start_->Runs(); }, 10s);
    std::istringstream lines(ReadAll(file));
    for (std::string line; std::getline(lines, line);) {
      const auto equals = line.find('=');
      std::string value = line.substr(equals + 1);
      std::erase(value, '"');
      env_[line.substr(0, equals)] = value;
    }
  }

  const std::filesystem::path folder_;
  std::unique_ptr<Program> start_;
  std::map<std::string, std::string> env_;
};

Outgoing Sms(const std::string& to, const std::string& text) {
  Outgoing out;
  for (std::size_t i = 0; i < out.id.size(); ++i) out.id[i] = static_cast<std::uint8_t>(0x91 + i);
  out.contact.set_channel(v1::CHANNEL_SMS);
  out.contact.set_address(to);
  out.text = text;
  return out;
}
const std::string kId = "9192939495969798999a9b9c9d9e9fa0";

// A Kannel whose network is a fake phone, or what SetUp of a descendant says.
class KannelTest : public testing::Test {
 protected:
  void SetUp() override { Start({}); }
  void Start(std::vector<std::string> words) {
    words.insert(words.end(), {"--inbound", ear_.Url("/reply")});
    gateway_ = std::make_unique<Gateway>(folder_ / "kannel", words);
    ASSERT_TRUE(gateway_->runs())
        << "Kannel does not start. It needs the Debian packages kannel and "
           "kannel-extras. deploy/kannel/start says: "
        << gateway_->Output();
    options_ = {.url = gateway_->Env("SENDSMS_URL"),
                .user = gateway_->Env("SENDSMS_USER"),
                .password = gateway_->Env("SENDSMS_PASSWORD"),
                .from = "1000",
                .report_url = ear_.Url("/report")};
  }
  Status Send(const std::string& to, const std::string& text) const {
    return MakeKannel(options_)->Send(Sms(to, text));
  }
  // What lies on the phone once something does.
  std::string OnThePhone() const {
    const auto log = folder_ / "kannel" / "phone.log";
    Await([&] { return !ReadAll(log).empty(); });
    return ReadAll(log);
  }
  // A person types: a line to the fake network.
  void Type(const std::string& text) {
    const int line = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{.sin_family = AF_INET};
    to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(gateway_->Env("REPLY_PORT"))));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(connect(line, reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
    const std::string said = kPhone + " 1000 text " + text + "\n";
    ASSERT_EQ(write(line, said.data(), said.size()), static_cast<ssize_t>(said.size()));
    ear_.First();  // before the line is cut
    close(line);
  }

  const Scratch folder_;
  const Ear ear_;
  std::unique_ptr<Gateway> gateway_;
  KannelOptions options_;
};

void ExpectReport(const Told& told, const char* state) {
  EXPECT_EQ(told.path, "/report");
  EXPECT_EQ(told.query, (std::map<std::string, std::string>{{"id", kId}, {"state", state}}));
}

TEST_F(KannelTest, TextOfTheDefaultAlphabetArrivesAsItWasSent) {
  const std::string text = "Où étiez-vous ? 5 € @ {ñ} Größe & 50% + [#1]";
  ASSERT_TRUE(MeasureSms(text).default_alphabet);
  ASSERT_TRUE(Send(kPhone, text));
  EXPECT_EQ(OnThePhone(), kPhone + "\t" + text + "\n");
}

TEST_F(KannelTest, ArabicTextArrivesAsItWasSent) {
  const std::string text =
      "جديد تحت رقم 1234. للرفض أرسلوا STOP 4711. للأسئلة: \u200E+32 800 30 030";
  const Segment segment = MeasureSms(text);
  ASSERT_FALSE(segment.default_alphabet);
  ASSERT_EQ(segment.units, 67U);
  ASSERT_TRUE(Send(kPhone, text));
  EXPECT_EQ(OnThePhone(), kPhone + "\t" + text + "\n");
}

TEST_F(KannelTest, DeliveryIsReportedUnderTheId) {
  ASSERT_TRUE(Send(kPhone, "Bonjour"));
  ExpectReport(ear_.First(), "1");
}

TEST_F(KannelTest, ReplyIsHandedInAsItWasTyped) {
  ASSERT_NO_FATAL_FAILURE(Type("Arrêtez à Liège + 5 € & 50% ?"));
  const Told reply = ear_.First();
  EXPECT_EQ(reply.path, "/reply");
  ASSERT_TRUE(reply.query.contains("from") && reply.query.contains("text"));
  EXPECT_EQ(reply.query.at("from"), kPhone);
  EXPECT_EQ(reply.query.at("text"), "Arrêtez à Liège + 5 € & 50% ?");
}

TEST_F(KannelTest, WrongPasswordIsNotFinal) {
  options_.password += "x";
  const Status sent = Send(kPhone, "Bonjour");
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().reason, Reason::kUnavailable);
  EXPECT_EQ(sent.error().message, "the gateway answered 403");
}

TEST_F(KannelTest, NumberThatIsNoneIsFinal) {
  for (const char* const number : {"nobody", "+32abc", ""}) {
    const Status sent = Send(number, "Bonjour");
    ASSERT_FALSE(sent) << number;
    EXPECT_EQ(sent.error().reason, Reason::kInvalid) << number;
    EXPECT_EQ(sent.error().message, "the gateway refused the message");
  }
}

TEST_F(KannelTest, StoppedGatewayIsUnavailable) {
  options_.patience = 1s;
  gateway_->Stop();
  const auto start = std::chrono::steady_clock::now();
  const Status sent = Send(kPhone, "Bonjour");
  EXPECT_LT(std::chrono::steady_clock::now() - start, 2s);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().reason, Reason::kUnavailable);
}

// The system accepts for it; nobody reads.
TEST(KannelSilenceTest, CostsNoMoreThanPatience) {
  const int silent = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{.sin_family = AF_INET};
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  ASSERT_EQ(bind(silent, reinterpret_cast<const sockaddr*>(&at), size), 0);
  ASSERT_EQ(listen(silent, 8), 0);
  ASSERT_EQ(getsockname(silent, reinterpret_cast<sockaddr*>(&at), &size), 0);
  const auto channel =
      MakeKannel({.url = "http://127.0.0.1:" + std::to_string(ntohs(at.sin_port)) + "/sendsms",
                  .user = "relais",
                  .password = "relais",
                  .from = "1000",
                  .report_url = "http://127.0.0.1:9/report",
                  .patience = 500ms});
  const auto start = std::chrono::steady_clock::now();
  const Status sent = channel->Send(Sms(kPhone, "Bonjour"));
  const auto spent = std::chrono::steady_clock::now() - start;
  close(silent);
  EXPECT_GE(spent, 450ms);
  EXPECT_LT(spent, 1500ms);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().reason, Reason::kUnavailable);
}

// A Kannel whose network is the SMPP peer of tests/kannel.
class KannelNetworkTest : public KannelTest {
 protected:
  static void SetUpTestSuite() {
    programs_ = std::make_unique<Scratch>();
    Program install({kSource + "/tests/kannel/install", *programs_ / "peer"}, *programs_ / "out");
    installed_ = install.Succeeds(15s);
    said_ = install.Output();
  }
  static void TearDownTestSuite() { programs_.reset(); }
  void SetUp() override {
    ASSERT_TRUE(installed_) << "The SMPP peer is not installed. It needs npm and its registry. "
                               "tests/kannel/install says: "
                            << said_;
    peer_ = std::make_unique<Program>(
        std::vector<std::string>{"node", *programs_ / "peer" / "peer.mjs", "0", folder_ / "sent"},
        folder_ / "peer");
    const int port = peer_->Port();
    ASSERT_NE(port, 0) << "The SMPP peer does not start. It says: " << peer_->Output();
    Start({"--smsc", "smpp", "--smsc-port", std::to_string(port)});
  }
  void TearDown() override { gateway_.reset(); }  // before its network
  // The one message that reached the network: its text, coding and number of parts.
  google::protobuf::Struct OnTheNetwork() const {
    Await([this] { return ReadAll(folder_ / "sent").ends_with('\n'); });
    google::protobuf::Struct out;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(ReadAll(folder_ / "sent"), &out).ok());
    return out;
  }
  void ExpectOnTheNetwork(const std::string& text, const std::string& coding) const {
    const auto sent = OnTheNetwork();
    const auto& fields = sent.fields();
    ASSERT_TRUE(fields.contains("to") && fields.contains("text") && fields.contains("coding"));
    EXPECT_EQ(fields.at("to").string_value(), kPhone);
    EXPECT_EQ(fields.at("text").string_value(), text);
    EXPECT_EQ(fields.at("coding").string_value(), coding);
    EXPECT_EQ(fields.at("parts").number_value(), 1);
  }

  static inline std::unique_ptr<Scratch> programs_;
  static inline bool installed_ = false;
  static inline std::string said_;
  std::unique_ptr<Program> peer_;
};

TEST_F(KannelNetworkTest, FullSegmentOfTheDefaultAlphabetIsOneMessage) {
  // Every character of it but the line breaks, and of its extension: 137 septets.
  std::string text =
      "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
      "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€";
  text += std::string(160 - MeasureSms(text).units, 'x');
  ASSERT_TRUE(MeasureSms(text).default_alphabet);
  ASSERT_EQ(MeasureSms(text).units, 160U);
  ASSERT_TRUE(Send(kPhone, text));
  ExpectOnTheNetwork(text, "gsm-7");
  ExpectReport(ear_.First(), "1");
}

TEST_F(KannelNetworkTest, FullSegmentOfOtherCharactersIsOneMessage) {
  std::string text = "У вас є нове під номером 1234. Țară, قطة, 😀 ";
  while (MeasureSms(text).units < 70) text += "ї";
  ASSERT_EQ(MeasureSms(text).units, 70U);
  ASSERT_TRUE(Send(kPhone, text));
  ExpectOnTheNetwork(text, "ucs-2");
  ExpectReport(ear_.First(), "1");
}

TEST_F(KannelNetworkTest, UndeliverableIsReported) {
  ASSERT_TRUE(Send("+32470000099", "Bonjour"));
  ExpectReport(ear_.First(), "2");
}

TEST_F(KannelNetworkTest, RefusedIsReported) {
  ASSERT_TRUE(Send("+32470000098", "Bonjour"));
  ExpectReport(ear_.First(), "16");
}

}  // namespace
}  // namespace relais::notification
