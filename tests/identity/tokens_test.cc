#include "services/identity/tokens.h"

#include <openssl/ec.h>
#include <sys/stat.h>

#include <atomic>
#include <thread>

#include "services/base/files.h"
#include "services/identity/jws.h"
#include "tests/identity/token_fixture.h"

namespace relais::identity {
namespace {

TEST_F(TokenTest, IssuedTokenIsTaken) {
  const auto verified = verifier_->Verify(issuer_->Issue(kSubject, kNow, minutes(10)), kNow);
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->subject, kSubject);
  EXPECT_EQ(verified->expires, Instant(seconds(kNowSeconds + 600)));
}

TEST_F(TokenTest, TokenIsAsDocumented) {
  const std::string token = issuer_->Issue(kSubject, kNow, minutes(10));
  const std::size_t dot = token.find('.');
  EXPECT_EQ(FromBase64Url(token.substr(0, dot)).value(),
            R"({"alg":"ES256","typ":"at+jwt","kid":")" + issuer_->key_id() + R"("})");
  const Bytes claims = FromBase64Url(token.substr(dot + 1, token.rfind('.') - dot - 1)).value();
  EXPECT_TRUE(claims.starts_with(R"({"iss":"https://relais.example","sub":")" + kSubject +
                                 R"(","aud":"relais","iat":1795000000,"exp":1795000600,"jti":")"))
      << claims;
  EXPECT_EQ(issuer_->key_id(), Thumbprint(key_.get()));
}

TEST_F(TokenTest, NoTwoTokensAreAlike) {
  EXPECT_NE(issuer_->Issue(kSubject, kNow, minutes(1)), issuer_->Issue(kSubject, kNow, minutes(1)));
}

TEST_F(TokenTest, LongerLifetimeIsCutToFifteenMinutes) {
  const auto verified =
      verifier_->Verify(issuer_->Issue(kSubject, kNow, std::chrono::hours(24)), kNow);
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->expires, Instant(seconds(kNowSeconds + 900)));
}

TEST_F(TokenTest, ForgersGoodTokenIsTaken) {
  ExpectTaken(Good());
}  // so the attacks fail for their own reason

TEST_F(TokenTest, ExpiresToTheMillisecond) {
  const std::string token = Good();
  const Instant end(seconds(kNowSeconds + 600));
  ExpectTaken(token, end - Millis(1));
  ExpectRefused(token, "expired", end);
}

TEST_F(TokenTest, AttackRememberedTokenAfterExpiry) {
  const std::string token = Good();
  ExpectTaken(token);
  ExpectTaken(token);
  ExpectRefused(token, "expired", kNow + minutes(11));
  ExpectRefused(token, "future", kNow - minutes(2));
  ExpectTaken(token);
}

TEST_F(TokenTest, OtherVerifierDoesNotShareMemory) {
  const std::string token = Good();
  ExpectTaken(token);
  const std::array pems = {issuer_->public_key_pem()};
  const auto elsewhere = TokenVerifier::Create(pems, "https://other.example").value();
  EXPECT_EQ(elsewhere.Verify(token, kNow).error().field, "iss");
}

TEST_F(TokenTest, ClockMayBeAMinuteBehind) {
  ExpectTaken(Good(), Instant(seconds(kNowSeconds - 60)));
  ExpectRefused(Good(), "future", Instant(seconds(kNowSeconds - 60)) - Millis(1));
}

TEST_F(TokenTest, AudienceMayBeAList) {
  ExpectTaken(WithClaim("aud", R"(["relais"])"));
  ExpectTaken(WithClaim("aud", R"(["other","relais"])"));
}

TEST_F(TokenTest, HeaderMayLackATypeAndHaveMore) {
  ExpectTaken(WithHeader("typ", ""));
  ExpectTaken(WithHeader("x", "{}"));
  ExpectTaken(WithClaim("role", Quoted("admin")));  // claims beyond ours mean nothing
}

