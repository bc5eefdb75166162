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

void PutSized(Bytes& out, BytesView part) {
  PutU32(out, static_cast<std::uint32_t>(part.size()));
  out.append(part);
}

Result<BytesView> TakeSized(Reader& reader) {
  ASSIGN_OR_RETURN(const auto size, reader.U32());
  return reader.Take(size);
}

}  // namespace

Bytes EncodeContent(const v1::GetDossierResponse& part, const std::string& id, std::uint32_t version, const Caller& recorder) {
  Bytes out(1, kFormat);
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
  ASSIGN_OR_RETURN(content.fact, TakeSized(reader));
  ASSIGN_OR_RETURN(content.origin, TakeSized(reader));
  content.masked_origin = reader.rest();
  return content;
}

Result<v1::GetDossierResponse> ParseFact(const Content& content) {
  v1::GetDossierResponse out;
  if (!out.ParseFromArray(content.fact.data(), static_cast<int>(content.fact.size()))) return Fail(Reason::kCorrupt, "a record does not parse");
  return out;
}

}  // namespace relais::dossier
