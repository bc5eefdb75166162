#include "services/identity/ended_sign_ins.h"

#include "services/identity/sessions.h"

namespace relais::identity {

Status EndedSignIns::End(storage::Connection& vault, const ProfessionalId& id) const {
  const Owner owner{CallerKind::kProfessional, id.bytes()};
  RETURN_IF_ERROR(EndSessions(vault, owner, std::nullopt));
  return DropInvitations(vault, owner);
}

Result<bool> EndedSignIns::FromEntry(storage::Connection& vault, const audit::Details& details) {
  const bool ended = details.method == kEndSession, removed = details.method == kRemovePasskey;
  if ((!ended && !removed) || details.objects.size() != 1) return false;
  const Owner owner{static_cast<CallerKind>(details.caller_kind), details.caller_id};
  const Array<16>& object = details.objects.front();
  if (ended) {
    const bool all = object == owner.id;
    RETURN_IF_ERROR(
        EndSessions(vault, owner, all ? std::nullopt : std::optional(SessionId(object))));
    return true;
  }
  ASSIGN_OR_RETURN(const auto passkeys, ListPasskeys(vault, owner));
  for (const Passkey& passkey : passkeys) {
    if (NameOf(passkey.key.credential_id) == object)
      RETURN_IF_ERROR(RemovePasskey(vault, owner, passkey.key.credential_id));
  }
  return true;
}

}  // namespace relais::identity
