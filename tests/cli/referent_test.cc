#include "tests/cli/cli_fixture.h"

namespace relais::cli {
namespace {

constexpr char kReferent[] = "ref_0123456789ABCDEFGHJKMNPQRS";
constexpr char kProposal[] = "prp_0123456789ABCDEFGHJKMNPQRS";

v1::Referent Sample(v1::Referent::State state) {
  v1::Referent out;
  out.set_id(kReferent);
  out.set_state(state);
  out.set_until_day("2027-05-31");
  out.set_language("nl");
  out.mutable_answer_by()->set_seconds(1795950000);  // Sunday 29 November 2026, 12:00 in Brussels
  return out;
}

TEST_F(CliTest, ReferentAskOpensTheLeastUnlessMoreIsNamed) {
  v1::AskReferentResponse asked;
  asked.set_referent_id(kReferent);
  asked.mutable_proposal()->set_proposal_id(kProposal);
  asked.mutable_proposal()->set_text("Sarah is asked.\n");
  server.Answer(asked);
  ASSERT_EQ(Relais({"referent", "ask", kDossier, "--who", kAnna, "--until", "2027-05-31"}), 0)
      << err();
  EXPECT_TRUE(InOrder(out(), "Sarah is asked.", kProposal)) << out();
  EXPECT_TRUE(InOrder(out(), "Once the person says yes", "relais exit show")) << out();
  auto request = server.Last<v1::AskReferentRequest>();
  EXPECT_EQ(request.professional_id(), kAnna);
  EXPECT_EQ(request.until_day(), "2027-05-31");
  EXPECT_EQ(request.context().dossier_id(), kDossier);
  ASSERT_EQ(request.choices_size(), 1);
  auto cell = request.choices(0).consent();
  EXPECT_EQ(cell.grantee().professional_id(), kAnna);
  EXPECT_EQ(cell.actions_size(), 1);
  EXPECT_EQ(cell.actions(0), v1::ACTION_READ);
  EXPECT_EQ(cell.compartments_size(), 2);
  EXPECT_FALSE(request.send_code());
  ASSERT_EQ(Relais({"referent", "ask", kDossier, "--who", kAnna, "--until", "2027-05-31",
                    "--compartments", "EXIT,SOCIAL,IDENTITY", "--actions", "READ,WRITE", "--to",
                    kHouse, "--send-code"}),
            0)
      << err();
  request = server.Last<v1::AskReferentRequest>();
  cell = request.choices(0).consent();
  EXPECT_EQ(cell.grantee().organisation_id(), kHouse);
  EXPECT_EQ(cell.actions_size(), 2);
  EXPECT_EQ(cell.compartments_size(), 3);
  EXPECT_TRUE(request.send_code());
  EXPECT_EQ(Relais({"referent", "ask", kDossier, "--who", kAnna}), 2) << "until when?";
  EXPECT_EQ(Relais({"referent", "ask", kDossier, "--until", "2027-05-31"}), 2) << "who?";
  EXPECT_EQ(Relais({"referent", "ask", kDossier, "--who", kAnna, "--until", "some day"}), 2);
}

TEST_F(CliTest, ReferentAskedIsListedAndAnswered) {
  ASSERT_EQ(Relais({"referent", "asked"}), 0) << err();
  EXPECT_TRUE(Has(out(), "You are not asked to hold the thread for anybody."));
  v1::ListReferentAsksResponse asks;
  *asks.add_referents() = Sample(v1::Referent::STATE_ASKED);
  server.Answer(asks);
  ASSERT_EQ(Relais({"referent", "asked"}), 0) << err();
  EXPECT_TRUE(InOrder(out(), "for somebody, until Monday 31 May 2027; language: nl", kReferent))
      << out();
  EXPECT_TRUE(Has(out(), "Answer before: Sunday 29 November 2026")) << out();
  ASSERT_EQ(Relais({"worklist"}), 0) << err();
  EXPECT_TRUE(InOrder(out(), "You are asked to hold the thread:", kReferent)) << out();

  v1::AnswerReferentResponse yes;
  yes.set_dossier_id(kDossier);
  server.Answer(yes);
  const auto answer = [&] { return server.Last<v1::AnswerReferentRequest>().answer(); };
  ASSERT_EQ(Relais({"referent", "yes", kReferent}), 0) << err();
  EXPECT_TRUE(Has(out(), std::string("relais show ") + kDossier)) << out();
  EXPECT_EQ(answer(), v1::AnswerReferentRequest::ANSWER_YES);
  ASSERT_EQ(Relais({"referent", "no", kReferent}), 0) << err();
  EXPECT_EQ(answer(), v1::AnswerReferentRequest::ANSWER_NO);
  ASSERT_EQ(Relais({"referent", "give-up", kReferent}), 0) << err();
  EXPECT_EQ(answer(), v1::AnswerReferentRequest::ANSWER_GIVE_UP);
  EXPECT_EQ(server.Last<v1::AnswerReferentRequest>().referent_id(), kReferent);
  EXPECT_EQ(Relais({"referent", "yes"}), 2);
}

TEST_F(CliTest, WhoHoldsTheThreadIsShownWithTheLeavings) {
  v1::ListExitsResponse exits;
  auto holds = Sample(v1::Referent::STATE_HOLDS);
  holds.set_name("Sarah\x1b[31m Maes");
  *exits.add_referents() = holds;
  auto no = Sample(v1::Referent::STATE_DECLINED);
  no.set_name("Karim");
  *exits.add_referents() = no;
  server.Answer(exits);
  ASSERT_EQ(Relais({"exit", "show", kDossier}), 0) << err();
  EXPECT_TRUE(InOrder(out(), "Holds the thread: Sarah[31m Maes, until Monday 31 May 2027",
                      "Referent: Karim - DECLINED"))
      << out();
  exits.mutable_referents(0)->set_absent(true);
  server.answers.clear();
  server.Answer(SampleCatalogue());
  server.Answer(exits);
  ASSERT_EQ(Relais({"exit", "show", kDossier}), 0) << err();
  EXPECT_TRUE(Has(out(), "no longer sees the leavings")) << out();
}

TEST_F(CliTest, WorklistShowsTheThreadsThatAreHeld) {
  v1::ListWorkResponse work;
  auto& line = *work.add_lines();
  line.set_dossier_id(kDossier);
  line.set_name("Simone");
  line.set_referent(true);
  server.Answer(work);
  ASSERT_EQ(Relais({"worklist"}), 0) << err();
  EXPECT_TRUE(Has(out(), "Simone - no leaving planned, you hold the thread")) << out();
}

}  // namespace
}  // namespace relais::cli
