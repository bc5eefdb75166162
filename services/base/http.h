// One HTTP request, made and answered, over libcurl. Blocks for at most `patience`; an answer of more
// than 1 MiB is refused; redirects are not followed. kUnavailable when no answer came: the message
// says why, without the address. Thread-safe.
#pragma once

#include <chrono>

#include "crypto/bytes.h"

namespace relais {

struct HttpAnswer {
  int status = 0;
  Bytes body;
};

Result<HttpAnswer> HttpGet(const std::string& url, std::chrono::milliseconds patience);
Result<HttpAnswer> HttpPost(const std::string& url, const Bytes& body,
                            std::chrono::milliseconds patience);

}  // namespace relais
