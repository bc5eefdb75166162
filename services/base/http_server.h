// A small HTTP/1.1 server for plain answers, over Boost.Beast: bounded in what it reads, in how long
// it waits for it, and in how many connections it holds. TLS, where it is wanted, is a proxy's work.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "services/base/http.h"

namespace relais {

// Called on the server's one thread, one request after the other.
using HttpHandler = std::function<HttpAnswer(const std::string& method, const std::string& target,
                                             const std::string& body)>;

class HttpServer {
 public:
  // Listens on "address:port"; port 0 takes a free one. kInvalid when that is no address,
  // kUnavailable when it cannot be had.
  static Result<std::unique_ptr<HttpServer>> Start(const std::string& listen, HttpHandler handler);
  ~HttpServer();  // stops; what is under way is cut off
  unsigned short port() const;

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace relais
