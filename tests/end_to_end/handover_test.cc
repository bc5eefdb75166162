// Handing over: a service is asked without a name, sees after its yes exactly what the person agreed to, and nothing
// of anybody after its no.
#include <random>

#include "relais/v1/exits.grpc.pb.h"
#include "relais/v1/handovers.grpc.pb.h"
#include "services/base/calendar.h"
#include "tests/end_to_end/fixture.h"

namespace relais {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

class Handovers : public EndToEnd {
 protected:
  using Stub = v1::Handovers::Stub;
  using State = v1::Handover;

  void SetUp() override {
    hospital_ = AddHouse("Hôpital Saint-Luc");
    worker_ = Token(AddProfessional(hospital_, "hospital_social_worker"));
    opened_ = Open(worker_, "kastanje");
    person_ = Token(opened_.person);
    Grant(person_, hospital_);
    home_care_ = AddHouse("Thuiszorg De Brug");
    nurse_ = Token(AddProfessional(home_care_, "home_nurse"));
  }

  static std::string Day(int ahead) {
    return FormatDate(Date(sys_days(InBelgium(SystemClock().Now()).day) + days(ahead)));
  }
  v1::AskHandoverRequest AskOf(const std::string& house) const {
    v1::AskHandoverRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_context() = ContextOf(opened_.id);
    request.set_organisation_id(house);
    request.mutable_ask()->add_needs(v1::NEED_HOME_NURSING);
    request.mutable_ask()->add_needs(v1::NEED_MEALS);
    request.mutable_ask()->add_access(v1::ACCESS_NEED_NO_STAIRS);
    request.mutable_ask()->set_from_day(Day(3));
    request.mutable_ask()->set_area("1000");
    request.mutable_ask()->set_language("nl");
    auto& cell = *request.add_choices()->mutable_consent();
    cell.set_effect(v1::Consent::EFFECT_ALLOW);
    cell.mutable_grantee()->set_organisation_id(house);
    cell.add_compartments(v1::COMPARTMENT_EXIT);
    cell.add_compartments(v1::COMPARTMENT_HEALTH);
    cell.add_actions(v1::ACTION_READ);
    cell.add_purposes(v1::PURPOSE_HANDOVER);
    cell.mutable_end_time()->set_seconds(std::time(nullptr) + 30 * 86'400);
    request.set_language("nl");
    request.set_legal_basis(v1::LEGAL_BASIS_CARE);
    return request;
  }
  v1::AskHandoverResponse Ask(const v1::AskHandoverRequest& request) const {
    v1::AskHandoverResponse response;
    const auto status = Call(&Stub::AskHandover, worker_, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  static void SayYes(const v1::AskHandoverResponse& asked) {
    const auto status =
        Call(&v1::Consents::Stub::ConfirmConsent, Witness(), OnPaper(asked.proposal()));
    EXPECT_TRUE(status.ok()) << status.error_message();
  }
  // Asked, with the person's yes.
  std::string Asked(const std::string& house) const {
    const auto asked = Ask(AskOf(house));
    SayYes(asked);
    return asked.handover_id();
  }
  // Without what is no longer asked, which names nobody: see death_test.
  static std::vector<v1::Handover> ToDo(const std::string& token) {
    v1::ListAskedResponse response;
    const auto status = Call(&Stub::ListAsked, token, v1::ListAskedRequest(), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    std::vector<v1::Handover> out(response.handovers().begin(), response.handovers().end());
    std::erase_if(out, [](const auto& one) { return one.state() == State::STATE_WITHDRAWN; });
    return out;
  }
  static grpc::Status Answer(const std::string& token, const std::string& id, bool accepted,
                             v1::AnswerHandoverResponse* response) {
    v1::AnswerHandoverRequest request;
    request.set_request_id(NewRequestId());
    request.set_handover_id(id);
    request.set_accepted(accepted);
    if (!accepted) request.set_lack(v1::LACK_NO_PLACE);
    return Call(&Stub::AnswerHandover, token, request, response);
  }
  static grpc::Status Answer(const std::string& token, const std::string& id, bool accepted) {
    v1::AnswerHandoverResponse ignored;
    return Answer(token, id, accepted, &ignored);
  }
  static grpc::Status Mark(const std::string& token, const std::string& id,
                           v1::Handover::State state) {
    v1::MarkHandoverRequest request;
    request.set_request_id(NewRequestId());
    request.set_handover_id(id);
    request.set_state(state);
    return Call(&Stub::MarkHandover, token, request);
  }
  grpc::Status Withdraw(const std::string& token, const std::string& id) const {
    v1::WithdrawHandoverRequest request;
    request.set_request_id(NewRequestId());
    if (token != person_) *request.mutable_context() = ContextOf(opened_.id);
    request.set_handover_id(id);
    return Call(&Stub::WithdrawHandover, token, request);
  }
  std::vector<v1::Handover> List(const std::string& token) const {
    v1::ListHandoversRequest request;
    if (token != person_) *request.mutable_context() = ContextOf(opened_.id);
    if (token != person_ && token != worker_)
      request.mutable_context()->set_purpose(v1::PURPOSE_HANDOVER);
    v1::ListHandoversResponse response;
    const auto status = Call(&Stub::ListHandovers, token, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return {response.handovers().begin(), response.handovers().end()};
  }
  static std::vector<v1::Handover> Slipping(const std::string& token, bool team = false) {
    v1::ListSlippingRequest request;
    request.set_team(team);
    v1::ListSlippingResponse response;
    const auto status = Call(&Stub::ListSlipping, token, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return {response.handovers().begin(), response.handovers().end()};
  }
  // What the person sees of the one that is asked, among what they agreed to.
  v1::Consent Question() const {
    v1::ListConsentsResponse consents;
    EXPECT_TRUE(
        Call(&v1::Consents::Stub::ListConsents, person_, v1::ListConsentsRequest(), &consents)
            .ok());
    for (const v1::Consent& one : consents.consents()) {
      const bool asked = one.actions_size() == 1 && one.actions(0) == v1::ACTION_RELATE;
      if (asked && !one.has_revoke_time()) return one;
    }
    ADD_FAILURE() << "there is none";
    return {};
  }
  // Somebody in a prison who prepares the exit.
  std::string Inside(const std::string& prison) const {
    const std::string token = Token(AddProfessional(prison, "detainee_help_worker"));
    v1::ProposeConsentRequest agree;
    agree.set_request_id(NewRequestId());
    agree.set_language("nl");
    agree.set_legal_basis(v1::LEGAL_BASIS_CARE);
    auto& cell = *agree.add_choices()->mutable_consent();
    cell.set_effect(v1::Consent::EFFECT_ALLOW);
    cell.mutable_grantee()->set_organisation_id(prison);
    cell.add_compartments(v1::COMPARTMENT_EXIT);
    cell.add_actions(v1::ACTION_READ);
    cell.add_actions(v1::ACTION_WRITE);
    cell.add_purposes(v1::PURPOSE_EXIT_PREPARATION);
    cell.mutable_end_time()->set_seconds(std::time(nullptr) + 86'400);
    Agree(person_, agree);
    Meet(token, opened_);
    return token;
  }
  // Another house that may read and write about the leaving.
  std::string HouseFor(const std::string& person) const {
    const std::string house = AddHouse("Mutualité");
    const std::string token = Token(AddProfessional(house, "hospital_social_worker"));
    Grant(person, house);
    Meet(token, opened_);
    return token;
  }
  // Planned and left, by whoever prepares it.
  void Leave(const std::string& token, v1::Exit::Kind kind, v1::Departure::Decider decider) const {
    v1::PlanExitRequest plan;
    plan.set_request_id(NewRequestId());
    *plan.mutable_context() = ContextOf(opened_.id);
    plan.mutable_exit()->set_kind(kind);
    v1::PlanExitResponse planned;
    ASSERT_TRUE(Call(&v1::Exits::Stub::PlanExit, token, plan, &planned).ok());
    v1::RecordDepartureRequest left;
    left.set_request_id(NewRequestId());
    *left.mutable_context() = ContextOf(opened_.id);
    left.mutable_departure()->set_exit_id(planned.exit_id());
    left.mutable_departure()->set_day(Day(0));
    left.mutable_departure()->set_decider(decider);
    ASSERT_TRUE(Call(&v1::Exits::Stub::RecordDeparture, token, left).ok());
  }
  v1::Handover::State StateNow() const { return List(person_).at(0).state(); }
  grpc::Status Read(const std::string& token) const {
    v1::GetDossierRequest request = ReadOf(opened_.id);
    request.mutable_context()->set_purpose(v1::PURPOSE_HANDOVER);
    return Call(&v1::Dossiers::Stub::GetDossier, token, request);
  }

  std::string hospital_, worker_, person_, home_care_, nurse_;
  OpenedDossier opened_;
};

TEST_F(Handovers, TheServiceIsAskedWithoutANameAndSeesAfterItsYes) {
  const auto asked = Ask(AskOf(home_care_));
  const std::string& text = asked.proposal().text();
  EXPECT_NE(text.find("Thuiszorg De Brug wordt gevraagd, zonder mijn naam"), text.npos) << text;
  EXPECT_NE(text.find("Waar, ongeveer: 1000."), text.npos) << text;
  EXPECT_EQ(StateNow(), State::STATE_PROPOSED);
  EXPECT_TRUE(ToDo(nurse_).empty()) << "before the person's yes nobody is asked";
  EXPECT_EQ(ReasonOf(Answer(nurse_, asked.handover_id(), true)), "NOT_OPEN");

  SayYes(asked);
  EXPECT_EQ(StateNow(), State::STATE_ASKED);
  auto todo = ToDo(nurse_);
  ASSERT_EQ(todo.size(), 1U);
  EXPECT_EQ(todo[0].ask().needs_size(), 2);
  EXPECT_EQ(todo[0].ask().area(), "1000");
  const std::string shown = todo[0].SerializeAsString();
  for (const std::string& hidden :
       {opened_.id, opened_.person, std::string("Saint-Luc"), hospital_})
    EXPECT_EQ(shown.find(hidden), shown.npos) << hidden;
  EXPECT_EQ(ReasonOf(Read(nurse_)), "NOT_OPEN") << "who reads first chooses the easy ones";

  v1::AnswerHandoverResponse answered;
  ASSERT_TRUE(Answer(nurse_, todo[0].id(), true, &answered).ok());
  EXPECT_EQ(answered.dossier_id(), opened_.id);
  EXPECT_TRUE(Read(nurse_).ok()) << "the yes is the relation, too";
  v1::GetDossierRequest network = ReadOf(opened_.id);
  network.mutable_context()->set_purpose(v1::PURPOSE_HANDOVER);
  network.add_compartments(v1::COMPARTMENT_NETWORK);
  EXPECT_EQ(ReasonOf(Call(&v1::Dossiers::Stub::GetDossier, nurse_, network)), "NOT_OPEN")
      << "exactly what the person agreed to";
  todo = ToDo(nurse_);
  ASSERT_EQ(todo.size(), 1U);
  EXPECT_EQ(todo[0].state(), State::STATE_ACCEPTED);
  EXPECT_EQ(todo[0].dossier_id(), opened_.id);
  EXPECT_EQ(todo[0].asked_by(), "") << "nor where they come from";
  EXPECT_EQ(List(worker_).at(0).asked_by(), "Hôpital Saint-Luc");
  EXPECT_FALSE(List(worker_).at(0).taken_over()) << "nobody was seen yet";

  ASSERT_TRUE(Mark(nurse_, todo[0].id(), State::STATE_NOT_SEEN).ok());
  ASSERT_TRUE(Mark(nurse_, todo[0].id(), State::STATE_SEEN).ok());
  EXPECT_TRUE(ToDo(nurse_).empty()) << "done means seen";
  EXPECT_TRUE(List(worker_).at(0).taken_over());
  const auto entries = AllAccesses(person_);
  for (const char* const method : {"Handovers.AskHandover", "Handovers.ListAsked",
                                   "Handovers.AnswerHandover", "Handovers.MarkHandover"})
    EXPECT_TRUE(std::ranges::any_of(entries, [&](const auto& one) {
      return one.method() == method;
    })) << method;
}

TEST_F(Handovers, ANoEndsThePersonsYesAndTheNextDoesNotLearnOfIt) {
  const std::string first = Asked(home_care_);
  ASSERT_TRUE(Answer(nurse_, first, false).ok());
  EXPECT_TRUE(ToDo(nurse_).empty());
  EXPECT_EQ(ReasonOf(Read(nurse_)), "NOT_OPEN");
  EXPECT_EQ(ReasonOf(Answer(nurse_, first, true)), "NOT_OPEN") << "it is over";
  EXPECT_EQ(StateNow(), State::STATE_REFUSED);
  EXPECT_EQ(List(worker_).at(0).lack(), v1::LACK_NO_PLACE);

  const std::string other = AddHouse("Wit-Gele Kruis");
  const std::string next = Token(AddProfessional(other, "home_nurse"));
  const std::string second = Asked(other);
  ASSERT_TRUE(Answer(next, second, true).ok());
  ASSERT_EQ(List(next).size(), 1U) << "their own, and not who refused before";
  EXPECT_EQ(List(next)[0].id(), second);
  EXPECT_EQ(List(worker_).size(), 2U);
  EXPECT_EQ(List(person_).size(), 2U);
}

TEST_F(Handovers, WhatIsTakenBackIsAskedNoMoreAndOpensNothing) {
  // By whoever asks, before and after the yes; by the person; and by the consents alone.
  const std::string asked = Asked(home_care_);
  ASSERT_TRUE(Withdraw(worker_, asked).ok());
  EXPECT_TRUE(ToDo(nurse_).empty());
  EXPECT_EQ(ReasonOf(Answer(nurse_, asked, true)), "NOT_OPEN");
  EXPECT_EQ(StateNow(), State::STATE_WITHDRAWN);

  const std::string accepted = Asked(home_care_);
  ASSERT_TRUE(Answer(nurse_, accepted, true).ok());
  ASSERT_TRUE(Read(nurse_).ok());
  ASSERT_TRUE(Withdraw(person_, accepted).ok());
  EXPECT_EQ(ReasonOf(Read(nurse_)), "NOT_OPEN");
  EXPECT_TRUE(ToDo(nurse_).empty());
  EXPECT_FALSE(Mark(nurse_, accepted, State::STATE_SEEN).ok());
  EXPECT_EQ(Withdraw(person_, accepted).error_code(), grpc::StatusCode::INVALID_ARGUMENT) << "once";

  const std::string third = Asked(home_care_);
  Revoke(person_, Question().id());
  EXPECT_EQ(StateNow(), State::STATE_WITHDRAWN);
  EXPECT_EQ(ReasonOf(Answer(nurse_, third, true)), "NOT_OPEN");
}

// Whoever takes the question back after the yes has not only closed the question.
TEST_F(Handovers, AttackWhatWasTakenOverOutlivesTheQuestion) {
  const std::string id = Asked(home_care_);
  ASSERT_TRUE(Answer(nurse_, id, true).ok());
  Revoke(person_, Question().id());
  EXPECT_EQ(ReasonOf(Read(nurse_)), "NOT_OPEN");
  // A consent of their own, from afar: the relation has ended with what it came from.
  v1::ProposeConsentRequest again;
  again.set_request_id(NewRequestId());
  *again.add_choices() = AskOf(home_care_).choices(0);
  again.set_language("nl");
  again.set_legal_basis(v1::LEGAL_BASIS_CARE);
  Agree(person_, again);
  EXPECT_EQ(ReasonOf(Read(nurse_)), "NOT_OPEN") << "the team never met the person";
}

TEST_F(Handovers, WhenTheLastOfWhatWasAgreedToGoesTheRestGoesWithIt) {
  const auto asked = Ask(AskOf(home_care_));
  SayYes(asked);
  ASSERT_TRUE(Answer(nurse_, asked.handover_id(), true).ok());
  const auto standing = [&] {
    v1::ListConsentsResponse consents;
    EXPECT_TRUE(
        Call(&v1::Consents::Stub::ListConsents, person_, v1::ListConsentsRequest(), &consents)
            .ok());
    std::vector<v1::Consent> out;
    for (const v1::Consent& one : consents.consents()) {
      const bool of_it = one.proof().proposal_id() == asked.proposal().proposal_id();
      if (of_it && !one.has_revoke_time()) out.push_back(one);
    }
    return out;
  };
  ASSERT_EQ(standing().size(), 3U) << "the question, what it opened, and the relation";
  for (const v1::Consent& one : standing())
    if (one.actions_size() > 0 && one.actions(0) == v1::ACTION_READ) Revoke(person_, one.id());
  EXPECT_TRUE(standing().empty());
  EXPECT_EQ(StateNow(), State::STATE_WITHDRAWN);
}

TEST_F(Handovers, AttackAYesToWhatIsAskedNoMore) {
  const auto asked = Ask(AskOf(home_care_));
  ASSERT_TRUE(Withdraw(worker_, asked.handover_id()).ok());
  EXPECT_EQ(
      ReasonOf(Call(&v1::Consents::Stub::ConfirmConsent, Witness(), OnPaper(asked.proposal()))),
      "WRONG_STATE");
  EXPECT_EQ(StateNow(), State::STATE_WITHDRAWN);
}

// They read the file for another reason, and are asked without a name.
TEST_F(Handovers, AttackWhoIsAskedFindsWhomItIsAbout) {
  v1::ProposeConsentRequest reads;
  reads.set_request_id(NewRequestId());
  *reads.add_choices() = AskOf(home_care_).choices(0);
  reads.set_language("nl");
  reads.set_legal_basis(v1::LEGAL_BASIS_CARE);
  Agree(person_, reads);
  Meet(nurse_, opened_);
  ASSERT_TRUE(Read(nurse_).ok());
  const auto proposed = Ask(AskOf(home_care_));
  EXPECT_TRUE(List(nurse_).empty());
  SayYes(proposed);
  ASSERT_EQ(ToDo(nurse_).size(), 1U);
  EXPECT_TRUE(List(nurse_).empty()) << "before their yes";
  ASSERT_TRUE(Answer(nurse_, proposed.handover_id(), false).ok());
  EXPECT_TRUE(List(nurse_).empty()) << "and after their no";
  // An old one, while another question about the same person is open, looks like none.
  const std::string next = Asked(home_care_);
  const auto old = Answer(nurse_, proposed.handover_id(), true);
  EXPECT_EQ(AllOf(old), AllOf(Answer(nurse_, "han_00000000000000000000000000", true)));
  EXPECT_TRUE(Answer(nurse_, next, true).ok());
}

TEST_F(Handovers, AttackBySomebodyWhoIsNotAsked) {
  const std::string id = Asked(home_care_);
  const std::string stranger = Token(AddProfessional(AddHouse("Another"), "home_nurse"));
  EXPECT_TRUE(ToDo(stranger).empty());
  const auto refused = Answer(stranger, id, true);
  EXPECT_EQ(ReasonOf(refused), "NOT_OPEN");
  EXPECT_EQ(AllOf(refused), AllOf(Answer(stranger, "han_00000000000000000000000000", true)))
      << "one that is asked of others and none look alike";
  EXPECT_EQ(ReasonOf(Answer(worker_, id, true)), "NOT_OPEN") << "nobody answers for the other side";
  EXPECT_EQ(ReasonOf(Answer(person_, id, true)), "NOT_OPEN");
  EXPECT_EQ(ReasonOf(Mark(worker_, id, State::STATE_SEEN)), "NOT_OPEN");
  EXPECT_EQ(Withdraw(nurse_, id).ok(), false);
  // Of the house that is asked, but of no profession that takes over.
  EXPECT_EQ(ReasonOf(Answer(Token(AddProfessional(home_care_, "privacy_officer")), id, true)),
            "NOT_OPEN");
  EXPECT_EQ(StateNow(), State::STATE_ASKED);
  // Whom the person shut out.
  ExcludeHouse(person_, home_care_);
  EXPECT_TRUE(ToDo(nurse_).empty());
  EXPECT_EQ(ReasonOf(Answer(nurse_, id, true)), "NOT_OPEN");
}

// Whatever comes in whatever order: it stands where both sides left it, and a house reads while something that it took over
// does.
TEST_F(Handovers, WhateverComesInWhateverOrder) {
  const std::string houses[] = {home_care_, AddHouse("Wit-Gele Kruis")};
  const std::string nurses[] = {nurse_, Token(AddProfessional(houses[1], "home_nurse"))};
  struct One {
    v1::AskHandoverResponse asked;
    std::size_t house = 0;
    v1::Handover::State state = State::STATE_PROPOSED;
    bool opened = false;  // by a yes that nobody took back
    bool waits = false;   // the person was taken in before it was answered
    const std::string& id() const { return asked.handover_id(); }
  };
  std::vector<One> all;
  std::mt19937 random(20261127);
  Leave(worker_, v1::Exit::KIND_HOSPITAL, v1::Departure::DECIDER_PHYSICIAN);
  const auto said_yes = [](const One& one) {
    return one.state == State::STATE_ACCEPTED || one.state == State::STATE_ARRIVED ||
           one.state == State::STATE_SEEN || one.state == State::STATE_NOT_SEEN ||
           one.state == State::STATE_PAUSED;
  };
  v1::PlanExitRequest again;  // another house, of the same person: what was taken over is paused
  again.mutable_exit()->set_kind(v1::Exit::KIND_HOSPITAL);
  again.set_taken_in_again(true);
  *again.mutable_context() = ContextOf(opened_.id);
  const v1::Handover::State kMarks[] = {State::STATE_ARRIVED, State::STATE_SEEN,
                                        State::STATE_NOT_SEEN};
  const auto step = [&](One& one) {
    const std::string& nurse = nurses[one.house];
    const bool taken_over = said_yes(one) && one.state != State::STATE_SEEN;
    const bool asked = one.state == State::STATE_ASKED;
    const bool over = one.state == State::STATE_REFUSED || one.state == State::STATE_WITHDRAWN ||
                      one.state == State::STATE_SEEN;
    bool done = false, may = false;
    v1::Handover::State next = one.state;
    switch (random() % 6) {
      case 0:
        may = one.state == State::STATE_PROPOSED;
        done = Call(&v1::Consents::Stub::ConfirmConsent, Witness(), OnPaper(one.asked.proposal()))
                   .ok();
        next = State::STATE_ASKED;
        break;
      case 1:
        may = asked;
        done = Answer(nurse, one.id(), true).ok();
        next = one.waits ? State::STATE_PAUSED : State::STATE_ACCEPTED;
        break;
      case 2:
        may = asked;
        done = random() % 2 == 0 ? Answer(nurse, one.id(), false).ok() : (may = false);
        next = State::STATE_REFUSED;
        break;
      case 3:
        next = kMarks[random() % 3];
        may = taken_over && next != one.state &&
              !(one.state == State::STATE_PAUSED && next == State::STATE_NOT_SEEN);
        done = Mark(nurse, one.id(), next).ok();
        break;
      case 4: {
        v1::AskHandoverAgainRequest ask;
        ask.set_request_id(NewRequestId());
        *ask.mutable_context() = ContextOf(opened_.id);
        ask.set_handover_id(one.id());
        ask.set_from_day(Day(4));
        may = one.state == State::STATE_PAUSED || (asked && one.opened);
        done = Call(&Stub::AskHandoverAgain, worker_, ask).ok();
        next = State::STATE_ASKED;
        one.waits = one.waits && !done;
        break;
      }
      default: {
        if (random() % 3 != 0) return;
        const bool house = random() % 2 == 0;
        may = !over || (house && one.state == State::STATE_REFUSED);  // it is put away
        done = Withdraw(house ? worker_ : person_, one.id()).ok();
        next = State::STATE_WITHDRAWN;
      }
    }
    EXPECT_EQ(done, may) << one.id() << " from " << one.state << " to " << next;
    if (!done) return;
    one.state = next;
    one.opened = said_yes(one) || (one.opened && next == State::STATE_ASKED);
  };
  for (int i = 0; i < 200; ++i) {
    if (random() % 20 == 0) {
      again.set_request_id(NewRequestId());
      ASSERT_TRUE(Call(&v1::Exits::Stub::PlanExit, worker_, again).ok());
      for (One& one : all) {
        one.waits = one.state == State::STATE_PROPOSED || one.state == State::STATE_ASKED;
        if (said_yes(one)) one.state = State::STATE_PAUSED;
      }
    }
    if (all.size() < 10 && random() % 4 == 0) {
      const std::size_t house = random() % 2;
      all.push_back({Ask(AskOf(houses[house])), house});
    } else if (!all.empty()) {
      step(all[random() % all.size()]);
    }
    const auto listed = List(person_);
    ASSERT_EQ(listed.size(), all.size());
    for (const v1::Handover& shown : listed) {
      const auto one =
          std::ranges::find_if(all, [&](const One& o) { return o.id() == shown.id(); });
      ASSERT_NE(one, all.end());
      ASSERT_EQ(shown.state(), one->state) << i;
      ASSERT_EQ(shown.taken_over(), one->state == State::STATE_SEEN) << "one side at any time";
    }
    for (const std::size_t house : {0U, 1U}) {
      const bool open = std::ranges::any_of(
          all, [&](const One& one) { return one.house == house && one.opened; });
      ASSERT_EQ(Read(nurses[house]).ok(), open) << i;
    }
  }
}

TEST_F(Handovers, AUnitIsAskedAndAnotherIsNot) {
  const std::string unit = AddUnit(home_care_, "Noord"), beside = AddUnit(home_care_, "Zuid");
  const std::string north = Token(AddProfessional(home_care_, "home_nurse", unit));
  const std::string south = Token(AddProfessional(home_care_, "home_nurse", beside));
  v1::AskHandoverRequest request = AskOf(home_care_);
  request.set_unit_id(unit);
  request.mutable_choices(0)->mutable_consent()->mutable_grantee()->set_unit_id(unit);
  const auto asked = Ask(request);
  SayYes(asked);
  EXPECT_TRUE(ToDo(south).empty());
  EXPECT_EQ(ReasonOf(Answer(south, asked.handover_id(), true)), "NOT_OPEN");
  ASSERT_EQ(ToDo(north).size(), 1U);
  EXPECT_TRUE(Answer(north, asked.handover_id(), true).ok());
  EXPECT_TRUE(Read(north).ok());
  EXPECT_EQ(ReasonOf(Read(south)), "NOT_OPEN");
}

// At seven in the evening nobody answers: who said yes beforehand takes over by the person's yes.
class Beforehand : public Handovers {
 protected:
  static v1::GiveStandingYesRequest YesTo(std::vector<v1::Need> needs,
                                          const std::string& until = Day(10)) {
    v1::GiveStandingYesRequest request;
    request.set_request_id(NewRequestId());
    for (const auto need : needs) request.add_needs(need);
    request.set_until_day(needs.empty() ? "" : until);
    request.set_places(needs.empty() ? 0 : 2);
    return request;
  }
  static std::string Say(const std::string& token, const v1::GiveStandingYesRequest& request) {
    return ReasonOf(Call(&Stub::GiveStandingYes, token, request));
  }
  static std::vector<v1::StandingYes> Ready(const std::string& token, v1::Need need) {
    v1::ListStandingYesRequest request;
    request.set_need(need);
    request.set_page_size(1);
    std::vector<v1::StandingYes> out;
    do {
      v1::ListStandingYesResponse page;
      const auto status = Call(&Stub::ListStandingYes, token, request, &page);
      EXPECT_TRUE(status.ok()) << status.error_message();
      out.insert(out.end(), page.yes().begin(), page.yes().end());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return out;
  }
  // The state in which it stands once the person said yes, with `between` before that.
  v1::Handover::State After(const std::function<void()>& between = [] {}) const {
    auto request = AskOf(home_care_);
    request.mutable_ask()->clear_access();
    const auto asked = Ask(request);
    between();
    SayYes(asked);
    for (const auto& one : List(worker_))
      if (one.id() == asked.handover_id()) return one.state();
    return State::STATE_UNSPECIFIED;
  }
  static constexpr v1::Need kNursing = v1::NEED_HOME_NURSING, kMeals = v1::NEED_MEALS;
};

TEST_F(Beforehand, WhoSaidYesTakesOverByThePersonsYes) {
  ASSERT_EQ(Say(nurse_, YesTo({kNursing, kMeals})), "");
  auto request = AskOf(home_care_);
  EXPECT_FALSE(Ask(request).said_yes_beforehand()) << "nobody said that they reach without stairs";
  request.mutable_ask()->clear_access();
  request.set_request_id(NewRequestId());
  request.mutable_ask()->set_until_day(Day(11));
  EXPECT_FALSE(Ask(request).said_yes_beforehand()) << "for longer";
  request.mutable_ask()->clear_until_day();
  request.set_request_id(NewRequestId());
  const auto asked = Ask(request);
  EXPECT_TRUE(asked.said_yes_beforehand());
  EXPECT_EQ(ReasonOf(Read(nurse_)), "NOT_OPEN") << "the person has not said yes";
  SayYes(asked);
  EXPECT_EQ(List(worker_).at(0).state(), State::STATE_ACCEPTED);
  const auto todo = ToDo(nurse_);
  ASSERT_EQ(todo.size(), 1U);
  EXPECT_EQ(todo[0].state(), State::STATE_ACCEPTED);
  EXPECT_EQ(todo[0].dossier_id(), opened_.id);
  EXPECT_TRUE(Read(nurse_).ok()) << "as far as the person agreed, as by a yes of their own";
  ASSERT_TRUE(Mark(nurse_, asked.handover_id(), State::STATE_SEEN).ok());
  // A place is given once.
  ASSERT_EQ(Ready(worker_, kMeals).size(), 1U);
  EXPECT_EQ(Ready(worker_, kMeals)[0].places(), 1);
  EXPECT_EQ(After(), State::STATE_ACCEPTED);
  EXPECT_TRUE(Ready(worker_, kMeals).empty());
  EXPECT_EQ(After(), State::STATE_ASKED) << "both are taken";
}

TEST_F(Beforehand, AttackAYesThatDoesNotHoldTakesNothingOver) {
  EXPECT_EQ(After(), State::STATE_ASKED) << "nobody said so";
  ASSERT_EQ(Say(nurse_, YesTo({kNursing})), "");
  EXPECT_EQ(After(), State::STATE_ASKED) << "meals are asked for as well";
  ASSERT_EQ(Say(nurse_, YesTo({kNursing, kMeals}, Day(2))), "");
  EXPECT_EQ(After(), State::STATE_ASKED) << "for the day after it";
  const auto full = [&] { ASSERT_EQ(Say(nurse_, YesTo({kNursing, kMeals})), ""); };
  full();
  EXPECT_EQ(After(full), State::STATE_ASKED) << "said anew, it may be another yes";
  EXPECT_EQ(After([&] { ASSERT_EQ(Say(nurse_, YesTo({})), ""); }), State::STATE_ASKED);
  EXPECT_TRUE(Ready(worker_, kMeals).empty());
  full();
  EXPECT_EQ(After(), State::STATE_ACCEPTED);
  const std::string second = AddProfessional(home_care_, "home_nurse");
  ASSERT_EQ(Say(Token(second), YesTo({kNursing, kMeals})), "");
  EXPECT_EQ(After([&] { ExcludeOne(person_, second); }), State::STATE_ASKED) << "shut out";
  v1::SuspendProfessionalRequest suspend;
  suspend.set_request_id(NewRequestId());
  const std::string third = AddProfessional(home_care_, "home_nurse");
  ASSERT_EQ(Say(Token(third), YesTo({kNursing, kMeals})), "");
  EXPECT_EQ(Ready(worker_, kMeals).size(), 1U);
  suspend.set_professional_id(third);
  ASSERT_TRUE(
      Call(&v1::Directory::Stub::SuspendProfessional, Token(tree().made().operator_id), suspend)
          .ok());
  EXPECT_EQ(After(), State::STATE_ASKED) << "nobody answers for it";
  EXPECT_TRUE(Ready(worker_, kMeals).empty());
}

TEST_F(Beforehand, AUnitSaysYesForItselfAndTheListNamesWhoAnswersTonight) {
  const std::string night = AddUnit(home_care_, "Nacht");
  const std::string nurse = Token(AddProfessional(home_care_, "home_nurse", night));
  v1::SetReachRequest reach;
  reach.set_request_id(NewRequestId());
  reach.set_unit_id(night);
  reach.set_duty_line("+3225550199");
  ASSERT_TRUE(Call(&v1::Directory::Stub::SetReach, Token(tree().made().operator_id), reach).ok());
  ASSERT_EQ(Say(nurse, YesTo({kNursing, kMeals})), "");
  ASSERT_EQ(Say(nurse_, YesTo({kMeals}, Day(5))), "");
  const auto meals = Ready(worker_, kMeals);
  ASSERT_EQ(meals.size(), 2U) << "page after page";
  const auto ready = Ready(worker_, kNursing);
  ASSERT_EQ(ready.size(), 1U);
  EXPECT_EQ(ready[0].organisation_id(), home_care_);
  EXPECT_EQ(ready[0].organisation(), "Thuiszorg De Brug");
  EXPECT_EQ(ready[0].unit_id(), night);
  EXPECT_EQ(ready[0].unit(), "Nacht");
  EXPECT_EQ(ready[0].duty_line(), "+3225550199");
  EXPECT_EQ(ready[0].until_day(), Day(10));
  EXPECT_EQ(ready[0].needs_size(), 2);
  EXPECT_EQ(After(), State::STATE_ACCEPTED) << "the house is asked, and a unit of it said yes";
  auto other = AskOf(home_care_);
  other.mutable_ask()->clear_access();
  other.set_unit_id(AddUnit(home_care_, "Dag"));
  other.mutable_choices(0)->mutable_consent()->mutable_grantee()->set_unit_id(other.unit_id());
  EXPECT_FALSE(Ask(other).said_yes_beforehand()) << "another unit said nothing";
}

TEST_F(Beforehand, AttackWhoMayNotTakeOverSaysNoYesAndAMalformedOneIsRefused) {
  EXPECT_EQ(Say(Token(AddProfessional(home_care_, "privacy_officer")), YesTo({kMeals})),
            "NOT_OPEN");
  EXPECT_EQ(Say(person_, YesTo({kMeals})), "NOT_OPEN");
  EXPECT_EQ(Say(nurse_, YesTo({kMeals, kMeals})), "INVALID");
  EXPECT_EQ(Say(nurse_, YesTo({v1::NEED_UNSPECIFIED})), "INVALID");
  EXPECT_EQ(Say(nurse_, YesTo({static_cast<v1::Need>(99)})), "INVALID");
  for (const std::string& until : {Day(-1), Day(93), std::string("soon"), std::string()})
    EXPECT_EQ(Say(nurse_, YesTo({kMeals}, until)), "INVALID") << until;
  for (const int places : {-1, 0, 100}) {
    auto request = YesTo({kMeals});
    request.set_places(places);
    EXPECT_EQ(Say(nurse_, request), "INVALID") << places;
  }
  auto until_alone = YesTo({});
  until_alone.set_until_day(Day(1));
  EXPECT_EQ(Say(nurse_, until_alone), "INVALID");
  EXPECT_EQ(ReasonOf(Call(&Stub::ListStandingYes, worker_, v1::ListStandingYesRequest())),
            "INVALID");
  EXPECT_TRUE(Ready(worker_, kMeals).empty());
}

// Where the question comes from tells of a detention, before the yes and after it.
TEST_F(Handovers, AttackTheQuestionTellsOfADetention) {
  const std::string prison =
      AddHouse("Prison de Saint-Gilles", v1::Organisation::TELLS_OF_DETENTION);
  const std::string inside = Inside(prison);
  v1::AskHandoverResponse asked;
  const auto status = Call(&Stub::AskHandover, inside, AskOf(home_care_), &asked);
  ASSERT_TRUE(status.ok()) << status.error_message();
  SayYes(asked);
  const auto before = ToDo(nurse_);
  ASSERT_EQ(before.size(), 1U);
  ASSERT_TRUE(Answer(nurse_, asked.handover_id(), true).ok());
  const auto after = ToDo(nurse_), listed = List(nurse_);
  ASSERT_EQ(after.size(), 1U);
  ASSERT_EQ(listed.size(), 1U);
  for (const auto& one : {before[0], after[0], listed[0]}) {
    EXPECT_EQ(one.asked_by(), "");
    EXPECT_EQ(one.SerializeAsString().find("Saint-Gilles"), std::string::npos);
    EXPECT_EQ(one.SerializeAsString().find(prison), std::string::npos);
  }
  EXPECT_EQ(List(person_).at(0).asked_by(), "Prison de Saint-Gilles");
}

// Agreed to in custody, and answered when the person is free.
TEST_F(Handovers, AYesAfterTheReleaseHoldsAsShortAsOneBefore) {
  const std::string inside =
      Inside(AddHouse("Prison de Saint-Gilles", v1::Organisation::TELLS_OF_DETENTION));
  v1::AskHandoverRequest request = AskOf(home_care_);
  request.mutable_choices(0)->mutable_consent()->mutable_end_time()->set_seconds(
      std::time(nullptr) + 200 * 86'400);
  v1::AskHandoverResponse asked;
  ASSERT_TRUE(Call(&Stub::AskHandover, inside, request, &asked).ok());
  SayYes(asked);
  Leave(inside, v1::Exit::KIND_PRISON, v1::Departure::DECIDER_COURT);
  ASSERT_TRUE(Answer(nurse_, asked.handover_id(), true).ok());
  ASSERT_TRUE(Read(nurse_).ok());
  v1::ListConsentsResponse consents;
  ASSERT_TRUE(
      Call(&v1::Consents::Stub::ListConsents, person_, v1::ListConsentsRequest(), &consents).ok());
  int counted = 0;
  for (const v1::Consent& one : consents.consents()) {
    const bool of_it = one.proof().proposal_id() == asked.proposal().proposal_id();
    if (!of_it || one.effect() != v1::Consent::EFFECT_ALLOW) continue;
    ++counted;
    EXPECT_LE(one.end_time().seconds(), std::time(nullptr) + 32 * 86'400) << one.DebugString();
  }
  EXPECT_EQ(counted, 2);
}

TEST_F(Handovers, BadInputAsksNobody) {
  const auto refused = [&](auto change) {
    v1::AskHandoverRequest request = AskOf(home_care_);
    change(request);
    return ReasonOf(Call(&Stub::AskHandover, worker_, request));
  };
  EXPECT_EQ(refused([](auto& r) { r.mutable_ask()->clear_needs(); }), "INVALID");
  EXPECT_EQ(refused([](auto& r) { r.mutable_ask()->add_needs(v1::NEED_MEALS); }), "INVALID")
      << "twice";
  EXPECT_EQ(refused([](auto& r) { r.mutable_ask()->add_needs(static_cast<v1::Need>(77)); }),
            "INVALID");
  EXPECT_EQ(refused([](auto& r) { r.mutable_ask()->set_from_day(Day(-1)); }), "INVALID");
  EXPECT_EQ(refused([](auto& r) { r.mutable_ask()->set_from_day("30/11/2026"); }), "INVALID");
  EXPECT_EQ(refused([](auto& r) { r.mutable_ask()->set_area("Rue Haute 1, 1000"); }), "INVALID");
  EXPECT_EQ(refused([](auto& r) { r.mutable_ask()->set_language("schizophrenia"); }), "INVALID");
  EXPECT_EQ(refused([&](auto& r) { r.set_organisation_id(hospital_); }), "INVALID");
  EXPECT_EQ(refused([](auto& r) { r.set_organisation_id("org_00000000000000000000000000"); }),
            "INVALID");
  EXPECT_EQ(refused([&](auto& r) { r.set_unit_id(AddUnit(hospital_, "Ward")); }), "INVALID");
  EXPECT_EQ(refused([](auto& r) { r.clear_choices(); }), "INVALID");
  EXPECT_EQ(
      refused([&](auto& r) {
        r.mutable_choices(0)->mutable_consent()->mutable_grantee()->set_organisation_id(hospital_);
      }),
      "INVALID")
      << "nobody else comes in by the same yes";
  EXPECT_EQ(refused([](auto& r) { r.mutable_answer_by()->set_seconds(1); }), "INVALID");
  EXPECT_TRUE(List(person_).empty());
  const std::string id = Asked(home_care_);
  v1::AnswerHandoverRequest no;
  no.set_request_id(NewRequestId());
  no.set_handover_id(id);
  EXPECT_EQ(ReasonOf(Call(&Stub::AnswerHandover, nurse_, no)), "INVALID") << "a no says why";
  EXPECT_EQ(Mark(nurse_, id, State::STATE_SEEN).error_code(), grpc::StatusCode::FAILED_PRECONDITION)
      << "nobody has said yes";
  EXPECT_EQ(ReasonOf(Mark(nurse_, id, State::STATE_ACCEPTED)), "INVALID");
}

// A handover that nobody took is not found out on the day.
TEST_F(Handovers, WhatNobodyTakesIsOnTheListOfWhoeverAsks) {
  const std::string other_house = AddHouse("Familiehulp");
  const std::string other = Token(AddProfessional(other_house, "home_nurse"));
  const std::string first = Asked(home_care_);
  EXPECT_TRUE(Slipping(worker_).empty()) << "there is time";
  ASSERT_TRUE(Answer(nurse_, first, false).ok());
  ASSERT_EQ(Slipping(worker_).size(), 1u);
  EXPECT_EQ(Slipping(worker_)[0].id(), first);
  EXPECT_EQ(Slipping(worker_)[0].lack(), v1::LACK_NO_PLACE);
  EXPECT_EQ(Slipping(worker_)[0].dossier_id(), opened_.id);
  EXPECT_EQ(Slipping(worker_)[0].ask().needs_size(), 2);
  EXPECT_TRUE(Slipping(nurse_).empty()) << "whoever said no";
  // Asked of another house, it is under way again; what that one is not asked for still slips.
  auto meals = AskOf(other_house);
  meals.mutable_ask()->clear_needs();
  meals.mutable_ask()->add_needs(v1::NEED_MEALS);
  const auto asked = Ask(meals);
  EXPECT_EQ(Slipping(worker_).size(), 1u) << "the person has not said yes to it";
  SayYes(asked);
  EXPECT_EQ(Slipping(worker_).size(), 1u) << "nursing is asked of nobody";
  const std::string second = Asked(other_house);
  EXPECT_TRUE(Slipping(worker_).empty());
  ASSERT_TRUE(Answer(other, second, false).ok());
  EXPECT_EQ(Slipping(worker_).size(), 2u);
  const std::string third = Asked(home_care_);
  ASSERT_TRUE(Answer(nurse_, third, true).ok());
  EXPECT_TRUE(Slipping(worker_).empty());
  ASSERT_TRUE(Mark(nurse_, third, State::STATE_NOT_SEEN).ok());
  ASSERT_EQ(Slipping(worker_).size(), 1u);
  EXPECT_EQ(Slipping(worker_)[0].state(), State::STATE_NOT_SEEN);
  ASSERT_TRUE(Mark(nurse_, third, State::STATE_SEEN).ok());
  EXPECT_TRUE(Slipping(worker_).empty());
  int lines = 0;
  for (const auto& access : AllAccesses(person_))
    lines += access.method() == "Handovers.ListSlipping";
  EXPECT_GT(lines, 3) << "each line stands in the person's log";
}

TEST_F(Handovers, WhatSlipsIsForWhoeverAnswersForTheLeaving) {
  const std::string colleague = Token(AddProfessional(hospital_, "hospital_social_worker"));
  ASSERT_TRUE(Answer(nurse_, Asked(home_care_), false).ok());
  EXPECT_EQ(Slipping(colleague).size(), 1u) << "of no leaving: it is everybody's";
  v1::PlanExitRequest plan;
  plan.set_request_id(NewRequestId());
  *plan.mutable_context() = ContextOf(opened_.id);
  plan.mutable_exit()->set_kind(v1::Exit::KIND_HOSPITAL);
  ASSERT_TRUE(Call(&v1::Exits::Stub::PlanExit, worker_, plan).ok());
  EXPECT_EQ(Slipping(worker_).size(), 1u);
  EXPECT_TRUE(Slipping(colleague).empty());
  EXPECT_EQ(Slipping(colleague, true).size(), 1u);
  // Most of it slips after the person has left: it stays with whoever answered for that.
  v1::ListExitsRequest list;
  *list.mutable_context() = ContextOf(opened_.id);
  v1::ListExitsResponse exits;
  ASSERT_TRUE(Call(&v1::Exits::Stub::ListExits, worker_, list, &exits).ok());
  v1::RecordDepartureRequest left;
  left.set_request_id(NewRequestId());
  *left.mutable_context() = ContextOf(opened_.id);
  left.mutable_departure()->set_exit_id(exits.exits(0).exit().id());
  left.mutable_departure()->set_day(Day(0));
  left.mutable_departure()->set_decider(v1::Departure::DECIDER_PERSON);
  ASSERT_TRUE(Call(&v1::Exits::Stub::RecordDeparture, worker_, left).ok());
  EXPECT_EQ(Slipping(worker_).size(), 1u);
  EXPECT_TRUE(Slipping(colleague).empty());
  // Another ward, where the person lies now, finds it too, if the file is open to it.
  const std::string ward =
      Token(AddProfessional(hospital_, "hospital_social_worker", AddUnit(hospital_, "Gériatrie")));
  EXPECT_TRUE(Slipping(ward).empty()) << "nobody of it has met the person";
  Meet(ward, opened_);
  EXPECT_EQ(Slipping(ward).size(), 1u);
  // What is no longer needed is put away.
  ASSERT_TRUE(Withdraw(worker_, Slipping(worker_)[0].id()).ok());
  EXPECT_TRUE(Slipping(worker_).empty());
}

// P2: nothing of a file that is not open now, and nothing of another house's questions.
TEST_F(Handovers, AttackWhatSlipsShowsNothingThatIsClosed) {
  ASSERT_TRUE(Answer(nurse_, Asked(home_care_), false).ok());
  const std::string stranger =
      Token(AddProfessional(AddHouse("Autre hôpital"), "hospital_social_worker"));
  const std::string within = HouseFor(person_);
  EXPECT_TRUE(Slipping(stranger, true).empty());
  EXPECT_TRUE(Slipping(within, true).empty()) << "who reads leavings, and asked for nothing";
  EXPECT_TRUE(Slipping(person_, true).empty());
  // A house that asks, and is asked itself, sees what it asks.
  v1::AskHandoverResponse back;
  const auto asked = Call(&Stub::AskHandover, within, AskOf(hospital_), &back);
  ASSERT_TRUE(asked.ok()) << asked.error_message();
  SayYes(back);
  ASSERT_TRUE(Answer(worker_, back.handover_id(), false).ok());
  ASSERT_EQ(Slipping(within).size(), 1u);
  EXPECT_EQ(Slipping(within)[0].id(), back.handover_id());
  ASSERT_EQ(Slipping(worker_).size(), 1u);
  EXPECT_NE(Slipping(worker_)[0].id(), back.handover_id());
  ExcludeHouse(person_, hospital_);
  EXPECT_TRUE(Slipping(worker_).empty());
}

}  // namespace
}  // namespace relais
