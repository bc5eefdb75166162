#include "clients/cli/sign_in.h"

#include <jansson.h>

#include <future>
#include <map>

#include "crypto/hash.h"
#include "crypto/secret.h"
#include "services/base/http.h"
#include "services/base/http_server.h"

namespace relais::cli {
namespace {

constexpr std::chrono::seconds kPatience{15};
constexpr char kCallback[] = "/callback";

using Json = std::unique_ptr<json_t, decltype([](json_t* json) { json_decref(json); })>;

Json Parse(const std::string& text) {
  return Json(json_loadb(text.data(), text.size(), JSON_REJECT_DUPLICATES, nullptr));
}
std::string TextOf(const json_t* object, const char* name) {
  const char* const text = json_string_value(json_object_get(object, name));
  return text == nullptr ? std::string() : text;
}

tl::unexpected<Error> Unusable(std::string why) {
  return Fail(Reason::kUnavailable, "the provider cannot be used", std::move(why));
}
tl::unexpected<Error> NotOurs(std::string what) {
  return Fail(Reason::kCorrupt, "an answer is not for this sign-in", std::move(what));
}

struct Endpoints {
  std::string authorization, token;
  bool names_issuer = false;  // its answers say whose they are (RFC 9207)
};

Result<Endpoints> Discover(const Provider& provider) {
  std::string base = provider.issuer;
  if (base.ends_with('/')) base.pop_back();
  if (!IsSafeUrl(base)) return Unusable("expected an address with https");
  const auto answer = HttpGet(base + "/.well-known/openid-configuration", kPatience);
  if (!answer) return Unusable(answer.error().message);
  const Json page = Parse(answer->body);
  if (answer->status != 200 || TextOf(page.get(), "issuer") != provider.issuer)
    return Unusable("its openid-configuration is missing, or of another issuer");
  Endpoints out{TextOf(page.get(), "authorization_endpoint"), TextOf(page.get(), "token_endpoint")};
  out.names_issuer =
      json_is_true(json_object_get(page.get(), "authorization_response_iss_parameter_supported"));
  if (!MayFollow(base, out.authorization) || !MayFollow(base, out.token))
    return Unusable("its openid-configuration names no safe address");
  return out;
}

// What nobody else can know, new for each sign-in. The state ties the browser's answer to us, the
// nonce the provider's, the verifier the code.
struct Secrets {
  explicit Secrets(Random& random)
      : state(ToBase64Url(View(random.Next<32>()))),
        nonce(ToBase64Url(View(random.Next<32>()))),
        verifier(ToBase64Url(View(random.Next<32>()))) {}
  const std::string state, nonce, verifier;
};

std::string Form(std::initializer_list<std::pair<const char*, std::string>> fields) {
  std::string out;
  for (const auto& [name, value] : fields)
    out += (out.empty() ? "" : "&") + std::string(name) + "=" + UrlEscape(value);
  return out;
}

// The first answer that knows the state; others may come from any page that the browser has open.
class Callback {
 public:
  using Query = std::map<std::string, std::string>;

  static Result<std::unique_ptr<Callback>> Listen(const Secrets& secrets,
                                                  const SignInPages& pages) {
    std::unique_ptr<Callback> out(new Callback(secrets.state, pages));
    ASSIGN_OR_RETURN(out->server_,
                     HttpServer::Start({.listen = "127.0.0.1:0"},
                                       [raw = out.get()](const HttpRequest& request,
                                                         std::shared_ptr<HttpReply> reply) {
                                         raw->Handle(request, std::move(reply));
                                       }));
    return out;
  }
  std::string redirect_uri() const {
    return "http://127.0.0.1:" + std::to_string(server_->port()) + kCallback;
  }
  Result<Query> Wait(std::chrono::milliseconds patience) {
    auto answer = answer_.get_future();
    if (answer.wait_for(patience) != std::future_status::ready)
      return Fail(Reason::kBusy, "nobody signed in");
    return answer.get();
  }
  ~Callback() {
    if (server_) server_->Stop(std::chrono::milliseconds(0));
    reply_.reset();  // before the server that it would go through
  }
  // The browser waits for it, so that it never says more than is true.
  void Show(bool signed_in) {
    HttpAnswer page = PageOf(signed_in ? 200 : 400);
    page.body = Html(signed_in ? pages_.done : pages_.failed);
    reply_->Send(std::move(page));
    server_->Stop(std::chrono::seconds(2));
  }

