// What one cell of consent does for a caller at an instant. Both questions lean the same way: a
// cell that is not understood allows nothing, and excludes all that it could have meant.
#pragma once

#include "services/access/consent_cell.h"
#include "services/base/caller.h"

namespace relais::access {

// A well-formed, active kAllow cell that names this professional or trusted person. Which of its compartments,
// actions and purposes are asked for is the decision's business. Not well-formed, so allowing
// nothing: an unset end or one that is not after the start; no compartment, action or purpose; a
// number that services/base/words.h does not list; an action other than kRead and kWrite, kAgree of a
// trusted person, or kRelate by itself of anybody else; an unset grantee; a kProfessionIn without profession. A revocation counts from the moment it is written
// down, whatever its instant.
bool Allows(const ConsentCell& cell, const Caller& caller, Instant now);

// A kRelation cell, begun and neither ended nor taken back, of this professional's team. Its compartments,
// actions and purposes say nothing.
bool Relates(const ConsentCell& cell, const Caller& professional, Instant now);

// The compartments that the cell closes to this professional or trusted person now, for every action and purpose:
// empty for a kAllow or kRelation cell, for one not begun, ended or taken back, and for one that names somebody
// else. What it leaves unset excludes all: every compartment, everyone, or for ever. An effect with
// no meaning excludes. One that Freezes() closes everything to everybody.
CompartmentSet Excludes(const ConsentCell& cell, const Caller& caller, Instant now);

// A kFrozen cell that was not taken back, whatever else it says.
bool Freezes(const ConsentCell& cell);

}  // namespace relais::access
