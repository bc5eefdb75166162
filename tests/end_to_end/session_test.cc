// Signing in over the whole server: codes and the chosen word, passkeys, invitations; and what whoever
// has the phone, the card, or both, cannot do.
#include <atomic>
#include <ctime>
#include <filesystem>
#include <functional>
#include <thread>

#include "relais/v1/notifications.grpc.pb.h"
#include "services/dossier/card.h"
#include "services/relaisd/relais_server.h"
#include "tests/base/https_client.h"
#include "tests/end_to_end/passkeys.h"
#include "tests/notification/program.h"

namespace relais {
namespace {

using grpc::StatusCode;
using identity::Authenticator;
using identity::Ceremony;

class SessionEndToEnd : public WithPasskeys {
 protected:
  void SetUp() override {
    static int persons = 0;
    number_ = "+3247100" + std::to_string(1000 + ++persons);
    house_ = AddHouse("Hôpital Sainte-Anne");
    worker_ = AddProfessional(house_, "hospital_social_worker");
    opened_ = Open(Token(worker_), "kastanje");
    Grant(Token(opened_.person), house_);
    SetPhone(v1::Telling::SEEN_BY_NOBODY_ELSE);
  }
  void SetPhone(v1::Telling::SeenBy seen_by) const {
    v1::SetTellingRequest request;
    request.set_request_id(NewRequestId());
    auto& telling = *request.mutable_telling();
    telling.mutable_contact()->set_channel(v1::CHANNEL_SMS);
    telling.mutable_contact()->set_address(number_);
    telling.mutable_contact()->set_language("nl");
    telling.set_seen_by(seen_by);
    request.set_chosen_word("kastanje");
    ASSERT_TRUE(Call(&v1::Notifications::Stub::SetTelling, Token(opened_.person), request).ok());
  }

  // What `while_down` does, it does to the files of a stopped server.
  static void Restart(
      const std::function<void()>& while_down = [] {}, relaisd::ServerOptions options = {}) {
    world_->server.reset();
    while_down();
    world_->server = relaisd::RelaisServer::Start(tree().config(), std::move(options)).value();
    world_->channel = NewChannel(world_->server->port(), Certificate());
  }
  // Whether entries of this method owe the person word, by their outcome: newest first.
  static std::vector<bool> Owing(const std::string& token, const std::string& method) {
    std::vector<bool> out;
    for (const v1::Access& access : AllAccesses(token)) {
      if (access.method() == method) out.push_back(access.told() != v1::Access::TOLD_UNSPECIFIED);
    }
    return out;
  }

  // --- By code ---

