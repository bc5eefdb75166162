// What the guard weighs of handovers: facts made of what services were asked, and of what they said. Nobody records such a
// fact; where a handover stands, and who is told of it, handover/ knows.
#pragma once

#include "relais/v1/dossiers.pb.h"
#include "relais/v1/handovers.pb.h"
#include "services/base/calendar.h"
#include "services/ledger/disclose.h"
#include "services/rpc/pipeline.h"

namespace relais::exit {

inline constexpr char kHandoverKind[] = "handover", kNeedField[] = "need";

struct HandoverStanding {
  HandoverId id;
  v1::Handover::State state = v1::Handover::STATE_UNSPECIFIED;
  Date asked{}, from{};
  Instant said{};  // when it was asked, or answered
};

// One for each thing that is asked for, with the handover's id: opened while nobody said yes or it is paused, granted by a yes, refused by a no,
// and by whoever did not see the person; none of what is no longer asked, or was not asked yet: the person's own no is none.
std::vector<v1::Step> FactsOf(const v1::HandoverAsk& ask, const HandoverStanding& standing);

class HandoverFacts {
 public:
  virtual ~HandoverFacts() = default;
  struct Told {
    ledger::StoredRecords asks;  // what each of them asks, sealed, under its id
    std::vector<HandoverStanding> standings;
  };
  // Of the dossier, what the caller is told of: of the person and whoever holds the thread what everybody was asked, of others
  // what their own house asked. Without those whose day is long past.
  virtual Result<Told> ToldTo(const rpc::Reading& reading, const DossierId& dossier) const = 0;
  // In the change by which the caller's house takes the person in again: what others took over is paused.
  virtual Status Pause(const access::Permit& permit, storage::Connection& vault,
                       Instant at) const = 0;
};

}  // namespace relais::exit
