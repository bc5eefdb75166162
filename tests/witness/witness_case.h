// A witness in a folder of its own, and a log and a fork of it whose checkpoints one shows to it.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "clients/witness/witness.h"
#include "crypto/hash.h"
#include "tests/audit/memory_log.h"
#include "tests/audit/vectors.h"
#include "tests/witness/program.h"

namespace relais::witness {

namespace fs = std::filesystem;
using audit::MemoryLog;

inline MemoryLog LogOf(const std::string& word, std::size_t size) {
  MemoryLog log;
  for (std::size_t i = 0; i < size; ++i) log.Append(audit::LeafHash(word + std::to_string(i)));
  return log;
}

inline std::string Note(const MemoryLog& log, std::uint64_t size) {
  return audit::SignCheckpoint(
             {std::string(audit::kLogName), size, audit::Tree::Resume(log, size).value().Root()},
             audit::LogSigner())
      .value();
}

inline std::string Growth(const MemoryLog& log, std::uint64_t from, std::uint64_t to) {
  return audit::WriteAddCheckpoint(
      {from, audit::ConsistencyProof(log, from, to).value(), Note(log, to)});
}

class WitnessTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "relais-witness-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = fs::path(name) / "w";
    SystemRandom random;
    vkey_ = Witness::Create(folder_, "patients.example/w", random).value();
    std::ofstream(folder_ / "logs", std::ios::app) << "log " << audit::kLogVkey << "\n";
  }
  void TearDown() override { fs::remove_all(folder_.parent_path()); }

  std::unique_ptr<Witness> Open() const { return Witness::Open(folder_).value(); }
  std::string State() const {
    std::ifstream file(folder_ / "state", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // Whether `line` is this witness's word over a checkpoint.
  bool Cosigned(const std::string& note, const std::string& line) const {
    const std::string whole = note + line;
    const auto parsed = audit::ParseNote(whole);
    const auto at = audit::WitnessVerifier::FromVkey(vkey_).value().CosignedAt(*parsed);
    return at && at->has_value();
  }
  static std::string HashOfName() { return ToHex(View(Sha256(audit::kLogName))); }

  const MemoryLog log_ = LogOf("leaf", 30), fork_ = LogOf("fork", 30);
  const Instant now_ = FromMillis(1700000000000);
  fs::path folder_;
  std::string vkey_;
};

}  // namespace relais::witness
