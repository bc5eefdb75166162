// Caller: who is calling, as the directory knows them at this moment; never as a token claims.
#pragma once

#include <string>

#include "services/base/clock.h"
#include "services/base/ids.h"
#include "services/base/words.h"

namespace relais {

// kTrustedPerson: somebody who stands beside one person, as themselves and never in the person's name.
enum class CallerKind : std::uint8_t {
  kProfessional = 1,
  kPerson,
  kOperator,
  kSystem,
  kTrustedPerson
};

// How sure it is that it is the person, and not whoever holds the phone. Those who sign in otherwise
// than by a session are taken for whom they are.
enum class Assurance : std::uint8_t { kPhone = 1, kWord, kPasskey };

struct Caller {
  CallerKind kind;
  Array<16> id{};  // of a ProfessionalId, PersonId, OperatorId or TrustedPersonId
  // Of the certificate of the house's own system that asks for the professional, the first bytes of
  // SHA-256; zero: they ask themselves.
  Array<16> system{};
  std::string name;             // as the person will read it in the log; empty for a person
  OrganisationId organisation;  // zero but for a professional
  std::string organisation_name;
  UnitId unit;             // zero: in none of the house's units
  std::string profession;  // a profession of the policy file, such as "hospital_social_worker";
                           // empty but for a professional
  TellsOfSet tells_of;     // the organisation's name
  bool suspended = false;
  std::string
      opening_hours;  // of the unit, or else of the house: see opening_hours.h; empty: not known
  // Of a professional, the period of service: before and after it they are as if suspended.
  Instant serves_from = Instant::min(), serves_until = Instant::max();
  DossierId
      dossier;  // a person's own, or that of whom a trusted person stands beside; zero for the others
  Assurance assurance = Assurance::kPasskey;
  SessionId session;  // zero: signed in otherwise

  bool InPrison() const { return tells_of.Has(TellsOf::kDetention); }
  bool Serves(Instant now) const { return !suspended && serves_from <= now && now < serves_until; }
  // Of a professional, those among whom a relation with a person is one: colleagues stand in for each other.
  const Array<16>& team() const { return unit.IsZero() ? organisation.bytes() : unit.bytes(); }
};

}  // namespace relais
