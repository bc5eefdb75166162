// Ids as people can type them: the shortest piece that is unique among those shown, six characters
// at least.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/speech.h"

namespace relais::cli {

class ShortIds {
 public:
  void Add(const std::string& id);
  // The piece after the prefix: "stp_3F7K2MQ..." -> "3F7K2M".
  std::string Of(const std::string& id) const;
  // The one id that `text` begins, with or without its prefix, in any case; else wrong usage that
  // says `none` or `many`.
  Result<std::string> Resolve(const std::string& text, Say none, Say many, const Speech& say) const;

 private:
  std::size_t length_ = 6;
  std::map<std::string, std::string> ids_;  // by what follows the prefix
};

}  // namespace relais::cli
