#include "tests/cli/cli_fixture.h"

namespace relais::cli {
namespace {

TEST_F(CliTest, ShowSaysWhatWhyAndInOrder) {
  ASSERT_EQ(Relais({"show", kDossier}), 0) << err();
  const std::string text = out();
  EXPECT_TRUE(Has(text,
                  "Everyday life: rule hospital_social_worker, with the person's consent until 31 "
                  "December 2026"));
  EXPECT_TRUE(InOrder(text, "Needs support around leaving.", "Simone"));
  EXPECT_TRUE(InOrder(text, "Simone", "Still to settle"));
  EXPECT_TRUE(InOrder(text, "[AAAAAAA] 20 November 2026  Shelter place: on its way", "Settled"));
  EXPECT_TRUE(InOrder(text, "Unemployment benefit: closed, agreed", "Who was seen"));
  EXPECT_TRUE(Has(text, "where: Rue[31m Haute")) << "control characters are taken out";
  EXPECT_TRUE(Has(text, "sort: one night"));
  EXPECT_TRUE(Has(text,
                  "recorded by Anna Peeters, hospital social worker, Saint-Jean, on 21 November "
                  "2026; corrected"));
  EXPECT_TRUE(Has(text, "recorded by an institution"));
  EXPECT_TRUE(Has(text, "recorded by the person"));
  EXPECT_TRUE(InOrder(text, "Shelter place", "| I never agreed to this."));
  EXPECT_TRUE(InOrder(text, "In the person's own words", "| see my garden."));
  EXPECT_TRUE(Has(text, "You see only what was shared with you; ask them."));
  EXPECT_FALSE(Has(text, "\x1b"));
}

TEST_F(CliTest, ShowSendsPurposeReasonAndToken) {
  ASSERT_EQ(Relais({"show", kDossier}), 0);
  const auto context = server.Last<v1::GetDossierRequest>().context();
  EXPECT_EQ(context.dossier_id(), kDossier);
  EXPECT_EQ(context.purpose(), v1::PURPOSE_EXIT_PREPARATION);
  EXPECT_EQ(context.reason(), "intake");
  ASSERT_EQ(Relais({"--purpose", "handover", "show", "--reason", "other", "7K3Q-9M2D-1234-5678-9"}),
            0);
  const auto other = server.Last<v1::GetDossierRequest>().context();
  EXPECT_EQ(other.card_code(), "7K3Q-9M2D-1234-5678-9");
  EXPECT_EQ(other.purpose(), v1::PURPOSE_HANDOVER);
  EXPECT_EQ(other.reason(), "other");
  EXPECT_EQ(server.authorization, "Bearer abc.def.ghi");
}

TEST_F(CliTest, ShowOfTheOwnDossierNamesNone) {
  ASSERT_EQ(Relais({"show"}), 0);
  EXPECT_EQ(server.Last<v1::GetDossierRequest>().context().dossier_case(),
            v1::DossierContext::DOSSIER_NOT_SET);
}

TEST_F(CliTest, ShowRefusesWhatIsNeitherDossierNorCard) {
  EXPECT_EQ(Relais({"show", "Simone"}), 2);
  EXPECT_EQ(server.Count<v1::GetDossierRequest>(), 0U);
}

TEST_F(CliTest, ShowIsColouredOnlyWhereWanted) {
  console.colours = true;
  ASSERT_EQ(Relais({"show", kDossier}), 0);
  EXPECT_TRUE(Has(out(), "\x1b[1m"));
  EXPECT_FALSE(Has(out(), "\x1b[31m Haute"));
}

TEST_F(CliTest, ShowWithoutCatalogueShowsIds) {
  server.Fail<v1::GetCatalogueRequest>(Refusal(grpc::StatusCode::UNAVAILABLE, "UNAVAILABLE"));
  ASSERT_EQ(Relais({"show", kDossier}), 0);
  EXPECT_TRUE(Has(out(), "housing.shelter_place"));
  EXPECT_TRUE(InOrder(out(), "Still to settle", "Settled"));
}

TEST_F(CliTest, JsonIsOneObjectALineAndNothingElse) {
  ASSERT_EQ(Relais({"show", kDossier, "--output", "json"}), 0);
  EXPECT_EQ(out().front(), '{');
  EXPECT_EQ(out().find('\n'), out().size() - 1);
  EXPECT_TRUE(Has(out(), "\"happened_on\":\"2026-11-20\""));
  EXPECT_EQ(err(), "");
}

TEST_F(CliTest, OpenSendsTheFactsThatWereGivenAndPrintsTheCard) {
  v1::OpenDossierResponse opened;
  opened.set_dossier_id(kDossier);
  opened.set_person_id("per_0123456789ABCDEFGHJKMNPQRS");
  opened.set_card_code("7K3Q9M2D12345678A");
  server.Answer(opened);
  console.terminal = true;
  console.secrets = {"zwaluw", "zwaluw"};
  ASSERT_EQ(Relais({"open", "--given-name", "Simone", "--family-name", "Maes", "--birth-date",
                    "3/4/1943"}),
            0)
      << err();
  const auto asked = server.Last<v1::OpenDossierRequest>();
  EXPECT_EQ(asked.chosen_word(), "zwaluw");
  EXPECT_EQ(asked.purpose(), v1::PURPOSE_EXIT_PREPARATION);
  EXPECT_EQ(asked.request_id().size(), 26U);
  ASSERT_EQ(asked.identity_size(), 2);
  EXPECT_EQ(asked.identity(0).kind(), "identity.name");
  EXPECT_EQ(asked.identity(0).happened_on(), "2026-11-22");
  EXPECT_EQ(asked.identity(1).fields(0).value(), "1943-04-03");
  EXPECT_TRUE(Has(out(), "7K3Q-9M2D-1234-5678-A"));
  EXPECT_TRUE(Has(out(), kDossier));
}

TEST_F(CliTest, OpenNeedsTheWordTwiceOrAFile) {
  EXPECT_EQ(Relais({"open"}), 2);
  console.terminal = true;
  console.secrets = {"zwaluw", "zwaluv"};
  EXPECT_EQ(Relais({"open"}), 2);
  Write("word", "abc\n");
  EXPECT_EQ(Relais({"open", "--chosen-word-file", (folder / "word").string()}), 2);
  EXPECT_EQ(server.Count<v1::OpenDossierRequest>(), 0U);
  Write("word", "h\xC3\xA9ron\n");
  EXPECT_EQ(Relais({"open", "--chosen-word-file", (folder / "word").string()}), 0) << err();
  EXPECT_EQ(server.Last<v1::OpenDossierRequest>().identity_size(), 0)
      << "a pseudonymous dossier carries no facts";
}

TEST_F(CliTest, WhoMustNotKnowIsNamedByTheirFactAndShownToThePersonAlone) {
  ASSERT_EQ(Relais({"must-not-know", "aaaaaaa"}), 0) << err();
  EXPECT_EQ(server.Last<v1::SetMustNotKnowRequest>().step_id(), kShelter);
  EXPECT_TRUE(server.Last<v1::SetMustNotKnowRequest>().must_not_know());
  EXPECT_TRUE(Has(out(), "Nobody else sees this piece of information")) << out();
  ASSERT_EQ(Relais({"must-not-know", kShelter, "--undo"}), 0) << err();
  EXPECT_FALSE(server.Last<v1::SetMustNotKnowRequest>().must_not_know());
  EXPECT_EQ(Relais({"must-not-know"}), 2);
  ASSERT_EQ(Relais({"show"}), 0) << err();
  EXPECT_FALSE(Has(out(), "must not know")) << out();
  v1::GetDossierResponse own = SampleDossier();
  own.add_must_not_know(kShelter);
  server.answers.erase(own.GetTypeName());
  server.Answer(own);
  ASSERT_EQ(Relais({"show"}), 0) << err();
  EXPECT_TRUE(Has(out(), "this person must not know: you alone see this")) << out();
}

TEST_F(CliTest, WordsComeFromTheLineOrTheInput) {
  ASSERT_EQ(Relais({"words", "add", "My garden."}), 0);
  EXPECT_EQ(server.Last<v1::AddOwnWordsRequest>().text(), "My garden.");
  console.input.str("line one\nline two\n");
  ASSERT_EQ(Relais({"words", "answer", "aaaaaaa", "-"}), 0) << err();
  EXPECT_EQ(server.Last<v1::AddCounterStatementRequest>().text(), "line one\nline two");
  EXPECT_EQ(server.Last<v1::AddCounterStatementRequest>().step_id(), kShelter);
}

}  // namespace
}  // namespace relais::cli
