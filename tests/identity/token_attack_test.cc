// Every way in that we know of, each refused by the check that is meant for it.
#include "crypto/random.h"
#include "services/identity/jws.h"
#include "tests/identity/token_fixture.h"

namespace relais::identity {
namespace {

class TokenAttack : public TokenTest {};

TEST_F(TokenAttack, AlgNone) {
  for (const char* alg : {"none", "None", "NONE", "nOnE"}) {
    ExpectRefused(WithHeader("alg", Quoted(alg)), "alg");
    Members header = Header();
    header["alg"] = Quoted(alg);
    ExpectRefused(SigningInput(Json(header), Json(Claims())) + ".", "signature");
  }
}

TEST_F(TokenAttack, PublicKeyAsHmacSecret) {
  Members header = Header();
  header["alg"] = Quoted("HS256");
  const EcPoint point = PointOf(key_.get());
  const std::string jwk = R"({"crv":"P-256","kty":"EC","x":")" + ToBase64Url(View(point.x)) +
                          R"(","y":")" + ToBase64Url(View(point.y)) + R"("})";
  for (const std::string& secret :
       {issuer_->public_key_pem(), jwk, issuer_->key_id(), std::string()}) {
    ExpectRefused(SignedHs256(secret, Json(header), Json(Claims())), "signature");  // 32 bytes
    const std::string token = SignedHs256(secret, Json(header), Json(Claims()));
    const std::string padded = token.substr(0, token.rfind('.') + 1) + ToBase64Url(Bytes(64, 'x'));
    ExpectRefused(padded, "alg");
  }
}

TEST_F(TokenAttack, OtherAlgorithms) {
  for (const char* alg :
       {"\"HS256\"", "\"RS256\"", "\"PS256\"", "\"ES384\"", "\"ES256K\"", "\"EdDSA\"", "\"es256\"",
        "\"ES256 \"", "\"\"", "null", "256", "[\"ES256\"]", "{}", ""}) {
    ExpectRefused(WithHeader("alg", alg), "alg");
  }
}

TEST_F(TokenAttack, AnotherKeyUnderTheSameKeyId) {
  const Pkey other = NewEcKey();
  ExpectRefused(SignedWith(other.get(), Json(Header()), Json(Claims())), "signature");
}

TEST_F(TokenAttack, KeyCarriedInTheHeader) {
  const Pkey other = NewEcKey();
  const EcPoint point = PointOf(other.get());
  Members header = Header();
  header["jwk"] = R"({"crv":"P-256","kty":"EC","x":")" + ToBase64Url(View(point.x)) + R"(","y":")" +
                  ToBase64Url(View(point.y)) + R"("})";
  header["jku"] = Quoted("https://attacker.example/keys");
  ExpectRefused(SignedWith(other.get(), Json(header), Json(Claims())), "signature");
  header["kid"] = Quoted(Thumbprint(other.get()));
  ExpectRefused(SignedWith(other.get(), Json(header), Json(Claims())), "kid");
}

TEST_F(TokenAttack, KeyIds) {
  for (const std::string& kid :
       {Quoted("unknown"), Quoted(""), Quoted("../../dev/null"), Quoted("' OR 1=1"),
        std::string("null"), std::string("1"), std::string("[]"), std::string(),
        Quoted(std::string(65, 'k')), Quoted(issuer_->key_id() + "x")}) {
    ExpectRefused(WithHeader("kid", kid), "kid");
  }
}

TEST_F(TokenAttack, HeaderTypes) {
  for (const char* typ : {"\"JWT\"", "\"id+jwt\"", "\"AT+JWT\"", "null", "1", "\"\""}) {
    ExpectRefused(WithHeader("typ", typ), "typ");
  }
  for (const char* crit : {"[]", "[\"exp\"]", "null", "\"b64\""})
    ExpectRefused(WithHeader("crit", crit), "crit");
}

