#include "services/handover/standing_yes.h"

#include <algorithm>

namespace relais::handover {

using storage::Query;
using storage::Rows;
using storage::Run;
using storage::Text;

const storage::Migration kStandingYesMigration = {"handover_standing_yes/1", R"(
    CREATE TABLE standing_yes(
      organisation BLOB NOT NULL, unit BLOB NOT NULL, needs INTEGER NOT NULL,
      until_day TEXT NOT NULL, professional BLOB NOT NULL, since_ms INTEGER NOT NULL,
      PRIMARY KEY(organisation, unit)) STRICT, WITHOUT ROWID)"};

namespace {

static_assert(v1::Need_MAX < 63, "needs are bits of one number");

std::int64_t Bit(v1::Need need) { return std::int64_t{1} << static_cast<int>(need); }

Result<std::vector<StandingYes>> All(Result<Rows> rows) {
  if (!rows) return tl::unexpected<Error>(rows.error());
  std::vector<StandingYes> out;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows->Next());
    if (!row) return out;
    StandingYes& one = out.emplace_back();
    ASSIGN_OR_RETURN(one.house, OrganisationId::FromBytes(rows->Blob(0)));
    ASSIGN_OR_RETURN(one.unit, UnitId::FromBytes(rows->Blob(1)));
    for (int need = v1::Need_MIN; need <= v1::Need_MAX; ++need)
      if ((rows->Int(2) & Bit(static_cast<v1::Need>(need))) != 0)
        one.needs.insert(static_cast<v1::Need>(need));
    one.until = rows->Text(3);
    ASSIGN_OR_RETURN(one.by, ProfessionalId::FromBytes(rows->Blob(4)));
    one.since = FromMillis(rows->Int(5));
  }
}

std::int64_t BitsOf(const std::set<v1::Need>& needs) {
  std::int64_t bits = 0;
  for (const v1::Need need : needs) bits |= Bit(need);
  return bits;
}

#define STANDING_YES \
  "SELECT organisation, unit, needs, until_day, professional, since_ms FROM standing_yes "

}  // namespace

Status SetStandingYes(storage::Connection& vault, const StandingYes& yes) {
  constexpr auto kSql = R"(
      INSERT INTO standing_yes VALUES(?1, ?2, ?3, ?4, ?5, ?6)
      ON CONFLICT(organisation, unit) DO UPDATE SET needs = excluded.needs,
        until_day = excluded.until_day, professional = excluded.professional,
        since_ms = excluded.since_ms)";
  RETURN_IF_ERROR(Run(vault, kSql, yes.house.view(), yes.unit.view(), BitsOf(yes.needs),
                      Text{yes.until}, yes.by.view(), ToMillis(yes.since)));
  RETURN_IF_ERROR(Run(vault, "DELETE FROM standing_yes WHERE needs = 0"));
  return {};
}

Result<std::optional<StandingYes>> FindStandingYes(storage::Connection& vault,
                                                   const OrganisationId& house, const UnitId& unit,
                                                   const std::set<v1::Need>& needs,
                                                   const std::string& day,
                                                   const std::optional<Instant>& since) {
  constexpr auto kSql = STANDING_YES
      "WHERE organisation = ?1 AND (?2 = zeroblob(16) OR unit = ?2) AND needs & ?3 = ?3 "
      "AND until_day >= ?4 AND since_ms = coalesce(?5, since_ms) ORDER BY unit LIMIT 1";
  const auto at = since ? std::optional(ToMillis(*since)) : std::nullopt;
  ASSIGN_OR_RETURN(const auto all, All(Query(vault, kSql, house.view(), unit.view(), BitsOf(needs),
                                             Text{day}, at)));
  return all.empty() ? std::nullopt : std::optional(all.front());
}

Result<std::vector<StandingYes>> StandingYesTo(storage::Connection& vault, v1::Need need,
                                               const std::string& day, const Bytes& after,
                                               int limit) {
  constexpr auto kSql = STANDING_YES
      "WHERE needs & ?1 <> 0 AND until_day >= ?2 AND organisation || unit > ?3 "
      "ORDER BY organisation || unit LIMIT ?4";
  return All(Query(vault, kSql, Bit(need), Text{day}, after, limit));
}

}  // namespace relais::handover
