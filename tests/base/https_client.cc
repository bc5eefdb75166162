#include "tests/base/https_client.h"

namespace relais {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

HttpsClient::HttpsClient(unsigned short port, const std::string& ca_pem,
                         const std::function<void(SSL_CTX*)>& adjust, const std::string& from)
    : stream_([&]() -> beast::ssl_stream<beast::tcp_stream> {
        tls_.add_certificate_authority(asio::buffer(ca_pem));
        tls_.set_verify_mode(asio::ssl::verify_peer);
        if (adjust) adjust(tls_.native_handle());
        return {context_, tls_};
      }()) {
  stream_.set_verify_callback(asio::ssl::host_name_verification("localhost"));
  auto& tcp = beast::get_lowest_layer(stream_);
  tcp.socket().open(asio::ip::tcp::v4());
  tcp.socket().bind({asio::ip::make_address(from), 0});
  tcp.connect({asio::ip::address_v4::loopback(), port});
  stream_.handshake(asio::ssl::stream_base::client);
}

void HttpsClient::Send(const std::string& bytes) { asio::write(stream_, asio::buffer(bytes)); }

HttpsClient::Response HttpsClient::Read() {
  Response response;
  http::read(stream_, buffer_, response);
  return response;
}

HttpsClient::Response HttpsClient::ReadHead() {
  http::response_parser<http::string_body> parser;
  parser.skip(true);
  http::read(stream_, buffer_, parser);
  return parser.release();
}

std::string HttpsClient::ReadPart() {
  if (!parts_) {
    parts_ = std::make_unique<http::response_parser<http::buffer_body>>();
    http::read_header(stream_, buffer_, *parts_);
  }
  if (parts_->is_done()) return {};
  std::string part(64 * 1024, '\0');
  parts_->get().body().data = part.data();
  parts_->get().body().size = part.size();
  beast::error_code failed;
  http::read_some(stream_, buffer_, *parts_, failed);
  if (failed && failed != http::error::need_buffer) throw beast::system_error(failed);
  part.resize(part.size() - parts_->get().body().size);
  return part.empty() ? ReadPart() : part;
}

bool HttpsClient::IsClosedWithin(std::chrono::milliseconds time) {
  bool closed = false;
  std::array<char, 4096> waste;
  beast::get_lowest_layer(stream_).expires_after(time);
  std::function<void()> read = [&] {
    stream_.async_read_some(asio::buffer(waste), [&](const beast::error_code& failed, std::size_t) {
      if (!failed) return read();
      closed = failed != beast::error::timeout;
    });
  };
  read();
  context_.restart();
  context_.run();
  return closed;
}

}  // namespace relais
