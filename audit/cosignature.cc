#include "audit/cosignature.h"

namespace relais::audit {
namespace {

Bytes Message(std::string_view text, std::uint64_t seconds) {
  Bytes out = "cosignature/v1\ntime ";
  return out.append(std::to_string(seconds)).append("\n").append(text);
}

}  // namespace

Result<WitnessSigner> WitnessSigner::Create(std::string name, Ed25519Signer signer) {
  if (!IsKeyName(name))
    return Fail(Reason::kInvalid, "a key name is UTF-8 without spaces, control characters or '+'");
  return WitnessSigner(std::move(name), std::move(signer));
}

std::string WitnessSigner::Vkey() const {
  return FormatVkey(name_, KeyType::kCosignature, signer_.public_key());
}

std::string WitnessSigner::Cosign(std::string_view text, std::uint64_t seconds) const {
  Bytes signature;
  PutU64(signature, seconds);
  signature.append(View(signer_.Sign(Message(text, seconds))));
  return SignatureLine(name_, KeyId(name_, KeyType::kCosignature, View(signer_.public_key())),
                       signature);
}

Result<WitnessVerifier> WitnessVerifier::FromVkey(std::string_view vkey) {
  ASSIGN_OR_RETURN(VerifierKey key, ParseVkey(vkey, KeyType::kCosignature));
  return WitnessVerifier(std::move(key));
}

Result<std::optional<std::uint64_t>> WitnessVerifier::CosignedAt(const Note& note) const {
  std::optional<std::uint64_t> newest;
  for (const NoteSignature& line : note.signatures) {
    if (line.name != key_.name || line.key_id != key_.key_id) continue;
    Reader reader(line.signature);
    const auto seconds = reader.U64();
    if (!seconds || !Ed25519Verify(key_.key, Message(note.text, *seconds), reader.rest()))
      return Fail(Reason::kCorrupt, "the signature of " + key_.name + " does not hold");
    newest = std::max(newest, std::optional(*seconds));
  }
  return newest;
}

}  // namespace relais::audit
