// The access decision (P2): deny unless a rule of the policy allows and an active consent covers,
// and no exclusion or suspension applies. Pure functions over values; what is not understood
// denies.
#pragma once

#include <vector>

#include "services/access/consent_cell.h"
#include "services/access/policy.h"
#include "services/base/caller.h"

namespace relais::access {

// What one call asks for.
struct Request {
  DossierId dossier;  // zero: none was found, or none is meant
  Action action = Action::kRead;
  CompartmentSet wanted;           // for kRead and kWrite
  std::optional<Purpose> purpose;  // a professional without one is refused
  std::string reason;              // a code of the catalogue, for the log
  std::string method;              // "Dossiers.GetDossier", for the log
  // A professional acts for the person who sits there; that they do is shown in the change itself.
  bool at_request = false;
  // A professional says that the person has died, or undoes it: asked as if the file were not frozen.
  bool thaws = false;
};

// By what one compartment is open.
struct Basis {
  Compartment compartment;
  std::string rule;   // of the policy; "own" for the person
  ConsentId consent;  // zero for the person
  Instant end{};      // of the consent; epoch for the person
};

struct Decision {
  bool allowed = false;
  // A part of what was wanted; never empty for an allowed kRead; all of it for kWrite.
  CompartmentSet granted;
  // One per granted compartment, by the consent that ends last; for kTell, what could be read.
  std::vector<Basis> bases;
  // For the actions that open no compartment: a rule, "own", "trusted", "mandate", "directory", "operator",
  // "agreement", "relation" or "request".
  std::vector<std::string> rules;
};

// Who may do what:
//   professional  kRead, kWrite: rule and consent, compartment by compartment; kRead may be
//                 partial, kWrite is all or nothing. A relation of their team, too, but for kEmergency.
//                 kOpen: the rule's `open` for that profession and purpose; not by a house's system.
//                 kTell: who may kRead anything, for that purpose, is of a team with a relation, and does not
//                 report on the person to a judge.
//                 kOversee: a privacy officer, for kOversight.
//                 kLookUp: always. kSignIn: themselves, not by a house's system. kAgree: a profession
//                 of the policy or a witness, about any dossier or none; not by a house's system. kRelate: a
//                 profession of the policy, as kAgree. At the person's request: kTell and kRevoke, by the same
//                 or by the help line; not by a house's system, nor kTell by a prison's staff.
//   person        own dossier only: kRead of everything, kWrite of OWN_WORDS and of nothing else,
//                 kConsent, kRevoke, kReadLog, kTell, kSignIn, kAgree; kLookUp. By a code to the phone alone:
//                 kSignIn and kLookUp. Of a file that is frozen, kLookUp alone.
//   trusted       of one dossier: kRead of what the person agreed to, for kOwnAccess; kAgree and kRevoke with a
//                 mandate; kSignIn while something is open to them, or with a mandate; kLookUp.
//   operator      kAdminister, kSuspend, kLookUp; nothing that reaches content.
//   system        nothing: the server's own acts are not asked for.
// What Freezes() closes every compartment to professionals and trusted persons, but for who `thaws`: not a house's system,
// and by kWrite of EXIT, or kConsent at the person's request, alone; what opens nothing is answered as ever, so that nobody
// learns of a death by that.
// Refused: a suspended caller; a purpose that is unknown, whoever asks, or unset, for a
// professional's kRead, kWrite and kOpen; an empty `wanted`, for kRead and kWrite. `cells` are
// those of `request.dossier`; cover.h says what each does.
Decision Decide(const Policy& policy, const std::vector<ConsentCell>& cells, const Caller& caller,
                const Request& request, Instant now);

// The compartments that `caller`, a professional, could use by rule and these cells, for whichever
// purpose and whether or not wanted: for the consent preview. Empty for every other caller, and for
// actions but kRead and kWrite.
CompartmentSet Reach(const Policy& policy, const std::vector<ConsentCell>& cells,
                     const Caller& caller, Action action, Instant now);

// The compartments for which a trusted person may say yes in the person's place: what the mandates among these
// cells name, and nothing closes. Empty for every other caller.
CompartmentSet MandateOf(const std::vector<ConsentCell>& cells, const Caller& caller, Instant now);

}  // namespace relais::access
