// Preparing a leaving: the day is agreed on between the house and the person, what is still to settle rests on what
// the caller may see, and nothing tells of a detention to whoever may not know.
#include <regex>

#include "tests/end_to_end/exits.h"

namespace relais {
namespace {

std::string WithoutIdsAndTimes(const std::string& text) {
  static const std::regex kVaries("[a-z]{3}_[0-9A-Z]{26}|(seconds|nanos): [0-9]+");
  return std::regex_replace(text, kVaries, "");
}

TEST_F(Exits, ADayIsAgreedOnBetweenTheHouseAndThePerson) {
  const std::string exit = Planned(worker_, Plan());
  EXPECT_EQ(List(person_).exits(0).state(), v1::PreparedExit::STATE_PLANNED);
  const std::string friday = Propose(worker_, exit, Day(3));
  Reply(person_, exit, friday, false);
  const std::string monday = Propose(person_, exit, Day(6));
  auto seen = List(worker_);
  ASSERT_EQ(seen.exits_size(), 1);
  EXPECT_EQ(seen.exits(0).state(), v1::PreparedExit::STATE_PROPOSED);
  EXPECT_EQ(seen.exits(0).current().id(), monday);
  EXPECT_EQ(seen.exits(0).current().party(), v1::ExitDate::PARTY_PERSON);
  ASSERT_EQ(seen.exits(0).answers_size(), 1) << "the person's no stands beside it";
  EXPECT_EQ(seen.exits(0).answers(0).party(), v1::ExitDate::PARTY_PERSON);
  Reply(worker_, exit, monday, true);
  seen = List(person_);
  EXPECT_EQ(seen.exits(0).state(), v1::PreparedExit::STATE_AGREED);
  EXPECT_EQ(seen.exits(0).current().day(), Day(6));
  EXPECT_EQ(seen.exits(0).dates_size(), 2) << "nothing that was said is lost";
  EXPECT_EQ(seen.exits(0).exit().organisation_id(), hospital_);
  // Whatever is still to settle, that the person left can always be written down.
  const auto left =
      Call(&Stub::RecordDeparture, worker_, Left(exit, v1::Departure::DECIDER_PHYSICIAN));
  EXPECT_TRUE(left.ok()) << left.error_message();
  seen = List(worker_);
  EXPECT_EQ(seen.exits(0).state(), v1::PreparedExit::STATE_LEFT);
  EXPECT_EQ(seen.exits(0).departure().decider(), v1::Departure::DECIDER_PHYSICIAN);
  EXPECT_EQ(seen.exits(0).findings_size(), 0);
}

// In freedom the person is asked again.
TEST_F(Exits, WhatWasAgreedToInCustodyEndsThirtyDaysAfterIt) {
  const std::string prison = HouseFor("detainee_help_worker", {v1::COMPARTMENT_EXIT},
                                      v1::Organisation::TELLS_OF_DETENTION);
  const auto exit = [&](v1::Exit::Kind kind) {
    auto plan = Plan(kind);
    plan.mutable_context()->set_reason("release_planning");
    return Planned(prison, plan);
  };
  // The bundle of the hospital, agreed to outside, lasts longer; what the prison got, too.
  v1::ProposeConsentRequest inside;
  inside.set_request_id(NewRequestId());
  inside.set_language("nl");
  inside.set_legal_basis(v1::LEGAL_BASIS_CARE);
  *inside.mutable_context() = ContextOf(opened_.id);
  auto& cell = *inside.add_choices()->mutable_consent();
  cell.set_effect(v1::Consent::EFFECT_ALLOW);
  cell.mutable_grantee()->set_organisation_id(hospital_);
  cell.add_compartments(v1::COMPARTMENT_SOCIAL);
  cell.add_actions(v1::ACTION_READ);
  cell.add_purposes(v1::PURPOSE_CONTINUITY);
  cell.mutable_end_time()->set_seconds(std::time(nullptr) + 200 * 86'400);
  v1::ProposeConsentResponse proposed;
  ASSERT_TRUE(Call(&v1::Consents::Stub::ProposeConsent, prison, inside, &proposed).ok());
  EXPECT_NE(proposed.text().find("30 dagen"), std::string::npos) << proposed.text();
  ASSERT_TRUE(Call(&v1::Consents::Stub::ConfirmConsent, Witness(), OnPaper(proposed)).ok());
  // In days from now: of what was agreed to by that text, and of all else.
  const auto longest = [&](bool by_it) {
    v1::ListConsentsResponse consents;
    EXPECT_TRUE(
        Call(&v1::Consents::Stub::ListConsents, person_, v1::ListConsentsRequest(), &consents)
            .ok());
    std::int64_t most = 0;
    for (const v1::Consent& one : consents.consents())
      if ((one.proof().proposal_id() == proposed.proposal_id()) == by_it)
        most = std::max(most, (one.end_time().seconds() - std::time(nullptr)) / 86'400);
    return most;
  };
  const auto outside = longest(false);
  const auto left = [&](v1::Exit::Kind kind, int day = 0) {
    auto departure = Left(exit(kind), v1::Departure::DECIDER_COURT);
    departure.mutable_departure()->set_day(Day(day));
    const auto status = Call(&Stub::RecordDeparture, prison, departure);
    EXPECT_TRUE(status.ok()) << status.error_message();
  };
  v1::ProposeConsentResponse waits;
  inside.set_request_id(NewRequestId());
  ASSERT_TRUE(Call(&v1::Consents::Stub::ProposeConsent, prison, inside, &waits).ok());
  ASSERT_GT(longest(true), 190);
  left(v1::Exit::KIND_LEAVE_WITH_RETURN);
  EXPECT_GT(longest(true), 190) << "they come back";
  left(v1::Exit::KIND_PRISON, -400);
  EXPECT_GT(longest(true), 190) << "of an earlier time, or a slip: it was agreed to after that";
  left(v1::Exit::KIND_PRISON);
  EXPECT_EQ(ReasonOf(Call(&v1::Consents::Stub::ConfirmConsent, Witness(), OnPaper(waits))),
            "WRONG_STATE")
      << "nor is what was written inside agreed to outside";
  EXPECT_LE(longest(true), 31);
  EXPECT_GE(longest(true), 29);
  EXPECT_GE(longest(false), outside - 1) << "what was agreed to outside goes on";
}

TEST_F(Exits, WhatIsStillToSettleIsShownUntilItIs) {
  const std::string exit = Planned(worker_, Plan());
  Propose(worker_, exit, Day(3));
  EXPECT_EQ(Findings(List(worker_).exits(0)), "ASK bed\nASK someone_there\nASK goes_on\n");
  EXPECT_FALSE(List(worker_).exits(0).findings(0).sentence().nl().empty());
  const std::string nurse =
      HouseFor("hospital_social_worker",
               {v1::COMPARTMENT_FRAGILITY, v1::COMPARTMENT_EXIT, v1::COMPARTMENT_SOCIAL});
  Record(nurse, "fragility.daily_help", "answer", "needed");
  EXPECT_EQ(Findings(List(worker_).exits(0)), "STOP bed\nSTOP daily_help\nASK someone_there\n");
  const auto before = List(worker_).exits(0).guard_digest();
  auto help = StepOf(opened_.id);
  help.mutable_step()->set_kind("care.home_help");
  help.mutable_step()->set_state(v1::Step::STATE_CLOSED);
  help.mutable_step()->set_outcome("granted");
  help.mutable_step()->add_fields()->set_name("on_date");
  help.mutable_step()->mutable_fields(0)->set_value(Day(3));
  ASSERT_TRUE(Call(&v1::Dossiers::Stub::RecordStep, worker_, help).ok());
  EXPECT_EQ(Findings(List(worker_).exits(0)), "STOP bed\nASK someone_there\nNOTE income\n");
  EXPECT_NE(List(worker_).exits(0).guard_digest(), before);
  EXPECT_EQ(List(worker_).guard_version(), "2027-02");
}

// P3: a house to which the leaving alone is open meets the same findings whatever the rest of the file holds.
TEST_F(Exits, AttackWhatACallerMayNotSeeChangesNothingForThem) {
  const std::string exit = Planned(worker_, Plan());
  Propose(worker_, exit, Day(3));
  const std::string other = HouseFor("cpas_social_worker", {v1::COMPARTMENT_EXIT});
  const std::string helper =
      HouseFor("hospital_social_worker", {v1::COMPARTMENT_FRAGILITY, v1::COMPARTMENT_WHEREABOUTS});
  const auto before = List(other).exits(0);
  Record(helper, "fragility.daily_help", "answer", "needed");
  Record(helper, "whereabouts.address", "street", "Rue Haute 1");
  const auto after = List(other).exits(0);
  EXPECT_EQ(before.SerializeAsString(), after.SerializeAsString());
  EXPECT_EQ(List(other).support(), v1::SUPPORT_UNSPECIFIED);
  EXPECT_NE(Findings(List(person_).exits(0)), Findings(after)) << "the person sees all of it";
  // And one to which the leaving is closed sees that there is none, whatever else is open to it.
  EXPECT_EQ(List(helper).exits_size(), 0);
  EXPECT_EQ(List(helper).attributions_size(), 0);
}

// DECISIONS 25: that the person leaves a prison is for those alone who may read JUSTICE, and for the person.
TEST_F(Exits, AttackNothingTellsOfADetention) {
  const std::string prison = HouseFor("detainee_help_worker", {v1::COMPARTMENT_EXIT},
                                      v1::Organisation::TELLS_OF_DETENTION);
  const std::string exit = Planned(prison, Plan(v1::Exit::KIND_SEMI_LIBERTY));
  const std::string date = Propose(prison, exit, Day(3));
  Reply(prison, exit, date, true);
  ASSERT_TRUE(
      Call(&Stub::RecordDeparture, prison, Left(exit, v1::Departure::DECIDER_END_OF_SENTENCE))
          .ok());
  const auto seen = List(worker_);
  ASSERT_EQ(seen.exits_size(), 1);
  EXPECT_EQ(seen.exits(0).exit().kind(), v1::Exit::KIND_UNSPECIFIED);
  EXPECT_EQ(seen.exits(0).exit().organisation_id(), "");
  EXPECT_EQ(seen.exits(0).departure().decider(), v1::Departure::DECIDER_UNSPECIFIED);
  EXPECT_EQ(seen.exits(0).dates(0).party(), v1::ExitDate::PARTY_INSTITUTION);
  v1::GetDossierResponse dossier;
  ASSERT_TRUE(Call(&v1::Dossiers::Stub::GetDossier, worker_, ReadOf(opened_.id), &dossier).ok());
  EXPECT_EQ(dossier.exits_size(), 1);
  for (const std::string& bytes : {seen.DebugString(), dossier.DebugString()}) {
    for (const char* const telling : {"Saint-Gilles", "detainee", "SEMI_LIBERTY", "SENTENCE"})
      EXPECT_EQ(bytes.find(telling), bytes.npos) << telling;
  }
  for (const auto& one : seen.attributions()) EXPECT_TRUE(one.masked());
  EXPECT_EQ(seen.attributions_size(), 4);
  // What a hospital writes down of a court's decision is masked too, and its own name is not.
  const std::string second = Planned(worker_, Plan());
  ASSERT_TRUE(
      Call(&Stub::RecordDeparture, worker_, Left(second, v1::Departure::DECIDER_COURT)).ok());
  const auto again = List(worker_);
  EXPECT_EQ(again.exits(0).departure().decider(), v1::Departure::DECIDER_UNSPECIFIED);
  EXPECT_EQ(again.exits(0).exit().kind(), v1::Exit::KIND_HOSPITAL);
  const auto own = List(person_);
  EXPECT_EQ(own.exits(0).departure().decider(), v1::Departure::DECIDER_COURT);
  EXPECT_EQ(own.exits(1).exit().kind(), v1::Exit::KIND_SEMI_LIBERTY);
  EXPECT_EQ(own.exits(1).departure().decider(), v1::Departure::DECIDER_END_OF_SENTENCE);
}

// That a court decided is not known to a colleague by who wrote it down.
TEST_F(Exits, AttackACourtIsKeptFromColleaguesWhoMayNotSeeJustice) {
  const std::string exit = Planned(worker_, Plan());
  ASSERT_TRUE(Call(&Stub::RecordDeparture, worker_, Left(exit, v1::Departure::DECIDER_COURT)).ok());
  EXPECT_EQ(List(worker_).exits(0).departure().decider(), v1::Departure::DECIDER_UNSPECIFIED);
}

// A psychiatric house, a centre for addiction and a shelter for victims tell as much as a prison does: whoever may not see
// such facts reads the same of all four. Their colleagues, and who sees such facts, read whom to call.
TEST_F(Exits, AttackWhereSomebodyLeavesIsToldToNobodyWhoMayNotKnow) {
  const struct {
    v1::Organisation::TellsOf tells_of;
    v1::Compartment told_by;
    std::string who_sees_it;
  } houses[] = {
      {v1::Organisation::TELLS_OF_DETENTION, v1::COMPARTMENT_JUSTICE, "justice_assistant"},
      {v1::Organisation::TELLS_OF_MENTAL_HEALTH, v1::COMPARTMENT_PSYCHIATRIC,
       "psychiatric_social_worker"},
      {v1::Organisation::TELLS_OF_ADDICTION, v1::COMPARTMENT_PSYCHIATRIC,
       "psychiatric_social_worker"},
      {v1::Organisation::TELLS_OF_REFUGE, v1::COMPARTMENT_WHEREABOUTS, "hospital_social_worker"}};
  std::vector<std::string> read;
  for (const auto& [tells_of, told_by, who_sees_it] : houses) {
    const std::string inside = HouseFor("hospital_social_worker", {v1::COMPARTMENT_EXIT}, tells_of);
    const std::string exit = Planned(inside, Plan(v1::Exit::KIND_HOSPITAL));
    const std::string date = Propose(inside, exit, Day(3));
    Reply(inside, exit, date, true);
    ASSERT_TRUE(
        Call(&Stub::RecordDeparture, inside, Left(exit, v1::Departure::DECIDER_PHYSICIAN)).ok());
    const auto seen = List(HouseFor("general_practitioner", {v1::COMPARTMENT_EXIT}));
    v1::GetDossierResponse dossier;
    ASSERT_TRUE(Call(&v1::Dossiers::Stub::GetDossier,
                     HouseFor("general_practitioner", {v1::COMPARTMENT_EXIT}), ReadOf(opened_.id),
                     &dossier)
                    .ok());
    const std::string text = seen.DebugString() + dossier.DebugString();
    for (const char* const telling : {"Saint-Gilles", "hospital_social", "HOSPITAL", "PHYSICIAN"})
      EXPECT_EQ(text.find(telling), text.npos) << tells_of << ": " << telling;
    ASSERT_GT(seen.exits_size(), 0);
    read.push_back(WithoutIdsAndTimes(seen.exits(0).DebugString()));
    for (const std::string& token :
         {HouseFor(who_sees_it, {v1::COMPARTMENT_EXIT, told_by}), inside}) {
      const std::string named = List(token).DebugString();
      EXPECT_NE(named.find("Maison de Saint-Gilles"), named.npos) << tells_of;
      EXPECT_NE(named.find("KIND_HOSPITAL"), named.npos) << tells_of;
    }
  }
  for (const std::string& one : read) EXPECT_EQ(one, read.front());
}

// In a house whose name tells nothing, the profession of whoever writes does.
TEST_F(Exits, AttackAProfessionThatTellsIsMasked) {
  const std::string ward = Token(AddProfessional(hospital_, "psychiatric_social_worker"));
  Meet(ward, opened_);
  const std::string exit = Planned(ward, Plan(v1::Exit::KIND_HOSPITAL));
  const auto shown = [&](const std::string& token) { return List(token).DebugString(); };
  const std::string outside = HouseFor("general_practitioner", {v1::COMPARTMENT_EXIT});
  const std::string before = shown(outside);
  EXPECT_EQ(before.find("psychiatric"), before.npos) << before;
  EXPECT_EQ(before.find("Saint-Luc"), before.npos) << before;
  EXPECT_NE(shown(ward).find("psychiatric_social_worker"), before.npos);
  // Nor does a colleague of another profession learn it, nor does what they add tell others which house it is.
  EXPECT_EQ(shown(worker_).find("psychiatric_social_worker"), before.npos);
  Reply(worker_, exit, Propose(worker_, exit, Day(3)), true);
  v1::SetExitConditionRequest said;
  said.set_request_id(NewRequestId());
  *said.mutable_context() = ContextOf(opened_.id);
  said.mutable_condition()->set_exit_id(exit);
  said.mutable_condition()->set_kind(v1::ExitCondition::KIND_BED);
  said.mutable_condition()->set_state(v1::ExitCondition::STATE_MET);
  ASSERT_TRUE(Call(&Stub::SetExitCondition, worker_, said).ok());
  v1::PassExitRequest pass;
  pass.set_request_id(NewRequestId());
  *pass.mutable_context() = ContextOf(opened_.id);
  pass.set_exit_id(exit);
  ASSERT_TRUE(Call(&Stub::PassExit, worker_, pass).ok());
  ASSERT_TRUE(
      Call(&Stub::RecordDeparture, worker_, Left(exit, v1::Departure::DECIDER_PHYSICIAN)).ok());
  v1::GetDossierResponse dossier;
  ASSERT_TRUE(Call(&v1::Dossiers::Stub::GetDossier, outside, ReadOf(opened_.id), &dossier).ok());
  for (const std::string& text : {shown(outside), dossier.DebugString()})
    for (const char* const telling : {"Saint-Luc", "social_worker", "PHYSICIAN", "HOSPITAL"})
      EXPECT_EQ(text.find(telling), text.npos) << telling << " in " << text;
}

// The guard and the plan know what services were asked: of whoever asks, and of the person.
TEST_F(Exits, WhatWasAskedIsWeighedAndItsYesProvesTheThing) {
  const std::string exit = Planned(worker_, Plan());
  Propose(worker_, exit, Day(3));
  const std::string helper =
      HouseFor("hospital_social_worker", {v1::COMPARTMENT_EXIT, v1::COMPARTMENT_FRAGILITY});
  Record(helper, "fragility.daily_help", "answer", "needed");
  const auto weighs = [&](const std::string& token, const char* rule) {
    const auto all = List(token);
    for (const auto& one : all.exits(0).findings())
      if (one.rule() == rule) return one.grade();
    return v1::Finding::GRADE_UNSPECIFIED;
  };
  const auto home_care = [&](const std::string& token) {
    const auto all = List(token);
    for (const auto& one : all.exits(0).conditions())
      if (one.kind() == v1::ExitCondition::KIND_HOME_CARE) return one;
    return v1::PlannedCondition();
  };
  const std::string service = AddHouse("Thuiszorg De Brug");
  const std::string nurse = Token(AddProfessional(service, "home_nurse"));
  const auto elsewhere = List(helper).SerializeAsString();
  const std::string id = AskHouse(service).handover_id();
  for (const std::string& token : {worker_, person_}) {
    EXPECT_EQ(weighs(token, "daily_help"), v1::Finding::GRADE_STOP);
    EXPECT_EQ(home_care(token).state(), v1::ExitCondition::STATE_IN_PROGRESS);
  }
  EXPECT_EQ(List(helper).SerializeAsString(), elsewhere)
      << "whom a house asked is nobody else's business";
  v1::AnswerHandoverRequest yes;
  yes.set_request_id(NewRequestId());
  yes.set_handover_id(id);
  yes.set_accepted(true);
  ASSERT_TRUE(Call(&v1::Handovers::Stub::AnswerHandover, nurse, yes).ok());
  for (const std::string& token : {worker_, person_}) {
    EXPECT_EQ(weighs(token, "daily_help"), v1::Finding::GRADE_UNSPECIFIED);
    EXPECT_EQ(home_care(token).state(), v1::ExitCondition::STATE_MET);
    EXPECT_EQ(home_care(token).proof_id(), id);
  }
}

class Decided : public Exits {
 protected:
  v1::DecideExitRequest Decision(const std::string& exit, std::vector<std::string> rules,
                                 const std::string& day = Day(0)) const {
    v1::DecideExitRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_context() = ContextOf(opened_.id);
    request.set_exit_id(exit);
    for (const auto& rule : rules) request.add_rules(rule);
    v1::ExitDecision& decision = *request.mutable_decision();
    decision.set_decider(v1::Departure::DECIDER_PHYSICIAN);
    decision.set_decided_by("Dr Wouters");
    decision.set_because(v1::ExitDecision::BECAUSE_PLACE_NEEDED);
    decision.set_referent(v1::ExitDecision::REFERENT_DISAGREES);
    decision.set_day(day);
    decision.set_guard_version("2027-02");
    decision.set_guard_digest(std::string(64, 'a'));
    return request;
  }
  void Decide(const std::string& token, const v1::DecideExitRequest& request) const {
    const auto status = Call(&Stub::DecideExit, token, request);
    EXPECT_TRUE(status.ok()) << status.error_message();
  }
  static std::string Decisions(const v1::PreparedExit& exit) {
    std::string out;
    for (const auto& one : exit.decisions()) out += one.rule() + " by " + one.decided_by() + "\n";
    return out;
  }
  v1::RecordStepRequest Granted(const std::string& kind) const {
    auto step = StepOf(opened_.id);
    step.mutable_step()->set_kind(kind);
    step.mutable_step()->set_state(v1::Step::STATE_CLOSED);
    step.mutable_step()->set_outcome("granted");
    return step;
  }
  static std::string FirstNight(const v1::PreparedExit& exit) {
    std::string out;
    for (const auto& one : exit.first_night()) out += one.rule() + "\n";
    return out;
  }
  // Somebody who needs daily help; and who may see that.
  std::string Helped() const {
    const std::string helper =
        HouseFor("hospital_social_worker", {v1::COMPARTMENT_EXIT, v1::COMPARTMENT_FRAGILITY});
    Record(helper, "fragility.daily_help", "answer", "needed");
    return helper;
  }
};

TEST_F(Decided, WhoLeavesAnywayLeavesWithWhoDecidedAndWhy) {
  const std::string exit = Planned(worker_, Plan());
  Helped();
  ASSERT_EQ(Findings(List(worker_).exits(0)), "STOP bed\nSTOP daily_help\nASK someone_there\n");
  Decide(worker_, Decision(exit, {"bed"}, Day(1)));
  EXPECT_EQ(Decisions(List(worker_).exits(0)), "") << "of another day";
  Decide(worker_, Decision(exit, {"bed", "equipment"}));
  auto seen = List(worker_).exits(0);
  EXPECT_EQ(Findings(seen), "STOP daily_help\nASK someone_there\nASK goes_on\n")
      << "what was decided on makes room";
  EXPECT_EQ(Decisions(seen), "bed by Dr Wouters\n") << "what does not stop is passed by nobody";
  EXPECT_EQ(seen.decisions(0).because(), v1::ExitDecision::BECAUSE_PLACE_NEEDED);
  EXPECT_EQ(seen.decisions(0).referent(), v1::ExitDecision::REFERENT_DISAGREES);
  EXPECT_FALSE(seen.decisions(0).sentence().nl().empty());
  EXPECT_EQ(seen.decisions(0).guard_digest(), "") << "it would tell what another reader saw";
  EXPECT_EQ(Decisions(List(person_).exits(0)), "bed by Dr Wouters\nequipment by Dr Wouters\n");
  // Said again, the last counts.
  auto again = Decision(exit, {"bed"});
  again.mutable_decision()->set_decided_by("Dr Claes");
  Decide(worker_, again);
  EXPECT_EQ(Decisions(List(worker_).exits(0)), "bed by Dr Claes\n");
  // The person leaves: what nobody decided on is for the first night.
  ASSERT_TRUE(
      Call(&Stub::RecordDeparture, worker_, Left(exit, v1::Departure::DECIDER_PHYSICIAN)).ok());
  seen = List(worker_).exits(0);
  EXPECT_EQ(FirstNight(seen), "daily_help\n");
  EXPECT_FALSE(seen.covered_until().empty());
  EXPECT_EQ(seen.findings_size(), 0);
  EXPECT_EQ(Decisions(seen), "bed by Dr Claes\n");
  Decide(worker_, Decision(exit, {"daily_help"}));
  EXPECT_EQ(FirstNight(List(worker_).exits(0)), "") << "it may be written down later";
}

// Whoever decided for another day, or before a court did, decided nothing of this.
TEST_F(Decided, WhomACourtFreesLeavesWithTasksForTheFirstNight) {
  const std::string exit = Planned(worker_, Plan());
  Helped();
  Decide(worker_, Decision(exit, {"bed", "daily_help"}));
  ASSERT_TRUE(Call(&Stub::RecordDeparture, worker_, Left(exit, v1::Departure::DECIDER_COURT)).ok());
  const auto seen = List(person_).exits(0);
  EXPECT_EQ(FirstNight(seen), "bed\ndaily_help\n");
  EXPECT_EQ(Decisions(seen), "");
  ASSERT_TRUE(Call(&v1::Dossiers::Stub::RecordStep, worker_, Granted("exit.place_to_sleep")).ok());
  EXPECT_EQ(FirstNight(List(person_).exits(0)), "daily_help\n") << "settled since";
}

// That support is needed, or a medicine missing, is not told by who decided on it, nor that anybody did.
TEST_F(Decided, AttackADecisionChangesNothingForWhoMayNotSeeWhatItRestsOn) {
  const std::string exit = Planned(worker_, Plan());
  Propose(worker_, exit, Day(3));
  const std::string colleague = Token(AddProfessional(hospital_, "prison_psychosocial_service"));
  Meet(colleague, opened_);
  const std::string receiver = HouseFor("hospital_social_worker", {v1::COMPARTMENT_EXIT});
  const std::string helper = Helped();
  const auto all = [&](const std::string& token) {
    return List(token).exits(0).SerializeAsString();
  };
  const auto before = std::array{all(receiver), all(helper)};
  Decide(worker_, Decision(exit, {"bed", "daily_help", "medicine"}, Day(3)));
  EXPECT_EQ((std::array{all(receiver), all(helper)}), before) << "another house";
  EXPECT_EQ(Decisions(List(worker_).exits(0)), "bed by Dr Wouters\ndaily_help by Dr Wouters\n");
  EXPECT_EQ(Decisions(List(colleague).exits(0)), "") << "for whom nothing stops";
  EXPECT_EQ(Decisions(List(person_).exits(0)),
            "bed by Dr Wouters\nmedicine by Dr Wouters\ndaily_help by Dr Wouters\n")
      << "all that is said of them";
  Decide(worker_, Decision(exit, {"bed", "daily_help"}));
  ASSERT_TRUE(
      Call(&Stub::RecordDeparture, worker_, Left(exit, v1::Departure::DECIDER_INSTITUTION)).ok());
  for (const std::string& token : {receiver, colleague}) {
    EXPECT_EQ(Decisions(List(token).exits(0)), "");
    EXPECT_EQ(List(token).DebugString().find("Wouters"), std::string::npos);
  }
  EXPECT_EQ(FirstNight(List(helper).exits(0)), "bed\n") << "whoever takes over still has it to do";
  v1::GetDossierResponse dossier;
  ASSERT_TRUE(Call(&v1::Dossiers::Stub::GetDossier, receiver, ReadOf(opened_.id), &dossier).ok());
  EXPECT_EQ(dossier.DebugString().find("Wouters"), std::string::npos);
}

TEST_F(Decided, AttackOnlyTheHouseThatIsLeftDecidesAndSaysWhatItWas) {
  const std::string exit = Planned(worker_, Plan());
  const std::string receiver = HouseFor("hospital_social_worker", {v1::COMPARTMENT_EXIT});
  EXPECT_EQ(ReasonOf(Call(&Stub::DecideExit, receiver, Decision(exit, {"bed"}))), "WRONG_STATE");
  const auto refusal = AllOf(Call(&Stub::PlanExit, person_, Plan()));
  EXPECT_EQ(AllOf(Call(&Stub::DecideExit, person_, Decision(exit, {"bed"}))), refusal);
  const auto wrong = [&](auto spoil) {
    auto request = Decision(exit, {"bed"});
    spoil(request, *request.mutable_decision());
    return ReasonOf(Call(&Stub::DecideExit, worker_, request));
  };
  EXPECT_EQ(wrong([](auto& r, auto&) { r.clear_rules(); }), "INVALID");
  EXPECT_EQ(wrong([](auto& r, auto&) { r.set_rules(0, "income"); }), "INVALID") << "never stops";
  EXPECT_EQ(wrong([](auto& r, auto&) { r.set_rules(0, "worry_call"); }), "INVALID");
  EXPECT_EQ(wrong([](auto& r, auto&) { r.set_rules(0, "no_such"); }), "INVALID");
  EXPECT_EQ(wrong([](auto& r, auto&) { r.add_rules("bed"); }), "INVALID");
  EXPECT_EQ(wrong([](auto&, auto& d) { d.set_decider(v1::Departure::DECIDER_COURT); }), "INVALID");
  EXPECT_EQ(wrong([](auto&, auto& d) { d.clear_decided_by(); }), "INVALID");
  EXPECT_EQ(wrong([](auto&, auto& d) { d.set_decided_by("a\nb"); }), "INVALID");
  EXPECT_EQ(wrong([](auto&, auto& d) { d.set_decided_by(std::string(121, 'a')); }), "INVALID");
  EXPECT_EQ(wrong([](auto&, auto& d) { d.clear_because(); }), "INVALID");
  EXPECT_EQ(wrong([](auto&, auto& d) { d.clear_day(); }), "INVALID");
  EXPECT_EQ(
      wrong([](auto&, auto& d) { d.set_referent(static_cast<v1::ExitDecision::Referent>(77)); }),
      "INVALID");
  EXPECT_EQ(wrong([](auto&, auto& d) { d.set_guard_digest("abc"); }), "INVALID");
  EXPECT_EQ(wrong([](auto& r, auto&) { r.set_exit_id(RecordId(Array<16>{9}).Text()); }), "INVALID");
  EXPECT_EQ(List(person_).exits(0).decisions_size(), 0);
  for (int i = 0; i < 50; ++i) Decide(worker_, Decision(exit, {"bed"}));
  EXPECT_EQ(ReasonOf(Call(&Stub::DecideExit, worker_, Decision(exit, {"bed"}))), "WRONG_STATE");
  EXPECT_TRUE(
      Call(&Stub::RecordDeparture, worker_, Left(exit, v1::Departure::DECIDER_PHYSICIAN)).ok())
      << "nobody is held";
}

TEST_F(Exits, AttackWhoMayNotGetsTheOneRefusal) {
  const std::string exit = Planned(worker_, Plan());
  const std::string date = Propose(worker_, exit, Day(3));
  const std::string stranger =
      Token(AddProfessional(AddHouse("Autre hôpital"), "hospital_social_worker"));
  // Reads the leaving, and writes nothing of it.
  const std::string reader = Token(AddProfessional(hospital_, "prison_psychosocial_service"));
  const auto refusal = AllOf(Call(&v1::Dossiers::Stub::GetDossier, stranger, ReadOf(opened_.id)));
  for (const std::string& token : {stranger, reader}) {
    EXPECT_EQ(AllOf(Call(&Stub::PlanExit, token, Plan())), refusal);
    EXPECT_EQ(AllOf(Call(&Stub::ProposeExitDate, token, Proposal(false, exit, Day(1)))), refusal);
    EXPECT_EQ(AllOf(Call(&Stub::AnswerExitDate, token, AnswerTo(false, exit, date, true))),
              refusal);
    EXPECT_EQ(
        AllOf(Call(&Stub::RecordDeparture, token, Left(exit, v1::Departure::DECIDER_INSTITUTION))),
        refusal);
  }
  EXPECT_EQ(AllOf(Call(&Stub::ListExits, stranger, ListOf(false))), refusal);
  // The person says their word about the day; they neither plan nor write down a departure.
  EXPECT_EQ(AllOf(Call(&Stub::PlanExit, person_, Plan())), refusal);
  EXPECT_EQ(AllOf(Call(&Stub::RecordDeparture, person_, Left(exit, v1::Departure::DECIDER_PERSON))),
            refusal);
  // What is malformed is refused the same way: nobody learns whether there is such a file.
  auto malformed = Plan();
  malformed.mutable_exit()->set_earliest("soon");
  EXPECT_EQ(AllOf(Call(&Stub::PlanExit, stranger, malformed)), refusal);
}

TEST_F(Exits, AttackWhatIsNoLeavingIsInvalidAndLosesNothing) {
  const std::string exit = Planned(worker_, Plan());
  const std::string date = Propose(worker_, exit, Day(3));
  const std::string step = Record(worker_, "exit.duty_number", "phone", "+3225550199");
  const auto reason = [&](auto method, const auto& request, bool own = false) {
    return ReasonOf(Call(method, own ? person_ : worker_, request));
  };
  auto plan = Plan(v1::Exit::KIND_UNSPECIFIED);
  EXPECT_EQ(reason(&Stub::PlanExit, plan), "INVALID");
  plan = Plan(static_cast<v1::Exit::Kind>(99));
  EXPECT_EQ(reason(&Stub::PlanExit, plan), "INVALID");
  for (const auto kind : {v1::Exit::KIND_PRISON, v1::Exit::KIND_SEMI_LIBERTY,
                          v1::Exit::KIND_ELECTRONIC_MONITORING, v1::Exit::KIND_REMOVAL})
    EXPECT_EQ(reason(&Stub::PlanExit, Plan(kind)), "INVALID") << "a hospital";
  for (const auto& [earliest, latest] : {std::pair<std::string, std::string>{Day(-1), ""},
                                         {Day(5), Day(4)},
                                         {"", Day(-1)},
                                         {"27/11/2026", ""},
                                         {"2026-11-31", ""},
                                         {"9999-12-31", ""}}) {
    plan = Plan();
    plan.mutable_exit()->set_earliest(earliest);
    plan.mutable_exit()->set_latest(latest);
    EXPECT_EQ(reason(&Stub::PlanExit, plan), "INVALID") << earliest << " " << latest;
  }
  for (const bool own : {false, true}) {
    for (const std::string& day : {Day(-1), std::string(), std::string("tomorrow"), Day(3000)})
      EXPECT_EQ(reason(&Stub::ProposeExitDate, Proposal(own, exit, day), own), "INVALID") << day;
    auto proposal = Proposal(own, exit, Day(1));
    for (const char* const time : {"25:00", "9:00", "10:00:00", "noon", "-1:00"}) {
      proposal.mutable_date()->set_time(time);
      EXPECT_EQ(reason(&Stub::ProposeExitDate, proposal, own), "INVALID") << time;
    }
    EXPECT_EQ(reason(&Stub::ProposeExitDate, Proposal(own, "", Day(1)), own), "INVALID");
    EXPECT_EQ(reason(&Stub::ProposeExitDate,
                     Proposal(own, "stp_00000000000000000000000000", Day(1)), own),
              "INVALID");
    EXPECT_EQ(reason(&Stub::AnswerExitDate,
                     AnswerTo(own, exit, "stp_00000000000000000000000000", true), own),
              "INVALID");
  }
  EXPECT_EQ(reason(&Stub::ProposeExitDate, Proposal(false, step, Day(1))), "INVALID");
  EXPECT_EQ(reason(&Stub::ProposeExitDate, Proposal(false, date, Day(1))), "INVALID");
  auto left = Left(exit, v1::Departure::DECIDER_UNSPECIFIED);
  EXPECT_EQ(reason(&Stub::RecordDeparture, left), "INVALID");
  left = Left(exit, v1::Departure::DECIDER_PERSON);
  left.mutable_departure()->set_day(Day(2));
  EXPECT_EQ(reason(&Stub::RecordDeparture, left), "INVALID") << "not yet";
  // Another file's leaving is none of this one.
  const OpenedDossier other = Open(worker_, "kastanje");
  Grant(Token(other.person), hospital_);
  auto elsewhere = Proposal(false, exit, Day(1));
  *elsewhere.mutable_context() = ContextOf(other.id);
  EXPECT_EQ(reason(&Stub::ProposeExitDate, elsewhere), "INVALID");
  // A leaving is no step: it is not moved or corrected as one.
  v1::UpdateStepRequest update;
  update.set_request_id(NewRequestId());
  *update.mutable_context() = ContextOf(opened_.id);
  update.set_step_id(exit);
  update.set_kind("exit.duty_number");
  update.set_version(1);
  update.set_state(v1::Step::STATE_CLOSED);
  update.set_happened_on(Day(0));
  EXPECT_EQ(reason(&v1::Dossiers::Stub::UpdateStep, update), "INVALID");
  const auto seen = List(worker_);
  EXPECT_EQ(seen.exits_size(), 1);
  EXPECT_EQ(seen.exits(0).dates_size(), 1);
  EXPECT_EQ(seen.exits(0).answers_size(), 0);
}

// Whoever may write could plan leavings by the hundred: the newest are weighed, and no other says that all is well.
TEST_F(Exits, AttackManyLeavingsAreNotAllWeighed) {
  for (int i = 0; i < 12; ++i) (void)Planned(worker_, Plan());
  const auto seen = List(worker_);
  ASSERT_EQ(seen.exits_size(), 12);
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(seen.exits(i).findings_size(), i < 5 ? 3 : 0) << i;
    EXPECT_EQ(seen.exits(i).covered_until().empty(), i >= 5) << i;
  }
}

TEST_F(Exits, EachListAndEachWordStandsInThePersonsLog) {
  const std::string exit = Planned(worker_, Plan());
  auto proposal = Proposal(false, exit, Day(3));
  v1::ProposeExitDateResponse first, second;
  ASSERT_TRUE(Call(&Stub::ProposeExitDate, worker_, proposal, &first).ok());
  ASSERT_TRUE(Call(&Stub::ProposeExitDate, worker_, proposal, &second).ok()) << "a repeat";
  EXPECT_EQ(first.date_id(), second.date_id());
  EXPECT_EQ(List(worker_).exits(0).dates_size(), 1);
  Reply(person_, exit, first.date_id(), true);
  int lists = 0, changes = 0;
  for (const auto& access : AllAccesses(person_)) {
    lists += access.method() == "Exits.ListExits";
    changes += access.method().starts_with("Exits.") && access.method() != "Exits.ListExits";
  }
  EXPECT_EQ(lists, 1);
  EXPECT_GE(changes, 3);
}

}  // namespace
}  // namespace relais
