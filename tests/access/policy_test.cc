#include "services/access/policy.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/access/files.h"

namespace relais::access {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kGood[] = R"([policy]
name = "test"
version = 1

[[rule]]
id = "nurse.read"
professions = ["nurse", "midwife"]
action = "READ"
compartments = ["HEALTH", "EXIT"]
purposes = ["HANDOVER", "CONTINUITY"]

[[rule]]
id = "nurse.write"
professions = ["nurse"]
action = "WRITE"
compartments = ["HEALTH"]
purposes = ["CONTINUITY"]

[[rule]]
id = "nurse.open"
professions = ["nurse"]
action = "OPEN"
purposes = ["HANDOVER"]

[[rule]]
id = "nurse.again"
professions = ["nurse"]
action = "READ"
compartments = ["EXIT", "SOCIAL"]
purposes = ["CONTINUITY"]
)";

std::shared_ptr<const Policy> Good() {
  auto policy = Policy::Parse(kGood, "good.toml");
  EXPECT_TRUE(policy) << policy.error().field << ": " << policy.error().message;
  return *policy;
}

TEST(Policy, AllowsWhatItsRulesSayAndNoMore) {
  const auto policy = Good();
  EXPECT_EQ(policy->Allowed("nurse", Action::kRead, Purpose::kHandover),
            (CompartmentSet{Compartment::kHealth, Compartment::kExit}));
  EXPECT_EQ(policy->Allowed("nurse", Action::kRead, Purpose::kContinuity),
            (CompartmentSet{Compartment::kHealth, Compartment::kExit, Compartment::kSocial}));
  EXPECT_EQ(policy->Allowed("nurse", Action::kWrite, Purpose::kContinuity),
            CompartmentSet{Compartment::kHealth});
  EXPECT_TRUE(policy->Allowed("nurse", Action::kWrite, Purpose::kHandover).Empty());
  EXPECT_TRUE(policy->Allowed("midwife", Action::kWrite, Purpose::kContinuity).Empty());
  EXPECT_TRUE(policy->Allowed("nurse", Action::kRead, Purpose::kEmergency).Empty());
}

TEST(Policy, WhatNoNumberStandsForIsEmpty) {
  const auto policy = Good();
  for (const int purpose : {0, 7, 15, 16, 200, 255}) {
    const auto unknown = static_cast<Purpose>(purpose);
    EXPECT_TRUE(policy->Allowed("nurse", Action::kRead, unknown).Empty()) << purpose;
    EXPECT_FALSE(policy->MayOpen("nurse", unknown)) << purpose;
    EXPECT_EQ(policy->RuleFor("nurse", Action::kRead, unknown, Compartment::kHealth), "")
        << purpose;
  }
  for (const int action : {0, 3, 4, 5, 10, 11, 200}) {
    EXPECT_TRUE(policy->Allowed("nurse", static_cast<Action>(action), Purpose::kHandover).Empty())
        << action;
  }
  for (const int compartment : {0, 13, 15, 16, 255}) {
    const auto unknown = static_cast<Compartment>(compartment);
    EXPECT_EQ(policy->RuleFor("nurse", Action::kRead, Purpose::kHandover, unknown), "")
        << compartment;
  }
}

TEST(Policy, KnowsTheProfessionsNamedInRules) {
  const auto policy = Good();
  EXPECT_THAT(policy->Professions(), ElementsAre("midwife", "nurse"));
  EXPECT_TRUE(policy->Knows("midwife"));
  EXPECT_FALSE(policy->Knows(""));
  EXPECT_FALSE(policy->Knows("Nurse"));
  EXPECT_TRUE(policy->Allowed("doctor", Action::kRead, Purpose::kHandover).Empty());
}

TEST(Policy, NamesTheFirstRuleOfTheFile) {
  const auto policy = Good();
  const auto rule = [&](Action action, Purpose purpose, Compartment compartment) {
    return policy->RuleFor("nurse", action, purpose, compartment);
  };
  EXPECT_EQ(rule(Action::kRead, Purpose::kContinuity, Compartment::kExit), "nurse.read");
  EXPECT_EQ(rule(Action::kRead, Purpose::kContinuity, Compartment::kSocial), "nurse.again");
  EXPECT_EQ(rule(Action::kRead, Purpose::kHandover, Compartment::kSocial), "");
  EXPECT_EQ(rule(Action::kOpen, Purpose::kHandover, Compartment()), "nurse.open");
  EXPECT_TRUE(policy->MayOpen("nurse", Purpose::kHandover));
  EXPECT_FALSE(policy->MayOpen("nurse", Purpose::kContinuity));
  EXPECT_FALSE(policy->MayOpen("midwife", Purpose::kHandover));
}

