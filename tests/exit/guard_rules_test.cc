#include "services/exit/guard_rules.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/exit/guard_facts.h"

namespace relais::exit {
namespace {

constexpr char kRule[] = R"(version = "1"
[[rule]]
id = "bed"
grade = "STOP"
asks = ["EXIT"]
settled_by = ["exit.place_to_sleep"]
sentence = { fr = "a", nl = "b", de = "c", en = "d" }
clear = { fr = "a", nl = "b", de = "c", en = "d" }
)";

Error ErrorOf(const std::string& text) {
  const auto rules = GuardRules::Parse(text, "guard.toml", RealCatalogue());
  return rules ? Error{} : rules.error();
}

std::string With(const std::string& old_text, const std::string& new_text) {
  std::string out = kRule;
  const auto at = out.find(old_text);
  if (at == out.npos) throw std::runtime_error("not there: " + old_text);
  return out.replace(at, old_text.size(), new_text);
}

TEST(GuardRules, TheRulesOfTheHouseAreRead) {
  const GuardRules& rules = RealRules();
  EXPECT_EQ(rules.version, "2027-02");
  EXPECT_GE(rules.rules.size(), 12u);
  EXPECT_EQ(rules.plans.size(), 13u) << "of each kind of leaving, and of none";
  for (const PlannedThing& thing : rules.things)
    EXPECT_EQ(thing.proof.settled_by.empty(),
              thing.kind == v1::ExitCondition::KIND_COURT_CONDITIONS)
        << thing.text.en() << ": that it was explained is said, not proved";
}

// Three lines are read aloud to somebody who is tired: short, gentle, and without a word for a person's kind.
TEST(GuardRules, SentencesAreShortAndGentle) {
  for (const GuardRule& rule : RealRules().rules) {
    for (const std::string* const text :
         {&rule.sentence.fr(), &rule.sentence.nl(), &rule.sentence.de(), &rule.sentence.en(),
          &rule.clear.fr(), &rule.clear.nl(), &rule.clear.de(), &rule.clear.en()}) {
      EXPECT_LE(text->size(), 110u) << *text;
      for (const char* const harsh :
           {"fragil", "kwetsbaar", "gebrechlich", "bloqu", "blok", "block", "override", "patient",
            "détenu", "inmate", "gedetineerde"})
        EXPECT_EQ(text->find(harsh), text->npos) << *text;
    }
  }
}

TEST(GuardRules, AttackWhatIsNoRuleNamesItsLine) {
  const struct {
    std::string text;
    const char *line, *expected;
  } all[] = {
      {"", "guard.toml:1", "the key version"},
      {"version = \"1\"\n", "guard.toml:1", "at least one [[rule]]"},
      {std::string(kRule) + std::string(kRule).substr(14), "guard.toml:9", "no other rule has"},
      {With("\"STOP\"", "\"BLOCK\""), "guard.toml:4", "STOP, ASK or NOTE"},
      {With("\"EXIT\"", "\"EXITS\""), "guard.toml:5", "compartments"},
      {With("exit.place_to_sleep", "exit.bed"), "guard.toml:6", "a kind of the catalogue"},
      {With("[\"exit.place_to_sleep\"]", "[]"), "guard.toml:6", "a list of kinds"},
      {With("[\"exit.place_to_sleep\"]", "[{ kind = \"network.contact\", tie = \"enemy\" }]"),
       "guard.toml:6", "one of its codes"},
      {With("asks", "colour = 1\nasks"), "guard.toml:5", "colour"},
      {With("asks", "worry_call = true\nasks"), "guard.toml:5", "neither raised_by nor settled_by"},
      {With("asks", "worry_call = false\nasks"), "guard.toml:5", "worry_call = true"},
      {With("asks", "covers = \"always\"\nasks"), "guard.toml:5",
       "any, day, there, visit, window or ahead"},
      {With("asks", "needs = [\"exit.place_to_sleep\"]\nasks"), "guard.toml:5",
       "a kind of fragility"},
      {With("asks", "otherwise = \"STOP\"\nasks"), "guard.toml:2", "no STOP"},
      {With("asks", "unraised = \"ASK\"\nasks"), "guard.toml:2", "with raised_by only"},
      {With("\"STOP\"", "\"ASK\"\notherwise = \"NOTE\""), "guard.toml:2", "with a STOP only"},
      {With("nl = \"b\", ", ""), "guard.toml:7", "the key nl"},
      // A slip here would let one thing stand for another.
      {With("asks", "each_by = \"medcine\"\nasks"), "guard.toml:5", "a field of a kind"},
      {With("asks", "each_by = true\nasks"), "guard.toml:5", "a text in quotes"},
      {With("[\"exit.place_to_sleep\"]", "[{ kind = \"exit.place_to_sleep\", after = \"yes\" }]"),
       "guard.toml:6", "true or false"},
  };
  for (const auto& one : all) {
    const Error error = ErrorOf(one.text);
    EXPECT_EQ(error.reason, Reason::kInvalid) << one.text;
    EXPECT_EQ(error.field, one.line) << one.text;
    EXPECT_NE(error.message.find(one.expected), error.message.npos) << error.message;
  }
}

// A plan that lacks a kind, or tells of a detention, is noticed before anybody leaves by it.
TEST(GuardRules, AttackWhatIsNoPlanSaysWhatIsExpected) {
  const struct {
    const char *old_text, *new_text, *expected;
  } all[] = {
      {"kind = \"PHONE\"", "kind = \"KEYS\"", "no other thing is of"},
      {"kind = \"PHONE\"", "kind = \"RADIO\"", "a kind of thing"},
      {"kind = \"BED\"\ntext", "kind = \"BED\"\nsettled_by = [\"exit.place_to_sleep\"]\ntext",
       "the id of a rule"},
      {"unless = [\"destination\"]", "unless = [\"elsewhere\"]", "ids of rules"},
      {"covers = \"ahead\"", "covers = \"someday\"", "window or ahead"},
      {"rule = \"bed\"", "rule = \"bett\"", "the id of a rule"},
      {"rule = \"bed\"", "rule = \"bed\"\ncovers = \"day\"", "the id of a rule"},
      {"whose_move = \"PERSON\"", "whose_move = \"FAMILY\"", "INSTITUTION, RECEIVER or PERSON"},
      {"days_before = 5", "days_before = 31", "0 to 30"},
      {"days_before = 5", "days_before = -1", "0 to 30"},
      {"of = [\"REMOVAL\"]", "of = [\"TRANSFER\"]", "no other plan"},
      {"of = [\"LEAVE_WITH_RETURN\", \"TRIAL_EXIT\"]", "of = [\"TRIAL_EXIT\"]",
       "of each kind of leaving"},
      {"of = [\"PRISON\", \"ELECTRONIC_MONITORING\"]",
       "of = [\"PRISON\", \"ELECTRONIC_MONITORING\", \"UNSPECIFIED\"]", "no other plan"},
      {"of = [\"UNSPECIFIED\", \"HOSPITAL\", \"AGAINST_ADVICE\"]\ntakes = [",
       "of = [\"UNSPECIFIED\", \"HOSPITAL\", \"AGAINST_ADVICE\"]\ntakes = [\"COURT_CONDITIONS\", ",
       "where the kind is not shown"},
  };
  for (const auto& one : all) {
    std::string text = RealRulesText();
    const auto at = text.find(one.old_text);
    ASSERT_NE(at, text.npos) << one.old_text;
    const Error error = ErrorOf(text.replace(at, std::string(one.old_text).size(), one.new_text));
    EXPECT_EQ(error.reason, Reason::kInvalid) << one.new_text;
    EXPECT_NE(error.message.find(one.expected), error.message.npos) << error.message;
  }
}

}  // namespace
}  // namespace relais::exit
