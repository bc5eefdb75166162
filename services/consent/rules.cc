#include "services/consent/rules.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "services/access/cover.h"
#include "services/access/policy_file.h"
#include "services/base/plain_line.h"

namespace relais::consent {
namespace {

using access::ConsentCell;
using access::GranteeKind;

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
    case v1::Grantee::kUnitId: {
      cell.grantee_kind = GranteeKind::kUnit;
      ASSIGN_OR_RETURN(const auto id, UnitId::Parse(grantee.unit_id()));
      cell.grantee = id.bytes();
      return {};
    }
    case v1::Grantee::kTrustedPerson: {
      cell.grantee_kind = GranteeKind::kTrustedPerson;
      ASSIGN_OR_RETURN(const auto id, TrustedPersonId::Parse(grantee.trusted_person().id()));
      cell.grantee = id.bytes();
      return {};
    }
    case v1::Grantee::GRANTEE_NOT_SET:
      break;
  }
  return Fail(Reason::kInvalid,
              "expected to whom: a professional, a house, a unit, a profession in a house, or "
              "somebody whom the person trusts",
              "grantee");
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

Status CheckPeriod(const ConsentCell& cell, Instant now, std::chrono::days longest) {
  if (cell.end <= cell.start || cell.end <= now)
    return Fail(Reason::kInvalid, "expected an end after the start and after now", "end_time");
  if (cell.start != Instant{} && cell.start < now - std::chrono::minutes(5))
    return Fail(Reason::kInvalid, "expected a start that is not over yet, or none: from the yes on",
                "start_time");
  if (cell.end > now + longest || cell.start > now + longest)
    return Fail(Reason::kInvalid,
                "expected an end within 12 months, or within five years for what closes",
                "end_time");
  return {};
}

// Who stands beside the person reads, as the person would, or says yes in the person's place.
Status CheckTrusted(const ConsentCell& cell) {
  constexpr ActionSet kBeside{Action::kRead, Action::kAgree};
  if (kBeside.Covers(cell.actions) && cell.purposes == PurposeSet{Purpose::kOwnAccess}) return {};
  return Fail(Reason::kInvalid,
              "whom the person trusts may READ, for OWN_ACCESS, or with a mandate AGREE, and do "
              "nothing else",
              "actions");
}

// For what somebody may say yes, by the law that the mandate rests on.
CompartmentSet CoveredBy(v1::MandateKind kind) {
  switch (kind) {
    case v1::MANDATE_KIND_DESIGNATED:
    case v1::MANDATE_KIND_ADMINISTRATOR_OF_PERSON:
      return AllCompartments() - CompartmentSet{Compartment::kOwnWords};
    case v1::MANDATE_KIND_ADMINISTRATOR_OF_GOODS:
      return {Compartment::kIdentity, Compartment::kSocial};
    case v1::MANDATE_KIND_RELATIVE:
      return {Compartment::kHealth, Compartment::kPsychiatric, Compartment::kFragility,
              Compartment::kExit, Compartment::kEmergency};
    default:
      return {};
  }
}

Status CheckMandate(const v1::TrustedPerson& who, const ConsentCell& cell) {
  if (who.has_mandate() != IsMandate(cell))
    return Fail(Reason::kInvalid, "expected a mandate with AGREE, and only then",
                "grantee.trusted_person.mandate");
  if (!who.has_mandate()) return {};
  const v1::MandateKind kind = who.mandate().kind();
  if (CoveredBy(kind).Empty())
    return Fail(Reason::kInvalid, "expected what the mandate rests on",
                "grantee.trusted_person.mandate.kind");
  const bool by_court = kind == v1::MANDATE_KIND_ADMINISTRATOR_OF_PERSON ||
                        kind == v1::MANDATE_KIND_ADMINISTRATOR_OF_GOODS;
  const std::string& document = who.mandate().document();
  if (by_court == document.empty() || document.size() > kMostDocument || !IsPlainLine(document))
    return Fail(Reason::kInvalid,
                "expected the court, the day and the number of the decision, on one line of at "
                "most 120 bytes; of administrators alone",
                "grantee.trusted_person.mandate.document");
  if (!CoveredBy(kind).Covers(cell.compartments))
    return Fail(Reason::kInvalid,
                "a mandate of this kind does not reach that far: an administrator of goods gives "
                "nothing on health, a relative no more than what care needs, and nobody the "
                "person's own words",
                "compartments");
  return {};
}

// Own access is given to whom the person trusts alone, oversight to nobody; an exclusion may name them.
Result<ConsentCell> CellOf(const v1::Consent& consent, Purpose last, Instant now,
                           std::chrono::days longest) {
  ConsentCell cell;
  cell.effect = static_cast<access::Effect>(consent.effect());
  RETURN_IF_ERROR(SetGrantee(consent.grantee(), cell));
  const bool trusted = cell.grantee_kind == GranteeKind::kTrustedPerson;
  if (trusted) last = std::max(last, Purpose::kOwnAccess);
  RETURN_IF_ERROR(SetOf(consent.compartments(), kCompartments, cell.compartments, "compartments"));
  RETURN_IF_ERROR(SetOf(consent.actions(),
                        static_cast<int>(trusted ? Action::kAgree : Action::kWrite), cell.actions,
                        "actions"));
  RETURN_IF_ERROR(SetOf(consent.purposes(), static_cast<int>(last), cell.purposes, "purposes"));
  if (trusted) RETURN_IF_ERROR(CheckTrusted(cell));
  if (consent.has_start_time()) {
    ASSIGN_OR_RETURN(cell.start, InstantOf(consent.start_time(), "start_time"));
  }
  if (!consent.has_end_time())
    return Fail(Reason::kInvalid, "expected an end; no consent is for ever", "end_time");
  ASSIGN_OR_RETURN(cell.end, InstantOf(consent.end_time(), "end_time"));
  RETURN_IF_ERROR(CheckPeriod(cell, now, longest));
  if (trusted) RETURN_IF_ERROR(CheckMandate(consent.grantee().trusted_person(), cell));
  return cell;
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
  const auto lines = static_cast<int>(bundle->cells.size());
  for (const int line : choice.struck()) {
    if (line < 1 || line > lines)
      return Fail(Reason::kInvalid, "this bundle has no such line", "struck");
  }
  std::vector<ConsentCell> cells;
  for (int line = 1; line <= lines; ++line) {
    if (std::ranges::find(choice.struck(), line) != choice.struck().end()) continue;
    const directory::BundleCell& from = bundle->cells[static_cast<std::size_t>(line - 1)];
    const auto kind =
        from.profession.empty() ? GranteeKind::kOrganisation : GranteeKind::kProfessionIn;
    ConsentCell cell{.grantee_kind = kind,
                     .grantee = house.bytes(),
                     .profession = from.profession,
                     .compartments = from.compartments};
    cell.actions = from.actions;
    cell.purposes = from.purposes;
    cell.end = end;
    RETURN_IF_ERROR(CheckPeriod(cell, now, kLongestAllowed));
    cells.push_back(std::move(cell));
  }
  if (cells.empty())
    return Fail(Reason::kInvalid, "every line is struck out: there is nothing to agree to",
                "struck");
  return cells;
}

}  // namespace