  static std::string SendCode(const std::string& card) {
    v1::SendCodeRequest request;
    request.set_card_code(card);
    v1::SendCodeResponse response;
    EXPECT_TRUE(Call(&SessionStub::SendCode, "", request, &response).ok());
    return response.sign_in_id();
  }
  // The code of the newest message to the person's phone, once there are `messages`.
  std::string CodeAt(std::size_t messages = 1) const {
    std::vector<std::string> shown;
    for (int i = 0; i < 100 && shown.size() < messages; ++i) shown = CodesOf(Phone(number_));
    EXPECT_EQ(shown.size(), messages);
    return shown.empty() ? "" : shown.back();
  }
  static std::vector<std::string> CodesOf(const std::vector<std::string>& texts) {
    std::vector<std::string> out;
    for (const std::string& text : texts) {
      if (text.starts_with("Uw code: ")) out.push_back(text.substr(9, 6));
    }
    return out;
  }
  static v1::SignInRequest ByCode(const std::string& id, const std::string& code,
                                  const std::string& word) {
    v1::SignInRequest request;
    request.set_request_id(NewRequestId());
    request.mutable_code()->set_sign_in_id(id);
    request.mutable_code()->set_code(code);
    request.mutable_code()->set_chosen_word(word);
    return request;
  }
  v1::SignInResponse PersonIn(const std::string& word) const {
    const std::string id = SendCode(opened_.card);
    v1::SignInResponse response;
    const auto status = SignIn(ByCode(id, CodeAt(), word), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  static grpc::Status ReadLog(const std::string& token) {
    return Call(&v1::Accesses::Stub::ListAccesses, token, v1::ListAccessesRequest());
  }

  // --- By passkey ---

  std::string InviteWorker() const {
    v1::InviteRequest request;
    request.set_request_id(NewRequestId());
    request.set_professional_id(worker_);
    v1::InviteResponse response;
    EXPECT_TRUE(
        Call(&SessionStub::Invite, Token(tree().made().operator_id), request, &response).ok());
    EXPECT_EQ(response.link(), "https://localhost/enrol#" + response.invitation());
    return response.invitation();
  }
  static v1::ListSessionsResponse Sessions(const std::string& token) {
    v1::ListSessionsResponse response;
    EXPECT_TRUE(Call(&SessionStub::ListSessions, token, v1::ListSessionsRequest(), &response).ok());
    return response;
  }
  static grpc::Status End(const std::string& token, const std::string& session) {
    v1::EndSessionRequest request;
    request.set_request_id(NewRequestId());
    request.set_session_id(session);
    return Call(&SessionStub::EndSession, token, request);
  }
  static grpc::Status Remove(const std::string& token, const Authenticator& device) {
    v1::RemovePasskeyRequest request;
    request.set_request_id(NewRequestId());
    request.set_credential_id(device.credential_id());
    return Call(&SessionStub::RemovePasskey, token, request);
  }
  grpc::Status Read(const std::string& token) const {
    return Call(&v1::Dossiers::Stub::GetDossier, token, ReadOf(opened_.id));
  }
  static std::string Refused(const grpc::Status& status) {
    EXPECT_EQ(status.error_code(), StatusCode::UNAUTHENTICATED) << status.error_message();
    return AllOf(status);
  }

  std::string number_, house_, worker_;
  OpenedDossier opened_;
};

TEST_F(SessionEndToEnd, ThePersonSignsInByCodeAndWord) {
  const v1::SignInResponse session = PersonIn("kastanje");
  EXPECT_EQ(session.assurance(), v1::ASSURANCE_WORD);
  EXPECT_TRUE(ReadLog(session.session_token()).ok());
  EXPECT_FALSE(ReadLog(session.session_id()).ok()) << "the id is no secret, and no ticket";
  const auto own = Sessions(session.session_token());
  ASSERT_EQ(own.sessions_size(), 1);
  EXPECT_TRUE(own.sessions(0).current());
  std::string methods;
  for (const v1::Access& access : AllAccesses(session.session_token()))
    methods += access.method() + " ";
  EXPECT_NE(methods.find("Sessions.SignIn"), methods.npos) << methods;
  EXPECT_NE(methods.find("SignIn.CodeSent"), methods.npos) << methods;
}

TEST_F(SessionEndToEnd, AttackWhoeverHasPhoneAndCardLearnsThatThereIsSomethingNewAndNoMore) {
  ASSERT_TRUE(Read(Token(worker_)).ok());
  const v1::SignInResponse session = PersonIn("");
  EXPECT_EQ(session.assurance(), v1::ASSURANCE_PHONE);
  const std::string& token = session.session_token();
  v1::GetNewsResponse news;
  ASSERT_TRUE(Call(&SessionStub::GetNews, token, v1::GetNewsRequest(), &news).ok());
  EXPECT_FALSE(news.help_line().empty());
  EXPECT_TRUE(news.something_new());
  ASSERT_TRUE(ReadLog(Token(opened_.person)).ok());
  ASSERT_TRUE(Call(&SessionStub::GetNews, token, v1::GetNewsRequest(), &news).ok());
  EXPECT_FALSE(news.something_new()) << "the person has seen it";

  v1::RevokeConsentRequest revoke;
  revoke.set_request_id(NewRequestId());
  revoke.set_consent_id(ConsentId(Array<16>{1}).Text());
  v1::AddOwnWordsRequest words;
  words.set_request_id(NewRequestId());
  words.set_text("x");
  v1::SetTellingRequest telling;
  telling.set_request_id(NewRequestId());
  telling.set_chosen_word("kastanje");
  const grpc::Status refusals[] = {
      ReadLog(token),
      Call(&v1::Dossiers::Stub::GetDossier, token, v1::GetDossierRequest()),
      Call(&v1::Dossiers::Stub::AddOwnWords, token, words),
      Call(&v1::Consents::Stub::ListConsents, token, v1::ListConsentsRequest()),
      Call(&v1::Consents::Stub::ProposeConsent, token, BundleFor(house_)),
      Call(&v1::Consents::Stub::RevokeConsent, token, revoke),
      Call(&v1::Notifications::Stub::GetTelling, token, v1::GetTellingRequest()),
      Call(&v1::Notifications::Stub::SetTelling, token, telling),
      Call(&v1::Accesses::Stub::ListObjections, token, v1::ListObjectionsRequest())};
  for (const grpc::Status& refusal : refusals) {
    EXPECT_EQ(ReasonOf(refusal), "NOT_OPEN");
    EXPECT_EQ(AllOf(refusal), AllOf(refusals[0]));
  }
}

class CallBacks : public SessionEndToEnd {
 protected:
  void SetUp() override {
    SessionEndToEnd::SetUp();
    help_line_ = Token(AddProfessional(AddHouse("Hulplijn"), "help_line"));
    for (const auto& line : Waiting()) Take(help_line_, line.dossier_id());
  }
  static grpc::Status AskCall(const std::string& token) {
    v1::AskCallBackRequest request;
    request.set_request_id(NewRequestId());
    return Call(&SessionStub::AskCallBack, token, request);
  }
  static grpc::Status Take(const std::string& token, const std::string& dossier) {
    v1::TakeCallBackRequest request;
    request.set_request_id(NewRequestId());
    request.set_dossier_id(dossier);
    return Call(&SessionStub::TakeCallBack, token, request);
  }
  std::vector<v1::ListCallBacksResponse::Line> Waiting() const {
    v1::ListCallBacksResponse response;
    const auto status =
        Call(&SessionStub::ListCallBacks, help_line_, v1::ListCallBacksRequest(), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return {response.lines().begin(), response.lines().end()};
  }
  std::string help_line_;
};

TEST_F(CallBacks, WhoHasAPhoneAloneIsCalledAndReadsWhoSawIt) {
  const std::string phone = PersonIn("").session_token();
  ASSERT_TRUE(AskCall(phone).ok());
  ASSERT_TRUE(AskCall(phone).ok()) << "twice is once";
  const auto waiting = Waiting();
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0].phone(), number_);
  EXPECT_EQ(waiting[0].language(), "nl");
  EXPECT_LE(std::abs(waiting[0].ask_time().seconds() - std::time(nullptr)), 60);
  EXPECT_EQ(
      ReasonOf(Call(&v1::Dossiers::Stub::GetDossier, help_line_, ReadOf(waiting[0].dossier_id()))),
      "NOT_OPEN");
  ASSERT_TRUE(Take(help_line_, waiting[0].dossier_id()).ok());
  EXPECT_EQ(ReasonOf(Take(help_line_, waiting[0].dossier_id())), "WRONG_STATE");
  EXPECT_TRUE(Waiting().empty());
  const std::string person = Token(opened_.person);
  for (const char* const method : {"Sessions.ListCallBacks", "Sessions.TakeCallBack"}) {
    const auto all = AllAccesses(person);
    const auto seen = std::ranges::find(all, method, &v1::Access::method);
    ASSERT_NE(seen, all.end()) << method;
    EXPECT_EQ(seen->organisation(), "Hulplijn");
    EXPECT_NE(std::ranges::find(seen->rules(), "request"), seen->rules().end());
  }
}

// Whose the file is, and whether there is one, the help line's list tells nobody else; and it calls nobody who did not ask.
TEST_F(CallBacks, AttackOthersSeeNoNumbersAndTakeNoCalls) {
  const std::string phone = PersonIn("").session_token();
  ASSERT_TRUE(AskCall(phone).ok());
  for (const std::string& token : {Token(worker_), phone, Token(opened_.person)}) {
    EXPECT_FALSE(Call(&SessionStub::ListCallBacks, token, v1::ListCallBacksRequest()).ok());
    EXPECT_FALSE(Take(token, opened_.id).ok());
  }
  EXPECT_EQ(AllOf(Take(Token(worker_), opened_.id)),
            AllOf(Take(Token(worker_), "dos_00000000000000000000000000")));
  EXPECT_EQ(ReasonOf(AskCall(Token(worker_))), "WRONG_STATE");
  EXPECT_EQ(Waiting().size(), 1U);
  ASSERT_TRUE(Take(help_line_, opened_.id).ok());
  EXPECT_EQ(AllOf(Take(help_line_, opened_.id)),
            AllOf(Take(help_line_, "dos_00000000000000000000000000")))
      << "no file, and nobody who waits";
  EXPECT_EQ(ReasonOf(Take(help_line_, "")), "INVALID");
}

TEST_F(CallBacks, WhoWantsNoCallAnyMoreGetsNone) {
  const std::string phone = PersonIn("").session_token();
  ASSERT_TRUE(AskCall(phone).ok());
  v1::AskCallBackRequest not_any_more;
  not_any_more.set_request_id(NewRequestId());
  not_any_more.set_no_longer(true);
  ASSERT_TRUE(Call(&SessionStub::AskCallBack, phone, not_any_more).ok());
  EXPECT_TRUE(Waiting().empty());
}

// He works at the help line.
TEST_F(CallBacks, AttackWhomThePersonShutOutSeesNoNumber) {
  const std::string house = AddHouse("Hulplijn Noord");
  const std::string former = Token(AddProfessional(house, "help_line"));
  ASSERT_TRUE(AskCall(PersonIn("").session_token()).ok());
  ExcludeHouse(Token(opened_.person), house);
  v1::ListCallBacksResponse response;
  ASSERT_TRUE(
      Call(&SessionStub::ListCallBacks, former, v1::ListCallBacksRequest(), &response).ok());
  EXPECT_TRUE(response.lines().empty());
  EXPECT_EQ(AllOf(Take(former, opened_.id)), AllOf(Take(former, "dos_00000000000000000000000000")));
  EXPECT_EQ(Waiting().size(), 1U) << "another calls";
}

// He has her phone: from the moment she says so nobody is called there, and he does not learn it.
TEST_F(CallBacks, AttackAPhoneThatSomebodyElseSeesIsNotCalled) {
  const std::string phone = PersonIn("").session_token();
  ASSERT_TRUE(AskCall(phone).ok());
  ASSERT_EQ(Waiting().size(), 1U);
  SetPhone(v1::Telling::SEEN_BY_SOMEBODY_ELSE);
  EXPECT_TRUE(Waiting().empty());
  EXPECT_EQ(ReasonOf(Take(help_line_, opened_.id)), "WRONG_STATE") << "listed before she said so";
  EXPECT_TRUE(AskCall(phone).ok());
  EXPECT_TRUE(Waiting().empty());
  EXPECT_EQ(ReasonOf(AskCall(Token(opened_.person))), "WRONG_STATE");
}

TEST_F(SessionEndToEnd, AttackWhoeverHasPhoneAndCardNeitherSeesNorEndsThePersonsOtherSessions) {
  v1::InviteRequest invite;
  invite.set_request_id(NewRequestId());
  *invite.mutable_context() = ContextOf(opened_.id);
  invite.set_chosen_word("kastanje");
  v1::InviteResponse invitation;
  ASSERT_TRUE(Call(&SessionStub::Invite, Token(worker_), invite, &invitation).ok());
  const v1::SignInResponse own = Enrol(invitation.invitation(), Authenticator());
  const std::string phone = PersonIn("").session_token();
  const auto seen = Sessions(phone);
  ASSERT_EQ(seen.sessions_size(), 1) << "the phone's own";
  EXPECT_TRUE(seen.sessions(0).current());
  EXPECT_EQ(seen.sessions(0).passkey_label(), "");
  EXPECT_EQ(seen.passkeys_size(), 0);
  EXPECT_EQ(ReasonOf(End(phone, own.session_id())), "INVALID");
  EXPECT_TRUE(ReadLog(own.session_token()).ok());
  EXPECT_TRUE(End(phone, "").ok()) << "all that it can see: itself";
  EXPECT_TRUE(ReadLog(own.session_token()).ok());
  EXPECT_EQ(ReadLog(phone).error_code(), StatusCode::UNAUTHENTICATED);
}

// Only whoever saw the log has seen what is new.
TEST_F(SessionEndToEnd, AttackTheNewsAreNotWipedByARefusedLookNorByAsking) {
  ASSERT_TRUE(Read(Token(worker_)).ok());
  const std::string phone = PersonIn("").session_token();
  const auto is_new = [&] {
    v1::GetNewsResponse news;
    EXPECT_TRUE(Call(&SessionStub::GetNews, phone, v1::GetNewsRequest(), &news).ok());
    return news.something_new();
  };
  EXPECT_TRUE(is_new());
  EXPECT_EQ(ReasonOf(ReadLog(phone)), "NOT_OPEN");
  EXPECT_TRUE(is_new());
  ASSERT_TRUE(
      Call(&v1::Accesses::Stub::ListObjections, Token(opened_.person), v1::ListObjectionsRequest())
          .ok());
  EXPECT_TRUE(is_new()) << "the objections are not the log";
  for (int i = 0; i < 1100; ++i) ASSERT_TRUE(is_new()) << i;
  ASSERT_TRUE(ReadLog(Token(opened_.person)).ok());
  EXPECT_FALSE(is_new());
}

TEST_F(SessionEndToEnd, AttackWithPhoneCardAndWordTheMessagesCannotBeTurned) {
  const std::string token = PersonIn("kastanje").session_token();
  v1::SetTellingRequest request;
  request.set_request_id(NewRequestId());
  request.set_chosen_word("kastanje");
  EXPECT_EQ(ReasonOf(Call(&v1::Notifications::Stub::SetTelling, token, request)), "WRONG_STATE");
  v1::InviteRequest invite;
  invite.set_request_id(NewRequestId());
  invite.mutable_context()->set_dossier_id(opened_.id);
  invite.set_chosen_word("kastanje");
  EXPECT_NE(ReasonOf(Call(&SessionStub::Invite, token, invite)), "") << "nor a passkey be added";
  EXPECT_EQ(ReasonOf(Call(&v1::Consents::Stub::ProposeConsent, token, ToTrust("Tom Claes"))),
            "WRONG_STATE")
      << "nor somebody be put beside the person";
}

TEST_F(SessionEndToEnd, AttackWhatFailsTellsNothing) {
  // A card of nobody, of somebody without a phone, and one whose phone somebody else sees.
  SystemRandom random;
  const std::string nobodys = dossier::CardCodeOf(random.NextKey(), DossierId::New(random));
  const OpenedDossier silent = Open(Token(worker_));
  SetPhone(v1::Telling::SEEN_BY_SOMEBODY_ELSE);
  std::string first;
  for (const std::string& card : {opened_.card, silent.card, nobodys}) {
    const std::string id = SendCode(card);
    EXPECT_EQ(id.size(), 32U);
    const std::string refused = Refused(SignIn(ByCode(id, "123456", "kastanje")));
    if (first.empty()) first = refused;
    EXPECT_EQ(refused, first);
  }
  EXPECT_EQ(Refused(SignIn(ByCode(ToHex(View(random.Next<16>())), "123456", ""))), first);
  // A right code with a wrong word is no better than a wrong code.
  SetPhone(v1::Telling::SEEN_BY_NOBODY_ELSE);
  const std::string id = SendCode(opened_.card);
  const std::string code = CodeAt();
  EXPECT_EQ(Refused(SignIn(ByCode(id, code, "another"))), first);
  EXPECT_TRUE(SignIn(ByCode(id, code, "kastanje")).ok()) << "one try is not three";
  EXPECT_EQ(Refused(SignIn(ByCode(id, code, "kastanje"))), first) << "a second time";
  // And none of those by passkey.
  EXPECT_EQ(Refused(SignIn(Asserting(Authenticator(), {.challenge = NewChallenge()}))), first);
}

TEST_F(SessionEndToEnd, AttackAFloodOfCodesLeavesThePersonsOwnGood) {
  const std::string id = SendCode(opened_.card);
  const std::string code = CodeAt();
  for (int i = 0; i < 20; ++i) SendCode(opened_.card);
  EXPECT_TRUE(SignIn(ByCode(id, code, "kastanje")).ok());
  CodeAt(5);
  EXPECT_LE(CodesOf(Phone(number_)).size(), 5U);
}

TEST_F(SessionEndToEnd, AnEndedSessionReadsNothing) {
  const std::string one = PersonIn("kastanje").session_token();
  const std::string id = SendCode(opened_.card);
  v1::SignInResponse two;
  ASSERT_TRUE(SignIn(ByCode(id, CodeAt(2), "kastanje"), &two).ok());
  EXPECT_EQ(Sessions(one).sessions_size(), 2);
  ASSERT_TRUE(End(one, two.session_id()).ok());
  EXPECT_EQ(ReadLog(two.session_token()).error_code(), StatusCode::UNAUTHENTICATED);
  EXPECT_TRUE(ReadLog(one).ok());
  EXPECT_EQ(ReasonOf(End(one, two.session_id())), "INVALID");
  ASSERT_TRUE(End(one, "").ok());
  EXPECT_EQ(ReadLog(one).error_code(), StatusCode::UNAUTHENTICATED);
}

TEST_F(SessionEndToEnd, AProfessionalSignsInByPasskey) {
  const Authenticator device;
  const std::string invitation = InviteWorker();
  EXPECT_EQ(BeginEnrolment(invitation).user_name(), "Nora Peeters, Hôpital Sainte-Anne");
  const v1::SignInResponse first = Enrol(invitation, device);
  EXPECT_EQ(first.assurance(), v1::ASSURANCE_PASSKEY);
  EXPECT_TRUE(Read(first.session_token()).ok());
  v1::SignInResponse session;
  ASSERT_TRUE(
      SignIn(Asserting(device, {.challenge = NewChallenge(), .counter = 3}), &session).ok());
  EXPECT_TRUE(Read(session.session_token()).ok());
  const auto own = Sessions(session.session_token());
  EXPECT_EQ(own.sessions_size(), 2);
  ASSERT_EQ(own.passkeys_size(), 1);
  EXPECT_EQ(own.passkeys(0).label(), "ward 3");

  // Suspended: nothing that was begun goes on, and nothing begins. Nor does it when they are let in again.
  const std::string open = InviteWorker();
  v1::SuspendProfessionalRequest suspend;
  suspend.set_request_id(NewRequestId());
  suspend.set_professional_id(worker_);
  ASSERT_TRUE(
      Call(&v1::Directory::Stub::SuspendProfessional, Token(tree().made().operator_id), suspend)
          .ok());
  EXPECT_FALSE(Read(session.session_token()).ok());
  Refused(SignIn(Asserting(device, {.challenge = NewChallenge(), .counter = 4})));
  v1::ResumeProfessionalRequest resume;
  resume.set_request_id(NewRequestId());
  resume.set_professional_id(worker_);
  ASSERT_TRUE(
      Call(&v1::Directory::Stub::ResumeProfessional, Token(tree().made().operator_id), resume)
          .ok());
  EXPECT_EQ(Read(session.session_token()).error_code(), StatusCode::UNAUTHENTICATED);
  v1::BeginEnrolmentRequest enrol;
  enrol.set_invitation(open);
  Refused(Call(&SessionStub::BeginEnrolment, "", enrol));
  EXPECT_TRUE(SignIn(Asserting(device, {.challenge = NewChallenge(), .counter = 5})).ok());
}

// An older vault that is put back must not bring back what was taken away: the log tells of it.
TEST_F(SessionEndToEnd, AttackAnOlderVaultBringsNothingBack) {
  const Authenticator kept, lost;
  const std::string token = Enrol(InviteWorker(), kept).session_token();
  const std::string taken = Enrol(InviteWorker(), lost).session_token();
  const std::string other = [&] {
    v1::SignInResponse response;
    EXPECT_TRUE(SignIn(Asserting(kept, {.challenge = NewChallenge()}), &response).ok());
    return response.session_token();
  }();
  const auto data = tree().config().data();
  const auto copy = [](const std::filesystem::path& from, const std::filesystem::path& to) {
    std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing);
  };
  Restart([&] { copy(data / "vault.db", data / "older.db"); });
  ASSERT_TRUE(Remove(token, lost).ok());
  ASSERT_TRUE(End(token, other.substr(0, other.find('.'))).ok());
  Restart([&] {
    copy(data / "older.db", data / "vault.db");
    std::filesystem::remove(data / "older.db");
  });
  Refused(SignIn(Asserting(lost, {.challenge = NewChallenge()})));
  for (const std::string& gone : {taken, other})
    EXPECT_EQ(Read(gone).error_code(), StatusCode::UNAUTHENTICATED);
  EXPECT_TRUE(SignIn(Asserting(kept, {.challenge = NewChallenge()})).ok());
}

// A ward's computer that was left as it stood is nobody's; a colleague signs in with their own passkey.
TEST_F(SessionEndToEnd, AProfessionalsSessionThatWasLeftIsOver) {
  const Authenticator device;
  const std::string person = PersonIn("kastanje").session_token();
  const std::string left = Enrol(InviteWorker(), device).session_token();
  relaisd::ServerOptions options;
  options.idle = std::chrono::milliseconds(2500);
  Restart([] {}, std::move(options));
  for (int i = 0; i < 3; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1000));
    ASSERT_TRUE(Read(left).ok()) << "it is used";
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(2600));
  Refused(Read(left));
  Refused(Read(left));
  v1::SignInResponse again;
  ASSERT_TRUE(SignIn(Asserting(device, {.challenge = NewChallenge()}), &again).ok());
  EXPECT_TRUE(Read(again.session_token()).ok());
  EXPECT_TRUE(ReadLog(person).ok()) << "a person's is short, and their own";
  Restart();
}

