// An issuer, its verifier, and the means to forge: what the token tests share.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <optional>

#include "services/identity/ec_key.h"
#include "services/identity/tokens.h"
#include "tests/identity/forger.h"
#include "tests/keys/scratch.h"

namespace relais::identity {

using std::chrono::minutes;
using std::chrono::seconds;

inline const std::string kIssuer = "https://relais.example";
inline const std::string kSubject = "pro_01J0000000000000000000000A";
inline const Instant kNow = FromMillis(1'795'000'000'500);
inline constexpr std::int64_t kNowSeconds = 1'795'000'000;

class TokenTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(CreateIssuerKey(dir_ / "issuer.pem"));
    issuer_.emplace(TokenIssuer::Load(dir_ / "issuer.pem", kIssuer).value());
    key_ = ReadPrivateKey(dir_ / "issuer.pem").value();
    verifier_.emplace(NewVerifier());
  }
  TokenVerifier NewVerifier() {
    const std::array pems = {issuer_->public_key_pem()};
    return TokenVerifier::Create(pems, kIssuer).value();
  }

  // What the issuer writes; a test changes one member.
  Members Header() const {
    return {
        {"alg", Quoted("ES256")}, {"typ", Quoted("at+jwt")}, {"kid", Quoted(issuer_->key_id())}};
  }
  static Members Claims() {
    return {{"iss", Quoted(kIssuer)},
            {"sub", Quoted(kSubject)},
            {"aud", Quoted("relais")},
            {"jti", Quoted("AAAAAAAAAAAAAAAAAAAAAA")},
            {"iat", std::to_string(kNowSeconds)},
            {"exp", std::to_string(kNowSeconds + 600)}};
  }
  std::string WithHeader(const std::string& name, const std::string& value) const {
    Members header = Header();
    header[name] = value;
    return SignedWith(key_.get(), Json(header), Json(Claims()));
  }
  std::string WithClaim(const std::string& name, const std::string& value) const {
    Members claims = Claims();
    claims[name] = value;
    return SignedWith(key_.get(), Json(Header()), Json(claims));
  }
  std::string WithClaims(const std::string& json) const {
    return SignedWith(key_.get(), Json(Header()), json);
  }
  std::string Good() const { return WithClaims(Json(Claims())); }

  // Refused by the check named `detail`, twice (nothing refused is remembered), with the one
  // outward answer.
  void ExpectRefused(const std::string& token, const std::string& detail, Instant now = kNow) {
    for (int i = 0; i < 2; ++i) {
      const auto verified = verifier_->Verify(token, now);
      ASSERT_FALSE(verified) << token.substr(0, 200);
      EXPECT_EQ(verified.error().reason, Reason::kUnauthenticated);
      EXPECT_EQ(verified.error().message, "sign in again");
      EXPECT_EQ(verified.error().field, detail) << token.substr(0, 200);
    }
  }
  void ExpectTaken(const std::string& token, Instant now = kNow) {
    const auto verified = verifier_->Verify(token, now);
    ASSERT_TRUE(verified) << verified.error().field;
    EXPECT_EQ(verified->subject, kSubject);
  }

  Scratch dir_;
  std::optional<TokenIssuer> issuer_;
  std::optional<TokenVerifier> verifier_;
  Pkey key_;
};

}  // namespace relais::identity
