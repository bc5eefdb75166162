// The HTTP server against clients that do not do what they should.
#include "services/base/http_server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <list>
#include <mutex>
#include <thread>

#include "services/base/clock.h"
#include "services/base/files.h"
#include "services/identity/authority.h"
#include "tests/base/https_client.h"
#include "tests/keys/scratch.h"

namespace relais {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr char kGet[] = "GET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n";

// Answers with method, target and body; "/parts" in parts, until nobody reads any more.
class HttpServerTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    scratch_ = std::make_unique<Scratch>();
    ASSERT_TRUE(identity::CreateAuthority(*scratch_ / "tls", {}, SystemClock().Now()));
  }
  static void TearDownTestSuite() { scratch_.reset(); }
  static std::string Pem(const char* name) {
    return ReadFile(*scratch_ / "tls" / name, 1 << 16).value();
  }
  static PemPair Pair() { return {Pem("server.pem"), Pem("server.key")}; }

  void Start(HttpServerOptions options = {}) {
    options.listen = "127.0.0.1:0";
    options.tls = Pair();
    options.threads = 2;
    options.max_body = 1000;
    if (options.patience == HttpServerOptions().patience) options.patience = milliseconds(2000);
    auto server = HttpServer::Start(
        options, [this](const HttpRequest& request, const std::shared_ptr<HttpReply>& reply) {
          Answer(request, reply);
        });
    ASSERT_TRUE(server) << server.error().message;
    server_ = *std::move(server);
  }
  void Answer(const HttpRequest& request, const std::shared_ptr<HttpReply>& reply) {
    ++requests_;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      authorization_ = request.Header("authorization");
    }
    if (request.target == "/slow") {
      later_ = std::thread([reply] {
        std::this_thread::sleep_for(milliseconds(300));
        reply->Send({200, "late"});
      });
      return;
    }
    if (request.target == "/forgotten") return;
    if (request.target != "/parts")
      return reply->Send({200, request.method + ' ' + request.target + ' ' + request.body});
    reply->Begin({200, {}, "text/plain"}, [this] { gone_.set_value(); });
    GoOn(reply, 0);
  }
  void GoOn(const std::shared_ptr<HttpReply>& reply, int number) {
    reply->Part("part " + std::to_string(number) + ";" + padding_, [=, this] {
      if (number + 1 == parts_) return reply->End();
      GoOn(reply, number + 1);
    });
  }
  HttpsClient Connect(const std::function<void(SSL_CTX*)>& adjust = nullptr) const {
    return HttpsClient(server_->port(), Pem("ca.pem"), adjust);
  }
  // The status of what is answered; the connection must be closed then.
  unsigned Refused(const std::string& bytes) const {
    HttpsClient client = Connect();
    const auto response = client.Ask(bytes);
    EXPECT_TRUE(client.IsClosedWithin(seconds(5))) << bytes.substr(0, 200);
    return response.result_int();
  }

  std::atomic<int> requests_{0};
  std::mutex mutex_;
  std::string authorization_;  // of the last request
  std::thread later_;
  int parts_ = 3;
  std::string padding_;  // of each part
  std::promise<void> gone_;
  std::unique_ptr<HttpServer> server_;

 private:
  static std::unique_ptr<Scratch> scratch_;
};
std::unique_ptr<Scratch> HttpServerTest::scratch_;

TEST_F(HttpServerTest, AnswersOneRequestAfterTheOtherOnOneConnection) {
  Start();
  HttpsClient client = Connect();
  EXPECT_EQ(client.Ask(kGet).body(), "GET /echo ");
  EXPECT_EQ(client.Ask("POST /a?b=%2e HTTP/1.1\r\nhOST: localhost\r\nContent-Length: 3\r\n\r\nabc")
                .body(),
            "POST /a?b=%2e abc");
  EXPECT_EQ(client
                .Ask("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
                     "chunked\r\n\r\n2\r\nde\r\n0\r\n\r\n")
                .body(),
            "POST / de");
}

