// One entry of the log in words. The numbers of actions, purposes, compartments and kinds of caller
// are those of services/base/words.h, which this program does not link: an unknown number is shown
// as it is. Pure functions.
#pragma once

#include "audit/bundle.h"

namespace relais::verify {

// "2023-11-14 22:13:20 UTC"; a time outside the years 1970 to 9999 as milliseconds.
std::string TimeText(std::int64_t time_ms);
// With its prefix: "dos_..."; empty for the system chain and the server itself.
std::string SubjectId(audit::Subject subject, const Array<16>& id);
std::string CallerId(std::uint8_t caller_kind, const Array<16>& id);

std::string ActionName(std::uint8_t action);
std::string PurposeName(std::uint8_t purpose);  // empty for 0
std::string_view Name(audit::Outcome outcome);
std::vector<std::string> CompartmentNames(std::uint16_t bits);

// Who, what, why, and what came of it, in one line that is safe to print. `all` is what other
// entries are looked up in.
std::string Sentence(const audit::VerifiedEntry& entry,
                     const std::vector<audit::VerifiedEntry>& all);

}  // namespace relais::verify
