#include "clients/cli/consent_input.h"

#include "clients/cli/days.h"
#include "clients/cli/plain_text.h"
#include "clients/cli/profile.h"

namespace relais::cli {
namespace {

constexpr std::time_t kDay = 24 * 60 * 60;
constexpr std::time_t kLongest = (5 * 365 - 1) * kDay;  // five years less a day

std::string Upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return out;
}

// "social, health" -> the enumerators of these names.
Result<google::protobuf::RepeatedField<int>> ReadActions(const std::string& text,
                                                         const Speech& say) {
  google::protobuf::RepeatedField<int> out;
  for (const std::string& name : Split(text, ',')) {
    const std::string upper = Upper(name);
    if (upper != "READ" && upper != "WRITE" && upper != "AGREE")
      return say.Wrong(Say::kActionUnknown, Clean(name));
    out.Add(upper == "READ"    ? v1::ACTION_READ
            : upper == "WRITE" ? v1::ACTION_WRITE
                               : v1::ACTION_AGREE);
  }
  return out;
}

Result<google::protobuf::RepeatedField<int>> ReadPurposes(const std::string& text,
                                                          const Speech& say) {
  google::protobuf::RepeatedField<int> out;
  for (const std::string& name : Split(text, ',')) {
    const v1::Purpose purpose = PurposeNamed(name);
    if (purpose == v1::PURPOSE_UNSPECIFIED)
      return say.Wrong(Say::kPurposeUnknown, Clean(name), PurposeNames());
    out.Add(purpose);
  }
  return out;
}

v1::MandateKind MandateNamed(std::string_view name) {
  if (name == "designated") return v1::MANDATE_KIND_DESIGNATED;
  if (name == "person") return v1::MANDATE_KIND_ADMINISTRATOR_OF_PERSON;
  return name == "goods" ? v1::MANDATE_KIND_ADMINISTRATOR_OF_GOODS : v1::MANDATE_KIND_RELATIVE;
}

// The options of a cell that were left out, "--until, --actions".
std::string Missing(const GrantOptions& options) {
  std::vector<std::string> out;
  if (options.to.empty() && options.trusted.empty()) out.push_back("--to");
  if (Split(options.compartments, ',').empty()) out.push_back("--compartments");
  const bool trusted = IsForTrusted(options);
  if (Split(options.actions, ',').empty() && !trusted) out.push_back("--actions");
  if (Split(options.purposes, ',').empty() && !trusted) out.push_back("--purposes");
  if (options.until.empty()) out.push_back("--until");
  return Join(out, ", ");
}

}  // namespace

Result<google::protobuf::RepeatedField<int>> ReadCompartments(const std::string& text,
                                                              const Speech& say) {
  google::protobuf::RepeatedField<int> out;
  for (const std::string& name : Split(text, ',')) {
    v1::Compartment value{};
    if (!v1::Compartment_Parse("COMPARTMENT_" + Upper(name), &value) ||
        value == v1::COMPARTMENT_UNSPECIFIED) {
      std::vector<std::string> known;
      for (int i = 1; i <= v1::Compartment_MAX; ++i) {
        known.push_back(v1::Compartment_Name(static_cast<v1::Compartment>(i)).substr(12));
      }
      return say.Wrong(Say::kCompartmentUnknown, Clean(name), Join(known, ", "));
    }
    out.Add(value);
  }
  return out;
}

bool IsForTrusted(const GrantOptions& options) {
  return !options.trusted.empty() || options.to.starts_with("tru_");
}

Result<v1::Grantee> ReadGrantee(const std::string& text, const Speech& say) {
  v1::Grantee out;
  const std::size_t at = text.find("@org_");
  if (text.starts_with("pro_")) {
    out.set_professional_id(text);
  } else if (text.starts_with("uni_")) {
    out.set_unit_id(text);
  } else if (text.starts_with("tru_")) {
    out.mutable_trusted_person()->set_id(text);
  } else if (text.starts_with("org_")) {
    out.set_organisation_id(text);
  } else if (at != std::string::npos && at > 0) {
    out.mutable_profession_in()->set_profession(text.substr(0, at));
    out.mutable_profession_in()->set_organisation_id(text.substr(at + 1));
  } else {
    return say.Wrong(Say::kGranteeForm, Clean(text));
  }
  return out;
}

