#include "services/directory/repository.h"

#include <algorithm>
#include <iterator>

namespace relais::directory {

using storage::Query;
using storage::Rows;
using storage::Run;
using storage::Text;

constexpr auto kSchema = R"(
    CREATE TABLE organisations(
      id BLOB PRIMARY KEY, name TEXT NOT NULL, tells_of INTEGER NOT NULL,
      names_replaced INTEGER NOT NULL, cbe_number TEXT UNIQUE,
      duty_line TEXT NOT NULL DEFAULT '', opening_hours TEXT NOT NULL DEFAULT '')
      STRICT, WITHOUT ROWID;
    CREATE INDEX organisations_name ON organisations(name, id);
    CREATE TABLE units(
      id BLOB PRIMARY KEY, organisation BLOB NOT NULL REFERENCES organisations(id),
      name TEXT NOT NULL, duty_line TEXT NOT NULL DEFAULT '',
      opening_hours TEXT NOT NULL DEFAULT '')
      STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX units_house ON units(organisation, name);
    CREATE TABLE professionals(
      id BLOB PRIMARY KEY, organisation BLOB NOT NULL REFERENCES organisations(id),
      own_name TEXT NOT NULL, profession TEXT NOT NULL, suspended INTEGER NOT NULL,
      shown TEXT NOT NULL, unit BLOB REFERENCES units(id), from_ms INTEGER, until_ms INTEGER)
      STRICT, WITHOUT ROWID;
    CREATE INDEX professionals_house ON professionals(organisation, shown, id);
    CREATE INDEX professionals_own_name ON professionals(organisation, own_name);
    CREATE TABLE staff_numbers(
      professional BLOB PRIMARY KEY REFERENCES professionals(id), number INTEGER NOT NULL UNIQUE,
      ground INTEGER NOT NULL, document TEXT NOT NULL, since_ms INTEGER NOT NULL)
      STRICT, WITHOUT ROWID;
    CREATE TABLE sign_ins(
      issuer TEXT NOT NULL, subject TEXT NOT NULL,
      professional BLOB NOT NULL REFERENCES professionals(id),
      PRIMARY KEY(issuer, subject))
      STRICT, WITHOUT ROWID;
    CREATE TABLE systems(
      certificate BLOB PRIMARY KEY, organisation BLOB NOT NULL REFERENCES organisations(id),
      name TEXT NOT NULL)
      STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX systems_house ON systems(organisation, name))";
const storage::Migration kMigration = {"directory/1", kSchema};

namespace {

std::optional<std::int64_t> Ms(const std::optional<Instant>& at) {
  return at ? std::optional(ToMillis(*at)) : std::nullopt;
}

TellsOfSet TellsOfFrom(std::int64_t bits) { return TellsOfSet(static_cast<std::uint16_t>(bits)); }

Result<Organisation> OrganisationFrom(const Rows& rows) {
  ASSIGN_OR_RETURN(const auto id, OrganisationId::FromBytes(rows.Blob(0)));
  return Organisation{id,
                      rows.Text(1),
                      TellsOfFrom(rows.Int(2)),
                      static_cast<std::uint32_t>(rows.Int(3)),
                      rows.Text(4),
                      rows.Text(5),
                      rows.Text(6)};
}

Result<Professional> ProfessionalFrom(const Rows& rows) {
  ASSIGN_OR_RETURN(const auto id, ProfessionalId::FromBytes(rows.Blob(0)));
  ASSIGN_OR_RETURN(const auto organisation, OrganisationId::FromBytes(rows.Blob(1)));
  Professional out{id, organisation, rows.Text(2), rows.Text(3), rows.Int(4) != 0};
  if (!rows.IsNull(5)) {
    ASSIGN_OR_RETURN(out.unit, UnitId::FromBytes(rows.Blob(5)));
  }
  if (!rows.IsNull(6)) out.serves_from = FromMillis(rows.Int(6));
  if (!rows.IsNull(7)) out.serves_until = FromMillis(rows.Int(7));
  return out;
}

Result<Unit> UnitFrom(const Rows& rows) {
  ASSIGN_OR_RETURN(const auto id, UnitId::FromBytes(rows.Blob(0)));
  ASSIGN_OR_RETURN(const auto organisation, OrganisationId::FromBytes(rows.Blob(1)));
  return Unit{id, organisation, rows.Text(2), rows.Text(3), rows.Text(4)};
}

Result<System> SystemFrom(const Rows& rows) {
  ASSIGN_OR_RETURN(const Hash certificate, ToArray<32>(rows.Blob(0)));
  ASSIGN_OR_RETURN(const auto organisation, OrganisationId::FromBytes(rows.Blob(1)));
  return System{certificate, organisation, rows.Text(2)};
}

template <class T>
Result<std::vector<T>> All(Result<Rows> rows, Result<T> (*from)(const Rows&)) {
  if (!rows) return tl::unexpected<Error>(rows.error());
  std::vector<T> out;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows->Next());
    if (!row) return out;
    ASSIGN_OR_RETURN(T value, from(*rows));
    out.push_back(std::move(value));
  }
}

