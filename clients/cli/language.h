// The four languages. Every sentence of the client exists in each of them.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "relais/v1/common.pb.h"

namespace relais::cli {

enum class Language { kFr, kNl, kDe, kEn };

// "fr", "nl_BE.UTF-8", "DE": the first two letters count. Anything else: nullopt.
std::optional<Language> LanguageNamed(std::string_view name);
// "fr", "nl", "de", "en".
std::string_view Code(Language language);
// The first that names a language: the option, the profile, then LC_ALL, LC_MESSAGES and LANG;
// English otherwise.
Language ChooseLanguage(std::string_view option, std::string_view profile);
// The text in the language; in English when that one is missing.
const std::string& In(Language language, const v1::Text& text);

}  // namespace relais::cli