TEST_F(TokenAttack, HeaderThatIsNoObject) {
  const std::string good = Json(Header());
  for (const std::string& header :
       {std::string("[]"), std::string("null"), std::string("\"ES256\""), good + "x", good + good,
        good.substr(1), good.substr(0, good.size() - 1), std::string("{"), std::string(1500, '['),
        std::string("\xff\xfe"), Bytes("{}\0", 3)}) {
    ExpectRefused(SignedWith(key_.get(), header, Json(Claims())), "header");
  }
  const std::string twice = R"({"alg":"none",)" + good.substr(1);
  ExpectRefused(SignedWith(key_.get(), twice, Json(Claims())), "header");
}

TEST_F(TokenAttack, WrongIssuerOrAudience) {
  for (const std::string& iss :
       {Quoted("https://other.example"), Quoted(kIssuer + "/"), Quoted(""), std::string("null"),
        std::string("1"), std::string("[") + Quoted(kIssuer) + "]", std::string()}) {
    ExpectRefused(WithClaim("iss", iss), "iss");
  }
  for (const char* aud :
       {"\"other\"", "\"Relais\"", "\"relais \"", "\"\"", "[]", "[\"other\"]", "[\"relais\",1]",
        "[[\"relais\"]]", "{\"relais\":1}", "null", "1", "true", ""}) {
    ExpectRefused(WithClaim("aud", aud), "aud");
  }
}

TEST_F(TokenAttack, Times) {
  const auto at = [](std::int64_t offset) { return std::to_string(kNowSeconds + offset); };
  ExpectRefused(WithClaim("exp", at(901)), "lifetime");
  ExpectTaken(WithClaim("exp", at(900)));
  ExpectRefused(WithClaim("exp", at(0)), "lifetime");
  ExpectRefused(WithClaim("exp", at(-1)), "lifetime");
  ExpectRefused(WithClaim("exp", "253402300799"), "lifetime");
  ExpectRefused(WithClaim("iat", "0"), "lifetime");
  ExpectRefused(WithClaim("iat", at(61)), "future");
  ExpectTaken(WithClaim("iat", at(60)));
  ExpectRefused(Good(), "expired", kNow + minutes(10));
}

TEST_F(TokenAttack, TimesThatAreNoTimes) {
  for (const char* time : {"\"1795000600\"", "1795000600.0", "1795000600.5", "1.7950006e9", "-1",
                           "-9223372036854775808", "9223372036854775807", "253402300800", "null",
                           "true", "[]", "{}", ""}) {
    ExpectRefused(WithClaim("exp", time), "exp");
    ExpectRefused(WithClaim("iat", time), "iat");
  }
  for (const char* time : {"9223372036854775808", "99999999999999999999999", "1e999", "NaN",
                           "Infinity", "0x10", "01", "+1"}) {
    ExpectRefused(WithClaim("exp", time), "claims");
  }
  for (const char* time : {"0", "1795000000", "null"}) ExpectRefused(WithClaim("nbf", time), "nbf");
}

TEST_F(TokenAttack, SubjectsAndTokenIds) {
  for (const char* name : {"sub", "jti"}) {
    for (const std::string& text :
         {Quoted(""), Quoted(std::string(65, 's')), std::string("null"), std::string("1"),
          std::string("[]"), std::string("{}"), std::string("true"), std::string()}) {
      ExpectRefused(WithClaim(name, text), name);
    }
  }
  for (const std::string& text :
       {Quoted("\\u0000"), Quoted("a\\u0000b"), Quoted("\xff"), Quoted("\\ud800")}) {
    ExpectRefused(WithClaim("sub", text), "claims");
  }
  EXPECT_EQ(verifier_->Verify(WithClaim("sub", Quoted(std::string(64, 's'))), kNow)->subject,
            std::string(64, 's'));
}

TEST_F(TokenAttack, ClaimsThatAreNoObject) {
  const std::string good = Json(Claims());
  for (const std::string& claims :
       {std::string("[]"), std::string("null"), std::string("1"), good + "x", good + good,
        good.substr(1), std::string("[") + good + "]", std::string(2500, '['), Bytes("\0", 1),
        good + Bytes("\0", 1), std::string("{"), std::string("\xef\xbb\xbf") + good}) {
    ExpectRefused(WithClaims(claims), "claims");
  }
}

