// Tokens of OpenID providers: what is taken, and every way in that we know of, each refused by the check
// that is meant for it.
#include "services/identity/oidc_providers.h"

#include <gtest/gtest.h>
#include <openssl/rsa.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "crypto/random.h"
#include "services/identity/ec_key.h"
#include "tests/identity/forger.h"

namespace relais::identity {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr char kIssuer[] = "https://idp.example";
constexpr char kAudience[] = "https://relais.example";
const Instant kNow{seconds(1'795'000'000)};

Pkey NewKey(const std::string& algorithm, unsigned bits = 2048) {
  if (algorithm == "RS256") return Pkey(EVP_RSA_gen(bits));
  if (algorithm == "EdDSA") return Pkey(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  return NewEcKey();
}

Bytes Number(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  EXPECT_EQ(EVP_PKEY_get_bn_param(key, name, &number), 1);
  Bytes out(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, Data(out));
  BN_free(number);
  return out;
}

Members JwkOf(EVP_PKEY* key, const std::string& algorithm, const std::string& kid) {
  Members out{{"kid", Quoted(kid)}, {"alg", Quoted(algorithm)}, {"use", Quoted("sig")}};
  if (algorithm == "RS256") {
    out["kty"] = Quoted("RSA");
    out["n"] = Quoted(ToBase64Url(Number(key, "n")));
    out["e"] = Quoted(ToBase64Url(Number(key, "e")));
  } else if (algorithm == "EdDSA") {
    Bytes raw(32, '\0');
    std::size_t size = raw.size();
    EXPECT_EQ(EVP_PKEY_get_raw_public_key(key, Data(raw), &size), 1);
    out["kty"] = Quoted("OKP");
    out["crv"] = Quoted("Ed25519");
    out["x"] = Quoted(ToBase64Url(raw));
  } else {
    const EcPoint point = PointOf(key);
    out["kty"] = Quoted("EC");
    out["crv"] = Quoted("P-256");
    out["x"] = Quoted(ToBase64Url(View(point.x)));
    out["y"] = Quoted(ToBase64Url(View(point.y)));
  }
  return out;
}

std::string SetOf(const std::vector<Members>& keys) {
  std::string list;
  for (const Members& key : keys) list += (list.empty() ? "" : ",") + Json(key);
  return R"({"keys":[)" + list + "]}";
}

std::string Signed(EVP_PKEY* key, const std::string& algorithm, const Members& header,
                   const Members& claims) {
  if (algorithm == "ES256") return SignedWith(key, Json(header), Json(claims));
  const std::string input = SigningInput(Json(header), Json(claims));
  const DigestCtx context(EVP_MD_CTX_new());
  const EVP_MD* const digest = algorithm == "RS256" ? EVP_sha256() : nullptr;
  EXPECT_EQ(EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key), 1);
  Bytes signature(512, '\0');
  std::size_t size = signature.size();
  EXPECT_EQ(
      EVP_DigestSign(context.get(), Data(signature), &size, Data(BytesView(input)), input.size()),
      1);
  signature.resize(size);
  return input + '.' + ToBase64Url(signature);
}

// A provider whose pages a test writes; each fetch is counted.
class OidcProvidersTest : public testing::Test {
 protected:
  OidcProvidersTest() {
    Publish(SetOf({JwkOf(keys_.at("ES256").get(), "ES256", "k-ES256"),
                   JwkOf(keys_.at("RS256").get(), "RS256", "k-RS256"),
                   JwkOf(keys_.at("EdDSA").get(), "EdDSA", "k-EdDSA")}));
  }
  void Publish(const std::string& set, const std::string& issuer = kIssuer) {
    const std::lock_guard lock(mutex_);
    set_ = set;
    discovery_ = R"({"issuer":")" + issuer + R"(","jwks_uri":"https://idp.example/keys"})";
  }
  OidcOptions Options() {
    OidcOptions options;
    options.providers = {{{kIssuer, kAudience, "sub"}, {"ES256", "RS256", "EdDSA"}}};
    options.fetch = [this](const std::string& url) -> Result<HttpAnswer> {
      const std::lock_guard lock(mutex_);
      if (down_) return Fail(Reason::kUnavailable, "down");
      if (url == "https://idp.example/.well-known/openid-configuration")
        return HttpAnswer{200, discovery_};
      if (url != "https://idp.example/keys") return HttpAnswer{404, ""};
      ++fetches_;
      return HttpAnswer{200, set_};
    };
    options.on_trouble = [this](const Error&) { ++troubles_; };
    options.least_pause = milliseconds(200);
    return options;
  }
  void Start(OidcOptions options) {
    providers_ = std::make_unique<OidcProviders>(std::move(options));
    ASSERT_TRUE(Await([this] { return fetches_ > 0; }));
    ASSERT_TRUE(Await([this] { return Field(Token()) != "keys"; }));
  }
  void Start() { Start(Options()); }
  static bool Await(const std::function<bool()>& condition) {
    for (int i = 0; i < 500; ++i) {
      if (condition()) return true;
      std::this_thread::sleep_for(milliseconds(10));
    }
    return false;
  }

  static Members Header(const std::string& algorithm = "ES256") {
    return {
        {"alg", Quoted(algorithm)}, {"typ", Quoted("at+jwt")}, {"kid", Quoted("k-" + algorithm)}};
  }
  static Members Claims() {
    const auto at = [](seconds offset) {
      return std::to_string((kNow + offset).time_since_epoch() / seconds(1));
    };
    return {{"iss", Quoted(kIssuer)},   {"aud", Quoted(kAudience)}, {"sub", Quoted("nora")},
            {"client_id", Quoted("c")}, {"jti", Quoted("j")},       {"iat", at(seconds(-10))},
            {"exp", at(minutes(10))}};
  }
  static std::string At(seconds offset) {
    return std::to_string((kNow + offset).time_since_epoch() / seconds(1));
  }
  static std::string Sign(const Members& header, const Members& claims) {
    return Signed(keys_.at("ES256").get(), "ES256", header, claims);
  }
  static std::string Token() { return Sign(Header(), Claims()); }
  static std::string WithClaim(const std::string& name, const std::string& value) {
    Members claims = Claims();
    claims[name] = value;
    return Sign(Header(), claims);
  }
  static std::string WithHeader(const std::string& name, const std::string& value) {
    Members header = Header();
    header[name] = value;
    return Sign(header, Claims());
  }
  // The check that refused it; empty: it was taken.
  std::string Field(const std::string& token, Instant now = kNow) const {
    const auto account = providers_->Verify(token, now);
    if (account) return {};
    EXPECT_EQ(account.error().reason, Reason::kUnauthenticated);
    EXPECT_EQ(account.error().message, "sign in again");
    return account.error().field;
  }

  static const std::map<std::string, Pkey> keys_;
  std::atomic<int> fetches_{0}, troubles_{0};
  std::atomic<bool> down_{false};
  std::unique_ptr<OidcProviders> providers_;

 private:
  std::mutex mutex_;
  std::string set_, discovery_;
};
const std::map<std::string, Pkey> OidcProvidersTest::keys_ = [] {
  std::map<std::string, Pkey> keys;
  for (const char* algorithm : {"ES256", "RS256", "EdDSA"}) keys[algorithm] = NewKey(algorithm);
  return keys;
}();

TEST_F(OidcProvidersTest, TakesEachAlgorithm) {
  Start();
  for (const auto& [algorithm, key] : keys_) {
    const std::string token = Signed(key.get(), algorithm, Header(algorithm), Claims());
    for (int i = 0; i < 2; ++i) {  // the second time it is remembered
      const auto account = providers_->Verify(token, kNow);
      ASSERT_TRUE(account) << algorithm << ' ' << account.error().field;
      EXPECT_EQ(account->issuer, kIssuer);
      EXPECT_EQ(account->subject, "nora");
    }
    std::string spoilt = token;
    spoilt[spoilt.size() - 20] = spoilt[spoilt.size() - 20] == 'A' ? 'B' : 'A';
    EXPECT_EQ(Field(spoilt), "signature") << algorithm;
  }
}

TEST_F(OidcProvidersTest, TakesTheClaimThatTheConfigurationNames) {
  OidcOptions options = Options();
  options.providers[0].rules.subject_claim = "email";
  Start(std::move(options));
  EXPECT_EQ(providers_->Verify(WithClaim("email", Quoted("nora@house.example")), kNow)->subject,
            "nora@house.example");
  EXPECT_EQ(Field(Token()), "email");
}

TEST_F(OidcProvidersTest, TakesListsOfAudiencesAndTheLongTypeAndNotBefore) {
  Start();
  EXPECT_EQ(Field(WithClaim("aud", R"(["x","https://relais.example"])")), "");
  EXPECT_EQ(Field(WithHeader("typ", Quoted("application/AT+JWT"))), "");
  EXPECT_EQ(Field(WithClaim("nbf", At(seconds(30)))), "");
}

TEST_F(OidcProvidersTest, AttackAlgorithms) {
  Start();
  for (const char* alg : {"none", "None", "HS256", "PS256", "ES384", "es256", ""})
    EXPECT_EQ(Field(WithHeader("alg", Quoted(alg))), "alg") << alg;
  for (const char* alg : {"null", "1", "[\"ES256\"]", ""})
    EXPECT_EQ(Field(WithHeader("alg", alg)), "alg") << alg;
  // Key confusion: a key of one kind, under the name of another's algorithm.
  for (const char* alg : {"RS256", "EdDSA"})
    EXPECT_EQ(Field(WithHeader("alg", Quoted(alg))), "alg");
  const std::string rsa_pem = PublicPem(keys_.at("RS256").get());
  Members header = Header("HS256");
  header["kid"] = Quoted("k-RS256");
  EXPECT_EQ(Field(SignedHs256(rsa_pem, Json(header), Json(Claims()))), "alg");
  header["alg"] = Quoted("RS256");
  EXPECT_EQ(Field(SignedHs256(rsa_pem, Json(header), Json(Claims()))), "signature");
}

TEST_F(OidcProvidersTest, AttackAlgorithmThatTheConfigurationDoesNotAllow) {
  OidcOptions options = Options();
  options.providers[0].algorithms = {"EdDSA"};
  Start(std::move(options));
  EXPECT_EQ(Field(Token()), "alg");
  EXPECT_EQ(Field(Signed(keys_.at("EdDSA").get(), "EdDSA", Header("EdDSA"), Claims())), "");
}

TEST_F(OidcProvidersTest, AttackTypes) {
  Start();
  // An ID token is for the client that asked; whoever got one must not be let in with it.
  for (const char* typ : {"\"JWT\"", "\"id_token\"", "\"at+jwt;x\"", "null", "1", "\"\"", ""})
    EXPECT_EQ(Field(WithHeader("typ", typ)), "typ") << typ;
  EXPECT_EQ(Field(WithHeader("crit", "[]")), "crit");
}

TEST_F(OidcProvidersTest, AttackClaims) {
  Start();
  for (const char* iss : {"\"https://idp.example/\"", "\"https://other.example\"", "null", "1", ""})
    EXPECT_EQ(Field(WithClaim("iss", iss)), "iss") << iss;
  for (const char* aud : {"\"relais\"", "\"https://relais.example/\"", "[]",
                          "[\"https://relais.example\",1]", "{}", ""})
    EXPECT_EQ(Field(WithClaim("aud", aud)), "aud") << aud;
  for (const char* name : {"sub", "jti", "client_id"})
    for (const std::string& value :
         {std::string(), Quoted(""), std::string("1"), Quoted(std::string(256, 'x'))})
      EXPECT_EQ(Field(WithClaim(name, value)), name) << name << value;
  for (const char* name : {"iat", "exp"})
    for (const char* value : {"", "\"1\"", "1.5", "-1", "1e9", "99999999999999"})
      EXPECT_EQ(Field(WithClaim(name, value)), name) << name << value;
  EXPECT_EQ(Field(WithClaim("exp", At(seconds(0)))), "expired");
  EXPECT_EQ(Field(WithClaim("exp", At(seconds(-11)))), "lifetime");
  EXPECT_EQ(Field(WithClaim("exp", At(minutes(61)))), "lifetime");
  EXPECT_EQ(Field(WithClaim("iat", At(seconds(61)))), "future");
  EXPECT_EQ(Field(WithClaim("nbf", At(seconds(61)))), "future");
  EXPECT_EQ(Field(WithClaim("nbf", "\"now\"")), "nbf");
  // Bound to a certificate: whoever takes the account must hold the device's against it. To anything
  // else: we could not.
  const std::string bound = ToBase64Url(Bytes(32, 'c'));
  const auto account =
      providers_->Verify(WithClaim("cnf", R"({"x5t#S256":")" + bound + "\"}"), kNow);
  ASSERT_TRUE(account);
  EXPECT_EQ(ToBase64Url(View(account->certificate.value())), bound);
  for (const std::string& cnf :
       {std::string("{}"), std::string("null"), Quoted(bound), R"({"x5t#S256":")" + bound + "=\"}",
        R"({"x5t#S256":")" + bound.substr(1) + "\"}", std::string(R"({"jkt":"x"})"),
        R"({"jkt":"x","x5t#S256":")" + bound + "\"}", std::string(R"({"x5t#S256":1})")})
    EXPECT_EQ(Field(WithClaim("cnf", cnf)), "cnf") << cnf;
  EXPECT_EQ(Field(Sign(Header(), Claims()) + "."), "signature");
  EXPECT_EQ(Field(std::string(9000, 'x')), "size");
  EXPECT_EQ(Field(""), "parts");
  // Remembered, it still expires.
  EXPECT_EQ(Field(Token()), "");
  EXPECT_EQ(Field(Token(), kNow + minutes(11)), "expired");
}

TEST_F(OidcProvidersTest, AttackKeyOfTheTokensOwn) {
  Start();
  const Pkey other = NewEcKey();
  Members header = Header();
  header["jwk"] = Json(JwkOf(other.get(), "ES256", "k-ES256"));
  header["jku"] = Quoted("https://evil.example/keys");
  EXPECT_EQ(Field(Signed(other.get(), "ES256", header, Claims())), "signature");
}

// Providers do not speak for each other.
TEST_F(OidcProvidersTest, AttackFromAnotherProvider) {
  OidcOptions options = Options();
  options.providers.push_back(
      {{"https://other.example", kAudience, "sub"}, {"ES256"}, "https://idp.example/keys2"});
  Start(std::move(options));
  EXPECT_EQ(Field(WithClaim("iss", Quoted("https://other.example"))), "keys");
}

TEST_F(OidcProvidersTest, AttackFloodOfUnknownKeyIds) {
  OidcOptions options = Options();
  options.least_pause = seconds(1);
  Start(std::move(options));
  const int before = fetches_;
  const auto until = std::chrono::steady_clock::now() + milliseconds(2500);
  int tokens = 0;
  for (; std::chrono::steady_clock::now() < until; ++tokens)
    EXPECT_EQ(Field(WithHeader("kid", Quoted("k" + std::to_string(tokens)))), "kid");
  EXPECT_GT(tokens, 100);
  EXPECT_LE(fetches_ - before, 3);
}

TEST_F(OidcProvidersTest, FollowsARotation) {
  Start();
  const std::string old = Token();
  EXPECT_EQ(Field(old), "");
  const Pkey next = NewEcKey();
  Members header = Header();
  header["kid"] = Quoted("next");
  const std::string token = Signed(next.get(), "ES256", header, Claims());
  EXPECT_EQ(Field(token), "kid");
  Publish(SetOf({JwkOf(next.get(), "ES256", "next")}));
  EXPECT_TRUE(Await([&] { return Field(token).empty(); }));
  EXPECT_EQ(Field(old), "kid") << "what the old key signed goes with it, remembered or not";
}

TEST_F(OidcProvidersTest, KeepsItsKeysForAWhileWhenTheProviderIsDown) {
  OidcOptions options = Options();
  options.refresh_every = milliseconds(100);
  options.trust_for = milliseconds(1500);
  Start(std::move(options));
  down_ = true;
  ASSERT_TRUE(Await([this] { return troubles_ > 0; }));
  EXPECT_EQ(Field(Token()), "");
  EXPECT_TRUE(Await([this] { return Field(Token()) == "keys"; }));
  down_ = false;
  EXPECT_TRUE(Await([this] { return Field(Token()).empty(); }));
}

TEST_F(OidcProvidersTest, StartsWithoutTheProvider) {
  down_ = true;
  providers_ = std::make_unique<OidcProviders>(Options());
  ASSERT_TRUE(Await([this] { return troubles_ > 1; }));
  EXPECT_EQ(Field(Token()), "keys");
  down_ = false;
  EXPECT_TRUE(Await([this] { return Field(Token()).empty(); }));
}

TEST_F(OidcProvidersTest, AttackKeySets) {
  const Pkey other = NewEcKey();
  Members good = JwkOf(keys_.at("ES256").get(), "ES256", "k-ES256");
  const auto changed = [&](const std::string& name, const std::string& value) {
    Members key = good;
    key[name] = value;
    return SetOf({key});
  };
  const Pkey weak = NewKey("RS256", 1024);
  for (const std::string& set :
       {std::string(), std::string("[]"), std::string("{}"), std::string(R"({"keys":{}})"),
        std::string(R"({"keys":[]})"), std::string(R"({"keys":[1,null,"x",[]]})"),
        SetOf({good, JwkOf(other.get(), "ES256", "k-ES256")}), SetOf({good}) + "x",
        changed("use", Quoted("enc")), changed("alg", Quoted("RS256")), changed("kid", ""),
        changed("crv", Quoted("P-384")), changed("kty", Quoted("RSA")),
        changed("kty", Quoted("oct")), changed("x", Quoted("AAAA")),
        changed("y", Quoted(ToBase64Url(Bytes(32, '\1')))),
        SetOf({JwkOf(weak.get(), "RS256", "k-RS256")}), SetOf(std::vector<Members>(65, good)),
        R"({"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k","x":")" + ToBase64Url(Bytes(31, 'x')) +
            "\"}]}"}) {
    Publish(set);
    troubles_ = 0;
    providers_ = std::make_unique<OidcProviders>(Options());
    EXPECT_TRUE(Await([this] { return troubles_ > 0; })) << set;
    EXPECT_EQ(Field(Token()), "keys") << set;
  }
}

// What a provider takes back is not believed any longer, the last key least of all.
TEST_F(OidcProvidersTest, BelievesAProviderThatTakesBackItsLastKey) {
  OidcOptions options = Options();
  options.refresh_every = milliseconds(100);
  Start(std::move(options));
  EXPECT_EQ(Field(Token()), "");
  Publish(R"({"keys":[]})");
  EXPECT_TRUE(Await([&] { return Field(Token()) == "keys"; }));
  EXPECT_GT(troubles_, 0);
}

// Two that do not answer must not keep the first waiting.
TEST_F(OidcProvidersTest, AttackBySilence) {
  OidcOptions options = Options();
  options.least_pause = milliseconds(10);
  for (const char* issuer : {"https://silent-1.example", "https://silent-2.example"})
    options.providers.push_back({{issuer, kAudience, "sub"}, {"ES256"}});
  options.fetch = [inner = options.fetch](const std::string& url) -> Result<HttpAnswer> {
    if (url.find("silent") == url.npos) return inner(url);
    std::this_thread::sleep_for(milliseconds(100));
    return Fail(Reason::kUnavailable, "timeout");
  };
  down_ = true;
  providers_ = std::make_unique<OidcProviders>(std::move(options));
  ASSERT_TRUE(Await([this] { return troubles_ > 4; }));
  down_ = false;
  EXPECT_TRUE(Await([this] { return Field(Token()).empty(); }));
}

TEST_F(OidcProvidersTest, AttackAnotherIssuersPage) {
  Publish(SetOf({JwkOf(keys_.at("ES256").get(), "ES256", "k-ES256")}), "https://other.example");
  providers_ = std::make_unique<OidcProviders>(Options());
  EXPECT_TRUE(Await([this] { return troubles_ > 0; }));
  EXPECT_EQ(Field(Token()), "keys");
}

TEST(OidcUrls, AreHttpsOrHere) {
  for (const char* url :
       {"https://idp.example", "http://127.0.0.1:80/x", "http://localhost", "http://[::1]:1/"})
    EXPECT_TRUE(IsSafeUrl(url)) << url;
  for (const char* url :
       {"", "http://idp.example", "http://127.0.0.1.evil.example", "http://localhost@evil.example",
        "http://localhost:1@evil.example/", "http://127.0.0.10", "file:///etc/passwd", "HTTPS",
        "https://x/\x1b]0;", "https://x y"})
    EXPECT_FALSE(IsSafeUrl(url)) << url;
}

}  // namespace
}  // namespace relais::identity
