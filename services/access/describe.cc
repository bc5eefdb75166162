#include "services/access/describe.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace relais::access {
namespace {

constexpr std::array<std::string_view, kCompartments> kHeadings = {
    "IDENT", "WHERE", "NETW", "SOCIAL", "RESID", "HEALTH",
    "PSYCH", "JUST",  "FRAG", "EXIT",   "EMERG", "WORDS"};
constexpr std::string_view kLegend =
    "r reads, w writes, o opens a dossier, . never; for at least one purpose, and only with the "
    "person's consent.\n";

template <class E>
std::vector<E> Values(int count) {
  std::vector<E> values;
  for (int i = 1; i <= count; ++i) values.push_back(static_cast<E>(i));
  return values;
}
std::vector<Compartment> Compartments() { return Values<Compartment>(kCompartments); }
std::vector<Purpose> Purposes() { return Values<Purpose>(kPurposes); }

MatrixRow RowOf(const Policy& policy, std::string_view profession) {
  MatrixRow row{std::string(profession), {}, {}, {}};
  for (const Purpose purpose : Purposes()) {
    row.reads = row.reads | policy.Allowed(profession, Action::kRead, purpose);
    row.writes = row.writes | policy.Allowed(profession, Action::kWrite, purpose);
    if (policy.MayOpen(profession, purpose)) row.opens.Add(purpose);
  }
  return row;
}

std::string_view Letters(bool reads, bool writes) {
  if (reads) return writes ? "rw" : "r";
  return writes ? "w" : ".";
}

}  // namespace

std::vector<MatrixRow> MatrixRows(const Policy& policy) {
  std::vector<MatrixRow> rows;
  for (const std::string_view profession : policy.Professions()) {
    rows.push_back(RowOf(policy, profession));
  }
  return rows;
}

std::string Matrix(const Policy& policy) {
  const std::vector<MatrixRow> rows = MatrixRows(policy);
  std::size_t width = 0;
  for (const MatrixRow& row : rows) width = std::max(width, row.profession.size());
  std::string text = fmt::format("{:<{}}", "", width);
  for (const std::string_view heading : kHeadings) text += fmt::format("  {}", heading);
  text += "  OPEN\n";
  for (const MatrixRow& row : rows) {
    text += fmt::format("{:<{}}", row.profession, width);
    for (const Compartment c : Compartments()) {
      const std::size_t column = kHeadings[static_cast<std::size_t>(c) - 1].size();
      text += fmt::format("  {:<{}}", Letters(row.reads.Has(c), row.writes.Has(c)), column);
    }
    text += row.opens.Empty() ? "  .\n" : "  o\n";
  }
  return text + std::string(kLegend);
}

}  // namespace relais::access
