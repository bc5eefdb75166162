// TomlReader: the steps of reading a TOML file strictly, where a mistake names its line. Each
// returns the first mistake it meets: kInvalid, `field` = "NAME:LINE", a message that begins with
// "expected".
#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"

namespace relais {

// One text of a list, and the line where it stands.
struct TomlText {
  std::string text;
  std::uint32_t line;
};

class TomlReader {
 public:
  // `name` must stay alive as long as the reader.
  explicit TomlReader(std::string_view name) : name_(name) {}

  Result<toml::table> Syntax(std::string_view text) const;
  // No key but these; `what` names them to the reader of the message.
  Status OnlyKeys(const toml::table& table, std::initializer_list<std::string_view> keys,
                  std::string_view what) const;
  // A text that is not empty.
  Result<TomlText> ReadText(const toml::table& table, std::string_view key) const;
  // A list of at least one text, no two the same.
  Result<std::vector<TomlText>> ReadList(const toml::table& table, std::string_view key) const;

  // A node that is absent is at fault on line 1.
  static std::uint32_t LineOf(const toml::node* node);
  tl::unexpected<Error> Expected(std::uint32_t line, std::string_view what) const;

 private:
  std::string_view name_;
};

}  // namespace relais
