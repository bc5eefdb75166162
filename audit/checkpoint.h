// A checkpoint (C2SP tlog-checkpoint): the log's name, size and root, signed as a note under the
// key of that name. It says nothing of time, and one checkpoint alone does not show that others
// were given the same one. Pure functions.
#pragma once

#include "audit/merkle.h"
#include "audit/note.h"

namespace relais::audit {

struct Checkpoint {
  std::string origin;  // a key name
  std::uint64_t size = 0;
  Hash root = EmptyRoot();

  // Three lines: what is signed.
  std::string Text() const;
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// The one inverse of Text; extension lines, which our logs never write, are kInvalid too.
Result<Checkpoint> ParseCheckpoint(std::string_view text);

// The signed note. kInvalid unless the signer's name is the origin. Releases a signature: the
// caller has made (size, root) durable, and has checked that it extends what was signed before.
Result<std::string> SignCheckpoint(const Checkpoint& checkpoint, const NoteSigner& log);
// Of a note that `log` signed and whose origin is the log's name.
Result<Checkpoint> OpenCheckpoint(std::string_view note, const NoteVerifier& log);

}  // namespace relais::audit
