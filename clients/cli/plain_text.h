// Small helpers over text: folding for comparison, cleaning for a terminal, splitting and joining.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace relais::cli {

// Lower case, without the accents of western European letters: "Hébergement" -> "hebergement".
std::string Fold(std::string_view text);
// Without control characters, so that a stored text cannot move the cursor or recolour the screen;
// line breaks become spaces.
std::string Clean(std::string_view text);
// Clean lines of a longer text.
std::vector<std::string> CleanLines(std::string_view text);
// Cut at each separator; empty pieces are left out.
std::vector<std::string> Split(std::string_view text, char separator);
std::string Join(const std::vector<std::string>& parts, std::string_view separator);
std::string Trim(std::string_view text);
// In characters, not bytes.
std::size_t Length(std::string_view utf8);
// Every word of `query` is somewhere in `text`, after folding.
bool HasAllWords(std::string_view text, std::string_view query);

}  // namespace relais::cli
