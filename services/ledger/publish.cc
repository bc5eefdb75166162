#include "services/ledger/publish.h"

#include "audit/tiles.h"
#include "services/base/files.h"

namespace relais::ledger {
namespace {

namespace fs = std::filesystem;

// Anybody may read what is published.
Status Write(const fs::path& file, BytesView bytes) {
  std::error_code failed;
  fs::create_directories(file.parent_path(), failed);
  if (failed) return Fail(Reason::kUnavailable, "cannot make " + file.parent_path().string());
  return WriteFileAtomically(file, bytes, 0644);
}

// How much is published already.
Result<std::uint64_t> SizeBefore(const NodeSource& nodes, const audit::NoteVerifier& verifier,
                                 const fs::path& folder, std::uint64_t size) {
  if (!fs::exists(folder / "checkpoint")) return 0;
  ASSIGN_OR_RETURN(const Bytes note, ReadFile(folder / "checkpoint", 1 << 20));
  ASSIGN_OR_RETURN(const auto before, audit::OpenCheckpoint(note, verifier));
  const auto other = [] {
    return Fail(Reason::kCorrupt,
                "the folder holds another history of this log than the store: keep both, and find "
                "out which was changed");
  };
  if (before.size > size) return other();
  ASSIGN_OR_RETURN(const auto then, audit::Tree::Resume(nodes, before.size));
  if (then.Root() != before.root) return other();
  return before.size;
}

Status WriteEntries(storage::Connection& log, const audit::Tile& tile, const fs::path& folder) {
  Bytes bytes;
  int count = 0;
  RETURN_IF_ERROR(ScanEntries(log, tile.index * audit::kTileWidth,
                              static_cast<std::uint64_t>(tile.width),
                              [&](const StoredRow& row) -> Status {
                                ASSIGN_OR_RETURN(const Bytes leaf, row.Leaf());
                                audit::PutEntry(bytes, leaf);
                                ++count;
                                return {};
                              }));
  if (count != tile.width) return Fail(Reason::kCorrupt, "entries of the log are missing");
  return Write(folder / audit::EntryTilePath(tile), bytes);
}

}  // namespace

Result<Publication> Publish(storage::Connection& log, const std::string& note,
                            const audit::NoteVerifier& verifier, const fs::path& folder) {
  ASSIGN_OR_RETURN(const auto checkpoint, audit::OpenCheckpoint(note, verifier));
  const NodeSource nodes(log);
  ASSIGN_OR_RETURN(const auto now, audit::Tree::Resume(nodes, checkpoint.size));
  if (now.Root() != checkpoint.root)
    return Fail(Reason::kCorrupt,
                "the log is not the one whose checkpoint was signed: run relais-admin log check");
  ASSIGN_OR_RETURN(const auto before, SizeBefore(nodes, verifier, folder, checkpoint.size));
  for (const audit::Tile& tile : audit::NewTiles(before, checkpoint.size)) {
    ASSIGN_OR_RETURN(const Bytes hashes, audit::HashTile(nodes, tile));
    RETURN_IF_ERROR(Write(folder / audit::HashTilePath(tile), hashes));
    if (tile.level == 0) RETURN_IF_ERROR(WriteEntries(log, tile, folder));
  }
  RETURN_IF_ERROR(Write(folder / "checkpoint", note));
  return Publication{before, checkpoint.size};
}

}  // namespace relais::ledger
