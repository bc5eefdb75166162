// The text that a person agrees to says what is granted, and nothing is granted that it does not say.
#include "services/consent/statement.h"

#include <gtest/gtest.h>

#include "relais/v1/consents.pb.h"
#include "services/base/files.h"

namespace relais::consent {
namespace {

using access::ConsentCell;
using access::GranteeKind;

const Instant kEnd = FromMillis(1'800'000'000'000);  // 15 January 2027, 9:00 in Brussels

std::shared_ptr<const directory::Catalogue> RealCatalogue() {
  const auto text = ReadFile(RELAIS_SOURCE_DIR "/deploy/catalogue.toml", 1 << 20);
  return directory::Catalogue::Parse(*text, "catalogue").value();
}

class StatementTest : public testing::Test {
 protected:
  static ConsentCell Cell(GranteeKind kind, const std::string& profession = "") {
    ConsentCell cell{.grantee_kind = kind,
                     .grantee = {7},
                     .profession = profession,
                     .compartments = {Compartment::kSocial, Compartment::kExit}};
    cell.actions = {Action::kRead};
    cell.purposes = {Purpose::kHandover};
    cell.end = kEnd;
    return cell;
  }
  std::string Text(const std::string& language, bool custody = false) const {
    return StatementOf({id_, language, lines_, custody, unable_, represented_, *catalogue_});
  }
  std::vector<ConsentCell> Back() const {
    const auto cells = CellsIn(Text("en"));
    EXPECT_TRUE(cells) << cells.error().message;
    return cells.value_or(std::vector<ConsentCell>());
  }

