#include <google/protobuf/text_format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "tests/cli/cli_fixture.h"

namespace relais::cli {
namespace {

constexpr char kHandover[] = "han_0123456789ABCDEFGHJKMNPQRS";
constexpr char kUnit[] = "uni_0123456789ABCDEFGHJKMNPQRS";
constexpr char kProposal[] = "prp_0123456789ABCDEFGHJKMNPQRS";

constexpr char kLabels[] = R"(
  labels { id: "need.MEALS" text { en: "meals" fr: "repas" nl: "maaltijden" } }
  labels { id: "need.HOME_NURSING" text { en: "nursing" fr: "soins" nl: "verpleging" } }
  labels { id: "access_need.NO_STAIRS" text { en: "without stairs" fr: "sans escaliers" nl: "zonder trappen" } }
  labels { id: "lack.NO_PLACE" text { en: "no free place" fr: "pas de place libre" nl: "geen plaats vrij" } }
  labels { id: "handover_state.ASKED" text { en: "asked" fr: "demandé" nl: "gevraagd" } }
  labels { id: "handover_state.ACCEPTED" text { en: "accepted" fr: "accepté" nl: "aanvaard" } }
  labels { id: "handover_state.REFUSED" text { en: "the service cannot" fr: "le service ne peut pas" nl: "de dienst kan niet" } }
  labels { id: "handover_state.SEEN" text { en: "seen: taken over" } }
)";

using Words = std::vector<std::string>;

const Words kCell = {"--compartments", "EXIT,health", "--actions", "READ,WRITE",
                     "--purposes",     "handover",    "--until",   "2026-12-31"};

Words AskWith(const Words& more) {
  Words out = {"handover", "ask",   kDossier, "--receiver", kHouse,
               "--need",   "meals", "--from", "30/11/2026"};
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

Words Without(Words words, const std::string& option) {
  const auto at = std::ranges::find(words, option);
  words.erase(at, at + 2);
  return words;
}

Words Instead(Words words, const std::string& option, const std::string& value) {
  *std::next(std::ranges::find(words, option)) = value;
  return words;
}

v1::Handover Sample(v1::Handover::State state) {
  v1::Handover out;
  out.set_id(kHandover);
  out.set_state(state);
  v1::HandoverAsk& ask = *out.mutable_ask();
  ask.add_needs(v1::NEED_MEALS);
  ask.add_needs(v1::NEED_HOME_NURSING);
  ask.add_access(v1::ACCESS_NEED_NO_STAIRS);
  ask.set_from_day("2026-11-30");
  ask.set_area("1000");
  ask.set_language("nl");
  out.set_organisation("De Brug");
  out.mutable_answer_by()->set_seconds(1795950000);  // Sunday 29 November 2026, 12:00 in Brussels
  return out;
}

// After the yes, of a unit.
v1::Handover Accepted() {
  v1::Handover out = Sample(v1::Handover::STATE_ACCEPTED);
  out.set_unit("Noord");
  out.set_dossier_id(kDossier);
  out.set_asked_by("Saint-Jean");
  return out;
}

// What is shown of one: its line, and those below it.
std::string Shown(const std::string& line, const Words& below) {
  std::string out = line + "  " + kHandover + "\n";
  for (const std::string& one : below) out += "    " + one + "\n";
  return out;
}

class HandoverCliTest : public CliTest {
 protected:
  HandoverCliTest() {
    v1::GetCatalogueResponse catalogue = SampleCatalogue();
    EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(kLabels, &catalogue));
    Answers<v1::GetCatalogueResponse>({catalogue});
    v1::AskHandoverResponse asked;
    asked.set_handover_id(kHandover);
    asked.mutable_proposal()->set_proposal_id(kProposal);
    asked.mutable_proposal()->set_text("De Brug is asked.\n\nrelais-\x1b[31mconsent/1\n");
    asked.mutable_proposal()->mutable_expire_time()->set_seconds(now + 3 * 86400);
    server.Answer(asked);
    v1::AnswerHandoverResponse yes;
    yes.set_dossier_id(kDossier);
    server.Answer(yes);
  }
  // One after the other, and nothing that was to be answered before.
  template <class Response>
  void Answers(const std::vector<Response>& responses) {
    server.answers.erase(Response().GetTypeName());
    for (const Response& one : responses) server.Answer(one);
  }
  // A page of what the house is asked; `next`: of the page behind it.
  static v1::ListAskedResponse Page(const std::vector<v1::Handover>& handovers,
                                    const std::string& next) {
    v1::ListAskedResponse out;
    out.mutable_handovers()->Assign(handovers.begin(), handovers.end());
    out.set_next_page_token(next);
    return out;
  }
  static v1::ListHandoversResponse ListOf(const v1::Handover& one) {
    v1::ListHandoversResponse out;
    *out.add_handovers() = one;
    return out;
  }
};

TEST_F(HandoverCliTest, AskPassesOnAllThatIsSaid) {
  Words words = Instead(AskWith(kCell), "--need", "meals,home-nursing");
  const Words more = {"--unit",      kUnit,        "--access",    "wheelchair,no-stairs",
                      "--area",      "1000",       "--speaks",    "nl",
                      "--answer-by", "28/11/2026", "--send-code", "--last-day",
                      "14/12/2026",  "--look-for", "Zoë",         "--look-for-phone",
                      "+32470123456"};
  words.insert(words.end(), more.begin(), more.end());
  ASSERT_EQ(Relais(words), 0) << err();
  const auto asked = server.Last<v1::AskHandoverRequest>();
  EXPECT_EQ(asked.request_id().size(), 26U);
  EXPECT_EQ(asked.context().dossier_id(), kDossier);
  EXPECT_EQ(asked.context().purpose(), v1::PURPOSE_EXIT_PREPARATION);
  EXPECT_EQ(asked.context().reason(), "intake");
  EXPECT_EQ(asked.organisation_id(), kHouse);
  EXPECT_EQ(asked.unit_id(), kUnit);
  v1::HandoverAsk ask;
  ask.add_needs(v1::NEED_MEALS);
  ask.add_needs(v1::NEED_HOME_NURSING);
  ask.add_access(v1::ACCESS_NEED_WHEELCHAIR);
  ask.add_access(v1::ACCESS_NEED_NO_STAIRS);
  ask.set_from_day("2026-11-30");
  ask.set_area("1000");
  ask.set_language("nl");
  ask.set_until_day("2026-12-14");
  ask.mutable_look_for()->set_name("Zoë");
  ask.mutable_look_for()->set_phone("+32470123456");
  EXPECT_EQ(asked.ask().SerializeAsString(), ask.SerializeAsString());
  EXPECT_EQ(asked.answer_by().seconds(), 1795906799) << "the last second of the day in Brussels";
  EXPECT_EQ(asked.language(), "en");
  EXPECT_EQ(asked.legal_basis(), v1::LEGAL_BASIS_CARE);
  EXPECT_TRUE(asked.send_code());
  ASSERT_EQ(asked.choices_size(), 1);
  const v1::Consent& cell = asked.choices(0).consent();
  EXPECT_EQ(cell.effect(), v1::Consent::EFFECT_ALLOW);
  EXPECT_EQ(cell.grantee().unit_id(), kUnit) << "whoever is asked, and nobody else";
  EXPECT_EQ(cell.compartments_size(), 2);
  EXPECT_EQ(cell.actions_size(), 2);
  EXPECT_EQ(cell.purposes(0), v1::PURPOSE_HANDOVER);
  EXPECT_EQ(cell.end_time().seconds(), 1798757999);
}

TEST_F(HandoverCliTest, WhoMaySeeIsWhoIsAskedUnlessItIsSaid) {
  ASSERT_EQ(Relais(AskWith(kCell)), 0) << err();
  auto asked = server.Last<v1::AskHandoverRequest>();
  EXPECT_EQ(asked.choices(0).consent().grantee().organisation_id(), kHouse);
  EXPECT_TRUE(asked.unit_id().empty());
  EXPECT_FALSE(asked.has_answer_by()) << "the server knows the usual time";
  EXPECT_FALSE(asked.send_code());
  Words words = AskWith(kCell);
  words.insert(words.end(), {"--to", std::string("home_nurse@") + kHouse});
  ASSERT_EQ(Relais(words), 0) << err();
  asked = server.Last<v1::AskHandoverRequest>();
  EXPECT_EQ(asked.choices(0).consent().grantee().profession_in().profession(), "home_nurse");
  ASSERT_EQ(Relais(AskWith({"--bundle", "home_after_hospital", "--strike", "2"})), 0) << err();
  asked = server.Last<v1::AskHandoverRequest>();
  ASSERT_EQ(asked.choices_size(), 1);
  EXPECT_EQ(asked.choices(0).bundle().organisation_id(), kHouse);
  EXPECT_EQ(asked.choices(0).bundle().struck(0), 2);
}

TEST_F(HandoverCliTest, AskShowsTheTextThatThePersonSaysYesTo) {
  ASSERT_EQ(Relais(AskWith(kCell)), 0) << err();
  EXPECT_TRUE(InOrder(out(), "\nDe Brug is asked.\n\nrelais-[31mconsent/1\n",
                      std::string("Proposed: ") + kProposal + ". Until Wednesday 25 November"));
  EXPECT_TRUE(InOrder(out(), "Proposed: ", "Once the person has said yes the service is asked"));
  EXPECT_TRUE(Has(out(), kHandover));
  Words json = AskWith(kCell);
  json.insert(json.end(), {"--output", "json"});
  ASSERT_EQ(Relais(json), 0) << err();
  EXPECT_TRUE(out().starts_with(std::string("{\"handover_id\":\"") + kHandover + "\",")) << out();
  EXPECT_TRUE(Has(out(), kProposal));
  EXPECT_EQ(std::ranges::count(out(), '\n'), 1) << "the answer alone";
  EXPECT_EQ(err(), "");
}

TEST_F(HandoverCliTest, WrongUsageAsksNobody) {
  for (const char* const left_out :
       {"--receiver", "--need", "--from", "--compartments", "--actions", "--purposes", "--until"}) {
    EXPECT_EQ(Relais(Without(AskWith(kCell), left_out)), 2) << left_out;
    EXPECT_TRUE(Has(err(), left_out)) << err();
  }
  Words alone = AskWith(kCell);
  alone.insert(alone.end(), {"--look-for", "Zoë"});
  EXPECT_EQ(Relais(alone), 2) << "nobody can call a name";
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"--need", "friends"},    {"--need", "meals,friends"},      {"--from", "31/06/2026"},
      {"--until", "some day"},  {"--compartments", "everything"}, {"--actions", "RELATE"},
      {"--purposes", "gossip"},
  };
  for (const auto& [option, value] : wrong)
    EXPECT_EQ(Relais(Instead(AskWith(kCell), option, value)), 2) << option << " " << value;
  EXPECT_EQ(Relais(AskWith({})), 2) << "what they may see is said";
  for (const Words& more : {Words{"--access", "boat"}, Words{"--answer-by", "soon"},
                            Words{"--bundle", "home_after_hospital"}}) {
    Words words = AskWith(kCell);
    words.insert(words.end(), more.begin(), more.end());
    if (more.front() == "--bundle") words.insert(words.end(), {"--to", kHouse});
    EXPECT_EQ(Relais(words), 2) << more.front();
  }
  EXPECT_EQ(server.Count<v1::AskHandoverRequest>(), 0U);
}

