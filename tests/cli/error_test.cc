#include <algorithm>

#include "tests/cli/cli_fixture.h"

namespace relais::cli {
namespace {

using grpc::StatusCode;

auto Lines(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

class ErrorCliTest : public CliTest {
 protected:
  int Show(const grpc::Status& status, const std::string& language = "en") {
    server.Fail<v1::GetDossierRequest>(status);
    return Relais({"--lang", language, "show", kDossier});
  }
};

TEST_F(ErrorCliTest, NotOpenIsOneSentenceInEachLanguage) {
  const std::pair<const char*, const char*> sentences[] = {
      {"en", "This is not open to you. With the person: their consent"},
      {"fr", "Ceci ne vous est pas ouvert."},
      {"nl", "Dit staat niet voor u open."},
      {"de", "Dies ist f\xC3\xBCr Sie nicht offen."}};
  for (const auto& [language, sentence] : sentences) {
    EXPECT_EQ(Show(Refusal(StatusCode::PERMISSION_DENIED, "NOT_OPEN"), language), 1);
    EXPECT_TRUE(Has(err(), sentence)) << err();
    EXPECT_EQ(out(), "");
    EXPECT_EQ(Lines(err()), 1);
  }
}

TEST_F(ErrorCliTest, EachReasonSaysWhatToDoNext) {
  struct Case {
    StatusCode code;
    const char* reason;
    int exit_code;
    const char* says;
  };
  const Case cases[] = {
      {StatusCode::UNIMPLEMENTED, "NO_SUCH_METHOD", 1, "does not know this command"},
      {StatusCode::ABORTED, "CHANGED", 1, "look again (relais show) and repeat"},
      {StatusCode::UNAUTHENTICATED, "UNAUTHENTICATED", 1, "Sign in (relais login)"},
      {StatusCode::FAILED_PRECONDITION, "WRONG_STATE", 1, "Look (relais show)"},
      {StatusCode::ALREADY_EXISTS, "REQUEST_REUSED", 1, "leave it out"},
      {StatusCode::RESOURCE_EXHAUSTED, "BUSY", 1, "wait a few seconds"},
      {StatusCode::UNAVAILABLE, "UNAVAILABLE", 1, "127.0.0.1:1 cannot answer now"},
      {StatusCode::DATA_LOSS, "CORRUPT", 1, "Tell the operator"},
      {StatusCode::INTERNAL, "INTERNAL", 1, "tell the operator the time"},
      {StatusCode::INVALID_ARGUMENT, "INVALID", 2, "message of the server"}};
  for (const Case& c : cases) {
    EXPECT_EQ(Show(Refusal(c.code, c.reason)), c.exit_code) << c.reason;
    EXPECT_TRUE(Has(err(), c.says)) << err();
  }
}

TEST_F(ErrorCliTest, InvalidNamesTheField) {
  EXPECT_EQ(Show(Refusal(StatusCode::INVALID_ARGUMENT, "INVALID", "step.happened_on")), 2);
  EXPECT_TRUE(Has(err(), "step.happened_on: too late"));
}

TEST_F(ErrorCliTest, WithoutReasonGrpcsOwnWordsDecide) {
  EXPECT_EQ(Show({StatusCode::UNAVAILABLE,
                  "failed to connect: Ssl handshake failed: CERTIFICATE_VERIFY_FAILED"}),
            1);
  EXPECT_TRUE(Has(err(), "The secure connection to 127.0.0.1:1 failed"));
  EXPECT_EQ(Show({StatusCode::UNAVAILABLE, "Socket closed"}), 1);
  EXPECT_TRUE(Has(err(), "closed the connection"));
  EXPECT_EQ(Show({StatusCode::UNAVAILABLE, "Connection refused"}), 1);
  EXPECT_TRUE(Has(err(), "127.0.0.1:1 cannot be reached"));
  EXPECT_EQ(Show({StatusCode::DEADLINE_EXCEEDED, "Deadline Exceeded"}), 1);
  EXPECT_TRUE(Has(err(), "did not answer in time"));
}

TEST_F(ErrorCliTest, AnUncertainChangeNamesItsRequestId) {
  server.Fail<v1::AddOwnWordsRequest>(Refusal(StatusCode::UNAVAILABLE, "UNAVAILABLE"));
  EXPECT_EQ(Relais({"words", "add", "x"}), 1);
  const std::string first = server.Last<v1::AddOwnWordsRequest>().request_id();
  EXPECT_TRUE(Has(err(), "--request-id " + first));
  EXPECT_EQ(Relais({"words", "add", "x", "--request-id", first}), 1);
  EXPECT_EQ(server.Last<v1::AddOwnWordsRequest>().request_id(), first);
  EXPECT_EQ(Relais({"words", "add", "x"}), 1);
  EXPECT_NE(server.Last<v1::AddOwnWordsRequest>().request_id(), first);
}

TEST_F(ErrorCliTest, WrongUsageIsTwoAndOneLine) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{},
                                             {"shows"},
                                             {"step"},
                                             {"step", "add"},
                                             {"show", "--nope"},
                                             {"--output", "xml", "show"}}) {
    EXPECT_EQ(Relais(words), 2);
    EXPECT_EQ(Lines(err()), 1) << err();
    EXPECT_TRUE(Has(err(), "--help"));
  }
}

TEST_F(ErrorCliTest, HelpAndVersionNeedNothing) {
  EXPECT_EQ(Bare({"--version"}), 0);
  EXPECT_TRUE(Has(out(), "relais 0."));
  EXPECT_EQ(Bare({"step", "add", "--help"}), 0);
  EXPECT_TRUE(Has(out(), "[DOSSIER] KIND"));
}

}  // namespace
}  // namespace relais::cli
