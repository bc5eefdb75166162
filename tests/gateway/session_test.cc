// Browsers' sessions, and how often strangers may ask.
#include <gtest/gtest.h>

#include <set>

#include "relais/v1/sessions.pb.h"
#include "services/gateway/session_cookie.h"
#include "services/gateway/strangers.h"

namespace relais::gateway {
namespace {

HttpRequest With(const std::string& cookie) {
  return {"POST",
          "/",
          {{"cookie", cookie}, {"origin", "https://localhost"}, {"connect-protocol-version", "1"}},
          {}};
}

TEST(SessionCookieTest, IsFoundAmongOthers) {
  EXPECT_EQ(TokenInCookie(With("__Host-relais=ses_A.b")), "ses_A.b");
  EXPECT_EQ(TokenInCookie(With("a=b; __Host-relais=ses_A.b; c=d")), "ses_A.b");
  EXPECT_EQ(TokenInCookie(With("")), "");
  EXPECT_EQ(TokenInCookie(With("relais=x; __Host-relais2=y; x__Host-relais=z")), "");
}

TEST(SessionCookieTest, AttackTwoOfThemAreNone) {
  EXPECT_EQ(TokenInCookie(With("__Host-relais=ses_A.b; __Host-relais=ses_C.d")), "");
  EXPECT_EQ(TokenInCookie(With("__Host-relais=a b")), "");
}

TEST(SessionCookieTest, AttackWhatAnotherSitesPageCanSendDoesNotCount) {
  for (const char* const missing : {"origin", "connect-protocol-version"}) {
    HttpRequest request = With("__Host-relais=ses_A.b");
    request.headers.erase(missing);
    EXPECT_EQ(TokenInCookie(request), "") << missing;
  }
}

TEST(SessionCookieTest, AnAnswersTokenGoesIntoTheCookieAndNowhereElse) {
  v1::SignInResponse response;
  response.set_session_token("ses_A.b");
  response.set_session_id("ses_A");
  const auto taken =
      TakeSession(*FindMethod("/relais.v1.Sessions/SignIn"), response.SerializeAsString());
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->token, "ses_A.b");
  EXPECT_EQ(taken->message.find("ses_A.b"), Bytes::npos);
  EXPECT_NE(taken->message.find("ses_A"), Bytes::npos);
  EXPECT_FALSE(TakeSession(*FindMethod("/relais.v1.Sessions/GetNews"), {}));
  EXPECT_EQ(SessionCookie("ses_A.b").second,
            "__Host-relais=ses_A.b; Path=/; Secure; HttpOnly; SameSite=Strict");
}

TEST(StrangersTest, AttackOnlyTheseAreForWhoeverIsNotSignedIn) {
  std::set<std::string> found;
  const auto& sessions = *v1::SignInRequest::descriptor()->file()->service(0);
  for (int i = 0; i < sessions.method_count(); ++i) {
    const std::string& name = sessions.method(i)->name();
    if (FindMethod("/relais.v1.Sessions/" + name)->for_strangers) found.insert(name);
  }
  EXPECT_EQ(found, (std::set<std::string>{"SendCode", "BeginPasskey", "SignIn", "BeginEnrolment"}));
  EXPECT_FALSE(FindMethod("/relais.v1.Dossiers/GetDossier")->for_strangers);
}

TEST(StrangersTest, AFloodOfOneHostLeavesTheOthersAlone) {
  Strangers strangers;
  const Strangers::Time start{};
  for (int i = 0; i < Strangers::kBurst; ++i) EXPECT_TRUE(strangers.MayAsk("10.0.0.1", start));
  EXPECT_FALSE(strangers.MayAsk("10.0.0.1", start));
  EXPECT_TRUE(strangers.MayAsk("10.0.0.2", start));
  EXPECT_TRUE(strangers.MayAsk("10.0.0.1", start + std::chrono::seconds(1)));
}

TEST(StrangersTest, AttackAFloodOfHostsFillsNoMemory) {
  Strangers strangers;
  const Strangers::Time start{};
  for (int i = 0; i < 200'000; ++i) EXPECT_TRUE(strangers.MayAsk(std::to_string(i), start));
}

}  // namespace
}  // namespace relais::gateway
