// Somebody whom a person trusts: their own sign-in and name, what the person agreed to and nothing else; and
// what a former partner cannot make of it.
#include "relais/v1/notifications.grpc.pb.h"
#include "tests/end_to_end/passkeys.h"

namespace relais {
namespace {

using identity::Authenticator;

class TrustedPersons : public WithPasskeys {
 protected:
  void SetUp() override {
    house_ = AddHouse("Hôpital Sainte-Anne");
    desk_ = Token(AddProfessional(house_, "hospital_social_worker"));
    opened_ = Open(desk_, "kastanje");
    person_ = Token(opened_.person);
    Grant(person_, house_);
  }
  // Tom is trusted, and has a passkey: his session.
  std::string TomIn(const Authenticator& device) {
    const Trusted tom = Trust(person_, desk_, opened_.id, device);
    tom_ = tom.id;
    consent_ = tom.consent;
    return tom.session;
  }
  static grpc::Status Read(const std::string& token, v1::GetDossierResponse* response = nullptr) {
    v1::GetDossierResponse ignored;
    return Call(&v1::Dossiers::Stub::GetDossier, token, v1::GetDossierRequest(),
                response == nullptr ? &ignored : response);
  }
  std::vector<v1::Access> Of(const std::string& method) const {
    std::vector<v1::Access> out;
    for (const v1::Access& access : AllAccesses(person_)) {
      if (access.method() == method && !access.trusted_person_id().empty()) out.push_back(access);
    }
    return out;
  }

  std::string house_, desk_, person_, tom_, consent_;
  OpenedDossier opened_;
};

TEST_F(TrustedPersons, ReadWhatThePersonAgreedToAsThemselves) {
  ASSERT_TRUE(Call(&v1::Dossiers::Stub::RecordStep, desk_, StepOf(opened_.id)).ok());
  const std::string tom = TomIn(Authenticator());
  v1::GetDossierResponse seen;
  const auto status = Read(tom, &seen);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_GT(seen.steps_size(), 0);
  for (const v1::Step& step : seen.steps()) EXPECT_EQ(step.compartment(), v1::COMPARTMENT_SOCIAL);

  const std::vector<v1::Access> entries = Of("Dossiers.GetDossier");
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].name(), "Tom Claes");
  EXPECT_EQ(entries[0].trusted_person_id(), tom_);
  EXPECT_EQ(entries[0].consent_ids(0), consent_);
  EXPECT_EQ(entries[0].rules(0), "trusted");
  EXPECT_FALSE(entries[0].own());
  EXPECT_NE(entries[0].told(), v1::Access::TOLD_UNSPECIFIED) << "the person is owed word of it";

  v1::ListConsentsResponse consents;
  ASSERT_TRUE(
      Call(&v1::Consents::Stub::ListConsents, person_, v1::ListConsentsRequest(), &consents).ok());
  EXPECT_EQ(consents.consents(0).grantee().trusted_person().name(), "Tom Claes");
}

TEST_F(TrustedPersons, AreNamedInTheTextAndKeepTheirName) {
  v1::ProposeConsentResponse proposed;
  ASSERT_TRUE(
      Call(&v1::Consents::Stub::ProposeConsent, person_, ToTrust("Tom Claes"), &proposed).ok());
  EXPECT_NE(proposed.text().find("1. Tom Claes, whom I trust, may see: "), std::string::npos)
      << proposed.text();
  EXPECT_NE(proposed.text().find("\ntrusted tru_"), std::string::npos) << proposed.text();
  TomIn(Authenticator());
  v1::TrustedPerson renamed;
  renamed.set_id(tom_);
  renamed.set_name("Doctor Peeters");
  ASSERT_TRUE(Call(&v1::Consents::Stub::ProposeConsent, person_, ToTrust(renamed), &proposed).ok());
  EXPECT_NE(proposed.text().find("1. Tom Claes, whom I trust"), std::string::npos)
      << proposed.text();
}

// Row of the attack table: the former partner as trusted person. He has his own passkey, a session that is
// open, and knows the word and the card.
TEST_F(TrustedPersons, AttackAFormerPartnerIsShutOutAtOnceAndSignsInNoMore) {
  const Authenticator device;
  const std::string tom = TomIn(device);
  ASSERT_TRUE(Read(tom).ok());
  Revoke(person_, consent_);
  EXPECT_EQ(ReasonOf(Read(tom)), "NOT_OPEN");
  EXPECT_EQ(ReasonOf(Call(&SessionStub::ListSessions, tom, v1::ListSessionsRequest())), "NOT_OPEN");
  EXPECT_EQ(ReasonOf(SignIn(Asserting(device, {.challenge = NewChallenge()}))), "NOT_OPEN");
  const auto tried = Of("Sessions.SignIn");
  ASSERT_FALSE(tried.empty());
  EXPECT_EQ(tried[0].outcome(), v1::Access::OUTCOME_REFUSED)
      << "and the person reads that he tried";

  // An invitation that he kept back opens nothing either.
  v1::InviteResponse invitation;
  ASSERT_TRUE(Call(&SessionStub::Invite, desk_, Inviting(opened_.id, tom_), &invitation).ok());
  const Authenticator another;
  EXPECT_EQ(ReasonOf(SignIn(
                Enrolling(invitation.invitation(), another,
                          {.challenge = BeginEnrolment(invitation.invitation()).challenge()}))),
            "NOT_OPEN");
}