TEST_F(HandoverCliTest, AskedShowsEveryPageInTheLanguageAsked) {
  const std::vector<v1::ListAskedResponse> pages = {
      Page({Sample(v1::Handover::STATE_ASKED)}, "more"), Page({Accepted()}, "")};
  const std::string file = kDossier;
  Answers(pages);
  ASSERT_EQ(Relais({"handover", "asked", "--lang", "fr"}), 0) << err();
  std::string ask = "repas, soins; à partir de lundi 30 novembre 2026; 1000; nl; sans escaliers";
  EXPECT_EQ(out(), Shown("De Brug - demandé",
                         {ask, "Répondre avant : dimanche 29 novembre 2026 à 12:00"}) +
                       Shown("De Brug (Noord) - accepté",
                             {ask, "Dossier : " + file + " ; demandé par Saint-Jean"}));
  EXPECT_EQ(server.Count<v1::ListAskedRequest>(), 2U);
  EXPECT_EQ(server.Last<v1::ListAskedRequest>().page_token(), "more");
  Answers(pages);
  ASSERT_EQ(Relais({"handover", "asked", "--lang", "nl"}), 0) << err();
  ask = "maaltijden, verpleging; vanaf maandag 30 november 2026; 1000; nl; zonder trappen";
  EXPECT_EQ(out(), Shown("De Brug - gevraagd",
                         {ask, "Antwoorden vóór: zondag 29 november 2026 om 12:00"}) +
                       Shown("De Brug (Noord) - aanvaard",
                             {ask, "Dossier: " + file + "; gevraagd door Saint-Jean"}));
}

