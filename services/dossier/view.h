// A caller's view of a dossier: the opened records joined, masked and completed with what derives
// from them. Pure.
#pragma once

#include "relais/v1/dossiers.pb.h"
#include "services/dossier/content.h"
#include "services/ledger/disclose.h"

namespace relais::dossier {

// The origin of a record, as it may be shown to somebody who may see its fact: named to the person, and to others where
// they see what it tells of (Content::Mask), or, of a colleague, where their own house and profession tell of it: a desk of
// another profession in the same house does not learn that somebody was in prison.
BytesView OriginFor(const access::Permit& permit, const Content& content);
void AddBases(const access::Permit& permit, google::protobuf::RepeatedPtrField<v1::Basis>& out);

// The serialised GetDossierResponse. Derived values rest on these records alone (P3). kCorrupt when
// a record does not parse. What refers to a record that is `hidden` (sorted) does not say so.
Result<Bytes> RenderView(const access::Permit& permit, const ledger::OpenRecords& records,
                         const std::vector<RecordId>& hidden);
// The serialised GetStepHistoryResponse; records are the versions of one step, oldest first.
Result<Bytes> RenderHistory(const access::Permit& permit, const ledger::OpenRecords& records);

}  // namespace relais::dossier
