// The keys of one server. The root key is a 0600 file; the keystore file, sealed under it, holds
// everything else that must never stand in a data store or its backups: store keys, the index and
// token masters, the log's signing seed, period keys. Losing either file loses the data; the
// keystore alone, without the root key, tells nothing but its size.
//
// root.key   64 lower-case hexadecimal digits and a newline
// keystore   "relais-keystore/1\n" | u32 size of the rest | nonce[12] | ciphertext | tag[16]
//            AES-256-GCM under the root key, the first line as associated data. The plaintext:
//              u16 count, and so often   u16 size | name | key[32], by name
//              u16 count, and so often   u32 period | key[32], by period
//            Integers are big-endian.
#pragma once

#include <filesystem>
#include <map>
#include <optional>

#include "crypto/aead.h"
#include "crypto/blind_index.h"

namespace relais::keys {

// Immutable once opened; thread-safe. The keys are in memory until it goes.
class Keystore {
 public:
  // Makes a new root key and keystore under `dir` ("root.key", "keystore", both 0600; `dir` itself
  // when missing), with period 1. kWrongState when either exists: nothing is overwritten.
  static Status Create(const std::filesystem::path& dir, Random& random);

  // The keys under `dir`. Otherwise, with the path in `field` and in the message:
  //   kUnavailable  a file is missing or cannot be read
  //   kWrongState   a file is open to group or others; the message holds the chmod to run
  //   kCorrupt      root.key is no root key; keystore is none, is cut or too long; or the root key
  //                 is not the one that sealed it (a changed keystore looks the same)
  static Result<Keystore> Open(const std::filesystem::path& dir);

  // Requires a store that a server has: "vault" or "log". Lives as long as the keystore.
  const Key& store_key(std::string_view store) const;
  const Key& log_seed() const;  // of the log's Ed25519 signing key
  // One per field, such as "card"; derived, so that any field has one.
  Key index_key(std::string_view field) const;
  Key token_key() const;  // seals page tokens
  // Labels the compartment keys in the vault: derived once, because every read needs it.
  const BlindIndex& key_labels() const { return *key_labels_; }
  // The newest period key's number; new compartment keys are wrapped under it.
  std::uint32_t newest_period() const;
  // kCorrupt when there is no such period: its key was destroyed.
  Result<Key> period_key(std::uint32_t period) const;

 private:
  Keystore() = default;
  static Keystore New(Random& random);
  static Result<Keystore> Parse(BytesView plaintext);
  Bytes Serialize() const;
  Status CheckComplete() const;
  const Key& Named(std::string_view name) const;

  std::map<std::string, Key, std::less<>> keys_;
  std::map<std::uint32_t, Key> periods_;
  std::optional<BlindIndex> key_labels_;
};

}  // namespace relais::keys
