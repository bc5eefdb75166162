#include "tests/cli/cli_fixture.h"

namespace relais::cli {
namespace {

constexpr char kRest[] =
    "ca = \"ca.pem\"\ncert = \"device.pem\"\nkey = \"device.key\"\ntoken_file = \"token.jwt\"\n";

TEST_F(CliTest, ProfileFaultsNameTheLine) {
  const std::string file = (folder / "profile.toml").string();
  const std::pair<std::string, std::string> faults[] = {
      {"server = \"h:1\"\nca = \n", file + ", line 2: "},
      {"server = \"h:1\"\n\ncolour = \"red\"\n", file + ", line 3: unknown key \"colour\""},
      {"server = 7443\n", file + ", line 1: \"server\" must be a text"},
      {"server = \"localhost\"\n", file + ", line 1: the server \"localhost\""},
      {std::string("server = \"h:1\"\n") + kRest + "purpose = \"SPYING\"\n",
       file + ", line 6: unknown purpose"},
      {std::string("server = \"h:1\"\n") + kRest + "language = \"es\"\n",
       file + ", line 6: unknown language"},
      {kRest, "give either server"},
      {"server = \"h:1\"\n", "ca = \"...\" is missing"}};
  for (const auto& [text, says] : faults) {
    Write("profile.toml", text);
    EXPECT_EQ(Relais({"show"}), 2) << text;
    EXPECT_TRUE(Has(err(), says)) << err();
  }
}

TEST_F(CliTest, ProfileNamesTheFileThatIsMissing) {
  std::filesystem::remove(folder / "device.key");
  EXPECT_EQ(Relais({"show"}), 1);
  EXPECT_TRUE(Has(err(), (folder / "device.key").string() + " cannot be read (No such file"));
  Write("device.key", "pem");
  Write("token.jwt", "\n");
  EXPECT_EQ(Relais({"show"}), 1);
  EXPECT_TRUE(Has(err(), "no token in"));
}

TEST_F(CliTest, ProfileIsNeededAndMayComeFromTheEnvironment) {
  EXPECT_EQ(Bare({"show"}), 2);
  EXPECT_TRUE(Has(err(), "RELAIS_PROFILE"));
  setenv("RELAIS_PROFILE", (folder / "profile.toml").c_str(), 1);
  EXPECT_EQ(Bare({"show"}), 0) << err();
  unsetenv("RELAIS_PROFILE");
}

TEST_F(CliTest, ServerFileIsReadAtEachRun) {
  std::string seen;
  connect = [&](const Profile& profile, const Credentials&) {
    seen = profile.server;
    return server.InProcess();
  };
  Write("profile.toml", std::string("server_file = \"endpoint\"\n") + kRest);
  for (const char* endpoint : {"127.0.0.1:4001\n", "127.0.0.1:4002\n"}) {
    Write("endpoint", endpoint);
    ASSERT_EQ(Relais({"show"}), 0) << err();
    EXPECT_EQ(seen + "\n", endpoint);
  }
}

TEST_F(CliTest, LanguageComesFromOptionThenProfileThenEnvironment) {
  setenv("LANG", "de_BE.UTF-8", 1);
  ASSERT_EQ(Relais({"show"}), 0);
  EXPECT_TRUE(Has(out(), "Noch zu regeln"));
  Write("profile.toml", std::string("server = \"h:1\"\nlanguage = \"nl\"\n") + kRest);
  ASSERT_EQ(Relais({"show"}), 0);
  EXPECT_TRUE(Has(out(), "Nog te regelen"));
  ASSERT_EQ(Relais({"show", "--lang", "fr"}), 0);
  EXPECT_TRUE(Has(out(),
                  "Place d'h\xC3\xA9"
                  "bergement"));
}

}  // namespace
}  // namespace relais::cli
