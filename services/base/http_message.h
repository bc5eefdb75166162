// Requests and answers between Beast's types and ours, and which requests are none. Inner part of base/.
#pragma once

#include <boost/beast/http.hpp>

#include "services/base/http_server.h"

namespace relais {

using BeastRequest = boost::beast::http::request<boost::beast::http::string_body>;
using Fields = std::vector<std::pair<std::string, std::string>>;

template <class Body>
boost::beast::http::response<Body> HeadOf(const HttpAnswer& answer, const Fields& always,
                                          bool keep_alive) {
  boost::beast::http::response<Body> response(
      static_cast<boost::beast::http::status>(answer.status), 11);
  response.set(boost::beast::http::field::content_type, answer.content_type);
  for (const auto& [name, value] : always) response.set(name, value);
  for (const auto& [name, value] : answer.headers) response.set(name, value);
  response.keep_alive(keep_alive);
  return response;
}

// All but its body.
HttpRequest HeadOf(const BeastRequest& request);
// What another reader on the way could take for something else, or for two requests.
bool IsAmbiguous(const BeastRequest& request);
// The answer to what could not be read; 0: nobody is there to answer.
int StatusOf(const boost::beast::error_code& failed);
// What to say with 400, 413, 431 and 503.
const char* TextOf(int status);

}  // namespace relais
