// Figures without names: what is done is counted once, and given out when its quarter is over.
#include "services/exit/figures.h"

#include "services/keys/keystore.h"
#include "services/storage/sqlcipher.h"
#include "tests/end_to_end/exits.h"

namespace relais {
namespace {

class FiguresEndToEnd : public Exits {
 protected:
  static std::unique_ptr<storage::Connection> Vault() {
    const auto keystore = keys::Keystore::Open(tree().config().keys()).value();
    static std::unique_ptr<storage::Store> store;
    store = storage::SqlcipherStore::Open(tree().config().data() / "vault.db",
                                          keystore.store_key("vault"), {})
                .value();
    return store->Connect(storage::Store::Use::kWrite).value();
  }
  v1::GetFiguresResponse Figures(const std::string& token) const {
    v1::GetFiguresResponse response;
    const auto status = Call(&Stub::GetFigures, token, v1::GetFiguresRequest(), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  static int NextQuarter() { return exit::QuarterOf(InBelgium(SystemClock().Now()).day) + 1; }
};

TEST_F(FiguresEndToEnd, WhatIsDoneIsCountedOnceAndGivenWhenItsQuarterIsOver) {
  const std::string exit = Planned(worker_, Plan());
  // Decided twice for this day, and once for another.
  for (const int ahead : {0, 0, 1}) {
    v1::DecideExitRequest decide;
    decide.set_request_id(NewRequestId());
    *decide.mutable_context() = ContextOf(opened_.id);
    decide.set_exit_id(exit);
    decide.add_rules(ahead == 0 ? "bed" : "medicine");
    decide.mutable_decision()->set_decider(v1::Departure::DECIDER_INSTITUTION);
    decide.mutable_decision()->set_decided_by("Els De Wolf");
    decide.mutable_decision()->set_because(v1::ExitDecision::BECAUSE_PERSON_WANTS_TO_GO);
    decide.mutable_decision()->set_day(Day(ahead));
    ASSERT_TRUE(Call(&Stub::DecideExit, worker_, decide).ok());
  }
  for (int twice = 0; twice < 2; ++twice)
    ASSERT_TRUE(
        Call(&Stub::RecordDeparture, worker_, Left(exit, v1::Departure::DECIDER_PHYSICIAN)).ok());
  const std::string service = AddHouse("Thuiszorg De Brug");
  const std::string nurse = Token(AddProfessional(service, "home_nurse"));
  for (const bool yes : {true, false}) {
    v1::AnswerHandoverRequest answer;
    answer.set_request_id(NewRequestId());
    answer.set_handover_id(AskHouse(service).handover_id());
    answer.set_accepted(yes);
    if (!yes) answer.set_lack(v1::LACK_NO_PLACE);
    const auto status = Call(&v1::Handovers::Stub::AnswerHandover, nurse, answer);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }
  const auto vault = Vault();
  const auto tallies = exit::TalliesBefore(*vault, NextQuarter()).value();
  ASSERT_EQ(tallies.size(), 4U);
  for (const exit::Tally& one : tallies) {
    EXPECT_EQ(one.count, 1U) << one.what;
    EXPECT_EQ(one.house.Text(), hospital_) << "of the house that says so, and that asks";
  }
  EXPECT_EQ(tallies[0].what, v1::Figure::WHAT_LEFT_AT_SHORT_NOTICE) << "planned on the day";
  EXPECT_EQ(tallies[0].kind, v1::Exit::KIND_HOSPITAL);
  EXPECT_EQ(tallies[1].what, v1::Figure::WHAT_HANDOVER_ACCEPTED);
  EXPECT_EQ(tallies[2].what, v1::Figure::WHAT_HANDOVER_REFUSED);
  EXPECT_EQ(tallies[3].what, v1::Figure::WHAT_STOP_PASSED);
  EXPECT_EQ(tallies[3].rule, "bed");
  EXPECT_EQ(tallies[3].decider, v1::Departure::DECIDER_PHYSICIAN);

  EXPECT_TRUE(Figures(worker_).figures().empty());
  for (exit::Tally one : tallies) {
    for (unsigned char house = 1; house <= 3; ++house) {
      one.house = OrganisationId(Array<16>{house});
      one.count = 5;
      ASSERT_TRUE(exit::Count(*vault, one));
    }
  }
  EXPECT_TRUE(Figures(worker_).figures().empty()) << "the quarter is under way";
  ASSERT_TRUE(vault->Execute("UPDATE figures SET quarter = quarter - 1"));
  const auto figures = Figures(worker_);
  ASSERT_EQ(figures.figures_size(), 4);
  EXPECT_EQ(figures.figures(3).rule(), "bed");
  EXPECT_FALSE(figures.figures(3).sentence().fr().empty());
  for (const v1::Figure& one : figures.figures()) EXPECT_EQ(one.count(), 16U);
  EXPECT_EQ(figures.SerializeAsString(), Figures(nurse).SerializeAsString()) << "the same to all";
  for (const std::string& hidden :
       {hospital_, std::string("Saint-Luc"), std::string("De Wolf"), opened_.id})
    EXPECT_EQ(figures.SerializeAsString().find(hidden), std::string::npos);
}

}  // namespace
}  // namespace relais
