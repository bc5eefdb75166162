// The compartment keys of a dossier: random, all made when it is opened, wrapped under a period key
// and kept in the vault under a label that does not name the dossier. When the period key dies, so
// does every copy in every backup.
#pragma once

#include <array>

#include "services/keys/envelope.h"
#include "services/keys/keystore.h"
#include "services/storage/schema.h"

namespace relais::keys {

class CompartmentKeys {
 public:
  // Makes and stores the keys of a new dossier.
  static Status Create(storage::Connection& vault, const Keystore& keystore, Random& random,
                       const DossierId& dossier);
  // The wrapped keys of a dossier; kCorrupt when it has none.
  static Result<CompartmentKeys> Load(storage::Connection& vault, const Keystore& keystore,
                                      const DossierId& dossier);

  const DossierId& dossier() const { return dossier_; }
  // Unwraps one key. kCorrupt when it was changed or belongs elsewhere.
  Result<Envelope> For(Compartment compartment) const;

 private:
  struct Wrapped {
    std::uint32_t version = 0;
    std::uint32_t period = 0;
    Bytes sealed;
  };
  CompartmentKeys(const Keystore& keystore, const DossierId& dossier)
      : keystore_(&keystore), dossier_(dossier) {}

  const Keystore* keystore_;
  DossierId dossier_;
  std::array<Wrapped, kCompartments> wrapped_;
};

extern const storage::Migration kMigration;

}  // namespace relais::keys
