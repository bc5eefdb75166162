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

void StoredRecords::Add(const RecordId& id, Compartment compartment, std::uint32_t version,
                        BytesView sealed) {
  auto* const place = static_cast<char*>(bytes_->allocate(sealed.size(), 1));
  sealed.copy(place, sealed.size());
  if (rows_.empty()) rows_.reserve(64);
  rows_.push_back({id, compartment, version, {place, sealed.size()}});
}

void StoredRecords::Append(const StoredRecords& more) {
  for (const StoredRecord& row : more.rows_)
    Add(row.id, row.compartment, row.version, {row.sealed.data(), row.sealed.size()});
}

Result<Sealed<OpenRecords>> Disclose(const access::Permit& permit,
                                     const keys::CompartmentKeys& keys, StoredRecords records) {
  Disclosure what{static_cast<std::uint32_t>(records.rows().size()),
                  DisclosureDigest(records.rows())};
  Envelopes envelopes(keys);
  OpenRecords open{std::move(records)};
  open.rows.reserve(open.bytes.rows().size());
  for (const StoredRecord& record : open.bytes.rows()) {
    if (!permit.granted().Has(record.compartment) || keys.dossier() != permit.request().dossier) {
      return Fail(Reason::kInternal, "a record outside the permit was about to be opened");
    }
    ASSIGN_OR_RETURN(const keys::Envelope* const envelope, envelopes.For(record.compartment));
    ASSIGN_OR_RETURN(
        const BytesView content,
        envelope->OpenInPlace({keys.dossier(), record.compartment, record.id, record.version},
                              record.sealed));
    open.rows.push_back({record.id, record.compartment, record.version, content});
  }
  return Sealed<OpenRecords>(permit, std::move(open), std::move(what));
}

Hash DisclosureDigest(std::span<const StoredRecord> records) {
  if (records.empty()) return Hash{};
  std::vector<const StoredRecord*> sorted;
  sorted.reserve(records.size());
  for (const StoredRecord& record : records) sorted.push_back(&record);
  std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) {
    const int order = a->id.view().compare(b->id.view());
    return order != 0 ? order < 0 : a->version < b->version;
  });
  Bytes all;
  all.reserve(36 * sorted.size());
  for (const StoredRecord* record : sorted) {
    all.append(record->id.view());
    PutU32(all, record->version);
    const BytesView sealed(record->sealed.data(), record->sealed.size());
    all.append(sealed.size() < kTagSize ? BytesView() : keys::SealedTag(sealed));
  }
  return Sha256(all);
}

}  // namespace relais::ledger
