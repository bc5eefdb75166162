// The receipt of a consent: what was agreed to, word for word, and how that was proven, signed by the log's
// key. Whoever holds it can show it without this server; relais-verify reads it.
#pragma once

#include "crypto/ed25519.h"
#include "relais/v1/consents.pb.h"
#include "services/consent/proposals.h"
#include "services/consent/repository.h"

namespace relais::consent {

// Of one that opens something. kInvalid when this dossier has none such; kCorrupt when the text in the vault
// is not the one whose hash stands with the consent.
Result<v1::ConsentReceipt> ReceiptOf(storage::Connection& vault, const Key& proposals_key,
                                     const DossierId& dossier, const ConsentId& id, Instant now);
// A JSON Web Signature (RFC 7515, compact, EdDSA of RFC 8037). The log's key signs nothing else that could be
// taken for one: a checkpoint holds newlines, this none.
std::string Signed(const v1::ConsentReceipt& receipt, const Ed25519Signer& key);

}  // namespace relais::consent
