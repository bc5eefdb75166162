#include "tests/cli/cli_fixture.h"

namespace relais::cli {
namespace {

TEST_F(CliTest, CompletionScriptsAskTheClient) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    EXPECT_EQ(Bare({"completion", shell}), 0);
    EXPECT_TRUE(Has(out(), "relais __complete words --"));
  }
  EXPECT_EQ(Bare({"completion", "csh"}), 2);
}

TEST_F(CliTest, CompleteNamesCommandsOptionsAndKinds) {
  setenv("RELAIS_PROFILE", (folder / "profile.toml").c_str(), 1);
  EXPECT_EQ(Bare({"__complete", "words", "--"}), 0);
  EXPECT_TRUE(Has(out(), "accesses\n"));
  EXPECT_FALSE(Has(out(), "__complete"));
  EXPECT_EQ(Bare({"__complete", "words", "--", "step"}), 0);
  EXPECT_TRUE(Has(out(), "correct\n"));
  EXPECT_EQ(Bare({"__complete", "words", "--", "step", "add"}), 0);
  EXPECT_TRUE(Has(out(), "--on\n"));
  EXPECT_TRUE(Has(out(), "housing.shelter_place\n"));
  EXPECT_EQ(Bare({"__complete", "words", "--", "words", "add"}), 0);
  EXPECT_FALSE(Has(out(), "housing.shelter_place\n"));
  EXPECT_EQ(Bare({"__complete", "kinds", "housing.r"}), 0);
  EXPECT_EQ(out(), "housing.rent\n");
  EXPECT_EQ(Bare({"__complete", "words", "--", "step", "update", "--state"}), 0);
  EXPECT_TRUE(Has(out(), "--version\n"));
}

TEST_F(CliTest, CompleteIsSilentWithoutAProfile) {
  EXPECT_EQ(Bare({"__complete", "kinds", "h"}), 0);
  EXPECT_EQ(out() + err(), "");
}

}  // namespace
}  // namespace relais::cli
