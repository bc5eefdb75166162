// Signing in at an OpenID provider, in the browser of whoever sits here: the authorization code flow
// with PKCE and a redirect to this machine (RFC 8252, RFC 7636). Nothing of it is stored here.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "crypto/random.h"
#include "crypto/result.h"

namespace relais::cli {

struct Provider {
  std::string issuer, client_id;
  std::string audience;  // whom the access token is for, as the server's configuration says
};

struct SignedIn {
  std::string access_token;
  std::chrono::seconds lifetime;
};

// What the browser shows at the end: a line of text.
struct SignInPages {
  std::string done, failed;
};

class SignIn {
 public:
  // `show` is given the address to open. kUnavailable: the provider cannot be used, `field` says why;
  // kUnauthenticated: it refused, `field` is its code; kBusy: nobody signed in within `patience`;
  // kCorrupt: an answer was not for this sign-in.
  static Result<SignedIn> Run(const Provider& provider, const SignInPages& pages, Random& random,
                              std::time_t now, const std::function<void(const std::string&)>& show,
                              std::chrono::milliseconds patience);
};

}  // namespace relais::cli
