#include "services/base/http_server.h"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <cerrno>
#include <thread>

#include "services/base/http_exchange.h"
#include "services/base/http_guests.h"
#include "services/base/http_message.h"
#include "services/base/tls.h"

namespace relais {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

constexpr std::uint32_t kMaxHeader = 8 * 1024;
// Of what came and is not yet read: Beast bounds heads and bodies, but not the lines between the
// chunks of a body.
constexpr std::size_t kMaxBuffer = kMaxHeader + 64 * 1024;
// Bodies beyond this are read for so many at once only: whoever sends them need not have shown a token.
constexpr std::size_t kSmallBody = 64 * 1024;
constexpr std::size_t kMostLargeBodies = 64, kMostLargeBodiesOfOne = 8;
constexpr std::chrono::seconds kKeepAlive{30};
// For whoever is still sending when the answer is there already.
constexpr std::chrono::seconds kLinger{2};
constexpr std::size_t kMaxLinger = 4 << 20;

// A peer that went without a word is noticed within two minutes, though nothing is sent to it.
void WatchPeer(tcp::socket& socket) {
  beast::error_code ignored;
  socket.set_option(asio::socket_base::keep_alive(true), ignored);
  const int seconds = static_cast<int>(kKeepAlive.count()), probes = 3;
  const int fd = socket.native_handle();
  setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &seconds, sizeof seconds);
  setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &seconds, sizeof seconds);
  setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
}

