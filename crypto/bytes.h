// Bytes are std::string: what SQL blobs, protobuf and OpenSSL take without a copy. Text codecs are strict: one
// spelling per value, so that an identifier or a proof cannot be written in two ways.
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

inline const unsigned char* Data(BytesView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
inline unsigned char* Data(Bytes& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

std::string ToHex(BytesView bytes);            // lower case
Result<Bytes> FromHex(std::string_view text);  // lower case only
std::string ToBase64(BytesView bytes);         // standard alphabet, padded
Result<Bytes> FromBase64(std::string_view text);
std::string ToBase64Url(BytesView bytes);  // unpadded, for JWK coordinates
// Crockford base32, upper case, most significant bits first; the last character is padded with zero bits.
std::string ToBase32(BytesView bytes);
// Reads `size` bytes; accepts lower case and O, I, L as people write them, refuses non-zero padding bits.
Result<Bytes> FromBase32(std::string_view text, std::size_t size);

// Big-endian integers, appended to or cut from the front of a byte string.
void PutU16(Bytes& out, std::uint16_t value);
void PutU32(Bytes& out, std::uint32_t value);
void PutU64(Bytes& out, std::uint64_t value);

// Cuts fields off the front of a byte string. After the first short read every later one fails too.
class Reader {
 public:
  explicit Reader(BytesView bytes) : rest_(bytes) {}
  Result<BytesView> Take(std::size_t size);
  Result<std::uint8_t> U8();
  Result<std::uint16_t> U16();
  Result<std::uint32_t> U32();
  Result<std::uint64_t> U64();
  BytesView rest() const { return rest_; }

 private:
  Result<std::uint64_t> Integer(std::size_t size);
  BytesView rest_;
  bool failed_ = false;
};

}  // namespace relais
