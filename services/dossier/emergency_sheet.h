// The page for an emergency, in the words of one language: what the person let be said, whom to call first. It says no name and
// no address: a page that is lost tells of nobody. Pure.
#pragma once

#include "services/base/calendar.h"
#include "services/directory/catalogue.h"
#include "services/ledger/disclose.h"

namespace relais::dossier {

// The text of a note that the server signs: "relais-paper/1", the day and the language, an empty line, and the page, whose lines
// stand below a heading when they begin with four spaces. Each fact with its day; what the person contested says so. `records`
// are those of EMERGENCY. kCorrupt when one does not parse.
Result<std::string> EmergencySheet(const ledger::OpenRecords& records,
                                   const directory::Catalogue& catalogue, std::string_view language,
                                   Date today);

}  // namespace relais::dossier
