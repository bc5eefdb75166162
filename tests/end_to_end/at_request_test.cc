// What a desk or the help line does for a person who has neither phone nor screen and sits there, shown by their
// card and word: it can change how they are told, and take back, and is shown nothing.
#include <ctime>

#include "relais/v1/notifications.grpc.pb.h"
#include "relais/v1/sessions.grpc.pb.h"
#include "services/dossier/card.h"
#include "tests/end_to_end/fixture.h"
#include "tests/notification/program.h"

namespace relais {
namespace {

class AtRequest : public EndToEnd {
 protected:
  void SetUp() override {
    house_ = AddHouse("Hôpital Sainte-Anne");
    worker_ = Token(AddProfessional(house_, "hospital_social_worker"));
    // Of a house that never met the person.
    desk_ = Token(AddProfessional(AddHouse("CPAS de Bruxelles"), "cpas_social_worker"));
    help_line_ = Token(AddProfessional(AddHouse("Hulplijn"), "help_line"));
    opened_ = Open(worker_, "kastanje");
    person_ = Token(opened_.person);
    Grant(person_, house_);
  }
  static v1::DossierContext Card(const std::string& card) {
    v1::DossierContext context = ContextOf("");
    context.set_card_code(card);
    return context;
  }
  v1::RevokeConsentRequest TakingBack(const std::string& word = "kastanje",
                                      const std::string& house = "") const {
    v1::RevokeConsentRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_at_desk()->mutable_context() = Card(opened_.card);
    request.mutable_at_desk()->set_chosen_word(word);
    request.set_organisation_id(house);
    return request;
  }
  v1::SetTellingRequest Telling(const std::string& number,
                                const std::string& word = "kastanje") const {
    v1::SetTellingRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_at_desk()->mutable_context() = Card(opened_.card);
    request.mutable_at_desk()->set_chosen_word(word);
    auto& telling = *request.mutable_telling();
    telling.mutable_contact()->set_channel(v1::CHANNEL_SMS);
    telling.mutable_contact()->set_address(number);
    telling.mutable_contact()->set_language("nl");
    telling.set_seen_by(v1::Telling::SEEN_BY_NOBODY_ELSE);
    return request;
  }
  static grpc::Status Revoke(const std::string& token, const v1::RevokeConsentRequest& request) {
    return Call(&v1::Consents::Stub::RevokeConsent, token, request);
  }
  static grpc::Status SetTelling(const std::string& token, const v1::SetTellingRequest& request) {
    return Call(&v1::Notifications::Stub::SetTelling, token, request);
  }
  grpc::Status Read() const {
    return Call(&v1::Dossiers::Stub::GetDossier, worker_, ReadOf(opened_.id));
  }

