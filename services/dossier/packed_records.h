// The sealed records of one compartment, side by side in one row: a read of forty facts takes four
// rows, not forty. Each stays sealed by itself, bound to its own place.
//
//   as often as there are records   id[16] | version u32 | u32 size | sealed[size]
//
// Integers are big-endian; new records stand at the end.
#pragma once

#include "services/base/ids.h"

namespace relais::dossier {

void Pack(const RecordId& id, std::uint32_t version, BytesView sealed, Bytes& packed);

// A cursor over `packed`, which must outlive it.
class PackedRecords {
 public:
  explicit PackedRecords(BytesView packed) : packed_(packed), rest_(packed) {}
  // False at the end. kCorrupt when the last record is cut.
  Result<bool> Next();
  const RecordId& id() const { return id_; }
  std::uint32_t version() const { return version_; }
  BytesView sealed() const { return sealed_; }
  // The records in front of this one, and behind it.
  BytesView before() const { return packed_.substr(0, before_); }
  BytesView after() const { return rest_.rest(); }

 private:
  BytesView packed_;
  Reader rest_;
  std::size_t before_ = 0;
  RecordId id_;
  std::uint32_t version_ = 0;
  BytesView sealed_;
};

}  // namespace relais::dossier
