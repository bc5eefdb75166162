#include "services/keys/compartment_keys.h"

namespace relais::keys {

constexpr auto kSchema = R"(
    CREATE TABLE compartment_keys(
      label BLOB NOT NULL, compartment INTEGER NOT NULL, version INTEGER NOT NULL,
      period INTEGER NOT NULL, wrapped BLOB NOT NULL,
      PRIMARY KEY(label, compartment)) STRICT, WITHOUT ROWID)";

const storage::Migration kMigration = {"keys/1", kSchema};

namespace {

using storage::Query;
using storage::Rows;
using storage::Run;

// The keys of one dossier lie together, under a label that needs the keystore to be linked to it.
Bytes Label(const Keystore& keystore, const DossierId& dossier) {
  return Bytes(View(keystore.key_labels().Of(dossier.view())).substr(0, 16));
}

Bytes AssociatedData(const DossierId& dossier, Compartment compartment, std::uint32_t version,
                     std::uint32_t period) {
  Bytes out = "relais-compartment-key/1\n";
  out.append(dossier.view());
  out.push_back(static_cast<char>(compartment));
  PutU32(out, version);
  PutU32(out, period);
  return out;
}

}  // namespace

Status CompartmentKeys::Create(storage::Connection& vault, const Keystore& keystore, Random& random,
                               const DossierId& dossier) {
  const Bytes label = Label(keystore, dossier);
  const std::uint32_t period = keystore.newest_period();
  ASSIGN_OR_RETURN(const Key period_key, keystore.period_key(period));
  const Aead wrap(period_key);
  for (int c = 1; c <= kCompartments; ++c) {
    const Key key = random.NextKey();
    const Bytes sealed =
        wrap.Seal(random, AssociatedData(dossier, static_cast<Compartment>(c), 1, period),
                  key.ExposeSecretBytes());
    RETURN_IF_ERROR(Run(vault, "INSERT INTO compartment_keys VALUES(?1, ?2, 1, ?3, ?4)", label, c,
                        period, sealed));
  }
  return {};
}

Result<CompartmentKeys> CompartmentKeys::Load(storage::Connection& vault, const Keystore& keystore,
                                              const DossierId& dossier) {
  CompartmentKeys keys(keystore, dossier);
  const Bytes label = Label(keystore, dossier);
  ASSIGN_OR_RETURN(
      Rows rows,
      Query(vault,
            "SELECT compartment, version, period, wrapped FROM compartment_keys WHERE label = ?1",
            label));
  int found = 0;
  for (;; ++found) {
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    if (!row) break;
    const auto at = static_cast<std::size_t>(rows.Int(0) - 1);
    if (at >= keys.wrapped_.size())
      return Fail(Reason::kCorrupt, "a stored key is of no known compartment");
    keys.wrapped_[at] = {static_cast<std::uint32_t>(rows.Int(1)),
                         static_cast<std::uint32_t>(rows.Int(2)), Bytes(rows.Blob(3))};
  }
  if (found == 0) return Fail(Reason::kCorrupt, "a dossier has no keys");
  return keys;
}

Result<Envelope> CompartmentKeys::For(Compartment compartment) const {
  const Wrapped& wrapped = wrapped_[static_cast<std::size_t>(compartment) - 1];
  ASSIGN_OR_RETURN(const Key period_key, keystore_->period_key(wrapped.period));
  ASSIGN_OR_RETURN(Bytes bytes,
                   Aead(period_key)
                       .Open(AssociatedData(dossier_, compartment, wrapped.version, wrapped.period),
                             wrapped.sealed));
  ASSIGN_OR_RETURN(const Key key, Key::FromBytes(bytes));
  Wipe(bytes);
  return Envelope(key, wrapped.version);
}

}  // namespace relais::keys
