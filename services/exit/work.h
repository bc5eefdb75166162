// Whose list of work a file is on.
#pragma once

#include "services/rpc/method.h"

namespace relais::exit {

// What a line of such a list asks: a read, whose reason the person finds in the log.
access::Request AskOfLine(CompartmentSet wanted);
// Whether any leaving can be open to the caller; else there is nothing to look through, nor to count by the pages.
bool MayReadLeavings(const access::Permit& permit);
// Whether a leaving of the file that is under way is on the caller's list, or `team`'s; true as well where their house prepares
// none, so that nothing is nobody's.
Result<bool> IsOnList(const rpc::Reading& reading, const DossierId& dossier, bool team);
// Each once, by id.
void Merge(std::vector<DossierId>& into, const std::vector<DossierId>& more);

}  // namespace relais::exit
