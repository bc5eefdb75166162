// ConsentCell: one cell of the person's agreement, as the decision sees it. It has an end, a
// grantee, at least one compartment, action and purpose; a cell that lacks one covers nothing.
#pragma once

#include <optional>

#include "services/base/clock.h"
#include "services/base/ids.h"
#include "services/base/words.h"

namespace relais::access {

enum class Effect : std::uint8_t { kAllow = 1, kExclude };
enum class GranteeKind : std::uint8_t { kProfessional = 1, kOrganisation, kProfessionIn };

struct ConsentCell {
  ConsentId id;
  Effect effect = Effect::kAllow;
  GranteeKind grantee_kind = GranteeKind::kProfessional;
  Array<16> grantee{};     // a ProfessionalId, or an OrganisationId for the two others
  std::string profession;  // for kProfessionIn only
  CompartmentSet compartments;
  ActionSet actions;
  PurposeSet purposes;
  Instant start{};
  Instant end{};  // first instant at which it no longer holds
  std::optional<Instant> revoked;
};

}  // namespace relais::access