TEST_F(HttpServerTest, AnswersPipelinedRequestsInOrder) {
  Start();
  HttpsClient client = Connect();
  client.Send(std::string("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n") + kGet);
  EXPECT_EQ(client.Read().body(), "GET /1 ");
  EXPECT_EQ(client.Read().body(), "GET /echo ");
}

TEST_F(HttpServerTest, LetsAClientAskBeforeItSendsItsBody) {
  Start();
  HttpsClient client = Connect();
  EXPECT_EQ(
      client.Ask("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
          .result_int(),
      100u);
  EXPECT_EQ(client.Ask("ab").body(), "POST / ab");
}

TEST_F(HttpServerTest, WritesPartsAsTheyCome) {
  Start();
  HttpsClient client = Connect();
  client.Send("GET /parts HTTP/1.1\r\nHost: x\r\n\r\n");
  std::string all;
  for (std::string part; !(part = client.ReadPart()).empty();) all += part;
  EXPECT_EQ(all, "part 0;part 1;part 2;");
}

// The server's other thread may hear late of bytes that were read long ago: they are no sign of leaving.
TEST_F(HttpServerTest, NeverTakesTheRequestForTheClientsEnd) {
  Start();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([this] {
      for (int i = 0; i < 250; ++i) {
        HttpsClient client = Connect();
        client.Send("POST /parts HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n");
        client.Send("ab");
        std::string all;
        for (std::string part; !(part = client.ReadPart()).empty();) all += part;
        ASSERT_EQ(all, "part 0;part 1;part 2;");
      }
    });
  for (std::thread& thread : threads) thread.join();
}

TEST_F(HttpServerTest, TellsWhenNobodyReadsAnyMore) {
  parts_ = 1 << 30;
  Start();
  auto gone = gone_.get_future();
  {
    HttpsClient client = Connect();
    client.Send("GET /parts HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_FALSE(client.ReadPart().empty());
    EXPECT_EQ(gone.wait_for(milliseconds(0)), std::future_status::timeout);
  }
  EXPECT_EQ(gone.wait_for(seconds(10)), std::future_status::ready);
}

TEST_F(HttpServerTest, TellsOfAReaderWhoTakesNothing) {
  parts_ = 1 << 30;
  padding_ = std::string(1 << 16, ' ');  // else a slow machine takes long to fill the network
  Start();
  auto gone = gone_.get_future();
  HttpsClient client = Connect();
  client.Send("GET /parts HTTP/1.1\r\nHost: x\r\n\r\n");
  // What the network holds back is full soon; then nothing is taken for longer than the patience.
  EXPECT_EQ(gone.wait_for(seconds(20)), std::future_status::ready);
}

TEST_F(HttpServerTest, AnswersWhatItsHandlerForgets) {
  Start();
  EXPECT_EQ(Connect().Ask("GET /forgotten HTTP/1.1\r\nHost: x\r\n\r\n").result_int(), 500u);
}

// What a proxy before us could read as one request more, or one less (RFC 9112, section 11.2).
TEST_F(HttpServerTest, AttackSmuggling) {
  Start();
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\n";
  for (const std::string& bytes : {
           head + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           head + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
           head + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
           head + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
           head + "Content-Length: +3\r\n\r\nabc",
           head + "Content-Length: 3, 3\r\n\r\nabc",
           head + "Content-Length: -1\r\n\r\n",
           head + "Content-Length: 99999999999999999999\r\n\r\n",
           head + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
           head + "Transfer-Encoding: identity\r\n\r\n",
           head + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
           head + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
           head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           head + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
           head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
           head + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
           head + "Content-Length\r\n: 3\r\n\r\nabc",
           std::string("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
           std::string("GET http://other/ HTTP/1.1\r\nHost: x\r\n\r\n"),
           std::string("GET other HTTP/1.1\r\nHost: x\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\nHost: x\r\nA\x01: b\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n", 35),
           std::string("GET /\x01 HTTP/1.1\r\nHost: x\r\n\r\n"),
           std::string("GET / HTTP/2.0\r\nHost: x\r\n\r\n"),
           std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
           std::string("\x16\x03\x01 no request at all\r\n\r\n"),
       })
    EXPECT_GE(Refused(bytes), 400u) << bytes;
  EXPECT_EQ(requests_, 0);
}

// Lines between the chunks of a body are in no limit of the parser's own.
TEST_F(HttpServerTest, AttackChunkLineWithoutEnd) {
  Start();
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(Refused(head + "1;" + std::string(200'000, 'a')), 400u);
  EXPECT_EQ(Refused(head + "1\r\na\r\n0\r\n" + std::string(200'000, 'a')), 400u);
  EXPECT_EQ(requests_, 0);
}

// A proxy in front has not seen it when it let the request through.
TEST_F(HttpServerTest, AttackHeadersBehindTheBody) {
  Start();
  EXPECT_EQ(Connect()
                .Ask("POST /header HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTrailer: "
                     "Authorization\r\n\r\n1\r\na\r\n0\r\nAuthorization: Bearer x\r\n\r\n")
                .body(),
            "POST /header a");
  const std::lock_guard<std::mutex> lock(mutex_);
  EXPECT_EQ(authorization_, "");
}

TEST_F(HttpServerTest, AnswersHeadByTheHeadAlone) {
  Start();
  HttpsClient client = Connect();
  client.Send("HEAD /echo HTTP/1.1\r\nHost: x\r\n\r\n" + std::string(kGet));
  const auto head = client.ReadHead();
  EXPECT_EQ(head.result_int(), 200u);
  EXPECT_EQ(head["content-length"], "11");
  EXPECT_EQ(client.Read().body(), "GET /echo ");
}

TEST_F(HttpServerTest, LetsAnswersLeaveWhenItStops) {
  Start();
  HttpsClient slow = Connect(), idle = Connect();
  EXPECT_EQ(idle.Ask(kGet).result_int(), 200u);
  slow.Send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  while (requests_ < 2) std::this_thread::sleep_for(milliseconds(1));
  const auto begun = std::chrono::steady_clock::now();
  server_->Stop(seconds(5));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, seconds(2));
  EXPECT_EQ(slow.Read().body(), "late");
  server_.reset();
  later_.join();
}

TEST_F(HttpServerTest, AttackTooLarge) {
  Start();
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\n";
  EXPECT_EQ(Refused(head + "Content-Length: 1001\r\n\r\n" + std::string(1001, 'x')), 413u);
  EXPECT_EQ(Refused(head + "Content-Length: 999999999\r\n\r\n"), 413u);
  EXPECT_EQ(Refused(head + "Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + std::string(1001, 'x') +
                    "\r\n0\r\n\r\n"),
            413u);
  EXPECT_EQ(Refused(head + "X: " + std::string(9000, 'x') + "\r\n\r\n"), 431u);
  std::string many = head;
  for (int i = 0; i < 2000; ++i) many += "X: y\r\n";
  EXPECT_EQ(Refused(many + "\r\n"), 431u);
  EXPECT_EQ(Refused("GET /" + std::string(9000, 'x') + " HTTP/1.1\r\nHost: x\r\n\r\n"), 431u);
  EXPECT_EQ(requests_, 0);
}

TEST_F(HttpServerTest, AttackSlowly) {
  Start({.patience = milliseconds(300), .idle = milliseconds(300)});
  const auto closed = [](HttpsClient& client) { return client.IsClosedWithin(seconds(5)); };
  HttpsClient silent = Connect(), half = Connect(), body = Connect(), idle = Connect();
  half.Send("GET / HT");
  body.Send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na");
  EXPECT_EQ(idle.Ask(kGet).result_int(), 200u);
  EXPECT_TRUE(closed(silent));
  EXPECT_TRUE(closed(half));
  EXPECT_TRUE(closed(body));
  EXPECT_TRUE(closed(idle));
  // A byte now and then does not help.
  HttpsClient drip = Connect();
  const auto begun = std::chrono::steady_clock::now();
  try {
    for (int i = 0; i < 100; ++i) {
      drip.Send("G");
      std::this_thread::sleep_for(milliseconds(50));
    }
    FAIL() << "five seconds for one line";
  } catch (const boost::system::system_error&) {
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begun, seconds(4));
}

TEST_F(HttpServerTest, AttackWithManyConnections) {
  Start({.max_connections = 8, .max_per_address = 4});
  std::list<HttpsClient> held;
  for (int i = 0; i < 4; ++i) held.emplace_back(server_->port(), Pem("ca.pem"));
  EXPECT_THROW(Connect(), boost::system::system_error);
  EXPECT_EQ(held.back().Ask(kGet).result_int(), 200u);
  held.pop_back();
  for (int i = 0;; ++i) {
    try {
      EXPECT_EQ(Connect().Ask(kGet).result_int(), 200u);
      break;
    } catch (const boost::system::system_error&) {
      ASSERT_LT(i, 100) << "a place that was given back stays taken";
      std::this_thread::sleep_for(milliseconds(50));
    }
  }
}

TEST_F(HttpServerTest, SpeaksNoTlsBelow12AndNoWeakSuite) {
  Start();
  EXPECT_EQ(Connect([](SSL_CTX* tls) { SSL_CTX_set_max_proto_version(tls, TLS1_2_VERSION); })
                .Ask(kGet)
                .result_int(),
            200u);
  EXPECT_STREQ(SSL_get_version(Connect().native()), "TLSv1.3");
  const auto refused = [&](const std::function<void(SSL_CTX*)>& adjust) {
    EXPECT_THROW(Connect(adjust), boost::system::system_error);
  };
  refused([](SSL_CTX* tls) {
    SSL_CTX_set_security_level(tls, 0);
    SSL_CTX_set_max_proto_version(tls, TLS1_1_VERSION);
  });
  for (const char* suite :
       {"AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384"})
    refused([suite](SSL_CTX* tls) {
      SSL_CTX_set_max_proto_version(tls, TLS1_2_VERSION);
      SSL_CTX_set_cipher_list(tls, suite);
    });
}

TEST_F(HttpServerTest, TakesANewCertificateAndKeepsTheOldOneWhenThatIsNone) {
  Start();
  EXPECT_FALSE(server_->ReplaceCertificate({"nonsense", Pem("server.key")}));
  EXPECT_FALSE(server_->ReplaceCertificate({Pem("server.pem"), Pem("client.key")}));
  EXPECT_EQ(Connect().Ask(kGet).result_int(), 200u);
  Scratch other;
  ASSERT_TRUE(identity::CreateAuthority(other / "tls", {}, SystemClock().Now()));
  const auto read = [&](const char* name) {
    return ReadFile(other / "tls" / name, 1 << 16).value();
  };
  HttpsClient before = Connect();
  ASSERT_TRUE(server_->ReplaceCertificate({read("server.pem"), read("server.key")}));
  EXPECT_EQ(before.Ask(kGet).result_int(), 200u);
  EXPECT_THROW(Connect(), boost::system::system_error);
  EXPECT_EQ(HttpsClient(server_->port(), read("ca.pem")).Ask(kGet).result_int(), 200u);
}

TEST_F(HttpServerTest, ListensOnAddressesAlone) {
  for (const char* listen :
       {"", "localhost:1", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000", "1.2.3.4.5:1", ":1"})
    EXPECT_EQ(HttpServer::Start({.listen = listen}, nullptr).error().reason, Reason::kInvalid)
        << listen;
}

}  // namespace
}  // namespace relais
