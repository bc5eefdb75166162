#include "tests/cli/cli_fixture.h"

namespace relais::cli {
namespace {

TEST_F(CliTest, StepAddFindsTheKindByAPieceOfIdOrLabel) {
  for (const char* kind : {"housing.shelter_place", "shelter", "Shelter place", "PLACE shel"}) {
    ASSERT_EQ(Relais({"step", "add", kDossier, kind, "place=Hotel", "--on", "20/11/2026"}), 0)
        << err();
    const auto step = server.Last<v1::RecordStepRequest>().step();
    EXPECT_EQ(step.kind(), "housing.shelter_place");
    EXPECT_EQ(step.happened_on(), "2026-11-20");
    EXPECT_EQ(step.fields(0).value(), "Hotel");
  }
  ASSERT_EQ(Relais({"--lang", "fr", "step", "add", kDossier, "hebergement", "place=Hotel"}), 0)
      << err();
  EXPECT_EQ(server.Last<v1::RecordStepRequest>().step().happened_on(), "2026-11-22");
}

TEST_F(CliTest, StepAddListsKindsWhenSeveralMatch) {
  EXPECT_EQ(Relais({"step", "add", kDossier, "housing"}), 2);
  EXPECT_TRUE(Has(err(), "housing.shelter_place, housing.rent"));
  EXPECT_EQ(server.Count<v1::RecordStepRequest>(), 0U);
}

TEST_F(CliTest, StepAddChecksFieldsBeforeSending) {
  EXPECT_EQ(Relais({"step", "add", kDossier, "shelter"}), 2);
  EXPECT_TRUE(Has(err(), "place="));
  EXPECT_EQ(Relais({"step", "add", kDossier, "shelter", "opinion=bad"}), 2);
  EXPECT_TRUE(Has(err(), "place, until, sort"));
  EXPECT_EQ(Relais({"step", "add", kDossier, "shelter", "place=x", "sort=month"}), 2);
  EXPECT_TRUE(Has(err(), "night (one night), week"));
  EXPECT_EQ(Relais({"step", "add", kDossier, "shelter", "place=x", "until=31/06/2026"}), 2);
  EXPECT_EQ(Relais({"step", "add", kDossier, "shelter", "place=x", "extra"}), 2);
  EXPECT_EQ(server.Count<v1::RecordStepRequest>(), 0U);
}

TEST_F(CliTest, StepAddReadsCodesByLabelAndShortNames) {
  ASSERT_EQ(Relais({"step", "add", kDossier, "shelter", "pl=x", "so=One Night", "un=1/12/2026",
                    "--outcome", "granted"}),
            0)
      << err();
  const auto step = server.Last<v1::RecordStepRequest>().step();
  EXPECT_EQ(step.fields(1).value(), "night");
  EXPECT_EQ(step.fields(2).value(), "2026-12-01");
  EXPECT_EQ(step.state(), v1::Step::STATE_CLOSED);
}

TEST_F(CliTest, StepUpdateFindsKindAndVersionByReading) {
  ASSERT_EQ(Relais({"step", "update", kDossier, "aaaaaaa", "--state", "in_progress", "sort=week"}),
            0)
      << err();
  const auto asked = server.Last<v1::UpdateStepRequest>();
  EXPECT_EQ(asked.step_id(), kShelter);
  EXPECT_EQ(asked.kind(), "housing.shelter_place");
  EXPECT_EQ(asked.version(), 2U);
  EXPECT_EQ(asked.state(), v1::Step::STATE_IN_PROGRESS);
}

TEST_F(CliTest, StepUpdateReadsNothingWhenKindAndVersionAreGiven) {
  ASSERT_EQ(Relais({"step", "update", kDossier, kShelter, "--state", "cancelled", "--kind",
                    "housing.shelter_place", "--version", "7"}),
            0)
      << err();
  EXPECT_EQ(server.Count<v1::GetDossierRequest>(), 0U);
  EXPECT_EQ(server.Last<v1::UpdateStepRequest>().version(), 7U);
}

TEST_F(CliTest, StepPrefixMustBeUnique) {
  EXPECT_EQ(Relais({"step", "update", kDossier, "AAAAAA", "--state", "cancelled"}), 2);
  EXPECT_TRUE(Has(err(), "AAAAAAA, AAAAAAB"));
  EXPECT_EQ(Relais({"step", "update", kDossier, "ZZZ", "--state", "cancelled"}), 2);
}

TEST_F(CliTest, StepCloseTakesTheOutcomeById) {
  ASSERT_EQ(Relais({"step", "close", kDossier, "stp_AAAAAAA", "granted", "place=Hotel"}), 0)
      << err();
  const auto asked = server.Last<v1::UpdateStepRequest>();
  EXPECT_EQ(asked.state(), v1::Step::STATE_CLOSED);
  EXPECT_EQ(asked.outcome(), "granted");
  EXPECT_EQ(Relais({"step", "close", "AAAAAAA", "Agreed"}), 0)
      << "the person's own dossier, the label";
  EXPECT_EQ(server.Last<v1::UpdateStepRequest>().context().dossier_case(),
            v1::DossierContext::DOSSIER_NOT_SET);
  EXPECT_EQ(Relais({"step", "close", kDossier, "AAAAAAA", "lost"}), 2);
  EXPECT_TRUE(Has(err(), "granted (agreed), refused"));
}

TEST_F(CliTest, StepCorrectOverlaysTheWholeValue) {
  ASSERT_EQ(Relais({"step", "correct", kDossier, "AAAAAAA", "place=Rue Basse", "sort="}), 0)
      << err();
  const auto asked = server.Last<v1::CorrectStepRequest>();
  EXPECT_EQ(asked.version(), 2U);
  EXPECT_EQ(asked.step().happened_on(), "2026-11-20");
  EXPECT_EQ(asked.step().state(), v1::Step::STATE_IN_PROGRESS);
  ASSERT_EQ(asked.step().fields_size(), 1);
  EXPECT_EQ(asked.step().fields(0).value(), "Rue Basse");
  ASSERT_EQ(Relais({"step", "correct", kDossier, "CCCCCC", "given_name=Simonne"}), 0) << err();
  EXPECT_EQ(server.Last<v1::CorrectStepRequest>().step().state(), v1::Step::STATE_UNSPECIFIED);
  EXPECT_EQ(server.Last<v1::CorrectStepRequest>().step().fields_size(), 2);
}

TEST_F(CliTest, StepHistoryShowsEveryVersion) {
  v1::GetStepHistoryResponse history;
  *history.add_versions() = SampleDossier().steps(0);
  history.mutable_versions(0)->set_version(1);
  *history.add_versions() = SampleDossier().steps(0);
  server.Answer(history);
  ASSERT_EQ(Relais({"step", "history", kDossier, "AAAAAAA"}), 0) << err();
  EXPECT_EQ(server.Last<v1::GetStepHistoryRequest>().kind(), "housing.shelter_place");
  EXPECT_TRUE(InOrder(out(), "[1]", "[2]"));
}

TEST_F(CliTest, KindsAreFoundByWords) {
  ASSERT_EQ(Relais({"kinds", "shelter"}), 0);
  EXPECT_TRUE(Has(out(), "housing.shelter_place  Shelter place [Everyday life]"));
  EXPECT_TRUE(Has(out(), "place (where, required; name)"));
  EXPECT_FALSE(Has(out(), "housing.rent"));
  ASSERT_EQ(Relais({"kinds", "rent", "--output", "json"}), 0);
  EXPECT_TRUE(Has(out(), "\"id\":\"housing.rent\""));
}

}  // namespace
}  // namespace relais::cli
