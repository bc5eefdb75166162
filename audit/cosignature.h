// What a witness signs (C2SP tlog-cosignature, version 1): that at a given time this was the newest
// checkpoint of the log that it had seen, and that it goes on from every one it had cosigned
// before. A log that shows two histories needs two sets of witnesses. Everything is immutable and
// thread-safe.
#pragma once

#include <optional>

#include "audit/note.h"

namespace relais::audit {

class WitnessSigner {
 public:
  // kInvalid when `name` is not a key name. The seed is of this use alone: never a log's.
  static Result<WitnessSigner> Create(std::string name, Ed25519Signer signer);

  const std::string& name() const { return name_; }
  std::string Vkey() const;
  // The signature line over a checkpoint's text; `seconds` since 1970 in UTC.
  std::string Cosign(std::string_view text, std::uint64_t seconds) const;

 private:
  WitnessSigner(std::string name, Ed25519Signer signer)
      : name_(std::move(name)), signer_(std::move(signer)) {}
  std::string name_;
  Ed25519Signer signer_;
};

class WitnessVerifier {
 public:
  static Result<WitnessVerifier> FromVkey(std::string_view vkey);

  const std::string& name() const { return key_.name; }
  std::uint32_t key_id() const { return key_.key_id; }
  // When it cosigned the note, in seconds; nullopt when it did not; kCorrupt when a line of its key
  // does not hold.
  Result<std::optional<std::uint64_t>> CosignedAt(const Note& note) const;

 private:
  explicit WitnessVerifier(VerifierKey key) : key_(std::move(key)) {}
  VerifierKey key_;
};

}  // namespace relais::audit
