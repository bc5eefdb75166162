// An HTTP/1.1 server over Boost.Beast, with TLS or without: bounded in what it reads, in how long it
// waits for it, and in how many connections it holds, in all and of one address. A request that two
// readers could understand in two ways (RFC 9112, section 11.2) is refused and its connection closed.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "services/base/http.h"

namespace relais {

struct HttpRequest {
  std::string method;
  std::string target;  // path and query as they were sent: begins with '/', nothing is unescaped
  // By their names in lower case; what stands more than once is joined by ", ".
  std::map<std::string, std::string, std::less<>> headers;
  Bytes body;
  std::string host = {};  // the address that it came from; of IPv6 the /64

  // Empty when there is none.
  const std::string& Header(std::string_view name) const;
};

// The way back to who asked: either one Send, or Begin, any number of Parts and End. Dropped before,
// it answers 500. Thread-safe; must not outlive the server, whether or not that was stopped.
class HttpReply {
 public:
  virtual ~HttpReply() = default;
  virtual void Send(HttpAnswer answer) = 0;
  // `gone` is called at most once, when nobody reads any more before the end.
  virtual void Begin(HttpAnswer head, std::function<void()> gone) = 0;
  // `written` is called when it has left, which is the time for the next; never, when nobody reads.
  virtual void Part(Bytes part, std::function<void()> written) = 0;
  virtual void End() = 0;
};

// Called on a thread of the server's, which it must not hold up for long.
using HttpHandler = std::function<void(HttpRequest, std::shared_ptr<HttpReply>)>;
// A handler that has its answer at once.
HttpHandler Plain(std::function<HttpAnswer(const HttpRequest&)> answer);

struct PemPair {
  std::string certificate, key;  // a chain, leaf first, and its key: contents, not paths
};

struct HttpServerOptions {
  std::string listen;          // "address:port"; port 0 takes a free one
  std::optional<PemPair> tls;  // TLS 1.3, and 1.2 with forward secrecy and authenticated encryption
  int threads = 1;             // with one, requests are handled one after the other
  std::size_t max_body = 64 * 1024;
  std::size_t max_connections = 128;
  std::size_t max_per_address = 128;  // of IPv6: of a /64, which is one host's to use
  // Of every answer, to what could not be read as well.
  std::vector<std::pair<std::string, std::string>> headers = {};
  // For a handshake, a head, a body, and for an answer to be taken, besides a second for each 4 KiB;
  // and between two requests.
  std::chrono::milliseconds patience{15'000}, idle{60'000};
};

class HttpServer {
 public:
  // kInvalid when `listen` is no address, or the certificate none with its key; kUnavailable when
  // the address cannot be had.
  static Result<std::unique_ptr<HttpServer>> Start(HttpServerOptions options, HttpHandler handler);
  ~HttpServer();  // Stop() without patience
  unsigned short port() const;
  // For connections from now on.
  Status ReplaceCertificate(const PemPair& tls);
  // Takes no more connections, and no more requests of those there are.
  void StopAccepting();
  // The same; lets answers leave, for at most so long; then calls nobody any more.
  void Stop(std::chrono::milliseconds patience);

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace relais
