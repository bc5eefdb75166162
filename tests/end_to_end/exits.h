// A person in a hospital that prepares their leaving, over the real server.
#pragma once

#include "relais/v1/exits.grpc.pb.h"
#include "relais/v1/handovers.grpc.pb.h"
#include "services/base/calendar.h"
#include "tests/end_to_end/fixture.h"

namespace relais {

class Exits : public EndToEnd {
 protected:
  using Stub = v1::Exits::Stub;

  void SetUp() override {
    hospital_ = AddHouse("Hôpital Saint-Luc");
    worker_ = Token(AddProfessional(hospital_, "hospital_social_worker"));
    opened_ = Open(worker_, "kastanje");
    person_ = Token(opened_.person);
    Grant(person_, hospital_);
  }

  // So many days from now, in Belgium.
  static std::string Day(int ahead) {
    return FormatDate(
        Date(std::chrono::sys_days(InBelgium(SystemClock().Now()).day) + std::chrono::days(ahead)));
  }
  v1::PlanExitRequest Plan(v1::Exit::Kind kind = v1::Exit::KIND_HOSPITAL) const {
    v1::PlanExitRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_context() = ContextOf(opened_.id);
    request.mutable_exit()->set_kind(kind);
    return request;
  }
  std::string Planned(const std::string& token, const v1::PlanExitRequest& request) const {
    v1::PlanExitResponse response;
    const auto status = Call(&Stub::PlanExit, token, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.exit_id();
  }
  // The person names no file.
  v1::ProposeExitDateRequest Proposal(bool own, const std::string& exit,
                                      const std::string& day) const {
    v1::ProposeExitDateRequest request;
    request.set_request_id(NewRequestId());
    if (!own) *request.mutable_context() = ContextOf(opened_.id);
    request.mutable_date()->set_exit_id(exit);
    request.mutable_date()->set_day(day);
    return request;
  }
  std::string Propose(const std::string& token, const std::string& exit,
                      const std::string& day) const {
    v1::ProposeExitDateResponse response;
    const auto status =
        Call(&Stub::ProposeExitDate, token, Proposal(token == person_, exit, day), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.date_id();
  }
  v1::AnswerExitDateRequest AnswerTo(bool own, const std::string& exit, const std::string& date,
                                     bool yes) const {
    v1::AnswerExitDateRequest request;
    request.set_request_id(NewRequestId());
    if (!own) *request.mutable_context() = ContextOf(opened_.id);
    request.mutable_answer()->set_exit_id(exit);
    request.mutable_answer()->set_date_id(date);
    request.mutable_answer()->set_accepted(yes);
    return request;
  }
  void Reply(const std::string& token, const std::string& exit, const std::string& date,
             bool yes) const {
    const auto status =
        Call(&Stub::AnswerExitDate, token, AnswerTo(token == person_, exit, date, yes));
    EXPECT_TRUE(status.ok()) << status.error_message();
  }
  v1::RecordDepartureRequest Left(const std::string& exit, v1::Departure::Decider decider) const {
    v1::RecordDepartureRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_context() = ContextOf(opened_.id);
    request.mutable_departure()->set_exit_id(exit);
    request.mutable_departure()->set_day(Day(0));
    request.mutable_departure()->set_decider(decider);
    return request;
  }
  v1::ListExitsRequest ListOf(bool own) const {
    v1::ListExitsRequest request;
    if (!own) *request.mutable_context() = ContextOf(opened_.id);
    return request;
  }
  v1::ListExitsResponse List(const std::string& token) const {
    v1::ListExitsResponse response;
    const auto status = Call(&Stub::ListExits, token, ListOf(token == person_), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  std::string Record(const std::string& token, const std::string& kind, const std::string& field,
                     const std::string& value) const {
    auto request = StepOf(opened_.id);
    request.mutable_step()->set_kind(kind);
    auto* const added = request.mutable_step()->add_fields();
    added->set_name(field);
    added->set_value(value);
    v1::RecordStepResponse response;
    const auto status = Call(&v1::Dossiers::Stub::RecordStep, token, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.step_id();
  }
  static std::string Findings(const v1::PreparedExit& exit) {
    std::string out;
    for (const auto& finding : exit.findings())
      out += v1::Finding::Grade_Name(finding.grade()).substr(6) + " " + finding.rule() + "\n";
    return out;
  }
  // Asks the house to take over, with the person's yes or before it.
  v1::AskHandoverResponse AskHouse(const std::string& house, bool agreed = true,
                                   int for_days = 40) const {
    v1::AskHandoverRequest ask;
    ask.set_request_id(NewRequestId());
    *ask.mutable_context() = ContextOf(opened_.id);
    ask.set_organisation_id(house);
    ask.mutable_ask()->add_needs(v1::NEED_HOME_NURSING);
    ask.mutable_ask()->set_from_day(Day(3));
    auto& cell = *ask.add_choices()->mutable_consent();
    cell.set_effect(v1::Consent::EFFECT_ALLOW);
    cell.mutable_grantee()->set_organisation_id(house);
    cell.add_compartments(v1::COMPARTMENT_EXIT);
    cell.add_actions(v1::ACTION_READ);
    cell.add_purposes(v1::PURPOSE_HANDOVER);
    cell.mutable_end_time()->set_seconds(std::time(nullptr) + for_days * 86'400);
    ask.set_language("nl");
    ask.set_legal_basis(v1::LEGAL_BASIS_CARE);
    v1::AskHandoverResponse asked;
    EXPECT_TRUE(Call(&v1::Handovers::Stub::AskHandover, worker_, ask, &asked).ok());
    if (agreed) {
      const auto status =
          Call(&v1::Consents::Stub::ConfirmConsent, Witness(), OnPaper(asked.proposal()));
      EXPECT_TRUE(status.ok()) << status.error_message();
    }
    return asked;
  }
  // A house of the person's choice that may read and write this.
  std::string HouseFor(
      const std::string& profession, std::vector<v1::Compartment> compartments,
      v1::Organisation::TellsOf tells_of = v1::Organisation::TELLS_OF_UNSPECIFIED) const {
    const bool tells = tells_of != v1::Organisation::TELLS_OF_UNSPECIFIED;
    const auto house = AddHouse(tells ? "Maison de Saint-Gilles" : "Service d'aide", tells_of);
    const auto token = Token(AddProfessional(house, profession));
    v1::ProposeConsentRequest request;
    request.set_request_id(NewRequestId());
    auto& cell = *request.add_choices()->mutable_consent();
    cell.set_effect(v1::Consent::EFFECT_ALLOW);
    cell.mutable_grantee()->set_organisation_id(house);
    for (const auto compartment : compartments) cell.add_compartments(compartment);
    cell.add_actions(v1::ACTION_READ);
    cell.add_actions(v1::ACTION_WRITE);
    cell.add_purposes(v1::PURPOSE_EXIT_PREPARATION);
    cell.mutable_end_time()->set_seconds(std::time(nullptr) + 86'400);
    request.set_language("nl");
    request.set_legal_basis(v1::LEGAL_BASIS_CARE);
    Agree(person_, request);
    Meet(token, opened_);
    return token;
  }

  std::string hospital_, worker_, person_;
  OpenedDossier opened_;
};

}  // namespace relais
