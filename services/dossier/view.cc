#include "services/dossier/view.h"

#include <google/protobuf/util/time_util.h>

namespace relais::dossier {
namespace {

// Whether the origin of a record may be shown to somebody who may see its fact: the person always; others only where
// JUSTICE is open to them, since a prison as the source tells of a detention.
BytesView OriginFor(const access::Permit& permit, const Content& content) {
  const bool named = permit.caller().kind == CallerKind::kPerson || permit.granted().Has(Compartment::kJustice);
  return named || content.masked_origin.empty() ? content.origin : content.masked_origin;
}

bool SaysNeeded(const v1::Step& step) {
  for (const v1::StepField& field : step.fields()) {
    if (field.name() == "answer") return field.value() == "needed";
  }
  return false;
}

// Any fact that says so; "none known" only where every fact that may be seen says so.
Result<v1::Support> SupportFrom(const std::vector<ledger::OpenRecord>& records) {
  v1::Support support = v1::SUPPORT_UNSPECIFIED;
  for (const ledger::OpenRecord& record : records) {
    if (record.compartment != Compartment::kFragility) continue;
    ASSIGN_OR_RETURN(const Content content, DecodeContent(record.content));
    ASSIGN_OR_RETURN(const auto part, ParseFact(content));
    for (const v1::Step& step : part.steps()) {
      if (SaysNeeded(step)) return v1::SUPPORT_NEEDED;
      support = v1::SUPPORT_NONE_KNOWN;
    }
  }
  return support;
}

v1::GetDossierResponse Frame(const access::Permit& permit) {
  v1::GetDossierResponse frame;
  frame.set_dossier_id(permit.request().dossier.Text());
  for (const access::Basis& basis : permit.bases()) {
    auto* const added = frame.add_bases();
    added->set_compartment(static_cast<v1::Compartment>(basis.compartment));
    added->set_rule(basis.rule);
    if (basis.consent.IsZero()) continue;
    added->set_consent_id(basis.consent.Text());
    *added->mutable_end_time() = google::protobuf::util::TimeUtil::MillisecondsToTimestamp(ToMillis(basis.end));
  }
  return frame;
}

}  // namespace

Result<Bytes> RenderView(const access::Permit& permit, const std::vector<ledger::OpenRecord>& records) {
  v1::GetDossierResponse frame = Frame(permit);
  ASSIGN_OR_RETURN(const v1::Support support, SupportFrom(records));
  frame.set_support(support);
  std::size_t size = 0;
  for (const ledger::OpenRecord& record : records) size += record.content.size();
  Bytes out;
  out.reserve(size + 1024);
  frame.AppendToString(&out);
  for (const ledger::OpenRecord& record : records) {
    ASSIGN_OR_RETURN(const Content content, DecodeContent(record.content));
    out.append(content.fact).append(OriginFor(permit, content));
  }
  return out;
}

Result<Bytes> RenderHistory(const access::Permit& permit, const std::vector<ledger::OpenRecord>& records) {
  v1::GetStepHistoryResponse out;
  for (const ledger::OpenRecord& record : records) {
    ASSIGN_OR_RETURN(const Content content, DecodeContent(record.content));
    ASSIGN_OR_RETURN(auto part, ParseFact(content));
    const BytesView origin = OriginFor(permit, content);
    if (!part.MergeFromString(std::string(origin))) return Fail(Reason::kCorrupt, "a record does not parse");
    for (auto& step : *part.mutable_steps()) *out.add_versions() = std::move(step);
    for (auto& attribution : *part.mutable_attributions()) *out.add_attributions() = std::move(attribution);
  }
  return out.SerializeAsString();
}

}  // namespace relais::dossier