Result<std::vector<ConsentCell>> CellsOf(const Choices& choices,
                                         const directory::Catalogue& catalogue, Instant now) {
  if (choices.empty() || choices.size() > kMostChoices)
    return Fail(Reason::kInvalid, "expected 1 to 10 choices", "choices");
  std::vector<ConsentCell> out;
  for (const v1::ConsentChoice& choice : choices) {
    if (choice.has_bundle()) {
      ASSIGN_OR_RETURN(const auto cells, CellsOf(choice.bundle(), catalogue, now));
      out.insert(out.end(), cells.begin(), cells.end());
    } else if (choice.has_consent()) {
      if (choice.consent().effect() != v1::Consent::EFFECT_ALLOW)
        return Fail(Reason::kInvalid, "expected ALLOW; what closes needs no proposal", "effect");
      ASSIGN_OR_RETURN(auto cell,
                       CellOf(choice.consent(), Purpose::kEmergency, now, kLongestAllowed));
      out.push_back(std::move(cell));
    } else {
      return Fail(Reason::kInvalid, "expected a consent or a bundle", "choices");
    }
  }
  if (out.size() > kMostCells)
    return Fail(Reason::kInvalid, "expected at most 60 lines at once", "choices");
  return out;
}

Result<ConsentCell> ExclusionOf(const v1::Consent& exclusion, Instant now) {
  if (exclusion.effect() != v1::Consent::EFFECT_EXCLUDE)
    return Fail(Reason::kInvalid, "expected EXCLUDE; what opens is proposed", "effect");
  return CellOf(exclusion, Purpose::kOversight, now, kLongestExclusion);
}

