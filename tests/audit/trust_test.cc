#include "audit/trust.h"

#include <gtest/gtest.h>

#include "audit/receipt.h"
#include "tests/audit/vectors.h"

namespace relais::audit {
namespace {

const std::string kText(kCheckpointText);
const std::string kNote = kText + "\n" + std::string(kLogLine);
const std::string kLog = "log " + std::string(kLogVkey) + "\n";

std::string WitnessLineOf(const std::string& name, std::uint8_t first) {
  return "witness " + name + " " + Witness(name + ".example", first).Vkey() + "\n";
}
std::string Cosigned(const std::string& name, std::uint8_t first) {
  return Witness(name + ".example", first).Cosign(kText, 1700000000);
}

// "ok", or why the policy does not accept the note.
std::string Opened(const std::string& policy, const std::string& note) {
  const auto trust = TrustPolicy::Parse(policy);
  if (!trust) return trust.error().field + ": " + trust.error().message;
  const auto opened = trust->Open(note);
  return opened ? "ok" : opened.error().message;
}

TEST(Cosignature, VectorIsSignedAndVerified) {
  const WitnessSigner witness = Witness("witness.example/w1", 0x20);
  EXPECT_EQ(witness.Vkey(), kWitnessVkey);
  EXPECT_EQ(witness.Cosign(kText, 1700000000), kWitnessLine);
  const auto verifier = WitnessVerifier::FromVkey(kWitnessVkey).value();
  const std::string note = kNote + std::string(kWitnessLine);
  EXPECT_EQ(verifier.CosignedAt(ParseNote(note).value()).value(), 1700000000U);
  EXPECT_EQ(verifier.CosignedAt(ParseNote(kNote).value()).value(), std::nullopt);
}

TEST(Cosignature, AttackEveryChangedByteIsNoCosignature) {
  const auto verifier = WitnessVerifier::FromVkey(kWitnessVkey).value();
  const std::string note = kNote + std::string(kWitnessLine);
  for (std::size_t i = 0; i < note.size(); ++i) {
    if (i >= kText.size() && i < kNote.size()) continue;  // the log's own line
    std::string changed = note;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const auto parsed = ParseNote(changed);
    if (!parsed) continue;
    const auto at = verifier.CosignedAt(*parsed);
    EXPECT_FALSE(at && at->has_value()) << "byte " << i;
  }
}

TEST(Cosignature, AKeyOfALogIsNotThatOfAWitness) {
  EXPECT_EQ(WitnessVerifier::FromVkey(kLogVkey).error().message,
            "this is the key of a log; here that of a witness is needed");
}

TEST(Trust, ALogAloneNeedsNoQuorum) {
  EXPECT_EQ(Opened("# a comment\r\n\r\n" + kLog, kNote), "ok");
  EXPECT_EQ(Opened(kLog + "quorum none\n", kNote), "ok");
  EXPECT_EQ(Opened(kLog + WitnessLineOf("A", 0x20), kNote), "ok");
}

TEST(Trust, AQuorumIsKOfItsMembers) {
  const std::string policy = kLog + WitnessLineOf("A", 0x20) + WitnessLineOf("B", 0x40) +
                             WitnessLineOf("C", 0x60) + "group g 2 A B C\nquorum g\n";
  const std::string a = Cosigned("A", 0x20), b = Cosigned("B", 0x40), c = Cosigned("C", 0x60);
  EXPECT_EQ(Opened(policy, kNote + a + b), "ok");
  EXPECT_EQ(Opened(policy, kNote + c + a), "ok");
  EXPECT_EQ(Opened(policy, kNote + a + b + c), "ok");
  EXPECT_EQ(Opened(policy, kNote + a + a),
            "the log signed its checkpoint, but not enough witnesses cosigned it: the quorum g is "
            "not met by A");
  EXPECT_EQ(Opened(policy, kNote),
            "the log signed its checkpoint, but not enough witnesses cosigned it: the quorum g is "
            "not met by none");
  // The witnesses' word does not replace the log's.
  EXPECT_EQ(Opened(policy, kText + "\n" + a + b + c), "no trusted key signed this");
}

TEST(Trust, GroupsNest) {
  const std::string policy = kLog + WitnessLineOf("A", 0x20) + WitnessLineOf("B", 0x40) +
                             WitnessLineOf("C", 0x60) +
                             "group inner any A B\ngroup outer all inner C\nquorum outer\n";
  const std::string a = Cosigned("A", 0x20), b = Cosigned("B", 0x40), c = Cosigned("C", 0x60);
  EXPECT_EQ(Opened(policy, kNote + b + c), "ok");
  EXPECT_NE(Opened(policy, kNote + a + b), "ok");
  EXPECT_NE(Opened(policy, kNote + c), "ok");
}

TEST(Trust, AttackABadLineOfAKnownWitnessRefusesTheNote) {
  const std::string policy =
      kLog + WitnessLineOf("A", 0x20) + WitnessLineOf("B", 0x40) + "quorum B\n";
  const std::string other = Witness("A.example", 0x20).Cosign("another\n", 1);
  EXPECT_EQ(Opened(policy, kNote + Cosigned("B", 0x40) + other),
            "the signature of A.example does not hold");
}

TEST(Trust, MistakesAreNamedWithTheirLine) {
  const std::string a = WitnessLineOf("A", 0x20);
  const std::pair<std::string, std::string> cases[] = {
      {"", ": it needs one line 'log <vkey>', with the key that the house hands out"},
      {kLog + kLog, "2: a second log; one trust file is for one log"},
      {a + kLog, "1: the first line names the log: 'log <vkey>'"},
      {kLog + "mirror x\n",
       "2: only lines that begin with log, witness, group or quorum are known"},
      {kLog + a + a, "3: A stands there already"},
      {kLog + a + "witness B " + Witness("A.example", 0x20).Vkey(),
       "3: this witness stands in the policy already, as A"},
      {kLog + "witness A " + std::string(kLogVkey),
       "2: this is the key of a log; here that of a witness is needed"},
      {kLog + "witness none x", "2: a name is missing"},
      {kLog + a + "group g 2 A",
       "3: a group says how many of its members it needs: any, all, or "
       "a number from 1 to 1"},
      {kLog + a + "group g 0 A",
       "3: a group says how many of its members it needs: any, all, or "
       "a number from 1 to 1"},
      {kLog + a + "group g any", "3: a group without members"},
      {kLog + a + "group g all", "3: a group without members"},
      {kLog + a + "group g any g", "3: g does not stand above as a witness or group"},
      {kLog + a + "group g any A A", "3: A stands twice in this group"},
      {kLog + "quorum B", "2: a quorum names a witness or group that stands above, or none"},
      {kLog + "quorum none\nquorum none", "3: a second quorum; there is one"},
  };
  for (const auto& [policy, why] : cases) EXPECT_EQ(Opened(policy, kNote), why) << policy;
}

// The receipt of the formats page.
const std::string kReceipt =
    "c2sp.org/tlog-proof@v1\nindex 3\n"
    "ApjRIpBtz8EIkstTpzmS/FufST6kybrbJ7eRtBJ6f+c=\n"
    "+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU=\n"
    "g327FS6bB5AQcX6E6GXaTrwPoZioBtWdMb8VrM7yLQ4=\n\n" +
    kNote + std::string(kWitnessLine);

TEST(Receipt, VectorIsReadWrittenAndVerified) {
  const Receipt receipt = ParseReceipt(kReceipt).value();
  EXPECT_EQ(WriteReceipt(receipt), kReceipt);
  EXPECT_EQ(VerifyReceipt(receipt, "\x20\x21", TrustInLog()).value().checkpoint.size, 7U);
  std::string extra = kReceipt;
  extra.insert(extra.find("index"), "extra AAAA\n");
  EXPECT_EQ(ParseReceipt(extra).value().index, 3U);
}

TEST(Receipt, AttackOtherLeafIndexOrProofIsRefused) {
  const Receipt receipt = ParseReceipt(kReceipt).value();
  EXPECT_FALSE(VerifyReceipt(receipt, "\x20\x22", TrustInLog()));
  Receipt moved = receipt, cut = receipt;
  moved.index = 2;
  cut.proof.pop_back();
  EXPECT_FALSE(VerifyReceipt(moved, "\x20\x21", TrustInLog()));
  EXPECT_FALSE(VerifyReceipt(cut, "\x20\x21", TrustInLog()));
}

TEST(Receipt, OtherFilesAreRefused) {
  for (std::size_t size = 0; size < kReceipt.find(kNote); ++size)
    EXPECT_FALSE(ParseReceipt(kReceipt.substr(0, size))) << size;
  EXPECT_FALSE(ParseReceipt("c2sp.org/tlog-proof@v2\nindex 3\n\n"));
}

}  // namespace
}  // namespace relais::audit
