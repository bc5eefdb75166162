#include "clients/cli/language.h"

#include <cstdlib>

namespace relais::cli {
namespace {

constexpr std::array<std::string_view, 4> kCodes = {"fr", "nl", "de", "en"};

const std::string& Exactly(Language language, const v1::Text& text) {
  switch (language) {
    case Language::kFr:
      return text.fr();
    case Language::kNl:
      return text.nl();
    case Language::kDe:
      return text.de();
    case Language::kEn:
      return text.en();
  }
  return text.en();
}

}  // namespace

std::optional<Language> LanguageNamed(std::string_view name) {
  if (name.size() < 2 || (name.size() > 2 && name[2] != '_' && name[2] != '-' && name[2] != '.'))
    return std::nullopt;
  const std::string code = {static_cast<char>(name[0] | 0x20), static_cast<char>(name[1] | 0x20)};
  for (std::size_t i = 0; i < kCodes.size(); ++i) {
    if (kCodes[i] == code) return static_cast<Language>(i);
  }
  return std::nullopt;
}

std::string_view Code(Language language) { return kCodes[static_cast<std::size_t>(language)]; }

Language ChooseLanguage(std::string_view option, std::string_view profile) {
  if (const auto named = LanguageNamed(option)) return *named;
  if (const auto named = LanguageNamed(profile)) return *named;
  for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(variable);
    if (value == nullptr || *value == '\0') continue;
    return LanguageNamed(value).value_or(Language::kEn);
  }
  return Language::kEn;
}

const std::string& In(Language language, const v1::Text& text) {
  const std::string& exact = Exactly(language, text);
  return exact.empty() ? text.en() : exact;
}

}  // namespace relais::cli
