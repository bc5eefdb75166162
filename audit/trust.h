// A trust policy (C2SP tlog-policy): whose signatures a reader of the log believes. A file of lines:
//
//   log <vkey>                         the one log, required
//   witness <name> <vkey>              names are the policy's own
//   group <name> <k|any|all> <member>...   k of its members, witnesses or groups named above
//   quorum <name|none>                 what a checkpoint needs besides the log's signature
//
// Empty lines and lines that begin with '#' are passed over. Without a quorum line none is needed.
// An unknown line is an error: what it meant to demand would go unchecked. Immutable, thread-safe.
#pragma once

#include "audit/checkpoint.h"
#include "audit/cosignature.h"

namespace relais::audit {

struct Cosigned {
  std::string witness;  // as the policy names it
  std::uint64_t seconds = 0;
};

// A checkpoint that the policy accepts.
struct Trusted {
  Checkpoint checkpoint;
  std::vector<Cosigned> cosigned;  // by the policy's witnesses, whether needed or not
  bool quorum_needed = false;
};

class TrustPolicy {
 public:
  // The error's `field` is the line number, where there is one.
  static Result<TrustPolicy> Parse(std::string_view text);
  // That of a log alone.
  explicit TrustPolicy(NoteVerifier log) : log_(std::move(log)) {}

  const NoteVerifier& log() const { return log_; }
  std::size_t witnesses() const { return witnesses_.size(); }
  // kCorrupt unless the log signed the note, no line of a key of the policy is bad, and the quorum
  // cosigned it.
  Result<Trusted> Open(std::string_view note) const;

 private:
  struct Witness {
    std::string name;
    WitnessVerifier verifier;
  };
  struct Group {
    std::string name;
    std::size_t needed = 0;
    std::vector<std::string> members;
  };
  class Reading;
  bool QuorumMet(const std::vector<Cosigned>& cosigned) const;
  std::string Lacking(const std::vector<Cosigned>& cosigned) const;

  NoteVerifier log_;
  std::vector<Witness> witnesses_;
  std::vector<Group> groups_;
  std::string quorum_;  // empty: none
};

}  // namespace relais::audit
