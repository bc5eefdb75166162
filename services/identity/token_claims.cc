#include "services/identity/token_claims.h"

#include <jansson.h>

#include <cstdlib>

#include "crypto/openssl.h"

namespace relais::identity {
namespace {

using std::chrono::seconds;

struct JsonDeleter {
  void operator()(json_t* json) const { json_decref(json); }
};
using Json = std::unique_ptr<json_t, JsonDeleter>;

constexpr json_int_t kEndOfTime = 253402300799;  // the last second of the year 9999

Json ParseObject(BytesView text) {
  Json json(json_loadb(text.data(), text.size(), JSON_REJECT_DUPLICATES, nullptr));
  if (!json_is_object(json.get())) json.reset();
  return json;
}

// The value of a string; nothing for any other type, and for an absent member.
std::optional<std::string_view> Text(const json_t* value) {
  if (!json_is_string(value)) return std::nullopt;
  return std::string_view(json_string_value(value), json_string_length(value));
}

std::optional<std::string_view> TextOf(const Json& object, const char* name) {
  return Text(json_object_get(object.get(), name));
}

Result<std::string> ShortText(const Json& object, const char* name) {
  const auto text = TextOf(object, name);
  if (!text || text->empty() || text->size() > kMaxSubjectSize) return SignInAgain(name);
  return std::string(*text);
}

Result<Instant> TimeOf(const Json& object, const char* name) {
  const json_t* const value = json_object_get(object.get(), name);
  if (!json_is_integer(value)) return SignInAgain(name);
  const json_int_t time = json_integer_value(value);
  if (time < 0 || time > kEndOfTime) return SignInAgain(name);
  return Instant(seconds(time));
}

bool ListNamesUs(const json_t* list) {
  bool found = false;
  for (std::size_t i = 0; i < json_array_size(list); ++i) {
    const auto audience = Text(json_array_get(list, i));
    if (!audience) return false;
    found = found || *audience == kAudience;
  }
  return found;
}

bool IsForUs(const Json& claims) {
  const json_t* const audience = json_object_get(claims.get(), "aud");
  return json_is_array(audience) ? ListNamesUs(audience) : Text(audience) == kAudience;
}

void Set(const Json& object, const char* name, json_t* value) {
  RequireOpenssl(json_object_set_new(object.get(), name, value) == 0);
}

json_t* NewText(std::string_view text) { return json_stringn(text.data(), text.size()); }

json_t* NewTime(Instant time) {
  return json_integer(std::chrono::floor<seconds>(time).time_since_epoch().count());
}

std::string Compact(const Json& object) {
  const std::unique_ptr<char, OpensslDeleter<std::free>> text(
      json_dumps(object.get(), JSON_COMPACT));
  RequireOpenssl(text != nullptr);
  return text.get();
}

}  // namespace

tl::unexpected<Error> SignInAgain(std::string_view detail) {
  return Fail(Reason::kUnauthenticated, "sign in again", std::string(detail));
}

Result<std::string> ReadTokenHeader(BytesView json) {
  const Json header = ParseObject(json);
  if (!header) return SignInAgain("header");
  if (TextOf(header, "alg") != "ES256") return SignInAgain("alg");
  if (json_object_get(header.get(), "crit") != nullptr) return SignInAgain("crit");
  if (json_object_get(header.get(), "typ") != nullptr && TextOf(header, "typ") != "at+jwt")
    return SignInAgain("typ");
  return ShortText(header, "kid");
}

std::string WriteClaims(const std::string& issuer, const TokenClaims& claims,
                        std::string_view token_id) {
  const Json out(json_object());
  Set(out, "iss", NewText(issuer));
  Set(out, "sub", NewText(claims.subject));
  Set(out, "aud", NewText(kAudience));
  Set(out, "iat", NewTime(claims.issued));
  Set(out, "exp", NewTime(claims.expires));
  Set(out, "jti", NewText(token_id));
  return Compact(out);
}

Result<TokenClaims> ReadClaims(BytesView json, std::string_view issuer) {
  const Json claims = ParseObject(json);
  if (!claims) return SignInAgain("claims");
  if (TextOf(claims, "iss") != issuer) return SignInAgain("iss");
  if (!IsForUs(claims)) return SignInAgain("aud");
  if (json_object_get(claims.get(), "nbf") != nullptr) return SignInAgain("nbf");
  RETURN_IF_ERROR(ShortText(claims, "jti"));
  ASSIGN_OR_RETURN(std::string subject, ShortText(claims, "sub"));
  ASSIGN_OR_RETURN(const Instant issued, TimeOf(claims, "iat"));
  ASSIGN_OR_RETURN(const Instant expires, TimeOf(claims, "exp"));
  if (expires <= issued || expires - issued > kMaxTokenLifetime) return SignInAgain("lifetime");
  return TokenClaims{std::move(subject), issued, expires};
}

Status CheckTimes(const TokenClaims& claims, Instant now) {
  if (claims.expires <= now) return SignInAgain("expired");
  if (claims.issued > now + kMaxClockSkew) return SignInAgain("future");
  return {};
}

}  // namespace relais::identity