// Nor who asks, when that would tell of a detention. A page of which nothing is open is not the end.
TEST_F(HandoverCliTest, AskedLeavesOutWhatIsNotSaidAndSaysThatThereIsNothing) {
  ASSERT_EQ(Relais({"handover", "asked"}), 0) << err();
  EXPECT_EQ(out(), "Your house is not asked to take anybody over.\n");
  ASSERT_EQ(Relais({"handover", "asked", "--output", "json"}), 0) << err();
  EXPECT_EQ(out(), "{}\n");
  v1::Handover one = Accepted();
  one.clear_asked_by();
  one.mutable_ask()->clear_area();
  one.mutable_ask()->clear_language();
  one.mutable_ask()->clear_access();
  Answers<v1::ListAskedResponse>({Page({}, "more"), Page({one}, "")});
  ASSERT_EQ(Relais({"handover", "asked"}), 0) << err();
  EXPECT_EQ(out(),
            Shown("De Brug (Noord) - accepted", {"meals, nursing; from Monday 30 November 2026",
                                                 std::string("File: ") + kDossier}));
}

TEST_F(HandoverCliTest, YesOpensTheFileAndNoSaysWhatIsLacking) {
  ASSERT_EQ(Relais({"handover", "yes", kHandover}), 0) << err();
  auto asked = server.Last<v1::AnswerHandoverRequest>();
  EXPECT_EQ(asked.handover_id(), kHandover);
  EXPECT_EQ(asked.request_id().size(), 26U);
  EXPECT_TRUE(asked.accepted());
  EXPECT_EQ(asked.lack(), v1::LACK_UNSPECIFIED);
  EXPECT_TRUE(Has(out(), std::string("relais show ") + kDossier + " --purpose handover")) << out();
  ASSERT_EQ(Relais({"handover", "yes", kHandover, "--output", "json"}), 0) << err();
  EXPECT_EQ(out(), std::string("{\"dossier_id\":\"") + kDossier + "\"}\n");
  ASSERT_EQ(Relais({"handover", "no", kHandover, "--because", "out-of-area"}), 0) << err();
  asked = server.Last<v1::AnswerHandoverRequest>();
  EXPECT_FALSE(asked.accepted());
  EXPECT_EQ(asked.lack(), v1::LACK_OUT_OF_AREA);
  EXPECT_EQ(asked.possible_from(), "");
  EXPECT_EQ(out(), "Noted. You see nothing of this person.\n");
  ASSERT_EQ(Relais({"handover", "no", kHandover, "--because", "no-place", "--possible-from",
                    "04/12/2026"}),
            0)
      << err();
  EXPECT_EQ(server.Last<v1::AnswerHandoverRequest>().possible_from(), "2026-12-04");
}

