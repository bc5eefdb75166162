// Made-up entries and a log with two interleaved chains, from which bundles are cut: honest ones,
// and, by changing what is exported or logged, dishonest ones.
#pragma once

#include <algorithm>

#include "audit/bundle.h"
#include "audit/leaf.h"
#include "tests/audit/memory_log.h"
#include "tests/audit/vectors.h"

namespace relais::audit {

inline Array<16> Id(std::uint8_t last) {
  Array<16> id{};
  id.back() = last;
  return id;
}

// Entry `number` of the dossier `subject`: a social worker who read two records.
inline Details SampleDetails(std::uint64_t number, std::uint8_t subject = 1) {
  Details d;
  d.number = number;
  d.time_ms = 1700000000000 + static_cast<std::int64_t>(number) * 1000;
  d.subject = Subject::kDossier;
  d.subject_id = Id(subject);
  d.caller_kind = 1;
  d.caller_id = Id(2);
  d.caller_name = "Anne Lef\xC3\xA8vre";
  d.organisation_id = Id(3);
  d.organisation_name = "H\xC3\xB4pital du Parc";
  d.profession = "hospital_social_worker";
  d.action = 1;
  d.method = "Dossiers.GetDossier";
  d.purpose = 1;
  d.asked = 1U << 4 | 1U << 10;
  d.granted = 1U << 4;
  d.outcome = Outcome::kOpened;
  d.count = 2;
  d.digest.fill(0xD1);
  d.policy.fill(0xB0);
  d.rules = {"hospital.social"};
  d.consents = {Id(5)};
  d.telling = Telling::kOwed;
  return d;
}

struct LoggedEntry {
  std::uint64_t index;
  Array<32> blind;
  Bytes details;
};

// One chain of the log.
struct Chain {
  explicit Chain(std::uint8_t first_key_byte) : key(CountingKey(first_key_byte)) {}
  Key key;
  std::vector<LoggedEntry> entries;
};

class SampleLog {
 public:
  // Appends `details` to `chain` as number `number`.
  void Append(Chain& chain, const Details& details, std::uint64_t number) {
    LoggedEntry entry{log_.tree().size(), {}, Encode(details)};
    entry.blind.fill(static_cast<std::uint8_t>(entry.index + 0x10));
    leaves_.push_back(LeafBytes(Tag(chain.key, number), Commitment(entry.blind, entry.details)));
    log_.Append(LeafHash(leaves_.back()));
    chain.entries.push_back(entry);
  }
  void Append(Chain& chain, const Details& details) {
    Append(chain, details, chain.entries.size() + 1);
  }

  std::string Checkpoint() const {
    return SignCheckpoint({std::string(kLogName), log_.tree().size(), log_.tree().Root()},
                          LogSigner())
        .value();
  }
  std::string Bundle(const Chain& chain) const { return Bundle(chain, Checkpoint()); }
  std::string Bundle(const Chain& chain, const std::string& note,
                     const std::string& since = "") const {
    BundleWriter writer;
    std::string out = writer.Begin(Subject::kDossier, chain.key, note) + since;
    std::vector<std::uint64_t> indexes;
    for (const LoggedEntry& entry : chain.entries) {
      out += writer.Add({entry.index, entry.blind, entry.details});
      indexes.push_back(entry.index);
    }
    auto ascending = indexes;
    std::sort(ascending.begin(), ascending.end());
    return out + writer.End(BatchProof(log_, ascending, log_.tree().size()).value());
  }
  const MemoryLog& tree() const { return log_; }
  const std::vector<Bytes>& leaves() const { return leaves_; }

 private:
  MemoryLog log_;
  std::vector<Bytes> leaves_;
};

// Two dossiers taking turns; the chain of the first has `entries` entries.
struct TwoChains {
  explicit TwoChains(std::uint64_t entries) {
    for (std::uint64_t n = 1; n <= entries; ++n) {
      log.Append(ours, SampleDetails(n, 1));
      log.Append(theirs, SampleDetails(n, 2));
    }
  }
  SampleLog log;
  Chain ours{0x80};
  Chain theirs{0xA0};
};

// The text of the `n`-th fenced block (from 0) of a page of audit/.
std::string PageExample(const std::string& page, std::size_t n);

}  // namespace relais::audit
