// Published vectors: RFC 7515, appendix A.3 (ES256), and the RFC 7638 thumbprint of its key.
#include "services/identity/jws.h"

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>

#include "services/identity/ec_key.h"

namespace relais::identity {
namespace {

constexpr char kX[] = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
constexpr char kY[] = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
constexpr char kToken[] =
    "eyJhbGciOiJFUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlf"
    "Q.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

Pkey Rfc7515Key() {
  Bytes point("\x04");
  point.append(FromBase64Url(kX).value()).append(FromBase64Url(kY).value());
  char group[] = "prime256v1", name[] = "pub";
  OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
                             OSSL_PARAM_construct_octet_string(name, point.data(), point.size()),
                             OSSL_PARAM_construct_end()};
  EVP_PKEY_CTX* const ctx = EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr);
  EVP_PKEY* key = nullptr;
  EXPECT_EQ(EVP_PKEY_fromdata_init(ctx), 1);
  EXPECT_EQ(EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, parameters), 1);
  EVP_PKEY_CTX_free(ctx);
  return Pkey(key);
}

TEST(Jws, Rfc7515VectorVerifies) {
  const Jwk key = PublicJwk(Rfc7515Key().get());
  EXPECT_TRUE(VerifiesByJose(key, kToken));
  std::string changed = kToken;
  changed[30] = changed[30] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(VerifiesByJose(key, changed));
  EXPECT_FALSE(VerifiesByJose(PublicJwk(NewEcKey().get()), kToken));
}

TEST(Jws, ThumbprintOfTheRfc7515Key) {
  EXPECT_EQ(Thumbprint(Rfc7515Key().get()), "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U");
}

// r, s and the coordinates are a byte shorter once in 128 and 256 times; a writer that forgets to
// pad fails here.
TEST(Jws, EverySignatureIs64BytesAndVerifies) {
  for (int k = 0; k < 300; ++k) {
    const Pkey key = NewEcKey();
    const Jwk signing = PrivateJwk(key.get()), verifying = PublicJwk(key.get());
    for (int i = 0; i < 5; ++i) {
      const std::string token = SignEs256(signing, Thumbprint(key.get()), "payload");
      ASSERT_EQ(FromBase64Url(token.substr(token.rfind('.') + 1)).value().size(), 64u);
      ASSERT_TRUE(VerifiesByJose(verifying, token));
    }
  }
}

TEST(Jws, FailuresLeaveNoOpensslErrorBehind) {
  const Jwk key = PublicJwk(NewEcKey().get());
  EXPECT_FALSE(VerifiesByJose(key, kToken));
  EXPECT_FALSE(VerifiesByJose(key, "a.b.c"));
  const std::string input = std::string(kToken).substr(0, std::string_view(kToken).rfind('.') + 1);
  for (const Bytes& signature : {Bytes(64, '\xff'), Bytes(64, '\0'), Bytes(64, 'x')}) {
    EXPECT_FALSE(VerifiesByJose(key, input + ToBase64Url(signature)));
  }
  EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST(Jws, Base64UrlHasOneSpelling) {
  EXPECT_EQ(FromBase64Url("-_8").value(), "\xfb\xff");
  EXPECT_EQ(FromBase64Url("").value(), "");
  for (const char* text : {"+/8", "-_8=", "-_9", "A", "-_8 ", " -_8", "-_\n8", "AA==", "AAAAA"}) {
    EXPECT_FALSE(FromBase64Url(text)) << text;
  }
}

}  // namespace
}  // namespace relais::identity
