// What is kept of an entry for the house whose professional read: who, when, for what, and with what
// outcome; nothing of the person. It is sealed under a key of that house, which is in no store, so it
// can be read when the person's own entry cannot any more: abuse must not vanish with an erasure. It
// shows what the server wrote down, and proves it no further than that.
//
// Beside the entry, empty where no professional of a house acted:
//   house[16] | time u64, ms | nonce[12] | ciphertext | tag[16]
// bound by its associated data: "relais-oversight/1\n" | index u64 | house[16] | time u64. The plaintext
// is an entry's details (audit/details.md) that say no more than OversightOf. Integers are big-endian.
#pragma once

#include "services/ledger/log_store.h"

namespace relais::ledger {

// Of `asked`: that kinds were asked for which an officer is not told apart (whereabouts, residence,
// health, psychiatric, justice). No compartment has this bit.
inline constexpr std::uint16_t kRestricted = 1;

// The part of an entry that says nothing of the person.
audit::Details OversightOf(const audit::Details& details);

// Remembers the keys of the houses that it met. Not thread-safe: make one per thread.
class Oversight {
 public:
  explicit Oversight(const Key& master) : master_(master) {}

  // Whether there is something to keep: a professional of a house acted.
  static bool IsKept(const audit::Details& details);
  // For the entry at `index`; empty when there is nothing to keep.
  Bytes Seal(const audit::Details& details, std::uint64_t index, Random& random);
  // kCorrupt when it was changed, or moved from another entry.
  Result<audit::Details> Open(BytesView kept, std::uint64_t index);

 private:
  const Aead& KeyOf(const Array<16>& house);
  const Key master_;
  std::map<Array<16>, Aead> keys_;
};

// What is kept of the entry at `index`; nullopt when nothing was, or its time is over.
Result<std::optional<audit::Details>> ReadOversight(storage::Connection& log, Oversight& oversight,
                                                    std::uint64_t index);
// Forgets what was kept of entries before `before`, `limit` of them at most, the oldest first. True
// when there is more to forget.
Result<bool> ForgetOversight(storage::Connection& log, Instant before, int limit);

}  // namespace relais::ledger
