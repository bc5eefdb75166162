#include "services/base/toml_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace relais {

std::uint32_t TomlReader::LineOf(const toml::node* node) {
  return node == nullptr ? 1 : node->source().begin.line;
}

tl::unexpected<Error> TomlReader::Expected(std::uint32_t line, std::string_view what) const {
  return Fail(Reason::kInvalid, fmt::format("expected {}", what),
              fmt::format("{}:{}", name_, line));
}

Result<toml::table> TomlReader::Syntax(std::string_view text) const {
  try {
    return toml::table(toml::parse(text, name_));
  } catch (const toml::parse_error& error) {
    return Expected(error.source().begin.line, fmt::format("TOML: {}", error.description()));
  }
}

Status TomlReader::OnlyKeys(const toml::table& table, std::initializer_list<std::string_view> keys,
                            std::string_view what) const {
  for (const auto& [key, value] : table) {
    if (std::ranges::find(keys, key.str()) != keys.end()) continue;
    return Expected(key.source().begin.line,
                    fmt::format("{}; got the key \"{}\"", what, key.str()));
  }
  return {};
}

Result<TomlText> TomlReader::ReadText(const toml::table& table, std::string_view key) const {
  const toml::node* const node = table.get(key);
  if (node == nullptr) return Expected(LineOf(&table), fmt::format("the key {}", key));
  if (!node->is_string()) return Expected(LineOf(node), fmt::format("{} = a text in quotes", key));
  TomlText item{**node->as_string(), LineOf(node)};
  if (item.text.empty()) {
    return Expected(item.line, fmt::format("{} = a text that is not empty", key));
  }
  return item;
}

Result<std::vector<TomlText>> TomlReader::ReadList(const toml::table& table,
                                                   std::string_view key) const {
  const toml::node* const node = table.get(key);
  if (node == nullptr) return Expected(LineOf(&table), fmt::format("the key {}", key));
  if (!node->is_array()) return Expected(LineOf(node), fmt::format("{} = a list of texts", key));
  if (node->as_array()->empty()) {
    return Expected(LineOf(node), fmt::format("{} = at least one text", key));
  }
  std::vector<TomlText> items;
  for (const toml::node& element : *node->as_array()) {
    if (!element.is_string()) {
      return Expected(LineOf(&element), fmt::format("{} = a list of texts", key));
    }
    TomlText item{**element.as_string(), LineOf(&element)};
    if (std::ranges::find(items, item.text, &TomlText::text) != items.end()) {
      return Expected(item.line,
                      fmt::format("{} = each text once; got \"{}\" twice", key, item.text));
    }
    items.push_back(std::move(item));
  }
  return items;
}

}  // namespace relais
