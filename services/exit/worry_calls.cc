#include "services/exit/worry_calls.h"

#include <algorithm>

namespace relais::exit {

using State = v1::WorryCall;
using std::chrono::hours;
using std::chrono::minutes;
using storage::Query;
using storage::Rows;
using storage::Run;
using storage::Text;

const storage::Migration kWorryCallsMigration = {"exit/worry_calls", R"(
    CREATE TABLE worry_calls(
      id BLOB PRIMARY KEY, dossier BLOB NOT NULL, house BLOB NOT NULL, team BLOB NOT NULL,
      raised_by BLOB NOT NULL, about INTEGER NOT NULL, call_by INTEGER NOT NULL,
      phone TEXT NOT NULL, to_house BLOB NOT NULL, to_unit BLOB NOT NULL,
      then_house BLOB NOT NULL, without INTEGER NOT NULL, telling_endangers INTEGER NOT NULL,
      created_ms INTEGER NOT NULL, sent_ms INTEGER, tell_ms INTEGER, ended_ms INTEGER,
      taken_by BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX worry_calls_of ON worry_calls(team, created_ms);
    CREATE INDEX worry_calls_to ON worry_calls(to_house)
      WHERE ended_ms IS NULL AND sent_ms IS NOT NULL;
    CREATE INDEX worry_calls_then ON worry_calls(then_house)
      WHERE ended_ms IS NULL AND sent_ms IS NOT NULL;
    CREATE INDEX worry_calls_about ON worry_calls(dossier, created_ms);
    CREATE INDEX worry_calls_kept ON worry_calls(created_ms);
    CREATE INDEX worry_calls_to_tell ON worry_calls(tell_ms) WHERE tell_ms IS NOT NULL)"};

namespace {

#define WORRY_CALLS                                                                           \
  "SELECT id, dossier, house, team, raised_by, about, call_by, phone, to_house, to_unit, "    \
  "then_house, without, telling_endangers, created_ms, sent_ms, tell_ms, ended_ms, taken_by " \
  "FROM worry_calls "

std::optional<std::int64_t> Ms(const std::optional<Instant>& at) {
  return at ? std::optional(ToMillis(*at)) : std::nullopt;
}
std::optional<Instant> At(const Rows& rows, int column) {
  return rows.IsNull(column) ? std::nullopt : std::optional(FromMillis(rows.Int(column)));
}

Result<WorryCall> CallFrom(const Rows& rows) {
  WorryCall out;
  ASSIGN_OR_RETURN(out.id, WorryCallId::FromBytes(rows.Blob(0)));
  ASSIGN_OR_RETURN(out.dossier, DossierId::FromBytes(rows.Blob(1)));
  ASSIGN_OR_RETURN(out.house, OrganisationId::FromBytes(rows.Blob(2)));
  ASSIGN_OR_RETURN(out.team, ToArray<16>(rows.Blob(3)));
  ASSIGN_OR_RETURN(out.raised_by, ProfessionalId::FromBytes(rows.Blob(4)));
  out.about = static_cast<v1::WorryCall::About>(rows.Int(5));
  out.by = static_cast<v1::WorryCall::By>(rows.Int(6));
  out.phone = rows.Text(7);
  ASSIGN_OR_RETURN(out.to_house, OrganisationId::FromBytes(rows.Blob(8)));
  ASSIGN_OR_RETURN(out.to_unit, UnitId::FromBytes(rows.Blob(9)));
  ASSIGN_OR_RETURN(out.then_house, OrganisationId::FromBytes(rows.Blob(10)));
  out.without = static_cast<v1::WorryCall::Without>(rows.Int(11));
  out.telling_endangers = rows.Int(12) != 0;
  out.created = FromMillis(rows.Int(13));
  out.sent = At(rows, 14);
  out.tell = At(rows, 15);
  out.ended = At(rows, 16);
  ASSIGN_OR_RETURN(out.taken_by, ProfessionalId::FromBytes(rows.Blob(17)));
  return out;
}

Result<std::vector<WorryCall>> All(Result<Rows> rows) {
  if (!rows) return tl::unexpected<Error>(rows.error());
  std::vector<WorryCall> out;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows->Next());
    if (!row) return out;
    ASSIGN_OR_RETURN(WorryCall call, CallFrom(*rows));
    out.push_back(std::move(call));
  }
}

std::int64_t Oldest(Instant now) { return ToMillis(now - kWorryCallKept); }

// So long each who is asked has.
Millis PatienceOf(v1::WorryCall::By by) {
  switch (by) {
    case State::BY_NOW:
      return minutes(15);
    case State::BY_TONIGHT:
      return hours(1);
    default:
      return hours(4);
  }
}

}  // namespace

Status AddWorryCall(storage::Connection& vault, const WorryCall& c) {
  constexpr auto kSql = R"(
      INSERT INTO worry_calls VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,
        ?15, ?16, ?17, ?18))";
  RETURN_IF_ERROR(Run(vault, kSql, c.id.view(), c.dossier.view(), c.house.view(), View(c.team),
                      c.raised_by.view(), static_cast<int>(c.about), static_cast<int>(c.by),
                      Text{c.phone}, c.to_house.view(), c.to_unit.view(), c.then_house.view(),
                      static_cast<int>(c.without), c.telling_endangers ? 1 : 0, ToMillis(c.created),
                      Ms(c.sent), Ms(c.tell), Ms(c.ended), c.taken_by.view()));
  return {};
}

