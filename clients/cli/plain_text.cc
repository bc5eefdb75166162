#include "clients/cli/plain_text.h"

#include <array>

namespace relais::cli {
namespace {

// The letters U+00C0 to U+00FF without their accents; '?' stands for the two signs that are no
// letters.
constexpr std::string_view kLatin1Base =
    "aaaaaaaceeeeiiiidnooooo?ouuuuytsaaaaaaaceeeeiiiidnooooo?ouuuuyty";

bool IsControl(unsigned char c) { return c < 0x20 || c == 0x7F; }

// The second half of U+0080 to U+009F, which some terminals obey.
bool IsC1(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]) == 0xC2 && i + 1 < text.size() &&
         static_cast<unsigned char>(text[i + 1]) < 0xA0;
}

}  // namespace

std::string Fold(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == 0xC3 && i + 1 < text.size()) {
      out += kLatin1Base[static_cast<unsigned char>(text[++i]) & 0x3F];
    } else {
      out += (c >= 'A' && c <= 'Z') ? static_cast<char>(c | 0x20) : text[i];
    }
  }
  return out;
}

std::string Clean(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (IsC1(text, i)) {
      ++i;
    } else if (c == '\n' || c == '\t') {
      out += ' ';
    } else if (!IsControl(c)) {
      out += text[i];
    }
  }
  return out;
}

std::vector<std::string> CleanLines(std::string_view text) {
  std::vector<std::string> out;
  while (true) {
    const std::size_t end = text.find('\n');
    out.push_back(Clean(text.substr(0, end)));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string> Split(std::string_view text, char separator) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = text.find(separator);
    if (const std::string piece = Trim(text.substr(0, end)); !piece.empty()) out.push_back(piece);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return out;
}

std::string Join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty()) out += separator;
    out += part;
  }
  return out;
}

std::string Trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(kSpace) - begin + 1));
}

std::size_t Length(std::string_view utf8) {
  std::size_t count = 0;
  for (const char c : utf8) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

bool HasAllWords(std::string_view text, std::string_view query) {
  const std::string folded = Fold(text);
  for (const std::string& word : Split(Fold(query), ' ')) {
    if (folded.find(word) == std::string::npos) return false;
  }
  return true;
}

}  // namespace relais::cli
