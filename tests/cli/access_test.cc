#include <algorithm>
#include <tuple>

#include "tests/cli/cli_fixture.h"

namespace relais::cli {
namespace {

v1::Access Entry(std::uint64_t number, v1::Access::Outcome outcome) {
  v1::Access out;
  out.set_number(number);
  out.mutable_create_time()->set_seconds(1795348800);
  out.set_name("Anna Peeters");
  out.set_organisation("Saint-Jean");
  out.set_profession("hospital_social_worker");
  out.set_action(v1::ACTION_READ);
  out.set_purpose(v1::PURPOSE_EXIT_PREPARATION);
  out.set_reason("intake");
  out.add_asked(v1::COMPARTMENT_SOCIAL);
  if (outcome == v1::Access::OUTCOME_OPENED) out.add_granted(v1::COMPARTMENT_SOCIAL);
  out.set_outcome(outcome);
  out.set_count(7);
  out.set_told(v1::Access::TOLD_AT_MEETING);
  return out;
}

class AccessCliTest : public CliTest {
 protected:
  AccessCliTest() {
    v1::ListAccessesResponse first;
    *first.add_accesses() = Entry(3, v1::Access::OUTCOME_OPENED);
    *first.add_accesses() = Entry(2, v1::Access::OUTCOME_REFUSED);
    first.set_next_page_token("more");
    v1::ListAccessesResponse second;
    second.add_accesses()->set_number(1);
    second.mutable_accesses(0)->set_own(true);
    second.mutable_accesses(0)->set_action(v1::ACTION_READ_LOG);
    second.mutable_accesses(0)->set_outcome(v1::Access::OUTCOME_OPENED);
    server.Answer(first);
    server.Answer(second);
  }
};

TEST_F(AccessCliTest, EachEntryIsASentenceToReadAloud) {
  ASSERT_EQ(Relais({"accesses", "list", "--all"}), 0) << err();
  EXPECT_TRUE(Has(out(),
                  "3. On Sunday 22 November 2026 at 13:00, Anna Peeters, hospital social worker, "
                  "Saint-Jean, read: "
                  "Everyday life. What for: preparing the leaving. Why: first talk after "
                  "admission. 7 facts were shown. "
                  "You will be told at the next meeting.\n"));
  EXPECT_TRUE(Has(out(), "tried to read: Everyday life."));
  EXPECT_TRUE(Has(out(), "Refused: nothing was shown."));
  EXPECT_TRUE(Has(out(), "you looked at who opened the dossier."));
  EXPECT_EQ(server.Last<v1::ListAccessesRequest>().page_token(), "more");
}

TEST_F(AccessCliTest, TheSentenceIsInTheLanguageAsked) {
  ASSERT_EQ(Relais({"accesses", "list", "--lang", "nl"}), 0);
  EXPECT_TRUE(Has(
      out(),
      "Op zondag 22 november 2026 om 13:00 heeft Anna Peeters, hospital social worker, Saint-Jean, "
      "gelezen: "));
  EXPECT_TRUE(Has(out(), "--all"));
}

TEST_F(AccessCliTest, AFilterIsAskedOfTheServerAndLooksThroughAllPages) {
  ASSERT_EQ(Relais({"accesses", "list", "--refused", "--emergency", "--house", kHouse,
                    "--profession", "gp", "--compartment", "health"}),
            0)
      << err();
  EXPECT_EQ(server.Count<v1::ListAccessesRequest>(), 2U);
  const auto filter = server.Last<v1::ListAccessesRequest>().filter();
  EXPECT_TRUE(filter.refused());
  EXPECT_TRUE(filter.emergency());
  EXPECT_EQ(filter.organisation_id(), kHouse);
  EXPECT_EQ(filter.profession(), "gp");
  EXPECT_EQ(filter.compartment(), v1::COMPARTMENT_HEALTH);
  for (const char* const wrong : {"nothing", "HEALTH,SOCIAL", ","})
    EXPECT_EQ(Relais({"accesses", "list", "--compartment", wrong}), 2) << wrong;
}

TEST_F(AccessCliTest, WhatBecameOfTheWordIsSaid) {
  v1::ListAccessesResponse page;
  *page.add_accesses() = Entry(5, v1::Access::OUTCOME_OPENED);
  auto* const access = page.mutable_accesses(0);
  access->set_told(v1::Access::TOLD_DELIVERED);
  access->set_told_by(v1::CHANNEL_SMS);
  access->mutable_told_time()->set_seconds(1795352400);
  auto* const sent = page.add_accesses();
  sent->set_number(6);
  sent->set_action(v1::ACTION_SYSTEM);
  sent->set_method("Telling.Sent");
  sent->set_reason("sms");
  sent->set_count(5);
  sent->mutable_create_time()->set_seconds(1795352400);
  server.answers.clear();
  server.Answer(SampleCatalogue());
  server.Answer(page);
  ASSERT_EQ(Relais({"accesses", "list"}), 0) << err();
  EXPECT_TRUE(Has(out(), "Word of it arrived on Sunday 22 November 2026 at 14:00 (SMS)."));
  EXPECT_TRUE(Has(out(),
                  "6. On Sunday 22 November 2026 at 14:00 a message was sent to you (SMS): it "
                  "covers all up to entry 5."));
}

TEST_F(AccessCliTest, OneEntryIsShownWithConsentAndRule) {
  v1::GetAccessResponse response;
  *response.mutable_access() = Entry(3, v1::Access::OUTCOME_OPENED);
  const std::string consent = "con_0123456789ABCDEFGHJKMNPQRS";
  response.mutable_access()->add_consent_ids(consent);
  response.mutable_access()->add_rules("leaving.read");
  response.mutable_access()->set_reference("0123456789abcdef");
  v1::ListConsentsResponse consents;
  for (const std::string& id : {consent, std::string("con_1123456789ABCDEFGHJKMNPQRS")}) {
    v1::Consent& one = *consents.add_consents();
    one.set_id(id);
    one.set_effect(v1::Consent::EFFECT_ALLOW);
    one.mutable_grantee()->mutable_trusted_person()->set_name(id == consent ? "Tom" : "Another");
    one.add_compartments(v1::COMPARTMENT_SOCIAL);
    one.mutable_proof()->set_method(v1::Proof::METHOD_PASSKEY);
  }
  server.Answer(response);
  server.Answer(consents);
  ASSERT_EQ(Relais({"accesses", "show", "3"}), 0) << err();
  EXPECT_EQ(server.Last<v1::GetAccessRequest>().number(), 3U);
  EXPECT_TRUE(Has(out(), "You had agreed to this:\n[0123")) << out();
  EXPECT_TRUE(Has(out(), "Tom")) << out();
  EXPECT_FALSE(Has(out(), "Another")) << out();
  EXPECT_TRUE(Has(out(), "By the rule: leaving.read"));
  EXPECT_TRUE(Has(out(), "Reference to check it by: 0123456789abcdef"));
  EXPECT_EQ(Relais({"accesses", "show"}), 2);
}

TEST_F(AccessCliTest, AttackABrokenStreamLosesAndRepeatsNothing) {
  server.watched = {{Entry(4, v1::Access::OUTCOME_OPENED)},
                    {},
                    {Entry(5, v1::Access::OUTCOME_REFUSED), Entry(6, v1::Access::OUTCOME_OPENED)}};
  ASSERT_EQ(Relais({"accesses", "watch", "--count", "3"}), 0) << err();
  EXPECT_TRUE(InOrder(out(), "4. On", "5. On"));
  EXPECT_TRUE(InOrder(out(), "5. On", "6. On"));
  ASSERT_EQ(server.Count<v1::WatchAccessesRequest>(), 3U);
  EXPECT_EQ(server.Last<v1::WatchAccessesRequest>().after_number(), 4U)
      << "the third stream goes on where the first broke";
  EXPECT_TRUE(Has(err(), "goes on where it was"));
}

TEST_F(AccessCliTest, PageSizeIsPassedOn) {
  ASSERT_EQ(Relais({"accesses", "list", "--page-size", "2", "--output", "json"}), 0);
  EXPECT_EQ(server.Last<v1::ListAccessesRequest>().page_size(), 2);
  EXPECT_TRUE(Has(out(), "\"next_page_token\":\"more\""));
  EXPECT_EQ(Relais({"accesses", "list", "--page-size", "201"}), 2);
}

TEST_F(AccessCliTest, ExportWritesTheWholeFileOrNone) {
  server.chunks = {"relais-bundle/1\n", "rest\n"};
  const std::string file = (folder / "log.bundle").string();
  ASSERT_EQ(Relais({"accesses", "export", file}), 0) << err();
  EXPECT_EQ(Read("log.bundle"), "relais-bundle/1\nrest\n");
  EXPECT_TRUE(Has(err(), "relais-verify --trust TRUST " + file));
  EXPECT_EQ(Relais({"accesses", "export", file}), 2) << "never over a file that is there";
  EXPECT_EQ(Relais({"accesses", "export", file, "--force", "--since", "17"}), 0);
  EXPECT_EQ(server.Last<v1::ExportAccessesRequest>().since_size(), 17U);
  EXPECT_EQ(std::filesystem::status(file).permissions() & std::filesystem::perms::group_read,
            std::filesystem::perms::none);
  server.Fail<v1::ExportAccessesRequest>(Refusal(grpc::StatusCode::PERMISSION_DENIED, "NOT_OPEN"));
  EXPECT_EQ(Relais({"accesses", "export", (folder / "other").string()}), 1);
  EXPECT_FALSE(std::filesystem::exists(folder / "other"));
  EXPECT_FALSE(std::filesystem::exists(folder / "other.part"));
}

// --- One filter at a time ---

class FilterCliTest : public CliTest {
 protected:
  void Holds(const v1::ListAccessesResponse& page) {
    server.answers.clear();
    server.Answer(SampleCatalogue());
    server.Answer(page);
  }
  // The whole filter that was asked of the server, byte by byte.
  std::string Asked() {
    return server.Last<v1::ListAccessesRequest>().filter().SerializeAsString();
  }
};

TEST_F(FilterCliTest, AProfessionAloneIsAskedForAndItsEntriesAreRead) {
  v1::ListAccessesResponse page;
  *page.add_accesses() = Entry(3, v1::Access::OUTCOME_OPENED);
  Holds(page);
  v1::AccessFilter alone;
  alone.set_profession("hospital_social_worker");
  for (const auto& [language, beginning] :
       {std::pair{"en",
                  "3. On Sunday 22 November 2026 at 13:00, Anna Peeters, hospital social worker, "},
        {"nl",
         "3. Op zondag 22 november 2026 om 13:00 heeft Anna Peeters, hospital social worker, "}}) {
    ASSERT_EQ(
        Relais({"accesses", "list", "--profession", "hospital_social_worker", "--lang", language}),
        0)
        << err();
    EXPECT_EQ(Asked(), alone.SerializeAsString());
    EXPECT_TRUE(out().starts_with(beginning)) << out();
    EXPECT_EQ(std::ranges::count(out(), '\n'), 1) << out();
  }
}

TEST_F(FilterCliTest, EmergenciesAloneAreAskedForAndRead) {
  v1::ListAccessesResponse page;
  *page.add_accesses() = Entry(8, v1::Access::OUTCOME_OPENED);
  page.mutable_accesses(0)->set_purpose(v1::PURPOSE_EMERGENCY);
  Holds(page);
  auto catalogue = SampleCatalogue();
  auto& label = *catalogue.add_labels();
  label.set_id("purpose.EMERGENCY");
  label.mutable_text()->set_en("an emergency");
  label.mutable_text()->set_nl("een noodgeval");
  server.answers[catalogue.GetTypeName()] = {catalogue.SerializeAsString()};
  v1::AccessFilter alone;
  alone.set_emergency(true);
  for (const auto& [language, why] : {std::pair{"en", "an emergency"}, {"nl", "een noodgeval"}}) {
    ASSERT_EQ(Relais({"accesses", "list", "--emergency", "--lang", language}), 0) << err();
    EXPECT_EQ(Asked(), alone.SerializeAsString());
    EXPECT_TRUE(Has(out(), why)) << out();
  }
}

// Whoever looks for emergencies must not read that nobody opened the file.
TEST_F(FilterCliTest, NothingFoundIsNotNobody) {
  Holds({});
  for (const auto& [language, none_such, nobody] :
       {std::tuple{"en", "There is no such entry.\n", "Nobody opened the dossier.\n"},
        {"fr", "Il n'y a pas de telle ligne.\n", "Personne n'a ouvert le dossier.\n"},
        {"de", "Es gibt keine solche Zeile.\n", "Niemand hat das Dossier geöffnet.\n"}}) {
    ASSERT_EQ(Relais({"accesses", "list", "--emergency", "--lang", language}), 0) << err();
    EXPECT_EQ(out(), none_such);
    ASSERT_EQ(Relais({"accesses", "list", "--profession", "gp", "--lang", language}), 0) << err();
    EXPECT_EQ(out(), none_such);
    ASSERT_EQ(Relais({"accesses", "list", "--lang", language}), 0) << err();
    EXPECT_EQ(out(), nobody);
    EXPECT_FALSE(server.Last<v1::ListAccessesRequest>().has_filter());
  }
}

// --- Taking an objection back ---

class LiftCliTest : public CliTest {
 protected:
  LiftCliTest() { Write("word", "kastanje\n"); }
  int Lift(const std::string& language, const std::string& file = "word") {
    return Relais({"accesses", "lift", kObjection, "--chosen-word-file", (folder / file).string(),
                   "--lang", language});
  }
  static constexpr char kObjection[] = "rev_1SXC0000000000000000000000";
};

TEST_F(LiftCliTest, TheWordComesFromTheFileAndWhatItDoesIsSaid) {
  for (const auto& [language, sentence] :
       {std::pair{"en", "It is lifted: this person can read again, as far as you agreed.\n"},
        {"nl", "Het is opgeheven: deze persoon kan weer lezen, zover uw toestemming reikt.\n"},
        {"de",
         "Es ist aufgehoben: Diese Person kann wieder lesen, soweit Ihre Zustimmung reicht.\n"}}) {
    ASSERT_EQ(Lift(language), 0) << err();
    const auto asked = server.Last<v1::LiftObjectionRequest>();
    EXPECT_EQ(asked.objection_id(), kObjection);
    EXPECT_EQ(asked.chosen_word(), "kastanje") << "without the end of the line";
    EXPECT_FALSE(asked.request_id().empty());
    EXPECT_EQ(out(), sentence);
  }
}

TEST_F(LiftCliTest, AWrongWordIsSaidPlainlyAndNotRepeated) {
  server.Fail<v1::LiftObjectionRequest>(
      Refusal(grpc::StatusCode::FAILED_PRECONDITION, "WRONG_STATE"));
  for (const auto& [language, sentence] :
       {std::pair{"en", "This is not the chosen word, or none was chosen: nothing was changed."},
        {"fr", "Ce n'est pas le mot choisi, ou aucun n'a été choisi : rien n'a changé."}}) {
    EXPECT_EQ(Lift(language), 1);
    EXPECT_TRUE(Has(err(), sentence)) << err();
    EXPECT_FALSE(Has(err(), "kastanje"));
    EXPECT_EQ(out(), "");
  }
}

TEST_F(LiftCliTest, AnotherRefusalIsNotBlamedOnTheWord) {
  server.Fail<v1::LiftObjectionRequest>(
      Refusal(grpc::StatusCode::INVALID_ARGUMENT, "INVALID", "objection_id"));
  EXPECT_NE(Lift("en"), 0);
  EXPECT_TRUE(Has(err(), "objection_id")) << err();
  EXPECT_FALSE(Has(err(), "chosen word")) << err();
  EXPECT_EQ(out(), "");
}

TEST_F(LiftCliTest, WithoutAWordNothingIsAsked) {
  EXPECT_NE(Lift("en", "missing"), 0);
  EXPECT_TRUE(Has(err(), "missing")) << "the file is named: " << err();
  EXPECT_EQ(Relais({"accesses", "lift", kObjection}), 2);
  EXPECT_TRUE(Has(err(), "--chosen-word-file")) << err();
  EXPECT_EQ(server.Count<v1::LiftObjectionRequest>(), 0U);
}

// Whoever serves the person has no number and no id, and is shown none.
TEST_F(LiftCliTest, AtADeskWhatWasStoppedIsLiftedOrConfirmedByCardAndWord) {
  const std::string card = "7K2M9QWX3ZABCDEFG", word = (folder / "word").string();
  ASSERT_EQ(Relais({"accesses", "lift", "--card", card, "--chosen-word-file", word}), 0) << err();
  const auto lifted = server.Last<v1::LiftObjectionRequest>();
  EXPECT_EQ(lifted.at_desk().context().card_code(), card);
  EXPECT_EQ(lifted.at_desk().chosen_word(), "kastanje");
  EXPECT_TRUE(lifted.objection_id().empty() && lifted.chosen_word().empty());
  EXPECT_TRUE(Has(out(), "Your own colleagues stay stopped: that is lifted elsewhere.")) << out();
  ASSERT_EQ(
      Relais({"accesses", "object", "--card", card, "--chosen-word-file", word, "--lang", "nl"}), 0)
      << err();
  const auto confirmed = server.Last<v1::ObjectToAccessRequest>();
  EXPECT_EQ(confirmed.at_desk().context().card_code(), card);
  EXPECT_EQ(confirmed.at_desk().chosen_word(), "kastanje");
  EXPECT_EQ(confirmed.number(), 0U);
  EXPECT_TRUE(Has(out(), "Bevestigd: wie door een bericht van deze persoon is gestopt")) << out();
  server.Fail<v1::ObjectToAccessRequest>(
      Refusal(grpc::StatusCode::FAILED_PRECONDITION, "WRONG_STATE"));
  EXPECT_EQ(Relais({"accesses", "object", "--card", card, "--chosen-word-file", word}), 1);
  EXPECT_TRUE(Has(err(), "This is not the chosen word")) << err();
  const auto asked = server.Count<v1::ObjectToAccessRequest>();
  for (const auto& more : {std::vector<std::string>{"19"},
                           {"--decider", "ombuds"},
                           {"--house", "org_00000000000000000000000000"}}) {
    std::vector<std::string> words{"accesses", "object", "--card", card};
    words.insert(words.end(), more.begin(), more.end());
    EXPECT_EQ(Relais(words), 2) << more.front();
  }
  EXPECT_EQ(Relais({"accesses", "object"}), 2) << "neither";
  EXPECT_EQ(server.Count<v1::ObjectToAccessRequest>(), asked);
}

TEST_F(LiftCliTest, AWordAloneNamesNoObjection) {
  EXPECT_EQ(Relais({"accesses", "lift", "--chosen-word-file", (folder / "word").string()}), 2);
  EXPECT_EQ(server.Count<v1::LiftObjectionRequest>(), 0U) << "nor is the word sent";
}

}  // namespace
}  // namespace relais::cli
