// The card: a code of 80 bits and a check character that stands for a dossier where no name or
// number can. It is derived from the dossier's id, so that it is stored nowhere; the store finds it
// by a blind index.
#pragma once

#include "crypto/blind_index.h"
#include "services/base/ids.h"

namespace relais::dossier {

// 16 characters and a check character, without dashes.
std::string CardCodeOf(const Key& card_key, const DossierId& dossier);
// Brings a code as people write it (dashes, spaces, lower case, O for 0) into its one spelling;
// kInvalid when the length or the check character is wrong: a typing mistake, told as one.
Result<std::string> NormaliseCardCode(std::string_view text);

}  // namespace relais::dossier