TEST_F(HandoverCliTest, AnswersThatSayTooLittleAreNotSent) {
  EXPECT_EQ(Relais({"handover", "no", kHandover}), 2) << "nothing is lacking";
  EXPECT_EQ(Relais({"handover", "no", kHandover, "--because", "dislike"}), 2);
  EXPECT_EQ(Relais({"handover", "no", kHandover, "--because", "no-staff", "--possible-from", "?"}),
            2);
  for (const char* const verb : {"yes", "arrived", "seen", "not-seen", "withdraw"})
    EXPECT_EQ(Relais({"handover", verb}), 2) << verb;
  EXPECT_EQ(server.Count<v1::AnswerHandoverRequest>(), 0U);
  EXPECT_EQ(server.Count<v1::MarkHandoverRequest>(), 0U);
  EXPECT_EQ(server.Count<v1::WithdrawHandoverRequest>(), 0U);
}

TEST_F(HandoverCliTest, HowFarThePersonIsIsSaid) {
  const std::vector<std::tuple<std::string, v1::Handover::State, std::string>> marks = {
      {"arrived", v1::Handover::STATE_ARRIVED, "ARRIVED"},  // the catalogue has no word for it
      {"not-seen", v1::Handover::STATE_NOT_SEEN, "NOT_SEEN"},
      {"seen", v1::Handover::STATE_SEEN, "seen: taken over"}};
  for (const auto& [verb, state, label] : marks) {
    ASSERT_EQ(Relais({"handover", verb, kHandover}), 0) << err();
    const auto asked = server.Last<v1::MarkHandoverRequest>();
    EXPECT_EQ(asked.handover_id(), kHandover);
    EXPECT_EQ(asked.state(), state) << verb;
    EXPECT_EQ(out(), "Noted: " + label + ".\n");
  }
}

