#include "services/base/tls.h"

#include <boost/asio/buffer.hpp>

namespace relais {
namespace {

namespace ssl = boost::asio::ssl;

// Of TLS 1.2; all of 1.3's are good.
constexpr char kSuites[] = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr unsigned char kHttp11[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

// Whoever offers only what we do not speak, such as h2, is answered without a protocol.
int ChooseProtocol(SSL*, const unsigned char** out, unsigned char* size,
                   const unsigned char* offered, unsigned int offered_size, void*) {
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, size, kHttp11, sizeof kHttp11, offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_NOACK;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

Result<std::shared_ptr<ssl::context>> ServerTls(const PemPair& pair) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  boost::system::error_code failed;
  context->use_certificate_chain(boost::asio::buffer(pair.certificate), failed);
  if (!failed) context->use_private_key(boost::asio::buffer(pair.key), ssl::context::pem, failed);
  SSL_CTX* const native = context->native_handle();
  if (failed || SSL_CTX_check_private_key(native) != 1)
    return Fail(Reason::kInvalid,
                "expected a certificate chain and its private key, both in PEM: " +
                    (failed ? failed.message() : std::string("they do not belong together")));
  if (SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_cipher_list(native, kSuites) != 1)
    return Fail(Reason::kInternal, "this OpenSSL cannot do what we demand of TLS");
  // A ticket's key would open what was recorded of TLS 1.2; renegotiation lets a client make us work.
  SSL_CTX_set_options(native, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                  SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_alpn_select_cb(native, ChooseProtocol, nullptr);
  return context;
}

}  // namespace relais
