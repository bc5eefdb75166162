#include "audit/note.h"

#include <gtest/gtest.h>

#include "audit/checkpoint.h"
#include "tests/audit/vectors.h"

namespace relais::audit {
namespace {

const std::string kText(kCheckpointText);
const std::string kSigned = kText + "\n" + std::string(kLogLine);

Result<std::string> Open(std::string_view note) {
  const NoteVerifier log = LogVerifier();
  return OpenNote(note, {&log, 1});
}

TEST(Note, VectorIsSignedAndOpened) {
  EXPECT_EQ(LogSigner().Vkey(), kLogVkey);
  EXPECT_EQ(LogSigner().Sign(kText), kSigned);
  EXPECT_EQ(Open(kSigned).value(), kText);
}

TEST(Note, CosignaturesOfUnknownKeysAreIgnored) {
  EXPECT_EQ(Open(kSigned + std::string(kWitnessLine)).value(), kText);
  EXPECT_EQ(Open(kText + "\n" + std::string(kWitnessLine) + std::string(kLogLine)).value(), kText);
}

TEST(Note, NoTrustedSignatureIsRefused) {
  EXPECT_EQ(Open(kText + "\n" + std::string(kWitnessLine)).error().message,
            "no trusted key signed this");
  EXPECT_EQ(OpenNote(kSigned, {}).error().reason, Reason::kCorrupt);
}

TEST(Note, SameNameOtherKeyIsUnknown) {
  const NoteSigner other = Signer(std::string(kLogName), 0x60);
  EXPECT_EQ(Open(other.Sign(kText)).error().message, "no trusted key signed this");
}

TEST(Note, AttackABadSignatureOfAKnownKeyRefusesTheNoteEvenBesideAGoodOne) {
  const NoteVerifier log = LogVerifier();
  const std::string bad = SignatureLine(log.name(), log.key_id(), Bytes(64, 'x'));
  EXPECT_EQ(Open(kSigned + bad).error().message,
            "the signature of dossier.example/audit does not hold");
  EXPECT_EQ(Open(kText + "\n" + bad + std::string(kLogLine)).error().reason, Reason::kCorrupt);
  const std::string cut = SignatureLine(log.name(), log.key_id(), Bytes(63, 'x'));
  EXPECT_EQ(Open(kSigned + cut).error().reason, Reason::kCorrupt);
}

TEST(Note, AttackEveryChangedByteIsRefused) {
  for (std::size_t i = 0; i < kSigned.size(); ++i) {
    for (const unsigned flip : {1U, 2U, 0x20U, 0x80U}) {
      std::string changed = kSigned;
      changed[i] = static_cast<char>(static_cast<unsigned char>(changed[i]) ^ flip);
      ASSERT_FALSE(Open(changed)) << "byte " << i;
    }
  }
}

TEST(Note, SplitsAtTheLastEmptyLine) {
  const NoteSigner signer = LogSigner();
  for (const char* const text : {"a\n\nb\n", "\n", "\n\n", "a\n\n\n", "\xE2\x80\x94 x y\n\nz\n"}) {
    EXPECT_EQ(Open(signer.Sign(text)).value(), text);
  }
}

TEST(Note, AtLeast16SignaturesAndAtMost64) {
  std::string note = kSigned;
  for (std::size_t i = 1; i < kMaxNoteSignatures; ++i)
    note += SignatureLine("w" + std::to_string(i), 1, "sig");
  EXPECT_GE(kMaxNoteSignatures, 16U);
  EXPECT_TRUE(Open(note));
  EXPECT_EQ(Open(note + SignatureLine("w", 1, "sig")).error().message,
            "the note has too many signatures");
}

TEST(Note, MalformedNotesAreInvalid) {
  const std::string line(kLogLine);
  const std::string dash = "\xE2\x80\x94 ";
  const std::vector<std::string> bad = {"",
                                        "\n",
                                        "\n\n",
                                        kText,
                                        kText + "\n",
                                        kText + line,
                                        kText + "\n" + line.substr(0, line.size() - 1),
                                        kText + "\n" + line + "\n",
                                        kText + "\nx" + line,
                                        kText + "\n" + dash + "name\n",
                                        kText + "\n" + dash + " AAAAAAAA\n",
                                        kText + "\n" + dash + "a+b AAAAAAAA\n",
                                        kText + "\n" + dash + "name AAAA\n",
                                        kText + "\n" + dash + "name AAAAAA==\n",
                                        kText + "\n" + dash + "name AAAAAAA\n",
                                        kText + "\n" + dash + "name  AAAAAAAA\n",
                                        kText + "\n- name AAAAAAAA\n",
                                        "tab\t\n\n" + line,
                                        "bell\a\n\n" + line,
                                        "return\r\n\n" + line,
                                        std::string("nul\0\n\n", 6) + line,
                                        "bad \xFF\n\n" + line,
                                        "overlong \xC0\xAF\n\n" + line,
                                        "surrogate \xED\xA0\x80\n\n" + line,
                                        "too big \xF4\x90\x80\x80\n\n" + line,
                                        "cut \xE2\x80\n\n" + line};
  for (const std::string& note : bad) {
    const auto opened = Open(note);
    ASSERT_FALSE(opened) << note;
    EXPECT_EQ(opened.error().reason, Reason::kInvalid) << note;
  }
}

TEST(Note, KeyNames) {
  for (const char* name : {"a", "dossier.example/audit", "h\xC3\xB4pital", "\xE2\x80\x94"})
    EXPECT_TRUE(IsKeyName(name)) << name;
  for (const char* name : {"", "a b", "a+b", "a\nb", "a\tb",
                           "a\xC2\xA0"
                           "b",
                           "a\xE3\x80\x80", "\xE2\x80\x89", "\xC2\x85", "\xFF"}) {
    EXPECT_FALSE(IsKeyName(name)) << name;
    EXPECT_FALSE(NoteSigner::Create(name, Ed25519Signer(CountingKey(0))));
  }
}

TEST(NoteDeathTest, RefusesToSignWhatNobodyCouldVerify) {
  EXPECT_DEATH((void)LogSigner().Sign("no newline"), "");
  EXPECT_DEATH((void)LogSigner().Sign("tab\t\n"), "");
}

TEST(Vkey, UnknownTypeIsSaidClearly) {
  EXPECT_EQ(NoteVerifier::FromVkey(kWitnessVkey).error().message,
            "this is the key of a witness; here that of a log is needed");
}

TEST(Vkey, BadKeysAreInvalid) {
  const std::string key = "AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
  const std::vector<std::string> bad = {"",
                                        "name",
                                        "name+b1e6a0d9",
                                        "+b1e6a0d9+" + key,
                                        "dossier.example/audit+b1e6a0d8+" + key,
                                        "dossier.example/audit+B1E6A0D9+" + key,
                                        "dossier.example/audit+b1e6a0d9a+" + key,
                                        "dossier.example/audit+b1e6a0d9+" + key + "\n",
                                        "dossier.example/audit+b1e6a0d9+AQ==",
                                        "dossier.example/audit+b1e6a0d9+",
                                        "dossier.example/audit +b1e6a0d9+" + key,
                                        "dossier.example/other+b1e6a0d9+" + key};
  for (const std::string& vkey : bad) {
    const auto verifier = NoteVerifier::FromVkey(vkey);
    ASSERT_FALSE(verifier) << vkey;
    EXPECT_EQ(verifier.error().reason, Reason::kInvalid) << vkey;
  }
}

TEST(Vkey, RoundTrip) {
  for (int i = 0; i < 32; ++i) {  // some of these keys have a '+' in their base64
    const NoteSigner signer =
        Signer("log.example/" + std::to_string(i), static_cast<std::uint8_t>(i));
    const NoteVerifier verifier = NoteVerifier::FromVkey(signer.Vkey()).value();
    EXPECT_EQ(OpenNote(signer.Sign("text\n"), {&verifier, 1}).value(), "text\n");
  }
}

TEST(Checkpoint, VectorIsParsedAndOpened) {
  const Checkpoint checkpoint =
      OpenCheckpoint(kSigned + std::string(kWitnessLine), LogVerifier()).value();
  EXPECT_EQ(checkpoint.origin, kLogName);
  EXPECT_EQ(checkpoint.size, 7U);
  EXPECT_EQ(ToHex(View(checkpoint.root)), kRoots[6]);
  EXPECT_EQ(checkpoint.Text(), kText);
  EXPECT_EQ(SignCheckpoint(checkpoint, LogSigner()).value(), kSigned);
}

TEST(Checkpoint, AnotherNameThanTheKeysIsRefused) {
  const Checkpoint other{"other.example", 7, EmptyRoot()};
  EXPECT_EQ(SignCheckpoint(other, LogSigner()).error().reason, Reason::kInvalid);
  EXPECT_EQ(OpenCheckpoint(LogSigner().Sign(other.Text()), LogVerifier()).error().message,
            "the checkpoint is of another log than the key");
}

TEST(Checkpoint, ParsingIsStrict) {
  const std::string root = "3bib5AOAnjJXUNPSY814kpwpQreUKjS3fhIslZSnTIw=\n";
  ASSERT_TRUE(ParseCheckpoint("log\n18446744073709551615\n" + root));
  const std::vector<std::string> bad = {"",
                                        "log\n",
                                        "log\n7\n",
                                        "\n7\n" + root,
                                        "a b\n7\n" + root,
                                        "log\n07\n" + root,
                                        "log\n+7\n" + root,
                                        "log\n-7\n" + root,
                                        "log\n 7\n" + root,
                                        "log\n7 \n" + root,
                                        "log\n\n" + root,
                                        "log\n0x7\n" + root,
                                        "log\n18446744073709551616\n" + root,
                                        "log\n7\n" + root + "extension\n",
                                        "log\n7\n" + root + "\n",
                                        "log\n7\n " + root,
                                        "log\n7\nAAAA\n",
                                        "log\n7\n" + root.substr(0, 44),
                                        "log\n0\n" + root};
  for (const std::string& text : bad) {
    const auto parsed = ParseCheckpoint(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().reason, Reason::kInvalid) << text;
  }
}

}  // namespace
}  // namespace relais::audit
