// One page of paper, A4, to be read at arm's length: a title, headings, and what stands below them.
#pragma once

#include <string>

#include "crypto/result.h"

namespace relais::cli {

// `text`: its first line is the title; a line that begins with four spaces stands below the heading before it; one of "____" is
// left to be filled in by hand. `code`, when it is not empty, is printed as a QR code with `caption` beside it. Returns the PDF. kInvalid
// when it does not fit on a page in letters that can be read, or the code is too long: nothing is left out.
Result<std::string> PageOf(const std::string& text, const std::string& code = {},
                           const std::string& caption = {});

}  // namespace relais::cli
