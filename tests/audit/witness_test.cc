// Every row of the witness protocol, over two histories of one log.
#include "audit/witness.h"

#include <gtest/gtest.h>

#include "tests/audit/memory_log.h"
#include "tests/audit/vectors.h"

namespace relais::audit {
namespace {

MemoryLog LogOf(const std::string& word, std::size_t size) {
  MemoryLog log;
  for (std::size_t i = 0; i < size; ++i) log.Append(LeafHash(word + std::to_string(i)));
  return log;
}

std::string Note(const MemoryLog& log, std::uint64_t size, const NoteSigner& signer) {
  return SignCheckpoint({signer.name(), size, Tree::Resume(log, size).value().Root()}, signer)
      .value();
}

class WitnessRules : public ::testing::Test {
 protected:
  AddCheckpoint Growth(std::uint64_t from, std::uint64_t to) const {
    return {from, ConsistencyProof(log_, from, to).value(), Note(log_, to, LogSigner())};
  }
  WitnessedHead Head(std::uint64_t size) const {
    return {size, Tree::Resume(log_, size).value().Root()};
  }
  Judgement Judged(const AddCheckpoint& request, const WitnessedHead& head) const {
    const NoteVerifier log = LogVerifier();
    const Judgement claimed = JudgeSignature(request.note, {&log, 1});
    if (claimed.status != WitnessStatus::kOk) return claimed;
    return JudgeGrowth(request, claimed.checkpoint, head);
  }
  WitnessStatus Status(const AddCheckpoint& request, const WitnessedHead& head) const {
    return Judged(request, head).status;
  }

  const MemoryLog log_ = LogOf("leaf", 20), fork_ = LogOf("fork", 20);
};

TEST_F(WitnessRules, GrowthIsCosigned) {
  for (std::uint64_t from = 0; from <= 20; ++from) {
    for (std::uint64_t to = from; to <= 20; ++to) {
      const Judgement judged = Judged(Growth(from, to), Head(from));
      EXPECT_EQ(judged.status, WitnessStatus::kOk) << from << " to " << to << judged.why;
      EXPECT_EQ(judged.checkpoint.size, to);
    }
  }
}

TEST_F(WitnessRules, AnUnknownOriginIs404) {
  AddCheckpoint request = Growth(0, 5);
  request.note = Note(log_, 5, Signer("other.example/log", 0));
  EXPECT_EQ(Status(request, {}), WitnessStatus::kUnknownLog);
}

TEST_F(WitnessRules, NoOrAnInvalidSignatureOfTheLogIs403) {
  AddCheckpoint request = Growth(0, 5);
  request.note = Note(log_, 5, Signer(std::string(kLogName), 0x60));
  EXPECT_EQ(Status(request, {}), WitnessStatus::kForbidden);
  request.note = Growth(0, 5).note;
  request.note.replace(request.note.find("\n5\n"), 3, "\n6\n");
  EXPECT_EQ(Status(request, {}), WitnessStatus::kForbidden);
}

TEST_F(WitnessRules, AnOldSizePastTheNewIs400) {
  AddCheckpoint request = Growth(5, 5);
  request.old_size = 6;
  EXPECT_EQ(Status(request, Head(6)), WitnessStatus::kMalformed);
}

TEST_F(WitnessRules, AnotherOldSizeThanTheNewestIs409WithTheSize) {
  const Judgement judged = Judged(Growth(3, 9), Head(5));
  EXPECT_EQ(judged.status, WitnessStatus::kConflict);
  EXPECT_EQ(judged.why, "5");
  EXPECT_EQ(Judged(Growth(3, 9), {}).why, "0");
  EXPECT_EQ(Judged(Growth(0, 9), Head(9)).status, WitnessStatus::kConflict);
}

TEST_F(WitnessRules, AnOldCheckpointReplayedIs409) {
  EXPECT_EQ(Status(Growth(3, 5), Head(9)), WitnessStatus::kConflict);
}

TEST_F(WitnessRules, ABadProofIs422) {
  AddCheckpoint request = Growth(3, 9);
  request.proof[0][0] ^= 1;
  EXPECT_EQ(Status(request, Head(3)), WitnessStatus::kUnprocessable);
  request = Growth(3, 9);
  request.proof.pop_back();
  EXPECT_EQ(Status(request, Head(3)), WitnessStatus::kUnprocessable);
}

TEST_F(WitnessRules, AProofFromNothingIs422) {
  AddCheckpoint request = Growth(0, 9);
  request.proof.push_back(Hash{});
  EXPECT_EQ(Status(request, {}), WitnessStatus::kUnprocessable);
}

TEST_F(WitnessRules, AttackAnotherHistoryIs422) {
  // The same size with another root; and a longer one that does not go on from what was seen.
  AddCheckpoint same{9, {}, Note(fork_, 9, LogSigner())};
  EXPECT_EQ(Status(same, Head(9)), WitnessStatus::kUnprocessable);
  AddCheckpoint longer{9, ConsistencyProof(fork_, 9, 12).value(), Note(fork_, 12, LogSigner())};
  EXPECT_EQ(Status(longer, Head(9)), WitnessStatus::kUnprocessable);
}

TEST(WitnessRequest, IsReadAsItIsWritten) {
  const MemoryLog log = LogOf("leaf", 20);
  const AddCheckpoint request{7, ConsistencyProof(log, 7, 20).value(), Note(log, 20, LogSigner())};
  const std::string body = WriteAddCheckpoint(request);
  const AddCheckpoint read = ParseAddCheckpoint(body).value();
  EXPECT_EQ(read.old_size, request.old_size);
  EXPECT_EQ(read.proof, request.proof);
  EXPECT_EQ(read.note, request.note);
  EXPECT_EQ(WriteAddCheckpoint(read), body);
}

TEST(WitnessRequest, MalformedBodiesAreRefused) {
  const std::string hash = ToBase64(Bytes(32, 'x')) + "\n";
  std::string many = "old 1\n";
  for (int i = 0; i < 64; ++i) many += hash;
  for (const std::string& body :
       {std::string(), std::string("old\n\nx"), std::string("old 01\n\nx"),
        std::string("old -1\n\nx"), std::string("new 1\n\nx"), std::string("old 1\nshort\n\nx"),
        std::string("old 1\n") + hash, many + "\nx",
        std::string("old 99999999999999999999\n\nx")}) {
    EXPECT_EQ(ParseAddCheckpoint(body).error().reason, Reason::kInvalid) << body;
  }
}

}  // namespace
}  // namespace relais::audit
