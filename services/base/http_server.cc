#include "services/base/http_server.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <thread>

namespace relais {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

// The largest that anybody sends: a proof of at most 63 hashes and a note of at most 64 signatures.
constexpr std::size_t kMaxBody = 64 * 1024;
constexpr std::uint32_t kMaxHeader = 8 * 1024;
constexpr std::chrono::seconds kPatience{15};
constexpr int kMaxConnections = 128;

constexpr auto kAwait = asio::experimental::as_tuple(asio::use_awaitable);

using Response = http::response<http::string_body>;

Response ToResponse(HttpAnswer answer, bool keep_alive) {
  Response response(static_cast<http::status>(answer.status), 11);
  response.set(http::field::content_type, answer.content_type);
  response.keep_alive(keep_alive);
  response.body() = std::move(answer.body);
  response.prepare_payload();
  return response;
}

asio::awaitable<void> Talk(beast::tcp_stream stream, const HttpHandler& handler, int& connections) {
  beast::flat_buffer buffer;
  for (bool keep = true; keep;) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(kMaxBody);
    parser.header_limit(kMaxHeader);
    stream.expires_after(kPatience);
    const auto [failed, size] = co_await http::async_read(stream, buffer, parser, kAwait);
    if (failed && failed != http::error::body_limit) break;
    HttpAnswer answer{413, "the request is too large\n"};
    if (!failed) {
      const auto& request = parser.get();
      answer = handler(std::string(request.method_string()), std::string(request.target()),
                       request.body());
    }
    keep = !failed && parser.get().keep_alive();
    const Response response = ToResponse(std::move(answer), keep);
    stream.expires_after(kPatience);
    const auto [lost, sent] = co_await http::async_write(stream, response, kAwait);
    if (lost) break;
  }
  beast::error_code ignored;
  stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
  --connections;
}

asio::awaitable<void> Accept(tcp::acceptor& acceptor, const HttpHandler& handler) {
  int connections = 0;
  for (;;) {
    auto [failed, socket] = co_await acceptor.async_accept(kAwait);
    if (failed == asio::error::operation_aborted) co_return;
    // Over the bound it is closed at once; out of descriptors, the next turn tries again.
    if (failed || connections >= kMaxConnections) continue;
    ++connections;
    asio::co_spawn(acceptor.get_executor(),
                   Talk(beast::tcp_stream(std::move(socket)), handler, connections),
                   asio::detached);
  }
}

Result<tcp::endpoint> Parse(const std::string& listen) {
  const auto colon = listen.rfind(':');
  beast::error_code failed;
  const auto address = asio::ip::make_address(listen.substr(0, colon), failed);
  int port = -1;
  if (colon != listen.npos && colon + 1 < listen.size() && listen.size() - colon <= 6 &&
      listen.find_first_not_of("0123456789", colon + 1) == listen.npos)
    port = std::stoi(listen.substr(colon + 1));
  if (failed || port < 0 || port > 65535)
    return Fail(Reason::kInvalid, "expected an address and a port, such as 127.0.0.1:8080");
  return tcp::endpoint(address, static_cast<unsigned short>(port));
}

}  // namespace

class HttpServer::Impl {
 public:
  explicit Impl(HttpHandler handler) : handler_(std::move(handler)), acceptor_(context_) {}
  ~Impl() {
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }
  Status Listen(const std::string& listen) {
    ASSIGN_OR_RETURN(const tcp::endpoint endpoint, Parse(listen));
    beast::error_code failed;
    acceptor_.open(endpoint.protocol(), failed);
    if (!failed) acceptor_.set_option(asio::socket_base::reuse_address(true), failed);
    if (!failed) acceptor_.bind(endpoint, failed);
    if (!failed) acceptor_.listen(asio::socket_base::max_listen_connections, failed);
    if (failed)
      return Fail(Reason::kUnavailable, "cannot listen on " + listen + ": " + failed.message());
    asio::co_spawn(context_, Accept(acceptor_, handler_), asio::detached);
    thread_ = std::thread([this] { context_.run(); });
    return {};
  }
  unsigned short port() const { return acceptor_.local_endpoint().port(); }

 private:
  const HttpHandler handler_;
  asio::io_context context_{1};
  tcp::acceptor acceptor_;
  std::thread thread_;  // last: it uses all the others
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;
unsigned short HttpServer::port() const { return impl_->port(); }

Result<std::unique_ptr<HttpServer>> HttpServer::Start(const std::string& listen,
                                                      HttpHandler handler) {
  auto impl = std::make_unique<Impl>(std::move(handler));
  RETURN_IF_ERROR(impl->Listen(listen));
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

}  // namespace relais