  std::string house_, worker_, desk_, help_line_, person_;
  OpenedDossier opened_;
};

TEST_F(AtRequest, ThePersonTakesBackWhatTheyAgreedToWithOneHouseOrWithAll) {
  const std::string other = AddHouse("Thuiszorg De Brug");
  const std::string nurse = Token(AddProfessional(other, "home_nurse"));
  Grant(person_, other);
  Meet(nurse, opened_);
  const auto nurse_reads = [&] {
    v1::GetDossierRequest request = ReadOf(opened_.id);
    request.mutable_context()->set_purpose(v1::PURPOSE_CONTINUITY);
    return Call(&v1::Dossiers::Stub::GetDossier, nurse, request).ok();
  };
  ASSERT_TRUE(Read().ok());
  ASSERT_TRUE(nurse_reads());
  ASSERT_TRUE(Revoke(help_line_, TakingBack("kastanje", house_)).ok());
  EXPECT_EQ(ReasonOf(Read()), "NOT_OPEN");
  EXPECT_TRUE(nurse_reads()) << "with the other house nothing changed";
  ASSERT_TRUE(Revoke(desk_, TakingBack()).ok());
  EXPECT_FALSE(nurse_reads());
  EXPECT_TRUE(Revoke(desk_, TakingBack()).ok()) << "and it does not tell that nothing was left";

  const v1::Access entry = AllAccesses(person_).front();
  EXPECT_EQ(entry.method(), "Consents.RevokeConsent");
  EXPECT_EQ(entry.action(), v1::ACTION_REVOKE);
  EXPECT_EQ(entry.organisation(), "CPAS de Bruxelles") << "in the name of who did it";
  ASSERT_EQ(entry.rules_size(), 1);
  EXPECT_EQ(entry.rules(0), "request");
  EXPECT_NE(entry.told(), v1::Access::TOLD_UNSPECIFIED);
}

TEST_F(AtRequest, AnExclusionStays) {
  ExcludeHouse(person_, house_);
  ASSERT_TRUE(Revoke(desk_, TakingBack()).ok());
  v1::ListConsentsResponse consents;
  ASSERT_TRUE(
      Call(&v1::Consents::Stub::ListConsents, person_, v1::ListConsentsRequest(), &consents).ok());
  for (const v1::Consent& one : consents.consents())
    EXPECT_EQ(one.has_revoke_time(), one.effect() == v1::Consent::EFFECT_ALLOW)
        << one.DebugString();
}

TEST_F(AtRequest, ANewPhoneIsKeptAtTheDesk) {
  const auto status = SetTelling(desk_, Telling("+32470123456"));
  ASSERT_TRUE(status.ok()) << status.error_message();
  v1::GetTellingResponse kept;
  ASSERT_TRUE(
      Call(&v1::Notifications::Stub::GetTelling, person_, v1::GetTellingRequest(), &kept).ok());
  EXPECT_EQ(kept.telling().contact().address(), "+32470123456");
  EXPECT_NE(ReasonOf(Call(&v1::Notifications::Stub::GetTelling, desk_, v1::GetTellingRequest())),
            "")
      << "what stands there the desk is not shown";
  v1::SetTellingRequest nothing = Telling("");
  nothing.mutable_telling()->Clear();
  EXPECT_EQ(ReasonOf(SetTelling(desk_, nothing)), "INVALID") << "it would take all away";
  v1::SetTellingRequest wrong = Telling("no number");
  EXPECT_EQ(ReasonOf(SetTelling(desk_, wrong)), "INVALID");
}

// Whoever heard the word and saw the card could have the codes sent to a phone of their own, and be the person.
TEST_F(AtRequest, AttackADeskThatGivesItsOwnNumber) {
  ASSERT_TRUE(SetTelling(desk_, Telling("+32470555001")).ok());
  const auto send_code = [&] {
    v1::SendCodeRequest request;
    request.set_card_code(opened_.card);
    v1::SendCodeResponse ignored;
    EXPECT_TRUE(Call(&v1::Sessions::Stub::SendCode, "", request, &ignored).ok());
  };
  const auto codes_at = [](const std::string& number) {
    std::size_t count = 0;
    for (const std::string& text : Phone(number)) count += text.find("code") != text.npos;
    return count;
  };
  send_code();
  v1::ProposeConsentRequest propose = BundleFor(house_);
  *propose.mutable_context() = Card(opened_.card);
  propose.set_send_code(true);
  ASSERT_TRUE(Call(&v1::Consents::Stub::ProposeConsent, desk_, propose).ok());
  v1::SendRelationCodeRequest relate;
  relate.set_request_id(NewRequestId());
  *relate.mutable_context() = Card(opened_.card);
  ASSERT_TRUE(Call(&v1::Relations::Stub::SendRelationCode, desk_, relate).ok());
  // The person, by passkey, says that it is theirs: what was to be sent before would be there by now too.
  v1::SetTellingRequest own = Telling("+32470555001");
  own.clear_at_desk();
  own.set_chosen_word("kastanje");
  ASSERT_TRUE(SetTelling(person_, own).ok());
  send_code();
  programs::Await([&] { return codes_at("+32470555001") > 0; });
  EXPECT_EQ(codes_at("+32470555001"), 1U);
  // And to say the same again at a desk takes nothing away.
  ASSERT_TRUE(SetTelling(desk_, Telling("+32470555001")).ok());
  send_code();
  programs::Await([&] { return codes_at("+32470555001") > 1; });
  EXPECT_EQ(codes_at("+32470555001"), 2U);
}

TEST_F(AtRequest, TheHelpLineStopsMessagesAndAClosedPlaceStaysClosed) {
  v1::SetTellingRequest own = Telling("+32470555002");
  own.clear_at_desk();
  own.set_chosen_word("kastanje");
  own.mutable_telling()->set_closed_place(true);
  ASSERT_TRUE(SetTelling(person_, own).ok());
  EXPECT_EQ(ReasonOf(SetTelling(help_line_, Telling("+32470555003"))), "INVALID")
      << "by telephone a card cannot be seen";
  ASSERT_TRUE(SetTelling(desk_, Telling("+32470555003")).ok());
  v1::GetTellingResponse kept;
  const auto look = [&] {
    ASSERT_TRUE(
        Call(&v1::Notifications::Stub::GetTelling, person_, v1::GetTellingRequest(), &kept).ok());
  };
  look();
  EXPECT_TRUE(kept.telling().closed_place());
  v1::SetTellingRequest stop = Telling("");
  stop.mutable_telling()->mutable_contact()->set_channel(v1::CHANNEL_MEETING);
  const auto status = SetTelling(help_line_, stop);
  ASSERT_TRUE(status.ok()) << status.error_message();
  look();
  EXPECT_EQ(kept.telling().contact().channel(), v1::CHANNEL_MEETING);
  const std::string prison =
      AddHouse("Prison de Saint-Gilles", v1::Organisation::TELLS_OF_DETENTION);
  const std::string care = AddProfessional(prison, "prison_health_care");
  EXPECT_EQ(ReasonOf(SetTelling(Token(care), Telling("+32470555004"))), "NOT_OPEN");
}

// Whom the person shut out does nothing in their name, and does not learn that they are shut out.
TEST_F(AtRequest, AttackByWhomThePersonShutOut) {
  const std::string id = AddProfessional(house_, "hospital_social_worker");
  ExcludeOne(person_, id);
  const auto refused = Revoke(Token(id), TakingBack());
  EXPECT_EQ(AllOf(refused), AllOf(Revoke(desk_, TakingBack("another"))));
  EXPECT_TRUE(Read().ok());
}

// Without the card and the word nothing happens, and nothing tells what was wrong, or whether there is a file.
TEST_F(AtRequest, AttackWithoutTheCardAndTheWord) {
  SystemRandom random;
  v1::RevokeConsentRequest nobodys = TakingBack();
  nobodys.mutable_at_desk()->mutable_context()->set_card_code(
      dossier::CardCodeOf(random.NextKey(), DossierId::New(random)));
  const OpenedDossier silent = Open(worker_);
  v1::RevokeConsentRequest without_word = TakingBack();
  without_word.mutable_at_desk()->mutable_context()->set_card_code(silent.card);
  const grpc::Status refusals[] = {Revoke(desk_, TakingBack("another")), Revoke(desk_, nobodys),
                                   Revoke(desk_, without_word),
                                   SetTelling(desk_, Telling("+32470123456", "another"))};
  for (const grpc::Status& refusal : refusals) {
    EXPECT_EQ(ReasonOf(refusal), "WRONG_STATE");
    EXPECT_EQ(AllOf(refusal), AllOf(refusals[0]));
  }
  EXPECT_TRUE(Read().ok());

  v1::RevokeConsentRequest by_id = TakingBack();
  by_id.mutable_at_desk()->mutable_context()->set_dossier_id(opened_.id);
  EXPECT_EQ(ReasonOf(Revoke(desk_, by_id)), "INVALID") << "an id is no card";
  EXPECT_EQ(ReasonOf(Revoke(desk_, TakingBack(""))), "INVALID");
  EXPECT_EQ(ReasonOf(SetTelling(desk_, Telling("+32470123456", ""))), "INVALID");
  EXPECT_TRUE(Read().ok());
}

TEST_F(AtRequest, AttackByThoseWhoServeNobody) {
  const std::string officer = Token(AddProfessional(house_, "privacy_officer"));
  for (const std::string& token : {officer, Witness(), person_})
    EXPECT_EQ(ReasonOf(Revoke(token, TakingBack())), "NOT_OPEN");
  EXPECT_EQ(ReasonOf(Revoke(Token(tree().made().operator_id), TakingBack())), "NOT_OPEN");
  EXPECT_TRUE(Read().ok());
  // The help line reaches nothing else, whoever agreed to it.
  EXPECT_EQ(ReasonOf(Call(&v1::Dossiers::Stub::GetDossier, help_line_, ReadOf(opened_.id))),
            "NOT_OPEN");
  EXPECT_EQ(ReasonOf(Call(&v1::Consents::Stub::ProposeConsent, help_line_, BundleFor(house_))),
            "NOT_OPEN");
  EXPECT_EQ(ReasonOf(Call(&v1::Relations::Stub::ProveRelation, help_line_,
                          ByCard(opened_.card, "kastanje"))),
            "NOT_OPEN");
}

TEST_F(AtRequest, AttackByGuessingTheWordAtADesk) {
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(ReasonOf(Revoke(desk_, TakingBack("guess " + std::to_string(i)))), "WRONG_STATE");
  EXPECT_EQ(ReasonOf(Revoke(desk_, TakingBack())), "BUSY") << "three an hour by one caller";
  EXPECT_EQ(ReasonOf(SetTelling(desk_, Telling("+32470123456"))), "BUSY") << "whatever for";
  EXPECT_EQ(
      ReasonOf(Call(&v1::Relations::Stub::ProveRelation, desk_, ByCard(opened_.card, "kastanje"))),
      "BUSY");
  EXPECT_TRUE(Revoke(help_line_, TakingBack()).ok()) << "another helps still";
}

}  // namespace
}  // namespace relais
