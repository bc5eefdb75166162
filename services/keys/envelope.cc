#include "services/keys/envelope.h"

#include <array>

namespace relais::keys {
namespace {

constexpr char kFormat = 1;
constexpr std::size_t kHeaderSize = 5;

Bytes Header(std::uint32_t key_version) {
  Bytes out(1, kFormat);
  PutU32(out, key_version);
  return out;
}

// Written into a fixed array: a dossier is opened record by record.
class AssociatedData {
 public:
  explicit AssociatedData(const RecordPlace& place) {
    Put(kLabel);
    Put(place.dossier.view());
    bytes_[size_++] = static_cast<char>(place.compartment);
    Put(place.record.view());
    for (int shift = 24; shift >= 0; shift -= 8)
      bytes_[size_++] = static_cast<char>(place.version >> shift);
  }
  BytesView view() const { return {bytes_.data(), size_}; }

 private:
  static constexpr BytesView kLabel = "relais-record/1\n";
  void Put(BytesView part) { size_ += part.copy(bytes_.data() + size_, part.size()); }
  std::array<char, kLabel.size() + 16 + 1 + 16 + 4> bytes_;
  std::size_t size_ = 0;
};

}  // namespace

Bytes Envelope::Seal(Random& random, const RecordPlace& place, BytesView plaintext) const {
  return Header(key_version_) + aead_.Seal(random, AssociatedData(place).view(), plaintext);
}

Result<BytesView> Envelope::OpenInPlace(const RecordPlace& place, std::span<char> sealed) const {
  Reader header(BytesView(sealed.data(), sealed.size()));
  const auto format = header.U8();
  const auto key_version = header.U32();
  if (!format || !key_version) return Fail(Reason::kCorrupt, "a stored record is cut");
  if (*format != kFormat) return Fail(Reason::kCorrupt, "a stored record has an unknown format");
  if (*key_version != key_version_)
    return Fail(Reason::kCorrupt, "a stored record is under another key");
  return aead_.OpenInPlace(AssociatedData(place).view(), sealed.subspan(kHeaderSize));
}

}  // namespace relais::keys
