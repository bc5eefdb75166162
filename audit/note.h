// Signed notes (C2SP signed-note): a text of lines, an empty line, then one line per signature.
// Anybody may add a signature, so lines of unknown keys mean nothing and are ignored; a bad line of
// a known key refuses the whole note. Keys of type 01 (Ed25519) sign and verify here; those of
// witnesses are in cosignature.h.
// Everything is immutable and thread-safe.
//
// Errors: kInvalid when the bytes are not such a thing, kCorrupt when they are but no signature
// holds.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/ed25519.h"

namespace relais::audit {

inline constexpr std::size_t kMaxNoteSignatures = 64;

// The first byte of a key's encoding. Another type brings its own key id and signature, not another
// note.
enum class KeyType : std::uint8_t { kEd25519 = 0x01, kCosignature = 0x04 };

// Not empty, UTF-8, no control character, no Unicode space, no '+'.
bool IsKeyName(std::string_view name);
// SHA-256(name || 0x0A || type || public key), the first four bytes, big-endian.
std::uint32_t KeyId(std::string_view name, KeyType type, BytesView public_key);
// One signature line with its final newline; `signature` without the key id.
std::string SignatureLine(std::string_view name, std::uint32_t key_id, BytesView signature);

// The public half of a key as people hand it out: name+id+key.
struct VerifierKey {
  std::string name;
  std::uint32_t key_id = 0;
  Ed25519Public key{};
};
std::string FormatVkey(std::string_view name, KeyType type, const Ed25519Public& key);
// kInvalid when it is of another type.
Result<VerifierKey> ParseVkey(std::string_view vkey, KeyType type);

class NoteSigner {
 public:
  // kInvalid when `name` is not a key name.
  static Result<NoteSigner> Create(std::string name, Ed25519Signer signer);

  const std::string& name() const { return name_; }
  std::string Vkey() const;
  // The whole note: the text, an empty line, our signature line. Requires a text that ParseNote
  // would accept: lines of UTF-8, the last one ended by a newline. Aborts otherwise, because nobody
  // could verify what was signed.
  std::string Sign(std::string_view text) const;

 private:
  NoteSigner(std::string name, Ed25519Signer signer);

  std::string name_;
  Ed25519Signer signer_;
  std::uint32_t key_id_;
};

class NoteVerifier {
 public:
  static Result<NoteVerifier> FromVkey(std::string_view vkey);

  const std::string& name() const { return key_.name; }
  std::uint32_t key_id() const { return key_.key_id; }
  std::string Vkey() const { return FormatVkey(key_.name, KeyType::kEd25519, key_.key); }
  // `signature` without the key id.
  bool Verify(std::string_view text, BytesView signature) const;

 private:
  explicit NoteVerifier(VerifierKey key) : key_(std::move(key)) {}
  VerifierKey key_;
};

struct NoteSignature {
  std::string_view name;
  std::uint32_t key_id;
  Bytes signature;  // without the key id
};

// A note taken apart, nothing verified. The views live as long as the note's bytes.
struct Note {
  std::string_view text;  // with its final newline
  std::vector<NoteSignature> signatures;
};

Result<Note> ParseNote(std::string_view note);

// The text, when at least one of `known` signed it and no signature line of a known key is bad.
// Which of them signed is not told: to count signers, open with one verifier at a time.
Result<std::string> OpenNote(std::string_view note, std::span<const NoteVerifier> known);

}  // namespace relais::audit
