// The catalogue's loader, mistake by mistake, and what the catalogue that we ship must hold.
#include "services/directory/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "services/access/policy_file.h"
#include "services/base/files.h"

namespace relais::directory {
namespace {

using testing::HasSubstr;

constexpr char kGood[] = R"([[label]]
id = "outcome.granted"
text = { fr = "accordé", nl = "toegekend", de = "bewilligt", en = "granted" }

[[label]]
id = "profession.nurse"
text = { fr = "infirmier", nl = "verpleegkundige", de = "Pflege", en = "nurse" }

[[label]]
id = "code.answer.needed"
text = { fr = "oui", nl = "ja", de = "ja", en = "yes" }

[[field]]
id = "answer"
type = "code"
codes = ["needed"]
text = { fr = "réponse", nl = "antwoord", de = "Antwort", en = "answer" }

[[field]]
id = "place"
type = "name"
text = { fr = "lieu", nl = "plaats", de = "Ort", en = "place" }

[[kind]]
id = "housing.bed"
compartment = "SOCIAL"
class = "procedure"
fields = ["place!"]
outcomes = ["granted"]
text = { fr = "lit", nl = "bed", de = "Bett", en = "bed" }

[[kind]]
id = "support.stairs"
compartment = "FRAGILITY"
class = "fragility"
fields = ["answer!"]
text = { fr = "escaliers", nl = "trappen", de = "Treppen", en = "stairs" }

[[bundle]]
id = "home"
days = 90
cells = [{ profession = "nurse", compartments = ["SOCIAL"], actions = ["READ"], purposes = ["HANDOVER"] }]
text = { fr = "chez moi", nl = "thuis", de = "zu Hause", en = "at home" }

[[first_day]]
id = "things"
kinds = ["housing.bed"]
fields = ["place"]
)";

TEST(Catalogue, HoldsWhatItsFileSays) {
  const auto catalogue = Catalogue::Parse(kGood, "good.toml");
  ASSERT_TRUE(catalogue) << catalogue.error().field << ": " << catalogue.error().message;
  const Kind* const bed = (*catalogue)->FindKind("housing.bed");
  ASSERT_NE(bed, nullptr);
  EXPECT_EQ(bed->compartment, Compartment::kSocial);
  EXPECT_EQ(bed->kind_class, KindClass::kProcedure);
  ASSERT_EQ(bed->fields.size(), 1u);
  EXPECT_TRUE(bed->fields[0].required);
  EXPECT_EQ(bed->outcomes, std::vector<std::string>{"granted"});
  EXPECT_EQ(bed->label.de, "Bett");
  EXPECT_EQ((*catalogue)->FindKind("housing.castle"), nullptr);
  EXPECT_EQ((*catalogue)->FindBundle("home")->days, 90);
  const PageSection& things = (*catalogue)->first_day().at("things");
  ASSERT_EQ(things.size(), 1u);
  EXPECT_EQ(things[0].kind, "housing.bed");
  EXPECT_EQ(things[0].fields, std::vector<std::string>{"place"});
  EXPECT_EQ((*catalogue)->hash(), Sha256(kGood));
}

// A mistake is made by replacing one text of kGood, and must be found on `line`.
struct Mistake {
  const char* name;
  const char* good;
  const char* bad;
  int line;
  const char* message;
};

class CatalogueMistake : public testing::TestWithParam<Mistake> {};

TEST_P(CatalogueMistake, IsFoundOnItsLine) {
  const Mistake& mistake = GetParam();
  std::string text = kGood;
  const auto at = text.find(mistake.good);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, std::string_view(mistake.good).size(), mistake.bad);
  const auto catalogue = Catalogue::Parse(text, "bad.toml");
  ASSERT_FALSE(catalogue);
  EXPECT_EQ(catalogue.error().reason, Reason::kInvalid);
  EXPECT_EQ(catalogue.error().field, "bad.toml:" + std::to_string(mistake.line));
  EXPECT_THAT(catalogue.error().message, HasSubstr(mistake.message));
}

