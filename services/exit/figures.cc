#include "services/exit/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <tuple>

namespace relais::exit {

using std::chrono::days;
using std::chrono::sys_days;
using storage::Query;
using storage::Rows;
using storage::Run;
using storage::Text;

const storage::Migration kFiguresMigration = {"exit_figures/1", R"(
    CREATE TABLE figures(
      quarter INTEGER NOT NULL, what INTEGER NOT NULL, kind INTEGER NOT NULL,
      moment INTEGER NOT NULL, rule TEXT NOT NULL, decider INTEGER NOT NULL,
      organisation BLOB NOT NULL, count INTEGER NOT NULL,
      PRIMARY KEY(quarter, what, kind, moment, rule, decider, organisation)) STRICT, WITHOUT ROWID)"};

int QuarterOf(Date day) {
  return static_cast<int>(day.year()) * 4 + (static_cast<int>(unsigned(day.month())) - 1) / 3;
}

std::string QuarterText(int quarter) {
  return fmt::format("{:04}-Q{}", quarter / 4, quarter % 4 + 1);
}

Result<int> ParseQuarter(const std::string& text, const char* field) {
  int year = 0;
  const char* const end = text.data() + text.size();
  if (text.size() == 7) std::from_chars(text.data(), text.data() + 4, year);
  const int quarter = year * 4 + (text.size() == 7 ? end[-1] - '1' : 0);
  if (year < 1000 || QuarterText(quarter) != text)
    return Fail(Reason::kInvalid, "expected a quarter such as 2026-Q4", field);
  return quarter;
}

v1::Figure::Moment MomentOf(Date day) {
  if (!IsWorkingDay(day)) return v1::Figure::MOMENT_DAY_OFF;
  return IsWorkingDay(Date(sys_days(day) + days(1))) ? v1::Figure::MOMENT_WORKING_DAY
                                                     : v1::Figure::MOMENT_BEFORE_DAYS_OFF;
}

Status Count(storage::Connection& vault, const Tally& tally) {
  constexpr auto kSql = R"(
      INSERT INTO figures VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
      ON CONFLICT(quarter, what, kind, moment, rule, decider, organisation) DO UPDATE
      SET count = count + excluded.count)";
  RETURN_IF_ERROR(Run(vault, kSql, tally.quarter, static_cast<int>(tally.what),
                      static_cast<int>(tally.kind), static_cast<int>(tally.moment),
                      Text{tally.rule}, static_cast<int>(tally.decider), tally.house.view(),
                      static_cast<std::int64_t>(tally.count)));
  return {};
}

Result<std::vector<Tally>> TalliesBefore(storage::Connection& vault, int quarter) {
  constexpr auto kSql =
      "SELECT quarter, what, kind, moment, organisation, count, rule, decider FROM figures "
      "WHERE quarter < ?1";
  ASSIGN_OR_RETURN(Rows rows, Query(vault, kSql, quarter));
  std::vector<Tally> out;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    if (!row) return out;
    Tally& tally = out.emplace_back();
    tally.quarter = static_cast<int>(rows.Int(0));
    tally.what = static_cast<v1::Figure::What>(rows.Int(1));
    tally.kind = static_cast<v1::Exit::Kind>(rows.Int(2));
    tally.moment = static_cast<v1::Figure::Moment>(rows.Int(3));
    ASSIGN_OR_RETURN(tally.house, OrganisationId::FromBytes(rows.Blob(4)));
    tally.count = static_cast<std::uint32_t>(rows.Int(5));
    tally.rule = rows.Text(6);
    tally.decider = static_cast<v1::Departure::Decider>(rows.Int(7));
  }
}

namespace {

using ByHouse = std::map<OrganisationId, std::uint64_t>;
using Cell =
    std::tuple<int, int, int, int, std::string, int>;  // quarter, what, kind, moment, rule, decider
using Cells = std::map<Cell, ByHouse>;

std::uint64_t Total(const ByHouse& parts) {
  std::uint64_t out = 0;
  for (const auto& [house, part] : parts) out += part;
  return out;
}

bool IsLargeEnough(const ByHouse& parts) {
  std::uint64_t largest = 0, houses = 0;
  for (const auto& [house, part] : parts) {
    largest = std::max(largest, part);
    houses += part > 0 ? 1 : 0;
  }
  const std::uint64_t others = Total(parts) - largest;
  return others >= kLeastOfOthers && houses >= kLeastHouses && largest <= others;
}

// Those who left in this quarter, kind and moment; nullopt where that is not published, and nothing can be taken from it.
std::optional<ByHouse> WhoLeft(const Cells& published, const Cell& passed) {
  ByHouse out;
  for (const int what : {v1::Figure::WHAT_LEFT_PREPARED, v1::Figure::WHAT_LEFT_AT_SHORT_NOTICE}) {
    const auto& [quarter, of, kind, moment, rule, decider] = passed;
    const auto left = published.find({quarter, what, kind, moment, "", 0});
    if (left == published.end()) return std::nullopt;
    for (const auto& [house, part] : left->second) out[house] += part;
  }
  return out;
}

ByHouse Without(ByHouse all, const ByHouse& taken) {
  for (const auto& [house, part] : taken) all[house] -= std::min(all[house], part);
  return all;
}

// Of what stopped, what is left over of those who left is a number as well: by each who decided, and by all of them.
bool LeavesEnoughOver(const Cells& published, const Cell& passed) {
  const auto left = WhoLeft(published, passed);
  if (!left) return true;
  ByHouse by_none = *left;
  for (int decider = 0; decider <= v1::Departure::Decider_MAX; ++decider) {
    Cell other = passed;
    std::get<5>(other) = decider;
    const auto found = published.find(other);
    if (found == published.end()) continue;
    if (!IsLargeEnough(Without(*left, found->second))) return false;
    by_none = Without(by_none, found->second);
  }
  return IsLargeEnough(by_none);
}

}  // namespace