TEST_F(TrustedPersons, AttackTheyActInNothingForThePerson) {
  const std::string tom = TomIn(Authenticator());
  const auto refused = [&](const grpc::Status& status) {
    EXPECT_EQ(ReasonOf(status), "NOT_OPEN") << status.error_message();
  };
  refused(Call(&v1::Consents::Stub::ProposeConsent, tom, ToTrust("Another")));
  refused(Call(&v1::Consents::Stub::ListConsents, tom, v1::ListConsentsRequest()));
  v1::RevokeConsentRequest revoke;
  revoke.set_request_id(NewRequestId());
  revoke.set_consent_id(consent_);
  refused(Call(&v1::Consents::Stub::RevokeConsent, tom, revoke));
  refused(Call(&v1::Accesses::Stub::ListAccesses, tom, v1::ListAccessesRequest()));
  refused(Call(&v1::Notifications::Stub::GetTelling, tom, v1::GetTellingRequest()));
  v1::InviteRequest invite = Inviting(opened_.id, tom_);
  refused(Call(&SessionStub::Invite, tom, invite));
  invite.clear_context();
  invite.set_request_id(NewRequestId());
  refused(Call(&SessionStub::Invite, tom, invite));
  refused(Call(&v1::Dossiers::Stub::RecordStep, tom, StepOf(opened_.id)));
  refused(Call(&v1::Relations::Stub::ProveRelation, tom, ByCard(opened_.card, "kastanje")));

  // He says yes to what the person was asked: with paper, or with his own passkey.
  v1::ProposeConsentResponse proposed;
  ASSERT_TRUE(
      Call(&v1::Consents::Stub::ProposeConsent, person_, ToTrust("Another"), &proposed).ok());
  refused(Call(&v1::Consents::Stub::ConfirmConsent, tom, OnPaper(proposed)));

  // In an emergency's name, at night.
  v1::GetDossierRequest emergency;
  emergency.mutable_context()->set_purpose(v1::PURPOSE_EMERGENCY);
  emergency.mutable_context()->set_reason("emergency");
  refused(Call(&v1::Dossiers::Stub::GetDossier, tom, emergency));

  // Another person's file.
  const OpenedDossier other = Open(desk_);
  EXPECT_EQ(ReasonOf(Call(&v1::Dossiers::Stub::GetDossier, tom, ReadOf(other.id))), "NOT_OPEN");
}

TEST_F(TrustedPersons, AttackNobodyMakesThemselvesOne) {
  // The phone, the card and the word are not enough: a passkey, or a desk.
  TomIn(Authenticator());
  v1::TrustedPerson who;
  who.set_id(tom_);
  const OpenedDossier other = Open(desk_, "kastanje");
  EXPECT_EQ(ReasonOf(Call(&v1::Consents::Stub::ProposeConsent, Token(other.person), ToTrust(who))),
            "INVALID")
      << "of another file";
  for (const char* const name : {"", "two\nlines", "\x1b[2J"}) {
    EXPECT_EQ(ReasonOf(Call(&v1::Consents::Stub::ProposeConsent, person_, ToTrust(name))),
              "INVALID")
        << name;
  }
  // More than to be read.
  auto request = ToTrust("Tom");
  request.mutable_choices(0)->mutable_consent()->add_actions(v1::ACTION_WRITE);
  EXPECT_EQ(ReasonOf(Call(&v1::Consents::Stub::ProposeConsent, person_, request)), "INVALID");
  request = ToTrust("Tom");
  request.mutable_choices(0)->mutable_consent()->set_purposes(0, v1::PURPOSE_EMERGENCY);
  EXPECT_EQ(ReasonOf(Call(&v1::Consents::Stub::ProposeConsent, person_, request)), "INVALID");
  // A house for OWN_ACCESS.
  request = ToTrust("Tom");
  request.mutable_choices(0)->mutable_consent()->mutable_grantee()->set_organisation_id(house_);
  EXPECT_EQ(ReasonOf(Call(&v1::Consents::Stub::ProposeConsent, person_, request)), "INVALID");
  // Two professionals, for somebody who cannot answer.
  request = ToTrust("Tom");
  *request.mutable_context() = ContextOf(opened_.id);
  request.set_unable(true);
  request.mutable_choices(0)->mutable_consent()->set_compartments(0, v1::COMPARTMENT_EXIT);
  request.mutable_choices(0)->mutable_consent()->mutable_end_time()->set_seconds(
      std::time(nullptr) + 24 * 60 * 60);
  EXPECT_EQ(ReasonOf(Call(&v1::Consents::Stub::ProposeConsent, desk_, request)), "INVALID");
  // A desk without the word, and a desk of another file.
  v1::InviteRequest invite = Inviting(opened_.id, tom_);
  invite.set_chosen_word("kastanjes");
  EXPECT_EQ(ReasonOf(Call(&SessionStub::Invite, desk_, invite)), "WRONG_STATE");
  Grant(Token(other.person), house_);
  EXPECT_EQ(ReasonOf(Call(&SessionStub::Invite, desk_, Inviting(other.id, tom_))), "INVALID");
}

}  // namespace
}  // namespace relais
