#include "services/accesses/access_message.h"

#include <google/protobuf/util/time_util.h>

#include "services/base/caller.h"
#include "services/base/words.h"
#include "services/notification/fate.h"

namespace relais::accesses {
namespace {

void AddAll(std::uint16_t bits, google::protobuf::RepeatedField<int>& to) {
  const CompartmentSet set(bits);
  for (int i = 1; i <= kCompartments; ++i) {
    if (set.Has(static_cast<Compartment>(i))) to.Add(i);
  }
}

// What is owed waits, or went with a message, or was said.
Status SetTold(storage::Connection& log, std::int64_t chain, const audit::Details& details,
               v1::Access& out) {
  ASSIGN_OR_RETURN(const auto fate,
                   notification::FateOf(log, chain, details.number, FromMillis(details.time_ms)));
  out.set_told(fate.told);
  out.set_told_by(fate.by);
  if (fate.at)
    *out.mutable_told_time() =
        google::protobuf::util::TimeUtil::MillisecondsToTimestamp(ToMillis(*fate.at));
  return {};
}

}  // namespace

Result<v1::Access> ToMessage(storage::Connection& log, const ledger::Chain& chain,
                             const ledger::StoredEntry& entry) {
  ASSIGN_OR_RETURN(const audit::Details details, audit::DecodeDetails(entry.details));
  v1::Access out;
  out.set_number(details.number);
  *out.mutable_create_time() =
      google::protobuf::util::TimeUtil::MillisecondsToTimestamp(details.time_ms);
  out.set_name(details.caller_name);
  out.set_organisation(details.organisation_name);
  out.set_profession(details.profession);
  if (details.caller_kind == static_cast<std::uint8_t>(CallerKind::kProfessional)) {
    out.set_professional_id(ProfessionalId(details.caller_id).Text());
    out.set_organisation_id(OrganisationId(details.organisation_id).Text());
  }
  if (details.caller_kind == static_cast<std::uint8_t>(CallerKind::kTrustedPerson))
    out.set_trusted_person_id(TrustedPersonId(details.caller_id).Text());
  for (const std::string& rule : details.rules) out.add_rules(rule);
  out.set_own(details.caller_kind == static_cast<std::uint8_t>(CallerKind::kPerson));
  out.set_action(static_cast<v1::Action>(details.action));
  out.set_method(details.method);
  out.set_purpose(static_cast<v1::Purpose>(details.purpose));
  out.set_reason(details.reason);
  AddAll(details.asked, *out.mutable_asked());
  AddAll(details.granted, *out.mutable_granted());
  out.set_outcome(static_cast<v1::Access::Outcome>(details.outcome));
  out.set_count(details.count);
  for (const auto& id : details.consents) out.add_consent_ids(ConsentId(id).Text());
  if (details.telling != audit::Telling::kNothingOwed)
    RETURN_IF_ERROR(SetTold(log, chain.id, details, out));
  out.set_reference(audit::ShortReference(entry.commitment));
  return out;
}

}  // namespace relais::accesses
