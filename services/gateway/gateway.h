// The door for browsers and simple clients: HTTPS, the portal's files, and the API in the Connect
// protocol. It forwards each call with the bearer token that came with it to the gRPC port, through a
// device's certificate of its own, and decides nothing about it; it holds no keys of the stores and
// opens none.
//
// Kept here, for every answer: no other site may read it, frame it or send to us in a visitor's name
// (no CORS, an Origin other than our own is refused, a strict Content-Security-Policy), and no answer
// of the API stays in a cache. The access log has a line for each request that could be read; it names
// methods and files, never a path as it was sent, an address, a person or a dossier.
#pragma once

#include <functional>
#include <memory>

#include "services/gateway/backend.h"
#include "services/gateway/portal.h"

namespace relais::gateway {

// One line of the access log.
struct Answered {
  std::string id;    // random; the answer has it as X-Request-Id
  std::string what;  // a method's or a file's path; "-": there is no such thing
  int status;        // of HTTP
  const char* code;  // of Connect; "ok" for files
  std::chrono::microseconds took;
};

struct GatewayOptions {
  std::string listen;  // "address:port"
  PemPair tls;         // the certificate that browsers see
  BackendOptions server;
  Portal portal = {};
  std::function<void(const Answered&)> on_answered = nullptr;  // on any thread
};

class Gateway {
 public:
  // kInvalid or kUnavailable, as HttpServer::Start.
  static Result<std::unique_ptr<Gateway>> Start(GatewayOptions options);
  ~Gateway();  // lets calls under way end, for at most five seconds
  unsigned short port() const;
  // For connections from now on.
  Status ReplaceCertificate(const PemPair& tls);

 private:
  class Impl;
  explicit Gateway(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace relais::gateway
