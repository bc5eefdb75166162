// The page for an emergency on paper: one page, whose code a reader that is not ours reads, and relais-verify checks.
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <fstream>

#include "audit/note.h"
#include "tests/cli/cli_fixture.h"

namespace relais::cli {
namespace {

constexpr char kLog[] = "relais.example.org/log";

struct Ran {
  int code = -1;
  std::string out;
};
Ran Shell(const std::string& command) {
  Ran ran;
  FILE* const pipe = popen((command + " 2>&1").c_str(), "r");
  std::array<char, 4096> some;
  for (std::size_t n; (n = std::fread(some.data(), 1, some.size(), pipe)) > 0;)
    ran.out.append(some.data(), n);
  ran.code = WEXITSTATUS(pclose(pipe));
  return ran;
}

class PaperTest : public CliTest {
 protected:
  PaperTest() : signer_(audit::NoteSigner::Create(kLog, Ed25519Signer(random.NextKey())).value()) {
    Write("trust", "log " + signer_.Vkey() + "\n");
  }
  std::string Path(const std::string& name) const { return (folder / name).string(); }
  // Answered with a page of so many lines below each heading.
  std::string Answer(const std::string& language, int lines) {
    std::string text = "relais-paper/1\n2026-11-27 " + language + "\n\nEn cas d’urgence\n";
    for (const char* const heading :
         {"Je m’appelle (à écrire à la main)", "anzurufende Ärztin oder anzurufender Arzt",
          "allergie", "to know for urgent care", "levensnoodzakelijk geneesmiddel, met zijn code",
          "device worn or implanted", "language to use in an emergency", "déclaration anticipée"}) {
      text += std::string(heading) + "\n";
      for (int i = 0; i < lines; ++i) text += "    Zoë Żółć, +32470123456, Zürich\n";
    }
    note_ = signer_.Sign(text + "Kan ik antwoorden, vraag het mij dan eerst.\n");
    v1::GetEmergencySheetResponse response;
    response.set_note(note_);
    server.answers.erase(response.GetTypeName());
    server.Answer(response);
    return note_;
  }

