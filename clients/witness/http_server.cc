#include "clients/witness/http_server.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/as_tuple.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>

namespace relais::witness {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

// A request is a proof of at most 63 hashes and a note of at most 64 signatures.
constexpr std::size_t kMaxBody = 64 * 1024;
constexpr std::uint32_t kMaxHeader = 8 * 1024;
constexpr std::chrono::seconds kPatience{15};
constexpr int kMaxConnections = 128;

constexpr auto kAwait = asio::experimental::as_tuple(asio::use_awaitable);

using Response = http::response<http::string_body>;

Response ToResponse(Answer answer, bool keep_alive) {
  Response response(static_cast<http::status>(answer.status), 11);
  response.set(http::field::content_type, answer.content_type);
  response.keep_alive(keep_alive);
  response.body() = std::move(answer.body);
  response.prepare_payload();
  return response;
}

asio::awaitable<void> Talk(beast::tcp_stream stream, const Handler& handler, int& connections) {
  beast::flat_buffer buffer;
  for (bool keep = true; keep;) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(kMaxBody);
    parser.header_limit(kMaxHeader);
    stream.expires_after(kPatience);
    const auto [failed, size] = co_await http::async_read(stream, buffer, parser, kAwait);
    if (failed && failed != http::error::body_limit) break;
    Answer answer{413, "the request is too large\n"};
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

asio::awaitable<void> Accept(tcp::acceptor& acceptor, const Handler& handler) {
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

Status Serve(const std::string& listen, const Handler& handler,
             const std::function<void(unsigned short port)>& listening) {
  ASSIGN_OR_RETURN(const tcp::endpoint endpoint, Parse(listen));
  asio::io_context context(1);
  tcp::acceptor acceptor(context);
  beast::error_code failed;
  acceptor.open(endpoint.protocol(), failed);
  if (!failed) acceptor.set_option(asio::socket_base::reuse_address(true), failed);
  if (!failed) acceptor.bind(endpoint, failed);
  if (!failed) acceptor.listen(asio::socket_base::max_listen_connections, failed);
  if (failed)
    return Fail(Reason::kUnavailable, "cannot listen on " + listen + ": " + failed.message());
  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](auto, auto) { context.stop(); });
  asio::co_spawn(context, Accept(acceptor, handler), asio::detached);
  listening(acceptor.local_endpoint().port());
  context.run();
  return {};
}

}  // namespace relais::witness