namespace {

// One cell that opens.
Result<v1::Consent> ReadCell(const GrantOptions& options, std::time_t now, const Speech& say) {
  if (const std::string missing = Missing(options); !missing.empty())
    return say.Wrong(Say::kCellMissing, missing);
  v1::Consent out;
  out.set_effect(v1::Consent::EFFECT_ALLOW);
  if (!options.trusted.empty()) {
    v1::TrustedPerson& who = *out.mutable_grantee()->mutable_trusted_person();
    who.set_name(options.trusted);
    if (!options.mandate.empty()) {
      who.mutable_mandate()->set_kind(MandateNamed(options.mandate));
      who.mutable_mandate()->set_document(options.document);
    }
  } else {
    ASSIGN_OR_RETURN(*out.mutable_grantee(), ReadGrantee(options.to, say));
  }
  ASSIGN_OR_RETURN(*out.mutable_compartments(), ReadCompartments(options.compartments, say));
  ASSIGN_OR_RETURN(*out.mutable_actions(), ReadActions(options.actions, say));
  ASSIGN_OR_RETURN(*out.mutable_purposes(), ReadPurposes(options.purposes, say));
  // There is nothing else that they can be let do.
  if (IsForTrusted(options) && out.actions().empty())
    out.add_actions(options.mandate.empty() ? v1::ACTION_READ : v1::ACTION_AGREE);
  if (IsForTrusted(options) && out.purposes().empty()) out.add_purposes(v1::PURPOSE_OWN_ACCESS);
  ASSIGN_OR_RETURN(*out.mutable_end_time(), EndOfDay(options.until, now, say));
  return out;
}

}  // namespace

Result<Choices> ReadChoices(const GrantOptions& options, std::time_t now, const Speech& say) {
  Choices out;
  if (options.bundle.empty()) {
    ASSIGN_OR_RETURN(*out.Add()->mutable_consent(), ReadCell(options, now, say));
    return out;
  }
  if (!options.to.empty() || !options.trusted.empty()) return say.Wrong(Say::kBundleOrCell);
  if (options.houses.empty()) return say.Wrong(Say::kBundleHouse);
  for (const std::string& house : options.houses) {
    v1::BundleChoice& bundle = *out.Add()->mutable_bundle();
    bundle.set_bundle(options.bundle);
    bundle.set_organisation_id(house);
    *bundle.mutable_struck() = {options.strike.begin(), options.strike.end()};
    if (!options.until.empty()) {
      ASSIGN_OR_RETURN(*bundle.mutable_end_time(), EndOfDay(options.until, now, say));
    }
  }
  return out;
}

Result<v1::Consent> ReadExclusion(const ExcludeOptions& options, std::time_t now,
                                  const Speech& say) {
  if (options.professional.empty() == options.house.empty()) return say.Wrong(Say::kExcludeWhom);
  v1::Consent out;
  out.set_effect(v1::Consent::EFFECT_EXCLUDE);
  ASSIGN_OR_RETURN(*out.mutable_grantee(),
                   ReadGrantee(options.house.empty() ? options.professional : options.house, say));
  for (int i = 1; i <= v1::Compartment_MAX; ++i)
    out.add_compartments(static_cast<v1::Compartment>(i));
  for (int i = 1; i <= v1::Purpose_MAX; ++i) out.add_purposes(static_cast<v1::Purpose>(i));
  out.add_actions(v1::ACTION_READ);
  out.add_actions(v1::ACTION_WRITE);
  out.mutable_end_time()->set_seconds(now + kLongest);
  if (!options.until.empty()) {
    ASSIGN_OR_RETURN(*out.mutable_end_time(), EndOfDay(options.until, now, say));
  }
  return out;
}

}  // namespace relais::cli