  audit::NoteSigner signer_;
  std::string note_;
};

TEST_F(PaperTest, OnePageWhoseCodeOthersReadAndRelaisVerifyChecks) {
  for (const char* const language : {"fr", "nl", "de", "en"}) {
    const std::string note = Answer(language, 1), pdf = Path(std::string(language) + ".pdf");
    ASSERT_EQ(
        Relais({"emergency", kDossier, "--lang", language, "--pdf", pdf, "--note", Path("note")}),
        0)
        << err();
    EXPECT_EQ(server.Last<v1::GetEmergencySheetRequest>().language(), language);
    EXPECT_EQ(Read("note"), note);
    const auto info = Shell("pdfinfo " + pdf);
    EXPECT_TRUE(Has(info.out, "Pages:           1\n")) << info.out;
    EXPECT_TRUE(Has(info.out, "(A4)")) << info.out;
    ASSERT_EQ(Shell("pdftoppm -r 200 -gray " + pdf + " " + Path("page")).code, 0);
    const auto read = Shell("zbarimg --raw -q --nodbus -Sdisable -Sqrcode.enable " +
                            Path("page-1.pgm") + " >" + Path("code"));
    ASSERT_EQ(read.code, 0) << read.out;
    EXPECT_EQ(Read("code"), note + "\n") << "as a scanner reads it";
    const auto verified = Shell(std::string(RELAIS_VERIFY) + " --trust " + Path("trust") +
                                " --paper " + Path("code"));
    EXPECT_EQ(verified.code, 0) << verified.out;
    EXPECT_TRUE(Has(verified.out, "Zoë Żółć, +32470123456")) << verified.out;
    const auto text = Shell("pdftotext -layout " + pdf + " -");
    for (const char* const part : {"En cas d’urgence", "Zoë Żółć", "vraag het mij dan eerst"})
      EXPECT_TRUE(Has(text.out, part)) << text.out;
    EXPECT_FALSE(Has(text.out, "relais-paper/1")) << "what machines read stands in the code alone";
  }
}

// The page for a first day is the same kind of paper.
TEST_F(PaperTest, TheFirstDayOfAHandoverIsOnePageThatIsChecked) {
  v1::GetDayOnePageResponse response;
  std::string text = "relais-paper/1\n2026-11-27 nl\n\nVoor de eerste dag - 30/11/2026\n";
  for (int heading = 0; heading < 11; ++heading) {
    text += "Wat u gevraagd wordt\n";
    for (int i = 0; i < 1 + heading % 2; ++i)
      text += "    30/11/2026, 09:30: Thuisverpleging (toegekend): loket 3, +32470123456, Zürich\n";
  }
  response.set_note(signer_.Sign(text + "Vraag het mij eerst.\n"));
  server.Answer(response);
  constexpr char kHandover[] = "han_0123456789ABCDEFGHJKMNPQRS";
  ASSERT_EQ(Relais({"handover", "page", kHandover, kDossier, "--sheet-language", "nl", "--pdf",
                    Path("day.pdf"), "--note", Path("note")}),
            0)
      << err();
  const auto asked = server.Last<v1::GetDayOnePageRequest>();
  EXPECT_EQ(asked.handover_id(), kHandover);
  EXPECT_EQ(asked.context().dossier_id(), kDossier);
  EXPECT_EQ(asked.language(), "nl");
  EXPECT_TRUE(Has(Shell("pdfinfo " + Path("day.pdf")).out, "Pages:           1\n"));
  ASSERT_EQ(Shell("pdftoppm -r 200 -gray " + Path("day.pdf") + " " + Path("page")).code, 0);
  ASSERT_EQ(Shell("zbarimg --raw -q --nodbus -Sdisable -Sqrcode.enable " + Path("page-1.pgm") +
                  " >" + Path("code"))
                .code,
            0);
  EXPECT_EQ(Read("code"), response.note() + "\n") << "as a scanner reads it";
  EXPECT_EQ(
      Shell(std::string(RELAIS_VERIFY) + " --trust " + Path("trust") + " --paper " + Path("code"))
          .code,
      0);
  ASSERT_EQ(Relais({"handover", "page", kHandover}), 0) << err();
  EXPECT_EQ(server.Last<v1::GetDayOnePageRequest>().context().dossier_case(),
            v1::DossierContext::DOSSIER_NOT_SET)
      << "the person names no file";
  EXPECT_TRUE(out().starts_with("Voor de eerste dag")) << out();
}

// Of nobody's file (P4).
TEST_F(PaperTest, TheFormForAFirstDayNeedsNoFile) {
  server.answers.erase(v1::GetCatalogueResponse().GetTypeName());
  EXPECT_EQ(Relais({"handover", "form"}), 1) << "of a server that has no words there is no form";
  EXPECT_TRUE(Has(err(), "while it does")) << err();
  v1::GetCatalogueResponse words;
  for (const char* const id : {"title", "who", "arrival", "closing"}) {
    v1::Label& label = *words.add_labels();
    label.set_id(std::string("day_one.") + id);
    label.mutable_text()->set_nl(std::string(id) + " in het Nederlands");
  }
  server.Answer(words);
  ASSERT_EQ(Relais({"handover", "form", "--sheet-language", "nl"}), 0) << err();
  EXPECT_TRUE(out().starts_with("title in het Nederlands\nwho in het Nederlands\n    __________\n"))
      << out();
  EXPECT_TRUE(out().ends_with("\nclosing in het Nederlands\n")) << out();
  ASSERT_EQ(Relais({"handover", "form", "--output", "json"}), 0) << err();
  EXPECT_TRUE(out().starts_with("{\"page\":")) << out();
  ASSERT_EQ(Relais({"handover", "form", "--pdf", Path("form.pdf")}), 0) << err();
  EXPECT_TRUE(Has(Shell("pdfinfo " + Path("form.pdf")).out, "Pages:           1\n"));
  EXPECT_EQ(server.Count<v1::GetDayOnePageRequest>(), 0U);
}

TEST_F(PaperTest, APageThatWasChangedIsRefused) {
  std::string note = Answer("nl", 1);
  const auto verify = [&](const std::string& text) {
    Write("code", text);
    return Shell(std::string(RELAIS_VERIFY) + " --trust " + Path("trust") + " --paper " +
                 Path("code"));
  };
  EXPECT_EQ(verify(note).code, 0);
  std::string other = note;
  other.replace(other.find("456"), 3, "457");
  EXPECT_TRUE(Has(verify(other).out, "did not sign this page, or it was changed"));
  EXPECT_EQ(verify(other).code, 1);
  EXPECT_EQ(verify("").code, 2);
  EXPECT_EQ(verify("hello\n").code, 1);
  // What the log's key signed for something else is no page.
  const auto checkpoint = signer_.Sign(std::string(kLog) + "\n5\nAAAA\n");
  EXPECT_TRUE(Has(verify(checkpoint).out, "no page of a file"));
  EXPECT_EQ(verify(checkpoint).code, 1);
  EXPECT_EQ(verify(std::string(20'000, 'x')).code, 1);
}

TEST_F(PaperTest, WhatDoesNotFitIsSaidAndNothingIsLeftOut) {
  Answer("fr", 20);
  EXPECT_EQ(Relais({"emergency", kDossier, "--pdf", Path("page.pdf")}), 1);
  EXPECT_TRUE(Has(err(), "too much")) << err();
  EXPECT_FALSE(std::filesystem::exists(Path("page.pdf")));
}

TEST_F(PaperTest, AsTextItIsThePageAlone) {
  Answer("fr", 1);
  ASSERT_EQ(Relais({"emergency", kDossier}), 0) << err();
  EXPECT_TRUE(out().starts_with("En cas d’urgence\n")) << out();
  EXPECT_TRUE(Has(out(), "\n    Zoë Żółć, +32470123456, Zürich\n")) << out();
  EXPECT_FALSE(Has(out(), "relais-paper") || Has(out(), kLog)) << out();
}

// Without a server, a file or a consent.
TEST_F(PaperTest, TheSheetOfAFirstNightIsOnePage) {
  ASSERT_EQ(Bare({"exit",
                  "now",
                  "--sleeps",
                  "Samusocial",
                  "--tonight",
                  "+3225551234",
                  "--medicines-until",
                  "2026-11-25",
                  "--back",
                  "keys,phone,money",
                  "--condition",
                  "no_contact,stay_away,be_home_at_hours",
                  "--tomorrow",
                  "Anna Peeters",
                  "--number",
                  "+3225559876",
                  "--sheet-language",
                  "nl",
                  "--pdf",
                  Path("sheet.pdf")}),
            0)
      << err();
  EXPECT_TRUE(Has(Shell("pdfinfo " + Path("sheet.pdf")).out, "Pages:           1\n"));
  const auto text = Shell("pdftotext -layout " + Path("sheet.pdf") + " -");
  EXPECT_TRUE(Has(text.out, "Samusocial") && Has(text.out, "+3225559876")) << text.out;
  ASSERT_EQ(Shell("pdftoppm -r 100 -gray " + Path("sheet.pdf") + " " + Path("page")).code, 0);
  EXPECT_NE(Shell("zbarimg --raw -q --nodbus -Sdisable -Sqrcode.enable " + Path("page-1.pgm")).code,
            0)
      << "nobody signed it";
}

}  // namespace
}  // namespace relais::cli
