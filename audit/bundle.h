// A bundle (bundle.md): one chain of the log with its key, a signed checkpoint, the entries, and what
// it takes to show that the checkpoint commits to them. Text, so that it can be kept, mailed and
// verified years later without the server. It holds the chain key and the details in clear: it is
// for the person, and is not published.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audit/details.h"
#include "audit/trust.h"
#include "crypto/secret.h"

namespace relais::audit {

inline constexpr std::string_view kBundleHeader = "relais-bundle/1";

struct BundleEntry {
  std::uint64_t index = 0;  // of the leaf, in the tree
  Array<32> blind{};
  Bytes details;  // the stored bytes
};

// Writes a bundle piece by piece; the pieces, one after the other, are the bundle. Begin once, Since
// at most once, Add for the entries 1, 2, 3, ... in this order and at least once, End once. It
// verifies nothing. Not thread-safe.
class BundleWriter {
 public:
  // `checkpoint_note` verbatim, cosignatures included.
  std::string Begin(Subject subject, const Key& chain_key, std::string_view checkpoint_note);
  // That the checkpoint goes on from an earlier one.
  std::string Since(std::uint64_t size, const Hash& root, std::span<const Hash> proof) const;
  std::string Add(const BundleEntry& entry);
  // `proof`: the BatchProof of all entries in the tree of the checkpoint.
  std::string End(std::span<const Hash> proof) const;

 private:
  std::uint64_t count_ = 0;
};

struct VerifiedEntry {
  Details details;
  std::uint64_t index = 0;
  Bytes leaf;
  std::vector<Hash> proof;  // of inclusion, in the tree of the checkpoint
  std::string reference;    // ShortReference, as messages carry it
};

// An earlier state of the log.
struct Earlier {
  std::uint64_t size = 0;
  Hash root = EmptyRoot();
  friend bool operator==(const Earlier&, const Earlier&) = default;
};

// What a bundle proves: that the log signed a checkpoint, cosigned as the policy demands, which
// commits, in this order, to these entries, and that they are the numbers 1 to entries.size() of one
// chain. What it cannot prove: see clients/verify.
struct Verdict {
  std::string note;  // the checkpoint as it was signed
  Trusted trusted;
  std::optional<Earlier> since;  // that the checkpoint goes on from it was proved
  Subject subject = Subject::kSystem;
  Array<16> subject_id{};
  Key chain_key{Array<32>{}};
  std::vector<VerifiedEntry> entries;  // by number, from 1; never empty

  const Checkpoint& checkpoint() const { return trusted.checkpoint; }
  std::uint64_t first_number() const { return entries.front().details.number; }
  std::uint64_t last_number() const { return entries.back().details.number; }
  std::int64_t from_ms() const { return entries.front().details.time_ms; }
  std::int64_t to_ms() const { return entries.back().details.time_ms; }
};

// An error's message says what fails and how: "entry 7 is missing: ...".
Result<Verdict> VerifyBundle(std::string_view bundle, const TrustPolicy& trust);

std::string_view Name(Subject subject);  // "dossier", "organisation", "system"

}  // namespace relais::audit
