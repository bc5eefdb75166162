#include "services/access/cover.h"

namespace relais::access {
namespace {

constexpr ActionSet kConsentActions{Action::kRead, Action::kWrite};
constexpr ActionSet kTrustedActions = kConsentActions | ActionSet{Action::kAgree};
constexpr PurposeSet kAllPurposes((1U << (kPurposes + 1)) - 2);

template <class E>
bool IsSound(EnumSet<E> set, EnumSet<E> known) {
  return !set.Empty() && known.Covers(set);
}

bool IsUnset(const Array<16>& id) { return id == Array<16>{}; }

// An epoch end is an end that nobody filled in.
bool HasEnd(const ConsentCell& cell) { return cell.end != Instant{} && cell.end > cell.start; }

// A profession narrows a grant of any kind; only kProfessionIn must have one.
bool GrantsTo(const ConsentCell& cell, const Caller& caller) {
  if (IsUnset(cell.grantee)) return false;
  const bool to_trusted = cell.grantee_kind == GranteeKind::kTrustedPerson;
  if (to_trusted != (caller.kind == CallerKind::kTrustedPerson)) return false;
  if (!cell.profession.empty() && cell.profession != caller.profession) return false;
  switch (cell.grantee_kind) {
    case GranteeKind::kProfessional:
    case GranteeKind::kTrustedPerson:
      return cell.grantee == caller.id;
    case GranteeKind::kOrganisation:
      return cell.grantee == caller.organisation.bytes();
    case GranteeKind::kProfessionIn:
      return !cell.profession.empty() && cell.grantee == caller.organisation.bytes();
    case GranteeKind::kUnit:
      return cell.grantee == caller.unit.bytes();
  }
  return false;
}

bool Closes(const ConsentCell& cell, const Caller& caller) {
  const bool is_house = IsUnset(cell.grantee) || cell.grantee == caller.organisation.bytes();
  const bool is_unit = IsUnset(cell.grantee) || cell.grantee == caller.unit.bytes();
  const bool is_caller = IsUnset(cell.grantee) || cell.grantee == caller.id;
  switch (cell.grantee_kind) {
    case GranteeKind::kProfessional:
    case GranteeKind::kTrustedPerson:
      return is_caller;
    case GranteeKind::kOrganisation:
      return is_house;
    case GranteeKind::kProfessionIn:
      return is_house && (cell.profession.empty() || cell.profession == caller.profession);
    case GranteeKind::kUnit:
      return is_unit;
  }
  return is_house || is_unit || is_caller;
}

}  // namespace

bool Allows(const ConsentCell& cell, const Caller& caller, Instant now) {
  if (cell.effect != Effect::kAllow || cell.revoked) return false;
  if (!HasEnd(cell) || now < cell.start || now >= cell.end) return false;
  if (!IsSound(cell.compartments, AllCompartments())) return false;
  const bool to_trusted = cell.grantee_kind == GranteeKind::kTrustedPerson;
  // Whoever is asked sees the question, and nothing else by the same cell.
  const bool asked = !to_trusted && cell.actions == ActionSet{Action::kRelate};
  if (!asked && !IsSound(cell.actions, to_trusted ? kTrustedActions : kConsentActions))
    return false;
  if (!IsSound(cell.purposes, kAllPurposes)) return false;
  return GrantsTo(cell, caller);
}

bool Relates(const ConsentCell& cell, const Caller& professional, Instant now) {
  if (cell.effect != Effect::kRelation || cell.revoked) return false;
  if (!HasEnd(cell) || now < cell.start || now >= cell.end) return false;
  return !IsUnset(cell.grantee) && cell.grantee == professional.team();
}

CompartmentSet Excludes(const ConsentCell& cell, const Caller& caller, Instant now) {
  if (cell.effect == Effect::kAllow || cell.effect == Effect::kRelation) return {};
  if (cell.effect == Effect::kFrozen) return Freezes(cell) ? AllCompartments() : CompartmentSet();
  if (cell.revoked && *cell.revoked <= now) return {};
  if (now < cell.start || (HasEnd(cell) && now >= cell.end)) return {};
  if (!Closes(cell, caller)) return {};
  const CompartmentSet named = cell.compartments & AllCompartments();
  return named.Empty() ? AllCompartments() : named;
}

bool Freezes(const ConsentCell& cell) { return cell.effect == Effect::kFrozen && !cell.revoked; }

}  // namespace relais::access
