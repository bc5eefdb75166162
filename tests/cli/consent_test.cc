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
    v1::GrantConsentResponse granted;
    granted.add_consent_ids("con_0123456789ABCDEFGHJKMNPQRS");
    server.Answer(granted);
  }
};

TEST_F(ConsentCliTest, GrantShowsFirstAndAsks) {
  console.terminal = true;
  console.input.str("oui\n");
  ASSERT_EQ(Relais(kCell), 0) << err();
  EXPECT_TRUE(
      InOrder(out(), "Anna Peeters, hospital social worker", "con_0123456789ABCDEFGHJKMNPQRS"));
  const auto asked = server.Last<v1::GrantConsentRequest>();
  EXPECT_EQ(asked.language(), "en");
  EXPECT_EQ(asked.consent().effect(), v1::Consent::EFFECT_ALLOW);
  EXPECT_EQ(asked.consent().compartments_size(), 2);
  EXPECT_EQ(asked.consent().grantee().profession_in().organisation_id(), kHouse);
  EXPECT_EQ(asked.consent().end_time().seconds(), 1798757999)
      << "the last second of the day in Brussels";
}

TEST_F(ConsentCliTest, AnythingButYesGrantsNothing) {
  console.terminal = true;
  for (const char* answer : {"\n", "no\n", "yess\n", ""}) {
    console.input.clear();
    console.input.str(answer);
    EXPECT_EQ(Relais(kCell), 1);
  }
  console.terminal = false;
  EXPECT_EQ(Relais(kCell), 2) << "without a terminal --yes is needed";
  EXPECT_EQ(server.Count<v1::GrantConsentRequest>(), 0U);
}

TEST_F(ConsentCliTest, NothingLeftOutIsTakenForAll) {
  for (const char* left_out : {"--to", "--compartments", "--actions", "--purposes", "--until"}) {
    std::vector<std::string> words = With(kCell, "--yes");
    const auto at = std::find(words.begin(), words.end(), left_out);
    words.erase(at, at + 2);
    EXPECT_EQ(Relais(words), 2);
    EXPECT_TRUE(Has(err(), left_out));
  }
  EXPECT_EQ(server.Count<v1::GrantConsentRequest>(), 0U);
  EXPECT_EQ(server.Count<v1::PreviewConsentRequest>(), 0U);
}

TEST_F(ConsentCliTest, JsonGrantPrintsTheAnswerAlone) {
  ASSERT_EQ(Relais(With(With(With(kCell, "--yes"), "--output"), "json")), 0);
  EXPECT_EQ(out(), "{\"consent_ids\":[\"con_0123456789ABCDEFGHJKMNPQRS\"]}\n");
}

TEST_F(ConsentCliTest, BundleNeedsAHouse) {
  EXPECT_EQ(Relais({"consent", "grant", "--bundle", "home_after_hospital", "--yes"}), 2);
  ASSERT_EQ(
      Relais({"consent", "grant", "--bundle", "home_after_hospital", "--house", kHouse, "--yes"}),
      0)
      << err();
  EXPECT_FALSE(server.Last<v1::GrantConsentRequest>().bundle().has_end_time());
}

TEST_F(ConsentCliTest, ExcludeClosesEverythingForLessThanFiveYears) {
  EXPECT_EQ(Relais({"consent", "exclude"}), 2);
  ASSERT_EQ(Relais({"consent", "exclude", "--professional", kAnna}), 0) << err();
  const auto cell = server.Last<v1::GrantConsentRequest>().consent();
  EXPECT_EQ(cell.effect(), v1::Consent::EFFECT_EXCLUDE);
  EXPECT_EQ(cell.compartments_size(), 12);
  EXPECT_EQ(cell.purposes_size(), 6);
  EXPECT_EQ(cell.actions_size(), 2);
  EXPECT_LT(cell.end_time().seconds() - now, 5 * 365 * 86400LL);
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
  server.Answer(list);
  v1::ListProfessionalsResponse people;
  people.add_professionals()->set_id(kAnna);
  server.Answer(people);
  server.Answer(v1::ListProfessionalsResponse());  // of another house
  ASSERT_EQ(Relais({"consent", "revoke", "--house", kHouse}), 0) << err();
  EXPECT_EQ(out(), "3 consents taken back: nothing more is read by them.\n");
  const auto last = server.Last<v1::RevokeConsentRequest>();
  EXPECT_EQ(last.consent_id(), "con_F123456789ABCDEFGHJKMNPQRS");
  EXPECT_EQ(last.request_id().size(), 32u) << "each its own intent, and the same when repeated";
  EXPECT_EQ(Relais({"consent", "revoke"}), 2);
  EXPECT_EQ(Relais({"consent", "revoke", "--house", "org_00000000000000000000000000"}), 1);
}

TEST_F(ConsentCliTest, BundlesComeFromTheCatalogue) {
  ASSERT_EQ(Relais({"consent", "bundles"}), 0);
  EXPECT_EQ(out(), "home_after_hospital  Going home (90 days)\n");
}

}  // namespace
}  // namespace relais::cli
