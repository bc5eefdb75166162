// The relais-verify binary, run as a person would.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/audit/sample.h"

namespace relais::audit {
namespace {

struct Answer {
  int code;
  std::string out;  // both streams
};

class VerifyBinary : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "relais-verify-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
    Write("trust", "# the hospital's log\n\nlog " + std::string(kLogVkey) + "\n");
    Write("bundle", bundle_);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  void Write(const std::string& name, const std::string& bytes) {
    std::ofstream(directory_ / name, std::ios::binary) << bytes;
  }

  // `arguments` go through the shell, in the test's directory.
  Answer Execute(const std::string& arguments) {
    const std::string command =
        "cd " + directory_.string() + " && " RELAIS_VERIFY " " + arguments + " 2>&1";
    FILE* const pipe = popen(command.c_str(), "r");
    Answer run{-1, {}};
    char buffer[4096];
    for (std::size_t n; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) run.out.append(buffer, n);
    const int status = pclose(pipe);
    if (WIFEXITED(status)) run.code = WEXITSTATUS(status);
    return run;
  }

  static bool Has(const Answer& run, std::string_view text) {
    return run.out.find(text) != std::string::npos;
  }

  TwoChains chains_{3};
  std::string bundle_ = chains_.log.Bundle(chains_.ours);
  std::filesystem::path directory_;
};

TEST_F(VerifyBinary, VerifiedIsZeroAndSaysWhatIsAndIsNotProved) {
  const Answer run = Execute("--trust trust bundle");
  EXPECT_EQ(run.code, 0) << run.out;
  EXPECT_TRUE(Has(run, "This bundle is genuine.")) << run.out;
  EXPECT_TRUE(Has(run, "the entries 1 to 3 of the chain of dossier dos_")) << run.out;
  EXPECT_TRUE(Has(run, "from 2023-11-14 22:13:21 UTC to 2023-11-14 22:13:23 UTC")) << run.out;
  EXPECT_TRUE(Has(run, "That no entry after number 3 exists")) << run.out;
  EXPECT_FALSE(Has(run, "H\xC3\xB4pital")) << run.out;
}

TEST_F(VerifyBinary, ListShowsTheNewestFirst) {
  const Answer run = Execute("--trust trust --list bundle");
  EXPECT_EQ(run.code, 0);
  EXPECT_TRUE(
      Has(run,
          "- entry 3, 2023-11-14 22:13:23 UTC: Anne Lef\xC3\xA8vre, hospital_social_worker, "
          "H\xC3\xB4pital du Parc, asked to read (social, leaving), to prepare the leaving: "
          "2 records were shown of social. Reference "))
      << run.out;
  EXPECT_LT(run.out.find("entry 3, "), run.out.find("entry 2, "));
  EXPECT_LT(run.out.find("entry 2, "), run.out.find("entry 1, "));
}

TEST_F(VerifyBinary, JsonIsOneObjectALine) {
  const Answer run = Execute("--trust trust bundle --output json --list");
  EXPECT_EQ(run.code, 0);
  EXPECT_EQ(std::count(run.out.begin(), run.out.end(), '\n'), 4);
  EXPECT_TRUE(run.out.starts_with(
      R"({"verified":true,"log":"dossier.example/audit","checkpoint_size":"6",)"))
      << run.out;
  EXPECT_TRUE(Has(run, R"("last_number":"3")")) << run.out;
  EXPECT_TRUE(
      Has(run, R"("asked":["SOCIAL","EXIT"],"granted":["SOCIAL"],"outcome":"OPENED","count":2)"))
      << run.out;
}

TEST_F(VerifyBinary, RefusedIsOneAndSaysWhyAndWhatToDo) {
  Write("bad", bundle_.substr(0, bundle_.find("entry 2")));
  const Answer run = Execute("--trust trust bad");
  EXPECT_EQ(run.code, 1);
  EXPECT_EQ(run.out,
            "relais-verify: refused: the bundle is cut off after entry 1; ask for the bundle "
            "again, and keep this one "
            "for the privacy officer\n");
  EXPECT_TRUE(Has(Execute("--trust trust bad --output json"),
                  "{\"verified\":false,\"error\":\"the bundle is cut off after entry 1\"}\n"));
}

TEST_F(VerifyBinary, AnotherLogsKeyIsRefused) {
  Write("other", "log " + Signer("dossier.example/audit", 0x60).Vkey());
  const Answer run = Execute("--trust other bundle");
  EXPECT_EQ(run.code, 1);
  EXPECT_TRUE(Has(run, "refused: no trusted key signed this;")) << run.out;
}

TEST_F(VerifyBinary, WrongUsageIsTwo) {
  for (const char* arguments : {"", "bundle", "--trust trust", "--trust trust bundle --output xml",
                                "--trust trust bundle --colour", "--trust missing bundle",
                                "--trust trust missing", "--trust . bundle", "--trust trust ."}) {
    const Answer run = Execute(arguments);
    EXPECT_EQ(run.code, 2) << arguments << ": " << run.out;
    EXPECT_EQ(std::count(run.out.begin(), run.out.end(), '\n'), 1) << run.out;
  }
}

TEST_F(VerifyBinary, AnUnusableTrustFileIsTwoAndNamesTheLine) {
  const std::string log = "log " + std::string(kLogVkey) + "\n";
  const auto complaint = [&](const std::string& trust) {
    Write("trust", trust);
    const Answer run = Execute("--trust trust bundle");
    EXPECT_EQ(run.code, 2) << trust;
    return run.out;
  };
  const auto is = [](std::string what) {
    return "relais-verify: " + what + "; correct the trust file\n";
  };
  EXPECT_EQ(complaint(log + "witness A key\n"),
            is("trust, line 2: only lines 'log <vkey>' are known"));
  EXPECT_EQ(complaint("# x\n\nlogs x\n"), is("trust, line 3: only lines 'log <vkey>' are known"));
  EXPECT_EQ(complaint(log + log), is("trust, line 2: a second log; one trust file is for one log"));
  EXPECT_EQ(complaint("log x\n"), is("trust, line 1: a verifier key is name+id+key"));
  EXPECT_EQ(complaint("log " + std::string(kWitnessVkey)),
            is("trust, line 1: the verifier key is of type 4; only type 1 (Ed25519) is known"));
  EXPECT_EQ(complaint("# nothing\n"),
            is("trust: it needs one line 'log <vkey>', with the key that the house hands out"));
}

TEST_F(VerifyBinary, HelpAndVersion) {
  const Answer help = Execute("--help");
  EXPECT_EQ(help.code, 0);
  EXPECT_TRUE(Has(help, "checkpoint_size")) << help.out;
  const Answer version = Execute("--version");
  EXPECT_EQ(version.code, 0);
  EXPECT_TRUE(version.out.starts_with("relais-verify ")) << version.out;
}

TEST_F(VerifyBinary, AttackNamesCannotSteerTheTerminal) {
  SampleLog log;
  Chain chain(0x80);
  Details details = SampleDetails(1);
  details.caller_name = "Eve\x1B[2J\n- entry 2\xE2\x80\xAE\xFF\"";
  log.Append(chain, details);
  Write("bundle", log.Bundle(chain));
  const Answer run = Execute("--trust trust bundle --list");
  EXPECT_EQ(run.code, 0);
  EXPECT_FALSE(Has(run, "\x1B")) << run.out;
  EXPECT_FALSE(Has(run, "\n- entry 2")) << run.out;
  EXPECT_FALSE(Has(run, "\xE2\x80\xAE")) << run.out;
  EXPECT_TRUE(Has(Execute("--trust trust bundle --list --output json"),
                  R"("caller_name":"Eve\u001b[2J\u000a- entry 2)"));
}

}  // namespace
}  // namespace relais::audit
