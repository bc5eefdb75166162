#include "audit/bundle.h"
#include "audit/leaf.h"
#include "audit/text.h"

namespace relais::audit {
namespace {

constexpr std::size_t kMaxProof = 64;               // a tree of u64 leaves is no deeper
constexpr std::size_t kMaxDetailsText = 32 * 1024;  // far above the longest details

tl::unexpected<Error> Corrupt(std::string why) { return Fail(Reason::kCorrupt, std::move(why)); }

Result<Subject> ParseSubject(std::string_view name) {
  for (const Subject subject : {Subject::kDossier, Subject::kOrganisation, Subject::kSystem}) {
    if (name == Name(subject)) return subject;
  }
  return Fail(Reason::kInvalid, "the bundle's chain is of an unknown kind");
}

// The checkpoint note: up to the second empty line, which is dropped.
Result<std::string_view> TakeNote(std::string_view& rest) {
  const std::string_view start = rest;
  for (int empty_lines = 0; empty_lines < 2;) {
    ASSIGN_OR_RETURN(const std::string_view line, TakeLine(rest));
    if (line.empty()) ++empty_lines;
  }
  return start.substr(0, start.size() - rest.size() - 1);
}

Status TakeHeader(std::string_view& rest, const TrustPolicy& trust, Verdict& verdict) {
  ASSIGN_OR_RETURN(const std::string_view first, TakeLine(rest));
  if (first != kBundleHeader) return Fail(Reason::kInvalid, "this is not a relais-bundle/1");
  ASSIGN_OR_RETURN(std::string_view chain, TakeLine(rest));
  if (TakeWord(chain) != "chain")
    return Fail(Reason::kInvalid, "the second line should name the chain");
  ASSIGN_OR_RETURN(verdict.subject, ParseSubject(TakeWord(chain)));
  ASSIGN_OR_RETURN(const auto key, ParseBase64Hash(chain));
  verdict.chain_key = Key(key);
  ASSIGN_OR_RETURN(const std::string_view empty, TakeLine(rest));
  if (!empty.empty()) return Fail(Reason::kInvalid, "the checkpoint should follow an empty line");
  ASSIGN_OR_RETURN(const std::string_view note, TakeNote(rest));
  ASSIGN_OR_RETURN(verdict.trusted, trust.Open(note));
  verdict.note = note;
  return {};
}

Result<Earlier> VerifySince(std::string_view line, const Checkpoint& checkpoint) {
  Earlier earlier;
  ASSIGN_OR_RETURN(earlier.size, ParseDecimal(TakeWord(line)));
  // A space at the end would be a second spelling.
  if (line.ends_with(' ')) return Fail(Reason::kInvalid, "something follows the last hash");
  ASSIGN_OR_RETURN(earlier.root, ParseBase64Hash(TakeWord(line)));
  std::vector<Hash> proof;
  while (!line.empty()) {
    if (proof.size() == kMaxProof) return Fail(Reason::kInvalid, "the proof is too long");
    ASSIGN_OR_RETURN(const Hash hash, ParseBase64Hash(TakeWord(line)));
    proof.push_back(hash);
  }
  RETURN_IF_ERROR(
      VerifyConsistency(earlier.size, earlier.root, checkpoint.size, checkpoint.root, proof));
  return earlier;
}

// Takes the lines after the header, in their order: at most one `since`, the entries, the nodes, the
// end.
class BodyReader {
 public:
  explicit BodyReader(Verdict& verdict) : verdict_(verdict) {}

  // True at the end.
  Result<bool> Take(std::string_view line) {
    const std::string_view word = TakeWord(line);
    if (word == "since" && verdict_.entries.empty() && !verdict_.since) return TakeSince(line);
    if (word == "entry" && nodes_.empty()) return TakeEntry(line);
    if (word == "node" && !verdict_.entries.empty()) return TakeNode(line);
    if (word == "end") return TakeEnd(line);
    return Fail(Reason::kInvalid, "what follows entry " + std::to_string(verdict_.entries.size()) +
                                      " does not belong there");
  }

 private:
  Result<bool> TakeSince(std::string_view line) {
    const auto earlier = VerifySince(line, verdict_.checkpoint());
    if (!earlier)
      return Corrupt("the log does not go on from the earlier checkpoint: " +
                     earlier.error().message);
    verdict_.since = *earlier;
    return false;
  }

