// The chosen word: known to the person alone, kept as a slow salted hash.
#pragma once

#include "services/dossier/repository.h"

namespace relais::dossier {

// Sets salt and hash; leaves both zero for an empty word. kInvalid unless 4 to 64 characters on one
// line. Slow: about 40 ms, never on the writer's thread.
Status SetChosenWord(std::string_view word, Random& random, Dossier& dossier);
// Whether it is the word of this dossier; never, when none was chosen. As slow.
bool IsChosenWord(std::string_view word, const Dossier& dossier);

}  // namespace relais::dossier
