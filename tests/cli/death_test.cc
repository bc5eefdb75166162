#include "tests/cli/cli_fixture.h"

namespace relais::cli {
namespace {

TEST_F(CliTest, DiedIsSaidTwiceAndUndoneOnce) {
  EXPECT_EQ(Relais({"died", kDossier}), 2);
  EXPECT_TRUE(InOrder(err(), "no message leaves", "--sure")) << err();
  EXPECT_EQ(server.Count<v1::RecordDeathRequest>(), 0U);
  ASSERT_EQ(Relais({"died", kDossier, "--sure"}), 0) << err();
  EXPECT_TRUE(Has(out(), "relais died --undo")) << out();
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

}  // namespace
}  // namespace relais::cli
