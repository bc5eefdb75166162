#include "services/access/describe.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/access/files.h"

namespace relais::access {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::shared_ptr<const Policy> Belgium() {
  static const auto policy = *Policy::Parse(ReadFile(kBelgium), "belgium.toml");
  return policy;
}

TEST(Matrix, HasOneRowAProfession) {
  const auto rows = MatrixRows(*Belgium());
  ASSERT_EQ(rows.size(), Belgium()->Professions().size());
  EXPECT_EQ(rows.front().profession, "administrator_of_the_person");
  EXPECT_EQ(rows.front().writes, CompartmentSet{Compartment::kSocial});
  EXPECT_TRUE(rows.front().opens.Empty());
}

TEST(Matrix, FitsOn120ColumnsAndEndsInOneLineOfLegend) {
  std::istringstream lines(Matrix(*Belgium()));
  std::string line, last;
  std::size_t count = 0;
  for (; std::getline(lines, line); ++count) {
    EXPECT_LE(line.size(), 120U) << line;
    last = line;
  }
  EXPECT_EQ(count, Belgium()->Professions().size() + 2);
  EXPECT_THAT(last, StartsWith("r reads, w writes, o opens"));
}

TEST(Matrix, IsExactlyThis) {
  const auto policy = *Policy::Parse(R"([policy]
name = "small"
version = 1
[[rule]]
id = "nurse.read"
professions = ["nurse"]
action = "READ"
compartments = ["HEALTH", "EXIT"]
purposes = ["CONTINUITY"]
[[rule]]
id = "nurse.write"
professions = ["nurse", "clerk"]
action = "WRITE"
compartments = ["HEALTH"]
purposes = ["HANDOVER"]
[[rule]]
id = "clerk.open"
professions = ["clerk"]
action = "OPEN"
purposes = ["HANDOVER"]
)",
                                     "small.toml");
  EXPECT_EQ(
      Matrix(*policy),
      "       IDENT  WHERE  NETW  SOCIAL  RESID  HEALTH  PSYCH  JUST  FRAG  EXIT  EMERG  WORDS  "
      "OPEN\n"
      "clerk  .      .      .     .       .      w       .      .     .     .     .      .      o\n"
      "nurse  .      .      .     .       .      rw      .      .     .     r     .      .      .\n"
      "r reads, w writes, o opens a dossier, . never; for at least one purpose, and only with the "
      "person's "
      "consent.\n");
}

std::string Ask(const char* profession, const char* action, const char* compartment,
                const char* purpose) {
  const auto text = Explain(*Belgium(), profession, action, compartment, purpose);
  return text ? *text : fmt::format("error in {}: {}", text.error().field, text.error().message);
}

TEST(Explain, NamesTheRuleThatAllows) {
  EXPECT_EQ(Ask("hospital_social_worker", "READ", "SOCIAL", "EXIT_PREPARATION"),
            "Rule leaving.read lets hospital_social_worker read SOCIAL for EXIT_PREPARATION. A "
            "consent of the person must cover the same, the team must have shown once that it "
            "works with them, and no exclusion may stand against it.");
  EXPECT_EQ(Ask("street_nurse", "OPEN", "", "CONTINUITY"),
            "Rule open.outside lets street_nurse open a dossier for CONTINUITY. No consent is "
            "needed to open, and opening "
            "shows nothing.");
}

TEST(Explain, NamesThePurposeThatWould) {
  EXPECT_EQ(Ask("hospital_social_worker", "READ", "HEALTH", "CONTINUITY"),
            "No rule lets hospital_social_worker read HEALTH for CONTINUITY. It may for "
            "EXIT_PREPARATION (rule "
            "hospital.equipment).");
  EXPECT_EQ(Ask("hospital_social_worker", "OPEN", "", "HANDOVER"),
            "No rule lets hospital_social_worker open a dossier for HANDOVER. It may for "
            "EXIT_PREPARATION (rule "
            "open.before_leaving).");
}

TEST(Explain, NamesTheActionThatWould) {
  EXPECT_EQ(Ask("pharmacist", "WRITE", "HEALTH", "CONTINUITY"),
            "No rule lets pharmacist write HEALTH for any purpose. It may read HEALTH for "
            "HANDOVER, CONTINUITY (rule "
            "pharmacist.read).");
}

TEST(Explain, NamesWhoMay) {
  EXPECT_EQ(
      Ask("pharmacist", "READ", "JUSTICE", "CONTINUITY"),
      "No rule lets pharmacist reach JUSTICE for any purpose. Who may read JUSTICE for CONTINUITY: "
      "justice_assistant.");
  EXPECT_EQ(Ask("pharmacist", "OPEN", "", "EMERGENCY"),
            "No rule lets pharmacist open a dossier for any purpose. No profession may open a "
            "dossier for EMERGENCY.");
}

TEST(Explain, SaysWhatNoFileCanAllow) {
  EXPECT_THAT(Ask("referent", "WRITE", "OWN_WORDS", "CONTINUITY"),
              HasSubstr("by the person alone"));
  EXPECT_THAT(Ask("referent", "READ", "SOCIAL", "OWN_ACCESS"), HasSubstr("needs no rule"));
  EXPECT_THAT(Ask("referent", "READ", "SOCIAL", "OVERSIGHT"), HasSubstr("looks at the log"));
  EXPECT_THAT(Ask("psychiatrist", "READ", "HEALTH", "EMERGENCY"),
              HasSubstr("EMERGENCY and no other"));
}

TEST(Explain, NamesTheWordThatMeansNothing) {
  EXPECT_THAT(Ask("farmacist", "READ", "HEALTH", "CONTINUITY"),
              StartsWith("error in profession: expected one of: "));
  EXPECT_EQ(Ask("pharmacist", "SEE", "HEALTH", "CONTINUITY"),
            "error in action: expected one of: READ, WRITE, OPEN");
  EXPECT_THAT(Ask("pharmacist", "READ", "health", "CONTINUITY"),
              StartsWith("error in compartment: expected one of: "));
  EXPECT_THAT(Ask("pharmacist", "READ", "HEALTH", ""),
              StartsWith("error in purpose: expected one of: "));
}

TEST(Explain, DataSaysWhatTheTextSays) {
  const auto yes = ExplainAccess(*Belgium(), "pharmacist", "READ", "HEALTH", "CONTINUITY");
  ASSERT_TRUE(yes);
  EXPECT_TRUE(yes->allowed);
  EXPECT_EQ(yes->rule, "pharmacist.read");
  const auto no = ExplainAccess(*Belgium(), "pharmacist", "WRITE", "HEALTH", "CONTINUITY");
  ASSERT_TRUE(no);
  EXPECT_FALSE(no->allowed);
  EXPECT_EQ(no->rule, "pharmacist.read") << "the nearest";
}

}  // namespace
}  // namespace relais::access
