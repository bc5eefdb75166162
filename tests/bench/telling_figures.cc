// What telling costs those who read: a gateway that is dead against one that lives.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <iostream>

#include "services/base/http_server.h"
#include "tests/bench/figures.h"

namespace relais::bench {
namespace {

std::string SendSms(int port) { return fmt::format("http://127.0.0.1:{}/cgi-bin/sendsms", port); }

// The kernel accepts connections to it; nobody ever reads or answers.
class DeadGateway {
 public:
  DeadGateway() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const address = reinterpret_cast<sockaddr*>(&address_);
    socklen_t size = sizeof address_;
    if (bind(socket_, address, size) != 0 || listen(socket_, 1024) != 0 ||
        getsockname(socket_, address, &size) != 0) {
      std::cerr << "bench: no port for a dead gateway\n";
      std::exit(1);
    }
  }
  ~DeadGateway() { close(socket_); }
  DeadGateway(const DeadGateway&) = delete;
  std::string url() const { return SendSms(ntohs(address_.sin_port)); }
  // Since it was asked last.
  int Connections() const {
    int count = 0;
    for (int one; (one = accept(socket_, nullptr, nullptr)) >= 0; ++count) close(one);
    return count;
  }

 private:
  const int socket_;
  sockaddr_in address_{};
};

class LivingGateway {
 public:
  LivingGateway() {
    auto server = HttpServer::Start({.listen = "127.0.0.1:0"}, Plain([this](const HttpRequest&) {
                                      ++messages_;
                                      return HttpAnswer{202, "0: Accepted for delivery"};
                                    }));
    if (!server) {
      std::cerr << "bench: no port for a gateway\n";
      std::exit(1);
    }
    server_ = *std::move(server);
  }
  std::string url() const { return SendSms(server_->port()); }
  int messages() const { return messages_; }

 private:
  std::atomic<int> messages_{0};
  std::unique_ptr<HttpServer> server_;  // last: it counts
};

}  // namespace

// A dispatcher that waits for the dead gateway does so for five seconds, then does what it could
// not do meanwhile; in eight seconds there is both.
void TellingFigures(int runs, double seconds) {
  const DeadGateway nobody;
  const LivingGateway somebody;
  const BenchServer dead({.sms_url = nobody.url()}), living({.sms_url = somebody.url()});
  const auto dead_reads = Reads(dead, 1000), living_reads = Reads(living, 1000);
  std::vector<double> ratios, dead_rates, living_rates;
  int connections = 0;
  for (int run = 0; run < runs; ++run) {
    std::cerr << "gateways, run " << run + 1 << " of " << runs << '\n';
    // The one before and after the other: a machine that slows down or speeds up does so for both.
    Load l = DriveTelling(living, Drawn(living_reads), seconds / 2);
    const Load d = DriveTelling(dead, Drawn(dead_reads), seconds);
    l += DriveTelling(living, Drawn(living_reads), seconds / 2);
    connections += nobody.Connections();
    if (d.failed() + l.failed() > 0) std::exit(1);
    ratios.push_back(d.per_second() / l.per_second());
    dead_rates.push_back(d.per_second());
    living_rates.push_back(l.per_second());
  }
  if (connections == 0 || somebody.messages() == 0) {
    std::cerr << "bench: nobody was told of anything\n";
    std::exit(1);
  }
  PrintAtLeast(
      0.95, "audited_read_dead_gateway", ratios,
      fmt::format(", \"per_second\": {:.0f}, \"per_second_living\": {:.0f}, "
                  "\"connections\": {}, \"messages_living\": {}",
                  Median(dead_rates), Median(living_rates), connections, somebody.messages()));
}

}  // namespace relais::bench
