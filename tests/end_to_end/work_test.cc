// Somebody always answers for a leaving, and finds it on their list; what it takes is said, proved, and kept from whoever may
// not know.
#include <random>
#include <set>

#include "relais/v1/directory.grpc.pb.h"
#include "tests/end_to_end/exits.h"

namespace relais {
namespace {

class Work : public Exits {
 protected:
  using Line = v1::ListWorkResponse::Line;

  void SetUp() override {
    Exits::SetUp();
    colleague_ = AddProfessional(hospital_, "hospital_social_worker");
    exit_ = Planned(worker_, Plan());
  }

  static std::vector<Line> ListOfWork(const std::string& token, bool team = false) {
    v1::ListWorkRequest request;
    request.set_team(team);
    std::vector<Line> out;
    do {
      v1::ListWorkResponse page;
      const auto status = Call(&Stub::ListWork, token, request, &page);
      EXPECT_TRUE(status.ok()) << status.error_message();
      out.insert(out.end(), page.lines().begin(), page.lines().end());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return out;
  }
  v1::PassExitRequest Pass(const std::string& owner) const {
    v1::PassExitRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_context() = ContextOf(opened_.id);
    request.set_exit_id(exit_);
    request.set_owner_id(owner);
    return request;
  }
  v1::SetExitConditionRequest Said(v1::ExitCondition::Kind kind,
                                   v1::ExitCondition::State state) const {
    v1::SetExitConditionRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_context() = ContextOf(opened_.id);
    request.mutable_condition()->set_exit_id(exit_);
    request.mutable_condition()->set_kind(kind);
    request.mutable_condition()->set_state(state);
    return request;
  }
  void Say(const std::string& token, const v1::SetExitConditionRequest& request) const {
    const auto status = Call(&Stub::SetExitCondition, token, request);
    EXPECT_TRUE(status.ok()) << status.error_message();
  }
  static v1::PlannedCondition Of(const v1::PreparedExit& exit, v1::ExitCondition::Kind kind) {
    for (const auto& one : exit.conditions())
      if (one.kind() == kind) return one;
    return {};
  }
  static void Suspend(const std::string& professional) {
    v1::SuspendProfessionalRequest request;
    request.set_request_id(NewRequestId());
    request.set_professional_id(professional);
    const auto status =
        Call(&v1::Directory::Stub::SuspendProfessional, Token(tree().made().operator_id), request);
    EXPECT_TRUE(status.ok()) << status.error_message();
  }
  // A professional of a ward of the hospital, to whom the file is open.
  std::string OnWard(const std::string& name) const {
    const std::string ward = AddUnit(hospital_, name);
    const std::string id = AddProfessional(hospital_, "hospital_social_worker", ward);
    Meet(Token(id), opened_);
    return id;
  }

  std::string colleague_, exit_;
};

TEST_F(Work, WhoeverPlansALeavingAnswersForItUntilAColleagueDoes) {
  ASSERT_EQ(ListOfWork(worker_).size(), 1u);
  EXPECT_TRUE(ListOfWork(worker_)[0].own());
  EXPECT_EQ(ListOfWork(worker_)[0].dossier_id(), opened_.id);
  EXPECT_EQ(ListOfWork(worker_)[0].leaving().exit().id(), exit_);
  EXPECT_TRUE(ListOfWork(Token(colleague_)).empty());
  ASSERT_EQ(ListOfWork(Token(colleague_), true).size(), 1u) << "the team's";
  EXPECT_FALSE(ListOfWork(Token(colleague_), true)[0].own());
  const auto passed = Call(&Stub::PassExit, worker_, Pass(colleague_));
  ASSERT_TRUE(passed.ok()) << passed.error_message();
  EXPECT_TRUE(ListOfWork(worker_).empty());
  ASSERT_EQ(ListOfWork(Token(colleague_)).size(), 1u);
  // The person sees who answers for it; so does every house that sees the leaving.
  EXPECT_EQ(List(person_).exits(0).owner().owner_id(), colleague_);
  EXPECT_FALSE(List(person_).exits(0).owner().owner().empty());
  EXPECT_EQ(List(worker_).exits(0).owner().owner_id(), colleague_);
  // Whoever is back takes it again.
  ASSERT_TRUE(Call(&Stub::PassExit, worker_, Pass("")).ok());
  ASSERT_EQ(ListOfWork(worker_).size(), 1u);
  ASSERT_TRUE(
      Call(&Stub::RecordDeparture, worker_, Left(exit_, v1::Departure::DECIDER_PHYSICIAN)).ok());
  EXPECT_TRUE(ListOfWork(worker_).empty());
  EXPECT_TRUE(ListOfWork(Token(colleague_), true).empty());
}

TEST_F(Work, ALeavingIsNobodysOverNoNight) {
  const std::string ward = OnWard("Gériatrie");
  const std::string other = OnWard("Revalidation");
  ASSERT_TRUE(Call(&Stub::PassExit, Token(ward), Pass("")).ok()) << "another team takes it itself";
  EXPECT_EQ(List(person_).exits(0).owner().unit(), "Gériatrie");
  EXPECT_EQ(List(worker_).exits(0).owner().unit(), "Gériatrie") << "of the same house";
  // P3: a ward tells why somebody lies there.
  const std::string insurer = HouseFor("mutual_insurer_social_worker", {v1::COMPARTMENT_EXIT});
  EXPECT_FALSE(List(insurer).exits(0).owner().owner().empty()) << "a name, as everywhere";
  v1::GetDossierResponse dossier;
  auto read = ReadOf(opened_.id);
  ASSERT_TRUE(Call(&v1::Dossiers::Stub::GetDossier, insurer, read, &dossier).ok());
  for (const std::string& bytes : {List(insurer).DebugString(), dossier.DebugString()}) {
    EXPECT_EQ(bytes.find("riatrie"), bytes.npos);
    EXPECT_EQ(bytes.find("uni_"), bytes.npos);
    EXPECT_EQ(bytes.find("pro_"), bytes.npos) << "the directory tells the ward of whoever it is";
  }
  const std::string nurse = AddProfessional(hospital_, "hospital_social_worker",
                                            List(person_).exits(0).owner().unit_id());
  EXPECT_TRUE(ListOfWork(Token(nurse)).empty());
  EXPECT_TRUE(ListOfWork(Token(other), true).empty()) << "another ward's";
  Suspend(ward);
  const auto lines = ListOfWork(Token(nurse));
  ASSERT_EQ(lines.size(), 1u) << "the ward covers, without being asked to";
  EXPECT_TRUE(lines[0].unattended());
  EXPECT_EQ(ListOfWork(Token(other)).size(), 1u) << "or whoever else of the house may see it";
  ASSERT_TRUE(Call(&Stub::PassExit, Token(nurse), Pass("")).ok());
  EXPECT_FALSE(ListOfWork(Token(nurse))[0].unattended());
  EXPECT_TRUE(ListOfWork(Token(nurse))[0].own());
  EXPECT_TRUE(ListOfWork(Token(other)).empty());
  // Whoever moves to another ward may not see the file there: it does not stay with them.
  v1::MoveProfessionalRequest move;
  move.set_request_id(NewRequestId());
  move.set_professional_id(nurse);
  ASSERT_TRUE(
      Call(&v1::Directory::Stub::MoveProfessional, Token(tree().made().operator_id), move).ok());
  ASSERT_EQ(ListOfWork(Token(other)).size(), 1u);
  EXPECT_TRUE(ListOfWork(Token(other))[0].unattended());
}

// Whoever passes it on, takes it, leaves the house or moves to another ward: somebody always finds it on their own list.
TEST_F(Work, ModelALeavingIsOnSomebodysListAfterEachStep) {
  struct Member {
    std::string id, ward;
    bool serves = true;
  };
  const std::string wards[] = {"", AddUnit(hospital_, "Gériatrie"),
                               AddUnit(hospital_, "Revalidation")};
  std::vector<Member> team = {{colleague_, ""}};
  for (const std::string& ward : wards) {
    for (int i = 0; i < 2; ++i)
      team.push_back({AddProfessional(hospital_, "hospital_social_worker", ward), ward});
    Meet(Token(team.back().id), opened_);
  }
  std::mt19937 random(20261127);
  const auto any = [&](std::size_t count) { return random() % count; };
  const std::string operator_token = Token(tree().made().operator_id);
  for (int step = 0; step < 60; ++step) {
    Member& one = team[any(team.size())];
    std::string did;
    switch (any(4)) {
      case 0: {
        const std::string to = team[any(team.size())].id;
        did = "passed: " + ReasonOf(Call(&Stub::PassExit, Token(one.id), Pass(to)));
        break;
      }
      case 1:
        did = "taken: " + ReasonOf(Call(&Stub::PassExit, Token(one.id), Pass("")));
        break;
      case 2: {
        // The first one stays, so that there is somebody.
        if (&one == team.data()) continue;
        one.serves = !one.serves;
        did = one.serves ? "back" : "gone";
        v1::SuspendProfessionalRequest suspend;
        v1::ResumeProfessionalRequest resume;
        suspend.set_request_id(NewRequestId());
        resume.set_request_id(NewRequestId());
        suspend.set_professional_id(one.id);
        resume.set_professional_id(one.id);
        ASSERT_TRUE((one.serves
                         ? Call(&v1::Directory::Stub::ResumeProfessional, operator_token, resume)
                         : Call(&v1::Directory::Stub::SuspendProfessional, operator_token, suspend))
                        .ok());
        break;
      }
      default: {
        one.ward = wards[any(3)];
        did = "moved";
        v1::MoveProfessionalRequest move;
        move.set_request_id(NewRequestId());
        move.set_professional_id(one.id);
        move.set_unit_id(one.ward);
        ASSERT_TRUE(Call(&v1::Directory::Stub::MoveProfessional, operator_token, move).ok());
      }
    }
    std::size_t found = ListOfWork(worker_).size();
    for (const Member& member : team)
      if (member.serves) found += ListOfWork(Token(member.id)).size();
    EXPECT_GE(found, 1u) << "after step " << step << ": " << did;
  }
}

TEST_F(Work, AttackALeavingIsPassedToNobodyWhoCouldNotSeeIt) {
  const auto reason = [&](const std::string& owner) {
    return ReasonOf(Call(&Stub::PassExit, worker_, Pass(owner)));
  };
  EXPECT_EQ(reason(AddProfessional(AddHouse("Autre hôpital"), "hospital_social_worker")),
            "INVALID");
  EXPECT_EQ(reason(OnWard("Gériatrie")), "INVALID") << "they take it themselves";
  EXPECT_EQ(reason("pro_00000000000000000000000000"), "INVALID");
  EXPECT_EQ(reason("everybody"), "INVALID");
  EXPECT_EQ(reason(opened_.person), "INVALID");
  EXPECT_EQ(reason(AddProfessional(hospital_, "privacy_officer")), "INVALID")
      << "who prepares no leavings";
  Suspend(colleague_);
  EXPECT_EQ(reason(colleague_), "INVALID");
  // Another house that may write about the leaving does not answer for it.
  const std::string other = HouseFor("hospital_social_worker", {v1::COMPARTMENT_EXIT});
  EXPECT_EQ(ReasonOf(Call(&Stub::PassExit, other, Pass(""))), "WRONG_STATE");
  const std::string stranger =
      Token(AddProfessional(AddHouse("Hôpital"), "hospital_social_worker"));
  const auto refusal = AllOf(Call(&v1::Dossiers::Stub::GetDossier, stranger, ReadOf(opened_.id)));
  EXPECT_EQ(AllOf(Call(&Stub::PassExit, stranger, Pass(""))), refusal);
  EXPECT_EQ(AllOf(Call(&Stub::PassExit, person_, Pass(""))), refusal);
  auto request = Pass("");
  request.set_exit_id(Record(worker_, "exit.duty_number", "phone", "+3225550199"));
  EXPECT_EQ(ReasonOf(Call(&Stub::PassExit, worker_, request)), "INVALID") << "a step";
  ASSERT_TRUE(
      Call(&Stub::RecordDeparture, worker_, Left(exit_, v1::Departure::DECIDER_PERSON)).ok());
  EXPECT_EQ(reason(""), "WRONG_STATE") << "the person has left";
  EXPECT_EQ(ReasonOf(Call(&Stub::SetExitCondition, worker_,
                          Said(v1::ExitCondition::KIND_BED, v1::ExitCondition::STATE_MET))),
            "WRONG_STATE");
}

// P2, P8: the list holds what is open to the caller now, and each line is in its own person's log.
TEST_F(Work, AttackAListOfWorkHoldsNothingThatIsClosed) {
  std::set<std::string> open = {opened_.id};
  std::vector<std::string> consents;
  OpenedDossier last;
  for (int i = 0; i < 51; ++i) {
    last = Open(worker_);
    consents = Grant(Token(last.person), hospital_);
    auto plan = Plan();
    *plan.mutable_context() = ContextOf(last.id);
    (void)Planned(worker_, plan);
    open.insert(last.id);
  }
  const auto shown = [&](const std::string& token, bool team = false) {
    std::multiset<std::string> out;
    for (const Line& line : ListOfWork(token, team)) out.insert(line.dossier_id());
    return out;
  };
  EXPECT_EQ(shown(worker_), std::multiset<std::string>(open.begin(), open.end())) << "52 of them";
  for (const std::string& consent : consents) Revoke(Token(last.person), consent);
  open.erase(last.id);
  EXPECT_EQ(shown(worker_), std::multiset<std::string>(open.begin(), open.end()));
  ExcludeOne(person_, colleague_);
  EXPECT_EQ(shown(Token(colleague_), true).count(opened_.id), 0u);
  // Of another profession, who may not read leavings.
  const std::string officer = Token(AddProfessional(hospital_, "privacy_officer"));
  v1::ListWorkResponse none;
  v1::ListWorkRequest team;
  team.set_team(true);
  (void)Call(&Stub::ListWork, officer, team, &none);
  EXPECT_EQ(none.lines_size(), 0);
  (void)Call(&Stub::ListWork, person_, team, &none);
  EXPECT_EQ(none.lines_size(), 0) << "who has no house";
  int lines = 0;
  for (const auto& access : AllAccesses(person_)) {
    if (access.method() != "Exits.ListWork" || access.name().empty()) continue;  // their own try
    ++lines;
    for (const int compartment : access.granted())
      EXPECT_TRUE(compartment == v1::COMPARTMENT_EXIT || compartment == v1::COMPARTMENT_IDENTITY);
  }
  EXPECT_EQ(lines, 2) << "each time that it was on a list";
  // Whoever looks at a page of another list gets nothing by its token.
  v1::ListWorkResponse page;
  ASSERT_TRUE(Call(&Stub::ListWork, worker_, v1::ListWorkRequest(), &page).ok());
  ASSERT_FALSE(page.next_page_token().empty());
  team.set_page_token(page.next_page_token());
  EXPECT_EQ(ReasonOf(Call(&Stub::ListWork, worker_, team)), "INVALID");
  team.set_team(false);
  EXPECT_EQ(ReasonOf(Call(&Stub::ListWork, Token(colleague_), team)), "INVALID");
}

TEST_F(Work, WhatALeavingTakesIsProvedBySteps) {
  Propose(worker_, exit_, Day(3));
  auto seen = List(worker_).exits(0);
  ASSERT_GE(seen.conditions_size(), 8);
  EXPECT_EQ(seen.conditions(0).kind(), v1::ExitCondition::KIND_BED);
  EXPECT_FALSE(seen.conditions(0).text().nl().empty());
  for (const auto& one : seen.conditions()) {
    EXPECT_EQ(one.state(), v1::ExitCondition::STATE_OPEN);
    EXPECT_FALSE(one.by_day().empty());
    EXPECT_LE(one.by_day(), Day(3));
    EXPECT_NE(one.whose_move(), v1::ExitDate::PARTY_UNSPECIFIED);
  }
  auto ride = StepOf(opened_.id);
  ride.mutable_step()->set_kind("transport.ride_home");
  ride.mutable_step()->set_state(v1::Step::STATE_OPENED);
  v1::RecordStepResponse recorded;
  ASSERT_TRUE(Call(&v1::Dossiers::Stub::RecordStep, worker_, ride, &recorded).ok());
  auto transport = Of(List(worker_).exits(0), v1::ExitCondition::KIND_TRANSPORT);
  EXPECT_EQ(transport.state(), v1::ExitCondition::STATE_IN_PROGRESS);
  EXPECT_EQ(transport.proof_id(), recorded.step_id());
  ride.set_request_id(NewRequestId());
  ride.mutable_step()->set_state(v1::Step::STATE_CLOSED);
  ride.mutable_step()->set_outcome("granted");
  ASSERT_TRUE(Call(&v1::Dossiers::Stub::RecordStep, worker_, ride, &recorded).ok());
  transport = Of(List(worker_).exits(0), v1::ExitCondition::KIND_TRANSPORT);
  EXPECT_EQ(transport.state(), v1::ExitCondition::STATE_MET);
  EXPECT_EQ(transport.proof_id(), recorded.step_id());
  // The driver calls off, by telephone: whoever says so since knows better than the step.
  Say(worker_, Said(v1::ExitCondition::KIND_TRANSPORT, v1::ExitCondition::STATE_OPEN));
  transport = Of(List(worker_).exits(0), v1::ExitCondition::KIND_TRANSPORT);
  EXPECT_EQ(transport.state(), v1::ExitCondition::STATE_OPEN);
  ride.set_request_id(NewRequestId());
  ASSERT_TRUE(Call(&v1::Dossiers::Stub::RecordStep, worker_, ride, &recorded).ok());
}

// Who sees to it was said while it was under way: the step that is granted since then proves it.
TEST_F(Work, AWordBetweenAskingAndGrantingDoesNotHideThatItWasGranted) {
  auto ride = StepOf(opened_.id);
  ride.mutable_step()->set_kind("transport.ride_home");
  v1::RecordStepResponse recorded;
  ASSERT_TRUE(Call(&v1::Dossiers::Stub::RecordStep, worker_, ride, &recorded).ok());
  auto said = Said(v1::ExitCondition::KIND_TRANSPORT, v1::ExitCondition::STATE_OPEN);
  said.mutable_condition()->set_owner_id(colleague_);
  Say(worker_, said);
  EXPECT_EQ(Of(List(worker_).exits(0), v1::ExitCondition::KIND_TRANSPORT).state(),
            v1::ExitCondition::STATE_IN_PROGRESS);
  v1::UpdateStepRequest granted;
  granted.set_request_id(NewRequestId());
  *granted.mutable_context() = ContextOf(opened_.id);
  granted.set_step_id(recorded.step_id());
  granted.set_kind("transport.ride_home");
  granted.set_version(1);
  granted.set_state(v1::Step::STATE_CLOSED);
  granted.set_outcome("granted");
  granted.set_happened_on(Day(0));
  ASSERT_TRUE(Call(&v1::Dossiers::Stub::UpdateStep, worker_, granted).ok());
  EXPECT_EQ(Of(List(worker_).exits(0), v1::ExitCondition::KIND_TRANSPORT).state(),
            v1::ExitCondition::STATE_MET);
}

// An id may be typed in small letters: what is said by it is said of the same leaving.
TEST_F(Work, AttackAnIdInSmallLettersIsTheSameLeaving) {
  std::string small = exit_;
  for (char& c : small) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  auto keys = Said(v1::ExitCondition::KIND_KEYS, v1::ExitCondition::STATE_NOT_NEEDED);
  keys.mutable_condition()->set_exit_id(small);
  Say(worker_, keys);
  EXPECT_EQ(Of(List(worker_).exits(0), v1::ExitCondition::KIND_KEYS).state(),
            v1::ExitCondition::STATE_NOT_NEEDED);
  const std::string date = Propose(worker_, small, Day(3));
  Reply(person_, small, date, true);
  EXPECT_EQ(List(worker_).exits(0).state(), v1::PreparedExit::STATE_AGREED);
  auto left = Left(small, v1::Departure::DECIDER_PHYSICIAN);
  ASSERT_TRUE(Call(&Stub::RecordDeparture, worker_, left).ok());
  EXPECT_EQ(List(worker_).exits(0).state(), v1::PreparedExit::STATE_LEFT);
}

TEST_F(Work, WhatIsSaidOfAThingCountsUntilMoreIsSaid) {
  Propose(worker_, exit_, Day(6));
  auto keys = Said(v1::ExitCondition::KIND_KEYS, v1::ExitCondition::STATE_OPEN);
  keys.mutable_condition()->set_by_day(Day(1));
  keys.mutable_condition()->set_whose_move(v1::ExitDate::PARTY_RECEIVER);
  keys.mutable_condition()->set_owner_id(colleague_);
  Say(worker_, keys);
  auto seen = Of(List(person_).exits(0), v1::ExitCondition::KIND_KEYS);
  EXPECT_EQ(seen.by_day(), Day(1));
  EXPECT_EQ(seen.whose_move(), v1::ExitDate::PARTY_RECEIVER);
  EXPECT_FALSE(seen.owner().empty());
  EXPECT_FALSE(seen.late());
  const auto line = ListOfWork(worker_).at(0);
  ASSERT_EQ(line.leaving().conditions_size(), 1) << "what was said and is not settled";
  EXPECT_EQ(line.leaving().conditions(0).kind(), v1::ExitCondition::KIND_KEYS);
  EXPECT_EQ(line.leaving().findings_size(), 0);
  // Children or animals are in no plan of a hospital: what is said of them shows all the same.
  Say(worker_, Said(v1::ExitCondition::KIND_WHO_DEPENDS, v1::ExitCondition::STATE_IN_PROGRESS));
  EXPECT_EQ(Of(List(worker_).exits(0), v1::ExitCondition::KIND_WHO_DEPENDS).state(),
            v1::ExitCondition::STATE_IN_PROGRESS);
  Say(worker_, Said(v1::ExitCondition::KIND_KEYS, v1::ExitCondition::STATE_NOT_NEEDED));
  EXPECT_EQ(Of(List(worker_).exits(0), v1::ExitCondition::KIND_KEYS).state(),
            v1::ExitCondition::STATE_NOT_NEEDED);
  EXPECT_EQ(ListOfWork(worker_).at(0).leaving().conditions_size(), 1);
  Say(worker_, Said(v1::ExitCondition::KIND_KEYS, v1::ExitCondition::STATE_OPEN));
  EXPECT_EQ(Of(List(worker_).exits(0), v1::ExitCondition::KIND_KEYS).state(),
            v1::ExitCondition::STATE_OPEN);
}

// What the court asks is in JUSTICE: nobody else learns that anything of the kind is there.
TEST_F(Work, AttackNothingOfALeavingTellsOfADetention) {
  const std::string house =
      HouseFor("detainee_help_worker", {v1::COMPARTMENT_EXIT, v1::COMPARTMENT_JUSTICE},
               v1::Organisation::TELLS_OF_DETENTION);
  const std::string half = HouseFor("detainee_help_worker", {v1::COMPARTMENT_EXIT},
                                    v1::Organisation::TELLS_OF_DETENTION);
  auto plan = Plan(v1::Exit::KIND_PRISON);
  exit_ = Planned(house, plan);
  const auto before = List(worker_);
  Say(house, Said(v1::ExitCondition::KIND_COURT_CONDITIONS, v1::ExitCondition::STATE_MET));
  EXPECT_EQ(List(worker_).SerializeAsString(), before.SerializeAsString());
  EXPECT_EQ(Of(List(house).exits(0), v1::ExitCondition::KIND_COURT_CONDITIONS).state(),
            v1::ExitCondition::STATE_MET);
  EXPECT_EQ(Of(List(person_).exits(0), v1::ExitCondition::KIND_COURT_CONDITIONS).state(),
            v1::ExitCondition::STATE_MET);
  // Who may write about the leaving alone gets the one refusal.
  const std::string stranger =
      Token(AddProfessional(AddHouse("Hôpital"), "hospital_social_worker"));
  EXPECT_EQ(
      AllOf(Call(&Stub::SetExitCondition, half,
                 Said(v1::ExitCondition::KIND_COURT_CONDITIONS, v1::ExitCondition::STATE_MET))),
      AllOf(Call(&v1::Dossiers::Stub::GetDossier, stranger, ReadOf(opened_.id))));
  auto phone = Said(v1::ExitCondition::KIND_PHONE, v1::ExitCondition::STATE_OPEN);
  v1::ListWorkResponse work;
  ASSERT_TRUE(Call(&Stub::ListWork, house, v1::ListWorkRequest(), &work).ok());
  ASSERT_EQ(work.lines_size(), 1);
  phone.mutable_condition()->set_owner_id(work.lines(0).leaving().owner().owner_id());
  Say(house, phone);
  const auto seen = List(worker_);
  const auto& hidden = seen.exits(0);
  EXPECT_EQ(hidden.exit().kind(), v1::Exit::KIND_UNSPECIFIED);
  EXPECT_EQ(hidden.owner().owner(), "");
  EXPECT_EQ(hidden.owner().owner_id(), "");
  EXPECT_EQ(Of(hidden, v1::ExitCondition::KIND_PHONE).owner(), "");
  EXPECT_EQ(Of(hidden, v1::ExitCondition::KIND_COURT_CONDITIONS).kind(),
            v1::ExitCondition::KIND_UNSPECIFIED);
  v1::GetDossierResponse dossier;
  ASSERT_TRUE(Call(&v1::Dossiers::Stub::GetDossier, worker_, ReadOf(opened_.id), &dossier).ok());
  for (const std::string& bytes : {hidden.DebugString(), dossier.DebugString()})
    for (const char* const telling : {"Saint-Gilles", "detainee", "COURT", "KIND_PRISON"})
      EXPECT_EQ(bytes.find(telling), bytes.npos) << telling;
}

TEST_F(Work, AttackWhatIsNoWordOfAThingIsInvalid) {
  const auto good = Said(v1::ExitCondition::KIND_BED, v1::ExitCondition::STATE_OPEN);
  const auto reason = [&](const auto& change) {
    auto request = good;
    request.set_request_id(NewRequestId());
    change(*request.mutable_condition());
    return ReasonOf(Call(&Stub::SetExitCondition, worker_, request));
  };
  using C = v1::ExitCondition;
  EXPECT_EQ(reason([](C& c) { c.set_kind(C::KIND_UNSPECIFIED); }), "INVALID");
  EXPECT_EQ(reason([](C& c) { c.set_kind(static_cast<C::Kind>(99)); }), "INVALID");
  EXPECT_EQ(reason([](C& c) { c.set_state(C::STATE_UNSPECIFIED); }), "INVALID");
  EXPECT_EQ(reason([](C& c) { c.set_state(static_cast<C::State>(9)); }), "INVALID");
  EXPECT_EQ(reason([](C& c) { c.set_whose_move(static_cast<v1::ExitDate::Party>(7)); }), "INVALID");
  for (const std::string& day : {Day(-1), Day(3000), std::string("soon")})
    EXPECT_EQ(reason([&](C& c) { c.set_by_day(day); }), "INVALID") << day;
  EXPECT_EQ(reason([](C& c) { c.set_exit_id("stp_00000000000000000000000000"); }), "INVALID");
  EXPECT_EQ(reason([](C& c) { c.set_exit_id(""); }), "INVALID");
  EXPECT_EQ(reason([](C& c) { c.set_proof_id("stp_00000000000000000000000000"); }), "INVALID");
  EXPECT_EQ(reason([](C& c) { c.set_proof_id("proof"); }), "INVALID");
  // P3: the id of what lies elsewhere would tell whoever sees this alone that there is something.
  const std::string hidden = Record(worker_, "housing.lock_changed", "from_date", Day(0));
  EXPECT_EQ(reason([&](C& c) { c.set_proof_id(hidden); }), "INVALID");
  const std::string shown = Record(worker_, "exit.duty_number", "phone", "+3225550199");
  EXPECT_EQ(reason([&](C& c) { c.set_proof_id(shown); }), "");
  EXPECT_EQ(reason([](C& c) { c.set_owner_id("pro_00000000000000000000000000"); }), "INVALID");
  const std::string elsewhere = AddProfessional(AddHouse("CPAS"), "cpas_social_worker");
  EXPECT_EQ(reason([&](C& c) { c.set_owner_id(elsewhere); }), "INVALID");
  EXPECT_EQ(reason([](C&) {}), "");
  const std::string stranger =
      Token(AddProfessional(AddHouse("Hôpital"), "hospital_social_worker"));
  const auto refusal = AllOf(Call(&v1::Dossiers::Stub::GetDossier, stranger, ReadOf(opened_.id)));
  EXPECT_EQ(AllOf(Call(&Stub::SetExitCondition, stranger, good)), refusal);
  EXPECT_EQ(AllOf(Call(&Stub::SetExitCondition, person_, good)), refusal);
}

}  // namespace
}  // namespace relais
