// Bytes are std::string: what SQL blobs, protobuf and OpenSSL take without a copy. Text codecs are
// strict: one spelling per value, so that an identifier or a proof cannot be written in two ways.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/result.h"

namespace relais {

using Bytes = std::string;
using BytesView = std::string_view;

template <std::size_t N>
using Array = std::array<std::uint8_t, N>;
using Hash = Array<32>;

template <std::size_t N>
BytesView View(const Array<N>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), N};
}

// Exactly N bytes, or kInvalid.
template <std::size_t N>
Result<Array<N>> ToArray(BytesView bytes) {
  if (bytes.size() != N) return Fail(Reason::kInvalid, "wrong length");
  Array<N> out;
  bytes.copy(reinterpret_cast<char*>(out.data()), N);
  return out;
}

inline const unsigned char* Data(BytesView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
inline unsigned char* Data(Bytes& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

std::string ToHex(BytesView bytes);            // lower case
Result<Bytes> FromHex(std::string_view text);  // lower case only
std::string ToBase64(BytesView bytes);         // standard alphabet, padded
Result<Bytes> FromBase64(std::string_view text);
std::string ToBase64Url(BytesView bytes);  // unpadded, as JOSE writes it
// The bytes of unpadded base64url in its one spelling, or kInvalid.
Result<Bytes> FromBase64Url(std::string_view text);
// Crockford base32, upper case, most significant bits first; the last character is padded with zero
// bits.
std::string ToBase32(BytesView bytes);
// Reads `size` bytes; accepts lower case and O, I, L as people write them, refuses non-zero padding
// bits.
Result<Bytes> FromBase32(std::string_view text, std::size_t size);

// Big-endian integers, appended to or cut from the front of a byte string.
void PutU16(Bytes& out, std::uint16_t value);
void PutU32(Bytes& out, std::uint32_t value);
void PutU64(Bytes& out, std::uint64_t value);

// Cuts fields off the front of a byte string. After the first short read every later one fails too.
class Reader {
 public:
  explicit Reader(BytesView bytes) : rest_(bytes) {}
  Result<BytesView> Take(std::size_t size) {
    if (failed_ || rest_.size() < size) return TooShort();
    const BytesView out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return out;
  }
  Result<std::uint8_t> U8() { return Integer<std::uint8_t>(); }
  Result<std::uint16_t> U16() { return Integer<std::uint16_t>(); }
  Result<std::uint32_t> U32() { return Integer<std::uint32_t>(); }
  Result<std::uint64_t> U64() { return Integer<std::uint64_t>(); }
  BytesView rest() const { return rest_; }

 private:
  template <class T>
  Result<T> Integer() {
    if (failed_ || rest_.size() < sizeof(T)) return TooShort();
    T value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
      value = static_cast<T>(value << 8 | static_cast<std::uint8_t>(rest_[i]));
    rest_.remove_prefix(sizeof(T));
    return value;
  }
  tl::unexpected<Error> TooShort();
  BytesView rest_;
  bool failed_ = false;
};

}  // namespace relais
