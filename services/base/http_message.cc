#include "services/base/http_message.h"

#include <boost/beast/core.hpp>
#include <cctype>

namespace relais {

namespace beast = boost::beast;
namespace http = beast::http;

HttpRequest HeadOf(const BeastRequest& request) {
  HttpRequest out{std::string(request.method_string()), std::string(request.target()), {}, {}};
  for (const auto& field : request) {
    std::string name(field.name_string());
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    std::string& value = out.headers[name];
    if (!value.empty()) value += ", ";
    value += std::string(field.value());
  }
  return out;
}

bool IsAmbiguous(const BeastRequest& request) {
  const auto count = [&](http::field name) {
    const auto [begin, end] = request.equal_range(name);
    return std::distance(begin, end);
  };
  const auto encodings = count(http::field::transfer_encoding);
  if (encodings > 1 || count(http::field::content_length) > 1) return true;
  // "3, 3" would be taken for 3.
  if (request[http::field::content_length].find_first_not_of("0123456789") !=
      beast::string_view::npos)
    return true;
  if (encodings == 1 && (request.version() < 11 ||
                         !beast::iequals(request[http::field::transfer_encoding], "chunked")))
    return true;
  const bool host =
      request.version() < 11 ? count(http::field::host) <= 1 : count(http::field::host) == 1;
  return !host || !request.target().starts_with('/');
}

int StatusOf(const beast::error_code& failed) {
  if (failed == http::error::body_limit) return 413;
  if (failed == http::error::header_limit) return 431;
  const bool silent =
      failed == http::error::end_of_stream || failed == http::error::partial_message;
  return failed.category() == make_error_code(http::error::bad_method).category() && !silent ? 400
                                                                                             : 0;
}

const char* TextOf(int status) {
  switch (status) {
    case 413:
      return "the request is too large\n";
    case 431:
      return "the head of the request is too large\n";
    case 503:
      return "not now; try again in a minute\n";
    default:
      return "this is not a request of HTTP/1.1 that everybody reads alike\n";
  }
}

}  // namespace relais
