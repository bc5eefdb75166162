// Passkeys: what is signed must be ours, for this, now; libfido2 checks the rest.
#include "services/identity/webauthn.h"

#include <gtest/gtest.h>

#include "tests/identity/authenticator.h"

namespace relais::identity {
namespace {

class WebauthnTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto made =
        VerifyRegistration(party_, challenge_, device_.Register({.challenge = challenge_}));
    ASSERT_TRUE(made) << made.error().field;
    key_ = *made;
  }
  // The check that fails; empty when none does.
  std::string Registers(const Ceremony& ceremony) const {
    const auto made = VerifyRegistration(party_, challenge_, device_.Register(ceremony));
    return made ? "" : Failed(made.error());
  }
  std::string Asserts(const Assertion& assertion) const {
    const auto counter = VerifyAssertion(party_, challenge_, key_, assertion);
    return counter ? "" : Failed(counter.error());
  }
  std::string Asserts(const Ceremony& ceremony) const { return Asserts(device_.Assert(ceremony)); }
  static std::string Failed(const Error& error) {
    EXPECT_EQ(error.reason, Reason::kUnauthenticated);
    EXPECT_EQ(error.message, "this passkey could not be checked; try again");
    return error.field;
  }

  const RelyingParty party_ = RelyingParty::Of("https://localhost").value();
  const Bytes challenge_ = "sixteen bytes, ours";
  const Authenticator device_;
  PasskeyKey key_;
};

TEST_F(WebauthnTest, WhatWasRegisteredSignsIn) {
  EXPECT_EQ(key_.credential_id, device_.credential_id());
  EXPECT_EQ(key_.algorithm, -7);
  EXPECT_EQ(Asserts({.challenge = challenge_}), "");
}

TEST_F(WebauthnTest, AttackWhatTheBrowserSaysMustFit) {
  struct Row {
    const char* name;
    Ceremony ceremony;
    const char* check;
  };
  const Row rows[] = {
      {"another challenge", {.challenge = "another"}, "challenge"},
      {"no challenge", {.challenge = ""}, "challenge"},
      {"another site", {.challenge = challenge_, .origin = "https://evil.example"}, "origin"},
      {"a site that begins like ours",
       {.challenge = challenge_, .origin = "https://localhost.evil.example"},
       "origin"},
      {"plain HTTP", {.challenge = challenge_, .origin = "http://localhost"}, "origin"},
      {"a frame of another site",
       {.challenge = challenge_, .more = R"(,"crossOrigin":true)"},
       "framed"},
      {"a frame that is not said plainly",
       {.challenge = challenge_, .more = R"(,"crossOrigin":0)"},
       "framed"},
      {"a member twice",
       {.challenge = challenge_, .more = R"(,"type":"webauthn.get")"},
       "client_data"},
      {"more behind the end", {.challenge = challenge_, .more = "} {"}, "client_data"},
      {"another relying party", {.challenge = challenge_, .rp_id = "evil.example"}, "party"},
      {"nobody there", {.challenge = challenge_, .flags = 0x04}, "verification"},
      {"somebody, whoever it was", {.challenge = challenge_, .flags = 0x01}, "verification"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Registers(row.ceremony), row.check) << row.name;
    EXPECT_EQ(Asserts(row.ceremony), row.check) << row.name;
  }
  EXPECT_EQ(Asserts({.type = "webauthn.create", .challenge = challenge_}), "type");
  EXPECT_EQ(Registers({.type = "webauthn.get", .challenge = challenge_}), "type");
}

TEST_F(WebauthnTest, AttackEachByteOfASignatureAndOfWhatItSigns) {
  const Assertion good = device_.Assert({.challenge = challenge_});
  ASSERT_EQ(Asserts(good), "");
  for (Bytes Assertion::*part :
       {&Assertion::client_data_json, &Assertion::authenticator_data, &Assertion::signature}) {
    for (std::size_t i = 0; i < (good.*part).size(); ++i) {
      Assertion spoilt = good;
      (spoilt.*part)[i] = static_cast<char>((spoilt.*part)[i] ^ 1);
      EXPECT_NE(Asserts(spoilt), "") << i;
      spoilt = good;
      (spoilt.*part).resize(i);
      EXPECT_NE(Asserts(spoilt), "") << i;
    }
  }
  EXPECT_EQ(Asserts(Authenticator().Assert({.challenge = challenge_})), "signature") << "another's";
}

TEST_F(WebauthnTest, AttackACutRegistrationIsNone) {
  const Registration good = device_.Register({.challenge = challenge_});
  for (std::size_t i = 0; i < good.authenticator_data.size(); ++i) {
    Registration cut = good;
    cut.authenticator_data.resize(i);
    EXPECT_FALSE(VerifyRegistration(party_, challenge_, cut)) << i;
  }
  Registration huge = good;
  huge.authenticator_data.append(1 << 16, 'x');
  EXPECT_FALSE(VerifyRegistration(party_, challenge_, huge));
}

TEST_F(WebauthnTest, AttackACounterThatGoesBackIsACopys) {
  key_.counter = 7;
  EXPECT_EQ(Asserts({.challenge = challenge_, .counter = 8}), "");
  EXPECT_EQ(Asserts({.challenge = challenge_, .counter = 7}), "counter");
  EXPECT_EQ(Asserts({.challenge = challenge_, .counter = 6}), "counter");
  EXPECT_EQ(Asserts({.challenge = challenge_, .counter = 0}), "counter");
  key_.counter = 0;
  EXPECT_EQ(Asserts({.challenge = challenge_, .counter = 0}), "") << "devices that do not count";
}

TEST(RelyingPartyTest, IsAnOriginAsBrowsersWriteIt) {
  for (const char* const good :
       {"https://localhost", "https://portal.example.org", "https://portal.example.org:8443"})
    EXPECT_TRUE(RelyingParty::Of(good)) << good;
  for (const char* const bad :
       {"", "https://", "http://portal.example.org", "https://portal.example.org/",
        "https://Portal.example.org", "https://portal.example.org:", "https://a@b", "https://a b"})
    EXPECT_FALSE(RelyingParty::Of(bad)) << bad;
  const auto party = RelyingParty::Of("https://portal.example.org:8443").value();
  EXPECT_EQ(party.id(), "portal.example.org");
  EXPECT_TRUE(party.IsOrigin("https://portal.example.org:8443"));
  EXPECT_FALSE(party.IsOrigin("https://portal.example.org"));
  EXPECT_TRUE(RelyingParty::Of("https://localhost")->IsOrigin("https://localhost:45123"));
}

}  // namespace
}  // namespace relais::identity
