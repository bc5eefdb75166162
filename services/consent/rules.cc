#include "services/consent/rules.h"

#include <google/protobuf/util/time_util.h>

#include "services/directory/repository.h"

namespace relais::consent {
namespace {

using access::ConsentCell;
using access::GranteeKind;

Result<Instant> InstantOf(const google::protobuf::Timestamp& time, const char* field) {
  using google::protobuf::util::TimeUtil;
  const bool valid = time.seconds() >= TimeUtil::kTimestampMinSeconds &&
                     time.seconds() <= TimeUtil::kTimestampMaxSeconds && time.nanos() >= 0 &&
                     time.nanos() < 1'000'000'000;
  if (!valid) return Fail(Reason::kInvalid, "expected a time between the years 1 and 9999", field);
  return FromMillis(TimeUtil::TimestampToMilliseconds(time));
}

Status SetGrantee(const v1::Grantee& grantee, ConsentCell& cell) {
  switch (grantee.grantee_case()) {
    case v1::Grantee::kProfessionalId: {
      cell.grantee_kind = GranteeKind::kProfessional;
      ASSIGN_OR_RETURN(const auto id, ProfessionalId::Parse(grantee.professional_id()));
      cell.grantee = id.bytes();
      return {};
    }
    case v1::Grantee::kOrganisationId: {
      cell.grantee_kind = GranteeKind::kOrganisation;
      ASSIGN_OR_RETURN(const auto id, OrganisationId::Parse(grantee.organisation_id()));
      cell.grantee = id.bytes();
      return {};
    }
    case v1::Grantee::kProfessionIn: {
      cell.grantee_kind = GranteeKind::kProfessionIn;
      ASSIGN_OR_RETURN(const auto id,
                       OrganisationId::Parse(grantee.profession_in().organisation_id()));
      cell.grantee = id.bytes();
      cell.profession = grantee.profession_in().profession();
      if (cell.profession.empty())
        return Fail(Reason::kInvalid, "expected a profession", "grantee.profession_in.profession");
      return {};
    }
    case v1::Grantee::GRANTEE_NOT_SET:
      break;
  }
  return Fail(Reason::kInvalid,
              "expected to whom: a professional, a house, or a profession in a house", "grantee");
}

// A set out of wire numbers: at least one, each of them known.
template <class E>
Status SetOf(const google::protobuf::RepeatedField<int>& values, int last, EnumSet<E>& set,
             const char* field) {
  for (const int value : values) {
    if (value < 1 || value > last) return Fail(Reason::kInvalid, "this value is not known", field);
    set.Add(static_cast<E>(value));
  }
  return set.Empty() ? Status(Fail(Reason::kInvalid,
                                   "expected at least one; an empty list is never all", field))
                     : Status();
}

Status SetPeriod(ConsentCell& cell, Instant now) {
  if (cell.end <= cell.start || cell.end <= now)
    return Fail(Reason::kInvalid, "expected an end after the start and after now", "end_time");
  if (cell.end > now + kLongest || cell.start > now + kLongest)
    return Fail(Reason::kInvalid, "expected an end within five years", "end_time");
  return {};
}

}  // namespace

Result<std::vector<ConsentCell>> CellsOf(const v1::Consent& consent, Instant now) {
  ConsentCell cell;
  if (consent.effect() != v1::Consent::EFFECT_ALLOW &&
      consent.effect() != v1::Consent::EFFECT_EXCLUDE)
    return Fail(Reason::kInvalid, "expected ALLOW or EXCLUDE", "effect");
  cell.effect = static_cast<access::Effect>(consent.effect());
  RETURN_IF_ERROR(SetGrantee(consent.grantee(), cell));
  RETURN_IF_ERROR(SetOf(consent.compartments(), kCompartments, cell.compartments, "compartments"));
  RETURN_IF_ERROR(
      SetOf(consent.actions(), static_cast<int>(Action::kWrite), cell.actions, "actions"));
  // Own access and oversight are nobody's to be given; an exclusion may name them.
  const Purpose last =
      cell.effect == access::Effect::kExclude ? Purpose::kOversight : Purpose::kEmergency;
  RETURN_IF_ERROR(SetOf(consent.purposes(), static_cast<int>(last), cell.purposes, "purposes"));
  cell.start = now;
  if (consent.has_start_time()) {
    ASSIGN_OR_RETURN(cell.start, InstantOf(consent.start_time(), "start_time"));
  }
  if (!consent.has_end_time())
    return Fail(Reason::kInvalid, "expected an end; no consent is for ever", "end_time");
  ASSIGN_OR_RETURN(cell.end, InstantOf(consent.end_time(), "end_time"));
  RETURN_IF_ERROR(SetPeriod(cell, now));
  return std::vector<ConsentCell>{std::move(cell)};
}

Result<std::vector<ConsentCell>> CellsOf(const v1::BundleChoice& choice,
                                         const directory::Catalogue& catalogue, Instant now) {
  const directory::Bundle* const bundle = catalogue.FindBundle(choice.bundle());
  if (bundle == nullptr)
    return Fail(Reason::kInvalid, "there is no such bundle in the catalogue", "bundle");
  ASSIGN_OR_RETURN(const auto house, OrganisationId::Parse(choice.organisation_id()));
  const Instant longest = now + std::chrono::days(bundle->days);
  Instant end = longest;
  if (choice.has_end_time()) {
    ASSIGN_OR_RETURN(end, InstantOf(choice.end_time(), "end_time"));
  }
  if (end > longest)
    return Fail(Reason::kInvalid, "this bundle does not last that long", "end_time");
  std::vector<ConsentCell> cells;
  for (const directory::BundleCell& from : bundle->cells) {
    const auto kind =
        from.profession.empty() ? GranteeKind::kOrganisation : GranteeKind::kProfessionIn;
    ConsentCell cell{.grantee_kind = kind,
                     .grantee = house.bytes(),
                     .profession = from.profession,
                     .compartments = from.compartments};
    cell.actions = from.actions;
    cell.purposes = from.purposes;
    cell.start = now;
    cell.end = end;
    RETURN_IF_ERROR(SetPeriod(cell, now));
    cells.push_back(std::move(cell));
  }
  return cells;
}

Status CheckGrantee(storage::Connection& vault, const access::Policy& policy,
                    const ConsentCell& cell) {
  if (cell.grantee_kind == GranteeKind::kProfessional) {
    ASSIGN_OR_RETURN(const auto known,
                     directory::FindProfessional(vault, ProfessionalId(cell.grantee)));
    return known ? Status()
                 : Status(Fail(Reason::kInvalid, "there is no such professional", "grantee"));
  }
  ASSIGN_OR_RETURN(const auto known,
                   directory::FindOrganisation(vault, OrganisationId(cell.grantee)));
  if (!known) return Fail(Reason::kInvalid, "there is no such house", "grantee");
  if (!cell.profession.empty() && !policy.Knows(cell.profession))
    return Fail(Reason::kInvalid, "there is no such profession", "grantee");
  return {};
}

Status CheckLanguage(std::string_view language) {
  if (language == "fr" || language == "nl" || language == "de" || language == "en") return {};
  return Fail(Reason::kInvalid, "expected fr, nl, de or en", "language");
}

}  // namespace relais::consent
