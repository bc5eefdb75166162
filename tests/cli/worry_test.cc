#include "tests/cli/cli_fixture.h"

namespace relais::cli {
namespace {

constexpr char kCall[] = "wor_0123456789ABCDEFGHJKMNPQRS";
constexpr char kCard[] = "0123-4567-89AB-CDEF-G";

v1::WorryCall Sample(v1::WorryCall::State state) {
  v1::WorryCall out;
  out.set_id(kCall);
  out.set_about(v1::WorryCall::ABOUT_OWN_LIFE);
  out.set_by(v1::WorryCall::BY_NOW);
  out.set_phone("+3225550000");
  out.set_state(state);
  out.set_asked_by("Anna Peeters");
  out.set_asked_by_organisation("Saint-Luc");
  out.mutable_create_time()->set_seconds(1795950000);  // Sunday 29 November 2026, 12:00 in Brussels
  return out;
}
v1::WorryCall Raised(v1::WorryCall::State state) {
  v1::WorryCall out = Sample(state);
  out.set_organisation("Mobile team");
  out.set_unit("North");
  out.set_then_organisation("Crisis line");
  out.set_duty_line("+3225551111");
  out.mutable_next_time()->set_seconds(1795950900);
  return out;
}
std::vector<std::string> With(std::vector<std::string> more) {
  std::vector<std::string> all = {"worry",       "raise", more[0], "--about",
                                  "own-life",    "--by",  "now",   "--call-back",
                                  "+3225550000", "--to",  kHouse};
  all.insert(all.end(), more.begin() + 1, more.end());
  return all;
}

TEST_F(CliTest, WorryIsRaisedWithTheCardAndTheWord) {
  v1::RaiseWorryCallResponse raised;
  *raised.mutable_call() = Raised(v1::WorryCall::STATE_ASKED);
  server.Answer(raised);
  console.terminal = true;
  console.secrets = {"kastanje"};
  ASSERT_EQ(Relais(With({kCard, "--then", kHouse})), 0) << err();
  EXPECT_TRUE(InOrder(out(), "Mobile team (North)", "then Crisis line")) << out();
  EXPECT_TRUE(InOrder(out(), "+3225551111", "phone 112")) << out();
  auto request = server.Last<v1::RaiseWorryCallRequest>();
  EXPECT_EQ(request.chosen_word(), "kastanje");
  EXPECT_EQ(request.context().card_code(), kCard);
  EXPECT_EQ(request.call().about(), v1::WorryCall::ABOUT_OWN_LIFE);
  EXPECT_EQ(request.call().by(), v1::WorryCall::BY_NOW);
  EXPECT_EQ(request.call().phone(), "+3225550000");
  EXPECT_EQ(request.call().organisation_id(), kHouse);
  EXPECT_EQ(request.call().then_organisation_id(), kHouse);
  EXPECT_EQ(Relais(With({kDossier})), 2) << "a word takes the card";
  EXPECT_TRUE(Has(err(), "--without"));
  server.Fail<v1::RaiseWorryCallRequest>(
      Refusal(grpc::StatusCode::FAILED_PRECONDITION, "WRONG_STATE"));
  console.secrets = {"eik"};
  EXPECT_EQ(Relais(With({kCard})), 1);
  EXPECT_TRUE(Has(err(), "look at card and word again")) << err();
}

TEST_F(CliTest, WorryWithoutAgreementSaysThatAColleagueConfirmsIt) {
  v1::RaiseWorryCallResponse raised;
  *raised.mutable_call() = Raised(v1::WorryCall::STATE_TO_CONFIRM);
  server.Answer(raised);
  ASSERT_EQ(Relais(With({kDossier, "--without", "said-no", "--telling-endangers"})), 0) << err();
  EXPECT_TRUE(Has(out(), std::string("relais worry confirm ") + kCall)) << out();
  const auto request = server.Last<v1::RaiseWorryCallRequest>();
  EXPECT_EQ(request.without(), v1::WorryCall::WITHOUT_SAID_NO);
  EXPECT_TRUE(request.telling_endangers());
  EXPECT_EQ(request.context().dossier_id(), kDossier);
  EXPECT_EQ(Relais(With({kDossier, "--telling-endangers"})), 2);
  EXPECT_EQ(Relais(With({kDossier, "--without", "because"})), 2);
}

TEST_F(CliTest, WorriesStandOnTopOfTheListOfWork) {
  v1::ListWorryCallsResponse all;
  *all.add_asked() = Sample(v1::WorryCall::STATE_ASKED);
  *all.add_raised() = Raised(v1::WorryCall::STATE_ON_DUTY);
  v1::WorryCall& taken = *all.add_raised();
  taken = Raised(v1::WorryCall::STATE_ACKNOWLEDGED);
  taken.set_acknowledged_by("Karim");
  taken.set_acknowledged_by_organisation("Mobile team");
  server.Answer(all);
  ASSERT_EQ(Relais({"worklist"}), 0) << err();
  EXPECT_TRUE(InOrder(out(), "Call back NOW: +3225550000", "asked by Anna Peeters, Saint-Luc"))
      << out();
  EXPECT_TRUE(InOrder(out(), std::string("relais worry take ") + kCall, "(North) - ON_DUTY"));
  EXPECT_TRUE(InOrder(out(), "their duty line: +3225551111", "No leaving to prepare."));
  EXPECT_FALSE(Has(out(), "Karim")) << "nothing to do about that one";
  ASSERT_EQ(Relais({"worry", "list"}), 0) << err();
  EXPECT_TRUE(Has(out(), "Karim, Mobile team, calls back")) << out();
  server.answers.clear();
  ASSERT_EQ(Relais({"worry", "list"}), 0) << err();
  EXPECT_TRUE(Has(out(), "Nobody asks to be called back."));
}

TEST_F(CliTest, WorklistIsThereForWhomNobodyAsksToCallBack) {
  server.Fail<v1::ListWorryCallsRequest>(Refusal(grpc::StatusCode::PERMISSION_DENIED, "NOT_OPEN"));
  EXPECT_EQ(Relais({"worklist"}), 0) << err();
  server.Fail<v1::ListWorryCallsRequest>(Refusal(grpc::StatusCode::UNAVAILABLE, "UNAVAILABLE"));
  EXPECT_EQ(Relais({"worklist"}), 1) << "nobody goes home believing that nothing waits";
  EXPECT_TRUE(Has(out(), "No leaving to prepare."));
}

TEST_F(CliTest, WorryIsConfirmedTakenAndTakenBack) {
  ASSERT_EQ(Relais({"worry", "confirm", kCall}), 0) << err();
  EXPECT_EQ(server.Last<v1::ConfirmWorryCallRequest>().worry_call_id(), kCall);
  ASSERT_EQ(Relais({"worry", "take", kCall}), 0) << err();
  EXPECT_EQ(server.Last<v1::AcknowledgeWorryCallRequest>().worry_call_id(), kCall);
  EXPECT_TRUE(Has(out(), "What is said is kept nowhere.")) << out();
  ASSERT_EQ(Relais({"worry", "withdraw", kCall}), 0) << err();
  EXPECT_EQ(server.Last<v1::WithdrawWorryCallRequest>().worry_call_id(), kCall);
}

TEST_F(CliTest, WorriesAreReadByThePerson) {
  v1::ListOwnWorryCallsResponse own;
  *own.add_calls() = Raised(v1::WorryCall::STATE_ASKED);
  server.Answer(own);
  ASSERT_EQ(Relais({"accesses", "worries"}), 0) << err();
  EXPECT_TRUE(InOrder(out(), "Mobile team (North)", "asked by Anna Peeters")) << out();
}

}  // namespace
}  // namespace relais::cli
