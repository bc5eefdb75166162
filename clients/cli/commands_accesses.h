// relais accesses list, show, watch, export.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "clients/cli/session.h"

namespace relais::cli {

struct ListOptions {
  std::string house, profession, compartment;
  bool refused = false, emergency = false;
  bool all = false;
  std::int32_t page_size = 0;
};
struct ShowAccessOptions {
  std::uint64_t number = 0;
};
struct WatchOptions {
  std::optional<std::uint64_t> after;  // unset: from now on
  int count = 0;                       // stop after so many; 0: never
};
struct ExportOptions {
  std::string file;
  std::uint64_t since = 0;
  bool force = false;
};

Status RunAccessesList(Session& session, const ListOptions& options);
Status RunAccessesShow(Session& session, const ShowAccessOptions& options);
// Goes on after a break of the connection, or of the server, where it was.
Status RunAccessesWatch(Session& session, const WatchOptions& options);
// Streams into FILE.part and renames it when it is whole.
Status RunAccessesExport(Session& session, const ExportOptions& options);

}  // namespace relais::cli