// Puts kGone into the exchange when the other side sends something, or its end. The socket must stay
// until the exchange is closed.
void AwaitLeaving(tcp::socket& socket, const std::weak_ptr<Exchange>& exchange) {
  socket.async_wait(tcp::socket::wait_read, [&socket, exchange](const beast::error_code& error) {
    const auto open = exchange.lock();
    if (error || !open || open->closed()) return;
    // Another thread may have been told of the request's own bytes, which were read meanwhile.
    char byte;
    const auto peeked = recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (peeked < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
      return AwaitLeaving(socket, exchange);
    open->Put({.kind = Item::Kind::kGone});
  });
}

// Closed with bytes unread, the other side would lose the answer too.
asio::awaitable<void> Linger(beast::tcp_stream& stream) {
  beast::error_code ignored;
  stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
  stream.expires_after(kLinger);
  std::array<char, 16 * 1024> waste;
  for (std::size_t left = kMaxLinger; left > 0;) {
    const auto [failed, size] = co_await stream.async_read_some(asio::buffer(waste), kAwait);
    if (failed) break;
    left -= std::min(left, size);
  }
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(HttpServerOptions options, HttpHandler handler)
      : options_(std::move(options)),
        handler_(std::move(handler)),
        guests_(options_.max_connections, options_.max_per_address),
        context_(options_.threads),
        acceptor_(asio::make_strand(context_)) {}
  ~Impl() { Stop(std::chrono::milliseconds(0)); }
  Status Listen();
  unsigned short port() const { return port_; }
  Status Use(const PemPair& pair) RELAIS_EXCLUDES(mutex_) {
    ASSIGN_OR_RETURN(auto tls, ServerTls(pair));
    const MutexLock lock(mutex_);
    tls_ = std::move(tls);
    return {};
  }
  void StopAccepting() {
    stopping_ = true;
    asio::post(acceptor_.get_executor(), [this] {
      beast::error_code ignored;
      acceptor_.close(ignored);
    });
  }
  void Stop(std::chrono::milliseconds patience) RELAIS_EXCLUDES(mutex_) {
    StopAccepting();
    const auto until = std::chrono::steady_clock::now() + patience;
    {
      const MutexLock lock(mutex_);
      while (answering_ > 0 && std::chrono::steady_clock::now() < until)
        answered_.WaitUntil(mutex_, until);
    }
    context_.stop();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

 private:
  asio::awaitable<void> Accept();
  asio::awaitable<void> Welcome(beast::tcp_stream stream, std::unique_ptr<Stay> stay);
  template <class Stream>
  asio::awaitable<void> Talk(Stream& stream, asio::ip::address peer);
  template <class Stream>
  asio::awaitable<bool> Answer(Stream& stream, Exchange& exchange, bool head_only, bool keep_alive);
  template <class Stream>
  asio::awaitable<void> AnswerInParts(Stream& stream, Exchange& exchange, Item head);
  template <class Stream>
  asio::awaitable<bool> Write(Stream& stream, const HttpAnswer& answer, bool head_only,
                              bool keep_alive);
  // For `size` bytes to be taken by an old phone.
  std::chrono::milliseconds TimeFor(std::size_t size) const {
    return options_.patience + std::chrono::seconds(size / 4096);
  }
  // While it lives somebody waits for an answer.
  class Waiting {
   public:
    explicit Waiting(Impl& impl) : impl_(impl) {
      const MutexLock lock(impl_.mutex_);
      ++impl_.answering_;
    }
    ~Waiting() {
      const MutexLock lock(impl_.mutex_);
      --impl_.answering_;
      impl_.answered_.NotifyAll();
    }
    Waiting(const Waiting&) = delete;

   private:
    Impl& impl_;
  };

  HttpServerOptions options_;
  const HttpHandler handler_;
  Mutex mutex_;
  CondVar answered_;
  std::shared_ptr<asio::ssl::context> tls_ RELAIS_GUARDED_BY(mutex_);
  int answering_ RELAIS_GUARDED_BY(mutex_) = 0;
  Guests guests_, large_bodies_{kMostLargeBodies, kMostLargeBodiesOfOne};
  asio::io_context context_;
  tcp::acceptor acceptor_;
  unsigned short port_ = 0;
  std::atomic<bool> stopping_{false};
  std::vector<std::thread> threads_;  // last: they use all the others
};

// What was asked for by HEAD is answered by the head alone, with the size that the body would have.
template <class Stream>
asio::awaitable<bool> HttpServer::Impl::Write(Stream& stream, const HttpAnswer& answer,
                                              bool head_only, bool keep_alive) {
  beast::get_lowest_layer(stream).expires_after(TimeFor(answer.body.size()));
  const bool unchanged = answer.status == 304;
  if (head_only || unchanged) {
    auto head = HeadOf<http::empty_body>(answer, options_.headers, keep_alive);
    if (!unchanged) head.content_length(answer.body.size());
    const auto [failed, sent] = co_await http::async_write(stream, head, kAwait);
    co_return !failed;
  }
  auto response = HeadOf<http::string_body>(answer, options_.headers, keep_alive);
  response.body() = answer.body;
  response.prepare_payload();
  const auto [failed, sent] = co_await http::async_write(stream, response, kAwait);
  co_return !failed;
}

// Until it ends, or nobody reads any more. Nothing is expected from the other side meanwhile: whatever
// comes is a sign that it has gone, and the connection is closed afterwards.
template <class Stream>
asio::awaitable<void> HttpServer::Impl::AnswerInParts(Stream& stream, Exchange& exchange,
                                                      Item head) {
  http::response<http::empty_body> response =
      HeadOf<http::empty_body>(head.answer, options_.headers, false);
  response.chunked(true);
  http::response_serializer<http::empty_body> serializer(response);
  auto& lowest = beast::get_lowest_layer(stream);
  lowest.expires_after(options_.patience);
  auto [failed, sent] = co_await http::async_write_header(stream, serializer, kAwait);
  lowest.expires_never();
  AwaitLeaving(lowest.socket(), exchange.weak_from_this());
  while (!failed) {
    Item item = co_await exchange.Next();
    lowest.expires_after(TimeFor(item.part.size()));
    if (item.kind == Item::Kind::kEnd) {
      co_await asio::async_write(stream, http::make_chunk_last(), kAwait);
      co_return exchange.Close();
    }
    if (item.kind != Item::Kind::kPart) break;
    std::tie(failed, sent) =
        co_await asio::async_write(stream, http::make_chunk(asio::buffer(item.part)), kAwait);
    lowest.expires_never();
    if (!failed && item.then) item.then();
  }
  exchange.Close();
  if (head.then) head.then();
}

// Whether the connection may go on.
template <class Stream>
asio::awaitable<bool> HttpServer::Impl::Answer(Stream& stream, Exchange& exchange, bool head_only,
                                               bool keep_alive) {
  beast::get_lowest_layer(stream).expires_never();
  Item item = co_await exchange.Next();
  if (item.kind == Item::Kind::kHead) {
    co_await AnswerInParts(stream, exchange, std::move(item));
    co_return false;
  }
  co_return co_await Write(stream, item.answer, head_only, keep_alive) && keep_alive;
}

template <class Stream>
asio::awaitable<void> HttpServer::Impl::Talk(Stream& stream, asio::ip::address peer) {
  beast::flat_buffer buffer(kMaxBuffer);
  auto& lowest = beast::get_lowest_layer(stream);
  for (bool first = true; !stopping_; first = false) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(options_.max_body);
    parser.header_limit(kMaxHeader);
    lowest.expires_after(first ? options_.patience : options_.idle);
    auto [failed, size] = co_await http::async_read_header(stream, buffer, parser, kAwait);
    int refused = failed ? StatusOf(failed) : IsAmbiguous(parser.get()) ? 400 : 200;
    HttpRequest request;
    bool keep_alive = false;
    std::unique_ptr<Stay> place;
    if (refused == 200) {
      // Before the body: what stands behind it (a trailer) is nobody's header.
      request = HeadOf(parser.get());
      keep_alive = parser.get().keep_alive();
      const auto length = parser.content_length();
      const bool large = parser.chunked() || (length && *length > kSmallBody);
      if (large && !large_bodies_.Enter(peer))
        refused = 503;
      else if (large)
        place = std::make_unique<Stay>(large_bodies_, peer);
      lowest.expires_after(TimeFor(large ? options_.max_body : length.value_or(0)));
    }
    if (refused == 200 && beast::iequals(request.Header("expect"), "100-continue")) {
      http::response<http::empty_body> go_on(http::status::continue_, 11);
      std::tie(failed, size) = co_await http::async_write(stream, go_on, kAwait);
      if (failed) refused = 0;
    }
    if (refused == 200) {
      std::tie(failed, size) = co_await http::async_read(stream, buffer, parser, kAwait);
      if (failed) refused = StatusOf(failed);
    }
    if (refused == 200 && stopping_) refused = 503;
    if (refused == 0) co_return;
    if (refused != 200) {
      const HttpAnswer refusal{refused, TextOf(refused)};
      co_await Write(stream, refusal, request.method == "HEAD", false);
      co_return;
    }
    request.body = std::move(parser.get().body());
    request.host = HostOf(peer).to_string();
    const bool head_only = request.method == "HEAD";
    const Waiting waiting(*this);
    const auto exchange = std::make_shared<Exchange>(stream.get_executor());
    handler_(std::move(request), std::make_shared<Reply>(exchange));
    place.reset();
    if (!co_await Answer(stream, *exchange, head_only, keep_alive && !stopping_)) co_return;
  }
}

asio::awaitable<void> HttpServer::Impl::Welcome(beast::tcp_stream stream,
                                                std::unique_ptr<Stay> stay) {
  std::shared_ptr<asio::ssl::context> tls;
  {
    const MutexLock lock(mutex_);
    tls = tls_;
  }
  if (!tls) {
    co_await Talk(stream, stay->address());
    co_return co_await Linger(stream);
  }
  beast::ssl_stream<beast::tcp_stream> secured(std::move(stream), *tls);
  auto& lowest = beast::get_lowest_layer(secured);
  lowest.expires_after(options_.patience);
  auto [failed] = co_await secured.async_handshake(asio::ssl::stream_base::server, kAwait);
  if (failed) co_return;
  co_await Talk(secured, stay->address());
  lowest.expires_after(kLinger);
  std::tie(failed) = co_await secured.async_shutdown(kAwait);
  if (failed) co_await Linger(lowest);
}

asio::awaitable<void> HttpServer::Impl::Accept() {
  const auto strand = [&] { return asio::any_io_executor(asio::make_strand(context_)); };
  for (;;) {
    auto [failed, socket] = co_await acceptor_.async_accept(strand(), kAwait);
    if (stopping_ || failed == asio::error::operation_aborted) co_return;
    if (failed) {
      // Out of descriptors: some will be given back.
      asio::steady_timer pause(acceptor_.get_executor(), std::chrono::milliseconds(50));
      co_await pause.async_wait(kAwait);
      continue;
    }
    beast::error_code gone;
    const auto peer = socket.remote_endpoint(gone);
    if (gone || !guests_.Enter(peer.address())) continue;
    // An answer that leaves in two writes would wait for the other side's word in between.
    socket.set_option(tcp::no_delay(true), gone);
    WatchPeer(socket);
    auto stay = std::make_unique<Stay>(guests_, peer.address());
    const auto executor = socket.get_executor();
    asio::co_spawn(executor, Welcome(beast::tcp_stream(std::move(socket)), std::move(stay)),
                   asio::detached);
  }
}

Status HttpServer::Impl::Listen() {
  const std::string& listen = options_.listen;
  const auto colon = listen.rfind(':');
  beast::error_code failed;
  // An IPv6 address stands in brackets.
  std::string host = listen.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto address = asio::ip::make_address(host, failed);
  int port = -1;
  if (colon != listen.npos && colon + 1 < listen.size() && listen.size() - colon <= 6 &&
      listen.find_first_not_of("0123456789", colon + 1) == listen.npos)
    port = std::stoi(listen.substr(colon + 1));
  if (failed || port < 0 || port > 65535)
    return Fail(Reason::kInvalid, "expected an address and a port, such as 127.0.0.1:8080", listen);
  if (options_.tls) RETURN_IF_ERROR(Use(*options_.tls));
  options_.tls.reset();
  const tcp::endpoint endpoint(address, static_cast<unsigned short>(port));
  acceptor_.open(endpoint.protocol(), failed);
  if (!failed) acceptor_.set_option(asio::socket_base::reuse_address(true), failed);
  if (!failed) acceptor_.bind(endpoint, failed);
  if (!failed) acceptor_.listen(asio::socket_base::max_listen_connections, failed);
  if (failed)
    return Fail(Reason::kUnavailable, "cannot listen on " + listen + ": " + failed.message());
  port_ = acceptor_.local_endpoint().port();
  asio::co_spawn(acceptor_.get_executor(), Accept(), asio::detached);
  for (int i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { context_.run(); });
  return {};
}

const std::string& HttpRequest::Header(std::string_view name) const {
  static const std::string kNone;
  const auto found = headers.find(name);
  return found == headers.end() ? kNone : found->second;
}

HttpHandler Plain(std::function<HttpAnswer(const HttpRequest&)> answer) {
  return [answer = std::move(answer)](const HttpRequest& request,
                                      const std::shared_ptr<HttpReply>& reply) {
    reply->Send(answer(request));
  };
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;
unsigned short HttpServer::port() const { return impl_->port(); }
Status HttpServer::ReplaceCertificate(const PemPair& tls) { return impl_->Use(tls); }
void HttpServer::StopAccepting() { impl_->StopAccepting(); }
void HttpServer::Stop(std::chrono::milliseconds patience) { impl_->Stop(patience); }

Result<std::unique_ptr<HttpServer>> HttpServer::Start(HttpServerOptions options,
                                                      HttpHandler handler) {
  auto impl = std::make_unique<Impl>(std::move(options), std::move(handler));
  RETURN_IF_ERROR(impl->Listen());
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

}  // namespace relais
