// A caller's view of the leavings in a file: what was recorded of each put together, where its day stands, and what
// is still to settle. Pure.
#pragma once

#include <map>
#include <span>

#include "services/exit/decisions.h"
#include "services/exit/guard.h"
#include "services/exit/handover_facts.h"
#include "services/ledger/disclose.h"

namespace relais::exit {

// Who answers for each leaving now, as far as the caller is told more than the records say: the person, and the house itself.
using CurrentOwners = std::map<std::string, v1::ExitOwner>;  // by exit id

// What no record says.
struct Unrecorded {
  CurrentOwners owners = {};
  // What these ask, and say, is among the records, under their ids.
  std::vector<HandoverStanding> handovers = {};
  std::vector<Decision> decisions = {};
  bool worry_waits = false;  // a worry call of the caller's own team
};

// The serialised ListExitsResponse. Everything in it rests on these records alone (P3), which are those that the
// permit grants, and on what of `beside` the caller is told of. kCorrupt when a record does not parse.
Result<Bytes> RenderExits(const access::Permit& permit, std::span<const ledger::OpenRecord> records,
                          const GuardRules& rules, const Unrecorded& beside, Instant now);

// A leaving that may have a line in a list of work.
struct WorkItem {
  RecordId exit;
  bool own = false, unattended = false;
};
// The serialised ListWorkResponse with a line for each of these that the person has not left by; for whoever `holds` the
// thread, and without any, one with no leaving.
Result<Bytes> RenderWork(const access::Permit& permit, const ledger::OpenRecords& records,
                         const GuardRules& rules, const std::vector<WorkItem>& items, bool holds,
                         const CurrentOwners& owners, Instant now);

}  // namespace relais::exit
