#include "services/access/decide.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>

#include "services/access/cover.h"
#include "services/access/policy_file.h"

namespace relais::access {
namespace {

// For each compartment, counted from 1, the cell that opens it longest; null where none does.
using Longest = std::array<const ConsentCell*, kCompartments + 1>;

bool IsKnown(Purpose purpose) {
  const auto number = static_cast<int>(purpose);
  return number >= 1 && number <= kPurposes;
}

Decision Refused() { return {}; }

// For what opens no compartment.
Decision AllowedBy(std::string_view rule) {
  Decision decision;
  decision.allowed = true;
  decision.rules.emplace_back(rule);
  return decision;
}

CompartmentSet Excluded(const std::vector<ConsentCell>& cells, const Caller& caller, Instant now) {
  CompartmentSet excluded;
  for (const ConsentCell& cell : cells) excluded = excluded | Excludes(cell, caller, now);
  return excluded;
}

// A consent can be had from afar, a relation cannot. To read or write in an emergency waits for none, and is looked
// at each time.
bool IsRelated(const std::vector<ConsentCell>& cells, const Caller& caller, Instant now) {
  return std::ranges::any_of(cells, [&](const auto& cell) { return Relates(cell, caller, now); });
}

// Of several consents that end together, the first.
void Extend(Longest& longest, const ConsentCell& cell, CompartmentSet compartments) {
  for (int c = 1; c <= kCompartments; ++c) {
    if (!compartments.Has(static_cast<Compartment>(c))) continue;
    const ConsentCell*& best = longest[static_cast<std::size_t>(c)];
    if (best == nullptr || best->end < cell.end) best = &cell;
  }
}

// What of `wanted` the cells open, and nothing closes.
Longest OpenedBy(const std::vector<ConsentCell>& cells, const Caller& caller, Action action,
                 Purpose purpose, CompartmentSet wanted, Instant now) {
  const CompartmentSet open = wanted - Excluded(cells, caller, now);
  Longest longest{};
  for (const ConsentCell& cell : cells) {
    if (cell.actions.Has(action) && cell.purposes.Has(purpose) && Allows(cell, caller, now))
      Extend(longest, cell, cell.compartments & open);
  }
  return longest;
}

CompartmentSet CompartmentsOf(const Longest& longest) {
  CompartmentSet out;
  for (int c = 1; c <= kCompartments; ++c) {
    if (longest[static_cast<std::size_t>(c)] != nullptr) out.Add(static_cast<Compartment>(c));
  }
  return out;
}

// Granted by those cells; `rule` tells by which rule each compartment is.
template <class RuleOf>
Decision Granted(const Longest& longest, const RuleOf& rule) {
  const CompartmentSet granted = CompartmentsOf(longest);
  if (granted.Empty()) return Refused();
  Decision decision{.allowed = true, .granted = granted, .bases = {}, .rules = {}};
  decision.bases.reserve(static_cast<std::size_t>(std::popcount(granted.bits())));
  for (int c = 1; c <= kCompartments; ++c) {
    const auto compartment = static_cast<Compartment>(c);
    const ConsentCell* const cell = longest[static_cast<std::size_t>(c)];
    if (cell != nullptr)
      decision.bases.push_back({compartment, std::string(rule(compartment)), cell->id, cell->end});
  }
  return decision;
}

Decision ReadOrWrite(const Policy& policy, const std::vector<ConsentCell>& cells,
                     const Caller& caller, const Request& request, Instant now,
                     bool needs_relation) {
  if (request.dossier.IsZero()) return Refused();
  const Action action = request.action;
  const Purpose purpose = *request.purpose;
  const CompartmentSet ruled = request.wanted & policy.Allowed(caller.profession, action, purpose);
  if (ruled.Empty() || (needs_relation && !IsRelated(cells, caller, now))) return Refused();
  const Longest longest = OpenedBy(cells, caller, action, purpose, ruled, now);
  // A write that could be done in part would leave the caller believing that all of it was kept.
  if (action == Action::kWrite && CompartmentsOf(longest) != request.wanted) return Refused();
  return Granted(longest, [&](Compartment compartment) {
    return policy.RuleFor(caller.profession, action, purpose, compartment);
  });
}

// Whoever may read anything may say that the person was told, or put telling off: neither shows
// anything. But nobody hears who opened their file from those who report on them.
Decision Tell(const Policy& policy, const std::vector<ConsentCell>& cells, const Caller& caller,
              Request request, Instant now) {
  if (std::ranges::find(kReporting, caller.profession) != std::end(kReporting)) return Refused();
  request.action = Action::kRead;
  request.wanted = AllCompartments();
  Decision decision = ReadOrWrite(policy, cells, caller, request, now, true);
  decision.granted = {};
  return decision;
}

// Seeing what one's house is asked to take over, and answering: for whom a rule would open EXIT then. Of the file
// nothing is open but the question.
Decision Asked(const Policy& policy, const std::vector<ConsentCell>& cells, const Caller& caller,
               const Request& request, Instant now) {
  const bool answers = request.purpose == Purpose::kHandover &&
                       request.wanted == CompartmentSet{Compartment::kExit} &&
                       !request.dossier.IsZero();
  if (!answers) return Refused();
  const CompartmentSet ruled =
      request.wanted & policy.Allowed(caller.profession, Action::kRead, Purpose::kHandover);
  return Granted(OpenedBy(cells, caller, Action::kRelate, Purpose::kHandover, ruled, now),
                 [&](Compartment compartment) {
                   return policy.RuleFor(caller.profession, Action::kRead, Purpose::kHandover,
                                         compartment);
                 });
}

// Of a profession that has rules.
bool IsCare(const Policy& policy, const Caller& caller) {
  return caller.profession != kOfficer && caller.profession != kWitness &&
         caller.profession != kHelpLine && policy.Knows(caller.profession);
}

Decision ForProfessional(const Policy& policy, const std::vector<ConsentCell>& cells,
                         const Caller& caller, const Request& request, Instant now) {
  if (request.action == Action::kLookUp) return AllowedBy(kDirectoryRule);
  // A house's system asks for a colleague, and has no hand in how they sign in.
  const bool by_system = caller.system != Array<16>{};
  if (request.at_request) {
    const bool serves = caller.profession == kHelpLine || IsCare(policy, caller);
    // Inside a prison the phone is nobody's own, and no staff's to name; nor do they let in again whom a message stopped.
    const bool outside = request.action == Action::kTell || request.action == Action::kConsent;
    const bool may = request.action == Action::kRevoke || (outside && !caller.InPrison());
    return serves && may && !by_system ? AllowedBy(kRequestRule) : Refused();
  }
  if (request.action == Action::kSignIn) return by_system ? Refused() : AllowedBy(kOwnRule);
  if (request.action == Action::kAgree) {
    // Asking a person opens nothing, and what proves the answer is looked at where it is given.
    const bool asks = caller.profession == kWitness || IsCare(policy, caller);
    return asks && !by_system ? AllowedBy(kAgreementRule) : Refused();
  }
  if (request.action == Action::kRelate) {
    if (!IsCare(policy, caller) || by_system) return Refused();
    return request.wanted.Empty() ? AllowedBy(kRelationRule)
                                  : Asked(policy, cells, caller, request, now);
  }
  if (!request.purpose) return Refused();
  if (request.action == Action::kRead || request.action == Action::kWrite) {
    return ReadOrWrite(policy, cells, caller, request, now, request.purpose != Purpose::kEmergency);
  }
  if (request.action == Action::kOversee) {
    // Themselves: a house's system would review what it did in its colleagues' names.
    const bool officer =
        caller.profession == kOfficer && !by_system && *request.purpose == Purpose::kOversight;
    return officer ? AllowedBy(kOversightRule) : Refused();
  }
  if (request.action == Action::kTell) return Tell(policy, cells, caller, request, now);
  // A file is opened with the person there, who gets the card and the way to their own passkey.
  if (request.action != Action::kOpen || by_system) return Refused();
  const std::string_view rule =
      policy.RuleFor(caller.profession, Action::kOpen, *request.purpose, Compartment());
  return rule.empty() ? Refused() : AllowedBy(rule);
}

Decision OwnContent(CompartmentSet granted) {
  if (granted.Empty()) return Refused();
  Decision decision{.allowed = true, .granted = granted, .bases = {}, .rules = {}};
  decision.bases.reserve(static_cast<std::size_t>(std::popcount(granted.bits())));
  for (int c = 1; c <= kCompartments; ++c) {
    const auto compartment = static_cast<Compartment>(c);
    if (granted.Has(compartment)) {
      decision.bases.push_back({compartment, std::string(kOwnRule), {}, {}});
    }
  }
  return decision;
}

Decision ForPerson(const std::vector<ConsentCell>& cells, const Caller& caller,
                   const Request& request) {
  if (request.action == Action::kLookUp) return AllowedBy(kDirectoryRule);
  // Phone, card, word and passkey are in others' hands then.
  if (std::ranges::any_of(cells, Freezes)) return Refused();
  if (request.dossier.IsZero() || request.dossier != caller.dossier) return Refused();
  if (request.action == Action::kSignIn) return AllowedBy(kOwnRule);
  // Whoever holds the phone is not yet the person.
  if (caller.assurance < Assurance::kWord) return Refused();
  constexpr CompartmentSet kOwnWords{Compartment::kOwnWords};
  switch (request.action) {
    case Action::kRead:
      return OwnContent(request.wanted & AllCompartments());
    case Action::kWrite:
      return request.wanted == kOwnWords ? OwnContent(kOwnWords) : Refused();
    case Action::kConsent:
    case Action::kRevoke:
    case Action::kReadLog:
    case Action::kTell:
    case Action::kAgree:
      return AllowedBy(kOwnRule);
    case Action::kOpen:
    case Action::kLookUp:
    case Action::kAdminister:
    case Action::kSuspend:
    case Action::kSystem:
    case Action::kOversee:
    case Action::kSignIn:
    case Action::kRelate:
      break;
  }
  return Refused();
}

// To be read, as far as the person agreed to, and as nobody but themselves; with a mandate, to say yes in the person's
// place, and take that back. Once nothing is open to them any more they do not sign in either.
Decision ForTrusted(const std::vector<ConsentCell>& cells, const Caller& caller,
                    const Request& request, Instant now) {
  if (request.action == Action::kLookUp) return AllowedBy(kDirectoryRule);
  if (request.dossier.IsZero() || request.dossier != caller.dossier) return Refused();
  if (request.purpose.value_or(Purpose::kOwnAccess) != Purpose::kOwnAccess) return Refused();
  const auto opened = [&](CompartmentSet wanted) {
    return OpenedBy(cells, caller, Action::kRead, Purpose::kOwnAccess, wanted, now);
  };
  const bool mandated = !MandateOf(cells, caller, now).Empty();
  switch (request.action) {
    case Action::kRead:
      return Granted(opened(request.wanted), [](Compartment) { return kTrustedRule; });
    case Action::kAgree:
    case Action::kRevoke:
      return mandated ? AllowedBy(kMandateRule) : Refused();
    case Action::kSignIn:
      return mandated || !CompartmentsOf(opened(AllCompartments())).Empty()
                 ? AllowedBy(kTrustedRule)
                 : Refused();
    default:
      return Refused();
  }
}

Decision ForOperator(const Request& request) {
  if (request.action == Action::kLookUp) return AllowedBy(kDirectoryRule);
  if (request.action == Action::kAdminister || request.action == Action::kSuspend) {
    return AllowedBy(kOperatorRule);
  }
  return Refused();
}

}  // namespace

Decision Decide(const Policy& policy, const std::vector<ConsentCell>& cells, const Caller& caller,
                const Request& request, Instant now) {
  if (!caller.Serves(now)) return Refused();
  if (request.purpose && !IsKnown(*request.purpose)) return Refused();
  if (request.at_request && caller.kind != CallerKind::kProfessional) return Refused();
  if (request.thaws && caller.kind != CallerKind::kProfessional) return Refused();
  if (request.thaws) {
    const bool writes =
        request.action == Action::kWrite && request.wanted == CompartmentSet{Compartment::kExit};
    const bool at_desk = request.action == Action::kConsent && request.at_request;
    // Themselves: a house's list of who died would be wrong one day, for many.
    if (caller.system != Array<16>{} || !(writes || at_desk)) return Refused();
    std::vector<ConsentCell> thawed = cells;
    std::erase_if(thawed, Freezes);
    Request as_before = request;
    as_before.thaws = false;
    return Decide(policy, thawed, caller, as_before, now);
  }
  switch (caller.kind) {
    case CallerKind::kProfessional:
      return ForProfessional(policy, cells, caller, request, now);
    case CallerKind::kPerson:
      return ForPerson(cells, caller, request);
    case CallerKind::kOperator:
      return ForOperator(request);
    case CallerKind::kTrustedPerson:
      return ForTrusted(cells, caller, request, now);
    case CallerKind::kSystem:  // its acts follow from others' decisions, and need none of their own
      break;
  }
  return Refused();
}

CompartmentSet MandateOf(const std::vector<ConsentCell>& cells, const Caller& caller, Instant now) {
  if (caller.kind != CallerKind::kTrustedPerson) return {};
  return CompartmentsOf(
      OpenedBy(cells, caller, Action::kAgree, Purpose::kOwnAccess, AllCompartments(), now));
}

CompartmentSet Reach(const Policy& policy, const std::vector<ConsentCell>& cells,
                     const Caller& caller, Action action, Instant now) {
  if (caller.kind != CallerKind::kProfessional || !caller.Serves(now)) return {};
  if (action != Action::kRead && action != Action::kWrite) return {};
  CompartmentSet reach;
  for (const ConsentCell& cell : cells) {
    if (!cell.actions.Has(action) || !Allows(cell, caller, now)) continue;
    for (int p = 1; p <= kPurposes; ++p) {
      const auto purpose = static_cast<Purpose>(p);
      if (!cell.purposes.Has(purpose)) continue;
      reach = reach | (cell.compartments & policy.Allowed(caller.profession, action, purpose));
    }
  }
  return reach - Excluded(cells, caller, now);
}

}  // namespace relais::access
