#include "services/access/cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "services/access/case_scene.h"

namespace relais::access {
namespace {

// Cuts one line into its words, from the left.
class LineReader {
 public:
  explicit LineReader(std::string_view line) : rest_(line) { SkipSpaces(); }

  std::string_view Word() {
    const std::string_view word = rest_.substr(0, rest_.find(' '));
    rest_.remove_prefix(word.size());
    SkipSpaces();
    return word;
  }
  bool Skip(std::string_view words) {
    if (!rest_.starts_with(words) || (rest_.size() > words.size() && rest_[words.size()] != ' ')) {
      return false;
    }
    rest_.remove_prefix(words.size());
    SkipSpaces();
    return true;
  }
  std::string_view rest() const { return rest_; }

 private:
  void SkipSpaces() { rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size())); }
  std::string_view rest_;
};

tl::unexpected<Error> Expected(std::string what) {
  return Fail(Reason::kInvalid, "expected " + std::move(what));
}

// "yes" or "no" after the last colon, which is cut off `line`.
Result<bool> TakeVerdict(std::string_view& line) {
  const std::size_t colon = line.rfind(':');
  if (colon == line.npos) return Expected("\": yes\" or \": no\" at the end");
  LineReader reader(line.substr(colon + 1));
  const std::string_view verdict = reader.Word();
  if ((verdict != "yes" && verdict != "no") || !reader.rest().empty()) {
    return Expected("yes or no after the colon");
  }
  line = line.substr(0, colon);
  while (line.ends_with(' ')) line.remove_suffix(1);
  return verdict == "yes";
}

Result<Action> TakeVerb(LineReader& reader) {
  if (reader.Skip("reads")) return Action::kRead;
  if (reader.Skip("writes")) return Action::kWrite;
  if (reader.Skip("opens a dossier")) return Action::kOpen;
  return Expected("reads, writes or \"opens a dossier\" after the profession");
}

Result<std::string_view> TakeCondition(const LineReader& reader, Action action) {
  const std::string_view words = reader.rest();
  if (action == Action::kOpen) {
    if (words.empty() || words == "but suspended") return words;
    return Expected(
        "nothing or \"but suspended\" after the purpose: there is no consent before a dossier");
  }
  if (IsCaseCondition(words)) return words;
  return Expected(
      fmt::format("a condition after the purpose: {}", fmt::join(CaseConditions(), ", ")));
}

Result<PolicyCase> ParseCase(std::string_view line, const Policy& policy) {
  PolicyCase c;
  ASSIGN_OR_RETURN(c.expected, TakeVerdict(line));
  LineReader reader(line);
  c.outsider = reader.Skip("outsider");
  c.profession = reader.Word();
  if (!c.outsider && !policy.Knows(c.profession)) {
    return Expected(
        fmt::format("a profession of the policy, or outsider; got \"{}\"", c.profession));
  }
  ASSIGN_OR_RETURN(c.action, TakeVerb(reader));
  if (c.action != Action::kOpen) {
    const std::optional<Compartment> compartment = CompartmentNamed(reader.Word());
    if (!compartment) return Expected("a compartment after the verb, such as SOCIAL");
    c.compartment = *compartment;
  }
  if (!reader.Skip("for")) return Expected("\"for\" and a purpose");
  const std::optional<Purpose> purpose = PurposeNamed(reader.Word());
  if (!purpose) return Expected("a purpose after \"for\", such as EXIT_PREPARATION");
  c.purpose = *purpose;
  ASSIGN_OR_RETURN(c.condition, TakeCondition(reader, c.action));
  return c;
}

// Without the comment and the spaces around it.
std::string_view Content(std::string_view line) {
  line = line.substr(0, line.find('#'));
  const std::size_t first = line.find_first_not_of(" \t\r");
  if (first == line.npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

std::string_view YesOrNo(bool value) { return value ? "yes" : "no"; }

void RunCase(const Policy& policy, const PolicyCase& c, const std::string& where,
             std::string_view line, CaseReport& report) {
  const bool got = DecideCase(policy, c);
  if (c.outsider && policy.Knows(c.profession)) {
    report.failures.push_back(
        fmt::format("{}: expected an outsider, got a profession of the policy: {}", where, line));
  } else if (got != c.expected) {
    report.failures.push_back(
        fmt::format("{}: expected {}, got {}: {}", where, YesOrNo(c.expected), YesOrNo(got), line));
  } else {
    ++report.passed;
  }
}

}  // namespace

Result<CaseReport> RunCases(const Policy& policy, std::string_view text, std::string_view name) {
  CaseReport report;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t size = text.find('\n');
    const std::string_view line = Content(text.substr(0, size));
    text.remove_prefix(size == text.npos ? text.size() : size + 1);
    if (line.empty()) continue;
    const std::string where = fmt::format("{}:{}", name, number);
    const Result<PolicyCase> c = ParseCase(line, policy);
    if (!c) return Fail(c.error().reason, c.error().message, where);
    RunCase(policy, *c, where, line, report);
  }
  if (report.passed == 0 && report.failures.empty()) {
    return Fail(Reason::kInvalid, "expected at least one case", fmt::format("{}:1", name));
  }
  return report;
}

}  // namespace relais::access
