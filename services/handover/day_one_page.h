// The page for the first day, in the words of one language: whom to expect and when, what is asked, what is in hand, what comes
// next, whom to call when the person does not come. It lies about in cars and on desks: which kinds of step stand on it, and
// which of their fields, is the catalogue's list, which has none that tell of an illness, a detention, papers or who is left. Pure.
#pragma once

#include <optional>
#include <span>

#include "relais/v1/exits.pb.h"
#include "relais/v1/handovers.pb.h"
#include "services/base/calendar.h"
#include "services/directory/catalogue.h"
#include "services/ledger/disclose.h"

namespace relais::handover {

// So much is on it at most, so that it stays one page with a code that a phone reads; how many more lines the file holds is said.
inline constexpr std::size_t kMostLines = 22, kMostBytes = 2200;

// The text of a note that the server signs, as dossier::EmergencySheet. `records` are those that may be shown; `from` is the day
// and `ask` what was asked, when the caller may see that, and `exits` are the leavings as the caller sees them. kCorrupt when
// a record does not parse.
Result<std::string> DayOnePage(std::span<const ledger::OpenRecord> records, Date from,
                               const std::optional<v1::HandoverAsk>& ask,
                               const v1::ListExitsResponse& exits,
                               const directory::Catalogue& catalogue, std::string_view language,
                               Date today);

}  // namespace relais::handover
