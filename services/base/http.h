// One HTTP request, made and answered, over libcurl. Blocks for at most `patience`; an answer of more
// than 1 MiB is refused; redirects are not followed. kUnavailable when no answer came: the message
// says why, without the address. Thread-safe.
#pragma once

#include <chrono>
#include <map>
#include <vector>

#include "crypto/bytes.h"

namespace relais {

struct HttpAnswer {
  int status = 200;
  Bytes body;
  // Of what we answer; neither is read.
  std::string content_type = "text/plain; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers = {};
};

Result<HttpAnswer> HttpGet(const std::string& url, std::chrono::milliseconds patience);
Result<HttpAnswer> HttpPost(const std::string& url, const Bytes& body,
                            std::chrono::milliseconds patience,
                            const std::string& content_type = "text/plain");
// Whether what is asked there stays secret: https, or http on this machine; of printable ASCII alone.
bool IsSafeUrl(std::string_view url);
// Whether a page of `from` may send us on to `to`: nobody elsewhere sends us to this machine.
bool MayFollow(std::string_view from, std::string_view to);
// As a value in the query of a URL.
std::string UrlEscape(std::string_view text);
// "/path?a=1&b=two+words": the values of the query by their names; of two, the first.
std::map<std::string, std::string> ParseQuery(std::string_view target);

}  // namespace relais
