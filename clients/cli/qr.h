// A QR code as lines of text, two rows of squares a line, for a terminal and for paper.
#pragma once

#include <string>

namespace relais::cli {

// With a margin; on a terminal (`colours`) dark on light, whatever its colours are. Empty when the text is
// too long.
std::string QrCode(const std::string& text, bool colours);

}  // namespace relais::cli