TEST_F(SessionEndToEnd, AttackWithAPasskeyThatIsNotRight) {
  const Authenticator device, other;
  Enrol(InviteWorker(), device);
  const Bytes used = NewChallenge();
  ASSERT_TRUE(SignIn(Asserting(device, {.challenge = used, .counter = 5})).ok());
  const std::string refused = Refused(SignIn(Asserting(device, {.challenge = used, .counter = 6})));
  const auto same = [&](const char* name, const v1::SignInRequest& request) {
    EXPECT_EQ(Refused(SignIn(request)), refused) << name;
  };
  const auto with = [&](Ceremony ceremony) {
    if (ceremony.challenge.empty()) ceremony.challenge = NewChallenge();
    if (ceremony.counter == 0) ceremony.counter = 7;
    return Asserting(device, ceremony);
  };
  same("a challenge of our own", with({.challenge = Bytes(40, 'x')}));
  same("a challenge for enrolling",
       with({.challenge = BeginEnrolment(InviteWorker()).challenge()}));
  same("another origin", with({.origin = "https://evil.example"}));
  same("another type", with({.type = "webauthn.create"}));
  same("another site's key", with({.rp_id = "evil.example"}));
  same("nobody verified", with({.flags = 1}));
  same("a copy's counter", with({.counter = 5}));
  v1::SignInRequest stolen = Asserting(other, {.challenge = NewChallenge(), .counter = 9});
  stolen.mutable_passkey()->set_credential_id(device.credential_id());
  same("another device's signature", stolen);
  EXPECT_TRUE(SignIn(with({})).ok());
}

