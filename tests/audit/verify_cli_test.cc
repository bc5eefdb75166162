// The relais-verify binary, run as a person would.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "audit/receipt.h"
#include "audit/tiles.h"
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
  EXPECT_EQ(complaint(log + "witness A key\n"), is("trust, line 2: a verifier key is name+id+key"));
  EXPECT_EQ(
      complaint("# x\n\nlogs x\n"),
      is("trust, line 3: only lines that begin with log, witness, group or quorum are known"));
  EXPECT_EQ(complaint(log + log), is("trust, line 2: a second log; one trust file is for one log"));
  EXPECT_EQ(complaint("log x\n"), is("trust, line 1: a verifier key is name+id+key"));
  EXPECT_EQ(complaint("log " + std::string(kWitnessVkey)),
            is("trust, line 1: this is the key of a witness; here that of a log is needed"));
  EXPECT_EQ(complaint("# nothing\n"),
            is("trust: it needs one line 'log <vkey>', with the key that the house hands out"));
}

TEST_F(VerifyBinary, WitnessesOfTheTrustFileAreNamed) {
  const WitnessSigner witness = Witness("witness.example/w1", 0x20);
  const std::string note = chains_.log.Checkpoint();
  const std::string text = note.substr(0, note.find("\n\n") + 1);
  Write("bundle", chains_.log.Bundle(chains_.ours, note + witness.Cosign(text, 1700000100)));
  Write("trust", "log " + std::string(kLogVkey) + "\nwitness patients " + witness.Vkey() +
                     "\nquorum patients\n");
  const Answer run = Execute("--trust trust bundle");
  EXPECT_EQ(run.code, 0) << run.out;
  EXPECT_TRUE(Has(run,
                  "Witnesses cosigned the checkpoint, who saw no other history of this log: "
                  "patients (2023-11-14 22:15:00 UTC)."))
      << run.out;
  EXPECT_FALSE(Has(run, "That everybody is shown this same log")) << run.out;
  Write("bundle", bundle_);
  EXPECT_EQ(Execute("--trust trust --alone bundle").code, 1);
}

// What a second look demands of the log.
class VerifyAgain : public VerifyBinary {
 protected:
  void SetUp() override {
    VerifyBinary::SetUp();
    ASSERT_EQ(Execute("--trust trust bundle").code, 0);
  }
  // Our dossier after `entries` entries, with the proof that it goes on from `since` leaves.
  static std::string Later(std::uint64_t entries, std::uint64_t since) {
    const TwoChains later(entries);
    const MemoryLog& log = later.log.tree();
    return later.log.Bundle(
        later.ours, later.log.Checkpoint(),
        BundleWriter().Since(since, Tree::Resume(log, since).value().Root(),
                             ConsistencyProof(log, since, 2 * entries).value()));
  }
};

TEST_F(VerifyAgain, TheSameBundleAndOneThatGoesOnAreVerified) {
  EXPECT_EQ(Execute("--trust trust bundle").code, 0);
  Write("later", Later(5, 6));
  const Answer run = Execute("--trust trust later");
  EXPECT_EQ(run.code, 0) << run.out;
  EXPECT_TRUE(Has(run, "The log goes on from the 6 entries that you saw")) << run.out;
}

TEST_F(VerifyAgain, WithoutTheProofItSaysHowToAskForIt) {
  const TwoChains later(5);
  Write("later", later.log.Bundle(later.ours));
  const Answer run = Execute("--trust trust later");
  EXPECT_EQ(run.code, 1);
  EXPECT_TRUE(Has(run, "ask for it with: relais accesses export FILE --since 6")) << run.out;
  Write("elsewhere", Later(5, 4));
  EXPECT_EQ(Execute("--trust trust elsewhere").code, 1);
  EXPECT_EQ(Execute("--trust trust --alone later").code, 0);
}

TEST_F(VerifyAgain, AttackAnOldCheckpointReplayed) {
  Write("later", Later(5, 6));
  ASSERT_EQ(Execute("--trust trust later").code, 0);
  const Answer run = Execute("--trust trust bundle");
  EXPECT_EQ(run.code, 1);
  EXPECT_TRUE(Has(run,
                  "this bundle is older than the one verified last: its log had 6 entries, and 10 "
                  "were seen"))
      << run.out;
}

TEST_F(VerifyAgain, AttackTheLogWasRewritten) {
  // The same chain in a log whose other leaves are other ones: at the same size, and grown since.
  for (const std::uint64_t entries : {3U, 5U}) {
    TwoChains forged(0);
    for (std::uint64_t n = 1; n <= entries; ++n) {
      forged.log.Append(forged.ours, SampleDetails(n, 1));
      forged.log.Append(forged.theirs, SampleDetails(n, 7));
    }
    const MemoryLog& log = forged.log.tree();
    Write("forged",
          forged.log.Bundle(forged.ours, forged.log.Checkpoint(),
                            BundleWriter().Since(6, Tree::Resume(log, 6).value().Root(),
                                                 ConsistencyProof(log, 6, 2 * entries).value())));
    const Answer run = Execute("--trust trust forged");
    EXPECT_EQ(run.code, 1);
    EXPECT_TRUE(Has(run,
                    "the log was rewritten, or you are shown another one than before: at 6 entries "
                    "it had another root"))
        << run.out;
  }
}

