#include "services/dossier/view.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

namespace relais::dossier {

BytesView OriginFor(const access::Permit& permit, const Content& content) {
  if (!content.mask) return content.origin;
  const Caller& caller = permit.caller();
  const bool colleague =
      caller.kind == CallerKind::kProfessional && caller.organisation == content.mask->house;
  const CompartmentSet known = colleague ? permit.granted() | permit.TellsOf() : permit.granted();
  const bool named = caller.kind == CallerKind::kPerson || known.Covers(content.mask->tells_of);
  return named ? content.origin : content.mask->origin;
}

void AddBases(const access::Permit& permit, google::protobuf::RepeatedPtrField<v1::Basis>& out) {
  for (const access::Basis& basis : permit.bases()) {
    auto* const added = out.Add();
    added->set_compartment(static_cast<v1::Compartment>(basis.compartment));
    added->set_rule(basis.rule);
    if (basis.consent.IsZero()) continue;
    added->set_consent_id(basis.consent.Text());
    *added->mutable_end_time() =
        google::protobuf::util::TimeUtil::MillisecondsToTimestamp(ToMillis(basis.end));
  }
}

// Part of one record. That what is said of a leaving is proved by a record that is `hidden` now would tell that there is
// one: it goes without its proof, in the same bytes as if it never had any.
static Status AppendPart(BytesView part, const std::vector<RecordId>& hidden, Bytes& out) {
  v1::GetDossierResponse parsed;
  if (!hidden.empty() && !parsed.ParseFromString(std::string(part)))
    return Fail(Reason::kCorrupt, "a record does not parse");
  bool proved = false;
  for (v1::ExitCondition& one : *parsed.mutable_exit_conditions()) {
    const auto proof = RecordId::Parse(one.proof_id());
    if (!proof || !std::ranges::binary_search(hidden, *proof)) continue;
    one.clear_proof_id();
    proved = true;
  }
  if (proved)
    parsed.AppendToString(&out);
  else
    out.append(part);
  return {};
}

// `support`, of the whole: needed as soon as one fact that may be seen says so; "none known" only
// where every one does.
Result<Bytes> RenderView(const access::Permit& permit, const ledger::OpenRecords& records,
                         const std::vector<RecordId>& hidden) {
  std::size_t size = 1024;
  for (const ledger::OpenRecord& record : records.rows) size += record.content.size();
  Bytes out;
  out.reserve(size);
  v1::GetDossierResponse frame;
  frame.set_dossier_id(permit.request().dossier.Text());
  AddBases(permit, *frame.mutable_bases());
  frame.AppendToString(&out);
  v1::Support support = v1::SUPPORT_UNSPECIFIED;
  for (const ledger::OpenRecord& record : records.rows) {
    ASSIGN_OR_RETURN(const Content content, DecodeContent(record.content));
    RETURN_IF_ERROR(AppendPart(content.fact, hidden, out));
    RETURN_IF_ERROR(AppendPart(OriginFor(permit, content), hidden, out));
    support = std::max(support, content.support);
  }
  v1::GetDossierResponse derived;
  derived.set_support(support);
  derived.AppendToString(&out);
  return out;
}

Result<Bytes> RenderHistory(const access::Permit& permit, const ledger::OpenRecords& records) {
  v1::GetStepHistoryResponse out;
  for (const ledger::OpenRecord& record : records.rows) {
    ASSIGN_OR_RETURN(const Content content, DecodeContent(record.content));
    ASSIGN_OR_RETURN(auto part, ParseFact(content));
    const BytesView origin = OriginFor(permit, content);
    if (!part.MergeFromString(std::string(origin)))
      return Fail(Reason::kCorrupt, "a record does not parse");
    for (auto& step : *part.mutable_steps()) *out.add_versions() = std::move(step);
    for (auto& attribution : *part.mutable_attributions())
      *out.add_attributions() = std::move(attribution);
  }
  return out.SerializeAsString();
}

}  // namespace relais::dossier
