#include "services/access/cases.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "tests/access/files.h"

namespace relais::access {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::shared_ptr<const Policy> Belgium() {
  static const auto policy = *Policy::Parse(ReadFile(kBelgium), "belgium.toml");
  return policy;
}

TEST(PolicyCases, EveryCaseOfEveryFileHolds) {
  int files = 0, cases = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kCases)) {
    const std::string name = entry.path().filename().string();
    ASSERT_EQ(entry.path().extension(), ".case") << name;
    const auto report = RunCases(*Belgium(), ReadFile(entry.path()), name);
    ASSERT_TRUE(report) << report.error().field << ": " << report.error().message;
    EXPECT_THAT(report->failures, IsEmpty());
    ++files;
    cases += report->passed;
  }
  EXPECT_EQ(files, 6);
  EXPECT_GE(cases, 150);
}

TEST(PolicyCases, EveryProfessionHasACase) {
  std::string all;
  for (const auto& entry : std::filesystem::directory_iterator(kCases)) {
    all += ReadFile(entry.path());
  }
  for (const std::string_view profession : Belgium()->Professions()) {
    EXPECT_THAT(all, HasSubstr(fmt::format("\n{} ", profession))) << "no case speaks of it";
  }
}

TEST(PolicyCases, AFailureNamesTheLine) {
  const auto report =
      RunCases(*Belgium(),
               "# first\n"
               "\n"
               "pharmacist reads HEALTH for CONTINUITY with consent: no  # as it happens\n"
               "pharmacist reads SOCIAL for CONTINUITY with consent: yes\n"
               "outsider pharmacist reads SOCIAL for CONTINUITY with consent: no\n"
               "pharmacist reads HEALTH for CONTINUITY with consent: yes",
               "x.case");
  ASSERT_TRUE(report);
  EXPECT_EQ(report->passed, 1);
  EXPECT_THAT(
      report->failures,
      ElementsAre(
          "x.case:3: expected no, got yes: pharmacist reads HEALTH for CONTINUITY with consent: no",
          "x.case:4: expected yes, got no: pharmacist reads SOCIAL for CONTINUITY with consent: "
          "yes",
          "x.case:5: expected an outsider, got a profession of the policy: outsider pharmacist "
          "reads "
          "SOCIAL for CONTINUITY with consent: no"));
}

TEST(PolicyCases, WithoutACaseIsAnError) {
  for (const char* text : {"", "\n\n", "# nothing yet\n"}) {
    const auto report = RunCases(*Belgium(), text, "x.case");
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().field, "x.case:1");
    EXPECT_THAT(report.error().message, HasSubstr("at least one case"));
  }
}

TEST(PolicyCases, ALineThatIsNoCaseSaysWhatWasExpected) {
  const std::pair<const char*, const char*> lines[] = {
      {"pharmacist reads HEALTH for CONTINUITY with consent", "\": yes\""},
      {"pharmacist reads HEALTH for CONTINUITY with consent: maybe", "yes or no"},
      {"pharmacist reads HEALTH for CONTINUITY with consent: yes please", "yes or no"},
      {": yes", "a profession"},
      {"farmacist reads HEALTH for CONTINUITY with consent: no", "got \"farmacist\""},
      {"pharmacist sees HEALTH for CONTINUITY with consent: yes", "reads, writes"},
      {"pharmacist readsHEALTH for CONTINUITY with consent: yes", "reads, writes"},
      {"pharmacist reads HEALHT for CONTINUITY with consent: yes", "a compartment"},
      {"pharmacist reads HEALTH with consent: yes", "\"for\""},
      {"pharmacist reads HEALTH for FUN with consent: yes", "a purpose"},
      {"pharmacist reads HEALTH for CONTINUITY: yes", "a condition"},
      {"pharmacist reads HEALTH for CONTINUITY with luck: yes", "with expired consent"},
      {"pharmacist opens a dossier for CONTINUITY with consent: no",
       "there is no consent before a dossier"},
      {"pharmacist opens dossier for CONTINUITY: no", "opens a dossier"},
  };
  for (const auto& [line, expected] : lines) {
    const auto report = RunCases(*Belgium(), fmt::format("# comment\n{}\n", line), "x.case");
    ASSERT_FALSE(report) << line;
    EXPECT_EQ(report.error().reason, Reason::kInvalid);
    EXPECT_EQ(report.error().field, "x.case:2") << line;
    EXPECT_THAT(report.error().message, HasSubstr("expected ")) << line;
    EXPECT_THAT(report.error().message, HasSubstr(expected)) << line;
  }
}

// A condition that always passed or always failed would test nothing.
TEST(PolicyCases, EachConditionMakesTheDifferenceItSays) {
  const std::vector<std::string_view> good = {
      "with consent", "with consent to the house", "with consent to the profession in the house",
      "and excluded from another compartment", "and an exclusion taken back"};
  for (const std::string_view condition : CaseConditions()) {
    const bool is_good = std::find(good.begin(), good.end(), condition) != good.end();
    const std::string line = fmt::format("pharmacist reads HEALTH for CONTINUITY {}: {}", condition,
                                         is_good ? "yes" : "no");
    const auto report = RunCases(*Belgium(), line, "x.case");
    ASSERT_TRUE(report) << line;
    EXPECT_EQ(report->passed, 1) << line;
  }
}

TEST(PolicyCases, LinesMayEndAsOnWindows) {
  const auto report = RunCases(
      *Belgium(), "pharmacist reads HEALTH for CONTINUITY with consent: yes\r\n\r\n", "x.case");
  ASSERT_TRUE(report);
  EXPECT_EQ(report->passed, 1);
}

}  // namespace
}  // namespace relais::access
