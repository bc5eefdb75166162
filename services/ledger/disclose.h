// The one way from stored ciphertext to content: it takes a permit, refuses what the permit does not open, and returns the
// content sealed, with the digest that the log will hold.
#pragma once

#include <span>

#include "services/keys/compartment_keys.h"
#include "services/ledger/sealed.h"

namespace relais::ledger {

struct StoredRecord {
  RecordId id;
  Compartment compartment = Compartment::kIdentity;
  std::uint32_t version = 0;
  Bytes sealed;
};

struct OpenRecord {
  RecordId id;
  Compartment compartment;
  std::uint32_t version;
  Bytes content;
};

// kInternal when a record's compartment is not granted; kCorrupt when a record does not open.
Result<Sealed<std::vector<OpenRecord>>> Disclose(const access::Permit& permit, const keys::CompartmentKeys& keys, std::span<const StoredRecord> records);

// SHA-256 over the sorted (record id[16] | version u32 | ciphertext tag[16]); known before anything is decrypted.
Hash DisclosureDigest(std::span<const StoredRecord> records);

}  // namespace relais::ledger
