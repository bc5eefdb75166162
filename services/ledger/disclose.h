// The one way from stored ciphertext to content: it takes a permit, refuses what the permit does
// not open, and returns the content sealed, with the digest that the log will hold.
#pragma once

#include <memory_resource>
#include <span>

#include "services/keys/compartment_keys.h"
#include "services/ledger/sealed.h"

namespace relais::ledger {

struct StoredRecord {
  RecordId id;
  Compartment compartment = Compartment::kIdentity;
  std::uint32_t version = 0;
  std::span<char> sealed;
};

// The rows of one read. Their bytes lie side by side, and are opened where they lie: a dossier has
// dozens.
class StoredRecords {
 public:
  void Add(const RecordId& id, Compartment compartment, std::uint32_t version, BytesView sealed);
  void Append(const StoredRecords& more);
  std::span<StoredRecord> rows() { return rows_; }
  std::span<const StoredRecord> rows() const { return rows_; }

 private:
  std::unique_ptr<std::pmr::monotonic_buffer_resource> bytes_ =
      std::make_unique<std::pmr::monotonic_buffer_resource>(16 * 1024);
  std::vector<StoredRecord> rows_;
};

struct OpenRecord {
  RecordId id;
  Compartment compartment;
  std::uint32_t version;
  BytesView content;
};

// `rows` are views into `bytes`.
struct OpenRecords {
  StoredRecords bytes;
  std::vector<OpenRecord> rows = {};
};

// kInternal when a record's compartment is not granted; kCorrupt when a record does not open.
Result<Sealed<OpenRecords>> Disclose(const access::Permit& permit,
                                     const keys::CompartmentKeys& keys, StoredRecords records);

// SHA-256 over the sorted (record id[16] | version u32 | ciphertext tag[16]); known before anything
// is decrypted.
Hash DisclosureDigest(std::span<const StoredRecord> records);

}  // namespace relais::ledger