INSTANTIATE_TEST_SUITE_P(
    Each, CatalogueMistake,
    testing::Values(
        Mistake{"Syntax", "id = \"place\"", "id = place", 20, "expected TOML"},
        Mistake{"UnknownTable", "[[field]]", "[[feild]]", 13, "got the key \"feild\""},
        Mistake{"UnknownKey", "days = 90", "weeks = 12", 41, "got the key \"weeks\""},
        Mistake{"NoDays", "days = 90", "", 39, "days from 1 to 1825"},
        Mistake{"DaysForEver", "days = 90", "days = 100000", 39, "days from 1 to 1825"},
        Mistake{"UnknownType", "type = \"name\"", "type = \"text\"", 21,
                "a type out of date, time, name"},
        Mistake{"CodesOfAName", "type = \"name\"", "type = \"name\"\ncodes = [\"needed\"]", 19,
                "codes only where type"},
        Mistake{"CodeWithoutLabel", "codes = [\"needed\"]", "codes = [\"perhaps\"]", 16,
                "a [[label]] code.answer.perhaps"},
        Mistake{"UnknownCompartment", "\"SOCIAL\"\nclass", "\"SOCIALS\"\nclass", 26,
                "a compartment"},
        Mistake{"OwnWordsAreNotForProfessionals", "\"SOCIAL\"\nclass", "\"OWN_WORDS\"\nclass", 26,
                "a compartment that professionals write"},
        Mistake{"UnknownClass", "\"procedure\"", "\"opinion\"", 27, "a class out of contact"},
        Mistake{"UnknownField", "\"place!\"", "\"mood!\"", 28, "the id of a [[field]], got mood!"},
        Mistake{"OutcomeWithoutLabel", "outcomes = [\"granted\"]", "outcomes = [\"liked\"]", 29,
                "a [[label]] outcome.liked"},
        Mistake{"ProcedureWithoutOutcomes", "outcomes = [\"granted\"]\n", "", 24,
                "the key outcomes"},
        Mistake{"FragilityThatIsNoAnswer", "fields = [\"answer!\"]", "fields = [\"place!\"]", 36,
                "the one field answer!"},
        Mistake{"HeadingThatThePageHasNot", "\"things\"", "\"diagnosis\"", 46,
                "one of arrival, until_then"},
        Mistake{"SupportOnThePage", "[\"housing.bed\"]", "[\"support.stairs\"]", 47,
                "that a page may show, got support.stairs"},
        Mistake{"NoSuchFieldOnThePage", "fields = [\"place\"]", "fields = [\"mood\"]", 48,
                "the id of a [[field]], got mood"},
        Mistake{"NoSuchKindOnThePage", "[\"housing.bed\"]", "[\"housing.cave\"]", 47,
                "got housing.cave"},
        Mistake{"TwiceOnThePage", "[\"housing.bed\"]", "[\"housing.bed\", \"housing.bed\"]", 47,
                "each text once"},
        Mistake{"SameKindTwice", "\"support.stairs\"", "\"housing.bed\"", 32,
                "an id that no other kind has"},
        Mistake{"LanguageMissing", ", de = \"Bett\"", "", 30, "the key de"},
        Mistake{"LanguageEmpty", "de = \"Bett\"", "de = \"\"", 30, "not empty"},
        Mistake{"LanguageUnknown", "de = \"Bett\"", "de = \"Bett\", xx = \"x\"", 30,
                "got the key \"xx\""},
        Mistake{"BundleOfNothing", "compartments = [\"SOCIAL\"]", "compartments = []", 42,
                "at least one text"},
        Mistake{"BundleOfDanger", "compartments = [\"SOCIAL\"]", "compartments = [\"JUSTICE\"]", 42,
                "without WHEREABOUTS, RESIDENCE"},
        Mistake{"BundleThatOpens", "actions = [\"READ\"]", "actions = [\"OPEN\"]", 42,
                "READ and WRITE only"},
        Mistake{"BundleForNobodyKnown", "profession = \"nurse\"", "profession = \"warden\"", 42,
                "a [[label]] profession.warden"},
        Mistake{"PurposeUnknown", "purposes = [\"HANDOVER\"]", "purposes = [\"CONTROL\"]", 42,
                "names of purposes"}),
    [](const auto& mistake) { return std::string(mistake.param.name); });

TEST(Catalogue, NothingAtAllIsAMistakeToo) {
  for (const char* text : {"", "# nothing\n", "label = 3\n", "[[label]]\n"})
    EXPECT_FALSE(Catalogue::Parse(text, "bad.toml")) << text;
}

TEST(Catalogue, TheOneWeShipCoversTheWork) {
  const auto text = ReadFile(RELAIS_SOURCE_DIR "/deploy/catalogue.toml", 4 << 20);
  const auto catalogue = Catalogue::Parse(text.value(), "catalogue.toml");
  ASSERT_TRUE(catalogue) << catalogue.error().field << ": " << catalogue.error().message;
  EXPECT_GE((*catalogue)->kinds().size(), 90u);
  std::set<Compartment> compartments;
  std::set<std::string> topics;
  for (const auto& [id, kind] : (*catalogue)->kinds()) {
    compartments.insert(kind.compartment);
    topics.insert(id.substr(0, id.find('.')));
  }
  for (const char* topic : {"contact", "identity", "residence", "income", "housing", "health",
                            "psychiatric", "addiction", "justice", "family", "network", "work",
                            "debts", "language", "transport", "documents"}) {
    EXPECT_TRUE(topics.contains(topic)) << topic;
  }
  EXPECT_GE(compartments.size(), 10u);
  EXPECT_GE((*catalogue)->bundles().size(), 3u);
}

// The text of a consent says who reports to a judge, and the access decision keeps the same ones from telling.
TEST(Catalogue, TheOneWeShipNamesThoseWhoReport) {
  const auto text = ReadFile(RELAIS_SOURCE_DIR "/deploy/catalogue.toml", 4 << 20);
  const auto catalogue = Catalogue::Parse(text.value(), "catalogue.toml");
  ASSERT_TRUE(catalogue);
  std::set<std::string, std::less<>> said;
  for (const auto& [id, label] : (*catalogue)->labels())
    if (id.starts_with("consent.reports.")) said.insert(id.substr(16));
  EXPECT_EQ(said, (std::set<std::string, std::less<>>(std::begin(access::kReporting),
                                                      std::end(access::kReporting))));
}

}  // namespace
}  // namespace relais::directory
