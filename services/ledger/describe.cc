#include <algorithm>

#include "services/ledger/ledger.h"

namespace relais::ledger {
namespace {

// Whose chain the entry goes to: the dossier's; the house's when no dossier was hit; the system's
// otherwise. An opening that made no dossier hit none.
void SetSubject(const access::Permit& permit, audit::Outcome outcome, audit::Details& details) {
  const Caller& caller = permit.caller();
  const bool reached = outcome == audit::Outcome::kChanged || outcome == audit::Outcome::kOpened;
  const bool exists = permit.request().action != Action::kOpen || reached;
  if (!permit.request().dossier.IsZero() && exists) {
    details.subject = audit::Subject::kDossier;
    details.subject_id = permit.request().dossier.bytes();
  } else if (!caller.organisation.IsZero()) {
    details.subject = audit::Subject::kOrganisation;
    details.subject_id = caller.organisation.bytes();
  }
}

void SetBases(const access::Permit& permit, audit::Details& details) {
  details.rules = permit.rules();
  for (const access::Basis& basis : permit.bases()) {
    if (std::find(details.rules.begin(), details.rules.end(), basis.rule) == details.rules.end())
      details.rules.push_back(basis.rule);
    const auto& id = basis.consent.bytes();
    const bool known =
        std::find(details.consents.begin(), details.consents.end(), id) != details.consents.end();
    if (!basis.consent.IsZero() && !known) details.consents.push_back(id);
  }
}

// The person is owed word of what others saw or did, and of what others would do in their name; not of
// refusals, which reached nothing.
audit::Telling Owed(const audit::Details& details, const Disclosure& what) {
  const bool reached =
      details.outcome == audit::Outcome::kOpened || details.outcome == audit::Outcome::kChanged;
  const auto kind = static_cast<CallerKind>(details.caller_kind);
  const bool other = kind == CallerKind::kProfessional || kind == CallerKind::kTrustedPerson;
  if (!reached || !(other || what.owed) || details.subject != audit::Subject::kDossier)
    return audit::Telling::kNothingOwed;
  // What was seen or written in an emergency; who merely proposes in its name rings nobody at night.
  const bool content = details.action == static_cast<std::uint8_t>(Action::kRead) ||
                       details.action == static_cast<std::uint8_t>(Action::kWrite);
  const bool emergency =
      content && details.purpose == static_cast<std::uint8_t>(Purpose::kEmergency);
  return emergency || what.at_once ? audit::Telling::kOwedAtOnce : audit::Telling::kOwed;
}

}  // namespace

audit::Details Describe(const access::Permit& permit, audit::Outcome outcome,
                        const Disclosure& disclosure) {
  const Caller& caller = permit.caller();
  const access::Request& request = permit.request();
  audit::Details details;
  SetSubject(permit, outcome, details);
  details.caller_kind = static_cast<std::uint8_t>(caller.kind);
  details.caller_id = caller.id;
  details.caller_name = caller.name;
  details.organisation_id = caller.organisation.bytes();
  details.organisation_name = caller.organisation_name;
  details.profession = caller.profession;
  details.action = static_cast<std::uint8_t>(request.action);
  details.method = request.method;
  details.purpose = request.purpose ? static_cast<std::uint8_t>(*request.purpose) : 0;
  details.reason = request.reason;
  details.asked = request.wanted.bits();
  details.granted = permit.granted().bits();
  details.outcome = outcome;
  details.count = disclosure.count;
  details.digest = disclosure.digest;
  details.objects = disclosure.objects;
  SetBases(permit, details);
  details.policy = permit.policy().hash();
  if (!disclosure.silent) details.telling = Owed(details, disclosure);
  return details;
}

}  // namespace relais::ledger
