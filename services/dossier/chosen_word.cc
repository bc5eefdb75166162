#include "services/dossier/chosen_word.h"

#include "services/base/plain_line.h"

namespace relais::dossier {

Status SetChosenWord(std::string_view word, Random& random, Dossier& dossier) {
  if (word.empty()) return {};
  if (word.size() < 4 || word.size() > 64 || !IsPlainLine(word))
    return Fail(Reason::kInvalid, "expected a word of 4 to 64 characters on one line",
                "chosen_word");
  dossier.word_salt = random.Next<16>();
  dossier.word_hash = ScryptSha256(word, View(dossier.word_salt));
  return {};
}

bool IsChosenWord(std::string_view word, const Dossier& dossier) {
  const bool chosen = dossier.word_salt != Array<16>{};
  const Hash hash = ScryptSha256(word, View(dossier.word_salt));
  return SecretEquals(View(hash), View(dossier.word_hash)) && chosen;
}

}  // namespace relais::dossier
