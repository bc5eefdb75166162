#include "audit/tiles.h"

#include <algorithm>

namespace relais::audit {
namespace {

constexpr std::string_view kCheckpointFile = "checkpoint";

// In groups of three digits, all but the last with an x: 1234067 is x001/x234/067.
std::string Number(std::uint64_t n) {
  const auto group = [](std::uint64_t value) {
    std::string digits = std::to_string(value);
    return std::string(3 - digits.size(), '0') + digits;
  };
  std::string out = group(n % 1000);
  for (n /= 1000; n > 0; n /= 1000) out = "x" + group(n % 1000) + "/" + out;
  return out;
}

std::string Path(const std::string& kind, const Tile& tile) {
  std::string out = "tile/" + kind + "/" + Number(tile.index);
  return tile.full() ? out : out + ".p/" + std::to_string(tile.width);
}

// The leaves of one entry tile.
Result<std::vector<BytesView>> Leaves(BytesView bytes, int width) {
  std::vector<BytesView> out;
  Reader reader(bytes);
  for (int i = 0; i < width; ++i) {
    ASSIGN_OR_RETURN(const auto size, reader.U16());
    ASSIGN_OR_RETURN(const BytesView leaf, reader.Take(size));
    out.push_back(leaf);
  }
  if (!reader.rest().empty()) return Fail(Reason::kCorrupt, "bytes follow the last entry");
  return out;
}

}  // namespace

std::string HashTilePath(const Tile& tile) { return Path(std::to_string(tile.level), tile); }
std::string EntryTilePath(const Tile& tile) { return Path("entries", tile); }

std::vector<Tile> NewTiles(std::uint64_t old_size, std::uint64_t size) {
  std::vector<Tile> out;
  // A level that has not grown has no new tile, nor has any above it.
  for (int level = 0; old_size < size; ++level, old_size /= kTileWidth, size /= kTileWidth) {
    for (std::uint64_t index = old_size / kTileWidth; index * kTileWidth < size; ++index) {
      const std::uint64_t left = size - index * kTileWidth;
      out.push_back({level, index, static_cast<int>(std::min<std::uint64_t>(left, kTileWidth))});
    }
  }
  return out;
}

Result<Bytes> HashTile(const HashSource& source, const Tile& tile) {
  Bytes out;
  for (int i = 0; i < tile.width; ++i) {
    ASSIGN_OR_RETURN(
        const Hash hash,
        source.Node(8 * tile.level, tile.index * kTileWidth + static_cast<std::uint64_t>(i)));
    out.append(View(hash));
  }
  return out;
}

void PutEntry(Bytes& entry_tile, BytesView leaf) {
  PutU16(entry_tile, static_cast<std::uint16_t>(leaf.size()));
  entry_tile.append(leaf);
}

Result<Trusted> ReadPublished(
    const TileFiles& files, const TrustPolicy& trust,
    const std::function<void(std::uint64_t index, BytesView leaf)>& visit) {
  ASSIGN_OR_RETURN(const Bytes note, files.Read(std::string(kCheckpointFile)));
  ASSIGN_OR_RETURN(Trusted trusted, trust.Open(note));
  Tree tree;
  for (const Tile& tile : NewTiles(0, trusted.checkpoint.size)) {
    if (tile.level > 0) break;
    const std::string path = EntryTilePath(tile);
    ASSIGN_OR_RETURN(const Bytes bytes, files.Read(path));
    const auto leaves = Leaves(bytes, tile.width);
    if (!leaves) return Fail(Reason::kCorrupt, path + ": " + leaves.error().message, path);
    for (const BytesView leaf : *leaves) {
      visit(tree.size(), leaf);
      tree.Append(LeafHash(leaf));
    }
  }
  if (tree.Root() != trusted.checkpoint.root)
    return Fail(Reason::kCorrupt, "the published entries are not those under the checkpoint");
  return trusted;
}

}  // namespace relais::audit
