#include "crypto/bytes.h"

#include <openssl/evp.h>

#include <algorithm>

namespace relais {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kCrockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void PutInteger(Bytes& out, std::uint64_t value, int size) {
  for (int shift = 8 * (size - 1); shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(value >> shift));
}

// The value of one Crockford character, or -1.
int Base32Value(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') c = '0';
  if (c == 'I' || c == 'L') c = '1';
  const auto at = kCrockford.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

std::string ToHex(BytesView bytes) {
  std::string out;
  out.reserve(2 * bytes.size());
  for (const unsigned char c : bytes) {
    out.push_back(kHex[c >> 4]);
    out.push_back(kHex[c & 15]);
  }
  return out;
}

Result<Bytes> FromHex(std::string_view text) {
  if (text.size() % 2 != 0) return Fail(Reason::kInvalid, "hex needs an even number of digits");
  Bytes out;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto high = kHex.find(text[i]), low = kHex.find(text[i + 1]);
    if (high == kHex.npos || low == kHex.npos)
      return Fail(Reason::kInvalid, "not a lower-case hex digit");
    out.push_back(static_cast<char>(high << 4 | low));
  }
  return out;
}

std::string ToBase64(BytesView bytes) {
  Bytes out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size = EVP_EncodeBlock(Data(out), Data(bytes), static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

Result<Bytes> FromBase64(std::string_view text) {
  if (text.size() % 4 != 0)
    return Fail(Reason::kInvalid, "base64 needs a multiple of four characters");
  Bytes out(text.size() / 4 * 3 + 1, '\0');
  const int size = EVP_DecodeBlock(Data(out), Data(text), static_cast<int>(text.size()));
  if (size < 0) return Fail(Reason::kInvalid, "not base64");
  std::size_t padding = 0;
  if (text.ends_with("=="))
    padding = 2;
  else if (text.ends_with('='))
    padding = 1;
  out.resize(static_cast<std::size_t>(size) - padding);
  // OpenSSL trims spaces and takes stray padding; one spelling per value means: encode again and
  // compare.
  if (ToBase64(out) != text) return Fail(Reason::kInvalid, "not canonical base64");
  return out;
}

std::string ToBase64Url(BytesView bytes) {
  std::string out = ToBase64(bytes);
  while (out.ends_with('=')) out.pop_back();
  std::replace(out.begin(), out.end(), '+', '-');
  std::replace(out.begin(), out.end(), '/', '_');
  return out;
}

std::string ToBase32(BytesView bytes) {
  std::string out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const unsigned char c : bytes) {
    bits = bits << 8 | c;
    for (held += 8; held >= 5; held -= 5) out.push_back(kCrockford[bits >> (held - 5) & 31]);
  }
  if (held > 0) out.push_back(kCrockford[bits << (5 - held) & 31]);
  return out;
}

Result<Bytes> FromBase32(std::string_view text, std::size_t size) {
  if (text.size() != (size * 8 + 4) / 5) return Fail(Reason::kInvalid, "wrong length");
  Bytes out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const int value = Base32Value(c);
    if (value < 0) return Fail(Reason::kInvalid, "not a base32 character");
    bits = bits << 5 | static_cast<std::uint32_t>(value);
    held += 5;
    if (held >= 8) {
      held -= 8;
      out.push_back(static_cast<char>(bits >> held));
    }
  }
  if ((bits & ((1U << held) - 1)) != 0) return Fail(Reason::kInvalid, "not canonical base32");
  return out;
}

void PutU16(Bytes& out, std::uint16_t value) { PutInteger(out, value, 2); }
void PutU32(Bytes& out, std::uint32_t value) { PutInteger(out, value, 4); }
void PutU64(Bytes& out, std::uint64_t value) { PutInteger(out, value, 8); }

tl::unexpected<Error> Reader::TooShort() {
  failed_ = true;
  return Fail(Reason::kCorrupt, "bytes end too early");
}

Result<Bytes> FromBase64Url(std::string_view text) {
  std::string standard(text);
  if (standard.find_first_of("+/=") != standard.npos)
    return Fail(Reason::kInvalid, "not base64url");
  std::replace(standard.begin(), standard.end(), '-', '+');
  std::replace(standard.begin(), standard.end(), '_', '/');
  standard.append((4 - standard.size() % 4) % 4, '=');
  return FromBase64(standard);
}

}  // namespace relais
