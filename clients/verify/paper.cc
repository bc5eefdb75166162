#include "clients/verify/paper.h"

#include "audit/note.h"
#include "clients/verify/json.h"

namespace relais::verify {
namespace {

constexpr std::string_view kHeader = "relais-paper/1\n";
constexpr std::size_t kMostBytes = 1 << 14;

}  // namespace

Result<Paper> VerifyPaper(std::string_view note, const audit::TrustPolicy& trust) {
  const auto none = Fail(Reason::kCorrupt, "this is no page of a file: give what its code says");
  if (note.size() > kMostBytes) return none;
  // Scanners end what they read with a line of their own, or with none.
  while (note.ends_with('\n')) note.remove_suffix(1);
  const auto opened = audit::OpenNote(std::string(note) + "\n", {&trust.log(), 1});
  if (!opened && opened.error().reason == Reason::kInvalid) return none;
  if (!opened)
    return Fail(Reason::kCorrupt,
                "the log that you trust did not sign this page, or it was changed");
  std::string_view text = *opened;
  if (!text.starts_with(kHeader)) return none;
  text.remove_prefix(kHeader.size());
  const auto line = text.find("\n\n"), space = text.find(' ');
  if (line == text.npos || space == text.npos || space > line) return none;
  return Paper{std::string(text.substr(0, space)),
               std::string(text.substr(space + 1, line - space - 1)),
               std::string(text.substr(line + 2))};
}

std::string TextOf(const Paper& paper, const audit::TrustPolicy& trust) {
  return "Signed by " + trust.log().name() + " on " + paper.day +
         ". The page says, and nothing else:\n\n" + paper.page +
         "\nWhat is written on it by hand is not signed; nor what was said since that day.\n";
}

std::string JsonOf(const Paper& paper) {
  JsonLine line;
  line.Bool("verified", true)
      .Text("day", paper.day)
      .Text("language", paper.language)
      .Text("page", paper.page);
  return std::move(line).Take();
}

}  // namespace relais::verify
