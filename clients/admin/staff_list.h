// relais-admin professional import: a house's staff out of a spreadsheet.
#pragma once

#include <filesystem>

#include "clients/admin/output.h"
#include "clients/cli/api.h"

namespace relais::admin {

// A line of the file, counted from 1 as a spreadsheet does.
struct StaffLine {
  std::size_t number;
  v1::StaffLine line;
};

// Reads CSV in UTF-8, at most 1 MiB: columns apart by ';', ',' or a tab, and a first line that names them: name, house,
// profession, and perhaps unit and until (the last day). Empty lines do not count. kInvalid names the line.
Result<std::vector<StaffLine>> ReadStaffList(const std::filesystem::path& file);

// Adds those of the list who are not there yet: none when a line is wrong, each of which is named (kInvalid). When it
// is interrupted, the same again adds the rest.
Status ImportStaff(cli::Api& api, const std::filesystem::path& file, bool dry_run,
                   const Output& output);

}  // namespace relais::admin