TEST_F(VerifyAgain, AMemoryThatIsSpoiltIsSaid) {
  Write("trust.seen", "nonsense");
  const Answer run = Execute("--trust trust bundle");
  EXPECT_EQ(run.code, 2);
  EXPECT_TRUE(Has(run, "trust.seen should hold the checkpoint that was verified last")) << run.out;
}

// A bundle held against the published leaves.
class VerifyPublished : public VerifyBinary {
 protected:
  void Publish(const SampleLog& log) {
    const std::uint64_t size = log.tree().tree().size();
    for (const Tile& tile : NewTiles(0, size)) {
      if (tile.level > 0) continue;
      Bytes entries;
      for (int i = 0; i < tile.width; ++i)
        PutEntry(entries, log.leaves()[tile.index * 256 + static_cast<std::uint64_t>(i)]);
      const auto path = directory_ / "tiles" / EntryTilePath(tile);
      std::filesystem::create_directories(path.parent_path());
      std::ofstream(path, std::ios::binary) << entries;
    }
    Write("tiles/checkpoint", log.Checkpoint());
  }
};

TEST_F(VerifyPublished, EachNumberStandsOnceAndTheNextNowhere) {
  Publish(chains_.log);
  const Answer run = Execute("--trust trust --tiles tiles bundle");
  EXPECT_EQ(run.code, 0) << run.out;
  EXPECT_TRUE(
      Has(run, "In the published log each of these numbers stands once, and number 4 nowhere"))
      << run.out;
  EXPECT_FALSE(Has(run, "That no entry after number 3 exists")) << run.out;
}

TEST_F(VerifyPublished, WhatCameLaterIsNoFault) {
  const TwoChains later(9);
  Publish(later.log);
  EXPECT_EQ(Execute("--trust trust --tiles tiles bundle").code, 0);
}

TEST_F(VerifyPublished, AttackTailHidden) {
  // The log holds entry 4 of our chain; the bundle is cut before it, under the same checkpoint.
  const TwoChains whole(4);
  Publish(whole.log);
  Chain cut = whole.ours;
  cut.entries.pop_back();
  Write("bundle", whole.log.Bundle(cut));
  const Answer run = Execute("--trust trust --tiles tiles bundle");
  EXPECT_EQ(run.code, 1);
  EXPECT_TRUE(
      Has(run, "the published log has an entry with number 4, which this bundle does not show"))
      << run.out;
}

TEST_F(VerifyPublished, AttackTwoEntriesWithOneNumber) {
  Chain shown = chains_.ours, hidden = chains_.ours;
  chains_.log.Append(hidden, SampleDetails(2, 1), 2);
  Publish(chains_.log);
  Write("bundle", chains_.log.Bundle(shown));
  const Answer run = Execute("--trust trust --tiles tiles bundle");
  EXPECT_EQ(run.code, 1);
  EXPECT_TRUE(Has(run, "number 2 stands 2 times in the published log")) << run.out;
}

TEST_F(VerifyPublished, AttackTwoHistories) {
  TwoChains other(3);
  other.log.Append(other.theirs, SampleDetails(9, 2), 9);
  TwoChains forged(0);
  for (std::uint64_t n = 1; n <= 4; ++n) forged.log.Append(forged.theirs, SampleDetails(n, 2));
  for (std::uint64_t n = 1; n <= 3; ++n) forged.log.Append(forged.ours, SampleDetails(n, 1));
  Publish(other.log);
  Write("bundle", forged.log.Bundle(forged.ours));
  const Answer run = Execute("--trust trust --tiles tiles bundle");
  EXPECT_EQ(run.code, 1);
  EXPECT_TRUE(Has(run, "the published log and this bundle have two histories")) << run.out;
}

TEST_F(VerifyPublished, OlderOrMissingTilesAreSaid) {
  const TwoChains older(2);
  Publish(older.log);
  EXPECT_TRUE(Has(Execute("--trust trust --tiles tiles bundle"),
                  "the published log is older than this bundle: fetch it again later"));
  EXPECT_TRUE(
      Has(Execute("--trust trust --tiles nowhere bundle"), "nowhere/checkpoint is missing"));
}

TEST_F(VerifyBinary, ReceiptsVerifyOnTheirOwn) {
  ASSERT_EQ(Execute("--trust trust --receipts receipts bundle").code, 0);
  const auto read = [&](const std::string& name) {
    std::ifstream file(directory_ / "receipts" / name, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  for (const LoggedEntry& entry : chains_.ours.entries) {
    const std::string name = ShortReference(Commitment(entry.blind, entry.details));
    const auto receipt = ParseReceipt(read(name + ".tlog-proof"));
    ASSERT_TRUE(receipt) << name;
    std::string hex = read(name + ".leaf.hex");
    hex.pop_back();
    EXPECT_TRUE(VerifyReceipt(*receipt, Hex(hex), TrustInLog())) << name;
    EXPECT_EQ(read(name + ".vkey"), std::string(kLogVkey) + "\n");
  }
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
