#include "clients/admin/staff_list.h"

#include <csv.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <set>
#include <tuple>

#include "clients/cli/days.h"
#include "clients/cli/plain_text.h"
#include "services/base/files.h"
#include "services/base/plain_line.h"

namespace relais::admin {
namespace {

constexpr std::size_t kMaxBytes = 1 << 20;
constexpr int kLinesAtOnce = 1000;  // see CheckStaffListRequest

Error At(std::size_t line, const std::string& problem) {
  return {Reason::kInvalid, "line " + std::to_string(line) + ": " + problem};
}

bool IsUtf8(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  std::int32_t length = 0;
  u_strFromUTF8(nullptr, 0, &length, text.data(), static_cast<std::int32_t>(text.size()), &error);
  return error != U_INVALID_CHAR_FOUND;
}

using Rows = std::vector<std::vector<std::string>>;  // an empty line is a row without cells

Result<Rows> ParseCsv(std::string text) {
  struct Reading {
    Rows rows;
    std::vector<std::string> row;
  } reading;
  const auto cell = [](void* bytes, std::size_t size, void* to) {
    static_cast<Reading*>(to)->row.emplace_back(static_cast<const char*>(bytes), size);
  };
  const auto end = [](int, void* to) {
    auto& r = *static_cast<Reading*>(to);
    r.rows.push_back(std::move(r.row));
    r.row.clear();
  };
  // Ends of lines as on Windows.
  std::string unix;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') unix += text[i];
  }
  text = std::move(unix);
  csv_parser parser;
  csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
  const std::string head = text.substr(0, text.find('\n'));
  const std::size_t delimiter = head.find_first_of(";,\t");
  if (delimiter != head.npos) csv_set_delim(&parser, static_cast<unsigned char>(head[delimiter]));
  const bool whole =
      csv_parse(&parser, text.data(), text.size(), cell, end, &reading) == text.size() &&
      csv_fini(&parser, cell, end, &reading) == 0;
  csv_free(&parser);
  if (!whole)
    return tl::unexpected<Error>(
        At(reading.rows.size() + 1, "a quotation mark is missing, or one too many"));
  return std::move(reading.rows);
}

// Where each of the columns stands.
struct Columns {
  static constexpr std::array kNames = {"name", "house", "profession", "unit", "until"};
  static constexpr std::size_t kNeeded = 3;
  std::array<std::size_t, kNames.size()> at{};

  static Result<Columns> From(std::vector<std::string> head) {
    Columns out;
    for (std::string& column : head) {
      column = FoldedName(column);
      if (!column.empty() && std::ranges::find(kNames, column) == kNames.end())
        std::cerr << "not looked at: the column " << cli::Clean(column) << '\n';
    }
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      const auto found = std::ranges::find(head, kNames[i]);
      out.at[i] = static_cast<std::size_t>(found - head.begin());
      if (found == head.end() && i < kNeeded)
        return tl::unexpected<Error>(
            At(1, std::string("expected the columns name, house, profession, and perhaps unit and "
                              "until; there is no ") +
                      kNames[i]));
    }
    return out;
  }
  std::string Of(const std::vector<std::string>& row, std::size_t column) const {
    return at[column] < row.size() ? cli::Trim(row[at[column]]) : "";
  }
};

// Those who are to be added; kInvalid when a line is wrong, and each is then named.
Result<std::vector<v1::Professional>> Check(cli::Api& api, const std::vector<StaffLine>& list) {
  std::vector<v1::Professional> out;
  std::size_t wrong = 0;
  // The server looks at a part at a time, and finds those who stand twice in that.
  std::set<std::tuple<std::string, std::string, std::string>> new_ones;
  for (auto first = list.begin(); first != list.end();) {
    const auto last = first + std::min<std::ptrdiff_t>(kLinesAtOnce, list.end() - first);
    v1::CheckStaffListRequest request;
    for (auto one = first; one != last; ++one) *request.add_lines() = one->line;
    ASSIGN_OR_RETURN(const auto checked, api.Call(request));
    if (checked.lines_size() != request.lines_size())
      return Fail(Reason::kInternal, "the server looked at other lines; nothing was added");
    for (const v1::CheckedLine& line : checked.lines()) {
      const std::size_t number = (first++)->number;
      if (!line.field().empty()) {
        ++wrong;
        std::cerr << "line " << number << ": " << cli::Clean(line.field()) << ": "
                  << cli::Clean(line.problem()) << '\n';
      } else if (!line.known()) {
        const v1::Professional& one = line.professional();
        if (new_ones.insert({one.organisation_id(), FoldedName(one.name()), one.profession()})
                .second) {
          out.push_back(one);
        } else {
          ++wrong;
          std::cerr << "line " << number << ": name: stands in the list already\n";
        }
      }
    }
  }
  if (wrong > 0)
    return Fail(Reason::kInvalid, "nothing was added; lines to correct: " + std::to_string(wrong));
  return out;
}

}  // namespace

Result<std::vector<StaffLine>> ReadStaffList(const std::filesystem::path& file) {
  ASSIGN_OR_RETURN(const std::string bytes, ReadFile(file, kMaxBytes));
  std::string_view text = bytes;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!IsUtf8(text)) return Fail(Reason::kInvalid, "the file is not UTF-8: save it as CSV UTF-8");
  ASSIGN_OR_RETURN(const Rows rows, ParseCsv(std::string(text)));
  ASSIGN_OR_RETURN(const Columns columns,
                   Columns::From(rows.empty() ? std::vector<std::string>() : rows[0]));
  std::vector<StaffLine> out;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (std::ranges::all_of(rows[i], [](const auto& cell) { return cli::Trim(cell).empty(); }))
      continue;
    if (rows[i].size() > rows[0].size())
      return tl::unexpected<Error>(At(i + 1, "has more columns than the first line"));
    StaffLine& line = out.emplace_back(StaffLine{i + 1, {}});
    line.line.set_name(columns.Of(rows[i], 0));
    line.line.set_house(columns.Of(rows[i], 1));
    line.line.set_profession(columns.Of(rows[i], 2));
    line.line.set_unit(columns.Of(rows[i], 3));
    const std::string until = columns.Of(rows[i], 4);
    if (until.empty()) continue;
    const auto end = cli::EndOfDay(until, std::time(nullptr), cli::Speech{cli::Language::kEn});
    if (!end) return tl::unexpected<Error>(At(i + 1, "until: " + end.error().message));
    *line.line.mutable_service_end_time() = *end;
  }
  if (out.empty()) return Fail(Reason::kInvalid, "the file names nobody");
  return out;
}

Status ImportStaff(cli::Api& api, const std::filesystem::path& file, bool dry_run,
                   const Output& output) {
  ASSIGN_OR_RETURN(const auto list, ReadStaffList(file));
  ASSIGN_OR_RETURN(const auto wanted, Check(api, list));
  std::cerr << wanted.size() << " to add, " << list.size() - wanted.size() << " there already\n";
  if (dry_run) return {};
  std::size_t added = 0;
  for (const v1::Professional& one : wanted) {
    v1::AddProfessionalRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_professional() = one;
    const auto response = api.Call(request);
    if (!response)
      return Fail(response.error().reason, response.error().message +
                                               "; added before: " + std::to_string(added) +
                                               ". Say it again: it goes on from there");
    ++added;
    RETURN_IF_ERROR(
        Print(*response, response->professional_id() + "  " + cli::Clean(one.name()), output));
  }
  return {};
}

}  // namespace relais::admin
