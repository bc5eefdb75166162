// A client that sends the bytes it is told to, over TLS, and reads what comes back as HTTP. Blocks.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <functional>

namespace relais {

class HttpsClient {
 public:
  using Response = boost::beast::http::response<boost::beast::http::string_body>;

  // `adjust` may change what the client offers; `from` is its own address. Throws boost::system::system_error, as all
  // of this does.
  HttpsClient(unsigned short port, const std::string& ca_pem,
              const std::function<void(SSL_CTX*)>& adjust = nullptr,
              const std::string& from = "127.0.0.1");

  void Send(const std::string& bytes);
  Response Read();
  Response ReadHead();  // of an answer that has no body, whatever its head says
  // Of a body in parts: the next bytes there are, of the body alone; empty at its end.
  std::string ReadPart();
  Response Ask(const std::string& bytes) {
    Send(bytes);
    return Read();
  }
  // Whether the other side closes within so long; what it sends meanwhile is lost.
  bool IsClosedWithin(std::chrono::milliseconds time);
  SSL* native() { return stream_.native_handle(); }

 private:
  boost::asio::io_context context_;
  boost::asio::ssl::context tls_{boost::asio::ssl::context::tls_client};
  boost::beast::ssl_stream<boost::beast::tcp_stream> stream_;
  boost::beast::flat_buffer buffer_;
  std::unique_ptr<boost::beast::http::response_parser<boost::beast::http::buffer_body>> parts_;
};

}  // namespace relais