  Result<bool> TakeEntry(std::string_view line) {
    const auto written = ParseDecimal(TakeWord(line));
    if (written != Number()) return Refuse("is missing: another number stands in its place");
    auto entry = ParseEntry(line);
    if (!entry) return Refuse("cannot be read: " + entry.error().message);
    RETURN_IF_ERROR(CheckFollows(*entry));
    verdict_.subject_id = entry->details.subject_id;
    indexes_.push_back(entry->index);
    leaves_.push_back(LeafHash(entry->leaf));
    verdict_.entries.push_back(*std::move(entry));
    return false;
  }

  Result<bool> TakeNode(std::string_view line) {
    const auto hash = ParseBase64Hash(line);
    if (!hash) return Fail(Reason::kInvalid, "a node cannot be read: " + hash.error().message);
    nodes_.push_back(*hash);
    return false;
  }

  Result<bool> TakeEnd(std::string_view line) {
    const auto count = ParseDecimal(line);
    if (!count || *count != verdict_.entries.size())
      return Corrupt("the bundle's last line does not say " +
                     std::to_string(verdict_.entries.size()) + ", the number of its entries");
    if (verdict_.entries.empty())
      return Fail(Reason::kInvalid, "the bundle has no entry, so there is nothing to verify");
    const Checkpoint& checkpoint = verdict_.checkpoint();
    auto proofs = OpenBatch(indexes_, leaves_, checkpoint.size, nodes_, checkpoint.root);
    if (!proofs)
      return Corrupt("the entries are not those under the checkpoint: " + proofs.error().message);
    for (std::size_t i = 0; i < proofs->size(); ++i)
      verdict_.entries[i].proof = std::move((*proofs)[i]);
    return true;
  }

  // `line` is what follows the entry's number.
  Result<VerifiedEntry> ParseEntry(std::string_view line) const {
    VerifiedEntry entry;
    ASSIGN_OR_RETURN(entry.index, ParseDecimal(TakeWord(line)));
    ASSIGN_OR_RETURN(const auto blind, ParseBase64Hash(TakeWord(line)));
    if (line.size() > kMaxDetailsText) return Fail(Reason::kInvalid, "the details are too long");
    ASSIGN_OR_RETURN(const Bytes details, FromBase64(line));
    ASSIGN_OR_RETURN(entry.details, DecodeDetails(details));
    const Hash commitment = Commitment(blind, details);
    entry.leaf = LeafBytes(Tag(verdict_.chain_key, Number()), commitment);
    entry.reference = ShortReference(commitment);
    return entry;
  }

  // That the entry agrees with the chain and with the one before it.
  Status CheckFollows(const VerifiedEntry& entry) const {
    if (entry.details.number != Number()) return Refuse("says another number in its details");
    if (entry.details.subject != verdict_.subject) return Refuse("is of another chain");
    if (verdict_.entries.empty()) return {};
    const VerifiedEntry& before = verdict_.entries.back();
    if (entry.details.subject_id != verdict_.subject_id) return Refuse("is of another chain");
    if (entry.index <= before.index)
      return Refuse("does not stand after the one before it in the log");
    if (entry.details.time_ms < before.details.time_ms)
      return Refuse("is earlier than the one before it");
    return {};
  }

  std::uint64_t Number() const { return verdict_.entries.size() + 1; }
  tl::unexpected<Error> Refuse(const std::string& why) const {
    return Corrupt("entry " + std::to_string(Number()) + " " + why);
  }

  Verdict& verdict_;
  std::vector<std::uint64_t> indexes_;
  std::vector<Hash> leaves_, nodes_;
};

}  // namespace

Result<Verdict> VerifyBundle(std::string_view bundle, const TrustPolicy& trust) {
  std::string_view rest = bundle;
  Verdict verdict;
  RETURN_IF_ERROR(TakeHeader(rest, trust, verdict));
  BodyReader body(verdict);
  for (bool ended = false; !ended;) {
    const auto line = TakeLine(rest);
    if (!line)
      return Corrupt("the bundle is cut off after entry " + std::to_string(verdict.entries.size()));
    ASSIGN_OR_RETURN(ended, body.Take(*line));
  }
  if (!rest.empty()) return Fail(Reason::kInvalid, "something follows the end of the bundle");
  return verdict;
}

}  // namespace relais::audit
