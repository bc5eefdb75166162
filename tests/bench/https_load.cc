// The closed loop of load.h over HTTPS: as many connections as calls in flight, kept alive.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <chrono>
#include <iostream>

#include "tests/bench/load.h"

namespace relais::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Clock = std::chrono::steady_clock;
using asio::use_awaitable;

struct Counts {
  std::vector<double> latencies_us;
  std::uint64_t failed = 0;
};

asio::awaitable<void> Ask(const HttpsTarget& target, asio::ssl::context& tls, const Source& source,
                          Counts& counts) {
  beast::ssl_stream<beast::tcp_stream> stream(co_await asio::this_coro::executor, tls);
  co_await beast::get_lowest_layer(stream).async_connect(
      asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), target.port), use_awaitable);
  beast::get_lowest_layer(stream).socket().set_option(asio::ip::tcp::no_delay(true));
  co_await stream.async_handshake(asio::ssl::stream_base::client, use_awaitable);
  beast::flat_buffer buffer;
  while (const Request* const asked = source()) {
    http::request<http::string_body> request(http::verb::post, asked->method, 11);
    request.set(http::field::host, "localhost");
    request.set(http::field::content_type, target.content_type);
    request.set(http::field::authorization, "Bearer " + target.token);
    request.body() = asked->bytes;
    request.prepare_payload();
    const auto start = Clock::now();
    http::response<http::string_body> response;
    co_await http::async_write(stream, request, use_awaitable);
    co_await http::async_read(stream, buffer, response, use_awaitable);
    counts.latencies_us.push_back(
        std::chrono::duration<double, std::micro>(Clock::now() - start).count());
    if (response.result_int() != 200 && counts.failed++ == 0)
      std::cerr << "a call failed: " << response.body() << '\n';
  }
}

}  // namespace

Load DriveHttps(const HttpsTarget& target, const Source& source, int in_flight) {
  asio::io_context context(1);
  asio::ssl::context tls(asio::ssl::context::tls_client);
  tls.add_certificate_authority(asio::buffer(target.ca_pem));
  tls.set_verify_mode(asio::ssl::verify_peer);
  Counts counts;
  for (int i = 0; i < in_flight; ++i)
    asio::co_spawn(context, Ask(target, tls, source, counts), [](const std::exception_ptr& thrown) {
      if (thrown) std::rethrow_exception(thrown);
    });
  const auto start = Clock::now();
  context.run();
  const double elapsed = std::chrono::duration<double>(Clock::now() - start).count();
  return Load(std::move(counts.latencies_us), elapsed, counts.failed);
}

}  // namespace relais::bench
