#include "tests/cli/cli_fixture.h"

namespace relais::cli {
namespace {

TEST_F(CliTest, DiedIsSaidTwiceAndUndoneOnce) {
  EXPECT_EQ(Relais({"died", kDossier}), 2);
  EXPECT_TRUE(InOrder(err(), "no message leaves", "--sure")) << err();
  EXPECT_EQ(server.Count<v1::RecordDeathRequest>(), 0U);
  ASSERT_EQ(Relais({"died", kDossier, "--sure"}), 0) << err();
  EXPECT_TRUE(Has(out(), std::string("relais died ") + kDossier + " --undo")) << out();
  EXPECT_EQ(server.Last<v1::RecordDeathRequest>().context().dossier_id(), kDossier);
  ASSERT_EQ(Relais({"died", kDossier, "--undo"}), 0) << err();
  EXPECT_EQ(server.Last<v1::UndoDeathRequest>().context().dossier_id(), kDossier);
  EXPECT_FALSE(server.Last<v1::UndoDeathRequest>().has_at_desk());
  Write("word", "kastanje\n");
  ASSERT_EQ(Relais({"died", "--undo", "--card", "7K3Q-9M2D-1234-5678-9", "--chosen-word-file",
                    (folder / "word").string()}),
            0)
      << err();
  EXPECT_EQ(server.Last<v1::UndoDeathRequest>().at_desk().chosen_word(), "kastanje");
  EXPECT_EQ(Relais({"died", "--card", "7K3Q-9M2D-1234-5678-9"}), 2) << "only to undo it";
}

// Read aloud, each line says what happened and nothing else: no emergency, where somebody only said something.
TEST_F(CliTest, TheLogSaysWhoSaidThatThePersonHadDied) {
  v1::ListAccessesResponse log;
  const auto add = [&](const std::string& method) -> v1::Access& {
    auto& one = *log.add_accesses();
    one.set_method(method);
    one.set_action(v1::ACTION_WRITE);
    one.set_outcome(v1::Access::OUTCOME_CHANGED);
    one.set_name("Anna Peeters");
    one.add_granted(v1::COMPARTMENT_EXIT);
    one.mutable_create_time()->set_seconds(now);
    return one;
  };
  add("Dossiers.UndoDeath");
  add("Dossiers.RecordDeath");
  auto& review = add("Accesses.OpenReview");
  review.set_count(6);
  review.set_organisation("Sainte-Anne");
  server.Answer(log);
  ASSERT_EQ(Relais({"accesses", "list"}), 0) << err();
  EXPECT_TRUE(InOrder(out(), "said that you are alive: everything is open as before. ",
                      "said that you had died: everything was closed. "))
      << out();
  EXPECT_TRUE(Has(out(), "what entry 6 says was put before the privacy officer of Sainte-Anne"));
  EXPECT_FALSE(Has(out(), "emergency")) << out();
}

}  // namespace
}  // namespace relais::cli