TEST_F(SessionEndToEnd, AttackWhatWasUsedIsNotGoodAgainAfterARestart) {
  const Authenticator device;  // of those that do not count
  Enrol(InviteWorker(), device);
  const v1::SignInRequest captured = Asserting(device, {.challenge = NewChallenge()});
  ASSERT_TRUE(SignIn(captured).ok());
  Restart();
  Refused(SignIn(captured));
  EXPECT_TRUE(SignIn(Asserting(device, {.challenge = NewChallenge()})).ok());
}

// Whoever has the phone and the card must not keep the person from the way back, which is the desk.
TEST_F(SessionEndToEnd, AttackWrongWordsByPhoneLeaveTheDeskOpen) {
  for (std::size_t messages = 1; messages <= 2; ++messages) {
    const std::string id = SendCode(opened_.card), code = CodeAt(messages);
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(SignIn(ByCode(id, code, "another")).ok());
  }
  v1::InviteRequest invite;
  invite.set_request_id(NewRequestId());
  *invite.mutable_context() = ContextOf(opened_.id);
  invite.set_chosen_word("kastanje");
  EXPECT_TRUE(Call(&SessionStub::Invite, Token(worker_), invite).ok());
  // And the desk has no more guesses than they.
  for (int i = 0; i < 6; ++i) {
    invite.set_request_id(NewRequestId());
    invite.set_chosen_word("guess" + std::to_string(i));
    EXPECT_EQ(ReasonOf(Call(&SessionStub::Invite, Token(worker_), invite)),
              i < 5 ? "WRONG_STATE" : "BUSY");
  }
}

