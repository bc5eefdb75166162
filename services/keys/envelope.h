// The envelope of one record: 01 | key version u32 | nonce[12] | ciphertext | tag[16], bound by its
// associated data to one place: "relais-record/1\n" | dossier[16] | compartment u8 | record[16] |
// record version u32. A ciphertext moved to another dossier, compartment, record or version does
// not open.
#pragma once

#include "crypto/aead.h"
#include "services/base/ids.h"
#include "services/base/words.h"

namespace relais::keys {

struct RecordPlace {
  DossierId dossier;
  Compartment compartment;
  RecordId record;
  std::uint32_t version;  // from 1
};

// Seals and opens the records of one compartment of one dossier. Not thread-safe.
class Envelope {
 public:
  Envelope(const Key& compartment_key, std::uint32_t key_version)
      : aead_(compartment_key), key_version_(key_version) {}
  Bytes Seal(Random& random, const RecordPlace& place, BytesView plaintext) const;
  // The plaintext, which is a part of `sealed` from then on. kCorrupt when the bytes were changed
  // or cut, are of another format or key version, or belong elsewhere.
  Result<BytesView> OpenInPlace(const RecordPlace& place, std::span<char> sealed) const;

 private:
  Aead aead_;
  std::uint32_t key_version_;
};

// The authentication tag of a sealed record, as the log's digest takes it. Requires what Seal
// returned.
inline BytesView SealedTag(BytesView sealed) { return sealed.substr(sealed.size() - kTagSize); }

}  // namespace relais::keys
