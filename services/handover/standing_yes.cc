#include "services/handover/standing_yes.h"

#include <algorithm>

namespace relais::handover {

using storage::Query;
using storage::Rows;
using storage::Run;
using storage::Text;

const storage::Migration kStandingYesMigration = {"handover_standing_yes/1", R"(
    CREATE TABLE standing_yes(
      organisation BLOB NOT NULL, unit BLOB NOT NULL, id BLOB NOT NULL, needs INTEGER NOT NULL,
      until_day TEXT NOT NULL, places INTEGER NOT NULL, professional BLOB NOT NULL,
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
    ASSIGN_OR_RETURN(one.id, ToArray<16>(rows->Blob(2)));
    for (int need = v1::Need_MIN; need <= v1::Need_MAX; ++need)
      if ((rows->Int(3) & Bit(static_cast<v1::Need>(need))) != 0)
        one.needs.insert(static_cast<v1::Need>(need));
    one.until = rows->Text(4);
    one.places = static_cast<int>(rows->Int(5));
    ASSIGN_OR_RETURN(one.by, ProfessionalId::FromBytes(rows->Blob(6)));
  }
}

std::int64_t BitsOf(const std::set<v1::Need>& needs) {
  std::int64_t bits = 0;
  for (const v1::Need need : needs) bits |= Bit(need);
  return bits;
}

#define STANDING_YES \
  "SELECT organisation, unit, id, needs, until_day, places, professional FROM standing_yes "

}  // namespace

Status SetStandingYes(storage::Connection& vault, const StandingYes& yes) {
  constexpr auto kSql = R"(
      INSERT INTO standing_yes VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)
      ON CONFLICT(organisation, unit) DO UPDATE SET id = excluded.id, needs = excluded.needs,
        until_day = excluded.until_day, places = excluded.places,
        professional = excluded.professional)";
  RETURN_IF_ERROR(Run(vault, kSql, yes.house.view(), yes.unit.view(), View(yes.id),
                      BitsOf(yes.needs), Text{yes.until}, yes.places, yes.by.view()));
  RETURN_IF_ERROR(Run(vault, "DELETE FROM standing_yes WHERE needs = 0"));
  return {};
}

Result<std::vector<StandingYes>> StandingYesOf(storage::Connection& vault,
                                               const OrganisationId& house, const UnitId& unit,
                                               const std::string& day) {
  constexpr auto kSql = STANDING_YES
      "WHERE organisation = ?1 AND (?2 = zeroblob(16) OR unit = ?2) AND until_day >= ?3 "
      "AND places > 0 ORDER BY unit";
  return All(Query(vault, kSql, house.view(), unit.view(), Text{day}));
}

Status TakePlace(storage::Connection& vault, const StandingYes& yes) {
  RETURN_IF_ERROR(
      Run(vault, "UPDATE standing_yes SET places = places - 1 WHERE id = ?1", View(yes.id)));
  RETURN_IF_ERROR(Run(vault, "DELETE FROM standing_yes WHERE places <= 0"));
  return {};
}

Result<std::vector<StandingYes>> StandingYesTo(storage::Connection& vault, v1::Need need,
                                               const std::string& day, const Bytes& after,
                                               int limit) {
  constexpr auto kSql = STANDING_YES
      "WHERE needs & ?1 <> 0 AND until_day >= ?2 AND (organisation, unit) > (?3, ?4) "
      "ORDER BY organisation, unit LIMIT ?5";
  const BytesView house = BytesView(after).substr(0, std::min<std::size_t>(after.size(), 16));
  const BytesView unit = BytesView(after).substr(house.size());
  return All(Query(vault, kSql, Bit(need), Text{day}, house, unit, limit));
}

}  // namespace relais::handover