TEST_F(SessionEndToEnd, AttackAnInvitationIsGoodOnce) {
  const std::string invitation = InviteWorker();
  const Bytes challenge = BeginEnrolment(invitation).challenge();
  Enrol(invitation, Authenticator());
  Refused(SignIn(Enrolling(invitation, Authenticator(), {.challenge = challenge})));
  v1::BeginEnrolmentRequest again;
  again.set_invitation(invitation);
  Refused(Call(&SessionStub::BeginEnrolment, "", again));
  // The newest alone is good: of several, one might be kept back.
  const std::string older = InviteWorker();
  InviteWorker();
  again.set_invitation(older);
  Refused(Call(&SessionStub::BeginEnrolment, "", again));
  // And is none without its seal, or another's.
  again.set_invitation(InviteWorker().substr(0, 30) + invitation.substr(30));
  Refused(Call(&SessionStub::BeginEnrolment, "", again));
}

TEST_F(SessionEndToEnd, APersonGetsAPasskeyAtTheDeskAndIsToldOfIt) {
  v1::InviteRequest request;
  *request.mutable_context() = ContextOf(opened_.id);
  const auto invite = [&](const std::string& word, v1::InviteResponse* response) {
    request.set_request_id(NewRequestId());
    request.set_chosen_word(word);
    return Call(&SessionStub::Invite, Token(worker_), request, response);
  };
  v1::InviteResponse response;
  EXPECT_EQ(ReasonOf(invite("another", &response)), "WRONG_STATE");
  ASSERT_TRUE(invite("kastanje", &response).ok());
  EXPECT_EQ(BeginEnrolment(response.invitation()).user_name().find("Anne"), std::string::npos);
  const Authenticator device;
  const std::string token = Enrol(response.invitation(), device).session_token();
  const auto log = AllAccesses(token);
  const auto invited = std::find_if(log.begin(), log.end(), [](const v1::Access& access) {
    return access.method() == "Sessions.Invite" && access.outcome() == v1::Access::OUTCOME_CHANGED;
  });
  ASSERT_NE(invited, log.end());
  EXPECT_EQ(invited->name(), "Nora Peeters");
  EXPECT_EQ(Sessions(token).passkeys(0).added_at(), house_);
  EXPECT_EQ(Owing(token, "Sessions.SignIn"), std::vector<bool>{true})
      << "whoever added it, the person hears of it";
  // With it the person sets how they are told.
  v1::SetTellingRequest telling;
  telling.set_request_id(NewRequestId());
  telling.set_chosen_word("kastanje");
  EXPECT_TRUE(Call(&v1::Notifications::Stub::SetTelling, token, telling).ok());
  // A passkey that is removed ends what it began.
  ASSERT_TRUE(invite("kastanje", &response).ok());
  ASSERT_TRUE(Remove(token, device).ok());
  EXPECT_EQ(ReadLog(token).error_code(), StatusCode::UNAUTHENTICATED);
  Refused(SignIn(Asserting(device, {.challenge = NewChallenge()})));
  EXPECT_EQ(Owing(Token(opened_.person), "Sessions.RemovePasskey"), std::vector<bool>{true});
  v1::BeginEnrolmentRequest again;
  again.set_invitation(response.invitation());
  Refused(Call(&SessionStub::BeginEnrolment, "", again));
}

