// Whom the person wants to be told nothing: what names them is shown to nobody else, whatever is open to them.
#include "tests/end_to_end/exits.h"

namespace relais {
namespace {

class MustNotKnow : public Exits {
 protected:
  void SetUp() override {
    Exits::SetUp();
    worker_ = HouseFor("hospital_social_worker",
                       {v1::COMPARTMENT_NETWORK, v1::COMPARTMENT_EXIT, v1::COMPARTMENT_FRAGILITY});
    contact_ = Contact("Marc Lambert");
    other_ = Contact("Zoë Müller");
  }
  std::string Contact(const std::string& name) const {
    auto request = StepOf(opened_.id);
    request.mutable_step()->set_kind("network.contact");
    request.mutable_step()->clear_fields();
    for (const auto& [field, value] :
         std::vector<std::pair<std::string, std::string>>{{"contact_name", name},
                                                          {"tie", "partner"},
                                                          {"phone", "+32470111222"},
                                                          {"reachable_on_the_day", "yes"}}) {
      auto& added = *request.mutable_step()->add_fields();
      added.set_name(field);
      added.set_value(value);
    }
    v1::RecordStepResponse response;
    const auto status = Call(&v1::Dossiers::Stub::RecordStep, worker_, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.step_id();
  }
  grpc::Status Mark(const std::string& token, const std::string& step, bool must_not) const {
    v1::SetMustNotKnowRequest request;
    request.set_request_id(NewRequestId());
    request.set_step_id(step);
    request.set_must_not_know(must_not);
    return Call(&v1::Dossiers::Stub::SetMustNotKnow, token, request);
  }
  v1::GetDossierResponse File(const std::string& token) const {
    v1::GetDossierRequest request;
    if (token != person_) request = ReadOf(opened_.id);
    v1::GetDossierResponse response;
    const auto status = Call(&v1::Dossiers::Stub::GetDossier, token, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  static bool Names(const google::protobuf::Message& message, const std::string& part) {
    return message.SerializeAsString().find(part) != std::string::npos;
  }
  grpc::Status History(const std::string& token, const std::string& step) const {
    v1::GetStepHistoryRequest request;
    if (token != person_) *request.mutable_context() = ContextOf(opened_.id);
    request.set_step_id(step);
    request.set_kind("network.contact");
    return Call(&v1::Dossiers::Stub::GetStepHistory, token, request);
  }
  grpc::Status Correct(const std::string& step, std::uint32_t version) const {
    v1::CorrectStepRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_context() = ContextOf(opened_.id);
    request.set_step_id(step);
    request.set_version(version);
    request.mutable_step()->set_kind("network.contact");
    request.mutable_step()->set_happened_on(Day(0));
    for (const auto& [field, value] : std::vector<std::pair<std::string, std::string>>{
             {"contact_name", "Marc L."}, {"tie", "partner"}}) {
      auto& added = *request.mutable_step()->add_fields();
      added.set_name(field);
      added.set_value(value);
    }
    return Call(&v1::Dossiers::Stub::CorrectStep, worker_, request);
  }

  std::string contact_, other_;
};

TEST_F(MustNotKnow, WhoeverMayReadTheNetworkSeesThemNoMoreAndNoTraceOfTheMark) {
  v1::AddCounterStatementRequest answer;
  answer.set_request_id(NewRequestId());
  answer.set_step_id(contact_);
  answer.set_text("Marc mag niets weten.");
  ASSERT_TRUE(Call(&v1::Dossiers::Stub::AddCounterStatement, person_, answer).ok());
  ASSERT_TRUE(Names(File(worker_), "Marc"));
  const auto status = Mark(person_, contact_, true);
  ASSERT_TRUE(status.ok()) << status.error_message();

  const auto seen = File(worker_);
  EXPECT_FALSE(Names(seen, "Marc")) << "nor the person's own words about them";
  EXPECT_FALSE(Names(seen, contact_));
  EXPECT_TRUE(Names(seen, "Zoë Müller"));
  EXPECT_TRUE(seen.must_not_know().empty());
  const auto own = File(person_);
  EXPECT_TRUE(Names(own, "Marc Lambert"));
  ASSERT_EQ(own.must_not_know_size(), 1);
  EXPECT_EQ(own.must_not_know(0), contact_);

  // What the person says of them later is as private.
  answer.set_request_id(NewRequestId());
  answer.set_text("Hij heeft mijn sleutel.");
  ASSERT_TRUE(Call(&v1::Dossiers::Stub::AddCounterStatement, person_, answer).ok());
  EXPECT_FALSE(Names(File(worker_), "sleutel"));
  EXPECT_TRUE(Names(File(person_), "sleutel"));

  // An answer to an answer is no way around it.
  const auto answers = File(person_).counter_statements();
  ASSERT_EQ(answers.size(), 2);
  answer.set_request_id(NewRequestId());
  answer.set_step_id(answers[0].id());
  answer.set_text("Ook Marc zijn broer niet.");
  ASSERT_TRUE(Call(&v1::Dossiers::Stub::AddCounterStatement, person_, answer).ok());
  EXPECT_FALSE(Names(File(worker_), "broer"));
  EXPECT_FALSE(Names(File(worker_), answers[0].id()));

  ASSERT_TRUE(Mark(person_, contact_, false).ok());
  EXPECT_TRUE(Names(File(worker_), "Marc Lambert") && Names(File(worker_), "sleutel"));
  EXPECT_TRUE(File(person_).must_not_know().empty());
}

TEST_F(MustNotKnow, AttackWhoeverRecordedThemLooksForThemByTheirId) {
  ASSERT_TRUE(Mark(person_, contact_, true).ok());
  const std::string nobody = RecordId(Array<16>{7}).Text();
  EXPECT_EQ(AllOf(History(worker_, contact_)), AllOf(History(worker_, nobody)));
  EXPECT_EQ(AllOf(Correct(contact_, 1)), AllOf(Correct(nobody, 1)));
  EXPECT_EQ(AllOf(Correct(contact_, 9)), AllOf(Correct(nobody, 9))) << "nor by their version";
  EXPECT_TRUE(History(person_, contact_).ok());
  ASSERT_TRUE(Mark(person_, contact_, false).ok());
  EXPECT_TRUE(History(worker_, contact_).ok());
  EXPECT_TRUE(Correct(contact_, 1).ok());
}

// What proves that somebody is there, and what a day is answered by, are looked up by their ids.
TEST_F(MustNotKnow, AttackTheIdIsTriedAsAProofAndAsADay) {
  const std::string there = Record(worker_, "exit.someone_there", "contact_name", "Marc Lambert");
  const std::string exit = Planned(worker_, Plan());
  const auto prove = [&](const std::string& proof) {
    v1::SetExitConditionRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_context() = ContextOf(opened_.id);
    request.mutable_condition()->set_exit_id(exit);
    request.mutable_condition()->set_kind(v1::ExitCondition::KIND_SOMEONE_THERE);
    request.mutable_condition()->set_state(v1::ExitCondition::STATE_MET);
    request.mutable_condition()->set_proof_id(proof);
    return Call(&Stub::SetExitCondition, worker_, request);
  };
  const auto answer = [&](const std::string& day) {
    return Call(&Stub::AnswerExitDate, worker_, AnswerTo(false, exit, day, true));
  };
  const auto proved = prove(there);
  ASSERT_TRUE(proved.ok()) << proved.error_message();
  ASSERT_TRUE(Names(File(worker_), there));
  ASSERT_TRUE(Mark(person_, there, true).ok());
  const std::string nobody = RecordId(Array<16>{7}).Text();
  EXPECT_EQ(AllOf(prove(there)), AllOf(prove(nobody)));
  EXPECT_EQ(AllOf(answer(there)), AllOf(answer(nobody)));
  EXPECT_FALSE(Names(File(worker_), there)) << "nor what was said to be proved by it before";
  const v1::GetDossierResponse file = File(worker_);
  EXPECT_EQ(file.exit_conditions_size(), 1);
  EXPECT_EQ(file.exit_conditions(0).state(), v1::ExitCondition::STATE_MET) << "what was said stays";
  EXPECT_FALSE(Names(List(worker_), there));
}

// A page is read by others, whoever prints it.
TEST_F(MustNotKnow, ThePersonsOwnPageForAnEmergencyDoesNotNameThem) {
  const std::string doctor = HouseFor("general_practitioner", {v1::COMPARTMENT_EMERGENCY});
  auto request = StepOf(opened_.id);
  request.mutable_step()->set_kind("emergency.contact_to_call");
  request.mutable_step()->clear_fields();
  for (const auto& [field, value] : std::vector<std::pair<std::string, std::string>>{
           {"contact_name", "Marc Lambert"}, {"phone", "+32470111222"}}) {
    auto& added = *request.mutable_step()->add_fields();
    added.set_name(field);
    added.set_value(value);
  }
  v1::RecordStepResponse recorded;
  const auto status = Call(&v1::Dossiers::Stub::RecordStep, doctor, request, &recorded);
  ASSERT_TRUE(status.ok()) << status.error_message();
  const auto page = [&] {
    v1::GetEmergencySheetRequest sheet;
    sheet.set_language("nl");
    v1::GetEmergencySheetResponse response;
    EXPECT_TRUE(Call(&v1::Dossiers::Stub::GetEmergencySheet, person_, sheet, &response).ok());
    return response.note();
  };
  EXPECT_NE(page().find("Marc Lambert"), std::string::npos);
  ASSERT_TRUE(Mark(person_, recorded.step_id(), true).ok());
  EXPECT_EQ(page().find("Marc"), std::string::npos);
}

// That somebody is there on the day is derived from what the caller may see.
TEST_F(MustNotKnow, TheGuardDoesNotCountOnThemAndSaysNothingOfIt) {
  const auto answer = [&](const std::string& kind) {
    (void)Record(worker_, kind, "answer", "needed");
  };
  answer("fragility.daily_help");
  const std::string exit = Planned(worker_, Plan());
  (void)Propose(worker_, exit, Day(4));
  const std::string with = List(worker_).exits(0).guard_digest();
  ASSERT_TRUE(Mark(person_, contact_, true).ok());
  ASSERT_TRUE(Mark(person_, other_, true).ok());
  const std::string without = List(worker_).exits(0).guard_digest();
  EXPECT_NE(with, without);
  ASSERT_TRUE(Mark(person_, contact_, false).ok());
  ASSERT_TRUE(Mark(person_, other_, false).ok());
  EXPECT_EQ(List(worker_).exits(0).guard_digest(), with);
}

TEST_F(MustNotKnow, ThePersonAloneSaysSoOfSomebodyWhomTheirFileNames) {
  EXPECT_FALSE(Mark(worker_, contact_, true).ok());
  EXPECT_TRUE(Names(File(worker_), "Marc"));
  const std::string fact = Record(worker_, "exit.duty_number", "phone", "+3225551234");
  for (const std::string& step : {fact, RecordId(Array<16>{7}).Text(), std::string("stp_")}) {
    EXPECT_EQ(ReasonOf(Mark(person_, step, true)), "INVALID") << step;
    EXPECT_TRUE(Names(File(worker_), "+3225551234"));
  }
  const OpenedDossier stranger = Open(worker_, "kastanje");
  EXPECT_EQ(ReasonOf(Mark(Token(stranger.person), contact_, true)), "INVALID");
  EXPECT_TRUE(Names(File(worker_), "Marc")) << "of one's own file alone";
}

}  // namespace
}  // namespace relais
