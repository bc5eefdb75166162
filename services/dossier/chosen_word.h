// The chosen word: known to the person alone, kept as a slow salted hash.
#pragma once

#include <deque>
#include <map>

#include "services/base/mutex.h"
#include "services/dossier/repository.h"

namespace relais::dossier {

// Sets salt and hash; leaves both zero for an empty word. kInvalid unless 4 to 64 characters on one
// line. Slow: about 40 ms, never on the writer's thread.
Status SetChosenWord(std::string_view word, Random& random, Dossier& dossier);
// Whether it is the word of this dossier; never, when none was chosen. As slow.
bool IsChosenWord(std::string_view word, const Dossier& dossier);

// How often a word may be guessed: whoever holds the phone has no hour in which to try more than
// five. Forgets everything at a restart. Thread-safe.
class WordGuesses {
 public:
  bool MayTry(const DossierId& dossier, Instant now) RELAIS_EXCLUDES(mutex_);
  void Failed(const DossierId& dossier, Instant now) RELAIS_EXCLUDES(mutex_);

 private:
  Mutex mutex_;
  std::map<DossierId, std::deque<Instant>> failed_ RELAIS_GUARDED_BY(mutex_);  // in the last hour
};

}  // namespace relais::dossier
