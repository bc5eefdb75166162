// A team shows, the first time, that it works with the person.
#include "tests/cli/cli_fixture.h"

namespace relais::cli {
namespace {

constexpr char kCard[] = "7K2M-0000-0000-0000-0";

class RelationCliTest : public CliTest {
 protected:
  RelationCliTest() {
    v1::ProveRelationResponse shown;
    shown.mutable_end_time()->set_seconds(now + 90 * 86'400);
    server.Answer(shown);
  }
};

TEST_F(RelationCliTest, ByTheCardAndTheWordThatIsNotShown) {
  console.terminal = true;
  console.secrets = {"kastanje"};
  ASSERT_EQ(Relais({"relation", "card", kCard}), 0) << err();
  EXPECT_TRUE(Has(out(), "until 20 February 2027")) << out();
  EXPECT_FALSE(Has(out() + err(), "kastanje"));
  const auto asked = server.Last<v1::ProveRelationRequest>();
  EXPECT_EQ(asked.chosen_word(), "kastanje");
  EXPECT_EQ(asked.context().card_code(), kCard);
  EXPECT_FALSE(asked.request_id().empty());
}

TEST_F(RelationCliTest, AttackAWordNeedsTheCardItself) {
  Write("word", "kastanje\n");
  EXPECT_EQ(
      Relais({"relation", "card", kDossier, "--chosen-word-file", (folder / "word").string()}), 2);
  EXPECT_TRUE(Has(err(), "card")) << err();
  EXPECT_EQ(server.Count<v1::ProveRelationRequest>(), 0U) << "the word did not leave";
}

TEST_F(RelationCliTest, ByTheCodeThatThePersonTells) {
  console.input.str(" 012345 \n");
  ASSERT_EQ(Relais({"relation", "code", kDossier}), 0) << err();
  EXPECT_EQ(server.Last<v1::SendRelationCodeRequest>().context().dossier_id(), kDossier);
  EXPECT_EQ(server.Last<v1::ProveRelationRequest>().code(), "012345");
  console.input.clear();
  console.input.str("\n");
  EXPECT_EQ(Relais({"relation", "code", kDossier}), 1);
  EXPECT_EQ(server.Count<v1::ProveRelationRequest>(), 1U) << "no code, nothing to show";
}

TEST_F(RelationCliTest, ByAColleagueWhoHearsTheSameAsTheOther) {
  server.answers.clear();
  server.Answer(v1::ProveRelationResponse());
  ASSERT_EQ(Relais({"relation", "colleague", kDossier}), 0) << err();
  EXPECT_TRUE(server.Last<v1::ProveRelationRequest>().has_colleague());
  EXPECT_TRUE(Has(out(), "colleague")) << out();
  EXPECT_FALSE(Has(out(), "1970"));
}

TEST_F(RelationCliTest, WhatDoesNotShowItSaysHowToGoOnInEachLanguage) {
  server.Fail<v1::ProveRelationRequest>(
      Refusal(grpc::StatusCode::FAILED_PRECONDITION, "WRONG_STATE"));
  const std::pair<const char*, const char*> words[] = {
      {"en", "colleague"}, {"fr", "coll\xC3\xA8gue"}, {"nl", "collega"}, {"de", "Kolleg"}};
  for (const auto& [language, word] : words) {
    EXPECT_EQ(Relais({"--lang", language, "relation", "colleague", kDossier}), 1);
    EXPECT_TRUE(Has(err(), word)) << language << ": " << err();
  }
}

TEST_F(RelationCliTest, UnitsOfAHouse) {
  v1::ListUnitsResponse units;
  units.add_units()->set_name("Zuid\x1b[31m");
  units.mutable_units(0)->set_id("uni_00000000000000000000000000");
  server.Answer(units);
  ASSERT_EQ(Relais({"units", "org_00000000000000000000000000"}), 0) << err();
  EXPECT_TRUE(Has(out(), "uni_00000000000000000000000000  Zuid"));
  EXPECT_FALSE(Has(out(), "\x1b")) << "a name is no command to the terminal";
}

}  // namespace
}  // namespace relais::cli
