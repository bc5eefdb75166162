#include "services/access/cover.h"

namespace relais::access {
namespace {

constexpr ActionSet kConsentActions{Action::kRead, Action::kWrite};
constexpr PurposeSet kAllPurposes((1U << (kPurposes + 1)) - 2);

template <class E>
bool IsSound(EnumSet<E> set, EnumSet<E> known) {
  return !set.Empty() && known.Covers(set);
}

bool IsUnset(const Array<16>& id) { return id == Array<16>{}; }

// An epoch end is an end that nobody filled in.
bool HasEnd(const ConsentCell& cell) { return cell.end != Instant{} && cell.end > cell.start; }

// A profession narrows a grant of any kind; only kProfessionIn must have one.
bool GrantsTo(const ConsentCell& cell, const Caller& professional) {
  if (IsUnset(cell.grantee)) return false;
  if (!cell.profession.empty() && cell.profession != professional.profession) return false;
  switch (cell.grantee_kind) {
    case GranteeKind::kProfessional:
      return cell.grantee == professional.id;
    case GranteeKind::kOrganisation:
      return cell.grantee == professional.organisation.bytes();
    case GranteeKind::kProfessionIn:
      return !cell.profession.empty() && cell.grantee == professional.organisation.bytes();
    case GranteeKind::kUnit:
      return cell.grantee == professional.unit.bytes();
  }
  return false;
}

bool Closes(const ConsentCell& cell, const Caller& professional) {
  const bool is_house = IsUnset(cell.grantee) || cell.grantee == professional.organisation.bytes();
  const bool is_unit = IsUnset(cell.grantee) || cell.grantee == professional.unit.bytes();
  const bool is_professional = IsUnset(cell.grantee) || cell.grantee == professional.id;
  switch (cell.grantee_kind) {
    case GranteeKind::kProfessional:
      return is_professional;
    case GranteeKind::kOrganisation:
      return is_house;
    case GranteeKind::kProfessionIn:
      return is_house && (cell.profession.empty() || cell.profession == professional.profession);
    case GranteeKind::kUnit:
      return is_unit;
  }
  return is_house || is_unit || is_professional;
}

}  // namespace

bool Allows(const ConsentCell& cell, const Caller& professional, Instant now) {
  if (cell.effect != Effect::kAllow || cell.revoked) return false;
  if (!HasEnd(cell) || now < cell.start || now >= cell.end) return false;
  if (!IsSound(cell.compartments, AllCompartments())) return false;
  if (!IsSound(cell.actions, kConsentActions) || !IsSound(cell.purposes, kAllPurposes)) {
    return false;
  }
  return GrantsTo(cell, professional);
}

bool Relates(const ConsentCell& cell, const Caller& professional, Instant now) {
  if (cell.effect != Effect::kRelation || cell.revoked) return false;
  if (!HasEnd(cell) || now < cell.start || now >= cell.end) return false;
  return !IsUnset(cell.grantee) && cell.grantee == professional.team();
}

CompartmentSet Excludes(const ConsentCell& cell, const Caller& professional, Instant now) {
  if (cell.effect == Effect::kAllow || cell.effect == Effect::kRelation) return {};
  if (cell.revoked && *cell.revoked <= now) return {};
  if (now < cell.start || (HasEnd(cell) && now >= cell.end)) return {};
  if (!Closes(cell, professional)) return {};
  const CompartmentSet named = cell.compartments & AllCompartments();
  return named.Empty() ? AllCompartments() : named;
}

}  // namespace relais::access
