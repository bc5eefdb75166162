// Numbers of the Crossroads Bank for Enterprises, by which Belgian houses are known.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace relais::directory {

// The ten digits, without a leading "BE", dots and spaces; nullopt when there are others, or the last two are
// not 97 less the rest of the first eight by 97.
std::optional<std::string> ParseCbeNumber(std::string_view text);

}  // namespace relais::directory