TEST_F(SessionEndToEnd, WhoeverOpensAFileGivesThePersonAWayIn) {
  v1::OpenDossierRequest request;
  request.set_request_id(NewRequestId());
  request.set_purpose(v1::PURPOSE_EXIT_PREPARATION);
  request.set_reason("intake");
  v1::OpenDossierResponse opened, again;
  ASSERT_TRUE(Call(&v1::Dossiers::Stub::OpenDossier, Token(worker_), request, &opened).ok());
  ASSERT_TRUE(Call(&v1::Dossiers::Stub::OpenDossier, Token(worker_), request, &again).ok());
  EXPECT_EQ(again.invitation_link(), opened.invitation_link()) << "a repeat makes no second one";
  EXPECT_LE(opened.invitation_expire_time().seconds(), std::time(nullptr) + 3600)
      << "while the person is there";
  const std::string link = opened.invitation_link();
  const std::string invitation = link.substr(link.find('#') + 1);
  const std::string token = Enrol(invitation, Authenticator()).session_token();
  EXPECT_TRUE(ReadLog(token).ok());
  EXPECT_EQ(Sessions(token).passkeys(0).added_at(), house_);
}

TEST_F(SessionEndToEnd, AttackOneDeskInvitesNobodyOfAnothersFile) {
  v1::InviteRequest request;
  request.set_request_id(NewRequestId());
  *request.mutable_context() = ContextOf(opened_.id);
  request.set_chosen_word("kastanje");
  const std::string stranger =
      Token(AddProfessional(AddHouse("Autre maison"), "hospital_social_worker"));
  EXPECT_EQ(ReasonOf(Call(&SessionStub::Invite, stranger, request)), "NOT_OPEN");
  request.set_request_id(NewRequestId());
  request.set_professional_id(worker_);
  EXPECT_EQ(ReasonOf(Call(&SessionStub::Invite, Token(worker_), request)), "NOT_OPEN");
  EXPECT_EQ(ReasonOf(Call(&SessionStub::Invite, Token(opened_.person), request)), "NOT_OPEN");
}

