// The page for the first day, from the real server: to whoever said yes and to the person, of what was agreed to for it alone.
#include "audit/note.h"
#include "tests/end_to_end/exits.h"

namespace relais {
namespace {

class DayOne : public Exits {
 protected:
  using State = v1::Handover;

  void SetUp() override {
    Exits::SetUp();
    service_ = AddHouse("Thuiszorg De Brug");
    nurse_ = Token(AddProfessional(service_, "home_nurse"));
    doctor_ = HouseFor("general_practitioner", {v1::COMPARTMENT_HEALTH, v1::COMPARTMENT_EXIT});
  }
  // Asked of the service, with the person's yes; whom it may call is theirs to say.
  std::string Asked(const std::vector<v1::Compartment>& compartments) const {
    v1::AskHandoverRequest ask;
    ask.set_request_id(NewRequestId());
    *ask.mutable_context() = ContextOf(opened_.id);
    ask.set_organisation_id(service_);
    ask.mutable_ask()->add_needs(v1::NEED_HOME_NURSING);
    ask.mutable_ask()->set_from_day(Day(3));
    ask.mutable_ask()->set_until_day(Day(20));
    ask.mutable_ask()->mutable_look_for()->set_name("Zoë Müller");
    ask.mutable_ask()->mutable_look_for()->set_phone("+32470123456");
    auto& cell = *ask.add_choices()->mutable_consent();
    cell.set_effect(v1::Consent::EFFECT_ALLOW);
    cell.mutable_grantee()->set_organisation_id(service_);
    for (const auto one : compartments) cell.add_compartments(one);
    cell.add_actions(v1::ACTION_READ);
    cell.add_purposes(v1::PURPOSE_HANDOVER);
    cell.mutable_end_time()->set_seconds(std::time(nullptr) + 30 * 86'400);
    ask.set_language("nl");
    ask.set_legal_basis(v1::LEGAL_BASIS_CARE);
    v1::AskHandoverResponse asked;
    auto status = Call(&v1::Handovers::Stub::AskHandover, worker_, ask, &asked);
    EXPECT_TRUE(status.ok()) << status.error_message();
    const std::string& text = asked.proposal().text();
    EXPECT_NE(text.find("bellen naar Zoë Müller (+32470123456), en naar niemand anders."),
              text.npos)
        << text;
    status = Call(&v1::Consents::Stub::ConfirmConsent, Witness(), OnPaper(asked.proposal()));
    EXPECT_TRUE(status.ok()) << status.error_message();
    return asked.handover_id();
  }
  void SayYes(const std::string& handover) const {
    v1::AnswerHandoverRequest yes;
    yes.set_request_id(NewRequestId());
    yes.set_handover_id(handover);
    yes.set_accepted(true);
    const auto status = Call(&v1::Handovers::Stub::AnswerHandover, nurse_, yes);
    EXPECT_TRUE(status.ok()) << status.error_message();
  }
  std::string TakenOver(const std::vector<v1::Compartment>& compartments) const {
    const std::string handover = Asked(compartments);
    SayYes(handover);
    return handover;
  }
  v1::GetDayOnePageRequest PageOf(const std::string& handover, bool own) const {
    v1::GetDayOnePageRequest request;
    if (!own) {
      *request.mutable_context() = ContextOf(opened_.id);
      request.mutable_context()->set_purpose(v1::PURPOSE_HANDOVER);
    }
    request.set_handover_id(handover);
    request.set_language("en");
    return request;
  }
  grpc::Status Refused(const std::string& token, const std::string& handover) const {
    return Call(&v1::Handovers::Stub::GetDayOnePage, token, PageOf(handover, token == person_));
  }
  std::string Page(const std::string& token, const std::string& handover) const {
    v1::GetDayOnePageResponse response;
    const auto status = Call(&v1::Handovers::Stub::GetDayOnePage, token,
                             PageOf(handover, token == person_), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.note();
  }
  void Fact(const std::string& token, const std::string& kind, const std::string& field,
            const std::string& value) const {
    EXPECT_FALSE(Record(token, kind, field, value).empty()) << kind;
  }
  static bool Has(const std::string& text, const std::string& part) {
    return text.find(part) != text.npos;
  }

  std::string service_, nurse_, doctor_;
};

TEST_F(DayOne, ShowsWhatWasAgreedToForItToWhoeverSaidYesAndToThePerson) {
  Fact(doctor_, "health.medication_supply", "supply_until", Day(5));
  Fact(worker_, "exit.duty_number", "phone", "+3225551234");
  const std::string exit = Planned(worker_, Plan());
  const std::string date = Propose(worker_, exit, Day(4));
  Reply(person_, exit, date, true);
  const std::string handover =
      TakenOver({v1::COMPARTMENT_IDENTITY, v1::COMPARTMENT_EXIT, v1::COMPARTMENT_HEALTH});
  const std::string page = Page(nurse_, handover);
  const auto log = audit::NoteVerifier::FromVkey(tree().made().vkey);
  ASSERT_TRUE(log);
  ASSERT_TRUE(audit::OpenNote(page, {&*log, 1})) << page;
  EXPECT_TRUE(page.starts_with("relais-paper/1\n" + Day(0) + " en\n\nFor the first day - "))
      << page;
  for (const char* const part :
       {"I leave where I am on ", "home nursing", "+3225551234",
        "Medicines in hand: supply lasts until: ", "You may call Zoë Müller, +32470123456, until "})
    EXPECT_TRUE(Has(page, part)) << part << "\n" << page;
  for (const std::string& hidden : {opened_.id, opened_.card, hospital_, std::string("Saint-Luc")})
    EXPECT_FALSE(Has(page, hidden)) << hidden << "\n" << page;
  EXPECT_EQ(Page(person_, handover), page) << "the person has the same";

  // What it holds, of what the person agreed to for it, and nothing else that they may see.
  const std::string narrow = TakenOver({v1::COMPARTMENT_EXIT});
  EXPECT_FALSE(Has(Page(nurse_, narrow), "supply lasts until")) << Page(nurse_, narrow);
  EXPECT_TRUE(Has(Page(nurse_, narrow), "+3225551234"));
  int printed = 0;
  for (const v1::Access& one : AllAccesses(person_))
    printed += one.method() == "Handovers.GetDayOnePage" &&
                       one.outcome() == v1::Access::OUTCOME_OPENED &&
                       one.organisation() == "Thuiszorg De Brug"
                   ? 1
                   : 0;
  EXPECT_EQ(printed, 3);
}

TEST_F(DayOne, BeforeTheYesAndAfterItEndsThereIsNone) {
  const std::string handover = Asked({v1::COMPARTMENT_EXIT});
  EXPECT_EQ(ReasonOf(Refused(nurse_, handover)), "NOT_OPEN") << "who reads first chooses";
  EXPECT_EQ(ReasonOf(Refused(person_, handover)), "INVALID");
  v1::ListAskedResponse asked;
  ASSERT_TRUE(Call(&v1::Handovers::Stub::ListAsked, nurse_, v1::ListAskedRequest(), &asked).ok());
  ASSERT_EQ(asked.handovers_size(), 1);
  EXPECT_FALSE(asked.handovers(0).ask().has_look_for()) << "it would say whom it is about";
  EXPECT_FALSE(Has(asked.SerializeAsString(), "Zoë"));
  EXPECT_EQ(asked.handovers(0).ask().until_day(), Day(20));
  SayYes(handover);
  (void)Page(nurse_, handover);

  const std::string other = Token(AddProfessional(AddHouse("Ailleurs"), "home_nurse"));
  EXPECT_EQ(AllOf(Refused(other, handover)), AllOf(Refused(other, Asked({v1::COMPARTMENT_EXIT}))));
  EXPECT_EQ(ReasonOf(Refused(other, handover)), "NOT_OPEN");
  EXPECT_EQ(ReasonOf(Refused(worker_, handover)), "INVALID") << "it is not theirs to hand out";
  auto odd = PageOf(handover, false);
  odd.set_language("xx");
  EXPECT_EQ(ReasonOf(Call(&v1::Handovers::Stub::GetDayOnePage, nurse_, odd)), "INVALID");
  odd.set_language("nl");
  odd.set_handover_id("han_");
  EXPECT_EQ(ReasonOf(Call(&v1::Handovers::Stub::GetDayOnePage, nurse_, odd)), "INVALID");

  v1::WithdrawHandoverRequest back;
  back.set_request_id(NewRequestId());
  back.set_handover_id(handover);
  ASSERT_TRUE(Call(&v1::Handovers::Stub::WithdrawHandover, person_, back).ok());
  EXPECT_FALSE(Refused(nurse_, handover).ok());
  EXPECT_EQ(ReasonOf(Refused(person_, handover)), "INVALID");
}

TEST_F(DayOne, WhomTheyMayCallEndsWithTheQuestion) {
  const std::string handover = TakenOver({v1::COMPARTMENT_EXIT});
  const auto looks = [&](const std::string& token) {
    v1::ListHandoversRequest request;
    if (token != person_) {
      *request.mutable_context() = ContextOf(opened_.id);
      request.mutable_context()->set_purpose(v1::PURPOSE_HANDOVER);
    }
    v1::ListHandoversResponse list;
    EXPECT_TRUE(Call(&v1::Handovers::Stub::ListHandovers, token, request, &list).ok());
    return list.handovers_size() == 1 && list.handovers(0).ask().has_look_for();
  };
  EXPECT_TRUE(looks(nurse_) && looks(person_));
  v1::MarkHandoverRequest seen;
  seen.set_request_id(NewRequestId());
  seen.set_handover_id(handover);
  seen.set_state(State::STATE_SEEN);
  ASSERT_TRUE(Call(&v1::Handovers::Stub::MarkHandover, nurse_, seen).ok());
  EXPECT_FALSE(looks(nurse_)) << "they found the person";
  EXPECT_TRUE(looks(person_));
}

// Shut out, after a death, or of somebody else's profession.
TEST_F(DayOne, AttackThePageIsPrintedByWhoeverMayNotReadAnyMore) {
  const std::string handover = TakenOver({v1::COMPARTMENT_EXIT, v1::COMPARTMENT_HEALTH});
  Fact(doctor_, "health.medication_supply", "supply_until", Day(5));
  EXPECT_TRUE(Has(Page(nurse_, handover), "supply lasts until"));
  const std::string help = Token(AddProfessional(service_, "family_help"));
  EXPECT_FALSE(Has(Page(help, handover), "supply lasts until"))
      << "no rule opens HEALTH to them, whatever the page of a colleague says";
  (void)ExcludeHouse(person_, service_);
  EXPECT_EQ(ReasonOf(Refused(nurse_, handover)), "NOT_OPEN");
}

TEST_F(DayOne, AttackThePageIsPrintedAfterADeath) {
  const std::string handover = TakenOver({v1::COMPARTMENT_EXIT});
  v1::RecordDeathRequest died;
  died.set_request_id(NewRequestId());
  *died.mutable_context() = ContextOf(opened_.id);
  ASSERT_TRUE(Call(&v1::Dossiers::Stub::RecordDeath, worker_, died).ok());
  EXPECT_EQ(ReasonOf(Refused(nurse_, handover)), "NOT_OPEN");
  EXPECT_EQ(ReasonOf(Refused(person_, handover)), "NOT_OPEN");
}

// With another handover of the same person, and a file that they may read anyway.
TEST_F(DayOne, AttackAQuestionIsTriedOnTheFileOfSomebodyKnown) {
  (void)TakenOver({v1::COMPARTMENT_EXIT});
  const std::string asked = Asked({v1::COMPARTMENT_EXIT});
  const std::string nobodys = HandoverId(Array<16>{1}).Text();
  EXPECT_EQ(AllOf(Refused(nurse_, asked)), AllOf(Refused(nurse_, nobodys)))
      << "whom the second question is about stays unknown";
}

TEST_F(DayOne, WhatAHandoverMayBeAskedIsChecked) {
  const auto ask = [&](auto change) {
    v1::AskHandoverRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_context() = ContextOf(opened_.id);
    request.set_organisation_id(service_);
    request.mutable_ask()->add_needs(v1::NEED_MEALS);
    request.mutable_ask()->set_from_day(Day(3));
    change(*request.mutable_ask());
    return Call(&v1::Handovers::Stub::AskHandover, worker_, request);
  };
  const auto look_for = [](const std::string& name, const std::string& phone) {
    return [=](v1::HandoverAsk& a) {
      a.mutable_look_for()->set_name(name);
      a.mutable_look_for()->set_phone(phone);
    };
  };
  for (const auto& [field, status] : std::vector<std::pair<std::string, grpc::Status>>{
           {"ask.until_day", ask([](auto& a) { a.set_until_day(Day(2)); })},
           {"ask.until_day", ask([](auto& a) { a.set_until_day(Day(3 + 367)); })},
           {"ask.until_day", ask([](auto& a) { a.set_until_day("soon"); })},
           {"ask.look_for.name", ask(look_for("", "+32470123456"))},
           {"ask.look_for.name", ask(look_for("Zoë\nEverybody", "+32470123456"))},
           {"ask.look_for.name", ask(look_for(std::string(81, 'x'), "+32470123456"))},
           {"ask.look_for.name", ask(look_for("{whom}", "+32470123456"))},
           {"ask.look_for.phone", ask(look_for("Zoë", "0470"))},
           {"ask.look_for.phone", ask(look_for("Zoë", ""))}}) {
    EXPECT_EQ(ReasonOf(status), "INVALID") << field;
    EXPECT_TRUE(Has(AllOf(status), field)) << AllOf(status);
  }
}

}  // namespace
}  // namespace relais
