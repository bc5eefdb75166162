#include "services/exit/negotiation.h"

#include <gtest/gtest.h>

namespace relais::exit {
namespace {

constexpr auto kInstitution = v1::ExitDate::PARTY_INSTITUTION;
constexpr auto kReceiver = v1::ExitDate::PARTY_RECEIVER;
constexpr auto kPerson = v1::ExitDate::PARTY_PERSON;

// What was said of one leaving, in the order in which it was.
class Talk {
 public:
  std::string Propose(v1::ExitDate::Party party, const std::string& by = "") {
    v1::ExitDate date;
    date.set_id("date-" + std::to_string(++at_));
    date.set_party(party);
    date.mutable_record_time()->set_seconds(at_);
    dates_.push_back({date, by});
    return date.id();
  }
  void Say(const std::string& date, bool yes, v1::ExitDate::Party party,
           const std::string& by = "") {
    v1::ExitAnswer answer;
    answer.set_id("answer-" + std::to_string(++at_));
    answer.set_date_id(date);
    answer.set_accepted(yes);
    answer.set_party(party);
    answer.mutable_record_time()->set_seconds(at_);
    answers_.push_back({answer, by});
  }
  // "AGREED date-1"
  std::string Stands() {
    const Standing standing = StandingOf(dates_, answers_);
    return v1::PreparedExit::State_Name(standing.state).substr(6) +
           (standing.current ? " " + standing.current->id() : "");
  }

 private:
  int at_ = 0;
  std::vector<Proposed> dates_;
  std::vector<Answered> answers_;
};

TEST(Negotiation, HouseAndPersonMustBothSayYes) {
  Talk talk;
  EXPECT_EQ(talk.Stands(), "PLANNED");
  const auto day = talk.Propose(kInstitution, "hospital");
  EXPECT_EQ(talk.Stands(), "PROPOSED date-1");
  talk.Say(day, true, kReceiver, "care home");
  EXPECT_EQ(talk.Stands(), "PROPOSED date-1") << "the person has said nothing";
  talk.Say(day, true, kPerson);
  EXPECT_EQ(talk.Stands(), "AGREED date-1");
}

TEST(Negotiation, ThePersonsNoStandsUntilTheySayYes) {
  Talk talk;
  const auto day = talk.Propose(kInstitution, "hospital");
  talk.Say(day, false, kPerson);
  talk.Say(day, true, kInstitution, "hospital");
  EXPECT_EQ(talk.Stands(), "PROPOSED date-1") << "nobody says yes over it";
  talk.Say(day, true, kPerson);
  EXPECT_EQ(talk.Stands(), "AGREED date-1");
  talk.Say(day, false, kPerson);
  EXPECT_EQ(talk.Stands(), "PROPOSED date-1") << "and they may think again";
}

TEST(Negotiation, AnotherDayOpensItAgain) {
  Talk talk;
  const auto friday = talk.Propose(kInstitution, "hospital");
  talk.Say(friday, true, kPerson);
  const auto monday = talk.Propose(kPerson);
  EXPECT_EQ(talk.Stands(), "PROPOSED " + monday);
  talk.Say(monday, true, kInstitution, "hospital");
  EXPECT_EQ(talk.Stands(), "AGREED " + monday);
}

TEST(Negotiation, WhoeverTakesTheirOwnDayBackLeavesTheOneBefore) {
  Talk talk;
  const auto friday = talk.Propose(kInstitution, "hospital");
  talk.Say(friday, true, kPerson);
  const auto monday = talk.Propose(kReceiver, "care home");
  EXPECT_EQ(talk.Stands(), "PROPOSED " + monday);
  talk.Say(monday, false, kReceiver, "another service");
  EXPECT_EQ(talk.Stands(), "PROPOSED " + monday) << "it was not theirs";
  talk.Say(monday, false, kReceiver, "care home");
  EXPECT_EQ(talk.Stands(), "AGREED " + friday);
}

TEST(Negotiation, OneServicesYesIsNotAnothers) {
  Talk talk;
  const auto day = talk.Propose(kInstitution, "hospital");
  talk.Say(day, true, kPerson);
  talk.Say(day, false, kReceiver, "care home");
  talk.Say(day, true, kReceiver, "home care");
  EXPECT_EQ(talk.Stands(), "PROPOSED date-1");
  talk.Say(day, true, kReceiver, "care home");
  EXPECT_EQ(talk.Stands(), "AGREED date-1");
}

TEST(Negotiation, SidesAreToldByTheHouseThatIsLeft) {
  v1::Exit exit;
  exit.set_organisation_id("org_a");
  EXPECT_EQ(PartyOf("org_a", exit), kInstitution);
  EXPECT_EQ(PartyOf("org_b", exit), kReceiver);
}

}  // namespace
}  // namespace relais::exit
