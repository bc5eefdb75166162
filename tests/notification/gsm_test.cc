// One segment of an SMS, counted by a table taken from GSM 03.38 as numbers; and texts without
// accents, which stay readable.
#include "services/notification/gsm.h"

#include <gtest/gtest.h>

#include <set>

namespace relais::notification {
namespace {

// The default alphabet, from 0x00 to 0x7F, without the escape at 0x1B.
const std::set<unsigned> kDefault = [] {
  std::set<unsigned> all{0x40,  0xa3,  0x24,  0xa5,  0xe8,  0xe9,  0xf9,  0xec, 0xf2,  0xc7,
                         0x0a,  0xd8,  0xf8,  0x0d,  0xc5,  0xe5,  0x394, 0x5f, 0x3a6, 0x393,
                         0x39b, 0x3a9, 0x3a0, 0x3a8, 0x3a3, 0x398, 0x39e, 0xc6, 0xe6,  0xdf,
                         0xc9,  0x20,  0x21,  0x22,  0x23,  0xa4,  0xa1,  0xc4, 0xd6,  0xd1,
                         0xdc,  0xa7,  0xbf,  0xe4,  0xf6,  0xf1,  0xfc,  0xe0};
  for (unsigned c = 0x25; c <= 0x3f; ++c) all.insert(c);
  for (unsigned c = 'A'; c <= 'Z'; ++c) all.insert(c);
  for (unsigned c = 'a'; c <= 'z'; ++c) all.insert(c);
  return all;
}();
// The characters of its extension, without the form feed, which has no place in a notice.
const std::set<unsigned> kExtension{'^', '{', '}', '\\', '[', '~', ']', '|', 0x20ac};

std::string Utf8(unsigned c) {
  if (c < 0x80) return std::string(1, static_cast<char>(c));
  if (c < 0x800) return {static_cast<char>(0xc0 | c >> 6), static_cast<char>(0x80 | (c & 0x3f))};
  return {static_cast<char>(0xe0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3f)),
          static_cast<char>(0x80 | (c & 0x3f))};
}

std::string Times(std::size_t count, const std::string& text) {
  std::string out;
  while (count-- > 0) out += text;
  return out;
}

void ExpectSegment(const std::string& text, bool default_alphabet, std::size_t units, bool fits) {
  const Segment segment = MeasureSms(text);
  EXPECT_EQ(segment.default_alphabet, default_alphabet) << text;
  EXPECT_EQ(segment.units, units) << text;
  EXPECT_EQ(segment.fits(), fits) << text;
}

TEST(Segment, HasRoomFor160Septets) {
  ExpectSegment("", true, 0, true);
  ExpectSegment(Times(160, "a"), true, 160, true);
  ExpectSegment(Times(161, "a"), true, 161, false);
  ExpectSegment(Times(160, "é"), true, 160, true);
  ExpectSegment(Times(161, "é"), true, 161, false);
}

TEST(Segment, CharactersOfTheExtensionCountTwo) {
  ExpectSegment(Times(80, "€"), true, 160, true);
  ExpectSegment(Times(79, "€") + "a", true, 159, true);
  ExpectSegment(Times(80, "€") + "a", true, 161, false);
  ExpectSegment("{|}~[]^\\", true, 16, true);
}

TEST(Segment, HasRoomFor70UnitsOfUtf16) {
  ExpectSegment(Times(70, "ш"), false, 70, true);
  ExpectSegment(Times(71, "ш"), false, 71, false);
  ExpectSegment(Times(70, "م"), false, 70, true);
}

TEST(Segment, OneForeignCharacterMakesTheWholeTextForeign) {
  ExpectSegment(Times(69, "a") + "ç", false, 70, true);
  ExpectSegment(Times(70, "a") + "ç", false, 71, false);
  ExpectSegment("€ç", false, 2, true);
}

TEST(Segment, AnEmojiIsTwoUnits) {
  ExpectSegment("🙂", false, 2, true);
  ExpectSegment(Times(35, "🙂"), false, 70, true);
  ExpectSegment(Times(35, "🙂") + "a", false, 71, false);
}

TEST(Segment, TheAlphabetIsThatOfTheStandard) {
  EXPECT_EQ(kDefault.size(), 127u);
  for (unsigned c = 0; c < 0x10000; ++c) {
    if (c >= 0xd800 && c < 0xe000) continue;  // halves of a character
    const Segment segment = MeasureSms(Utf8(c));
    ASSERT_EQ(segment.default_alphabet, kDefault.contains(c) || kExtension.contains(c)) << c;
    ASSERT_EQ(segment.units, kExtension.contains(c) ? 2u : 1u) << c;
  }
}

TEST(Segment, AttackBrokenUtf8IsForeignAndCounted) {
  for (const char* const broken : {"\xff", "\xc3", "\xed\xa0\x80", "\xc0\x80"}) {
    const Segment segment = MeasureSms(broken);
    EXPECT_FALSE(segment.default_alphabet) << testing::PrintToString(broken);
    EXPECT_GE(segment.units, 1u);
  }
}

// --- Without accents ---

struct Letters {
  const char* language;
  const char* written;
  const char* sent;
};

// Each letter with a sign that the language writes, small and capital.
TEST(ToGsm, EveryLetterOfTheLanguagesInLatinScript) {
  for (const auto& [language, written, sent] : {
           Letters{"fr", "à â æ ç é è ê ë î ï ô œ ù û ü ÿ", "à a æ c é è e e i i o oe ù u ü y"},
           Letters{"fr", "À Â Æ Ç É È Ê Ë Î Ï Ô Œ Ù Û Ü Ÿ", "A A Æ Ç É E E E I I O OE U U Ü Y"},
           Letters{"nl", "á é ë í ï ó ö ú ü è ij ĳ", "a é e i i o ö u ü è ij ij"},
           Letters{"nl", "Á É Ë Í Ï Ó Ö Ú Ü È IJ Ĳ", "A É E I I O Ö U Ü E IJ IJ"},
           Letters{"de", "ä ö ü ß Ä Ö Ü", "ä ö ü ß Ä Ö Ü"},
           Letters{"es", "á é í ó ú ü ñ ¿ ¡", "a é i o u ü ñ ¿ ¡"},
           Letters{"es", "Á É Í Ó Ú Ü Ñ", "A É I O U Ü Ñ"},
           Letters{"pt", "á â ã à ç é ê í ó ô õ ú", "a a a à c é e i o o o u"},
           Letters{"pt", "Á Â Ã À Ç É Ê Í Ó Ô Õ Ú", "A A A A Ç É E I O O O U"},
           Letters{"pl", "ą ć ę ł ń ó ś ź ż", "a c e l n o s z z"},
           Letters{"pl", "Ą Ć Ę Ł Ń Ó Ś Ź Ż", "A C E L N O S Z Z"},
           Letters{"ro", "ă â î ș ț ş ţ", "a a i s t s t"},
           Letters{"ro", "Ă Â Î Ș Ț Ş Ţ", "A A I S T S T"},
           Letters{"tr", "ç ğ ı ö ş ü â î û", "c g i ö s ü a i u"},
           Letters{"tr", "Ç Ğ İ Ö Ş Ü Â Î Û", "Ç G I Ö S Ü A I U"},
       }) {
    EXPECT_EQ(ToGsm(written), sent) << language;
    EXPECT_TRUE(MeasureSms(ToGsm(written)).default_alphabet) << language;
  }
}

TEST(ToGsm, LettersWrittenAsTwoCharactersLoseTheSign) {
  EXPECT_EQ(ToGsm("e\u0301 s\u0326 n\u0303"), "e s n");
}

TEST(ToGsm, TypographicSignsBecomePlain) {
  EXPECT_EQ(ToGsm("l’été"), "l'été");
  EXPECT_EQ(ToGsm("“a” ‘b’"), "\"a\" 'b'");
  EXPECT_EQ(ToGsm("un – deux"), "un - deux");
  EXPECT_EQ(ToGsm("a\u00a0?"), "a ?");
}

// French puts it before ? and !: one of them must not make the whole text foreign.
TEST(ToGsm, TheNarrowSpaceOfFrenchBecomesASpace) { EXPECT_EQ(ToGsm("a\u202f?"), "a ?"); }

TEST(ToGsm, WhatTheAlphabetHasStays) {
  std::string all;
  for (const unsigned c : kDefault) all += Utf8(c);
  for (const unsigned c : kExtension) all += Utf8(c);
  EXPECT_EQ(ToGsm(all), all);
  EXPECT_EQ(ToGsm(""), "");
}

TEST(ToGsm, OtherScriptsAreLeftAlone) {
  for (const char* const text :
       {"جديد تحت رقم 7. للرفض أرسلوا STOP 1234.", "مرحباً", "Нове: № 7. Не хотіли? STOP 1234",
        "її йод ґанок", "Ελληνικά", "नमस्ते", "你好", "🙂"})
    EXPECT_EQ(ToGsm(text), text);
}

TEST(ToGsm, AttackATextOfTwoScriptsIsNotHalfChanged) {
  for (const char* const text : {"réponse łatwa: Київ", "ç م", "ąę🙂", "ç 你"})
    EXPECT_EQ(ToGsm(text), text);
}

TEST(ToGsm, OnceIsEnough) {
  for (const char* const text : {"Zażółć gęślą jaźń", "Bună ziua, răspundeți", "Нове"})
    EXPECT_EQ(ToGsm(ToGsm(text)), ToGsm(text));
}

}  // namespace
}  // namespace relais::notification
