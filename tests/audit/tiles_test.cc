#include "audit/tiles.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/audit/memory_log.h"
#include "tests/audit/vectors.h"

namespace relais::audit {
namespace {

std::string LeafOf(std::uint64_t i) { return "leaf " + std::to_string(i); }

MemoryLog LogOf(std::uint64_t size) {
  MemoryLog log;
  for (std::uint64_t i = 0; i < size; ++i) log.Append(LeafHash(LeafOf(i)));
  return log;
}

// A publication in memory.
struct Files final : TileFiles {
  Result<Bytes> Read(const std::string& path) const override {
    const auto found = files.find(path);
    if (found == files.end()) return Fail(Reason::kUnavailable, path + " is missing");
    return found->second;
  }
  void Publish(const MemoryLog& log, std::uint64_t from, std::uint64_t to) {
    for (const Tile& tile : NewTiles(from, to)) {
      files[HashTilePath(tile)] = HashTile(log, tile).value();
      if (tile.level > 0) continue;
      Bytes& entries = files[EntryTilePath(tile)];
      entries.clear();
      for (int i = 0; i < tile.width; ++i)
        PutEntry(entries, LeafOf(tile.index * 256 + static_cast<std::uint64_t>(i)));
    }
    const Hash root = Tree::Resume(log, to).value().Root();
    files["checkpoint"] = SignCheckpoint({std::string(kLogName), to, root}, LogSigner()).value();
  }
  std::map<std::string, Bytes> files;
};

Result<Trusted> ReadAll(const Files& files, std::vector<Bytes>* leaves = nullptr) {
  return ReadPublished(files, TrustInLog(), [&](std::uint64_t, BytesView leaf) {
    if (leaves) leaves->emplace_back(leaf);
  });
}

TEST(Tiles, PathsAreThoseOfTheSpecification) {
  EXPECT_EQ(HashTilePath({0, 0, 256}), "tile/0/000");
  EXPECT_EQ(HashTilePath({2, 1234067, 256}), "tile/2/x001/x234/067");
  EXPECT_EQ(HashTilePath({0, 1000, 3}), "tile/0/x001/000.p/3");
  EXPECT_EQ(EntryTilePath({0, 5, 7}), "tile/entries/005.p/7");
}

TEST(Tiles, PartialTilesHaveWhatIsLeftAndNeverNothing) {
  const std::vector<Tile> none;
  EXPECT_EQ(NewTiles(0, 0), none);
  EXPECT_EQ(NewTiles(0, 1), (std::vector<Tile>{{0, 0, 1}}));
  EXPECT_EQ(NewTiles(0, 256), (std::vector<Tile>{{0, 0, 256}, {1, 0, 1}}));
  EXPECT_EQ(NewTiles(0, 257), (std::vector<Tile>{{0, 0, 256}, {0, 1, 1}, {1, 0, 1}}));
  EXPECT_EQ(NewTiles(256, 257), (std::vector<Tile>{{0, 1, 1}}));
  EXPECT_EQ(NewTiles(300, 300), none);
  EXPECT_EQ(NewTiles(300, 512), (std::vector<Tile>{{0, 1, 256}, {1, 0, 2}}));
  EXPECT_EQ(NewTiles(65535, 65536), (std::vector<Tile>{{0, 255, 256}, {1, 0, 256}, {2, 0, 1}}));
}

TEST(Tiles, GrowingInStepsGivesTheTilesOfTheWhole) {
  const MemoryLog log = LogOf(1300);
  Files steps, whole;
  std::uint64_t size = 0;
  for (const std::uint64_t next : {1U, 255U, 256U, 300U, 300U, 512U, 1025U, 1300U}) {
    steps.Publish(log, size, next);
    size = next;
  }
  whole.Publish(log, 0, 1300);
  for (const auto& [path, bytes] : whole.files) EXPECT_EQ(steps.files.at(path), bytes) << path;
  std::vector<Bytes> leaves;
  ASSERT_TRUE(ReadAll(steps, &leaves));
  ASSERT_EQ(leaves.size(), 1300U);
  EXPECT_EQ(leaves[1299], LeafOf(1299));
}

TEST(Tiles, AttackChangedCutOrMissingEntriesAreRefused) {
  const MemoryLog log = LogOf(300);
  Files honest;
  honest.Publish(log, 0, 300);
  ASSERT_TRUE(ReadAll(honest));
  for (const std::string path : {"tile/entries/000", "tile/entries/001.p/44"}) {
    Files changed = honest, cut = honest, longer = honest, missing = honest;
    changed.files[path][5] ^= 1;
    cut.files[path].pop_back();
    longer.files[path] += "x";
    missing.files.erase(path);
    EXPECT_EQ(ReadAll(changed).error().message,
              "the published entries are not those under the checkpoint");
    EXPECT_EQ(ReadAll(cut).error().message, path + ": bytes end too early");
    EXPECT_EQ(ReadAll(longer).error().message, path + ": bytes follow the last entry");
    EXPECT_EQ(ReadAll(missing).error().reason, Reason::kUnavailable);
  }
}

TEST(Tiles, AttackAnotherLogsCheckpointIsRefused) {
  Files files;
  files.Publish(LogOf(20), 0, 20);
  files.files["checkpoint"] = SignCheckpoint({std::string(kLogName), 20, LogOf(20).tree().Root()},
                                             Signer(std::string(kLogName), 0x60))
                                  .value();
  EXPECT_EQ(ReadAll(files).error().message, "no trusted key signed this");
}

}  // namespace
}  // namespace relais::audit
