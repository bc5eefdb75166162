#include "services/ledger/disclose.h"

#include <algorithm>
#include <array>
#include <optional>

namespace relais::ledger {
namespace {

// The envelopes of one dossier, each unwrapped when first needed.
class Envelopes {
 public:
  explicit Envelopes(const keys::CompartmentKeys& keys) : keys_(keys) {}
  Result<const keys::Envelope*> For(Compartment compartment) {
    auto& slot = slots_[static_cast<std::size_t>(compartment) - 1];
    if (!slot) {
      ASSIGN_OR_RETURN(slot, keys_.For(compartment));
    }
    return &*slot;
  }

 private:
  const keys::CompartmentKeys& keys_;
  std::array<std::optional<keys::Envelope>, kCompartments> slots_;
};

}  // namespace

Result<Sealed<std::vector<OpenRecord>>> Disclose(const access::Permit& permit, const keys::CompartmentKeys& keys, std::span<const StoredRecord> records) {
  Envelopes envelopes(keys);
  std::vector<OpenRecord> open;
  open.reserve(records.size());
  for (const StoredRecord& record : records) {
    if (!permit.granted().Has(record.compartment) || keys.dossier() != permit.request().dossier) {
      return Fail(Reason::kInternal, "a record outside the permit was about to be opened");
    }
    ASSIGN_OR_RETURN(const keys::Envelope* const envelope, envelopes.For(record.compartment));
    ASSIGN_OR_RETURN(Bytes content, envelope->Open({keys.dossier(), record.compartment, record.id, record.version}, record.sealed));
    open.push_back({record.id, record.compartment, record.version, std::move(content)});
  }
  Disclosure what{static_cast<std::uint32_t>(records.size()), DisclosureDigest(records)};
  return Sealed<std::vector<OpenRecord>>(permit, std::move(open), std::move(what));
}

Hash DisclosureDigest(std::span<const StoredRecord> records) {
  if (records.empty()) return Hash{};
  std::vector<const StoredRecord*> sorted;
  for (const StoredRecord& record : records) sorted.push_back(&record);
  std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return std::pair(a->id, a->version) < std::pair(b->id, b->version); });
  Bytes all;
  all.reserve(36 * sorted.size());
  for (const StoredRecord* record : sorted) {
    all.append(record->id.view());
    PutU32(all, record->version);
    all.append(record->sealed.size() < kTagSize ? BytesView() : keys::SealedTag(record->sealed));
  }
  return Sha256(all);
}

}  // namespace relais::ledger
