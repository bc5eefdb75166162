#include "clients/cli/texts.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "clients/cli/days.h"
#include "clients/cli/plain_text.h"
#include "clients/cli/speech.h"

namespace relais::cli {
namespace {

std::set<char> Blanks(const std::string& text) {
  std::set<char> out;
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    if (text[i] == '{' && text[i + 2] == '}') out.insert(text[i + 1]);
  }
  return out;
}

TEST(TextsTest, EverySentenceStandsInFourLanguagesWithTheSameBlanks) {
  for (int i = 0; i < kSentences; ++i) {
    const Say sentence = static_cast<Say>(i);
    if (sentence == Say::kEntryDone || sentence == Say::kEntryTried)
      continue;  // English needs no "has"
    const std::string english = TextOf(sentence, Language::kEn);
    for (const Language language : {Language::kFr, Language::kNl, Language::kDe}) {
      const std::string text = TextOf(sentence, language);
      EXPECT_FALSE(text.empty());
      EXPECT_EQ(Blanks(text), Blanks(english)) << english;
    }
  }
}

TEST(TextsTest, MonthsAndWeekdaysAreComplete) {
  for (const Language language : {Language::kFr, Language::kNl, Language::kDe, Language::kEn}) {
    EXPECT_EQ(Split(TextOf(Say::kMonths, language), ' ').size(), 12U);
    EXPECT_EQ(Split(TextOf(Say::kWeekdays, language), ' ').size(), 7U);
  }
}

TEST(TextsTest, FoldIgnoresCaseAndAccents) {
  EXPECT_EQ(Fold("H\xC3\x89"
                 "bergement \xC3\xA0 No\xC3\xABl"),
            "hebergement a noel");
  EXPECT_EQ(Fold("\xC3"), "\xC3");
}

TEST(TextsTest, CleanTakesOutWhatATerminalObeys) {
  EXPECT_EQ(Clean("a\x1b[2Jb\xC2\x9B"
                  "31mc\x07\r\nd\x7F"),
            "a[2Jb31mc d");
  EXPECT_EQ(Clean("\xC3\xA9t\xC3\xA9"), "\xC3\xA9t\xC3\xA9");
}

TEST(TextsTest, ADayIsSaidAsItIsInEachLanguage) {
  const auto said = [](Language language, const char* day) {
    return SayWeekday(day, Speech(language));
  };
  EXPECT_EQ(said(Language::kFr, "2026-12-01"), "mardi 1er décembre 2026");
  EXPECT_EQ(said(Language::kFr, "2026-12-02"), "mercredi 2 décembre 2026");
  EXPECT_EQ(said(Language::kNl, "2026-12-01"), "dinsdag 1 december 2026");
  EXPECT_EQ(said(Language::kDe, "2026-12-01"), "Dienstag, 1. Dezember 2026");
  EXPECT_EQ(said(Language::kEn, "2026-12-01"), "Tuesday 1 December 2026");
}

}  // namespace
}  // namespace relais::cli
