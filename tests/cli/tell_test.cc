#include "tests/cli/cli_fixture.h"

namespace relais::cli {
namespace {

class TellCliTest : public CliTest {
 protected:
  TellCliTest() {
    v1::GetTellingResponse kept;
    auto& telling = *kept.mutable_telling();
    telling.mutable_contact()->set_channel(v1::CHANNEL_SMS);
    telling.mutable_contact()->set_address("+32470000001");
    telling.mutable_contact()->set_language("nl");
    telling.set_seen_by(v1::Telling::SEEN_BY_NOBODY_ELSE);
    telling.set_digest_hour(9);
    server.Answer(kept);
    Write("word", "kastanje\n");
  }
  int Set(std::vector<std::string> options) {
    options.insert(options.begin(),
                   {"tell", "set", "--chosen-word-file", (folder / "word").string()});
    return Relais(options);
  }
  v1::SetTellingRequest Asked() { return server.Last<v1::SetTellingRequest>(); }
};

TEST_F(TellCliTest, WhatIsLeftOutStays) {
  ASSERT_EQ(Set({"--pace", "each"}), 0) << err();
  EXPECT_EQ(Asked().telling().pace(), v1::Telling::PACE_EACH);
  EXPECT_EQ(Asked().telling().contact().address(), "+32470000001");
  EXPECT_EQ(Asked().telling().contact().language(), "nl");
  EXPECT_EQ(Asked().telling().digest_hour(), 9);
  EXPECT_EQ(Asked().chosen_word(), "kastanje");
  EXPECT_FALSE(Asked().request_id().empty());
  EXPECT_TRUE(Has(out(), "You: by SMS, +32470000001."));
  EXPECT_TRUE(Has(out(), "At each reading; after three in a day the rest comes around 9:00."));
}

TEST_F(TellCliTest, AtADeskNothingOfWhatStoodThereIsAskedFor) {
  ASSERT_EQ(Set({"--card", "7K2M9QWX3ZABCDEFG", "--by", "sms", "--address", "+32470000002",
                 "--seen-by", "nobody"}),
            0)
      << err();
  EXPECT_EQ(Asked().at_desk().context().card_code(), "7K2M9QWX3ZABCDEFG");
  EXPECT_EQ(Asked().telling().contact().address(), "+32470000002");
  EXPECT_FALSE(Asked().telling().has_digest_hour());
  EXPECT_EQ(server.Count<v1::GetTellingRequest>(), 0U);
  EXPECT_EQ(Set({"--card", "7K2M9QWX3ZABCDEFG", "--pace", "each"}), 2)
      << "what a desk leaves out would be taken away";
}

TEST_F(TellCliTest, EverythingCanBeSaid) {
  ASSERT_EQ(Set({"--by",           "email",
                 "--address",      "a@example.org",
                 "--language",     "tr",
                 "--seen-by",      "somebody",
                 "--hour",         "20",
                 "--quiet",        "22-7",
                 "--zone",         "Europe/Lisbon",
                 "--safe-by",      "letter",
                 "--safe-address", "Rue 1\n1000 Bruxelles",
                 "--beside",       "yes",
                 "--closed-place", "yes",
                 "--large-print",  "yes"}),
            0)
      << err();
  const v1::Telling telling = Asked().telling();
  EXPECT_EQ(telling.contact().channel(), v1::CHANNEL_EMAIL);
  EXPECT_EQ(telling.contact().address(), "a@example.org");
  EXPECT_EQ(telling.contact().language(), "tr");
  EXPECT_TRUE(telling.contact().large_print());
  EXPECT_EQ(telling.seen_by(), v1::Telling::SEEN_BY_SOMEBODY_ELSE);
  EXPECT_EQ(telling.digest_hour(), 20);
  EXPECT_EQ(telling.quiet_from(), 22);
  EXPECT_EQ(telling.quiet_until(), 7);
  EXPECT_EQ(telling.time_zone(), "Europe/Lisbon");
  EXPECT_EQ(telling.safe_contact().channel(), v1::CHANNEL_LETTER);
  EXPECT_EQ(telling.safe_contact().language(), "en") << "the client's own, unless said";
  EXPECT_TRUE(telling.safe_contact_beside());
  EXPECT_TRUE(telling.closed_place());
  EXPECT_TRUE(Has(out(), "Somebody else can see it: nothing is sent there."));
  EXPECT_TRUE(Has(out(), "You are in a closed place"));
  EXPECT_TRUE(Has(out(), "Your safe contact, too: by letter, Rue 1,1000 Bruxelles."));
}

TEST_F(TellCliTest, TheSafeContactIsSentOnlyWhenItIsNamed) {
  ASSERT_EQ(Set({"--pace", "each"}), 0) << err();
  EXPECT_FALSE(Asked().telling().has_safe_contact()) << "it stays, and is not shown";
  EXPECT_FALSE(Asked().telling().has_safe_contact_beside());
  ASSERT_EQ(Set({"--safe-by", "none"}), 0) << err();
  EXPECT_EQ(Asked().telling().safe_contact().channel(), v1::CHANNEL_MEETING);
}

TEST_F(TellCliTest, WrongHoursAndWordsAreNamed) {
  for (const auto& [option, value] : {std::pair{"--hour", "24"},
                                      {"--hour", "six"},
                                      {"--hour", "-1"},
                                      {"--quiet", "21"},
                                      {"--quiet", "21-"},
                                      {"--quiet", "21-8-9"},
                                      {"--by", "pigeon"},
                                      {"--pace", "never"}}) {
    EXPECT_EQ(Set({option, value}), 2) << option << " " << value;
  }
  EXPECT_EQ(server.Count<v1::SetTellingRequest>(), 0U);
}

TEST_F(TellCliTest, TheWordIsTypedOnceWhenNoFileHoldsIt) {
  console.terminal = true;
  console.secrets = {"kastanje"};
  ASSERT_EQ(Relais({"tell", "set", "--pace", "daily"}), 0) << err();
  EXPECT_EQ(Asked().chosen_word(), "kastanje");
  console.terminal = false;
  EXPECT_EQ(Relais({"tell", "set", "--pace", "daily"}), 2);
}

TEST_F(TellCliTest, AWrongWordIsSaidPlainly) {
  server.Fail<v1::SetTellingRequest>(Refusal(grpc::StatusCode::FAILED_PRECONDITION, "WRONG_STATE"));
  EXPECT_EQ(Set({"--pace", "each"}), 1);
  EXPECT_TRUE(Has(err(), "This is not the chosen word, or none was chosen: nothing was changed."));
}

TEST_F(TellCliTest, WhatWaitsIsShown) {
  v1::GetTellingResponse kept;
  kept.set_waiting(3);
  server.answers.clear();
  server.Answer(kept);
  ASSERT_EQ(Relais({"tell", "show"}), 0) << err();
  EXPECT_TRUE(Has(out(), "You were not asked yet"));
  EXPECT_TRUE(Has(out(), "3 readings wait for the next meeting."));
}

TEST_F(TellCliTest, ADraftIsSaidToBeOne) {
  v1::PreviewNoticeResponse response;
  response.set_sms("Jest cos nowego");
  server.Answer(response);
  ASSERT_EQ(Relais({"tell", "text", "pl"}), 0) << err();
  EXPECT_TRUE(InOrder(out(), "Jest cos nowego", "A draft"));
  EXPECT_EQ(server.Last<v1::PreviewNoticeRequest>().language(), "pl");
}

TEST_F(TellCliTest, AProfessionalSaysItFaceToFaceAndNotesThat) {
  v1::GetToTellResponse due;
  due.set_waiting(2);
  due.set_number(14);
  due.mutable_said()->set_en("Since last time, others have looked into your file.");
  server.Answer(due);
  ASSERT_EQ(Relais({"tell", "due", kDossier}), 0) << err();
  EXPECT_TRUE(Has(out(), "Since last time"));
  EXPECT_TRUE(Has(out(), std::string("relais tell told ") + kDossier + " 14"));
  ASSERT_EQ(Relais({"tell", "told", kDossier, "14"}), 0) << err();
  EXPECT_EQ(server.Last<v1::MarkToldRequest>().number(), 14U);
  ASSERT_EQ(Relais({"tell", "pause", kDossier}), 0) << err();
  EXPECT_EQ(server.Last<v1::PauseTellingRequest>().context().dossier_id(), kDossier);
}

TEST_F(TellCliTest, WithoutADossierTheDeskSeesWhoIsToBeTold) {
  v1::ListToTellResponse page;
  auto& line = *page.add_lines();
  line.set_dossier_id(kDossier);
  line.set_waiting(3);
  line.mutable_since_time()->set_seconds(1'790'000'000);
  server.Answer(page);
  ASSERT_EQ(Relais({"tell", "due"}), 0) << err();
  EXPECT_TRUE(InOrder(out(), kDossier, "to tell of: 3, the oldest of 21 September 2026"));
  EXPECT_TRUE(Has(out(), "When the person is there: relais tell due DOSSIER"));
  EXPECT_EQ(server.Last<v1::ListToTellRequest>().context().dossier_case(),
            v1::DossierContext::DOSSIER_NOT_SET);
  EXPECT_FALSE(server.Last<v1::ListToTellRequest>().context().reason().empty());
  server.answers.clear();
  ASSERT_EQ(Relais({"tell", "due"}), 0) << err();
  EXPECT_TRUE(Has(out(), "There is nobody here to be told of anything."));
}

// --- Messages stopped for a person ---

TEST_F(TellCliTest, StoppingSaysWhatIsStoppedAndWhoAloneOpensItAgain) {
  for (const auto& [language, sentence] :
       {std::pair{
            "en",
            "Nothing is sent to the person's phone, mailbox or letterbox any more; the person "
            "alone can open them again.\n"},
        {"fr",
         "Plus rien n'est envoyé au téléphone, à la boîte mail ou aux lettres de la personne ; "
         "elle seule peut le rétablir.\n"},
        {"nl",
         "Naar telefoon, mailbox en brievenbus van de persoon wordt niets meer gestuurd; alleen de "
         "persoon kan dat herstellen.\n"}}) {
    ASSERT_EQ(Relais({"tell", "pause", kDossier, "--lang", language}), 0) << err();
    EXPECT_EQ(out(), sentence);
    const auto asked = server.Last<v1::PauseTellingRequest>();
    EXPECT_EQ(asked.context().dossier_id(), kDossier);
    EXPECT_EQ(asked.context().purpose(), v1::PURPOSE_EXIT_PREPARATION);
    EXPECT_EQ(asked.context().reason(), "intake");
    EXPECT_FALSE(asked.request_id().empty());
  }
}

TEST_F(TellCliTest, StoppingTakesACardAndNothingElse) {
  ASSERT_EQ(Relais({"tell", "pause", "7K2M9QWX3ZABCDEFG"}), 0) << err();
  EXPECT_EQ(server.Last<v1::PauseTellingRequest>().context().card_code(), "7K2M9QWX3ZABCDEFG");
  EXPECT_EQ(Relais({"tell", "pause"}), 2);
  EXPECT_EQ(Relais({"tell", "pause", "Simone"}), 2);
  EXPECT_EQ(server.Count<v1::PauseTellingRequest>(), 1U) << "neither of them was asked for";
}

TEST_F(TellCliTest, WhatWasNotStoppedIsNotSaidToBe) {
  server.Fail<v1::PauseTellingRequest>(Refusal(grpc::StatusCode::PERMISSION_DENIED, "NOT_OPEN"));
  for (const auto& [language, sentence] :
       {std::pair{"en", "This is not open to you."}, {"de", "Dies ist für Sie nicht offen."}}) {
    EXPECT_EQ(Relais({"tell", "pause", kDossier, "--lang", language}), 1);
    EXPECT_EQ(out(), "");
    EXPECT_TRUE(Has(err(), sentence)) << err();
  }
}

}  // namespace
}  // namespace relais::cli
