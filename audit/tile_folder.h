// Published files as they lie in a folder: what relais-admin log export wrote, or a copy of it.
#pragma once

#include <filesystem>

#include "audit/tiles.h"

namespace relais::audit {

class TileFolder final : public TileFiles {
 public:
  explicit TileFolder(std::filesystem::path root) : root_(std::move(root)) {}
  Result<Bytes> Read(const std::string& path) const override;

 private:
  const std::filesystem::path root_;
};

}  // namespace relais::audit
