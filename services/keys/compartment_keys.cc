#include "services/keys/compartment_keys.h"

namespace relais::keys {

constexpr auto kSchema = R"(
    CREATE TABLE compartment_keys(
      label BLOB PRIMARY KEY, period INTEGER NOT NULL, wrapped BLOB NOT NULL) STRICT)";

const storage::Migration kMigration = {"keys/1", kSchema};

namespace {

constexpr std::size_t kWrappedSize = 4 + kNonceSize + 32 + kTagSize;

using storage::Query;
using storage::Rows;
using storage::Run;

// It takes the keystore to link a label to its dossier.
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
  const std::uint32_t period = keystore.newest_period();
  ASSIGN_OR_RETURN(const Key period_key, keystore.period_key(period));
  const Aead wrap(period_key);
  constexpr std::uint32_t kFirst = 1;
  Bytes wrapped;
  for (int c = 1; c <= kCompartments; ++c) {
    const Key key = random.NextKey();
    PutU32(wrapped, kFirst);
    wrapped +=
        wrap.Seal(random, AssociatedData(dossier, static_cast<Compartment>(c), kFirst, period),
                  key.ExposeSecretBytes());
  }
  RETURN_IF_ERROR(Run(vault, "INSERT INTO compartment_keys VALUES(?1, ?2, ?3)",
                      Label(keystore, dossier), period, wrapped));
  return {};
}

Result<CompartmentKeys> CompartmentKeys::Load(storage::Connection& vault, const Keystore& keystore,
                                              const DossierId& dossier) {
  const Bytes label = Label(keystore, dossier);
  ASSIGN_OR_RETURN(
      Rows rows,
      Query(vault, "SELECT period, wrapped FROM compartment_keys WHERE label = ?1", label));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row) return Fail(Reason::kCorrupt, "a dossier has no keys");
  const auto period = static_cast<std::uint32_t>(rows.Int(0));
  ASSIGN_OR_RETURN(const Key period_key, keystore.period_key(period));
  if (rows.Blob(1).size() != kCompartments * kWrappedSize)
    return Fail(Reason::kCorrupt, "the stored keys of a dossier are cut");
  return CompartmentKeys(dossier, period, period_key, Bytes(rows.Blob(1)));
}

Result<Envelope> CompartmentKeys::For(Compartment compartment) const {
  Reader wrapped(BytesView(wrapped_).substr(
      (static_cast<std::size_t>(compartment) - 1) * kWrappedSize, kWrappedSize));
  ASSIGN_OR_RETURN(const auto version, wrapped.U32());
  ASSIGN_OR_RETURN(
      Bytes bytes,
      unwrap_.Open(AssociatedData(dossier_, compartment, version, period_), wrapped.rest()));
  ASSIGN_OR_RETURN(const Key key, Key::FromBytes(bytes));
  Wipe(bytes);
  return Envelope(key, version);
}

}  // namespace relais::keys
