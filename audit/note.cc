#include "audit/note.h"

#include <algorithm>
#include <cstdlib>

#include "audit/text.h"
#include "crypto/hash.h"

namespace relais::audit {
namespace {

constexpr std::string_view kSignaturePrefix = "\xE2\x80\x94 ";  // an em dash and a space
constexpr std::size_t kKeyIdSize = 4;

// UTF-8 without control characters below the space, newlines apart.
bool IsPlainText(std::string_view text) {
  while (!text.empty()) {
    const auto c = TakeCharacter(text);
    if (!c || (*c < 0x20 && *c != '\n')) return false;
  }
  return true;
}

Bytes KeyBytes(KeyType type, BytesView public_key) {
  return Bytes(1, static_cast<char>(type)).append(public_key);
}

std::string WrongType(std::uint8_t written, KeyType needed) {
  if (written == static_cast<std::uint8_t>(KeyType::kEd25519))
    return "this is the key of a log; here that of a witness is needed";
  if (written == static_cast<std::uint8_t>(KeyType::kCosignature))
    return "this is the key of a witness; here that of a log is needed";
  return "the verifier key is of type " + std::to_string(written) + "; needed is type " +
         std::to_string(static_cast<int>(needed));
}

Bytes KeyIdBytes(std::uint32_t key_id) {
  Bytes out;
  PutU32(out, key_id);
  return out;
}

Result<NoteSignature> ParseSignatureLine(std::string_view line) {
  if (!line.starts_with(kSignaturePrefix)) {
    return Fail(Reason::kInvalid, "a note's signature line must begin with a dash and a space");
  }
  line.remove_prefix(kSignaturePrefix.size());
  const std::string_view name = TakeWord(line);
  if (!IsKeyName(name)) return Fail(Reason::kInvalid, "a note's signature line has no key name");
  const auto bytes = FromBase64(line);
  if (!bytes || bytes->size() <= kKeyIdSize) {
    return Fail(Reason::kInvalid, "a note's signature line has no signature in base64");
  }
  Reader reader(*bytes);
  ASSIGN_OR_RETURN(const std::uint32_t key_id, reader.U32());
  return NoteSignature{name, key_id, Bytes(reader.rest())};
}

}  // namespace

bool IsKeyName(std::string_view name) {
  if (name.empty()) return false;
  while (!name.empty()) {
    const auto c = TakeCharacter(name);
    if (!c || *c < 0x20 || *c == '+' || IsUnicodeSpace(*c)) return false;
  }
  return true;
}

std::uint32_t KeyId(std::string_view name, KeyType type, BytesView public_key) {
  const Hash hash = Sha256({name, "\n", KeyBytes(type, public_key)});
  return *Reader(View(hash)).U32();
}

std::string FormatVkey(std::string_view name, KeyType type, const Ed25519Public& key) {
  return std::string(name) + "+" + ToHex(KeyIdBytes(KeyId(name, type, View(key)))) + "+" +
         ToBase64(KeyBytes(type, View(key)));
}

Result<VerifierKey> ParseVkey(std::string_view vkey, KeyType type) {
  const auto first = vkey.find('+');
  const auto second = first == vkey.npos ? vkey.npos : vkey.find('+', first + 1);
  if (second == vkey.npos) return Fail(Reason::kInvalid, "a verifier key is name+id+key");
  const std::string_view name = vkey.substr(0, first);
  if (!IsKeyName(name)) return Fail(Reason::kInvalid, "the verifier key's name is not a key name");
  const auto id = FromHex(vkey.substr(first + 1, second - first - 1));
  if (!id || id->size() != kKeyIdSize)
    return Fail(Reason::kInvalid, "the verifier key's id is not 8 hex digits");
  const auto key = FromBase64(vkey.substr(second + 1));
  if (!key || key->empty()) return Fail(Reason::kInvalid, "the verifier key is not base64");
  const auto written = static_cast<std::uint8_t>(key->front());
  if (written != static_cast<std::uint8_t>(type))
    return Fail(Reason::kInvalid, WrongType(written, type));
  const auto public_key = ToArray<32>(BytesView(*key).substr(1));
  if (!public_key) return Fail(Reason::kInvalid, "the verifier key is not 32 bytes");
  const std::uint32_t key_id = KeyId(name, type, View(*public_key));
  if (KeyIdBytes(key_id) != *id)
    return Fail(Reason::kInvalid, "the verifier key's id does not belong to it");
  return VerifierKey{std::string(name), key_id, *public_key};
}

std::string SignatureLine(std::string_view name, std::uint32_t key_id, BytesView signature) {
  std::string line(kSignaturePrefix);
  line.append(name).append(" ").append(ToBase64(KeyIdBytes(key_id).append(signature))).append("\n");
  return line;
}

Result<NoteSigner> NoteSigner::Create(std::string name, Ed25519Signer signer) {
  if (!IsKeyName(name)) {
    return Fail(Reason::kInvalid, "a key name is UTF-8 without spaces, control characters or '+'");
  }
  return NoteSigner(std::move(name), std::move(signer));
}

NoteSigner::NoteSigner(std::string name, Ed25519Signer signer)
    : name_(std::move(name)),
      signer_(std::move(signer)),
      key_id_(KeyId(name_, KeyType::kEd25519, View(signer_.public_key()))) {}

std::string NoteSigner::Vkey() const {
  return FormatVkey(name_, KeyType::kEd25519, signer_.public_key());
}

std::string NoteSigner::Sign(std::string_view text) const {
  if (!text.ends_with('\n') || !IsPlainText(text)) std::abort();
  std::string note(text);
  note.append("\n").append(SignatureLine(name_, key_id_, View(signer_.Sign(text))));
  return note;
}

Result<NoteVerifier> NoteVerifier::FromVkey(std::string_view vkey) {
  ASSIGN_OR_RETURN(VerifierKey key, ParseVkey(vkey, KeyType::kEd25519));
  return NoteVerifier(std::move(key));
}

bool NoteVerifier::Verify(std::string_view text, BytesView signature) const {
  return Ed25519Verify(key_.key, text, signature);
}

Result<Note> ParseNote(std::string_view note) {
  if (!IsPlainText(note))
    return Fail(Reason::kInvalid, "a note is UTF-8 without control characters");
  const auto split = note.rfind("\n\n");
  if (split == note.npos)
    return Fail(Reason::kInvalid, "a note has an empty line before its signatures");
  Note out{note.substr(0, split + 1), {}};
  for (std::string_view rest = note.substr(split + 2); !rest.empty();) {
    if (out.signatures.size() == kMaxNoteSignatures)
      return Fail(Reason::kInvalid, "the note has too many signatures");
    ASSIGN_OR_RETURN(const std::string_view line, TakeLine(rest));
    ASSIGN_OR_RETURN(NoteSignature signature, ParseSignatureLine(line));
    out.signatures.push_back(std::move(signature));
  }
  if (out.signatures.empty()) return Fail(Reason::kInvalid, "the note has no signature");
  return out;
}

Result<std::string> OpenNote(std::string_view note, std::span<const NoteVerifier> known) {
  ASSIGN_OR_RETURN(const Note parsed, ParseNote(note));
  bool signed_by_known = false;
  for (const NoteSignature& signature : parsed.signatures) {
    const auto verifier = std::find_if(known.begin(), known.end(), [&](const NoteVerifier& v) {
      return v.name() == signature.name && v.key_id() == signature.key_id;
    });
    if (verifier == known.end()) continue;
    if (!verifier->Verify(parsed.text, signature.signature)) {
      return Fail(Reason::kCorrupt, "the signature of " + verifier->name() + " does not hold");
    }
    signed_by_known = true;
  }
  if (!signed_by_known) return Fail(Reason::kCorrupt, "no trusted key signed this");
  return std::string(parsed.text);
}

}  // namespace relais::audit