TEST_F(TokenTest, TwoKeysWhileOneFollowsTheOther) {
  ASSERT_TRUE(CreateIssuerKey(dir_ / "next.pem"));
  const auto next = TokenIssuer::Load(dir_ / "next.pem", kIssuer).value();
  const std::array pems = {issuer_->public_key_pem(), next.public_key_pem()};
  const auto both = TokenVerifier::Create(pems, kIssuer).value();
  EXPECT_TRUE(both.Verify(issuer_->Issue(kSubject, kNow, minutes(1)), kNow));
  EXPECT_TRUE(both.Verify(next.Issue(kSubject, kNow, minutes(1)), kNow));
  ExpectRefused(next.Issue(kSubject, kNow, minutes(1)), "kid");
}

TEST_F(TokenTest, ThreadsShareIssuerAndVerifier) {
  std::atomic<int> taken = 0;
  const auto work = [&] {
    for (int i = 0; i < 50; ++i) {
      const std::string token = issuer_->Issue(kSubject, kNow, minutes(5));
      for (int again = 0; again < 3; ++again) taken += verifier_->Verify(token, kNow).has_value();
    }
  };
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(work);
  threads.clear();
  EXPECT_EQ(taken, 4 * 50 * 3);
}

class IssuerKeyTest : public testing::Test {
 protected:
  Error LoadError() { return TokenIssuer::Load(path_, "x").error(); }
  void Put(BytesView bytes) { ASSERT_TRUE(WriteFileAtomically(path_, bytes, 0600)); }
  Scratch dir_;
  const std::filesystem::path path_ = dir_ / "issuer.pem";
};

TEST_F(IssuerKeyTest, IsPrivatePkcs8AndNeverOverwritten) {
  ASSERT_TRUE(CreateIssuerKey(path_));
  const Bytes pem = ReadPrivateFile(path_, 4096).value();
  EXPECT_TRUE(pem.starts_with("-----BEGIN PRIVATE KEY-----\n"));
  EXPECT_EQ(CreateIssuerKey(path_).error().reason, Reason::kWrongState);
  EXPECT_EQ(ReadPrivateFile(path_, 4096).value(), pem);
}

TEST_F(IssuerKeyTest, MissingOpenToOthersOrNoKeyAtAll) {
  EXPECT_EQ(LoadError().reason, Reason::kUnavailable);
  ASSERT_TRUE(CreateIssuerKey(path_));
  ASSERT_EQ(::chmod(path_.c_str(), 0644), 0);
  EXPECT_EQ(LoadError().reason, Reason::kWrongState);
  Put("garbage");
  EXPECT_EQ(LoadError().reason, Reason::kCorrupt);
  Put("");
  EXPECT_EQ(LoadError().reason, Reason::kCorrupt);
}

TEST_F(IssuerKeyTest, AttackKeyOfAnotherKind) {
  for (EVP_PKEY* const other : {EVP_EC_gen("secp384r1"), EVP_EC_gen("secp256k1"), EVP_RSA_gen(2048),
                                EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")}) {
    const Pkey key(other);
    Put(PrivatePem(key.get()));
    EXPECT_EQ(LoadError().reason, Reason::kCorrupt);
    const std::array pems = {PublicPem(key.get())};
    EXPECT_EQ(TokenVerifier::Create(pems, "x").error().reason, Reason::kInvalid);
  }
}

TEST_F(IssuerKeyTest, VerifierNeedsPublicKeys) {
  EXPECT_EQ(TokenVerifier::Create({}, "x").error().reason, Reason::kInvalid);
  const std::array garbage = {std::string("garbage")};
  EXPECT_EQ(TokenVerifier::Create(garbage, "x").error().reason, Reason::kInvalid);
  const std::array secret = {std::string(PrivatePem(NewEcKey().get()))};
  EXPECT_EQ(TokenVerifier::Create(secret, "x").error().reason, Reason::kInvalid);
}

}  // namespace
}  // namespace relais::identity
