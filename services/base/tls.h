// What a TLS server of ours demands. Inner part of base/.
#pragma once

#include <boost/asio/ssl/context.hpp>

#include "services/base/http_server.h"

namespace relais {

// kInvalid when `pair` is not a certificate with its key.
Result<std::shared_ptr<boost::asio::ssl::context>> ServerTls(const PemPair& pair);

}  // namespace relais
