// Signing in by card and code, sessions, invitations.
#include <sys/stat.h>

#include "clients/cli/qr.h"
#include "tests/cli/cli_fixture.h"

namespace relais::cli {
namespace {

class SignInCliTest : public CliTest {
 protected:
  SignInCliTest() {
    v1::SendCodeResponse sent;
    sent.set_sign_in_id("0123456789abcdef0123456789abcdef");
    server.Answer(sent);
    console.input.str("123456\n");
    console.terminal = true;
    console.secrets = {"kastanje"};
  }
  void Session(v1::Assurance assurance) {
    v1::SignInResponse session;
    session.set_session_token("ses_AAAA.secret");
    session.set_assurance(assurance);
    session.mutable_expire_time()->set_seconds(now + 3600);
    server.Answer(session);
  }
};

TEST_F(SignInCliTest, ByCodeAndWordAndTheTokenIsKeptForItsOwnerAlone) {
  Session(v1::ASSURANCE_WORD);
  ASSERT_EQ(Relais({"login", "--card", "ABCD"}), 0) << err();
  const auto asked = server.Last<v1::SignInRequest>();
  EXPECT_EQ(asked.code().code(), "123456");
  EXPECT_EQ(asked.code().chosen_word(), "kastanje");
  EXPECT_TRUE(Has(out(), "for 60 minutes")) << out();
  EXPECT_EQ(Read("token.jwt"), "ses_AAAA.secret\n");
  struct stat file {};
  ASSERT_EQ(stat((folder / "token.jwt").c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777U, 0600U);
  EXPECT_FALSE(Has(out() + err(), "secret"));
}

TEST_F(SignInCliTest, ByTheCodeAloneSaysWhetherThereIsSomethingNew) {
  Session(v1::ASSURANCE_PHONE);
  v1::GetNewsResponse news;
  news.set_something_new(true);
  news.set_help_line("0800 12 345");
  server.Answer(news);
  ASSERT_EQ(Relais({"login", "--card", "ABCD", "--without-word"}), 0) << err();
  EXPECT_EQ(server.Last<v1::SignInRequest>().code().chosen_word(), "");
  EXPECT_TRUE(Has(out(), "There is something new. To see it")) << out();
  EXPECT_TRUE(Has(out(), "0800 12 345"));
}

TEST_F(SignInCliTest, WhoHasAPhoneAloneAsksToBeCalled) {
  ASSERT_EQ(Relais({"call-me"}), 0) << err();
  EXPECT_EQ(server.Count<v1::AskCallBackRequest>(), 1U);
  EXPECT_TRUE(Has(out(), "the help line calls your phone")) << out();
  ASSERT_EQ(Relais({"call-me", "--no-longer"}), 0) << err();
  EXPECT_TRUE(server.Last<v1::AskCallBackRequest>().no_longer());
  EXPECT_EQ(out(), "Noted: you will not be called.\n");
  server.Fail<v1::AskCallBackRequest>(
      Refusal(grpc::StatusCode::FAILED_PRECONDITION, "WRONG_STATE"));
  EXPECT_EQ(Relais({"call-me"}), 1);
}

TEST_F(SignInCliTest, TheHelpLineCallsWhoWaitsLongest) {
  ASSERT_EQ(Relais({"calls", "list"}), 0) << err();
  EXPECT_EQ(out(), "Nobody waits for a call.\n");
  v1::ListCallBacksResponse waiting;
  for (const auto& [phone, at] :
       {std::pair{"+32470000002", 1'795'000'300}, {"+32470000001", 1'795'000'000}}) {
    auto& line = *waiting.add_lines();
    line.set_phone(phone);
    line.set_language("nl");
    line.set_dossier_id(kDossier);
    line.mutable_ask_time()->set_seconds(at);
  }
  server.answers.clear();
  server.Answer(waiting);
  ASSERT_EQ(Relais({"calls", "list"}), 0) << err();
  EXPECT_TRUE(InOrder(out(), "+32470000001 (nl), waits since", "+32470000002")) << out();
  EXPECT_TRUE(Has(out(), "somebody else may answer")) << out();
  ASSERT_EQ(Relais({"calls", "taken", kDossier}), 0) << err();
  EXPECT_EQ(server.Last<v1::TakeCallBackRequest>().dossier_id(), kDossier);
}

TEST_F(SignInCliTest, WhatDidNotWorkSaysWhatToDo) {
  server.Fail<v1::SignInRequest>(Refusal(grpc::StatusCode::UNAUTHENTICATED, "UNAUTHENTICATED"));
  EXPECT_EQ(Relais({"login", "--card", "ABCD"}), 1);
  EXPECT_TRUE(Has(err(), "the code or the word is wrong")) << err();
}

TEST_F(SignInCliTest, LogoutEndsTheSessionOnTheServerToo) {
  Write("token.jwt", "ses_0123456789ABCDEFGHJKMNPQRS.seal\n");
  ASSERT_EQ(Relais({"logout"}), 0) << err();
  EXPECT_EQ(server.Last<v1::EndSessionRequest>().session_id(), "ses_0123456789ABCDEFGHJKMNPQRS");
  EXPECT_EQ(server.authorization, "Bearer ses_0123456789ABCDEFGHJKMNPQRS.seal");
  EXPECT_FALSE(std::filesystem::exists(folder / "token.jwt"));
}

TEST_F(SignInCliTest, SessionsAndPasskeysAreListed) {
  v1::ListSessionsResponse all;
  auto& session = *all.add_sessions();
  session.set_id("ses_0123456789ABCDEFGHJKMNPQRS");
  session.set_assurance(v1::ASSURANCE_PASSKEY);
  session.set_passkey_label("ward 3");
  session.set_current(true);
  all.add_passkeys()->set_label("ward 3");
  server.Answer(all);
  ASSERT_EQ(Relais({"sessions", "list"}), 0) << err();
  EXPECT_TRUE(InOrder(out(), "ses_0123456789ABCDEFGHJKMNPQRS", "(this one)")) << out();
  EXPECT_TRUE(InOrder(out(), "(this one)", "Passkey")) << out();
}

TEST_F(SignInCliTest, AnInvitationIsShownAsALinkAndItsCode) {
  v1::InviteResponse invitation;
  invitation.set_link("https://portal.example.org/enrol#inv_0123456789ABCDEFGHJKMNPQRS.seal");
  server.Answer(invitation);
  ASSERT_EQ(Relais({"invite", kDossier, "--purpose", "EXIT_PREPARATION", "--reason", "intake"}), 0)
      << err();
  EXPECT_EQ(server.Last<v1::InviteRequest>().chosen_word(), "kastanje");
  EXPECT_TRUE(Has(out(), invitation.link()));
  EXPECT_TRUE(Has(out(), "\u2588")) << "squares";
  EXPECT_EQ(QrCode(std::string(5000, 'x'), false), "") << "too much for any";
}

}  // namespace
}  // namespace relais::cli