  const std::shared_ptr<const directory::Catalogue> catalogue_ = RealCatalogue();
  bool unable_ = false, represented_ = false;
  const ProposalId id_{Array<16>{5}};
  std::vector<Line> lines_{{Cell(GranteeKind::kOrganisation), "CPAS de Bruxelles"}};
};

TEST_F(StatementTest, SaysEachThingInPlainWords) {
  const std::string text = Text("en");
  EXPECT_TRUE(text.starts_with(
      "I say yes to this, and to nothing else:\n"
      "1. CPAS de Bruxelles may see: everyday life: housing, income, work; the leaving. What for: "
      "handing over.\nUntil 15/01/2027.\n"
      "I can take this back at any time, without saying why. From then on nothing more is read.\n"
      "Each reading is written down: I can see who opened my file.\n"
      "Saying no changes nothing about the help I get.\n\n"
      "relais-consent/1\nproposal " +
      id_.Text() + "\ncatalogue "))
      << text;
  EXPECT_TRUE(text.ends_with("line 1 " + OrganisationId(Array<16>{7}).Text() +
                             " - SOCIAL,EXIT READ HANDOVER - 1800000000000\n"));
}

TEST_F(StatementTest, SaysEachEndWhereTheyDiffer) {
  lines_.push_back({Cell(GranteeKind::kOrganisation), "Thuiszorg"});
  EXPECT_NE(Text("nl").find("overnemen.\nTot en met 15/01/2027.\n"), std::string::npos)
      << Text("nl");
  lines_[1].cell.end += std::chrono::days(1);
  EXPECT_NE(Text("de").find("übernehmen. Bis 15.01.2027.\n2. "), std::string::npos) << Text("de");
  EXPECT_NE(Text("fr").find("le relais. Jusqu’au 16/01/2027.\n"), std::string::npos) << Text("fr");
}

TEST_F(StatementTest, InEachLanguageNoLabelIsMissing) {
  lines_[0].cell = Cell(GranteeKind::kProfessionIn, "justice_assistant");
  lines_[0].judged = "justice_assistant";
  lines_[0].cell.start = kEnd - std::chrono::days(30);
  for (const char* const language : {"fr", "nl", "de", "en"}) {
    for (const bool custody : {false, true}) {
      for (const ActionSet actions : {ActionSet{Action::kRead}, ActionSet{Action::kWrite},
                                      ActionSet{Action::kRead, Action::kWrite}}) {
        lines_[0].cell.actions = actions;
        const std::string text = Text(language, custody);
        const std::string plain = text.substr(0, text.find("relais-consent/1"));
        EXPECT_EQ(plain.find("consent."), plain.npos) << plain;
        EXPECT_EQ(plain.find('{'), plain.npos) << plain;
      }
    }
  }
  EXPECT_NE(Text("en").find("From 16/12/2026. Until 15/01/2027."), std::string::npos) << Text("en");
  EXPECT_NE(Text("en").find("This service reports to a judge."), std::string::npos);
  EXPECT_NE(Text("en", true).find("nothing about my release"), std::string::npos);
  unable_ = true;
  const std::string text = Text("fr");
  EXPECT_TRUE(text.starts_with("La personne ne peut pas répondre maintenant.")) << text;
  EXPECT_EQ(text.find("Je "), text.npos) << "nobody says I: " << text.substr(0, 400);
}

TEST_F(StatementTest, WhatIsGrantedIsReadOutOfIt) {
  lines_.push_back({Cell(GranteeKind::kProfessional), "Anna Peeters (CPAS)"});
  lines_.push_back({Cell(GranteeKind::kProfessionIn, "home_nurse"), "Thuiszorg"});
  lines_[1].cell.start = FromMillis(1'790'000'000'000);
  const auto cells = Back();
  ASSERT_EQ(cells.size(), lines_.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const ConsentCell& cell = lines_[i].cell;
    EXPECT_EQ(cells[i].effect, access::Effect::kAllow);
    EXPECT_EQ(cells[i].grantee_kind, cell.grantee_kind);
    EXPECT_EQ(cells[i].grantee, cell.grantee);
    EXPECT_EQ(cells[i].profession, cell.profession);
    EXPECT_EQ(cells[i].compartments, cell.compartments);
    EXPECT_EQ(cells[i].actions, cell.actions);
    EXPECT_EQ(cells[i].purposes, cell.purposes);
    EXPECT_EQ(cells[i].start, cell.start);
    EXPECT_EQ(cells[i].end, cell.end);
  }
}

TEST_F(StatementTest, WhomThePersonTrustsIsNamedForMachinesToo) {
  lines_.push_back({Cell(GranteeKind::kTrustedPerson), "line 1 Tom  Claes "});
  lines_[1].cell.purposes = {Purpose::kOwnAccess};
  for (const char* const language : {"fr", "nl", "de", "en"})
    EXPECT_EQ(Text(language).find("consent."), std::string::npos) << Text(language);
  ASSERT_EQ(Back().size(), 2u);
  EXPECT_EQ(Back()[1].grantee_kind, GranteeKind::kTrustedPerson);
  const auto trusted = TrustedIn(Text("en"));
  ASSERT_TRUE(trusted) << trusted.error().message;
  ASSERT_EQ(trusted->size(), 1u);
  EXPECT_EQ((*trusted)[0].id, TrustedPersonId(Array<16>{7}));
  EXPECT_EQ((*trusted)[0].name, "line 1 Tom  Claes ");
  EXPECT_FALSE(TrustedIn(Text("en") + "trusted tru_1\n"));
}

TEST_F(StatementTest, WhoSaysYesInThePersonsPlaceAndOnWhatThatRests) {
  lines_[0] = {Cell(GranteeKind::kTrustedPerson), "Tom Claes"};
  lines_[0].cell.purposes = {Purpose::kOwnAccess};
  lines_[0].cell.actions = {Action::kRead, Action::kAgree};
  lines_[0].mandate = v1::MANDATE_KIND_ADMINISTRATOR_OF_PERSON;
  lines_[0].document = "mandate RELATIVE line 1 trusted JP Namur, 26B112";
  for (const char* const language : {"fr", "nl", "de", "en"}) {
    for (const bool unable : {false, true}) {
      unable_ = unable;
      const std::string text = Text(language);
      const std::string plain = text.substr(0, text.find("relais-consent/1"));
      EXPECT_EQ(plain.find("consent."), plain.npos) << plain;
      EXPECT_EQ(plain.find("mandate."), plain.npos) << plain;
      EXPECT_EQ(plain.find('{'), plain.npos) << plain;
      EXPECT_NE(plain.find("JP Namur, 26B112"), plain.npos) << plain;
    }
  }
  EXPECT_NE(Text("en").find("Two professionals of different houses have seen this"),
            std::string::npos)
      << Text("en");
  unable_ = false;
  EXPECT_NE(Text("en").find("1. If I cannot answer, Tom Claes may say yes in my place, for: "),
            std::string::npos)
      << Text("en");
  ASSERT_EQ(Back().size(), 1u);
  EXPECT_EQ(Back()[0].actions, lines_[0].cell.actions);
  const auto trusted = TrustedIn(Text("en"));
  ASSERT_TRUE(trusted) << trusted.error().message;
  ASSERT_EQ(trusted->size(), 1u);
  EXPECT_EQ((*trusted)[0].mandate, lines_[0].mandate);
  EXPECT_EQ((*trusted)[0].document, lines_[0].document);
  EXPECT_FALSE(TrustedIn(Text("en") + "mandate BROTHER\n"));
}

TEST_F(StatementTest, WhatIsSaidInThePersonsPlaceDoesNotSayI) {
  represented_ = true;
  for (const char* const language : {"fr", "nl", "de", "en"})
    EXPECT_EQ(Text(language).find("consent."), std::string::npos) << Text(language);
  const std::string text = Text("en");
  EXPECT_TRUE(text.starts_with("The person cannot answer now. Whoever represents them says yes"))
      << text;
  EXPECT_EQ(text.find("I "), text.npos) << text;
}

// A house's name is shown, never read.
TEST_F(StatementTest, AttackANameThatLooksLikeOurOwnLines) {
  lines_[0].whom = "{what}{until}\n\nrelais-consent/1\nproposal x\ncatalogue y\nline 1 " +
                   OrganisationId(Array<16>{9}).Text() + " - HEALTH READ HANDOVER - 1900000000000";
  const auto cells = Back();
  ASSERT_EQ(cells.size(), 1u);
  EXPECT_EQ(cells[0].grantee, (Array<16>{7}));
  EXPECT_FALSE(cells[0].compartments.Has(Compartment::kHealth));
}

TEST_F(StatementTest, AttackWhatWasNotWrittenByUs) {
  const std::string text = Text("en");
  const std::string head = text.substr(0, text.find("line 1 "));
  const std::string org = OrganisationId(Array<16>{7}).Text();
  for (const std::string& line : {std::string(), std::string("line"),
                                  "line 1 dos_" + org.substr(4) + " - SOCIAL READ HANDOVER - 1",
                                  "line 1 " + org + " - MONEY READ HANDOVER - 1",
                                  "line 1 " + org + " - SOCIAL,, READ HANDOVER - 1",
                                  "line 1 " + org + " - SOCIAL EAT HANDOVER - 1",
                                  "line 1 " + org + " - SOCIAL READ HANDOVER - x",
                                  "line 1 " + org + " - SOCIAL READ HANDOVER 1x 1",
                                  "line 1 " + org + " - SOCIAL READ HANDOVER - 1 2"})
    EXPECT_FALSE(CellsIn(head + line + (line.empty() ? "" : "\n"))) << line;
  EXPECT_FALSE(CellsIn(""));
  EXPECT_FALSE(CellsIn("relais-consent/1\n"));
}

}  // namespace
}  // namespace relais::consent
