// The published form of a log (C2SP tlog-tiles): its leaves and the hashes above them, in files that
// never change once they are full, and the checkpoint over them. Anyone may keep a copy; nobody
// learns from it which leaves belong together.
//
//   checkpoint
//   tile/<level>/<index>[.p/<width>]     up to 256 hashes of 32 bytes
//   tile/entries/<index>[.p/<width>]     as many times u16 big-endian length || leaf
//
// Pure: the files are behind an interface.
#pragma once

#include <functional>

#include "audit/trust.h"

namespace relais::audit {

inline constexpr int kTileWidth = 256;

// `level` counts tiles, not nodes: the hashes are those of nodes at level 8 * level.
struct Tile {
  int level = 0;
  std::uint64_t index = 0;
  int width = kTileWidth;  // 1 to 256; below 256 it is partial
  bool full() const { return width == kTileWidth; }
  friend bool operator==(const Tile&, const Tile&) = default;
};

std::string HashTilePath(const Tile& tile);
std::string EntryTilePath(const Tile& tile);  // of the leaves of a tile of level 0

// The tiles of a tree of `size` leaves that one of `old_size` did not have: level by level, from the
// left. Requires old_size <= size.
std::vector<Tile> NewTiles(std::uint64_t old_size, std::uint64_t size);
Result<Bytes> HashTile(const HashSource& source, const Tile& tile);
void PutEntry(Bytes& entry_tile, BytesView leaf);

class TileFiles {
 public:
  virtual ~TileFiles() = default;
  virtual Result<Bytes> Read(const std::string& path) const = 0;
};

// Reads every published leaf, in order, and holds them against the checkpoint that lies beside them.
// kCorrupt, with the file that is wrong, when they are not what it commits to.
Result<Trusted> ReadPublished(
    const TileFiles& files, const TrustPolicy& trust,
    const std::function<void(std::uint64_t index, BytesView leaf)>& visit);

}  // namespace relais::audit