TEST_F(HandoverCliTest, WithdrawNamesTheFileButForThePerson) {
  ASSERT_EQ(Relais({"handover", "withdraw", kHandover, kDossier}), 0) << err();
  EXPECT_EQ(server.Last<v1::WithdrawHandoverRequest>().context().dossier_id(), kDossier);
  EXPECT_EQ(server.Last<v1::WithdrawHandoverRequest>().handover_id(), kHandover);
  EXPECT_TRUE(out().starts_with("It is no longer asked")) << out();
  ASSERT_EQ(Relais({"handover", "withdraw", kHandover}), 0) << err();
  EXPECT_EQ(server.Last<v1::WithdrawHandoverRequest>().context().dossier_case(),
            v1::DossierContext::DOSSIER_NOT_SET);
  EXPECT_EQ(server.Last<v1::WithdrawHandoverRequest>().handover_id(), kHandover);
}

TEST_F(HandoverCliTest, AgainNamesTheDay) {
  EXPECT_EQ(Relais({"handover", "again", kHandover, kDossier}), 2) << "from when";
  ASSERT_EQ(Relais({"handover", "again", kHandover, kDossier, "--from", "7/12/2026"}), 0) << err();
  EXPECT_EQ(server.Last<v1::AskHandoverAgainRequest>().from_day(), "2026-12-07");
  EXPECT_EQ(server.Last<v1::AskHandoverAgainRequest>().handover_id(), kHandover);
  EXPECT_EQ(server.Last<v1::AskHandoverAgainRequest>().context().dossier_id(), kDossier);
  EXPECT_TRUE(Has(out(), "Monday 7 December 2026")) << out();
}

TEST_F(HandoverCliTest, ListSaysWhatTheServiceLacksAndFromWhenItCould) {
  ASSERT_EQ(Relais({"handover", "list", kDossier}), 0) << err();
  EXPECT_EQ(server.Last<v1::ListHandoversRequest>().context().dossier_id(), kDossier);
  EXPECT_EQ(out(), "No other service is asked anything here.\n");
  v1::Handover one = Sample(v1::Handover::STATE_REFUSED);
  one.set_lack(v1::LACK_NO_PLACE);
  one.set_possible_from("2026-12-04");
  one.mutable_ask()->set_until_day("2026-12-14");
  one.mutable_ask()->mutable_look_for()->set_name("Zoë\x1b[2J");
  one.mutable_ask()->mutable_look_for()->set_phone("+32470123456");
  Answers<v1::ListHandoversResponse>({ListOf(one)});
  ASSERT_EQ(Relais({"handover", "list"}), 0) << err();
  EXPECT_EQ(out(), Shown("De Brug - the service cannot",
                         {"meals, nursing; from Monday 30 November 2026; until Monday 14 "
                          "December 2026; 1000; nl; without stairs",
                          "no free place", "Possible from Friday 4 December 2026",
                          "If the person does not come, this service may call Zoë[2J, "
                          "+32470123456."}));
  ASSERT_EQ(Relais({"handover", "list", "--lang", "fr"}), 0) << err();
  EXPECT_TRUE(
      InOrder(out(), "le service ne peut pas",
              "\n    pas de place libre\n    Possible à partir de vendredi 4 décembre 2026\n"));
  ASSERT_EQ(Relais({"handover", "list", "--output", "json"}), 0) << err();
  EXPECT_TRUE(Has(out(), "\"lack\":\"LACK_NO_PLACE\",\"possible_from\":\"2026-12-04\"")) << out();
}

