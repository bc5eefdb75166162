// ConsentCell: one cell of what a decision rests on: of the person's agreement, of what they closed, or a
// relation. It has an end, a grantee, and but for a relation at least one compartment, action and purpose;
// a cell that lacks one covers nothing.
#pragma once

#include <optional>

#include "services/base/clock.h"
#include "services/base/ids.h"
#include "services/base/words.h"

namespace relais::access {

// kRelation: a team has shown that it works with the person. It opens nothing; without it nothing is open to
// the team but in an emergency. kFrozen: somebody said that the person has died; until that is undone everything is closed to
// everybody, the person's own ways in included, and nothing of what they agreed to is lost.
enum class Effect : std::uint8_t { kAllow = 1, kExclude, kRelation, kFrozen };
enum class GranteeKind : std::uint8_t {
  kProfessional = 1,
  kOrganisation,
  kProfessionIn,
  kUnit,
  kTrustedPerson
};

struct ConsentCell {
  ConsentId id;
  Effect effect = Effect::kAllow;
  GranteeKind grantee_kind = GranteeKind::kProfessional;
  Array<16>
      grantee{};  // a ProfessionalId, UnitId or TrustedPersonId, or an OrganisationId for the two others
  std::string profession;  // for kProfessionIn only
  CompartmentSet compartments;
  ActionSet actions;
  PurposeSet purposes;
  Instant start{};
  Instant end{};  // first instant at which it no longer holds
  std::optional<Instant> revoked;
};

}  // namespace relais::access
