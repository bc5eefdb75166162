// The chosen word: who tries it learns whether it was right, and nothing by how long that took.
#include "services/dossier/chosen_word.h"

#include <gtest/gtest.h>

#include <chrono>

namespace relais::dossier {
namespace {

Dossier With(const char* word) {
  SystemRandom random;
  Dossier dossier;
  EXPECT_TRUE(SetChosenWord(word, random, dossier));
  return dossier;
}

TEST(ChosenWordTest, IsTheOneWord) {
  const Dossier dossier = With("kastanje");
  EXPECT_TRUE(IsChosenWord("kastanje", dossier));
  for (const char* const wrong : {"", "Kastanje", "kastanje ", "kastanj"})
    EXPECT_FALSE(IsChosenWord(wrong, dossier)) << wrong;
}

TEST(ChosenWordTest, AttackWithoutOneNothingIs) {
  for (const char* const word : {"", "kastanje"}) EXPECT_FALSE(IsChosenWord(word, Dossier()));
}

TEST(ChosenWordTest, AttackTheTimeDoesNotTellWhetherThereIsOne) {
  using std::chrono::steady_clock;
  const auto fastest = [](const Dossier& dossier) {
    auto out = steady_clock::duration::max();
    for (int i = 0; i < 5; ++i) {
      const auto start = steady_clock::now();
      EXPECT_FALSE(IsChosenWord("another", dossier));
      out = std::min(out, steady_clock::now() - start);
    }
    return out;
  };
  const auto with = fastest(With("kastanje")), without = fastest(Dossier());
  EXPECT_GT(without, with / 2);
  EXPECT_LT(without, with * 2);
}

}  // namespace
}  // namespace relais::dossier
