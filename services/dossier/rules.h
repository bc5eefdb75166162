// What becomes of a step that is recorded, moved on or corrected. Pure; `today` is passed in.
#pragma once

#include "services/dossier/fields.h"

namespace relais::dossier {

// kInvalid for a number that is none of ours.
Result<Purpose> PurposeOf(v1::Purpose purpose);

// A step as it will be stored: what the caller may not set is cleared.
v1::Step Stored(const v1::Step& given, const directory::Kind& kind);

// What an UpdateStep makes of the stored `step`. kWrongState when it has no course, or has ended.
// On an error the step may be half changed: do not store it.
Status Move(const v1::UpdateStepRequest& request, const directory::Kind& kind, Date today,
            v1::Step& step);
// What a CorrectStep makes of it: the given one, whole, but for the id.
Status Overlay(const v1::CorrectStepRequest& request, const directory::Kind& kind, Date today,
               v1::Step& step);

}  // namespace relais::dossier
