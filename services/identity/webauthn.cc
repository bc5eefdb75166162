#include "services/identity/webauthn.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <openssl/x509.h>

#include <algorithm>
#include <memory>

#include "crypto/hash.h"
#include "crypto/openssl.h"
#include "services/identity/json.h"

namespace relais::identity {
namespace {

constexpr std::size_t kMostClientData = 4096, kMostAuthenticatorData = 4096, kMostSignature = 1024;

Error Wrong(const char* check) {
  return {Reason::kUnauthenticated, "this passkey could not be checked; try again", check};
}

const unsigned char* Raw(BytesView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
Bytes BytesAt(const unsigned char* at, std::size_t size) {
  return Bytes(reinterpret_cast<const char*>(at), size);
}

using Credential = std::unique_ptr<fido_cred_t, void (*)(fido_cred_t*)>;
Credential NewCredential() {
  return {fido_cred_new(), [](fido_cred_t* c) { fido_cred_free(&c); }};
}
using AssertionHandle = std::unique_ptr<fido_assert_t, void (*)(fido_assert_t*)>;
AssertionHandle NewAssertion() {
  return {fido_assert_new(), [](fido_assert_t* a) { fido_assert_free(&a); }};
}

// What the browser says that it asked the device for.
Status CheckClientData(BytesView json, std::string_view type, BytesView challenge,
                       const RelyingParty& party) {
  if (json.size() > kMostClientData) return tl::unexpected<Error>(Wrong("size"));
  const Json data = ParseObject(json);
  if (!data) return tl::unexpected<Error>(Wrong("client_data"));
  if (TextOf(data.get(), "type") != type) return tl::unexpected<Error>(Wrong("type"));
  const auto signed_challenge = TextOf(data.get(), "challenge");
  const auto bytes = signed_challenge ? FromBase64Url(*signed_challenge)
                                      : Fail(Reason::kInvalid, "there is no challenge");
  if (!bytes || *bytes != challenge) return tl::unexpected<Error>(Wrong("challenge"));
  const auto origin = TextOf(data.get(), "origin");
  if (!origin || !party.IsOrigin(*origin)) return tl::unexpected<Error>(Wrong("origin"));
  const json_t* const framed = json_object_get(data.get(), "crossOrigin");
  if (framed != nullptr && !json_is_false(framed)) return tl::unexpected<Error>(Wrong("framed"));
  return {};
}

// rpIdHash[32] | flags u8 | ...: which relying party, that somebody was there, and that it was them.
Status CheckAuthenticatorData(BytesView data, const RelyingParty& party) {
  constexpr unsigned kPresent = 1, kVerified = 4;
  if (data.size() < 37 || data.size() > kMostAuthenticatorData)
    return tl::unexpected<Error>(Wrong("size"));
  if (data.substr(0, 32) != View(Sha256(party.id()))) return tl::unexpected<Error>(Wrong("party"));
  const auto flags = static_cast<unsigned char>(data[32]);
  if ((flags & kPresent) == 0 || (flags & kVerified) == 0)
    return tl::unexpected<Error>(Wrong("verification"));
  return {};
}

bool Verifies(const fido_assert_t* assertion, const PasskeyKey& key) {
  const auto verify = [&](auto* made, auto from, auto free) {
    if (made == nullptr) return false;
    const bool good = from(made, key.public_key.data(), key.public_key.size()) == FIDO_OK &&
                      fido_assert_verify(assertion, 0, key.algorithm, made) == FIDO_OK;
    free(&made);
    return good;
  };
  switch (key.algorithm) {
    case COSE_ES256:
      return verify(es256_pk_new(), es256_pk_from_ptr, es256_pk_free);
    case COSE_RS256:
      return verify(rs256_pk_new(), rs256_pk_from_ptr, rs256_pk_free);
    case COSE_EDDSA:
      return verify(eddsa_pk_new(), eddsa_pk_from_ptr, eddsa_pk_free);
    default:
      return false;
  }
}

}  // namespace

Result<RelyingParty> RelyingParty::Of(std::string origin) {
  constexpr std::string_view kScheme = "https://";
  const auto fail = [] {
    return Fail(Reason::kInvalid,
                "expected the origin that browsers show for the portal, such as "
                "https://portal.example.org, without a path");
  };
  if (!origin.starts_with(kScheme)) return fail();
  const std::string rest = origin.substr(kScheme.size());
  const std::string host = rest.substr(0, rest.find(':'));
  const auto in = [](std::string_view text, auto allowed) {
    return !text.empty() && std::all_of(text.begin(), text.end(), allowed);
  };
  const auto of_host = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
  };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool port = host.size() < rest.size();
  if (!in(host, of_host) || (port && !in(rest.substr(host.size() + 1), digit))) return fail();
  return RelyingParty(std::move(origin), host);
}

bool RelyingParty::IsOrigin(std::string_view origin) const {
  if (origin == origin_) return true;
  const bool any_port = id_ == "localhost" && origin_ == "https://localhost";
  return any_port && origin.starts_with("https://localhost:");
}

Result<Bytes> PublicKeyOf(const PasskeyKey& key) {
  const auto convert = [&](auto* made, auto from, auto to, auto free) -> Result<Bytes> {
    Pkey pkey;
    if (made != nullptr && from(made, key.public_key.data(), key.public_key.size()) == FIDO_OK)
      pkey.reset(to(made));
    free(&made);
    unsigned char* der = nullptr;
    const int size = pkey ? i2d_PUBKEY(pkey.get(), &der) : 0;
    if (size <= 0) return Fail(Reason::kCorrupt, "this passkey's key cannot be read");
    Bytes out(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return out;
  };
  switch (key.algorithm) {
    case COSE_ES256:
      return convert(es256_pk_new(), es256_pk_from_ptr, es256_pk_to_EVP_PKEY, es256_pk_free);
    case COSE_RS256:
      return convert(rs256_pk_new(), rs256_pk_from_ptr, rs256_pk_to_EVP_PKEY, rs256_pk_free);
    case COSE_EDDSA:
      return convert(eddsa_pk_new(), eddsa_pk_from_ptr, eddsa_pk_to_EVP_PKEY, eddsa_pk_free);
    default:
      return Fail(Reason::kCorrupt, "this passkey's key cannot be read");
  }
}

Result<Bytes> ChallengeIn(BytesView client_data_json) {
  if (client_data_json.size() > kMostClientData) return tl::unexpected<Error>(Wrong("size"));
  const Json data = ParseObject(client_data_json);
  const auto text = data ? TextOf(data.get(), "challenge") : std::nullopt;
  if (!text) return tl::unexpected<Error>(Wrong("challenge"));
  auto challenge = FromBase64Url(*text);
  if (!challenge) return tl::unexpected<Error>(Wrong("challenge"));
  return challenge;
}

Result<PasskeyKey> VerifyRegistration(const RelyingParty& party, BytesView challenge,
                                      const Registration& registration) {
  RETURN_IF_ERROR(
      CheckClientData(registration.client_data_json, "webauthn.create", challenge, party));
  RETURN_IF_ERROR(CheckAuthenticatorData(registration.authenticator_data, party));
  const Bytes& data = registration.authenticator_data;
  // The data itself says which kind of key it holds; libfido2 wants to know beforehand.
  for (const int algorithm : {COSE_ES256, COSE_EDDSA, COSE_RS256}) {
    const Credential credential = NewCredential();
    const bool parsed =
        credential && fido_cred_set_type(credential.get(), algorithm) == FIDO_OK &&
        fido_cred_set_authdata_raw(credential.get(), Raw(data), data.size()) == FIDO_OK;
    if (!parsed || fido_cred_pubkey_ptr(credential.get()) == nullptr) continue;
    PasskeyKey key{
        BytesAt(fido_cred_id_ptr(credential.get()), fido_cred_id_len(credential.get())), algorithm,
        BytesAt(fido_cred_pubkey_ptr(credential.get()), fido_cred_pubkey_len(credential.get())),
        fido_cred_sigcount(credential.get())};
    if (key.credential_id.empty() || key.credential_id.size() > 1023) break;
    return key;
  }
  return tl::unexpected<Error>(Wrong("key"));
}

Result<std::uint32_t> VerifyAssertion(const RelyingParty& party, BytesView challenge,
                                      const PasskeyKey& key, const Assertion& assertion) {
  RETURN_IF_ERROR(CheckClientData(assertion.client_data_json, "webauthn.get", challenge, party));
  const Bytes& data = assertion.authenticator_data;
  RETURN_IF_ERROR(CheckAuthenticatorData(data, party));
  if (assertion.signature.size() > kMostSignature) return tl::unexpected<Error>(Wrong("size"));
  const AssertionHandle handle = NewAssertion();
  fido_assert_t* const a = handle.get();
  const bool good =
      a != nullptr && fido_assert_set_count(a, 1) == FIDO_OK &&
      fido_assert_set_rp(a, party.id().c_str()) == FIDO_OK &&
      fido_assert_set_up(a, FIDO_OPT_TRUE) == FIDO_OK &&
      fido_assert_set_uv(a, FIDO_OPT_TRUE) == FIDO_OK &&
      fido_assert_set_clientdata(a, Raw(assertion.client_data_json),
                                 assertion.client_data_json.size()) == FIDO_OK &&
      fido_assert_set_authdata_raw(a, 0, Raw(data), data.size()) == FIDO_OK &&
      fido_assert_set_sig(a, 0, Raw(assertion.signature), assertion.signature.size()) == FIDO_OK &&
      Verifies(a, key);
  if (!good) return tl::unexpected<Error>(Wrong("signature"));
  const std::uint32_t counter = fido_assert_sigcount(a, 0);
  // Devices that do not count send zero, always.
  if ((key.counter != 0 || counter != 0) && counter <= key.counter)
    return tl::unexpected<Error>(Wrong("counter"));
  return counter;
}

}  // namespace relais::identity