template <class T>
Result<std::optional<T>> One(Result<Rows> rows, Result<T> (*from)(const Rows&)) {
  if (!rows) return tl::unexpected<Error>(rows.error());
  ASSIGN_OR_RETURN(const bool row, rows->Next());
  if (!row) return std::optional<T>();
  ASSIGN_OR_RETURN(T value, from(*rows));
  return std::optional<T>(std::move(value));
}

Result<Caller> CallerFrom(const Rows& rows) {
  ASSIGN_OR_RETURN(const Professional professional, ProfessionalFrom(rows));
  Caller caller{.kind = CallerKind::kProfessional,
                .id = professional.id.bytes(),
                .name = professional.name,
                .organisation = professional.organisation};
  caller.organisation_name = rows.Text(8);
  caller.unit = professional.unit;
  caller.profession = professional.profession;
  caller.tells_of = TellsOfFrom(rows.Int(9));
  caller.opening_hours = rows.Text(10);
  caller.suspended = professional.suspended;
  caller.serves_from = professional.serves_from.value_or(Instant::min());
  caller.serves_until = professional.serves_until.value_or(Instant::max());
  return caller;
}

Result<ReplacedName> ReplacedNameFrom(const Rows& rows) {
  ASSIGN_OR_RETURN(const auto id, ProfessionalId::FromBytes(rows.Blob(0)));
  ASSIGN_OR_RETURN(const auto organisation, OrganisationId::FromBytes(rows.Blob(1)));
  return ReplacedName{id,           organisation,           rows.Text(2),
                      rows.Text(3), rows.Text(4),           static_cast<std::uint8_t>(rows.Int(5)),
                      rows.Text(6), FromMillis(rows.Int(7))};
}

// Read aloud as "number" in each of our languages.
constexpr int kTries = 100;

// Drawn by chance, so that it tells nothing of when it was given, or to how many.
Result<std::int64_t> NumberOf(storage::Connection& vault, const ProfessionalId& id,
                              Random& random) {
  {
    ASSIGN_OR_RETURN(
        Rows rows,
        Query(vault, "SELECT number FROM staff_numbers WHERE professional = ?1", id.view()));
    ASSIGN_OR_RETURN(const bool given, rows.Next());
    if (given) return rows.Int(0);
  }
  for (int i = 0; i < kTries; ++i) {
    const auto bytes = random.Next<4>();
    std::uint32_t drawn = 0;
    for (const std::uint8_t byte : bytes) drawn = drawn << 8 | byte;
    const std::int64_t number = 10'000 + drawn % 90'000;
    ASSIGN_OR_RETURN(Rows rows,
                     Query(vault, "SELECT 1 FROM staff_numbers WHERE number = ?1", number));
    ASSIGN_OR_RETURN(const bool taken, rows.Next());
    if (!taken) return number;
  }
  return Fail(Reason::kUnavailable, "no free number was found; try again");
}

}  // namespace

Bytes BytesOf(const Position& position) { return position.id + position.name; }

Position PositionFrom(const Bytes& bytes) {
  if (bytes.size() < 16) return {};
  return {bytes.substr(16), bytes.substr(0, 16)};
}

Result<bool> AddOrganisation(storage::Connection& vault, const Organisation& o) {
  constexpr auto kSql = R"(
      INSERT INTO organisations(id, name, tells_of, names_replaced, cbe_number)
      VALUES(?1, ?2, ?3, 0, nullif(?4, '')) ON CONFLICT(cbe_number) DO NOTHING)";
  ASSIGN_OR_RETURN(const auto added, Run(vault, kSql, o.id.view(), Text{o.name},
                                         static_cast<int>(o.tells_of.bits()), Text{o.cbe_number}));
  return added > 0;
}

Status AddProfessional(storage::Connection& vault, const Professional& p) {
  RETURN_IF_ERROR(Run(vault,
                      "INSERT INTO professionals VALUES(?1, ?2, ?3, ?4, ?5, ?3, NULL, ?6, ?7)",
                      p.id.view(), p.organisation.view(), Text{p.name}, Text{p.profession},
                      p.suspended ? 1 : 0, Ms(p.serves_from), Ms(p.serves_until)));
  return SetUnit(vault, p.id, p.unit);
}

