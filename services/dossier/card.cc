#include "services/dossier/card.h"

namespace relais::dossier {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kBytes = 10;
constexpr std::size_t kCharacters = 16;

// Weighted sum modulo the prime 31: finds one wrong character and two swapped ones, but for 0 and Z
// in one place.
char CheckCharacter(std::string_view code) {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < code.size(); ++i) sum += (i + 1) * kAlphabet.find(code[i]);
  return kAlphabet[sum % 31];
}

}  // namespace

std::string CardCodeOf(const Key& card_key, const DossierId& dossier) {
  const Hash mac = HmacSha256(card_key, {"relais-card/1\n", dossier.view()});
  std::string code = ToBase32(View(mac).substr(0, kBytes));
  code.push_back(CheckCharacter(code));
  return code;
}

Result<std::string> NormaliseCardCode(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c != '-' && c != ' ') plain.push_back(c);
  }
  const auto fail = [] {
    return Fail(Reason::kInvalid, "this is not a card code: check each character",
                "context.card_code");
  };
  if (plain.size() != kCharacters + 1) return fail();
  const auto bytes = FromBase32(std::string_view(plain).substr(0, kCharacters), kBytes);
  if (!bytes) return fail();
  std::string code = ToBase32(*bytes);
  code.push_back(CheckCharacter(code));
  // The check character, written as people write it, is read by the same rules as the others.
  const auto given = FromBase32(code.substr(0, kCharacters - 1) + plain.back(), kBytes);
  if (!given || ToBase32(*given).back() != code.back()) return fail();
  return code;
}

}  // namespace relais::dossier
