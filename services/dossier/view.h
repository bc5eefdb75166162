// A caller's view of a dossier: the opened records joined, masked and completed with what derives
// from them. Pure.
#pragma once

#include "relais/v1/dossiers.pb.h"
#include "services/dossier/content.h"
#include "services/ledger/disclose.h"

namespace relais::dossier {

// The serialised GetDossierResponse. Derived values rest on these records alone (P3). kCorrupt when
// a record does not parse.
Result<Bytes> RenderView(const access::Permit& permit, const ledger::OpenRecords& records);
// The serialised GetStepHistoryResponse; records are the versions of one step, oldest first.
Result<Bytes> RenderHistory(const access::Permit& permit, const ledger::OpenRecords& records);

}  // namespace relais::dossier
