#include "audit/bundle.h"

#include <gtest/gtest.h>

#include "tests/audit/sample.h"

namespace relais::audit {
namespace {

constexpr std::uint64_t kEntries = 4;

Result<Verdict> Verify(std::string_view bundle) { return VerifyBundle(bundle, TrustInLog()); }

// The message a bundle is refused with.
std::string Refusal(std::string_view bundle) {
  const auto verdict = Verify(bundle);
  return verdict ? "accepted" : verdict.error().message;
}

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> out;
  for (; !text.empty(); text.remove_prefix(out.back().size() + 1))
    out.emplace_back(text.substr(0, text.find('\n')));
  return out;
}

std::string Join(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

// The line where entry `number` of a bundle of one signature stands.
std::size_t LineOf(std::uint64_t number) { return 9 + (number - 1); }

constexpr char kOtherRoot[] =
    "the entries are not those under the checkpoint: the inclusion proof leads to another root";

// A bundle with its lines at hand, to be tampered with.
struct Tampered {
  Tampered() : lines(Lines(chains.log.Bundle(chains.ours))) {}
  std::string Text() const { return Join(lines); }
  std::string TextWithSince() const {
    const MemoryLog& log = chains.log.tree();
    const std::string since = BundleWriter().Since(3, Tree::Resume(log, 3).value().Root(),
                                                   ConsistencyProof(log, 3, 2 * kEntries).value());
    return chains.log.Bundle(chains.ours, chains.log.Checkpoint(), since);
  }
  void Erase(std::size_t line, std::size_t count) {
    const auto from = lines.begin() + static_cast<std::ptrdiff_t>(line);
    lines.erase(from, from + static_cast<std::ptrdiff_t>(count));
  }
  void Replace(std::size_t line, std::string_view what, std::string_view with) {
    const auto at = lines[line].find(what);
    ASSERT_NE(at, std::string::npos);
    lines[line].replace(at, what.size(), with);
  }

  TwoChains chains{kEntries};
  std::vector<std::string> lines;
};

TEST(Bundle, ProvesTheWholeChain) {
  const TwoChains chains(kEntries);
  const Verdict verdict = Verify(chains.log.Bundle(chains.ours)).value();
  EXPECT_EQ(verdict.checkpoint().origin, kLogName);
  EXPECT_EQ(verdict.checkpoint().size, 2 * kEntries);
  EXPECT_EQ(verdict.subject, Subject::kDossier);
  EXPECT_EQ(verdict.subject_id, Id(1));
  EXPECT_EQ(verdict.first_number(), 1U);
  EXPECT_EQ(verdict.last_number(), kEntries);
  EXPECT_EQ(verdict.from_ms(), SampleDetails(1).time_ms);
  EXPECT_EQ(verdict.to_ms(), SampleDetails(kEntries).time_ms);
  ASSERT_EQ(verdict.entries.size(), kEntries);
  for (std::size_t i = 0; i < kEntries; ++i) {
    const LoggedEntry& logged = chains.ours.entries[i];
    EXPECT_EQ(verdict.entries[i].details, SampleDetails(i + 1));
    EXPECT_EQ(verdict.entries[i].index, logged.index);
    EXPECT_EQ(verdict.entries[i].reference,
              ShortReference(Commitment(logged.blind, logged.details)));
    EXPECT_TRUE(VerifyInclusion(LeafHash(verdict.entries[i].leaf), logged.index, 2 * kEntries,
                                verdict.entries[i].proof, verdict.checkpoint().root));
  }
}

TEST(Bundle, TheExampleOfThePage) {
  TwoChains chains(2);
  EXPECT_EQ(PageExample("bundle.md", 1), chains.log.Bundle(chains.ours));
}

TEST(Bundle, OneEntryInATreeOfOneLeafHasAnEmptyProof) {
  SampleLog log;
  Chain chain(0x80);
  log.Append(chain, SampleDetails(1));
  EXPECT_TRUE(Verify(log.Bundle(chain)));
}

TEST(Bundle, ManyEntriesInALargerTree) {
  const TwoChains chains(100);
  EXPECT_EQ(Verify(chains.log.Bundle(chains.ours)).value().last_number(), 100U);
  EXPECT_EQ(Verify(chains.log.Bundle(chains.theirs)).value().subject_id, Id(2));
}

TEST(Bundle, CosignaturesOfStrangersAreCarriedAndIgnored) {
  const TwoChains chains(1);
  EXPECT_EQ(
      Refusal(chains.log.Bundle(chains.ours, chains.log.Checkpoint() + std::string(kWitnessLine))),
      "accepted");
}

TEST(Bundle, AQuorumThatIsDemandedIsNeeded) {
  const TwoChains chains(2);
  const WitnessSigner witness = Witness("witness.example/w1", 0x20);
  const TrustPolicy trust = TrustPolicy::Parse("log " + std::string(kLogVkey) + "\nwitness A " +
                                               witness.Vkey() + "\nquorum A\n")
                                .value();
  const std::string note = chains.log.Checkpoint();
  EXPECT_EQ(VerifyBundle(chains.log.Bundle(chains.ours), trust).error().message,
            "the log signed its checkpoint, but not enough witnesses cosigned it: the quorum A is "
            "not met by none");
  const std::string text = note.substr(0, note.find("\n\n") + 1);
  const auto verdict =
      VerifyBundle(chains.log.Bundle(chains.ours, note + witness.Cosign(text, 1700000000)), trust);
  ASSERT_TRUE(verdict) << verdict.error().message;
  ASSERT_EQ(verdict->trusted.cosigned.size(), 1U);
  EXPECT_EQ(verdict->trusted.cosigned[0].seconds, 1700000000U);
}

TEST(Bundle, SaysFromWhichEarlierCheckpointItGoesOn) {
  const TwoChains chains(kEntries);
  const MemoryLog& log = chains.log.tree();
  for (const std::uint64_t size : {0U, 1U, 2U, 3U, 5U, 7U, 8U}) {
    const Hash root = Tree::Resume(log, size).value().Root();
    const auto proof = ConsistencyProof(log, size, 2 * kEntries).value();
    const std::string since = BundleWriter().Since(size, root, proof);
    const std::string bundle = chains.log.Bundle(chains.ours, chains.log.Checkpoint(), since);
    const auto verdict = Verify(bundle);
    ASSERT_TRUE(verdict) << size << ": " << verdict.error().message;
    EXPECT_EQ(verdict->since, (Earlier{size, root}));
    // Of another history: no proof goes on from there.
    const std::string forged = BundleWriter().Since(size, LeafHash("other"), proof);
    EXPECT_TRUE(Refusal(chains.log.Bundle(chains.ours, chains.log.Checkpoint(), forged))
                    .starts_with("the log does not go on from the earlier checkpoint: "))
        << size;
  }
}

TEST(Bundle, AttackOneByteChangedAnywhereIsRefused) {
  const std::string bundle = Tampered().TextWithSince();
  for (std::size_t i = 0; i < bundle.size(); ++i) {
    for (const unsigned flip : {1U, 2U, 0x10U, 0x20U, 0x80U}) {
      std::string changed = bundle;
      changed[i] = static_cast<char>(static_cast<unsigned char>(changed[i]) ^ flip);
      ASSERT_FALSE(Verify(changed)) << "byte " << i << " flipped by " << flip;
    }
  }
}

TEST(Bundle, AttackOneByteAddedOrRemovedAnywhereIsRefused) {
  const std::string bundle = Tampered().TextWithSince();
  for (std::size_t i = 0; i <= bundle.size(); ++i) {
    for (const char c : {' ', '\n', '0', 'A', '='}) {
      ASSERT_FALSE(Verify(std::string(bundle).insert(i, 1, c))) << "'" << c << "' at " << i;
    }
    if (i < bundle.size()) {
      ASSERT_FALSE(Verify(std::string(bundle).erase(i, 1))) << "byte " << i;
    }
  }
}

TEST(Bundle, AttackCutAnywhereIsRefused) {
  const std::string bundle = Tampered().Text();
  for (std::size_t size = 0; size < bundle.size(); ++size)
    ASSERT_FALSE(Verify(bundle.substr(0, size))) << size;
}

TEST(Bundle, AttackTailCutIsNoticed) {
  Tampered bundle;
  bundle.Erase(LineOf(4), bundle.lines.size() - LineOf(4));
  EXPECT_EQ(Refusal(bundle.Text()), "the bundle is cut off after entry 3");
  bundle.lines.push_back("end 4");
  EXPECT_EQ(Refusal(bundle.Text()),
            "the bundle's last line does not say 3, the number of its entries");
}

TEST(Bundle, AttackEntryRemoved) {
  Tampered bundle;
  bundle.Erase(LineOf(2), 1);
  EXPECT_EQ(Refusal(bundle.Text()), "entry 2 is missing: another number stands in its place");
  bundle.lines.back() = "end 3";
  EXPECT_EQ(Refusal(bundle.Text()), "entry 2 is missing: another number stands in its place");
}

TEST(Bundle, AttackEntryRemovedAndTheRestRenumbered) {
  Tampered bundle;
  bundle.Erase(LineOf(2), 1);
  bundle.Replace(LineOf(2), "entry 3", "entry 2");
  bundle.Replace(LineOf(3), "entry 4", "entry 3");
  bundle.lines.back() = "end 3";
  EXPECT_EQ(Refusal(bundle.Text()), "entry 2 says another number in its details");
}

TEST(Bundle, AttackFirstEntryRemoved) {
  Tampered bundle;
  bundle.Erase(LineOf(1), 1);
  EXPECT_EQ(Refusal(bundle.Text()), "entry 1 is missing: another number stands in its place");
}

TEST(Bundle, AttackTwoEntriesSwapped) {
  Tampered bundle;
  std::swap(bundle.lines[LineOf(2)], bundle.lines[LineOf(3)]);
  EXPECT_EQ(Refusal(bundle.Text()), "entry 2 is missing: another number stands in its place");
  bundle.Replace(LineOf(2), "entry 3", "entry 2");
  bundle.Replace(LineOf(3), "entry 2", "entry 3");
  EXPECT_EQ(Refusal(bundle.Text()), "entry 2 says another number in its details");
}

TEST(Bundle, AttackEntryRepeated) {
  Tampered bundle;
  const std::string entry = bundle.lines[LineOf(2)];
  bundle.lines.insert(bundle.lines.begin() + static_cast<std::ptrdiff_t>(LineOf(3)), entry);
  bundle.lines.back() = "end 5";
  EXPECT_EQ(Refusal(bundle.Text()), "entry 3 is missing: another number stands in its place");
}

TEST(Bundle, AttackEntryOfAnotherChain) {
  Tampered bundle;
  const auto other = Lines(bundle.chains.log.Bundle(bundle.chains.theirs));
  bundle.lines[LineOf(2)] = other[LineOf(2)];
  EXPECT_EQ(Refusal(bundle.Text()), "entry 2 is of another chain");
}

TEST(Bundle, AttackKeyOfAnotherChain) {
  Tampered bundle;
  bundle.lines[1] = Lines(bundle.chains.log.Bundle(bundle.chains.theirs))[1];
  EXPECT_EQ(Refusal(bundle.Text()), kOtherRoot);
}

TEST(Bundle, AttackDetailsRewritten) {
  TwoChains chains(2);
  Details rewritten = SampleDetails(2);
  rewritten.caller_name = "Somebody Else";
  chains.ours.entries[1].details = Encode(rewritten);
  EXPECT_EQ(Refusal(chains.log.Bundle(chains.ours)), kOtherRoot);
}

TEST(Bundle, AttackCheckpointOfAnotherTree) {
  const TwoChains chains(kEntries), more(kEntries + 1);
  const std::string bundle = chains.log.Bundle(chains.ours);
  const std::string ours = chains.log.Checkpoint(), later = more.log.Checkpoint();
  std::string changed = bundle;
  changed.replace(bundle.find(ours), ours.size(), later);
  EXPECT_TRUE(Refusal(changed).starts_with("the entries are not those under the checkpoint: "));
}

TEST(Bundle, AttackCheckpointSignedByAnotherKey) {
  const TwoChains chains(1);
  const NoteVerifier other =
      NoteVerifier::FromVkey(Signer(std::string(kLogName), 0x60).Vkey()).value();
  EXPECT_EQ(VerifyBundle(chains.log.Bundle(chains.ours), TrustPolicy(other)).error().message,
            "no trusted key signed this");
}

TEST(Bundle, AttackLeafLoggedOnceButNumberedTwice) {
  SampleLog log;
  Chain chain(0x80);
  log.Append(chain, SampleDetails(1), 1);
  log.Append(chain, SampleDetails(1), 2);
  EXPECT_EQ(Refusal(log.Bundle(chain)), "entry 2 says another number in its details");
}

TEST(Bundle, AttackTimeGoesBack) {
  SampleLog log;
  Chain chain(0x80);
  log.Append(chain, SampleDetails(1));
  Details earlier = SampleDetails(2);
  earlier.time_ms = SampleDetails(1).time_ms - 1;
  log.Append(chain, earlier);
  EXPECT_EQ(Refusal(log.Bundle(chain)), "entry 2 is earlier than the one before it");
}

TEST(Bundle, EqualTimesAreNoStepBack) {
  SampleLog log;
  Chain chain(0x80);
  log.Append(chain, SampleDetails(1));
  Details same = SampleDetails(2);
  same.time_ms = SampleDetails(1).time_ms;
  log.Append(chain, same);
  EXPECT_EQ(Refusal(log.Bundle(chain)), "accepted");
}

TEST(Bundle, AttackLoggedOutOfOrder) {
  SampleLog log;
  Chain chain(0x80);
  log.Append(chain, SampleDetails(2), 2);
  log.Append(chain, SampleDetails(1), 1);
  std::swap(chain.entries[0], chain.entries[1]);
  EXPECT_EQ(Refusal(log.Bundle(chain)),
            "entry 2 does not stand after the one before it in the log");
}

TEST(Bundle, AttackAnotherSubjectInTheSameChain) {
  SampleLog log;
  Chain chain(0x80);
  log.Append(chain, SampleDetails(1, 1));
  log.Append(chain, SampleDetails(2, 2));
  EXPECT_EQ(Refusal(log.Bundle(chain)), "entry 2 is of another chain");
}

TEST(Bundle, AttackAnotherKindOfChainClaimed) {
  Tampered bundle;
  bundle.Replace(1, "dossier", "organisation");
  EXPECT_EQ(Refusal(bundle.Text()), "entry 1 is of another chain");
  bundle.Replace(1, "organisation", "person");
  EXPECT_EQ(Refusal(bundle.Text()), "the bundle's chain is of an unknown kind");
}

TEST(Bundle, CommittedDetailsThatDoNotDecodeAreRefused) {
  SampleLog log;
  Chain chain(0x80);
  MemoryLog tree;
  const Bytes details = Encode(SampleDetails(1)) + "x";
  tree.Append(LeafHash(LeafBytes(Tag(chain.key, 1), Commitment({}, details))));
  BundleWriter writer;
  std::string bundle = writer.Begin(
      Subject::kDossier, chain.key,
      SignCheckpoint({std::string(kLogName), 1, tree.tree().Root()}, LogSigner()).value());
  bundle += writer.Add({0, {}, details});
  bundle += writer.End({});
  EXPECT_EQ(Refusal(bundle), "entry 1 cannot be read: the details have bytes after their end");
}

TEST(Bundle, NothingToVerifyIsRefused) {
  const TwoChains chains(1);
  BundleWriter writer;
  const std::string bundle =
      writer.Begin(Subject::kDossier, chains.ours.key, chains.log.Checkpoint()) + writer.End({});
  EXPECT_EQ(Refusal(bundle), "the bundle has no entry, so there is nothing to verify");
}

TEST(Bundle, OtherFilesAreRefused) {
  EXPECT_EQ(Refusal(""), "the text ends before its last line");
  EXPECT_EQ(Refusal("hello\n"), "this is not a relais-bundle/1");
  EXPECT_EQ(Refusal("relais-bundle/2\n"), "this is not a relais-bundle/1");
  EXPECT_EQ(Refusal(Tampered().Text() + "\n"), "something follows the end of the bundle");
}

}  // namespace
}  // namespace relais::audit
