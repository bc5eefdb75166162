#include "services/keys/envelope.h"

namespace relais::keys {
namespace {

constexpr char kFormat = 1;
constexpr std::size_t kHeaderSize = 5;

Bytes Header(std::uint32_t key_version) {
  Bytes out(1, kFormat);
  PutU32(out, key_version);
  return out;
}

Bytes AssociatedData(const RecordPlace& place) {
  Bytes out = "relais-record/1\n";
  out.append(place.dossier.view());
  out.push_back(static_cast<char>(place.compartment));
  out.append(place.record.view());
  PutU32(out, place.version);
  return out;
}

}  // namespace

Bytes Envelope::Seal(Random& random, const RecordPlace& place, BytesView plaintext) const {
  return Header(key_version_) + aead_.Seal(random, AssociatedData(place), plaintext);
}

Result<Bytes> Envelope::Open(const RecordPlace& place, BytesView sealed) const {
  if (sealed.size() < kHeaderSize + kNonceSize + kTagSize) return Fail(Reason::kCorrupt, "a stored record is cut");
  if (sealed[0] != kFormat) return Fail(Reason::kCorrupt, "a stored record has an unknown format");
  if (sealed.substr(0, kHeaderSize) != Header(key_version_)) return Fail(Reason::kCorrupt, "a stored record is under another key");
  return aead_.Open(AssociatedData(place), sealed.substr(kHeaderSize));
}

}  // namespace relais::keys