Status UpdateWorryCall(storage::Connection& vault, const WorryCall& c) {
  constexpr auto kSql = R"(
      UPDATE worry_calls SET sent_ms = ?2, tell_ms = ?3, ended_ms = ?4, taken_by = ?5
      WHERE id = ?1)";
  RETURN_IF_ERROR(
      Run(vault, kSql, c.id.view(), Ms(c.sent), Ms(c.tell), Ms(c.ended), c.taken_by.view()));
  return {};
}

Result<std::optional<WorryCall>> FindWorryCall(storage::Connection& vault, const WorryCallId& id) {
  ASSIGN_OR_RETURN(auto all, All(Query(vault, WORRY_CALLS "WHERE id = ?1", id.view())));
  return all.empty() ? std::optional<WorryCall>() : std::optional(std::move(all.front()));
}

Result<std::vector<WorryCall>> WorryCallsOf(storage::Connection& vault, const Array<16>& team,
                                            Instant now, int limit) {
  constexpr auto kSql =
      WORRY_CALLS "WHERE team = ?1 AND created_ms > ?2 ORDER BY created_ms DESC, id LIMIT ?3";
  return All(Query(vault, kSql, View(team), Oldest(now), limit));
}

Result<std::vector<WorryCall>> WorryCallsTo(storage::Connection& vault, const OrganisationId& house,
                                            Instant now, int limit) {
  constexpr auto kSql = WORRY_CALLS R"(
      WHERE (to_house = ?1 OR then_house = ?1) AND ended_ms IS NULL AND sent_ms IS NOT NULL
        AND created_ms > ?2
      ORDER BY call_by, sent_ms, id LIMIT ?3)";
  return All(Query(vault, kSql, house.view(), Oldest(now), limit));
}

Result<std::vector<WorryCall>> WorryCallsAbout(storage::Connection& vault, const DossierId& dossier,
                                               Instant now, int limit) {
  constexpr auto kSql =
      WORRY_CALLS "WHERE dossier = ?1 AND created_ms > ?2 ORDER BY created_ms DESC, id LIMIT ?3";
  return All(Query(vault, kSql, dossier.view(), Oldest(now), limit));
}

Result<std::vector<WorryCall>> WorryCallsToTell(storage::Connection& vault, Instant now,
                                                int limit) {
  constexpr auto kSql = WORRY_CALLS "WHERE tell_ms <= ?1 ORDER BY tell_ms LIMIT ?2";
  return All(Query(vault, kSql, ToMillis(now), limit));
}

#define ARE_OVER "created_ms <= ?1 AND tell_ms IS NULL"

Result<bool> AreWorryCallsOver(storage::Connection& vault, Instant now) {
  ASSIGN_OR_RETURN(
      Rows rows, Query(vault, "SELECT 1 FROM worry_calls WHERE " ARE_OVER " LIMIT 1", Oldest(now)));
  return rows.Next();
}

Status DeleteWorryCalls(storage::Connection& vault, Instant now) {
  RETURN_IF_ERROR(Run(vault, "DELETE FROM worry_calls WHERE " ARE_OVER, Oldest(now)));
  return {};
}

v1::WorryCall::State StateOf(const WorryCall& call, Instant now) {
  if (call.ended)
    return call.taken_by.IsZero() ? State::STATE_WITHDRAWN : State::STATE_ACKNOWLEDGED;
  if (!call.sent)
    return now < call.created + kConfirms ? State::STATE_TO_CONFIRM : State::STATE_NOT_CONFIRMED;
  const auto passed = (now - *call.sent) / PatienceOf(call.by);
  if (passed < 1) return State::STATE_ASKED;
  return passed < 2 || call.then_house.IsZero() ? State::STATE_ON_DUTY : State::STATE_LAST;
}

std::optional<Instant> NextOf(const WorryCall& call, Instant now) {
  switch (StateOf(call, now)) {
    case State::STATE_TO_CONFIRM:
      return call.created + kConfirms;
    case State::STATE_ASKED:
      return *call.sent + PatienceOf(call.by);
    case State::STATE_ON_DUTY:
      if (call.then_house.IsZero()) return std::nullopt;
      return *call.sent + 2 * PatienceOf(call.by);
    default:
      return std::nullopt;
  }
}

bool IsAskedOf(const WorryCall& call, const Caller& caller, Instant now) {
  if (call.team == caller.team()) return false;
  const auto state = StateOf(call, now);
  const bool all = state == State::STATE_ON_DUTY || state == State::STATE_LAST;
  const bool first = call.to_house == caller.organisation &&
                     (all || (state == State::STATE_ASKED &&
                              (call.to_unit.IsZero() || call.to_unit == caller.unit)));
  return first || (state == State::STATE_LAST && call.then_house == caller.organisation);
}

bool IsKnown(const WorryCall& call) { return call.sent && !call.tell; }

bool Waits(v1::WorryCall::State state) {
  return state == State::STATE_TO_CONFIRM || state == State::STATE_ASKED ||
         state == State::STATE_ON_DUTY || state == State::STATE_LAST;
}

Result<bool> WaitsForAnAnswer(storage::Connection& vault, const DossierId& dossier,
                              const Array<16>& team, Instant now) {
  constexpr int kMostLookedAt = 100;
  ASSIGN_OR_RETURN(const auto all, WorryCallsAbout(vault, dossier, now, kMostLookedAt));
  return std::ranges::any_of(all, [&](const WorryCall& call) {
    return call.team == team && call.sent && !call.telling_endangers && Waits(StateOf(call, now));
  });
}

}  // namespace relais::exit
