// Houses, units and professionals, as stored. The only SQL over these tables.
#pragma once

#include <vector>

#include "services/base/caller.h"
#include "services/base/clock.h"
#include "services/storage/schema.h"

namespace relais::directory {

extern const storage::Migration kMigration;

struct Organisation {
  OrganisationId id;
  std::string name;
  TellsOfSet tells_of = {};                        // its name
  std::uint32_t names_replaced = 0;                // how often: see ReplacedName
  std::string cbe_number = {};                     // 10 digits; empty: none
  std::string duty_line = {}, opening_hours = {};  // see SetReach; empty: not known

  bool IsPrison() const { return tells_of.Has(TellsOf::kDetention); }
};

// A ward, a desk, a cell of a house: those who stand in for each other.
struct Unit {
  UnitId id;
  OrganisationId organisation;
  std::string name;
  std::string duty_line = {}, opening_hours = {};  // empty: the house's
};

struct Professional {
  ProfessionalId id;
  OrganisationId organisation;
  std::string name;  // as everybody sees it: the own one, or a number
  std::string profession;
  bool suspended = false;
  UnitId unit;  // zero: in none
  std::optional<Instant> serves_from = {}, serves_until = {};
};

// What a number that stands for a name begins with.
inline constexpr char kNumberMark[] = "N° ";

// By (name, id): where a page begins, exclusive.
struct Position {
  std::string name;
  Bytes id;
};
// As page tokens hold it: the id, then the name. Nothing stands for the beginning.
Bytes BytesOf(const Position& position);
Position PositionFrom(const Bytes& bytes);

// A professional under a documented threat, who stands in the directory, and in entries from then on,
// under a number. It stays theirs when the own name is shown again in between.
struct ReplacedName {
  ProfessionalId id;
  OrganisationId organisation;
  std::string name;   // the own one
  std::string shown;  // the number
  std::string profession;
  std::uint8_t ground = 0;  // v1::Ground
  std::string document;     // where it is documented
  Instant since{};
};

// False when another house has its number.
Result<bool> AddOrganisation(storage::Connection& vault, const Organisation& organisation);
Result<std::optional<Organisation>> FindOrganisationByCbe(storage::Connection& vault,
                                                          const std::string& cbe_number);
Status AddProfessional(storage::Connection& vault, const Professional& professional);
// False when the house has one of this name.
Result<bool> AddUnit(storage::Connection& vault, const Unit& unit);
Result<std::optional<Unit>> FindUnit(storage::Connection& vault, const UnitId& id);
Result<std::vector<Unit>> ListUnits(storage::Connection& vault, const OrganisationId& organisation,
                                    const Position& after, int limit);
Result<std::optional<Unit>> FindUnitNamed(storage::Connection& vault, const OrganisationId& house,
                                          const std::string& name);
// Everybody of a house, by their own names, whatever name is shown.
struct OwnName {
  std::string name;
  Professional who;
};
Result<std::vector<OwnName>> OwnNamesOf(storage::Connection& vault, const OrganisationId& house);
// Which number answers, and when it is open. False when there is no such house or unit.
struct Reach {
  std::string duty_line, opening_hours;
};
// False when there is no such house.
Result<bool> SetTellsOf(storage::Connection& vault, const OrganisationId& house,
                        TellsOfSet tells_of);
Result<bool> SetReach(storage::Connection& vault, const OrganisationId& house, const Reach& reach);
Result<bool> SetReach(storage::Connection& vault, const UnitId& unit, const Reach& reach);
Status SetUnit(storage::Connection& vault, const ProfessionalId& id, const UnitId& unit);
// Nullopt: no end. False when there is no such professional, or it would end before it begins.
Result<bool> SetServiceEnd(storage::Connection& vault, const ProfessionalId& id,
                           const std::optional<Instant>& end);
// False when there is no such professional.
Result<bool> SetSuspended(storage::Connection& vault, const ProfessionalId& id, bool suspended);

// kUnavailable when no free number was found; it may be tried again.
Status ReplaceName(storage::Connection& vault, const ReplacedName& wanted, Random& random);
// False when the professional's own name is shown already.
Result<bool> RestoreName(storage::Connection& vault, const ProfessionalId& id);
// Of one house, by the number that is shown.
Result<std::vector<ReplacedName>> ListReplacedNames(storage::Connection& vault,
                                                    const OrganisationId& house,
                                                    const Position& after, int limit);

// A program of a house, known by its client certificate.
struct System {
  Hash certificate{};  // SHA-256 of its DER
  OrganisationId organisation;
  std::string name;
};
// False when a system has this certificate already, or one of the house this name.
Result<bool> AddSystem(storage::Connection& vault, const System& system);
// The house whose it was; nullopt when there is none.
Result<std::optional<OrganisationId>> RemoveSystem(storage::Connection& vault,
                                                   const Hash& certificate);
Result<std::optional<System>> FindSystem(storage::Connection& vault, const Hash& certificate);
Result<std::vector<System>> ListSystems(storage::Connection& vault,
                                        const OrganisationId& organisation, const Position& after,
                                        int limit);

// An account at an OpenID provider, by which a professional signs in.
struct SignIn {
  std::string issuer, subject;
};
// False when another professional has it.
Result<bool> AddSignIn(storage::Connection& vault, const ProfessionalId& id, const SignIn& account);
// Whose it was; nullopt when nobody's.
Result<std::optional<ProfessionalId>> RemoveSignIn(storage::Connection& vault,
                                                   const SignIn& account);
Result<std::optional<ProfessionalId>> FindSignIn(storage::Connection& vault, const SignIn& account);

Result<std::optional<Organisation>> FindOrganisation(storage::Connection& vault,
                                                     const OrganisationId& id);
Result<std::optional<Professional>> FindProfessional(storage::Connection& vault,
                                                     const ProfessionalId& id);
// The professional with the house, as a caller; nullopt when unknown.
Result<std::optional<Caller>> FindCaller(storage::Connection& vault, const ProfessionalId& id);
// Whether somebody of this profession serves in the house at `now`, and is not suspended.
Result<bool> HasServing(storage::Connection& vault, const OrganisationId& organisation,
                        std::string_view profession, Instant now);
Result<std::vector<Organisation>> ListOrganisations(storage::Connection& vault,
                                                    const Position& after, int limit);
Result<std::vector<Professional>> ListProfessionals(storage::Connection& vault,
                                                    const OrganisationId& organisation,
                                                    const Position& after, int limit);
// Everybody of a house.
Result<std::vector<Professional>> MembersOf(storage::Connection& vault,
                                            const OrganisationId& house);

}  // namespace relais::directory
