// Sessions of browsers: the token that a sign-in gives is kept in a cookie that no script of the page can
// read, and comes back by it. Kept here against requests that another site makes a visitor's browser send:
// the cookie counts only with the Origin of our own pages, which is checked for every request, and with a
// header that no form can set (Connect-Protocol-Version); SameSite=Strict keeps it at home besides.
#pragma once

#include <optional>
#include <string>

#include "services/base/http_server.h"
#include "services/gateway/api.h"

namespace relais::gateway {

// The token in the request's cookie; empty when there is none, more than one, or it does not count.
std::string TokenInCookie(const HttpRequest& request);
// Whether a browser asks to keep what a sign-in gives in a cookie: "Relais-Session: cookie".
bool WantsCookie(const HttpRequest& request);

// Takes the session's token out of an answer of `method`; nullopt when there is none in it.
struct TakenSession {
  std::string token;
  Bytes message;  // without it
};
std::optional<TakenSession> TakeSession(const Method& method, const Bytes& message);

// A Set-Cookie header. It goes when the browser is closed; an empty token makes it go at once.
std::pair<std::string, std::string> SessionCookie(const std::string& token);

}  // namespace relais::gateway
