// Text that people typed, as it may be shown to others beside names that the server vouches for.
#pragma once

#include <string>
#include <string_view>

namespace relais {

// Valid UTF-8 on one line, without control characters and without marks that turn the direction of writing:
// with those a name could show itself as another, or as the rest of a sentence.
bool IsPlainLine(std::string_view text);

// One spelling of a name, for finding it again: small letters, composed, each run of blanks one, none around.
// What is no UTF-8 stays as it is.
std::string FoldedName(std::string_view text);

// With its country (E.164): a plus and 8 to 15 digits.
bool IsPhoneNumber(std::string_view text);

}  // namespace relais
