// The verdict as people and as programs read it.
#pragma once

#include "audit/bundle.h"

namespace relais::verify {

// Plain sentences; with `list`, the entries follow, newest first.
std::string TextReport(const audit::Verdict& verdict, bool list);
// One object a line: the verdict, then with `list` the entries, newest first. Keys: kJsonHelp.
std::string JsonReport(const audit::Verdict& verdict, bool list);
std::string JsonRefusal(std::string_view why);

extern const char* const kJsonHelp;

}  // namespace relais::verify