TEST(Policy, HashIsThatOfTheBytes) {
  const auto policy = Good();
  EXPECT_EQ(policy->hash(), Sha256(kGood));
  const auto same = Policy::Parse(kGood, "another-name.toml");
  const auto changed = Policy::Parse(std::string(kGood) + "# a comment\n", "good.toml");
  ASSERT_TRUE(same && changed);
  EXPECT_EQ((*same)->hash(), policy->hash());
  EXPECT_NE((*changed)->hash(), policy->hash());
}

TEST(Policy, AnswersOutliveTheFilesText) {
  std::string text = kGood;
  const auto policy = Policy::Parse(text, "good.toml");
  ASSERT_TRUE(policy);
  text.assign(text.size(), 'x');
  EXPECT_EQ((*policy)->RuleFor("nurse", Action::kRead, Purpose::kHandover, Compartment::kHealth),
            "nurse.read");
}

// A mistake is made by replacing one text of kGood, and must be found on `line`.
struct Mistake {
  const char* name;
  const char* good;
  const char* bad;
  int line;
  const char* message;
};

class PolicyMistake : public ::testing::TestWithParam<Mistake> {};

TEST_P(PolicyMistake, IsFoundOnItsLine) {
  const Mistake& mistake = GetParam();
  std::string text = kGood;
  const std::size_t at = text.find(mistake.good);
  ASSERT_NE(at, text.npos);
  text.replace(at, std::string_view(mistake.good).size(), mistake.bad);
  const auto policy = Policy::Parse(text, "p.toml");
  ASSERT_FALSE(policy);
  EXPECT_EQ(policy.error().reason, Reason::kInvalid);
  EXPECT_EQ(policy.error().field, fmt::format("p.toml:{}", mistake.line)) << policy.error().message;
  EXPECT_THAT(policy.error().message, HasSubstr(mistake.message));
  EXPECT_THAT(policy.error().message, HasSubstr("expected"));
}

