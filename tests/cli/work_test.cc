#include "tests/cli/cli_fixture.h"

namespace relais::cli {
namespace {

constexpr char kExit[] = "stp_EEEEEEE456789ABCDEFGHJKMNP";
constexpr char kOther[] = "dos_1123456789ABCDEFGHJKMNPQRS";
constexpr char kBea[] = "pro_1123456789ABCDEFGHJKMNPQRS";

v1::ListWorkResponse::Line& AddLine(v1::ListWorkResponse& to, const std::string& dossier,
                                    const std::string& name, const std::string& day) {
  auto& line = *to.add_lines();
  line.set_dossier_id(dossier);
  line.set_name(name);
  line.set_own(true);
  auto& leaving = *line.mutable_leaving();
  leaving.mutable_exit()->set_id(kExit);
  leaving.mutable_exit()->set_kind(v1::Exit::KIND_HOSPITAL);
  leaving.mutable_owner()->set_owner_id(kAnna);
  leaving.mutable_owner()->set_owner("Anna Peeters");
  leaving.set_state(v1::PreparedExit::STATE_AGREED);
  leaving.mutable_current()->set_day(day);
  return line;
}

v1::ListWorkResponse SampleWork() {
  v1::ListWorkResponse out;
  AddLine(out, kOther, "", "2026-11-26");
  auto& simone = AddLine(out, kDossier, "Simone", "2026-11-27");
  auto& keys = *simone.mutable_leaving()->add_conditions();
  keys.mutable_text()->set_en("the keys");
  keys.set_state(v1::ExitCondition::STATE_OPEN);
  keys.set_by_day("2026-11-20");
  keys.set_late(true);
  keys.set_owner("Bea Claes");
  return out;
}

TEST_F(CliTest, WorklistShowsFirstWhatIsDueFirst) {
  server.Answer(SampleWork());
  server.Answer(v1::ListAskedResponse());
  ASSERT_EQ(Relais({"worklist"}), 0) << err();
  EXPECT_TRUE(InOrder(out(), "Simone", kOther)) << out();
  EXPECT_TRUE(InOrder(out(), "Day agreed on: Friday 27 November 2026", "the keys - Bea Claes"))
      << out();
  EXPECT_TRUE(Has(out(), "the keys - Bea Claes, was due by Friday 20 November 2026"));
  EXPECT_TRUE(Has(out(), "What your house is asked"));
  EXPECT_FALSE(server.Last<v1::ListWorkRequest>().team());
  ASSERT_EQ(Relais({"worklist", "--team"}), 0) << err();
  EXPECT_TRUE(server.Last<v1::ListWorkRequest>().team());
}

TEST_F(CliTest, WorklistShowsWhatNobodyTook) {
  server.Answer(SampleWork());
  v1::ListSlippingResponse slipping;
  auto& one = *slipping.add_handovers();
  one.set_state(v1::Handover::STATE_REFUSED);
  one.set_dossier_id(kDossier);
  one.set_organisation("Thuiszorg De Brug");
  one.mutable_ask()->set_from_day("2026-11-27");
  server.Answer(slipping);
  ASSERT_EQ(Relais({"worklist", "--team"}), 0) << err();
  EXPECT_TRUE(InOrder(out(), "not taken over yet:", "Simone: Thuiszorg De Brug - REFUSED"))
      << out();
  EXPECT_TRUE(server.Last<v1::ListSlippingRequest>().team());
}

TEST_F(CliTest, WorklistPutsWhatNobodyAnswersForOnTop) {
  auto work = SampleWork();
  work.mutable_lines(0)->set_unattended(true);
  work.mutable_lines(0)->set_own(false);
  server.Answer(work);
  ASSERT_EQ(Relais({"worklist"}), 0) << err();
  EXPECT_TRUE(InOrder(out(), std::string("relais exit take ") + kOther, "Simone")) << out();
  server.answers.clear();
  ASSERT_EQ(Relais({"worklist"}), 0) << err();
  EXPECT_TRUE(Has(out(), "No leaving to prepare."));
}

TEST_F(CliTest, WorklistIsPassedOnInOneAct) {
  auto work = SampleWork();
  work.mutable_lines(1)->set_own(false);
  work.mutable_lines(1)->mutable_leaving()->mutable_owner()->set_owner_id(kBea);
  server.Answer(work);
  ASSERT_EQ(Relais({"worklist", "--pass-to", kBea}), 0) << err();
  EXPECT_TRUE(Has(out(), "Leavings passed on: 1."));
  EXPECT_EQ(server.Last<v1::PassExitRequest>().owner_id(), kBea);
  EXPECT_EQ(server.Last<v1::PassExitRequest>().exit_id(), kExit);
  EXPECT_EQ(server.Last<v1::PassExitRequest>().context().dossier_id(), kOther);
  // A colleague is ill: their leavings, out of the team's.
  ASSERT_EQ(Relais({"worklist", "--of", kBea, "--pass-to", "me"}), 0) << err();
  EXPECT_TRUE(server.Last<v1::ListWorkRequest>().team());
  EXPECT_EQ(server.Last<v1::PassExitRequest>().owner_id(), "");
  EXPECT_EQ(server.Last<v1::PassExitRequest>().context().dossier_id(), kDossier);
  EXPECT_EQ(Relais({"worklist", "--of", kBea}), 2) << "to whom?";
  EXPECT_EQ(Relais({"worklist", "--of", kHouse, "--pass-to", "me"}), 1);
  EXPECT_TRUE(Has(err(), "No leaving of theirs is on the list."));
}

TEST_F(CliTest, WorklistSaysWhatCouldNotBePassedOn) {
  server.Answer(SampleWork());
  server.Fail<v1::PassExitRequest>(Refusal(grpc::StatusCode::PERMISSION_DENIED, "NOT_OPEN"));
  EXPECT_EQ(Relais({"worklist", "--pass-to", kBea}), 1);
  EXPECT_TRUE(InOrder(err(), std::string(kOther) + " could not be passed on", "Not passed on: 2"))
      << err();
}

TEST_F(CliTest, ExitThingsAreSettledByOneWord) {
  v1::ListExitsResponse exits;
  exits.add_exits()->mutable_exit()->set_id(kExit);
  server.Answer(exits);
  ASSERT_EQ(Relais({"exit", "not-needed", "keys", kDossier}), 0) << err();
  const auto said = [&] { return server.Last<v1::SetExitConditionRequest>().condition(); };
  EXPECT_EQ(said().exit_id(), kExit);
  EXPECT_EQ(said().kind(), v1::ExitCondition::KIND_KEYS);
  EXPECT_EQ(said().state(), v1::ExitCondition::STATE_NOT_NEEDED);
  ASSERT_EQ(Relais({"exit", "settled", "general-practitioner", kDossier, "--proof", kIncome}), 0)
      << err();
  EXPECT_EQ(said().kind(), v1::ExitCondition::KIND_GENERAL_PRACTITIONER);
  EXPECT_EQ(said().state(), v1::ExitCondition::STATE_MET);
  EXPECT_EQ(said().proof_id(), kIncome);
  ASSERT_EQ(Relais({"exit", "to-settle", "bed", kDossier, "--by", "tomorrow", "--move", "receiver",
                    "--owner", kAnna}),
            0)
      << err();
  EXPECT_EQ(said().state(), v1::ExitCondition::STATE_OPEN);
  EXPECT_EQ(said().by_day(), "2026-11-23");
  EXPECT_EQ(said().whose_move(), v1::ExitDate::PARTY_RECEIVER);
  EXPECT_EQ(said().owner_id(), kAnna);
  ASSERT_EQ(Relais({"exit", "to-settle", "bed", kDossier, "--in-progress"}), 0) << err();
  EXPECT_EQ(said().state(), v1::ExitCondition::STATE_IN_PROGRESS);
  ASSERT_EQ(Relais({"exit", "take", kDossier}), 0) << err();
  EXPECT_TRUE(Has(out(), "You answer for this leaving now."));
  EXPECT_EQ(server.Last<v1::PassExitRequest>().exit_id(), kExit);
  ASSERT_EQ(Relais({"exit", "pass", kDossier, "--to", kBea}), 0) << err();
  EXPECT_EQ(server.Last<v1::PassExitRequest>().owner_id(), kBea);
  EXPECT_EQ(Relais({"exit", "settled", "happiness", kDossier}), 2);
  EXPECT_EQ(Relais({"exit", "settled"}), 2);
  EXPECT_EQ(Relais({"exit", "pass", kDossier}), 2) << "to whom?";
}

TEST_F(CliTest, ExitShowSaysWhoAnswersAndWhatItTakes) {
  v1::ListExitsResponse exits;
  auto& one = *exits.add_exits();
  one.mutable_exit()->set_id(kExit);
  one.mutable_owner()->set_owner("Anna Peeters");
  one.mutable_owner()->set_unit("Geriatrics");
  one.mutable_current()->set_day("2026-11-27");
  one.set_state(v1::PreparedExit::STATE_AGREED);
  one.set_covered_until("2026-11-30");
  for (const auto state : {v1::ExitCondition::STATE_MET, v1::ExitCondition::STATE_OPEN}) {
    auto& condition = *one.add_conditions();
    condition.set_state(state);
    condition.mutable_text()->set_en(state == v1::ExitCondition::STATE_MET ? "a bed" : "the keys");
    condition.set_by_day("2026-11-26");
    condition.set_whose_move(v1::ExitDate::PARTY_PERSON);
  }
  server.Answer(exits);
  ASSERT_EQ(Relais({"exit", "show", kDossier}), 0) << err();
  EXPECT_TRUE(
      InOrder(out(), "Answers for it: Anna Peeters (when away: Geriatrics)", "[x] MET: a bed\n"))
      << out();
  EXPECT_TRUE(Has(out(), "[ ] the keys - PERSON, by Thursday 26 November 2026\n")) << out();
}

}  // namespace
}  // namespace relais::cli