TEST_F(TokenAttack, DuplicateNames) {
  const std::string good = Json(Claims());
  for (const char* extra :
       {R"("sub":"opr_0")", R"("exp":1)", R"("aud":"other")", R"("\u0073ub":"opr_0")"}) {
    ExpectRefused(WithClaims(std::string("{") + extra + "," + good.substr(1)), "claims");
    ExpectRefused(WithClaims(good.substr(0, good.size() - 1) + "," + extra + "}"), "claims");
  }
}

TEST_F(TokenAttack, EveryCharacterChanged) {
  const std::string token = Good();
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = token;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      const auto verified = verifier_->Verify(changed, kNow);
      ASSERT_FALSE(verified) << i << " " << bit;
      ASSERT_EQ(verified.error().message, "sign in again");
    }
  }
  ExpectTaken(token);
}

TEST_F(TokenAttack, CutAtEveryLength) {
  const std::string token = Good();
  for (std::size_t size = 0; size < token.size(); ++size) {
    ASSERT_EQ(verifier_->Verify(token.substr(0, size), kNow).error().reason,
              Reason::kUnauthenticated)
        << size;
  }
}

TEST_F(TokenAttack, Shapes) {
  const std::string token = Good();
  for (const std::string& text :
       {std::string(), std::string("."), std::string("opaque"), std::string("a.b")}) {
    ExpectRefused(text, "parts");
  }
  for (const std::string& text : {std::string(".."), std::string("..."), std::string(" ") + token,
                                  std::string(".") + token}) {
    ExpectRefused(text, "header");
  }
  for (const std::string& text : {token + ".", token + ".x", token + "=", token + " ", token + "\n",
                                  token + Bytes("\0", 1), token + "AA"}) {
    ExpectRefused(text, "signature");
  }
  ExpectRefused(std::string(1 << 20, 'a'), "size");
  ExpectRefused(token + std::string(4096, 'A'), "size");
}

TEST_F(TokenAttack, OtherSpellingsOfTheSameBytes) {
  std::string token = Good();
  // 64 bytes are 86 characters, whose last holds four spare bits: only zero is the canonical
  // spelling.
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const std::size_t last = kAlphabet.find(token.back());
  for (std::size_t spare = 1; spare < 16; ++spare) {
    token.back() = kAlphabet[last + spare];
    ExpectRefused(token, "signature");
  }
}

// A signature's twin (r, n - s) verifies too, high s or low: JWS asks for neither. It carries the
// same claims, so it opens nothing; it only means that the text of a token is not its identity.
TEST_F(TokenAttack, TwinSignatureIsTakenAndMeansTheSame) {
  const std::string token = Good();
  const std::size_t dot = token.rfind('.');
  const Bytes signature = FromBase64Url(token.substr(dot + 1)).value();
  const std::string twin = token.substr(0, dot + 1) + ToBase64Url(TwinOf(signature));
  ASSERT_NE(twin, token);
  ExpectTaken(token);
  ExpectTaken(twin);
}

TEST_F(TokenAttack, SignaturesThatAreNone) {
  const std::string token = Good();
  const std::string input = token.substr(0, token.rfind('.') + 1);
  const Bytes good = FromBase64Url(token.substr(input.size())).value();
  const Bytes order =
      FromHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551").value();
  const Bytes zero(32, '\0');
  for (const Bytes& signature :
       {zero + zero, Bytes(64, '\xff'), order + order, zero + good.substr(32),
        good.substr(0, 32) + zero, good.substr(32) + good.substr(0, 32), Bytes(63, 'x'),
        zero + good.substr(0, 32) + zero + good.substr(32), good.substr(0, 63),
        good + Bytes(1, '\0'), Bytes(2, '\0'), Bytes(1, 'x')}) {
    ExpectRefused(input + ToBase64Url(signature), "signature");
  }
}

TEST_F(TokenAttack, RandomBytesNeverVerifyOrThrow) {
  SystemRandom random;
  for (int i = 0; i < 2000; ++i) {
    Bytes noise(View(random.Next<32>()));
    std::string token = Good().substr(0, i % 300) + noise;
    EXPECT_FALSE(verifier_->Verify(noise, kNow));
    EXPECT_FALSE(verifier_->Verify(token, kNow));
  }
}

}  // namespace
}  // namespace relais::identity