std::vector<v1::Figure> Published(const std::vector<Tally>& tallies) {
  Cells cells;
  for (const Tally& one : tallies)
    cells[{one.quarter, one.what, one.kind, one.moment, one.rule, one.decider}][one.house] +=
        one.count;
  std::erase_if(cells, [](const auto& cell) { return !IsLargeEnough(cell.second); });
  std::vector<v1::Figure> out;
  for (const auto& [cell, parts] : cells) {
    const auto& [quarter, what, kind, moment, rule, decider] = cell;
    if (what == v1::Figure::WHAT_STOP_PASSED && !LeavesEnoughOver(cells, cell)) continue;
    v1::Figure& figure = out.emplace_back();
    figure.set_quarter(QuarterText(quarter));
    figure.set_what(static_cast<v1::Figure::What>(what));
    figure.set_kind(static_cast<v1::Exit::Kind>(kind));
    figure.set_moment(static_cast<v1::Figure::Moment>(moment));
    figure.set_count(Total(parts));
    figure.set_rule(rule);
    figure.set_decider(static_cast<v1::Departure::Decider>(decider));
  }
  return out;
}

Result<std::vector<v1::Figure>> Filtered(const std::vector<v1::Figure>& published,
                                         const v1::GetFiguresRequest& request) {
  if (!request.from_quarter().empty())
    RETURN_IF_ERROR(ParseQuarter(request.from_quarter(), "from_quarter"));
  if (!request.until_quarter().empty())
    RETURN_IF_ERROR(ParseQuarter(request.until_quarter(), "until_quarter"));
  const auto wanted = [](const auto& list, int value) {
    return list.empty() || std::ranges::find(list, value) != list.end();
  };
  std::vector<v1::Figure> out;
  for (const v1::Figure& one : published) {
    const bool early = one.quarter() < request.from_quarter();
    const bool late = !request.until_quarter().empty() && one.quarter() > request.until_quarter();
    if (!early && !late && wanted(request.whats(), one.what()) &&
        wanted(request.kinds(), one.kind()) && wanted(request.moments(), one.moment()))
      out.push_back(one);
  }
  return out;
}

std::vector<v1::GetFiguresResponse::Passed> PassedTooOften(
    const std::vector<v1::Figure>& published) {
  struct Counts {
    std::uint64_t passed = 0, left = 0;
  };
  using Of = std::tuple<std::string, v1::Exit::Kind, v1::Figure::Moment>;
  std::map<Of, std::uint64_t> left;
  for (const v1::Figure& one : published) {
    const bool leaving = one.what() == v1::Figure::WHAT_LEFT_PREPARED ||
                         one.what() == v1::Figure::WHAT_LEFT_AT_SHORT_NOTICE;
    if (leaving) left[{one.quarter(), one.kind(), one.moment()}] += one.count();
  }
  // Each who decided is a number of its own; those who left are the same for all of them.
  std::map<std::pair<std::string, std::string>, std::map<Of, Counts>> rules;
  for (const v1::Figure& one : published) {
    const Of of{one.quarter(), one.kind(), one.moment()};
    const auto all = left.find(of);
    if (one.what() != v1::Figure::WHAT_STOP_PASSED || all == left.end()) continue;
    Counts& counts = rules[{one.quarter(), one.rule()}][of];
    counts.passed += one.count();
    counts.left = all->second;
  }
  std::vector<v1::GetFiguresResponse::Passed> out;
  for (const auto& [rule, cells] : rules) {
    Counts sum;
    for (const auto& [of, counts] : cells) {
      sum.passed += counts.passed;
      sum.left += counts.left;
    }
    if (sum.passed * 3 <= sum.left) continue;
    v1::GetFiguresResponse::Passed& one = out.emplace_back();
    one.set_quarter(rule.first);
    one.set_rule(rule.second);
  }
  return out;
}

}  // namespace relais::exit
