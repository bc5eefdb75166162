// SHA-256, HMAC-SHA-256, HKDF-SHA-256 (RFC 5869), scrypt (RFC 7914). Algorithms are fetched once.
// Thread-safe.
#pragma once

#include <initializer_list>

#include "crypto/secret.h"

namespace relais {

// Of the parts one after the other, with nothing between them: give fixed lengths or length
// prefixes.
Hash Sha256(std::initializer_list<BytesView> parts);
inline Hash Sha256(BytesView bytes) { return Sha256({bytes}); }

Hash HmacSha256(const Key& key, std::initializer_list<BytesView> parts);
inline Hash HmacSha256(const Key& key, BytesView bytes) { return HmacSha256(key, {bytes}); }

// `size` <= 8160 bytes.
Bytes HkdfSha256(BytesView key, BytesView salt, BytesView info, std::size_t size);
// One key for one use out of another, told apart by `info`.
Key DeriveKey(const Key& key, BytesView info);

// A slow hash for what a person remembers: about 40 ms and 16 MiB. Never on the log writer's
// thread.
Hash ScryptSha256(BytesView word, BytesView salt);

}  // namespace relais
