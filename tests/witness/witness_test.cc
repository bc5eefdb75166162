// The witness as a log and a liar meet it: over HTTP, restarted, killed, asked by many at once.
#include "clients/witness/witness.h"

#include <thread>

#include "audit/leaf.h"
#include "audit/tiles.h"
#include "clients/witness/mirror.h"
#include "tests/witness/witness_case.h"

namespace relais::witness {
namespace {

TEST_F(WitnessTest, CosignsWhatGoesOnAndServesTheNewest) {
  const auto witness = Open();
  EXPECT_EQ(witness->Vkey(), vkey_);
  EXPECT_EQ(witness->Checkpoint(HashOfName()).status, 404);
  std::uint64_t from = 0;
  for (const std::uint64_t to : {3U, 3U, 8U, 30U}) {
    const auto answer = witness->AddCheckpoint(Growth(log_, from, to), now_);
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_TRUE(Cosigned(Note(log_, to), answer.body));
    EXPECT_EQ(witness->Checkpoint(HashOfName()).body, Note(log_, to) + answer.body);
    from = to;
  }
}

TEST_F(WitnessTest, EveryRowOfTheProtocol) {
  const auto witness = Open();
  ASSERT_EQ(witness->AddCheckpoint(Growth(log_, 0, 9), now_).status, 200);
  EXPECT_EQ(witness->AddCheckpoint("nonsense", now_).status, 400);
  EXPECT_EQ(witness->AddCheckpoint("old 12\n\n" + Note(log_, 9), now_).status, 400);
  const std::string other = audit::SignCheckpoint({"other.example/log", 0, audit::EmptyRoot()},
                                                  audit::Signer("other.example/log", 7))
                                .value();
  EXPECT_EQ(witness->AddCheckpoint("old 0\n\n" + other, now_).status, 404);
  const std::string forged =
      audit::SignCheckpoint({std::string(audit::kLogName), 0, audit::EmptyRoot()},
                            audit::Signer(std::string(audit::kLogName), 7))
          .value();
  EXPECT_EQ(witness->AddCheckpoint("old 0\n\n" + forged, now_).status, 403);
  const Answer conflict = witness->AddCheckpoint(Growth(log_, 3, 12), now_);
  EXPECT_EQ(conflict.status, 409);
  EXPECT_EQ(conflict.body, "9\n");
  EXPECT_EQ(conflict.content_type, "text/x.tlog.size");
  EXPECT_EQ(witness->AddCheckpoint("old 9\n\n" + Note(log_, 12), now_).status, 422);
  EXPECT_EQ(witness->AddCheckpoint("old 9\n\n" + Note(fork_, 9), now_).status, 422);
  EXPECT_EQ(witness->AddCheckpoint(Growth(fork_, 9, 12), now_).status, 422);
  EXPECT_EQ(Open()
                ->AddCheckpoint("old 0\n" + ToBase64(Bytes(32, 'x')) + "\n\n" + Note(log_, 9), now_)
                .status,
            409);
  EXPECT_EQ(witness->Head(std::string(audit::kLogName)).size, 9U) << "no refusal moved it";
}

TEST_F(WitnessTest, RemembersAcrossRestarts) {
  ASSERT_EQ(Open()->AddCheckpoint(Growth(log_, 0, 9), now_).status, 200);
  EXPECT_EQ(Open()->AddCheckpoint(Growth(fork_, 0, 9), now_).body, "9\n");
  ASSERT_EQ(Open()->AddCheckpoint(Growth(log_, 9, 20), now_).status, 200);
  EXPECT_EQ(Open()->Head(std::string(audit::kLogName)).size, 20U);
}

TEST_F(WitnessTest, ALogThatIsTakenOutCannotBeginAnew) {
  ASSERT_EQ(Open()->AddCheckpoint(Growth(log_, 0, 9), now_).status, 200);
  std::ofstream(folder_ / "logs") << "# none\n";
  EXPECT_EQ(Open()->AddCheckpoint(Growth(log_, 9, 12), now_).status, 404);
  std::ofstream(folder_ / "logs") << "log " << audit::kLogVkey << "\n";
  EXPECT_EQ(Open()->AddCheckpoint(Growth(fork_, 0, 9), now_).status, 409);
}

TEST_F(WitnessTest, WhatCannotBeWrittenDownIsNotCosigned) {
  const auto witness = Open();
  ASSERT_EQ(witness->AddCheckpoint(Growth(log_, 0, 9), now_).status, 200);
  fs::rename(folder_, folder_.string() + ".away");
  EXPECT_EQ(witness->AddCheckpoint(Growth(log_, 9, 12), now_).status, 500);
  EXPECT_EQ(witness->Head(std::string(audit::kLogName)).size, 9U);
  fs::rename(folder_.string() + ".away", folder_);
  EXPECT_EQ(witness->AddCheckpoint(Growth(log_, 9, 12), now_).status, 200);
}

TEST_F(WitnessTest, AttackASpoiltCutOrMissingStateIsRefused) {
  ASSERT_EQ(Open()->AddCheckpoint(Growth(log_, 0, 9), now_).status, 200);
  const std::string state = State();
  const auto write = [&](const std::string& bytes) {
    std::ofstream(folder_ / "state", std::ios::binary) << bytes;
  };
  for (std::size_t size = 0; size < state.size(); ++size) {
    write(state.substr(0, size));
    EXPECT_FALSE(Witness::Open(folder_)) << size;
  }
  const auto at = state.find("\n9\n");
  std::string smaller = state;
  smaller[at + 1] = '8';
  write(smaller);
  EXPECT_FALSE(Witness::Open(folder_));
  fs::remove(folder_ / "state");
  EXPECT_FALSE(Witness::Open(folder_));
}

TEST_F(WitnessTest, MistakesInTheFolderAreNamed) {
  std::ofstream(folder_ / "logs") << "# x\nlogs y\n";
  EXPECT_TRUE(
      Witness::Open(folder_).error().message.ends_with("logs, line 2: expected 'log <vkey>'"));
  fs::permissions(folder_ / "witness.key", fs::perms::group_read, fs::perm_options::add);
  EXPECT_FALSE(Witness::Open(folder_));
  SystemRandom random;
  EXPECT_EQ(Witness::Create(folder_, "again", random).error().reason, Reason::kWrongState);
}

TEST_F(WitnessTest, OverHttpWithStatusBodyAndContentType) {
  const Program program(folder_);
  ASSERT_NE(program.port(), 0);
  const auto ok = program.Post(Growth(log_, 0, 9));
  EXPECT_EQ(ok.result_int(), 200U);
  EXPECT_TRUE(Cosigned(Note(log_, 9), ok.body()));
  const auto conflict = program.Post(Growth(log_, 3, 12));
  EXPECT_EQ(conflict.result_int(), 409U);
  EXPECT_EQ(conflict.body(), "9\n");
  EXPECT_EQ(conflict[http::field::content_type], "text/x.tlog.size");
  const auto latest = program.Ask(http::verb::get, "/" + HashOfName() + "/checkpoint");
  EXPECT_EQ(latest.body(), Note(log_, 9) + ok.body());
  EXPECT_EQ(program.Ask(http::verb::get, "/add-checkpoint").result_int(), 404U);
  EXPECT_EQ(program.Ask(http::verb::get, "/").result_int(), 404U);
  EXPECT_EQ(program.Post(std::string(70'000, 'x')).result_int(), 413U);
}

TEST_F(WitnessTest, AttackTwoHistoriesAtOnceOneIsCosigned) {
  const Program program(folder_);
  constexpr int kThreads = 8;
  std::atomic<int> honest{0}, forged{0}, told{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      const bool fork = i % 2 == 1;
      const auto answer = program.Post(Growth(fork ? fork_ : log_, 0, 9));
      if (answer.result_int() == 200U) ++(fork ? forged : honest);
      // The others hear what it holds by now.
      if (answer.result_int() == 409U && answer.body() == "9\n") ++told;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(honest + forged, 1) << "only one submission can be the first";
  EXPECT_EQ(told, kThreads - 1);
  const auto kept = Open()->Head(std::string(audit::kLogName));
  EXPECT_EQ(kept.root, audit::Tree::Resume(forged == 1 ? fork_ : log_, 9).value().Root());
}

TEST_F(WitnessTest, CrashAfterAnyAnswerNothingIsForgotten) {
  std::uint64_t size = 0;
  for (int round = 0; round < 10; ++round) {
    Program program(folder_);
    ASSERT_EQ(program.Post(Growth(log_, size, size + 2)).result_int(), 200U);
    size += 2;
    program.Stop(SIGKILL);
    EXPECT_EQ(Open()->Head(std::string(audit::kLogName)).size, size);
  }
}

TEST_F(WitnessTest, ASlowCallerKeepsNobodyWaiting) {
  const Program program(folder_);
  boost::asio::io_context context;
  std::vector<boost::asio::ip::tcp::socket> slow;
  for (int i = 0; i < 50; ++i) {
    slow.emplace_back(context);
    slow.back().connect({boost::asio::ip::make_address("127.0.0.1"), program.port()});
    boost::asio::write(slow.back(), boost::asio::buffer(std::string("POST /add-ch")));
  }
  EXPECT_EQ(program.Post(Growth(log_, 0, 9)).result_int(), 200U);
}

// A published log whose leaves carry tags.
class WitnessMirror : public WitnessTest {
 protected:
  static Bytes LeafOf(std::uint64_t tag, std::uint64_t content) {
    Hash t{}, c{};
    t.back() = static_cast<std::uint8_t>(tag);
    c.back() = static_cast<std::uint8_t>(content);
    return audit::LeafBytes(t, c);
  }
  // Publishes the leaves, and returns the tree over them.
  MemoryLog Publish(const std::vector<Bytes>& leaves) const {
    MemoryLog log;
    Bytes entries;
    for (const Bytes& leaf : leaves) {
      log.Append(audit::LeafHash(leaf));
      audit::PutEntry(entries, leaf);
    }
    const auto path = tiles() / audit::EntryTilePath({0, 0, static_cast<int>(leaves.size())});
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << entries;
    std::ofstream(tiles() / "checkpoint", std::ios::binary) << Note(log, leaves.size());
    return log;
  }
  fs::path tiles() const { return folder_.parent_path() / "tiles"; }
  std::string Alarm() const {
    const auto seen = CheckMirror(*Open(), tiles());
    return seen ? "" : seen.error().message;
  }
};

TEST_F(WitnessMirror, WhatGoesOnRaisesNoAlarm) {
  const MemoryLog log = Publish({LeafOf(1, 1), LeafOf(2, 2), LeafOf(3, 3)});
  EXPECT_EQ(Alarm(), "");
  ASSERT_EQ(Open()->AddCheckpoint(Growth(log, 0, 2), now_).status, 200);
  EXPECT_EQ(Alarm(), "");
}

TEST_F(WitnessMirror, AttackATagThatStandsTwice) {
  Publish({LeafOf(1, 1), LeafOf(2, 2), LeafOf(1, 3)});
  EXPECT_EQ(Alarm(), "the entries 0 and 2 have one tag: a chain has two entries under one number");
}

TEST_F(WitnessMirror, AttackAnotherHistoryThanTheOneCosigned) {
  const MemoryLog log = Publish({LeafOf(1, 1), LeafOf(2, 2), LeafOf(3, 3)});
  ASSERT_EQ(Open()->AddCheckpoint(Growth(log, 0, 3), now_).status, 200);
  Publish({LeafOf(1, 1), LeafOf(2, 9), LeafOf(3, 3)});
  EXPECT_EQ(Alarm(), "the published log is another history than the one cosigned");
  Publish({LeafOf(1, 1), LeafOf(2, 2)});
  EXPECT_EQ(Alarm(), "the published log has 2 entries, and 3 were cosigned: its end is gone");
}

}  // namespace
}  // namespace relais::witness
