#include "audit/tile_folder.h"

#include <fstream>
#include <iterator>

namespace relais::audit {

Result<Bytes> TileFolder::Read(const std::string& path) const {
  std::ifstream file(root_ / path, std::ios::binary);
  if (!file) return Fail(Reason::kCorrupt, (root_ / path).string() + " is missing", path);
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

}  // namespace relais::audit
