// A bundle (bundle.md): one chain of the log with its key, a signed checkpoint, and for every entry
// what it takes to show that the checkpoint commits to it. Text, so that it can be kept, mailed and
// verified years later without the server. It holds the chain key and the details in clear: it is
// for the person, and is not published.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audit/checkpoint.h"
#include "audit/details.h"
#include "crypto/secret.h"

namespace relais::audit {

inline constexpr std::string_view kBundleHeader = "relais-bundle/1";

struct BundleEntry {
  std::uint64_t index = 0;  // of the leaf, in the tree
  Array<32> blind{};
  Bytes details;            // the stored bytes
  std::vector<Hash> proof;  // of inclusion, in the tree of the bundle's checkpoint
};

// Writes a bundle piece by piece; the pieces, one after the other, are the bundle. Begin once, Add
// for the entries 1, 2, 3, ... in this order and at least once, End once. It verifies nothing. Not
// thread-safe.
class BundleWriter {
 public:
  // `checkpoint_note` verbatim, cosignatures included.
  std::string Begin(Subject subject, const Key& chain_key, std::string_view checkpoint_note);
  std::string Add(const BundleEntry& entry);
  std::string End() const;

 private:
  std::uint64_t count_ = 0;
};

struct VerifiedEntry {
  Details details;
  std::uint64_t index = 0;
  std::string reference;  // ShortReference, as messages carry it
};

// What a bundle proves: that the log signed a checkpoint which commits, in this order, to these
// entries, and that they are the numbers 1 to entries.size() of one chain. What it cannot prove:
// see NotProved.
struct Verdict {
  Checkpoint checkpoint;
  Subject subject = Subject::kSystem;
  Array<16> subject_id{};
  std::vector<VerifiedEntry> entries;  // by number, from 1; never empty

  std::uint64_t first_number() const { return entries.front().details.number; }
  std::uint64_t last_number() const { return entries.back().details.number; }
  std::int64_t from_ms() const { return entries.front().details.time_ms; }
  std::int64_t to_ms() const { return entries.back().details.time_ms; }
};

// An error's message says which entry fails and how: "entry 7 is not under the checkpoint: ...".
Result<Verdict> VerifyBundle(std::string_view bundle, const NoteVerifier& log);

// One sentence per thing that no bundle can show, with what would show it.
std::vector<std::string> NotProved(const Verdict& verdict);

std::string_view Name(Subject subject);  // "dossier", "organisation", "system"

}  // namespace relais::audit