TEST_F(HandoverCliTest, AttackNamesThatATerminalObeys) {
  v1::Handover one = Accepted();
  one.set_id("han_\x1b[2J");
  one.set_organisation("De\x1b[31m Brug\nThuiszorg");
  one.set_unit("Noord\x1b[1A");
  one.set_asked_by("Saint-Jean\r\x07");
  one.mutable_ask()->set_area("1000\x1b]0;");
  one.mutable_ask()->set_language("nl\x7f");
  one.mutable_ask()->set_from_day("soon\n\x1b[0m");
  one.set_possible_from("later\x1b[0m");
  Answers<v1::ListHandoversResponse>({ListOf(one)});
  ASSERT_EQ(Relais({"handover", "list"}), 0) << err();
  EXPECT_EQ(out(), std::string("De[31m Brug Thuiszorg (Noord[1A) - accepted  han_[2J\n"
                               "    meals, nursing; from soon [0m; 1000]0;; nl; without stairs\n"
                               "    Possible from later[0m\n    File: ") +
                       kDossier + "; asked by Saint-Jean\n");
  v1::AnswerHandoverResponse yes;
  yes.set_dossier_id("dos_\x1b[2J");
  Answers<v1::AnswerHandoverResponse>({yes});
  ASSERT_EQ(Relais({"handover", "yes", kHandover}), 0) << err();
  EXPECT_TRUE(Has(out(), "relais show dos_[2J --purpose handover")) << out();
}

TEST_F(HandoverCliTest, ThePersonsLogSaysWhatBecameOfTheQuestion) {
  v1::ListAccessesResponse page;
  const auto add = [&](const char* method, v1::Access::Outcome outcome) {
    v1::Access& entry = *page.add_accesses();
    entry.set_number(static_cast<std::uint64_t>(page.accesses_size()));
    entry.mutable_create_time()->set_seconds(now);
    entry.set_name("Anna Peeters");
    entry.set_organisation("De Brug");
    entry.set_action(v1::ACTION_RELATE);
    entry.set_method(method);
    entry.set_outcome(outcome);
  };
  add("Handovers.ListAsked", v1::Access::OUTCOME_OPENED);
  add("Handovers.AnswerHandover", v1::Access::OUTCOME_REFUSED);
  add("Handovers.AnswerHandover", v1::Access::OUTCOME_CHANGED);
  add("Handovers.MarkHandover", v1::Access::OUTCOME_CHANGED);
  server.Answer(page);
  ASSERT_EQ(Relais({"accesses", "list", "--lang", "fr"}), 0) << err();
  const std::string le = "Le dimanche 22 novembre 2026 à 13:00, Anna Peeters, De Brug, a ";
  for (const char* const deed :
       {"regardé ce qui lui est demandé pour vous.", "essayé de répondre à ce qui lui est demandé.",
        "répondu à ce qui lui est demandé pour vous. C'est enregistré.",
        "noté où vous en êtes chez eux. C'est enregistré."})
    EXPECT_TRUE(Has(out(), le + deed)) << deed << "\n" << out();
  ASSERT_EQ(Relais({"accesses", "list", "--lang", "nl"}), 0) << err();
  const std::string op = "Op zondag 22 november 2026 om 13:00 heeft Anna Peeters, De Brug, ";
  for (const char* const deed : {"gekeken naar wat voor u gevraagd wordt.",
                                 "geprobeerd te antwoorden op wat gevraagd wordt.",
                                 "geantwoord op wat voor u gevraagd wordt. Dat is vastgelegd.",
                                 "genoteerd hoever u bij hen bent. Dat is vastgelegd."})
    EXPECT_TRUE(Has(out(), op + deed)) << deed << "\n" << out();
}

