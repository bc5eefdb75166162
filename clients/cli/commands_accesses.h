// relais accesses list, export.
#pragma once

#include <cstdint>
#include <string>

#include "clients/cli/session.h"

namespace relais::cli {

struct ListOptions {
  bool refused = false;  // only what was refused; looks through all pages
  bool all = false;
  std::int32_t page_size = 0;
};
struct ExportOptions {
  std::string file;
  std::uint64_t since = 0;
  bool force = false;
};

Status RunAccessesList(Session& session, const ListOptions& options);
// Streams into FILE.part and renames it when it is whole.
Status RunAccessesExport(Session& session, const ExportOptions& options);

}  // namespace relais::cli
