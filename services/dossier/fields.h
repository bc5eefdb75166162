// What a step may hold: the catalogue's kind says it, and nothing else passes. Pure functions;
// `today` is passed in.
#pragma once

#include "relais/v1/dossiers.pb.h"
#include "services/base/clock.h"
#include "services/directory/catalogue.h"

namespace relais::dossier {

// kInvalid, with the field at fault, unless `step` is a whole and valid fact of its kind: state and
// outcome allowed, day exists and is not after tomorrow, fields known, typed, not repeated, none
// missing.
Status CheckStep(const directory::Kind& kind, const v1::Step& step, Date today);

// One value of one type.
Status CheckValue(const directory::Field& field, std::string_view value);
// 11 digits whose check number fits, for people born before or since 2000, BIS numbers included.
bool IsNationalNumber(std::string_view digits);
// Words of the person's own: 1 to 4,000 bytes (UTF-8, as protobuf has checked) without control
// characters but newline and tab.
Status CheckWords(std::string_view text);

}  // namespace relais::dossier
