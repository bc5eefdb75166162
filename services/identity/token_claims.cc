#include "services/identity/token_claims.h"

#include <cstdlib>

#include "crypto/openssl.h"
#include "services/identity/json.h"
#include "services/identity/jws.h"

namespace relais::identity {
namespace {

using std::chrono::seconds;

constexpr json_int_t kEndOfTime = 253402300799;  // the last second of the year 9999

Result<std::string> ShortText(const Json& object, const char* name,
                              std::size_t most = kMaxSubjectSize) {
  const auto text = TextOf(object.get(), name);
  if (!text || text->empty() || text->size() > most) return SignInAgain(name);
  return std::string(*text);
}

Result<Instant> TimeOf(const Json& object, const char* name) {
  const json_t* const value = json_object_get(object.get(), name);
  if (!json_is_integer(value)) return SignInAgain(name);
  const json_int_t time = json_integer_value(value);
  if (time < 0 || time > kEndOfTime) return SignInAgain(name);
  return Instant(seconds(time));
}

bool IsFor(const Json& claims, std::string_view audience) {
  return IsOrHolds(json_object_get(claims.get(), "aud"), audience);
}

Result<Bytes> Decode(std::string_view part, const char* detail) {
  Result<Bytes> bytes = FromBase64Url(part);
  if (!bytes || bytes->empty()) return SignInAgain(detail);
  return bytes;
}

// RFC 8705, section 3.1. Another member would be another proof, which we could not ask for.
Result<std::optional<Hash>> BoundCertificate(const Json& claims) {
  const json_t* const confirmation = json_object_get(claims.get(), "cnf");
  if (confirmation == nullptr) return std::optional<Hash>();
  const auto text = TextOf(confirmation, "x5t#S256");
  if (!text || json_object_size(confirmation) != 1) return SignInAgain("cnf");
  const auto bytes = FromBase64Url(*text);
  const auto hash = bytes ? ToArray<32>(*bytes) : Result<Hash>(SignInAgain("cnf"));
  if (!hash) return SignInAgain("cnf");
  return std::optional<Hash>(*hash);
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

// Exactly three parts: a fourth would leave a dot in the signature, which is no base64url.
Result<TokenParts> SplitToken(std::string_view token) {
  const std::size_t first = token.find('.');
  const std::size_t second = token.find('.', first == token.npos ? first : first + 1);
  if (second == token.npos) return SignInAgain("parts");
  ASSIGN_OR_RETURN(Bytes header, Decode(token.substr(0, first), "header"));
  ASSIGN_OR_RETURN(Bytes claims, Decode(token.substr(first + 1, second - first - 1), "claims"));
  ASSIGN_OR_RETURN(Bytes signature, Decode(token.substr(second + 1), "signature"));
  return TokenParts{std::move(header), std::move(claims), std::move(signature)};
}

Result<TokenHeader> ReadTokenHeader(BytesView json) {
  const Json header = ParseObject(json);
  if (!header) return SignInAgain("header");
  if (json_object_get(header.get(), "crit") != nullptr) return SignInAgain("crit");
  TokenHeader out;
  const auto algorithm = TextOf(header.get(), "alg");
  if (!algorithm) return SignInAgain("alg");
  out.algorithm = *algorithm;
  const json_t* const type = json_object_get(header.get(), "typ");
  if (type != nullptr && !Text(type)) return SignInAgain("typ");
  if (type != nullptr) out.type = *Text(type);
  ASSIGN_OR_RETURN(out.key_id, ShortText(header, "kid", kMaxKeyIdSize));
  return out;
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
  if (TextOf(claims.get(), "iss") != issuer) return SignInAgain("iss");
  if (!IsFor(claims, kAudience)) return SignInAgain("aud");
  if (json_object_get(claims.get(), "nbf") != nullptr) return SignInAgain("nbf");
  RETURN_IF_ERROR(ShortText(claims, "jti"));
  ASSIGN_OR_RETURN(std::string subject, ShortText(claims, "sub"));
  ASSIGN_OR_RETURN(const Instant issued, TimeOf(claims, "iat"));
  ASSIGN_OR_RETURN(const Instant expires, TimeOf(claims, "exp"));
  if (expires <= issued || expires - issued > kMaxTokenLifetime) return SignInAgain("lifetime");
  ASSIGN_OR_RETURN(const auto certificate, BoundCertificate(claims));
  return TokenClaims{std::move(subject), issued, expires, certificate};
}

std::string IssuerIn(BytesView json) {
  const Json claims = ParseObject(json);
  return std::string(TextOf(claims.get(), "iss").value_or(""));
}

// RFC 9068, section 2.2.
Result<TokenClaims> ReadProviderClaims(BytesView json, const ProviderRules& rules) {
  const Json claims = ParseObject(json);
  if (!claims) return SignInAgain("claims");
  if (TextOf(claims.get(), "iss") != rules.issuer) return SignInAgain("iss");
  if (!IsFor(claims, rules.audience)) return SignInAgain("aud");
  for (const char* name : {"jti", "client_id", "sub"})
    RETURN_IF_ERROR(ShortText(claims, name, kMaxProviderText));
  ASSIGN_OR_RETURN(std::string subject,
                   ShortText(claims, rules.subject_claim.c_str(), kMaxProviderText));
  ASSIGN_OR_RETURN(const Instant issued, TimeOf(claims, "iat"));
  ASSIGN_OR_RETURN(const Instant expires, TimeOf(claims, "exp"));
  if (expires <= issued || expires - issued > kMaxProviderLifetime) return SignInAgain("lifetime");
  Instant begins = issued;
  if (json_object_get(claims.get(), "nbf") != nullptr) {
    ASSIGN_OR_RETURN(const Instant not_before, TimeOf(claims, "nbf"));
    begins = std::max(begins, not_before);
  }
  ASSIGN_OR_RETURN(const auto certificate, BoundCertificate(claims));
  return TokenClaims{std::move(subject), begins, expires, certificate};
}

Status CheckTimes(const TokenClaims& claims, Instant now) {
  if (claims.expires <= now) return SignInAgain("expired");
  if (claims.issued > now + kMaxClockSkew) return SignInAgain("future");
  return {};
}

}  // namespace relais::identity
