#include "audit/bundle.h"
#include "audit/leaf.h"
#include "audit/text.h"

namespace relais::audit {
namespace {

constexpr std::size_t kHashText = 44;               // base64 of 32 bytes
constexpr std::size_t kMaxProof = 64;               // a tree of u64 leaves is no deeper
constexpr std::size_t kMaxDetailsText = 32 * 1024;  // far above the longest details

struct Header {
  Subject subject;
  Key chain_key;
  Checkpoint checkpoint;
};

Result<Subject> ParseSubject(std::string_view name) {
  for (const Subject subject : {Subject::kDossier, Subject::kOrganisation, Subject::kSystem}) {
    if (name == Name(subject)) return subject;
  }
  return Fail(Reason::kInvalid, "the bundle's chain is of an unknown kind");
}

Status ExpectStart(std::string_view& line, std::string_view start) {
  if (!line.starts_with(start)) {
    return Fail(Reason::kInvalid, "'" + std::string(start) + "' should stand here");
  }
  line.remove_prefix(start.size());
  return {};
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

Result<Header> TakeHeader(std::string_view& rest, const NoteVerifier& log) {
  ASSIGN_OR_RETURN(const std::string_view first, TakeLine(rest));
  if (first != kBundleHeader) return Fail(Reason::kInvalid, "this is not a relais-bundle/1");
  ASSIGN_OR_RETURN(std::string_view chain, TakeLine(rest));
  RETURN_IF_ERROR(ExpectStart(chain, "chain "));
  ASSIGN_OR_RETURN(const Subject subject, ParseSubject(TakeWord(chain)));
  ASSIGN_OR_RETURN(auto key, ParseBase64Hash(chain));
  ASSIGN_OR_RETURN(const std::string_view empty, TakeLine(rest));
  if (!empty.empty()) return Fail(Reason::kInvalid, "the checkpoint should follow an empty line");
  ASSIGN_OR_RETURN(const std::string_view note, TakeNote(rest));
  ASSIGN_OR_RETURN(Checkpoint checkpoint, OpenCheckpoint(note, log));
  return Header{subject, Key(key), std::move(checkpoint)};
}

Result<std::vector<Hash>> ParseProof(std::string_view line) {
  RETURN_IF_ERROR(ExpectStart(line, "proof"));
  std::vector<Hash> proof;
  while (!line.empty()) {
    if (proof.size() == kMaxProof) return Fail(Reason::kInvalid, "the proof is too long");
    RETURN_IF_ERROR(ExpectStart(line, " "));
    const std::string_view word = line.substr(0, kHashText);
    ASSIGN_OR_RETURN(const Hash hash, ParseBase64Hash(word));
    proof.push_back(hash);
    line.remove_prefix(word.size());
  }
  return proof;
}

// One entry as it stands in the bundle, nothing verified. `line` is what follows its number.
Result<BundleEntry> ParseEntry(std::string_view line, std::string_view& rest) {
  BundleEntry entry;
  ASSIGN_OR_RETURN(entry.index, ParseDecimal(TakeWord(line)));
  ASSIGN_OR_RETURN(entry.blind, ParseBase64Hash(TakeWord(line)));
  if (line.size() > kMaxDetailsText) return Fail(Reason::kInvalid, "the details are too long");
  ASSIGN_OR_RETURN(entry.details, FromBase64(line));
  ASSIGN_OR_RETURN(const std::string_view proof, TakeLine(rest));
  ASSIGN_OR_RETURN(entry.proof, ParseProof(proof));
  return entry;
}

// Verifies one entry after the other against the header and what came before. Messages complete
// "entry 7 ...".
class EntryVerifier {
 public:
  EntryVerifier(const Header& header, Verdict& verdict) : header_(header), verdict_(verdict) {}

  // Reads the entry whose line, after its first word, is `line`, and whose proof is next in `rest`.
  Status Add(std::string_view line, std::string_view& rest) {
    const auto written = ParseDecimal(TakeWord(line));
    if (written != Number()) return Refuse("is missing: another number stands in its place");
    const auto entry = ParseEntry(line, rest);
    if (!entry) return Refuse("cannot be read: " + entry.error().message);
    const Hash commitment = Commitment(entry->blind, entry->details);
    RETURN_IF_ERROR(CheckIncluded(*entry, commitment));
    auto details = DecodeDetails(entry->details);
    if (!details) return Refuse("cannot be read: " + details.error().message);
    RETURN_IF_ERROR(CheckFollows(*details, entry->index));
    verdict_.subject_id = details->subject_id;
    verdict_.entries.push_back({*std::move(details), entry->index, ShortReference(commitment)});
    return {};
  }

 private:
  std::uint64_t Number() const { return verdict_.entries.size() + 1; }

  tl::unexpected<Error> Refuse(const std::string& why) const {
    return Fail(Reason::kCorrupt, "entry " + std::to_string(Number()) + " " + why);
  }

  Status CheckIncluded(const BundleEntry& entry, const Hash& commitment) const {
    const Hash leaf = LeafHash(LeafBytes(Tag(header_.chain_key, Number()), commitment));
    const Checkpoint& checkpoint = header_.checkpoint;
    const Status included =
        VerifyInclusion(leaf, entry.index, checkpoint.size, entry.proof, checkpoint.root);
    if (!included) return Refuse("is not under the checkpoint: " + included.error().message);
    return {};
  }

  // That the details agree with the chain and with the entry before them.
  Status CheckFollows(const Details& details, std::uint64_t index) const {
    if (details.number != Number()) return Refuse("says another number in its details");
    if (details.subject != header_.subject) return Refuse("is of another chain");
    if (verdict_.entries.empty()) return {};
    const VerifiedEntry& before = verdict_.entries.back();
    if (details.subject_id != verdict_.subject_id) return Refuse("is of another chain");
    if (index <= before.index) return Refuse("does not stand after the one before it in the log");
    if (details.time_ms < before.details.time_ms)
      return Refuse("is earlier than the one before it");
    return {};
  }

  const Header& header_;
  Verdict& verdict_;
};

Status CheckEnd(std::string_view line, std::string_view rest, std::size_t entries) {
  const auto count = ParseDecimal(line);
  if (!count || *count != entries) {
    return Fail(Reason::kCorrupt, "the bundle's last line does not say " + std::to_string(entries) +
                                      ", the number of its entries");
  }
  if (!rest.empty()) return Fail(Reason::kInvalid, "something follows the end of the bundle");
  if (entries == 0)
    return Fail(Reason::kInvalid, "the bundle has no entry, so there is nothing to verify");
  return {};
}

}  // namespace

Result<Verdict> VerifyBundle(std::string_view bundle, const NoteVerifier& log) {
  std::string_view rest = bundle;
  ASSIGN_OR_RETURN(const Header header, TakeHeader(rest, log));
  Verdict verdict;
  verdict.checkpoint = header.checkpoint;
  verdict.subject = header.subject;
  EntryVerifier entries(header, verdict);
  while (true) {
    auto line = TakeLine(rest);
    const std::string read = std::to_string(verdict.entries.size());
    if (!line) return Fail(Reason::kCorrupt, "the bundle is cut off after entry " + read);
    const std::string_view word = TakeWord(*line);
    if (word == "end") {
      RETURN_IF_ERROR(CheckEnd(*line, rest, verdict.entries.size()));
      return verdict;
    }
    if (word != "entry")
      return Fail(Reason::kInvalid, "what follows entry " + read + " is no entry");
    RETURN_IF_ERROR(entries.Add(*line, rest));
  }
}

std::vector<std::string> NotProved(const Verdict& verdict) {
  const std::string last = std::to_string(verdict.last_number());
  return {
      "That no entry after number " + last +
          " exists, and that no number was used twice: the published leaves of the log show it.",
      "That everybody is shown this same log: cosignatures of independent witnesses show it.",
      "Who holds the log's key: compare the trust file with what the house hands out on paper.",
      "That no access happened which was never written down: no log can show that.",
  };
}

}  // namespace relais::audit
