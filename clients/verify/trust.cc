#include "clients/verify/trust.h"

#include <optional>

#include "audit/text.h"

namespace relais::verify {
namespace {

constexpr std::string_view kWhatIsMissing =
    "it needs one line 'log <vkey>', with the key that the house hands out";

// One line without its newline, or what is left; a file may end without one, or have Windows line
// ends.
std::string_view CutLine(std::string_view& rest) {
  const std::string_view line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

}  // namespace

Result<audit::NoteVerifier> ParseTrust(std::string_view text) {
  std::optional<audit::NoteVerifier> log;
  for (int number = 1; !text.empty(); ++number) {
    std::string_view line = CutLine(text);
    if (line.empty() || line.starts_with('#')) continue;
    const auto fail = [&](std::string why) {
      return Fail(Reason::kInvalid, std::move(why), std::to_string(number));
    };
    if (audit::TakeWord(line) != "log") return fail("only lines 'log <vkey>' are known");
    if (log) return fail("a second log; one trust file is for one log");
    auto verifier = audit::NoteVerifier::FromVkey(line);
    if (!verifier) return fail(verifier.error().message);
    log = *std::move(verifier);
  }
  if (!log) return Fail(Reason::kInvalid, std::string(kWhatIsMissing));
  return *std::move(log);
}

}  // namespace relais::verify