Result<bool> AddUnit(storage::Connection& vault, const Unit& unit) {
  ASSIGN_OR_RETURN(const auto added,
                   Run(vault,
                       "INSERT INTO units(id, organisation, name) VALUES(?1, ?2, ?3) "
                       "ON CONFLICT DO NOTHING",
                       unit.id.view(), unit.organisation.view(), Text{unit.name}));
  return added > 0;
}

Result<std::optional<Unit>> FindUnit(storage::Connection& vault, const UnitId& id) {
  return One<Unit>(
      Query(vault,
            "SELECT id, organisation, name, duty_line, opening_hours FROM units WHERE id = ?1",
            id.view()),
      UnitFrom);
}

Result<std::optional<Unit>> FindUnitNamed(storage::Connection& vault, const OrganisationId& house,
                                          const std::string& name) {
  constexpr auto kSql = R"(
      SELECT id, organisation, name, duty_line, opening_hours FROM units
      WHERE organisation = ?1 AND name = ?2)";
  return One<Unit>(Query(vault, kSql, house.view(), Text{name}), UnitFrom);
}

Result<std::vector<Unit>> ListUnits(storage::Connection& vault, const OrganisationId& organisation,
                                    const Position& after, int limit) {
  constexpr auto kSql = R"(
      SELECT id, organisation, name, duty_line, opening_hours FROM units
      WHERE organisation = ?1 AND (name, id) > (?2, ?3) ORDER BY name, id LIMIT ?4)";
  return All<Unit>(Query(vault, kSql, organisation.view(), Text{after.name}, after.id, limit),
                   UnitFrom);
}

Result<bool> SetTellsOf(storage::Connection& vault, const OrganisationId& house,
                        TellsOfSet tells_of) {
  ASSIGN_OR_RETURN(const auto changed,
                   Run(vault, "UPDATE organisations SET tells_of = ?2 WHERE id = ?1", house.view(),
                       static_cast<int>(tells_of.bits())));
  return changed > 0;
}

Result<bool> SetReach(storage::Connection& vault, const OrganisationId& house, const Reach& reach) {
  constexpr auto kSql = "UPDATE organisations SET duty_line = ?2, opening_hours = ?3 WHERE id = ?1";
  ASSIGN_OR_RETURN(const auto changed, Run(vault, kSql, house.view(), Text{reach.duty_line},
                                           Text{reach.opening_hours}));
  return changed > 0;
}

Result<bool> SetReach(storage::Connection& vault, const UnitId& unit, const Reach& reach) {
  constexpr auto kSql = "UPDATE units SET duty_line = ?2, opening_hours = ?3 WHERE id = ?1";
  ASSIGN_OR_RETURN(const auto changed,
                   Run(vault, kSql, unit.view(), Text{reach.duty_line}, Text{reach.opening_hours}));
  return changed > 0;
}

Status SetUnit(storage::Connection& vault, const ProfessionalId& id, const UnitId& unit) {
  const bool none = unit.IsZero();
  RETURN_IF_ERROR(Run(vault, "UPDATE professionals SET unit = iif(?3, NULL, ?2) WHERE id = ?1",
                      id.view(), unit.view(), none ? 1 : 0));
  return {};
}

Result<bool> SetServiceEnd(storage::Connection& vault, const ProfessionalId& id,
                           const std::optional<Instant>& end) {
  constexpr auto kSql = R"(
      UPDATE professionals SET until_ms = ?2
      WHERE id = ?1 AND (?2 IS NULL OR from_ms IS NULL OR from_ms < ?2))";
  ASSIGN_OR_RETURN(const auto changed, Run(vault, kSql, id.view(), Ms(end)));
  return changed > 0;
}

Result<bool> SetSuspended(storage::Connection& vault, const ProfessionalId& id, bool suspended) {
  ASSIGN_OR_RETURN(const auto changed,
                   Run(vault, "UPDATE professionals SET suspended = ?1 WHERE id = ?2",
                       suspended ? 1 : 0, id.view()));
  return changed > 0;
}

Result<bool> AddSystem(storage::Connection& vault, const System& system) {
  ASSIGN_OR_RETURN(const auto added,
                   Run(vault, "INSERT INTO systems VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING",
                       View(system.certificate), system.organisation.view(), Text{system.name}));
  return added > 0;
}

