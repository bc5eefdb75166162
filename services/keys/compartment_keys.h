// The compartment keys of a dossier: random, all made when it is opened, wrapped under a period key
// and kept in the vault, side by side, under a label that does not name the dossier. When the period
// key dies, so does every copy in every backup.
//
//   for each compartment, from 1   version u32 | nonce[12] | ciphertext[32] | tag[16]
//
// Bound by its associated data: "relais-compartment-key/1\n" | dossier[16] | compartment u8 |
// version u32 | period u32. Integers are big-endian.
#pragma once

#include "services/keys/envelope.h"
#include "services/keys/keystore.h"
#include "services/storage/schema.h"

namespace relais::keys {

class CompartmentKeys {
 public:
  // Makes and stores the keys of a new dossier.
  static Status Create(storage::Connection& vault, const Keystore& keystore, Random& random,
                       const DossierId& dossier);
  // The wrapped keys of a dossier; kCorrupt when it has none, or their period key was destroyed.
  static Result<CompartmentKeys> Load(storage::Connection& vault, const Keystore& keystore,
                                      const DossierId& dossier);

  const DossierId& dossier() const { return dossier_; }
  // Unwraps one key. kCorrupt when it was changed or belongs elsewhere.
  Result<Envelope> For(Compartment compartment) const;

 private:
  CompartmentKeys(const DossierId& dossier, std::uint32_t period, const Key& period_key,
                  Bytes wrapped)
      : dossier_(dossier), period_(period), unwrap_(period_key), wrapped_(std::move(wrapped)) {}

  DossierId dossier_;
  std::uint32_t period_;
  Aead unwrap_;
  Bytes wrapped_;
};

extern const storage::Migration kMigration;

}  // namespace relais::keys