TEST_F(HandoverCliTest, AmongTheConsentsStandsWhoIsAskedAndWhoTookOver) {
  v1::ListOrganisationsResponse houses;
  houses.add_organisations()->set_id(kHouse);
  houses.mutable_organisations(0)->set_name("De Brug");
  server.Answer(houses);
  v1::ListConsentsResponse list;
  for (const char* const id :
       {"con_0123456789ABCDEFGHJKMNPQRS", "con_1123456789ABCDEFGHJKMNPQRS"}) {
    v1::Consent& one = *list.add_consents();
    one.set_id(id);
    one.set_effect(v1::Consent::EFFECT_ALLOW);
    one.mutable_grantee()->set_organisation_id(kHouse);
    one.add_compartments(v1::COMPARTMENT_EXIT);
    one.add_actions(v1::ACTION_RELATE);
    one.add_purposes(v1::PURPOSE_HANDOVER);
    one.mutable_end_time()->set_seconds(now + 86400);
  }
  list.mutable_consents(1)->set_effect(v1::Consent::EFFECT_RELATION);
  list.mutable_consents(1)->mutable_actions()->Clear();
  list.mutable_consents(1)->mutable_proof()->set_method(v1::Proof::METHOD_HANDOVER);
  server.Answer(list);
  ASSERT_EQ(Relais({"consent", "list"}), 0) << err();
  EXPECT_EQ(out(),
            "[012345] may see what is asked, without your name, and answer: De Brug - until 23 "
            "November 2026\n"
            "[112345] De Brug works with you - until 23 November 2026 - this team took over\n");
  ASSERT_EQ(Relais({"consent", "list", "--lang", "nl"}), 0) << err();
  EXPECT_EQ(out(),
            "[012345] mag zien wat gevraagd wordt, zonder uw naam, en antwoorden: De Brug - tot 23 "
            "november 2026\n"
            "[112345] De Brug werkt met u samen - tot 23 november 2026 - dit team nam het over\n");
}

TEST_F(CliTest, HandoverYesBeforehandSaysToWhatAndUntilWhen) {
  ASSERT_EQ(Relais({"handover", "yes-beforehand", "--need", "shelter-place,meals", "--until",
                    "31/12/2026"}),
            0)
      << err();
  const auto sent = server.Last<v1::GiveStandingYesRequest>();
  ASSERT_EQ(sent.needs_size(), 2);
  EXPECT_EQ(sent.needs(0), v1::NEED_SHELTER_PLACE);
  EXPECT_EQ(sent.needs(1), v1::NEED_MEALS);
  EXPECT_EQ(sent.until_day(), "2026-12-31");
  EXPECT_EQ(sent.places(), 1);
  EXPECT_TRUE(Has(out(), "until Thursday 31 December 2026")) << out();
  ASSERT_EQ(Relais({"handover", "yes-beforehand", "--nothing"}), 0) << err();
  EXPECT_TRUE(server.Last<v1::GiveStandingYesRequest>().needs().empty());
  EXPECT_TRUE(server.Last<v1::GiveStandingYesRequest>().until_day().empty());
  EXPECT_TRUE(Has(out(), "yes to nothing beforehand any more")) << out();
  const auto before = server.Count<v1::GiveStandingYesRequest>();
  for (const Words& wrong : {Words{}, Words{"--need", "meals"}, Words{"--until", "31/12/2026"},
                             Words{"--nothing", "--need", "meals", "--until", "31/12/2026"}}) {
    Words words = {"handover", "yes-beforehand"};
    words.insert(words.end(), wrong.begin(), wrong.end());
    EXPECT_EQ(Relais(words), 2);
    EXPECT_TRUE(Has(err(), "--nothing")) << err();
  }
  EXPECT_EQ(server.Count<v1::GiveStandingYesRequest>(), before);
}

TEST_F(CliTest, HandoverReadyListsWhoSaidYesBeforehand) {
  ASSERT_EQ(Relais({"handover", "ready", "shelter-place"}), 0) << err();
  EXPECT_TRUE(Has(out(), "Nobody said yes to this beforehand")) << out();
  v1::ListStandingYesResponse ready;
  v1::StandingYes& one = *ready.add_yes();
  one.set_organisation_id(kHouse);
  one.set_organisation("Abri du Canal");
  one.set_unit_id(kUnit);
  one.set_unit("Nuit");
  one.set_duty_line("+3225550199");
  one.set_until_day("2026-12-31");
  one.set_places(3);
  server.Answer(ready);
  ASSERT_EQ(Relais({"handover", "ready", "shelter-place"}), 0) << err();
  EXPECT_EQ(server.Last<v1::ListStandingYesRequest>().need(), v1::NEED_SHELTER_PLACE);
  EXPECT_TRUE(
      Has(out(), "Abri du Canal (Nuit), +3225550199, until Thursday 31 December 2026, places: 3"))
      << out();
  v1::AskHandoverResponse asked;
  asked.set_said_yes_beforehand(true);
  server.Answer(asked);
  ASSERT_EQ(Relais(AskWith(kCell)), 0) << err();
  EXPECT_TRUE(Has(out(), "takes over as soon as the person says yes")) << out();
}

}  // namespace
}  // namespace relais::cli