Result<std::optional<OrganisationId>> RemoveSystem(storage::Connection& vault,
                                                   const Hash& certificate) {
  ASSIGN_OR_RETURN(const auto known, FindSystem(vault, certificate));
  if (!known) return std::optional<OrganisationId>();
  RETURN_IF_ERROR(Run(vault, "DELETE FROM systems WHERE certificate = ?1", View(certificate)));
  return std::optional<OrganisationId>(known->organisation);
}

Result<std::optional<System>> FindSystem(storage::Connection& vault, const Hash& certificate) {
  return One<System>(
      Query(vault, "SELECT certificate, organisation, name FROM systems WHERE certificate = ?1",
            View(certificate)),
      SystemFrom);
}

Result<std::vector<System>> ListSystems(storage::Connection& vault,
                                        const OrganisationId& organisation, const Position& after,
                                        int limit) {
  constexpr auto kSql = R"(
      SELECT certificate, organisation, name FROM systems
      WHERE organisation = ?1 AND (name, certificate) > (?2, ?3)
      ORDER BY name, certificate LIMIT ?4)";
  return All<System>(Query(vault, kSql, organisation.view(), Text{after.name}, after.id, limit),
                     SystemFrom);
}

Result<bool> AddSignIn(storage::Connection& vault, const ProfessionalId& id,
                       const SignIn& account) {
  RETURN_IF_ERROR(Run(vault, "INSERT INTO sign_ins VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING",
                      Text{account.issuer}, Text{account.subject}, id.view()));
  ASSIGN_OR_RETURN(const auto owner, FindSignIn(vault, account));
  return owner == id;
}

Result<std::optional<ProfessionalId>> RemoveSignIn(storage::Connection& vault,
                                                   const SignIn& account) {
  ASSIGN_OR_RETURN(const auto owner, FindSignIn(vault, account));
  RETURN_IF_ERROR(Run(vault, "DELETE FROM sign_ins WHERE issuer = ?1 AND subject = ?2",
                      Text{account.issuer}, Text{account.subject}));
  return owner;
}

Result<std::optional<ProfessionalId>> FindSignIn(storage::Connection& vault,
                                                 const SignIn& account) {
  ASSIGN_OR_RETURN(
      auto rows,
      Query(vault, "SELECT professional FROM sign_ins WHERE issuer = ?1 AND subject = ?2",
            Text{account.issuer}, Text{account.subject}));
  ASSIGN_OR_RETURN(const bool found, rows.Next());
  if (!found) return std::optional<ProfessionalId>();
  ASSIGN_OR_RETURN(const auto id, ProfessionalId::FromBytes(rows.Blob(0)));
  return std::optional<ProfessionalId>(id);
}

Result<std::optional<Organisation>> FindOrganisation(storage::Connection& vault,
                                                     const OrganisationId& id) {
  return One<Organisation>(
      Query(vault,
            "SELECT id, name, tells_of, names_replaced, cbe_number, duty_line, opening_hours "
            "FROM organisations WHERE id = ?1",
            id.view()),
      OrganisationFrom);
}

Result<std::optional<Organisation>> FindOrganisationByCbe(storage::Connection& vault,
                                                          const std::string& cbe_number) {
  constexpr auto kSql = R"(
      SELECT id, name, tells_of, names_replaced, cbe_number, duty_line, opening_hours
      FROM organisations WHERE cbe_number = ?1)";
  return One<Organisation>(Query(vault, kSql, Text{cbe_number}), OrganisationFrom);
}

Result<std::optional<Professional>> FindProfessional(storage::Connection& vault,
                                                     const ProfessionalId& id) {
  return One<Professional>(
      Query(vault,
            "SELECT id, organisation, shown, profession, suspended, unit, from_ms, until_ms FROM "
            "professionals WHERE id = ?1",
            id.view()),
      ProfessionalFrom);
}

Result<std::optional<Caller>> FindCaller(storage::Connection& vault, const ProfessionalId& id) {
  constexpr auto kSql = R"(
      SELECT p.id, p.organisation, p.shown, p.profession, p.suspended, p.unit, p.from_ms,
        p.until_ms, o.name, o.tells_of, coalesce(
          (SELECT nullif(opening_hours, '') FROM units WHERE id = p.unit), o.opening_hours)
      FROM professionals p JOIN organisations o ON o.id = p.organisation WHERE p.id = ?1)";
  return One<Caller>(Query(vault, kSql, id.view()), CallerFrom);
}

Result<bool> HasServing(storage::Connection& vault, const OrganisationId& organisation,
                        std::string_view profession, Instant now) {
  constexpr auto kSql = R"(
      SELECT 1 FROM professionals WHERE organisation = ?1 AND profession = ?2 AND suspended = 0
        AND coalesce(from_ms, ?3) <= ?3 AND ?3 < coalesce(until_ms, ?3 + 1))";
  ASSIGN_OR_RETURN(Rows rows,
                   Query(vault, kSql, organisation.view(), Text{profession}, ToMillis(now)));
  return rows.Next();
}