INSTANTIATE_TEST_SUITE_P(
    Each, PolicyMistake,
    ::testing::Values(
        Mistake{"Syntax", "action = \"READ\"", "action = READ", 8, "TOML"},
        Mistake{"UnclosedTable", "[policy]", "[policy", 1, "TOML"},
        Mistake{"KeyTwice", "version = 1", "version = 1\nversion = 2", 4, "TOML"},
        Mistake{"NotUtf8", "\"test\"", "\"te\xff\"", 2, "TOML"},
        Mistake{"UnknownTable", "version = 1\n", "version = 1\n[rules]\n", 4,
                "[policy], [[rule]] or [tells_of]"},
        Mistake{"UnknownPolicyKey", "version = 1", "version = 1\nauthor = \"x\"", 4,
                "name or version"},
        Mistake{"UnknownRuleKey", "action = \"READ\"", "actoin = \"READ\"", 8, "actoin"},
        Mistake{"NoPolicy", "[policy]\nname = \"test\"\nversion = 1\n", "", 1, "[policy]"},
        Mistake{"PolicyIsAText", "[policy]\nname = \"test\"\nversion = 1\n", "\npolicy = \"x\"\n",
                2, "[policy]"},
        Mistake{"NoName", "name = \"test\"\n", "", 1, "the key name"},
        Mistake{"EmptyName", "\"test\"", "\"\"", 2, "not empty"},
        Mistake{"NoVersion", "version = 1\n", "", 1, "the key version"},
        Mistake{"VersionIsAText", "version = 1", "version = \"1\"", 3, "1 or more"},
        Mistake{"VersionZero", "version = 1", "version = 0", 3, "1 or more"},
        Mistake{"RuleIsNoList", "[[rule]]\nid = \"nurse.open\"", "[rule]\nid = \"nurse.open\"", 19,
                "TOML"},
        Mistake{"NoId", "id = \"nurse.read\"\n", "", 5, "the key id"},
        Mistake{"EmptyId", "\"nurse.read\"", "\"\"", 6, "not empty"},
        Mistake{"IdWithSpace", "\"nurse.read\"", "\"nurse read\"", 6, "hospital.read"},
        Mistake{"IdTwice", "\"nurse.open\"", "\"nurse.read\"", 20, "stands on line 6"},
        Mistake{"IdOfABuiltInRule", "\"nurse.read\"", "\"own\"", 6, "built-in"},
        Mistake{"NoProfessions", "professions = [\"nurse\", \"midwife\"]\n", "", 5,
                "the key professions"},
        Mistake{"EmptyProfessions", "[\"nurse\", \"midwife\"]", "[]", 7, "at least one"},
        Mistake{"ProfessionIsNoList", "[\"nurse\", \"midwife\"]", "\"nurse\"", 7, "a list"},
        Mistake{"ProfessionIsANumber", "\"midwife\"]", "\n3]", 8, "a list of texts"},
        Mistake{"ProfessionTwice", "\"midwife\"", "\"nurse\"", 7, "twice"},
        Mistake{"ProfessionInCapitals", "\"midwife\"", "\n\"Midwife\"", 8, "lower_snake_case"},
        Mistake{"ProfessionWithDash", "\"midwife\"", "\"mid-wife\"", 7, "lower_snake_case"},
        Mistake{"ProfessionWithEdge", "\"midwife\"", "\"midwife_\"", 7, "lower_snake_case"},
        Mistake{"ProfessionEmpty", "\"midwife\"", "\"\"", 7, "lower_snake_case"},
        Mistake{"AttackAnOfficerInARule", "\"midwife\"", "\"privacy_officer\"", 7, "do without it"},
        Mistake{"AttackAWitnessInARule", "\"midwife\"", "\"consent_witness\"", 7, "do without it"},
        Mistake{"NoAction", "action = \"READ\"\n", "", 5, "the key action"},
        Mistake{"UnknownAction", "\"READ\"", "\"SEE\"", 8, "READ, WRITE or OPEN"},
        Mistake{"ActionOfNoRule", "\"READ\"", "\"CONSENT\"", 8, "READ, WRITE or OPEN"},
        Mistake{"ActionIsAList", "\"READ\"", "[\"READ\"]", 8, "a text"},
        Mistake{"NoCompartments", "compartments = [\"HEALTH\", \"EXIT\"]\n", "", 5,
                "the key compartments"},
        Mistake{"EmptyCompartments", "[\"HEALTH\", \"EXIT\"]", "[]", 9, "at least one"},
        Mistake{"UnknownCompartment", "\"EXIT\"]", "\"EXITS\"]", 9, "got \"EXITS\""},
        Mistake{"CompartmentInLowerCase", "\"EXIT\"]", "\"exit\"]", 9, "a compartment"},
        Mistake{"OwnWordsWritten", "[\"HEALTH\"]", "[\"HEALTH\",\n \"OWN_WORDS\"]", 17,
                "by the person alone"},
        Mistake{"OpenWithCompartments", "action = \"OPEN\"",
                "action = \"OPEN\"\ncompartments = [\"EXIT\"]", 23, "no compartments"},
        Mistake{"NoPurposes", "purposes = [\"HANDOVER\", \"CONTINUITY\"]\n", "", 5,
                "the key purposes"},
        Mistake{"EmptyPurposes", "[\"HANDOVER\", \"CONTINUITY\"]", "[]", 10, "at least one"},
        Mistake{"UnknownPurpose", "[\"HANDOVER\", ", "[\"CURIOSITY\", ", 10, "got \"CURIOSITY\""},
        Mistake{"PurposeOfThePerson", "[\"HANDOVER\", ", "[\"OWN_ACCESS\", ", 10,
                "got \"OWN_ACCESS\""},
        Mistake{"PurposeOfTheOfficer", "[\"HANDOVER\", ", "[\"OVERSIGHT\", ", 10,
                "got \"OVERSIGHT\""},
        Mistake{"EmergencyReachesMore", "[\"HANDOVER\", ", "[\"EMERGENCY\", ", 9,
                "EMERGENCY alone"}),
    [](const auto& test) { return test.param.name; });

TEST(Policy, AFileWithoutRulesIsAMistake) {
  for (const char* text : {"[policy]\nname = \"x\"\nversion = 1\n",
                           "rule = []\n[policy]\nname = \"x\"\nversion = 1\n"}) {
    const auto policy = Policy::Parse(text, "p.toml");
    ASSERT_FALSE(policy);
    EXPECT_EQ(policy.error().field, "p.toml:1");
    EXPECT_THAT(policy.error().message, HasSubstr("at least one [[rule]]"));
  }
}

TEST(Policy, AnEmptyFileIsAMistake) {
  const auto policy = Policy::Parse("", "p.toml");
  ASSERT_FALSE(policy);
  EXPECT_EQ(policy.error().field, "p.toml:1");
}

