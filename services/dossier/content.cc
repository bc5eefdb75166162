#include "services/dossier/content.h"

namespace relais::dossier {
namespace {

constexpr char kFormat = 2;

v1::Attribution Named(const std::string& id, std::uint32_t version, const Caller& recorder) {
  v1::Attribution out;
  out.set_record_id(id);
  out.set_version(version);
  out.set_name(recorder.name);
  out.set_organisation(recorder.organisation_name);
  out.set_profession(recorder.profession);
  return out;
}

v1::Attribution Masked(const std::string& id, std::uint32_t version) {
  v1::Attribution out;
  out.set_record_id(id);
  out.set_version(version);
  out.set_masked(true);
  return out;
}

// Takes what of a leaving tells from where it is out of `fact`.
v1::GetDossierResponse TakeLeaving(v1::GetDossierResponse& fact) {
  v1::GetDossierResponse out;
  out.mutable_exits()->Swap(fact.mutable_exits());
  out.mutable_departures()->Swap(fact.mutable_departures());
  out.mutable_exit_owners()->Swap(fact.mutable_exit_owners());
  out.mutable_exit_conditions()->Swap(fact.mutable_exit_conditions());
  return out;
}

bool TellsOfDetention(const v1::Departure& departure) {
  switch (departure.decider()) {
    case v1::Departure::DECIDER_COURT:
    case v1::Departure::DECIDER_END_OF_SENTENCE:
    case v1::Departure::DECIDER_AUTHORITY:
      return true;
    default:
      return false;
  }
}

// Of a leaving, what tells neither from where it is nor of a detention.
v1::GetDossierResponse MaskLeaving(v1::GetDossierResponse leaving, bool house_tells) {
  for (v1::Departure& departure : *leaving.mutable_departures())
    if (house_tells || TellsOfDetention(departure)) departure.clear_decider();
  if (!house_tells) return leaving;
  for (v1::Exit& exit : *leaving.mutable_exits()) {
    exit.clear_kind();
    exit.clear_organisation_id();
  }
  for (v1::ExitOwner& owner : *leaving.mutable_exit_owners()) owner.clear_owner();
  for (v1::ExitCondition& condition : *leaving.mutable_exit_conditions()) condition.clear_owner();
  return leaving;
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
                    std::uint32_t version, const Caller& recorder, CompartmentSet tells_of) {
  Bytes out(1, kFormat);
  out.push_back(static_cast<char>(SupportOf(part)));
  v1::GetDossierResponse fact = part;
  v1::GetDossierResponse origin = TakeLeaving(fact);
  const bool masks = !tells_of.Empty();
  v1::GetDossierResponse masked = MaskLeaving(origin, masks);
  *masked.add_attributions() = masks ? Masked(id, version) : Named(id, version, recorder);
  for (const v1::Departure& departure : origin.departures())
    if (TellsOfDetention(departure)) tells_of.Add(Compartment::kJustice);
  *origin.add_attributions() = Named(id, version, recorder);
  PutSized(out, fact.SerializeAsString());
  PutSized(out, origin.SerializeAsString());
  if (tells_of.Empty()) return out;
  PutU16(out, tells_of.bits());
  out += recorder.organisation.view();
  out += masked.SerializeAsString();
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
  if (reader.rest().empty()) return content;
  Content::Mask mask;
  ASSIGN_OR_RETURN(const auto tells_of, reader.U16());
  mask.tells_of = CompartmentSet(tells_of);
  ASSIGN_OR_RETURN(const auto house, reader.Take(16));
  ASSIGN_OR_RETURN(mask.house, OrganisationId::FromBytes(house));
  mask.origin = reader.rest();
  content.mask = mask;
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

Result<v1::GetDossierResponse> ParseWhole(const Content& content) {
  ASSIGN_OR_RETURN(auto out, ParseFact(content));
  if (!out.MergeFromString(std::string(content.origin)))
    return Fail(Reason::kCorrupt, "a record does not parse");
  return out;
}

CompartmentSet TellsOf(const Content& content) {
  return content.mask ? content.mask->tells_of : CompartmentSet();
}

}  // namespace relais::dossier
