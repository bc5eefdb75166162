// A log of many entries, as years leave it, made in less than a minute: written with the functions
// with which the ledger writes (WriteEntry, WriteNode, WriteHeads), but past the ledger, in large
// transactions, since a decision and a commit for each entry would take an hour.
#pragma once

#include "services/base/caller.h"
#include "services/ledger/log_store.h"

namespace relais::bench {

struct LongLog {
  std::uint64_t entries = 0;
  std::uint64_t own = 0;  // of them are of `dossier`, evenly spread; the others of 10,000 dossiers
  DossierId dossier;
  Caller reader;  // who opened them all
};

// Into an empty log. The newest entry is of `until`, each a millisecond after the one before.
Status WriteLongLog(storage::Connection& log, const LongLog& wanted, Instant until, Random& random);

}  // namespace relais::bench