Status CheckGrantee(storage::Connection& vault, const access::Policy& policy,
                    const ConsentCell& cell) {
  if (cell.grantee_kind == GranteeKind::kProfessional) {
    ASSIGN_OR_RETURN(const auto known,
                     directory::FindProfessional(vault, ProfessionalId(cell.grantee)));
    return known ? Status()
                 : Status(Fail(Reason::kInvalid, "there is no such professional", "grantee"));
  }
  if (cell.grantee_kind == GranteeKind::kUnit) {
    ASSIGN_OR_RETURN(const auto unit, directory::FindUnit(vault, UnitId(cell.grantee)));
    return unit ? Status() : Status(Fail(Reason::kInvalid, "there is no such unit", "grantee"));
  }
  if (cell.grantee_kind == GranteeKind::kTrustedPerson)
    return Fail(Reason::kInvalid,
                "to whom the person trusts something is proposed, and taken back: nothing else",
                "grantee");
  ASSIGN_OR_RETURN(const auto known,
                   directory::FindOrganisation(vault, OrganisationId(cell.grantee)));
  if (!known) return Fail(Reason::kInvalid, "there is no such house", "grantee");
  if (!cell.profession.empty() && !policy.Knows(cell.profession))
    return Fail(Reason::kInvalid, "there is no such profession", "grantee");
  return {};
}

bool MayConfirmByPhone(const Proposal& proposal, const Caller& caller) {
  const bool own = caller.kind == CallerKind::kPerson;
  return !proposal.custody && (own || proposal.proposer.bytes() == caller.id);
}

// Of a proposal that was made in custody.
static bool IsOutside(const Proposal& proposal, const Caller& caller) {
  return !caller.InPrison() && caller.organisation != proposal.house;
}

Result<Instant> InstantOf(const google::protobuf::Timestamp& time, const char* field) {
  using google::protobuf::util::TimeUtil;
  const bool valid = time.seconds() >= TimeUtil::kTimestampMinSeconds &&
                     time.seconds() <= TimeUtil::kTimestampMaxSeconds && time.nanos() >= 0 &&
                     time.nanos() < 1'000'000'000;
  if (!valid) return Fail(Reason::kInvalid, "expected a time between the years 1 and 9999", field);
  return FromMillis(TimeUtil::TimestampToMilliseconds(time));
}

bool IsMandate(const ConsentCell& cell) { return cell.actions.Has(Action::kAgree); }

bool IsAsked(const ConsentCell& cell) { return cell.actions.Has(Action::kRelate); }

void KeepWhatHolds(std::vector<ConsentCell>& cells) {
  if (std::ranges::any_of(cells, IsAsked))
    std::erase_if(cells, [](const ConsentCell& cell) { return !IsAsked(cell); });
}

void KeepWhatWaits(std::vector<ConsentCell>& cells) { std::erase_if(cells, IsAsked); }

Status CheckUnable(const std::vector<ConsentCell>& cells, Instant now) {
  // Who shows a paper to two professionals reads nothing by that: it may be a former partner's.
  const auto agrees = [&](const ConsentCell& cell) {
    return cell.actions == ActionSet{Action::kAgree} && cell.end <= now + kLongestRepresented;
  };
  if (std::ranges::all_of(cells, agrees)) return {};
  constexpr CompartmentSet kOpen{Compartment::kExit, Compartment::kEmergency};
  for (const ConsentCell& cell : cells) {
    const bool narrow = kOpen.Covers(cell.compartments) &&
                        cell.actions == ActionSet{Action::kRead} &&
                        cell.grantee_kind != GranteeKind::kTrustedPerson;
    if (!narrow || cell.end > now + std::chrono::hours(72))
      return Fail(
          Reason::kInvalid,
          "while the person cannot answer, EXIT and EMERGENCY alone can be opened, to "
          "professionals, to be read, for at most 72 hours; or a mandate be shown, by itself, to "
          "AGREE and not to read",
          "choices");
  }
  return {};
}

Status CheckRepresented(const std::vector<ConsentCell>& cells, Instant now) {
  for (const ConsentCell& cell : cells) {
    if (cell.grantee_kind == GranteeKind::kTrustedPerson || cell.end > now + kLongestRepresented)
      return Fail(Reason::kInvalid,
                  "whoever represents the person agrees to what professionals need, for at most "
                  "90 days; whom to trust the person alone says",
                  "choices");
  }
  return {};
}

