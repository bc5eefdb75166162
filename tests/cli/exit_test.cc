#include <cstdlib>
#include <ctime>

#include "tests/cli/cli_fixture.h"

namespace relais::cli {
namespace {

constexpr char kExit[] = "stp_EEEEEEE456789ABCDEFGHJKMNP";
constexpr char kOther[] = "stp_CCCCCCC456789ABCDEFGHJKMNP";
constexpr char kFriday[] = "stp_FFFFFFF456789ABCDEFGHJKMNP";

v1::ListExitsResponse SampleExits() {
  v1::ListExitsResponse out;
  auto& one = *out.add_exits();
  one.mutable_exit()->set_id(kExit);
  one.mutable_exit()->set_kind(v1::Exit::KIND_HOSPITAL);
  one.set_state(v1::PreparedExit::STATE_PROPOSED);
  one.mutable_current()->set_id(kFriday);
  one.mutable_current()->set_day("2026-11-27");
  one.mutable_current()->set_time("16:00");
  one.mutable_current()->set_party(v1::ExitDate::PARTY_INSTITUTION);
  auto& answer = *one.add_answers();
  answer.set_date_id(kFriday);
  answer.set_party(v1::ExitDate::PARTY_PERSON);
  one.set_covered_until("2026-11-30");
  auto& finding = *one.add_findings();
  finding.set_grade(v1::Finding::GRADE_STOP);
  finding.mutable_sentence()->set_en("Daily help has no first visit.");
  finding.mutable_clear()->set_en("help granted");
  auto& slot = *one.add_slots();
  slot.set_day("2026-12-01");
  slot.set_time("10:00");
  return out;
}

TEST_F(CliTest, ExitShowSaysTheDayAndWhatIsStillToSettle) {
  server.Answer(SampleExits());
  ASSERT_EQ(Relais({"exit", "show", kDossier}), 0) << err();
  EXPECT_TRUE(Has(out(), "Friday 27 November 2026 at 16:00"));
  EXPECT_TRUE(InOrder(out(), "not agreed on yet", "PERSON: no")) << out();
  EXPECT_TRUE(
      InOrder(out(), "until noon of Monday 30 November 2026:", "! Daily help has no first visit."))
      << out();
  EXPECT_TRUE(InOrder(out(), "Enough would be: help granted", "Tuesday 1 December 2026 at 10:00"));
  EXPECT_EQ(server.Last<v1::ListExitsRequest>().context().dossier_id(), kDossier);
}

TEST_F(CliTest, ExitShowNeverSaysThatAllIsSettled) {
  auto exits = SampleExits();
  exits.mutable_exits(0)->clear_findings();
  server.Answer(exits);
  ASSERT_EQ(Relais({"exit", "show", kDossier}), 0) << err();
  EXPECT_TRUE(Has(out(), "Of what you may see, nothing is left to settle."));
  EXPECT_FALSE(Has(out(), "1 December")) << "no other day is needed";
}

TEST_F(CliTest, ExitWordsGoToTheOnlyOneThatIsOpen) {
  server.Answer(SampleExits());
  ASSERT_EQ(Relais({"exit", "propose", kDossier, "1/12/2026", "--time", "10:00"}), 0) << err();
  EXPECT_EQ(server.Last<v1::ProposeExitDateRequest>().date().exit_id(), kExit);
  EXPECT_EQ(server.Last<v1::ProposeExitDateRequest>().date().day(), "2026-12-01");
  ASSERT_EQ(Relais({"exit", "propose", "tomorrow"}), 0) << err();
  EXPECT_FALSE(server.Last<v1::ProposeExitDateRequest>().context().has_dossier_id()) << "a person";
  EXPECT_EQ(server.Last<v1::ProposeExitDateRequest>().date().day(), "2026-11-23");
  ASSERT_EQ(Relais({"exit", "no"}), 0) << err();
  EXPECT_EQ(server.Last<v1::AnswerExitDateRequest>().answer().date_id(), kFriday);
  EXPECT_FALSE(server.Last<v1::AnswerExitDateRequest>().answer().accepted());
  ASSERT_EQ(Relais({"exit", "yes"}), 0) << err();
  EXPECT_TRUE(server.Last<v1::AnswerExitDateRequest>().answer().accepted());
  ASSERT_EQ(Relais({"exit", "left", kDossier, "--decided-by", "end-of-sentence"}), 0) << err();
  EXPECT_EQ(server.Last<v1::RecordDepartureRequest>().departure().decider(),
            v1::Departure::DECIDER_END_OF_SENTENCE);
  EXPECT_EQ(server.Last<v1::RecordDepartureRequest>().departure().day(), "2026-11-22");
}

std::vector<std::string> Anyway(std::vector<std::string> more = {}) {
  std::vector<std::string> out = {"exit",   "anyway",   kDossier,    "--decided-by",    "physician",
                                  "--name", "Dr Demir", "--because", "staying-is-worse"};
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

TEST_F(CliTest, LeavesAnywaySaysWhoDecidedAndWhyOfWhatStops) {
  auto exits = SampleExits();
  exits.set_guard_version("2026-12");
  auto& one = *exits.mutable_exits(0);
  one.set_guard_digest(std::string(64, 'a'));
  one.set_weighed_day("2026-11-27");
  one.mutable_findings(0)->set_rule("daily_help");
  one.mutable_findings(0)->set_may_be_passed(true);
  auto& bed = *one.add_findings();
  bed.set_rule("bed");
  bed.set_grade(v1::Finding::GRADE_STOP);
  bed.set_may_be_passed(true);
  auto& worry = *one.add_findings();
  worry.set_rule("worry_call");
  worry.set_grade(v1::Finding::GRADE_STOP);
  auto& ask = *one.add_findings();
  ask.set_rule("keys");
  ask.set_grade(v1::Finding::GRADE_ASK);
  server.Answer(exits);
  ASSERT_EQ(Relais(Anyway()), 0) << err();
  const auto sent = server.Last<v1::DecideExitRequest>();
  EXPECT_EQ(sent.exit_id(), kExit);
  ASSERT_EQ(sent.rules_size(), 2) << "what stops, and no question";
  EXPECT_EQ(sent.rules(0), "daily_help");
  EXPECT_EQ(sent.rules(1), "bed");
  EXPECT_EQ(sent.decision().decider(), v1::Departure::DECIDER_PHYSICIAN);
  EXPECT_EQ(sent.decision().decided_by(), "Dr Demir");
  EXPECT_EQ(sent.decision().because(), v1::ExitDecision::BECAUSE_STAYING_IS_WORSE);
  EXPECT_EQ(sent.decision().day(), "2026-11-27");
  EXPECT_EQ(sent.decision().guard_version(), "2026-12");
  EXPECT_EQ(sent.decision().guard_digest(), std::string(64, 'a'));
  EXPECT_TRUE(Has(out(), "under the name of Dr Demir, for Friday 27 November 2026")) << out();
  ASSERT_EQ(Relais(Anyway({"--rule", "bed"})), 0) << err();
  ASSERT_EQ(server.Last<v1::DecideExitRequest>().rules_size(), 1);
  EXPECT_EQ(server.Last<v1::DecideExitRequest>().rules(0), "bed");
  const auto before = server.Count<v1::DecideExitRequest>();
  EXPECT_EQ(Relais(Anyway({"--rule", "bedd"})), 2);
  EXPECT_TRUE(Has(err(), "\"bedd\" does not stand against it now; this does: daily_help, bed"))
      << err();
  EXPECT_EQ(Relais(Anyway({"--rule", "keys"})), 2) << "a question holds nobody";
  // Nobody but these decides, and none without a name and a reason.
  auto court = Anyway();
  court[4] = "court";
  EXPECT_EQ(Relais(court), 2);
  EXPECT_EQ(Relais({"exit", "anyway", kDossier, "--decided-by", "physician"}), 2);
  EXPECT_EQ(server.Count<v1::DecideExitRequest>(), before);
}

TEST_F(CliTest, WhoHoldsTheThreadIsAskedFirstAndNobodyWaitsForTheirYes) {
  auto exits = SampleExits();
  exits.mutable_exits(0)->mutable_findings(0)->set_rule("bed");
  exits.mutable_exits(0)->mutable_findings(0)->set_may_be_passed(true);
  auto& referent = *exits.add_referents();
  referent.set_name("Sarah Claes");
  referent.set_state(v1::Referent::STATE_HOLDS);
  server.Answer(exits);
  EXPECT_EQ(Relais(Anyway()), 2);
  EXPECT_TRUE(Has(err(), "Sarah Claes holds the thread: ask them first")) << err();
  EXPECT_EQ(server.Count<v1::DecideExitRequest>(), 0U);
  ASSERT_EQ(Relais(Anyway({"--referent", "not-reached"})), 0) << err();
  EXPECT_EQ(server.Last<v1::DecideExitRequest>().decision().referent(),
            v1::ExitDecision::REFERENT_NOT_REACHED);
  auto& decision = *exits.mutable_exits(0)->add_decisions();
  decision.set_referent(v1::ExitDecision::REFERENT_DISAGREES);
  referent.set_absent(true);
  server.answers.clear();
  server.Answer(exits);
  ASSERT_EQ(Relais({"exit", "show", kDossier}), 0) << err();
  EXPECT_TRUE(Has(out(), "DISAGREES")) << out();
  EXPECT_EQ(Relais(Anyway()), 0) << "who is away is not asked: " << err();
}

TEST_F(CliTest, WhatWasDecidedIsShownAsThat) {
  auto exits = SampleExits();
  auto& one = *exits.mutable_exits(0);
  one.clear_findings();
  server.Answer(exits);
  ASSERT_EQ(Relais(Anyway()), 0) << err();
  EXPECT_TRUE(Has(out(), "there is nothing to write down")) << out();
  auto& decision = *one.add_decisions();
  decision.set_rule("bed");
  decision.mutable_sentence()->set_en("No bed is known.");
  decision.set_because(v1::ExitDecision::BECAUSE_PLACE_NEEDED);
  decision.set_decider(v1::Departure::DECIDER_PHYSICIAN);
  decision.set_decided_by("Dr Demir");
  server.answers.clear();
  server.Answer(exits);
  ASSERT_EQ(Relais({"exit", "show", kDossier}), 0) << err();
  EXPECT_TRUE(Has(out(),
                  "Anyway, as was decided:\n    No bed is known.\n"
                  "      because PLACE_NEEDED - Dr Demir, PHYSICIAN\n"))
      << out();
  EXPECT_FALSE(Has(out(), "nothing is left to settle")) << out();
  ASSERT_EQ(Relais(Anyway({"--rule", "bed"})), 0) << err();
  EXPECT_TRUE(Has(out(), "is decided already")) << out();
  EXPECT_EQ(server.Count<v1::DecideExitRequest>(), 0U);
}

TEST_F(CliTest, WhatNobodyDecidedOnIsThereForTheFirstNight) {
  auto exits = SampleExits();
  auto& one = *exits.mutable_exits(0);
  one.mutable_departure()->set_day("2026-11-27");
  one.mutable_departure()->set_decider(v1::Departure::DECIDER_COURT);
  one.mutable_findings(0)->set_rule("daily_help");
  one.mutable_findings(0)->set_may_be_passed(true);
  one.mutable_findings()->Swap(one.mutable_first_night());
  one.set_weighed_day("2026-11-27");
  server.Answer(exits);
  const auto shown = [&] {
    EXPECT_TRUE(InOrder(out(), "For the first night, until noon of Monday 30 November 2026:\n",
                        "    ! Daily help has no first visit.  daily_help\n"))
        << out();
  };
  ASSERT_EQ(Relais({"exit", "show", kDossier}), 0) << err();
  shown();
  EXPECT_FALSE(Has(out(), "Still to settle")) << out();
  EXPECT_FALSE(Has(out(), "nothing is left")) << out();
  // Whoever writes down that somebody left reads it at once; and may still say who decided.
  ASSERT_EQ(Relais({"exit", "left", kDossier, "--exit", kExit, "--decided-by", "court"}), 0)
      << err();
  shown();
  EXPECT_EQ(Relais(Anyway()), 2) << "a court asked nobody";
  EXPECT_EQ(server.Count<v1::DecideExitRequest>(), 0U);
  one.mutable_departure()->set_decider(v1::Departure::DECIDER_PHYSICIAN);
  server.answers.clear();
  server.Answer(exits);
  ASSERT_EQ(Relais(Anyway()), 0) << err();
  EXPECT_EQ(server.Last<v1::DecideExitRequest>().exit_id(), kExit);
  EXPECT_EQ(server.Last<v1::DecideExitRequest>().rules(0), "daily_help");
}

// On the last Sunday of October a day has 25 hours, on that of March 23.
TEST_F(CliTest, BackIsOfTheLeavingThatTookPlaceLast) {
  auto exits = SampleExits();
  server.Answer(exits);
  EXPECT_EQ(Relais({"exit", "back", kDossier}), 2) << "nobody left";
  EXPECT_TRUE(Has(err(), "relais exit plan")) << err();
  for (const auto& [id, day] : {std::pair{kOther, "2026-11-02"}, {kFriday, "2026-10-01"}}) {
    auto& left = *exits.add_exits();
    left.mutable_exit()->set_id(id);
    left.mutable_departure()->set_day(day);
  }
  server.answers.clear();
  server.Answer(exits);
  ASSERT_EQ(Relais({"exit", "back", kDossier}), 0) << err();
  EXPECT_EQ(server.Last<v1::ReopenExitRequest>().exit_id(), kOther);
  EXPECT_TRUE(Has(out(), "relais handover again")) << out();
  ASSERT_EQ(Relais({"exit", "back", kDossier, "--exit", kExit}), 0) << err();
  EXPECT_EQ(server.Last<v1::ReopenExitRequest>().exit_id(), kExit);

  exits = SampleExits();
  exits.mutable_exits(0)->clear_current();
  exits.mutable_exits(0)->mutable_readmission()->mutable_record_time()->set_seconds(1'795'000'000);
  server.answers.clear();
  server.Answer(exits);
  ASSERT_EQ(Relais({"exit", "show", kDossier}), 0) << err();
  EXPECT_TRUE(InOrder(out(), "back in the house since", "No day")) << out();
}

TEST_F(CliTest, AnotherHousePlansALeavingOfItsOwn) {
  ASSERT_EQ(Relais({"exit", "plan", kDossier, "--kind", "hospital", "--taken-in-again"}), 0)
      << err();
  EXPECT_TRUE(server.Last<v1::PlanExitRequest>().taken_in_again());
}

TEST_F(CliTest, TomorrowIsTheDayAfterHoweverLongThisOneIs) {
  server.Answer(SampleExits());
  const char* const zone = std::getenv("TZ");
  const std::string before = zone == nullptr ? "" : zone;
  setenv("TZ", "Europe/Brussels", 1);
  tzset();
  const auto tomorrow = [&](int month, int day, int hour, int minute, const char* word) {
    std::tm utc{};
    utc.tm_year = 126;
    utc.tm_mon = month - 1;
    utc.tm_mday = day;
    utc.tm_hour = hour;
    utc.tm_min = minute;
    now = timegm(&utc);
    EXPECT_EQ(Relais({"exit", "propose", kDossier, word}), 0) << err();
    return server.Last<v1::ProposeExitDateRequest>().date().day();
  };
  EXPECT_EQ(tomorrow(10, 24, 22, 30, "tomorrow"), "2026-10-26") << "at half past midnight";
  EXPECT_EQ(tomorrow(10, 25, 22, 30, "yesterday"), "2026-10-24") << "at half past eleven";
  EXPECT_EQ(tomorrow(3, 28, 22, 30, "tomorrow"), "2026-03-29") << "at half past eleven";
  zone == nullptr ? unsetenv("TZ") : setenv("TZ", before.c_str(), 1);
  tzset();
}

TEST_F(CliTest, ExitWordsSayWhatIsMissing) {
  auto exits = SampleExits();
  *exits.add_exits() = exits.exits(0);
  server.Answer(exits);
  EXPECT_EQ(Relais({"exit", "yes", kDossier}), 2);
  EXPECT_TRUE(Has(err(), "--exit"));
  EXPECT_EQ(Relais({"exit", "propose", kDossier}), 2) << "no day";
  EXPECT_EQ(Relais({"exit", "show", kDossier, kDossier}), 2) << "one file at a time";
  EXPECT_EQ(Relais({"exit", "left", kDossier}), 2) << "nobody decided";
  EXPECT_EQ(Relais({"exit", "plan", kDossier, "--kind", "escape"}), 2);
  EXPECT_EQ(server.Count<v1::AnswerExitDateRequest>(), 0U);
  ASSERT_EQ(
      Relais({"exit", "plan", kDossier, "--kind", "leave-with-return", "--earliest", "27/11/2026"}),
      0)
      << err();
  EXPECT_EQ(server.Last<v1::PlanExitRequest>().exit().kind(), v1::Exit::KIND_LEAVE_WITH_RETURN);
  EXPECT_EQ(server.Last<v1::PlanExitRequest>().exit().earliest(), "2026-11-27");
}

// Whole ids: nothing is read first.
TEST_F(CliTest, ExitWordsByIdReadNothing) {
  ASSERT_EQ(Relais({"exit", "yes", kDossier, "--exit", kExit, "--date", kFriday}), 0) << err();
  EXPECT_EQ(server.Count<v1::ListExitsRequest>(), 0U);
}

TEST_F(CliTest, FiguresAreNumbersWithoutNames) {
  v1::GetFiguresResponse figures;
  v1::Figure& one = *figures.add_figures();
  one.set_quarter("2026-Q3");
  one.set_what(v1::Figure::WHAT_LEFT_PREPARED);
  one.set_kind(v1::Exit::KIND_HOSPITAL);
  one.set_moment(v1::Figure::MOMENT_BEFORE_DAYS_OFF);
  one.set_count(41);
  v1::Figure& two = *figures.add_figures();
  two.set_quarter("2026-Q3");
  two.set_what(v1::Figure::WHAT_HANDOVER_REFUSED);
  two.set_moment(v1::Figure::MOMENT_WORKING_DAY);
  two.set_count(10);
  v1::Figure& three = *figures.add_figures() = one;
  three.set_what(v1::Figure::WHAT_STOP_PASSED);
  three.set_rule("bed");
  three.mutable_sentence()->set_en("Nowhere to sleep.");
  three.set_decider(v1::Departure::DECIDER_PHYSICIAN);
  three.set_count(12);
  server.Answer(figures);
  ASSERT_EQ(Relais({"figures", "--from", "2026-Q1", "--until", "2026-Q3"}), 0) << err();
  EXPECT_EQ(server.Last<v1::GetFiguresRequest>().from_quarter(), "2026-Q1");
  EXPECT_EQ(server.Last<v1::GetFiguresRequest>().until_quarter(), "2026-Q3");
  EXPECT_TRUE(InOrder(out(), "2026-Q3\n    41  LEFT_PREPARED, BEFORE_DAYS_OFF",
                      "\n    10  HANDOVER_REFUSED, WORKING_DAY\n"))
      << out();
  EXPECT_TRUE(InOrder(out(), "    12  STOP_PASSED, BEFORE_DAYS_OFF: HOSPITAL\n",
                      "        Nowhere to sleep. - PHYSICIAN\nWhat is missing was too small"))
      << out();
  ASSERT_EQ(Relais({"figures", "--csv"}), 0) << err();
  EXPECT_EQ(out(),
            "quarter,what,kind,moment,rule,decider,count\n"
            "2026-Q3,LEFT_PREPARED,HOSPITAL,BEFORE_DAYS_OFF,,,41\n"
            "2026-Q3,HANDOVER_REFUSED,,WORKING_DAY,,,10\n"
            "2026-Q3,STOP_PASSED,HOSPITAL,BEFORE_DAYS_OFF,bed,PHYSICIAN,12\n");
  ASSERT_EQ(Relais({"figures", "--output", "json"}), 0) << err();
  EXPECT_TRUE(Has(out(), "\"count\":\"41\"")) << out();
}

}  // namespace
}  // namespace relais::cli
