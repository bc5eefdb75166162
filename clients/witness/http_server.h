// A small HTTP/1.1 server for plain answers, over Boost.Beast: bounded in what it reads, in how long
// it waits for it, and in how many connections it holds. TLS, where it is wanted, is a proxy's work.
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "clients/witness/witness.h"

namespace relais::witness {

// Called on the server's one thread.
using Handler = std::function<Answer(const std::string& method, const std::string& target,
                                     const std::string& body)>;

// Listens on `host:port` (port 0 takes a free one, told to `listening`) and serves until SIGINT or
// SIGTERM. kUnavailable when it cannot listen.
Status Serve(const std::string& listen, const Handler& handler,
             const std::function<void(unsigned short port)>& listening);

}  // namespace relais::witness