 private:
  Callback(std::string state, SignInPages pages)
      : state_(std::move(state)), pages_(std::move(pages)) {}
  void Handle(const HttpRequest& request, std::shared_ptr<HttpReply> reply) {
    const bool here = request.target.starts_with(std::string(kCallback) + "?");
    Query query = ParseQuery(request.target);
    if (request.method != "GET" || !here || !SecretEquals(query["state"], state_) || reply_) {
      HttpAnswer page = PageOf(400);
      page.body = Html(pages_.failed);
      return reply->Send(std::move(page));
    }
    reply_ = std::move(reply);
    answer_.set_value(std::move(query));
  }
  static std::string Html(const std::string& line) {
    return "<!doctype html><meta charset=utf-8><meta name=viewport content=\"width=device-width\">"
           "<title>Relais</title><body style=\"font:1.3em sans-serif;margin:3em\"><p>" +
           line + "</p>";
  }
  static HttpAnswer PageOf(int status) {
    return {status,
            {},
            "text/html; charset=utf-8",
            {{"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"},
             {"Referrer-Policy", "no-referrer"},
             {"Cache-Control", "no-store"}}};
  }

  const std::string state_;
  const SignInPages pages_;
  std::promise<Query> answer_;
  std::shared_ptr<HttpReply> reply_;    // to the browser that brought the answer
  std::unique_ptr<HttpServer> server_;  // last: it calls the others
};

// The claims of an ID token. It came from the provider itself over TLS, which stands for its
// signature (OpenID Connect Core, section 3.1.3.7, rule 6).
Status CheckIdToken(const std::string& token, const Provider& provider, const Secrets& secrets,
                    std::time_t now) {
  const auto first = token.find('.'), second = token.find('.', first + 1);
  if (first == token.npos || second == token.npos) return NotOurs("id_token");
  const auto bytes = FromBase64Url(token.substr(first + 1, second - first - 1));
  if (!bytes) return NotOurs("id_token");
  const Json claims = Parse(*bytes);
  if (TextOf(claims.get(), "iss") != provider.issuer) return NotOurs("iss");
  const json_t* const audience = json_object_get(claims.get(), "aud");
  const json_t* const one = json_array_size(audience) == 1 ? json_array_get(audience, 0) : audience;
  const char* const client = json_string_value(one);
  if (client == nullptr || client != provider.client_id) return NotOurs("aud");
  if (!SecretEquals(TextOf(claims.get(), "nonce"), secrets.nonce)) return NotOurs("nonce");
  // A clock that goes wrong by minutes is no attack.
  constexpr std::time_t kSkew = 300;
  if (json_integer_value(json_object_get(claims.get(), "exp")) <= now - kSkew)
    return NotOurs("exp");
  return {};
}

Result<SignedIn> Redeem(const Endpoints& endpoints, const Provider& provider,
                        const Secrets& secrets, const std::string& code,
                        const std::string& redirect_uri, std::time_t now) {
  const auto answer = HttpPost(endpoints.token,
                               Form({{"grant_type", "authorization_code"},
                                     {"code", code},
                                     {"redirect_uri", redirect_uri},
                                     {"client_id", provider.client_id},
                                     {"code_verifier", secrets.verifier},
                                     {"resource", provider.audience}}),
                               kPatience, "application/x-www-form-urlencoded");
  if (!answer) return Unusable(answer.error().message);
  const Json page = Parse(answer->body);
  if (answer->status != 200)
    return Fail(Reason::kUnauthenticated, "refused", TextOf(page.get(), "error"));
  RETURN_IF_ERROR(CheckIdToken(TextOf(page.get(), "id_token"), provider, secrets, now));
  SignedIn out{TextOf(page.get(), "access_token"),
               std::chrono::seconds(json_integer_value(json_object_get(page.get(), "expires_in")))};
  if (out.access_token.empty()) return NotOurs("access_token");
  return out;
}

}  // namespace

Result<SignedIn> SignIn::Run(const Provider& provider, const SignInPages& pages, Random& random,
                             std::time_t now, const std::function<void(const std::string&)>& show,
                             std::chrono::milliseconds patience) {
  ASSIGN_OR_RETURN(const Endpoints endpoints, Discover(provider));
  const Secrets secrets(random);
  ASSIGN_OR_RETURN(const auto callback, Callback::Listen(secrets, pages));
  const std::string redirect_uri = callback->redirect_uri();
  const char* const joint = endpoints.authorization.find('?') == std::string::npos ? "?" : "&";
  show(endpoints.authorization + joint +
       Form({{"response_type", "code"},
             {"client_id", provider.client_id},
             {"redirect_uri", redirect_uri},
             {"scope", "openid"},
             {"resource", provider.audience},
             {"state", secrets.state},
             {"nonce", secrets.nonce},
             {"code_challenge", ToBase64Url(View(Sha256(secrets.verifier)))},
             {"code_challenge_method", "S256"}}));
  ASSIGN_OR_RETURN(auto query, callback->Wait(patience));
  const auto redeem = [&]() -> Result<SignedIn> {
    // Another provider's answer, mixed up with this one's.
    if ((endpoints.names_issuer || query.contains("iss")) && query["iss"] != provider.issuer)
      return NotOurs("iss");
    if (!query.contains("code")) return Fail(Reason::kUnauthenticated, "refused", query["error"]);
    return Redeem(endpoints, provider, secrets, query["code"], redirect_uri, now);
  };
  auto signed_in = redeem();
  callback->Show(signed_in.has_value());
  return signed_in;
}

}  // namespace relais::cli