// By the gateway: one neighbour who floods it keeps nobody from ending a session, nor takes a cookie away.
TEST_F(SessionEndToEnd, AttackAFloodOfStrangersLeavesThoseWhoAreSignedInAlone) {
  const std::string ca = tree().Read("tls/ca.pem");
  const auto ask = [&](const std::string& method, const std::string& headers) {
    HttpsClient client(static_cast<unsigned short>(server().https_port()), ca);
    return client.Ask("POST /relais.v1.Sessions/" + method +
                      " HTTP/1.1\r\nHost: localhost\r\nOrigin: https://localhost\r\n"
                      "Connect-Protocol-Version: 1\r\nContent-Type: application/json\r\n"
                      "Content-Length: 2\r\n" +
                      headers + "\r\n{}");
  };
  const std::string token = PersonIn("kastanje").session_token();
  const std::string cookie = "Cookie: __Host-relais=" + token + "\r\n";
  const std::string bearer = "Authorization: Bearer " + token + "\r\n";
  int refused = 0;
  for (int i = 0; i < 200; ++i) refused += ask("BeginPasskey", bearer).result_int() == 429;
  EXPECT_GT(refused, 20) << "a token makes nobody less of a stranger there";
  EXPECT_EQ(ask("ListSessions", cookie).result_int(), 200U);
  EXPECT_EQ(ask("ListSessions", bearer).result_int(), 200U);
  EXPECT_EQ(ask("ListSessions", "").result_int(), 429U);

  const auto gone = ask("ListSessions", "Cookie: __Host-relais=ses_planted\r\n");
  EXPECT_EQ(gone.result_int(), 401U);
  EXPECT_NE(std::string(gone["Set-Cookie"]).find("Max-Age=0"), std::string::npos);
  const std::string wrong = R"({"requestId":"12345678","code":{"signInId":")" +
                            std::string(32, '0') + R"(","code":"123456"}})";
  HttpsClient::Response missed;
  const auto miss = [&] {  // as soon as one more may ask
    HttpsClient client(static_cast<unsigned short>(server().https_port()), ca);
    missed = client.Ask(
        "POST /relais.v1.Sessions/SignIn HTTP/1.1\r\nHost: localhost\r\nOrigin: "
        "https://localhost\r\n"
        "Connect-Protocol-Version: 1\r\nContent-Type: application/json\r\n" +
        cookie + "Content-Length: " + std::to_string(wrong.size()) + "\r\n\r\n" + wrong);
    return missed.result_int() != 429;
  };
  ASSERT_TRUE(programs::Await(miss));
  EXPECT_EQ(missed.result_int(), 401U);
  EXPECT_EQ(missed.count("Set-Cookie"), 0U) << "a code that was mistyped costs no session";
}

TEST_F(SessionEndToEnd, AttackTwoAtOnceWithOneCode) {
  const std::string id = SendCode(opened_.card), code = CodeAt();
  std::atomic<int> signed_in = 0;
  std::vector<std::thread> tries;
  for (int i = 0; i < 4; ++i)
    tries.emplace_back([&] { signed_in += SignIn(ByCode(id, code, "")).ok(); });
  for (std::thread& one : tries) one.join();
  EXPECT_EQ(signed_in, 1);
}

}  // namespace
}  // namespace relais
