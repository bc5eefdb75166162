#include "services/dossier/packed_records.h"

namespace relais::dossier {

void Pack(const RecordId& id, std::uint32_t version, BytesView sealed, Bytes& packed) {
  packed.append(id.view());
  PutU32(packed, version);
  PutU32(packed, static_cast<std::uint32_t>(sealed.size()));
  packed.append(sealed);
}

Result<bool> PackedRecords::Next() {
  if (after().empty()) return false;
  before_ = packed_.size() - after().size();
  const auto id = rest_.Take(16);
  const auto version = rest_.U32();
  const auto size = rest_.U32();
  const auto sealed = rest_.Take(size.value_or(0));
  if (!size || !sealed) return Fail(Reason::kCorrupt, "stored records are cut");
  ASSIGN_OR_RETURN(id_, RecordId::FromBytes(*id));
  version_ = *version;
  sealed_ = *sealed;
  return true;
}

}  // namespace relais::dossier