bool MaySecond(const Proposal& proposal, const Caller& colleague,
               const std::vector<ConsentCell>& cells) {
  // Of a mandate, one of another house: two of one could make it up between them.
  if (std::ranges::any_of(cells, IsMandate) && !MayWitness(proposal, colleague, {})) return false;
  return colleague.kind == CallerKind::kProfessional && colleague.profession != access::kWitness &&
         colleague.id != proposal.proposer.bytes() &&
         (!proposal.custody || IsOutside(proposal, colleague));
}

bool MayWitness(const Proposal& proposal, const Caller& witness,
                const std::vector<OrganisationId>& houses) {
  if (witness.kind != CallerKind::kProfessional) return false;
  // Two of one house could make it up between them.
  if (proposal.proposer.bytes() == witness.id || proposal.house == witness.organisation)
    return false;
  if (std::ranges::find(houses, witness.organisation) != houses.end()) return false;
  // Staff of a prison is no witness anywhere: who knows where the person sits.
  return !witness.InPrison() && (!proposal.custody || IsOutside(proposal, witness));
}

Result<CompartmentSet> ClosedTo(storage::Connection& vault, const DossierId& dossier,
                                const Caller& caller, Instant now, Death death) {
  ASSIGN_OR_RETURN(const auto standing, StandingConsents(vault, dossier));
  CompartmentSet out;
  for (const Consent& one : standing) {
    if (death == Death::kLeftOut && access::Freezes(one.cell)) continue;
    out = out | access::Excludes(one.cell, caller, now);
  }
  return out;
}

Result<bool> IsShutOut(storage::Connection& vault, const DossierId& dossier, const Caller& caller,
                       Instant now) {
  ASSIGN_OR_RETURN(const auto closed, ClosedTo(vault, dossier, caller, now));
  return !closed.Empty();
}

Result<OrganisationId> HouseOf(storage::Connection& vault, const ConsentCell& cell) {
  if (cell.grantee_kind == GranteeKind::kProfessional) {
    ASSIGN_OR_RETURN(const auto who, directory::FindCaller(vault, ProfessionalId(cell.grantee)));
    return who ? who->organisation : OrganisationId();
  }
  if (cell.grantee_kind == GranteeKind::kTrustedPerson) return OrganisationId();
  if (cell.grantee_kind != GranteeKind::kUnit) return OrganisationId(cell.grantee);
  ASSIGN_OR_RETURN(const auto unit, directory::FindUnit(vault, UnitId(cell.grantee)));
  return unit ? unit->organisation : OrganisationId();
}

Status RevokeAllWith(storage::Connection& vault, const DossierId& dossier,
                     const OrganisationId& house, Instant at) {
  ASSIGN_OR_RETURN(const auto standing, StandingConsents(vault, dossier));
  for (const Consent& consent : standing) {
    // A relation that came of a yes ends with it; one that was shown stays.
    const bool of_a_yes =
        consent.cell.effect == access::Effect::kRelation && !consent.proof.proposal.IsZero();
    if (consent.cell.effect != access::Effect::kAllow && !of_a_yes) continue;
    ASSIGN_OR_RETURN(const OrganisationId of, HouseOf(vault, consent.cell));
    if (house.IsZero() || of == house)
      RETURN_IF_ERROR(RevokeConsent(vault, dossier, consent.cell.id, at));
  }
  return {};
}

Result<std::vector<directory::Professional>> MembersOf(storage::Connection& vault,
                                                       const ConsentCell& cell) {
  ASSIGN_OR_RETURN(const OrganisationId house, HouseOf(vault, cell));
  ASSIGN_OR_RETURN(auto members, directory::MembersOf(vault, house));
  if (cell.grantee_kind == GranteeKind::kUnit)
    std::erase_if(members, [&](const auto& one) { return one.unit != UnitId(cell.grantee); });
  return members;
}

Result<std::vector<OrganisationId>> HousesOf(storage::Connection& vault,
                                             const std::vector<ConsentCell>& cells) {
  std::vector<OrganisationId> out;
  for (const ConsentCell& cell : cells) {
    ASSIGN_OR_RETURN(const OrganisationId house, HouseOf(vault, cell));
    if (!house.IsZero()) out.push_back(house);
  }
  return out;
}

Status CheckLanguage(std::string_view language) {
  if (language == "fr" || language == "nl" || language == "de" || language == "en") return {};
  return Fail(Reason::kInvalid, "expected fr, nl, de or en", "language");
}

}  // namespace relais::consent
