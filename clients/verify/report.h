// The verdict as people and as programs read it.
#pragma once

#include "clients/verify/published.h"

namespace relais::verify {

// A bundle that holds, and what else it was held against.
struct Checked {
  const audit::Verdict& verdict;
  std::optional<audit::Earlier> seen;  // what was verified last, from which it goes on
  std::optional<Published> published;  // the published leaves
};

// Plain sentences; with `list`, the entries follow, newest first.
std::string TextReport(const Checked& checked, bool list);
// One object a line: the verdict, then with `list` the entries, newest first. Keys: kJsonHelp.
std::string JsonReport(const Checked& checked, bool list);
std::string JsonRefusal(std::string_view why);

extern const char* const kJsonHelp;

}  // namespace relais::verify
