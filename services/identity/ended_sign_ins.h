// Sign-ins that end by what happens elsewhere: a professional's with their suspension, and those that the log
// says were ended, when an older vault does not know it.
#pragma once

#include "services/directory/service.h"

namespace relais::identity {

class EndedSignIns final : public directory::SignIns, public ledger::Reapply {
 public:
  // Sessions and invitations; passkeys stay, for whoever is let in again.
  Status End(storage::Connection& vault, const ProfessionalId& id) const override;
  Result<bool> FromEntry(storage::Connection& vault, const audit::Details& details) override;
};

}  // namespace relais::identity