TEST(BelgianPolicy, KnowsExactlyItsProfessions) {
  const auto policy = Policy::Parse(ReadFile(kBelgium), "belgium.toml");
  ASSERT_TRUE(policy) << policy.error().field << ": " << policy.error().message;
  EXPECT_THAT(
      (*policy)->Professions(),
      ElementsAre("administrator_of_the_person", "care_coordinator", "care_home",
                  "child_family_service", "cpas_elderly_desk", "cpas_prison_desk",
                  "cpas_social_worker", "cultural_mediator", "detainee_help_worker",
                  "emergency_physician", "family_help", "general_practitioner", "home_nurse",
                  "hospital_nurse", "hospital_social_worker", "justice_assistant", "midwife",
                  "mobile_crisis_team", "mutual_insurer_social_worker", "occupational_therapist",
                  "peer_worker", "pharmacist", "physiotherapist", "prison_health_care",
                  "prison_psychosocial_service", "psychiatric_social_worker", "psychiatrist",
                  "psychologist", "referent", "shelter_worker", "specialist_physician",
                  "street_nurse", "street_worker"));
}

TEST(Policy, ProfessionsThatTellSomethingAreNamedAndKnown) {
  const std::string rule = R"([policy]
name = "p"
version = 1
[[rule]]
id = "r"
professions = ["psychiatrist", "pharmacist"]
action = "READ"
compartments = ["EXIT"]
purposes = ["HANDOVER"]
[tells_of]
)";
  const auto parsed = [&rule](const std::string& lines) {
    return Policy::Parse(rule + lines, "p.toml");
  };
  const auto policy = parsed("MENTAL_HEALTH = [\"psychiatrist\"]");
  ASSERT_TRUE(policy) << policy.error().message;
  EXPECT_EQ((*policy)->TellsOf("psychiatrist"), TellsOfSet{TellsOf::kMentalHealth});
  EXPECT_TRUE((*policy)->TellsOf("pharmacist").Empty());
  EXPECT_TRUE((*policy)->TellsOf("").Empty());
  const auto both = parsed("MENTAL_HEALTH = [\"psychiatrist\"]\nADDICTION = [\"psychiatrist\"]");
  ASSERT_TRUE(both);
  EXPECT_EQ((*both)->TellsOf("psychiatrist"),
            (TellsOfSet{TellsOf::kMentalHealth, TellsOf::kAddiction}));
  for (const char* const wrong :
       {"MENTAL_HEALTH = [\"psychiatrists\"]", "MENTAL_HEALTH = []", "ILLNESS = [\"psychiatrist\"]",
        "MENTAL_HEALTH = \"psychiatrist\""}) {
    const auto refused = parsed(wrong);
    ASSERT_FALSE(refused) << wrong;
    EXPECT_EQ(refused.error().reason, Reason::kInvalid);
    EXPECT_THAT(refused.error().message, testing::HasSubstr("expected")) << wrong;
  }
  EXPECT_EQ(parsed("MENTAL_HEALTH = [\"psychiatrists\"]").error().field, "p.toml:11");
  EXPECT_FALSE(Policy::Parse("tells_of = 1\n" + rule.substr(0, rule.find("[tells_of]")), "p.toml"));
}

// What no edit of the file may loosen without this test being changed too.
TEST(BelgianPolicy, KeepsItsPromises) {
  const auto policy = *Policy::Parse(ReadFile(kBelgium), "belgium.toml");
  const CompartmentSet justice{Compartment::kJustice, Compartment::kExit};
  for (const std::string_view profession : policy->Professions()) {
    for (int p = 1; p <= kPurposes; ++p) {
      const auto purpose = static_cast<Purpose>(p);
      const CompartmentSet reads = policy->Allowed(profession, Action::kRead, purpose);
      const CompartmentSet writes = policy->Allowed(profession, Action::kWrite, purpose);
      EXPECT_FALSE(writes.Has(Compartment::kOwnWords)) << profession;
      EXPECT_TRUE(reads.Covers(writes)) << profession << " writes what it cannot read";
      if (purpose == Purpose::kEmergency) {
        EXPECT_TRUE(CompartmentSet{Compartment::kEmergency}.Covers(reads | writes)) << profession;
      }
      if (profession == "justice_assistant" || profession == "prison_psychosocial_service") {
        EXPECT_TRUE(justice.Covers(reads)) << profession;
        EXPECT_TRUE(CompartmentSet{Compartment::kJustice}.Covers(writes)) << profession;
        EXPECT_FALSE(policy->MayOpen(profession, purpose)) << profession;
      }
    }
  }
}

}  // namespace
}  // namespace relais::access
