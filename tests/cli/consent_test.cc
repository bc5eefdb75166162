#include <fstream>

#include "crypto/hash.h"
#include "tests/cli/cli_fixture.h"

namespace relais::cli {
namespace {

const std::vector<std::string> kCell = {
    "consent",        "grant",
    "--to",           std::string("hospital_social_worker@") + kHouse,
    "--compartments", "social,HEALTH",
    "--actions",      "READ",
    "--purposes",     "exit_preparation",
    "--until",        "2026-12-31"};

std::vector<std::string> With(std::vector<std::string> words, const std::string& more) {
  words.push_back(more);
  return words;
}

class ConsentCliTest : public CliTest {
 protected:
  ConsentCliTest() {
    v1::PreviewConsentResponse preview;
    preview.add_viewers()->set_name("Anna Peeters");
    preview.mutable_viewers(0)->set_profession("hospital_social_worker");
    preview.mutable_viewers(0)->add_reads(v1::COMPARTMENT_SOCIAL);
    server.Answer(preview);
    v1::ProposeConsentResponse proposed;
    proposed.set_proposal_id(kProposal);
    proposed.set_text("I say yes to this.\n\nrelais-consent/1\n");
    proposed.mutable_expire_time()->set_seconds(now + 3 * 86400);
    server.Answer(proposed);
    v1::ConfirmConsentResponse confirmed;
    confirmed.add_consent_ids("con_0123456789ABCDEFGHJKMNPQRS");
    server.Answer(confirmed);
    console.terminal = true;
  }
  int Grant(std::vector<std::string> words, const std::string& typed) {
    const std::string word = folder / "word";
    std::ofstream(word) << "kastanje\n";
    words.insert(words.end(), {"--chosen-word-file", word});
    console.input.clear();
    console.input.str(typed);
    return Relais(words);
  }
  static constexpr char kProposal[] = "prp_0123456789ABCDEFGHJKMNPQRS";
};

TEST_F(ConsentCliTest, GrantShowsTheTextAndTakesCodeAndWord) {
  ASSERT_EQ(Grant(kCell, " 123456 \n"), 0) << err();
  EXPECT_TRUE(InOrder(out(), "Anna Peeters, hospital social worker", "I say yes to this."));
  EXPECT_TRUE(InOrder(out(), "relais-consent/1", "con_0123456789ABCDEFGHJKMNPQRS"))
      << "all of what is hashed is shown";
  const auto asked = server.Last<v1::ProposeConsentRequest>();
  EXPECT_EQ(asked.language(), "en");
  EXPECT_TRUE(asked.send_code());
  EXPECT_EQ(asked.legal_basis(), v1::LEGAL_BASIS_CONSENT);
  EXPECT_FALSE(asked.has_context());
  const auto cell = asked.choices(0).consent();
  EXPECT_EQ(cell.effect(), v1::Consent::EFFECT_ALLOW);
  EXPECT_EQ(cell.compartments_size(), 2);
  EXPECT_EQ(cell.grantee().profession_in().organisation_id(), kHouse);
  EXPECT_EQ(cell.end_time().seconds(), 1798757999) << "the last second of the day in Brussels";
  const auto yes = server.Last<v1::ConfirmConsentRequest>();
  EXPECT_EQ(yes.proposal_id(), kProposal);
  EXPECT_EQ(yes.code_and_word().code(), "123456");
  EXPECT_EQ(yes.code_and_word().chosen_word(), "kastanje");
}

TEST_F(ConsentCliTest, NothingTypedIsANo) {
  for (const char* answer : {"\n", "  \n", ""}) {
    EXPECT_EQ(Grant(kCell, answer), 1);
    EXPECT_TRUE(Has(err(), "Refusing changes nothing for you"));
  }
  EXPECT_EQ(server.Count<v1::ConfirmConsentRequest>(), 0U);
}

TEST_F(ConsentCliTest, NothingLeftOutIsTakenForAll) {
  for (const char* left_out : {"--to", "--compartments", "--actions", "--purposes", "--until"}) {
    std::vector<std::string> words = kCell;
    const auto at = std::find(words.begin(), words.end(), left_out);
    words.erase(at, at + 2);
    EXPECT_EQ(Grant(words, "123456\n"), 2);
    EXPECT_TRUE(Has(err(), left_out));
  }
  EXPECT_EQ(server.Count<v1::ProposeConsentRequest>(), 0U);
  EXPECT_EQ(server.Count<v1::PreviewConsentRequest>(), 0U);
}

TEST_F(ConsentCliTest, JsonGrantPrintsTheAnswerAlone) {
  ASSERT_EQ(Grant(With(With(kCell, "--output"), "json"), "123456\n"), 0) << err();
  EXPECT_EQ(out(), "{\"consent_ids\":[\"con_0123456789ABCDEFGHJKMNPQRS\"]}\n");
  EXPECT_TRUE(Has(err(), "I say yes to this."));
}

TEST_F(ConsentCliTest, BundlesAreForSeveralHousesAndLinesCanBeStruckOut) {
  EXPECT_EQ(Relais({"consent", "propose", "--bundle", "home_after_hospital"}), 2);
  const std::string other = "org_00000000000000000000000000";
  ASSERT_EQ(Relais({"consent", "propose", "--bundle", "home_after_hospital", "--house", kHouse,
                    "--house", other, "--strike", "2,3"}),
            0)
      << err();
  EXPECT_TRUE(Has(out(), std::string("relais consent confirm ") + kProposal));
  const auto asked = server.Last<v1::ProposeConsentRequest>();
  EXPECT_FALSE(asked.send_code());
  ASSERT_EQ(asked.choices_size(), 2);
  EXPECT_EQ(asked.choices(1).bundle().organisation_id(), other);
  for (const auto& choice : asked.choices()) {
    EXPECT_FALSE(choice.bundle().has_end_time());
    EXPECT_EQ(choice.bundle().struck_size(), 2);
  }
}

TEST_F(ConsentCliTest, ADeskNamesTheFileAndWhatFor) {
  ASSERT_EQ(Relais({"consent", "propose", kDossier, "--bundle", "home_after_hospital", "--house",
                    kHouse}),
            0)
      << err();
  const auto asked = server.Last<v1::ProposeConsentRequest>();
  EXPECT_EQ(asked.context().dossier_id(), kDossier);
  EXPECT_EQ(asked.legal_basis(), v1::LEGAL_BASIS_CARE);
  EXPECT_EQ(server.Count<v1::PreviewConsentRequest>(), 0U) << "that is the person's to ask";
}

TEST_F(ConsentCliTest, AWitnessSaysWhatStandsOnThePaper) {
  EXPECT_EQ(Relais({"consent", "confirm", kProposal, "--paper", "maybe"}), 2);
  v1::GetProposalResponse proposal;
  proposal.set_text("I say yes to this.\n");
  server.Answer(proposal);
  const std::vector<std::string> words = {"consent", "confirm",      kProposal,       "--paper",
                                          "mark",    "--read-aloud", "--interpreter", kHouse};
  console.input.str("no\n");
  EXPECT_EQ(Relais(words), 1) << "another text stands on the paper";
  EXPECT_TRUE(Has(out(), "I say yes to this."));
  EXPECT_EQ(server.Count<v1::ConfirmConsentRequest>(), 0U);
  console.input.clear();
  console.input.str("ja\n");
  ASSERT_EQ(Relais(words), 0) << err();
  console.terminal = false;
  EXPECT_EQ(Relais(words), 2);
  EXPECT_EQ(Relais(With(words, "--same-text")), 0) << err();
  const auto yes = server.Last<v1::ConfirmConsentRequest>();
  EXPECT_EQ(yes.paper().form(), v1::PaperYes::FORM_MARK);
  EXPECT_TRUE(yes.paper().read_aloud());
  EXPECT_EQ(yes.interpreter_id(), kHouse);
  EXPECT_EQ(yes.text_hash(), Bytes(View(Sha256({"I say yes to this.\n"}))));
}

TEST_F(ConsentCliTest, ASecondProfessionalIsAskedAboutThePersonAndNotAboutPaper) {
  v1::GetProposalResponse proposal;
  proposal.set_text("The person cannot answer now.\n");
  server.Answer(proposal);
  console.input.str("oui\n");
  ASSERT_EQ(Relais({"consent", "confirm", kProposal, "--colleague"}), 0) << err();
  EXPECT_FALSE(Has(out() + err(), "paper"));
  EXPECT_TRUE(server.Last<v1::ConfirmConsentRequest>().has_colleague());
}

TEST_F(ConsentCliTest, ExcludeClosesEverythingForLessThanFiveYears) {
  EXPECT_EQ(Relais({"consent", "exclude"}), 2);
  ASSERT_EQ(Relais({"consent", "exclude", "--professional", kAnna}), 0) << err();
  const auto cell = server.Last<v1::ExcludeRequest>().exclusion();
  EXPECT_EQ(cell.effect(), v1::Consent::EFFECT_EXCLUDE);
  EXPECT_EQ(cell.compartments_size(), 12);
  EXPECT_EQ(cell.purposes_size(), 6);
  EXPECT_EQ(cell.actions_size(), 2);
  EXPECT_LT(cell.end_time().seconds() - now, 5 * 365 * 86400LL);
}

// As the text says it that the person agrees to: a device elsewhere, or a server in UTC, adds no day.
TEST_F(ConsentCliTest, TheLastDayIsOneInBelgiumWhereverTheDeviceIs) {
  for (const char* const zone : {"UTC", "America/New_York", "Asia/Tokyo"}) {
    setenv("TZ", zone, 1);
    tzset();
    ASSERT_EQ(Grant(kCell, " 123456 \n"), 0) << err();
    const auto asked = server.Last<v1::ProposeConsentRequest>();
    EXPECT_EQ(asked.choices(0).consent().end_time().seconds(), 1798757999) << zone;
  }
  setenv("TZ", "Europe/Brussels", 1);
  tzset();
}

TEST_F(ConsentCliTest, SomebodyTrustedIsNamedAndReads) {
  ASSERT_EQ(Relais({"consent", "propose", "--trusted", "Tom Claes", "--compartments", "SOCIAL",
                    "--until", "2026-12-31"}),
            0)
      << err();
  const auto asked = server.Last<v1::ProposeConsentRequest>();
  const auto& cell = asked.choices(0).consent();
  EXPECT_EQ(cell.grantee().trusted_person().name(), "Tom Claes");
  ASSERT_EQ(cell.actions_size(), 1);
  EXPECT_EQ(cell.actions(0), v1::ACTION_READ);
  ASSERT_EQ(cell.purposes_size(), 1);
  EXPECT_EQ(cell.purposes(0), v1::PURPOSE_OWN_ACCESS);
  EXPECT_EQ(Relais({"consent", "propose", "--trusted", "Tom Claes"}), 2);
  EXPECT_TRUE(Has(err(), "--compartments, --until")) << err();
}

TEST_F(ConsentCliTest, SomebodyWithAMandateAgreesAndRestsOnADecision) {
  ASSERT_EQ(Relais({"consent", "propose", "--trusted", "Tom Claes", "--mandate", "person",
                    "--document", "JP Namur, 26B112", "--compartments", "SOCIAL", "--until",
                    "2026-12-31", "--unable"}),
            0)
      << err();
  auto asked = server.Last<v1::ProposeConsentRequest>();
  const auto& cell = asked.choices(0).consent();
  const auto& mandate = cell.grantee().trusted_person().mandate();
  EXPECT_EQ(mandate.kind(), v1::MANDATE_KIND_ADMINISTRATOR_OF_PERSON);
  EXPECT_EQ(mandate.document(), "JP Namur, 26B112");
  ASSERT_EQ(cell.actions_size(), 1);
  EXPECT_EQ(cell.actions(0), v1::ACTION_AGREE);
  EXPECT_TRUE(asked.unable());
  ASSERT_EQ(Relais({"consent", "propose", "--to", kHouse, "--compartments", "SOCIAL", "--actions",
                    "READ", "--purposes", "CONTINUITY", "--until", "2026-12-31", "--represented"}),
            0)
      << err();
  EXPECT_TRUE(server.Last<v1::ProposeConsentRequest>().represented());
  EXPECT_TRUE(Has(out(), "by their own passkey")) << out();
  EXPECT_EQ(Relais({"consent", "propose", "--mandate", "person"}), 2);
  EXPECT_EQ(Relais({"consent", "propose", "--trusted", "Tom", "--mandate", "king"}), 2);
}

TEST_F(ConsentCliTest, AtADeskThePersonTakesBackWithCardAndWord) {
  const std::string word = folder / "word";
  std::ofstream(word) << "kastanje\n";
  server.Answer(v1::RevokeConsentResponse());
  ASSERT_EQ(Relais({"consent", "revoke", "--card", "7K2M9QWX3ZABCDEFG", "--house", kHouse,
                    "--chosen-word-file", word}),
            0)
      << err();
  const auto asked = server.Last<v1::RevokeConsentRequest>();
  EXPECT_EQ(asked.at_desk().context().card_code(), "7K2M9QWX3ZABCDEFG");
  EXPECT_EQ(asked.at_desk().chosen_word(), "kastanje");
  EXPECT_EQ(asked.organisation_id(), kHouse);
  EXPECT_TRUE(asked.consent_id().empty());
  EXPECT_TRUE(Has(out(), "opens nothing any more")) << out();
  EXPECT_EQ(server.Count<v1::ListConsentsRequest>(), 0U) << "the desk lists nothing";
}

TEST_F(ConsentCliTest, ListNamesTheGranteeAndRevokeTakesThePiece) {
  v1::ListOrganisationsResponse houses;
  houses.add_organisations()->set_id(kHouse);
  houses.mutable_organisations(0)->set_name("Saint-Jean");
  server.Answer(houses);
  v1::ListConsentsResponse list;
  v1::Consent& one = *list.add_consents();
  one.set_id("con_0123456789ABCDEFGHJKMNPQRS");
  one.set_effect(v1::Consent::EFFECT_ALLOW);
  one.mutable_grantee()->set_organisation_id(kHouse);
  one.add_compartments(v1::COMPARTMENT_SOCIAL);
  one.mutable_end_time()->set_seconds(now + 86400);
  server.Answer(list);
  ASSERT_EQ(Relais({"consent", "list"}), 0) << err();
  EXPECT_TRUE(Has(out(), "[012345] Open to Saint-Jean - until 23 November 2026"));
  ASSERT_EQ(Relais({"consent", "revoke", "012345"}), 0) << err();
  EXPECT_EQ(server.Last<v1::RevokeConsentRequest>().consent_id(), "con_0123456789ABCDEFGHJKMNPQRS");
}

// Taking back is as easy as agreeing: what was agreed at once with a house goes at once.
TEST_F(ConsentCliTest, RevokeTakesBackAllThatWasAgreedWithAHouse) {
  v1::ListConsentsResponse list;
  const auto add = [&](const std::string& id) -> v1::Consent& {
    v1::Consent& one = *list.add_consents();
    one.set_id("con_" + id + "123456789ABCDEFGHJKMNPQRS");
    one.set_effect(v1::Consent::EFFECT_ALLOW);
    one.mutable_grantee()->set_organisation_id(kHouse);
    one.mutable_end_time()->set_seconds(now + 86400);
    return one;
  };
  add("A");
  add("B").mutable_grantee()->mutable_profession_in()->set_organisation_id(kHouse);
  add("C").mutable_revoke_time()->set_seconds(now - 1);
  add("E").set_effect(v1::Consent::EFFECT_EXCLUDE);
  add("F").mutable_grantee()->set_professional_id(kAnna);
  add("G").mutable_grantee()->set_professional_id("pro_00000000000000000000000000");
  add("H").mutable_grantee()->set_unit_id("uni_0123456789ABCDEFGHJKMNPQRS");
  add("J").set_effect(v1::Consent::EFFECT_RELATION);
  server.Answer(list);
  v1::ListUnitsResponse units;
  units.add_units()->set_id("uni_0123456789ABCDEFGHJKMNPQRS");
  server.Answer(units);
  server.Answer(v1::ListUnitsResponse());
  v1::ListProfessionalsResponse people;
  people.add_professionals()->set_id(kAnna);
  server.Answer(people);
  server.Answer(v1::ListProfessionalsResponse());  // of another house
  ASSERT_EQ(Relais({"consent", "revoke", "--house", kHouse}), 0) << err();
  EXPECT_EQ(out(), "4 consents taken back: nothing more is read by them.\n");
  const auto last = server.Last<v1::RevokeConsentRequest>();
  EXPECT_EQ(last.consent_id(), "con_H123456789ABCDEFGHJKMNPQRS");
  EXPECT_EQ(last.request_id().size(), 32u) << "each its own intent, and the same when repeated";
  EXPECT_EQ(Relais({"consent", "revoke"}), 2);
  EXPECT_EQ(Relais({"consent", "revoke", "--house", "org_00000000000000000000000000"}), 1);
}

TEST_F(ConsentCliTest, BundlesComeFromTheCatalogue) {
  ASSERT_EQ(Relais({"consent", "bundles"}), 0);
  EXPECT_EQ(out(), "home_after_hospital  Going home (90 days)\n");
}

TEST_F(ConsentCliTest, WhoMayAgreeSeesNothingByThat) {
  v1::ListConsentsResponse page;
  auto& consent = *page.add_consents();
  consent.set_id("con_00000000000000000000000001");
  consent.set_effect(v1::Consent::EFFECT_ALLOW);
  auto& who = *consent.mutable_grantee()->mutable_trusted_person();
  who.set_name("Tom Claes");
  who.mutable_mandate()->set_kind(v1::MANDATE_KIND_RELATIVE);
  consent.add_compartments(v1::COMPARTMENT_HEALTH);
  consent.add_actions(v1::ACTION_AGREE);
  consent.add_purposes(v1::PURPOSE_OWN_ACCESS);
  consent.mutable_end_time()->set_seconds(4'000'000'000);
  server.Answer(page);
  ASSERT_EQ(Relais({"consent", "list"}), 0) << err();
  EXPECT_TRUE(Has(out(), "] Tom Claes, who says yes in your place if you cannot answer")) << out();
}

}  // namespace
}  // namespace relais::cli