Result<std::vector<Organisation>> ListOrganisations(storage::Connection& vault,
                                                    const Position& after, int limit) {
  constexpr auto kSql = R"(
      SELECT id, name, tells_of, names_replaced, cbe_number, duty_line, opening_hours
      FROM organisations WHERE (name, id) > (?1, ?2) ORDER BY name, id LIMIT ?3)";
  return All<Organisation>(Query(vault, kSql, Text{after.name}, after.id, limit), OrganisationFrom);
}

Result<std::vector<Professional>> ListProfessionals(storage::Connection& vault,
                                                    const OrganisationId& organisation,
                                                    const Position& after, int limit) {
  constexpr auto kSql = R"(
      SELECT id, organisation, shown, profession, suspended, unit, from_ms, until_ms FROM professionals
      WHERE organisation = ?1 AND (shown, id) > (?2, ?3) ORDER BY shown, id LIMIT ?4)";
  return All<Professional>(
      Query(vault, kSql, organisation.view(), Text{after.name}, after.id, limit), ProfessionalFrom);
}

Result<std::vector<OwnName>> OwnNamesOf(storage::Connection& vault, const OrganisationId& house) {
  constexpr auto kSql = R"(
      SELECT id, organisation, shown, profession, suspended, unit, from_ms, until_ms, own_name
      FROM professionals WHERE organisation = ?1)";
  return All<OwnName>(Query(vault, kSql, house.view()), [](const Rows& rows) -> Result<OwnName> {
    ASSIGN_OR_RETURN(auto who, ProfessionalFrom(rows));
    return OwnName{rows.Text(8), std::move(who)};
  });
}

Status ReplaceName(storage::Connection& vault, const ReplacedName& wanted, Random& random) {
  ASSIGN_OR_RETURN(const std::int64_t number, NumberOf(vault, wanted.id, random));
  constexpr auto kPut = R"(
      INSERT INTO staff_numbers VALUES(?1, ?2, ?3, ?4, ?5)
      ON CONFLICT(professional) DO UPDATE SET ground = ?3, document = ?4, since_ms = ?5)";
  RETURN_IF_ERROR(Run(vault, kPut, wanted.id.view(), number, wanted.ground, Text{wanted.document},
                      ToMillis(wanted.since)));
  ASSIGN_OR_RETURN(const auto changed,
                   Run(vault, "UPDATE professionals SET shown = ?1 WHERE id = ?2 AND shown <> ?1",
                       Text{kNumberMark + std::to_string(number)}, wanted.id.view()));
  if (changed == 0) return {};
  RETURN_IF_ERROR(Run(vault,
                      "UPDATE organisations SET names_replaced = names_replaced + 1 WHERE id = ?1",
                      wanted.organisation.view()));
  return {};
}

Result<bool> RestoreName(storage::Connection& vault, const ProfessionalId& id) {
  ASSIGN_OR_RETURN(const auto changed, Run(vault,
                                           "UPDATE professionals SET shown = own_name "
                                           "WHERE id = ?1 AND shown <> own_name",
                                           id.view()));
  return changed > 0;
}

Result<std::vector<ReplacedName>> ListReplacedNames(storage::Connection& vault,
                                                    const OrganisationId& house,
                                                    const Position& after, int limit) {
  constexpr auto kSql = R"(
      SELECT p.id, p.organisation, p.own_name, p.shown, p.profession, n.ground, n.document,
        n.since_ms
      FROM professionals p JOIN staff_numbers n ON n.professional = p.id
      WHERE p.organisation = ?1 AND p.shown <> p.own_name AND (p.shown, p.id) > (?2, ?3)
      ORDER BY p.shown, p.id LIMIT ?4)";
  return All<ReplacedName>(Query(vault, kSql, house.view(), Text{after.name}, after.id, limit),
                           ReplacedNameFrom);
}

Result<std::vector<Professional>> MembersOf(storage::Connection& vault,
                                            const OrganisationId& house) {
  constexpr int kPage = 200;
  std::vector<Professional> out;
  Position after;
  for (;;) {
    ASSIGN_OR_RETURN(auto page, ListProfessionals(vault, house, after, kPage));
    const bool last = page.size() < kPage;
    std::move(page.begin(), page.end(), std::back_inserter(out));
    if (last) return out;
    after = {out.back().name, Bytes(out.back().id.view())};
  }
}

}  // namespace relais::directory
