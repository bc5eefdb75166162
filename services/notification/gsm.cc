#include "services/notification/gsm.h"

#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <memory>

namespace relais::notification {
namespace {

const icu::UnicodeString& Basic() {
  static const auto* const all = new icu::UnicodeString(
      icu::UnicodeString::fromUTF8("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ "
                                   "!\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"));
  return *all;
}
const icu::UnicodeString& Extension() {
  static const auto* const all = new icu::UnicodeString(icu::UnicodeString::fromUTF8("^{}\\[~]|€"));
  return *all;
}

// How many septets; 0: none.
int Septets(UChar unit) {
  if (Basic().indexOf(unit) >= 0) return 1;
  return Extension().indexOf(unit) >= 0 ? 2 : 0;
}

// To plain ASCII, without accents; a script that has no such form stays as it is.
std::unique_ptr<icu::Transliterator> MakePlain() {
  UErrorCode failed = U_ZERO_ERROR;
  std::unique_ptr<icu::Transliterator> plain(icu::Transliterator::createInstance(
      "NFD; [:Nonspacing Mark:] Remove; NFC; Latin-ASCII", UTRANS_FORWARD, failed));
  return U_SUCCESS(failed) ? std::move(plain) : nullptr;
}

}  // namespace

std::string ToGsm(const std::string& text) {
  const auto units = icu::UnicodeString::fromUTF8(text);
  const auto plain = MakePlain();
  icu::UnicodeString out;
  for (int at = 0; at < units.length(); ++at) {
    icu::UnicodeString one(units, at, 1);
    if (Septets(units[at]) == 0 && plain) plain->transliterate(one);
    out += u_isUWhiteSpace(units[at]) && Septets(units[at]) == 0 ? icu::UnicodeString(' ') : one;
  }
  std::string utf8;
  const bool latin = MeasureSms(out.toUTF8String(utf8)).default_alphabet;
  // What stays foreign in part is foreign: half a transliteration can be read by nobody.
  return latin ? utf8 : text;
}

Segment MeasureSms(const std::string& text) {
  const auto units = icu::UnicodeString::fromUTF8(text);
  Segment segment{.default_alphabet = true};
  for (int at = 0; at < units.length(); ++at) {
    const int septets = Septets(units[at]);
    if (septets == 0) return {false, static_cast<std::size_t>(units.length())};
    segment.units += static_cast<std::size_t>(septets);
  }
  return segment;
}

}  // namespace relais::notification
