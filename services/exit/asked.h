// What a service or a professional is asked without a name, before they know whose file it is.
#pragma once

#include "services/rpc/method.h"

namespace relais::exit {

// What houses say to each other of no file: the entry is the house's own.
access::Request AskBetweenHouses(const char* reason);
// What looking at such a question, and answering it, asks; the person reads the reason in the log.
access::Request AskAsAsked(const char* reason);
// Whether a rule lets somebody of the caller's profession see any.
bool MayTakeOver(const access::Permit& permit);
// Of one that is the caller's, or was.
Error AnsweredMeanwhile();

}  // namespace relais::exit
