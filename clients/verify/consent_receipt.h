// The receipt of a consent (proto/relais/v1/consents.proto, ConsentReceipt): whether the log signed it, and
// whether the person's own passkey signed the text that it shows, or the server only says that the person
// agreed. Pure functions.
#pragma once

#include <optional>
#include <string>

#include "audit/trust.h"

namespace relais::verify {

struct ConsentReceipt {
  std::string dossier, proposal, consent, text, method, confirmed, revoked, made;
  std::string proposer, witness, interpreter;  // "Anna Peeters, CPAS"; empty: the person, nobody
  // A passkey signed the text. Whose it is, the server says, and the house at whose desk it was added.
  bool by_passkey = false;
  bool by_representative = false;  // by the passkey of `witness`, who has a mandate
  std::string origin, added_at;    // with by_passkey
};

// kCorrupt, with what is wrong, unless the policy's log signed the receipt, and what it says of a passkey
// holds.
Result<ConsentReceipt> VerifyConsentReceipt(std::string_view jws, const audit::TrustPolicy& trust);

// Both say how much of it rests on whom.
std::string TextOf(const ConsentReceipt& receipt, const audit::TrustPolicy& trust);
std::string JsonOf(const ConsentReceipt& receipt);
inline constexpr char kConsentJsonHelp[] =
    "With --consent and --output json one object on one line: verified, dossier, proposal, "
    "consent, "
    "signed_by (\"passkey\", \"representative\" or \"server\"), method, confirmed, revoked, as_of, "
    "proposer, witness, interpreter, passkey_added_at, origin, text_sha256, text.\n";

}  // namespace relais::verify
