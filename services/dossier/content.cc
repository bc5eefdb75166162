#include "services/dossier/content.h"

namespace relais::dossier {
namespace {

constexpr char kFormat = 1;

v1::GetDossierResponse Origin(const std::string& id, std::uint32_t version) {
  v1::GetDossierResponse out;
  auto* const attribution = out.add_attributions();
  attribution->set_record_id(id);
  attribution->set_version(version);
  return out;
}

Bytes NamedOrigin(const std::string& id, std::uint32_t version, const Caller& recorder) {
  v1::GetDossierResponse out = Origin(id, version);
  out.mutable_attributions(0)->set_name(recorder.name);
  out.mutable_attributions(0)->set_organisation(recorder.organisation_name);
  out.mutable_attributions(0)->set_profession(recorder.profession);
  return out.SerializeAsString();
}

Bytes MaskedOrigin(const std::string& id, std::uint32_t version) {
  v1::GetDossierResponse out = Origin(id, version);
  out.mutable_attributions(0)->set_masked(true);
  return out.SerializeAsString();
}

bool SaysNeeded(const v1::Step& step) {
  for (const v1::StepField& field : step.fields()) {
    if (field.name() == "answer") return field.value() == "needed";
  }
  return false;
}

v1::Support SupportOf(const v1::GetDossierResponse& part) {
  v1::Support support = v1::SUPPORT_UNSPECIFIED;
  for (const v1::Step& step : part.steps()) {
    if (step.compartment() != v1::COMPARTMENT_FRAGILITY) continue;
    if (SaysNeeded(step)) return v1::SUPPORT_NEEDED;
    support = v1::SUPPORT_NONE_KNOWN;
  }
  return support;
}

void PutSized(Bytes& out, BytesView part) {
  PutU32(out, static_cast<std::uint32_t>(part.size()));
  out.append(part);
}

Result<BytesView> TakeSized(Reader& reader) {
  ASSIGN_OR_RETURN(const auto size, reader.U32());
  return reader.Take(size);
}

}  // namespace

Bytes EncodeContent(const v1::GetDossierResponse& part, const std::string& id,
                    std::uint32_t version, const Caller& recorder) {
  Bytes out(1, kFormat);
  out.push_back(static_cast<char>(SupportOf(part)));
  PutSized(out, part.SerializeAsString());
  PutSized(out, NamedOrigin(id, version, recorder));
  if (recorder.prison) out += MaskedOrigin(id, version);
  return out;
}

Result<Content> DecodeContent(BytesView bytes) {
  Reader reader(bytes);
  Content content;
  ASSIGN_OR_RETURN(const auto format, reader.U8());
  if (format != kFormat) return Fail(Reason::kCorrupt, "a record has an unknown format");
  ASSIGN_OR_RETURN(const auto support, reader.U8());
  if (!v1::Support_IsValid(support))
    return Fail(Reason::kCorrupt, "a record says something unknown of support");
  content.support = static_cast<v1::Support>(support);
  ASSIGN_OR_RETURN(content.fact, TakeSized(reader));
  ASSIGN_OR_RETURN(content.origin, TakeSized(reader));
  content.masked_origin = reader.rest();
  return content;
}

v1::GetDossierResponse PartOf(v1::Step step) {
  v1::GetDossierResponse part;
  *part.add_steps() = std::move(step);
  return part;
}

Result<v1::GetDossierResponse> ParseFact(const Content& content) {
  v1::GetDossierResponse out;
  if (!out.ParseFromArray(content.fact.data(), static_cast<int>(content.fact.size())))
    return Fail(Reason::kCorrupt, "a record does not parse");
  return out;
}

}  // namespace relais::dossier
