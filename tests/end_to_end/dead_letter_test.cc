// Messages that a gateway will never deliver: what the operator is shown of them, by call and by command,
// and that they go out once more under the same number.
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <mutex>

#include "relais/v1/notifications.grpc.pb.h"
#include "services/base/http_server.h"
#include "services/relaisd/relais_server.h"
#include "tests/end_to_end/fixture.h"
#include "tests/notification/program.h"

namespace relais {
namespace {

using google::protobuf::util::MessageDifferencer;
using grpc::StatusCode;
using programs::Await;
using NotificationStub = v1::Notifications::Stub;

constexpr char kPhone[] = "+32470000001";

// An SMS gateway that takes what it is given, or refuses it for good.
class SmsGateway {
 public:
  struct Given {
    std::string to, text, report_url;
    // Up to which entry it tells.
    int Number() const { return std::atoi(text.c_str() + text.find_first_of("0123456789")); }
  };
  SmsGateway() {
    auto server = HttpServer::Start(
        {.listen = "127.0.0.1:0"}, Plain([this](const HttpRequest& request) {
          const auto query = ParseQuery(request.target);
          const std::lock_guard lock(mutex_);
          given_.push_back({query.at("to"), query.at("text"), query.at("dlr-url")});
          return refuses ? HttpAnswer{400, "no such number"} : HttpAnswer{202, "0: Accepted"};
        }));
    server_ = std::move(server).value();
  }
  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(server_->port()) + "/cgi-bin/sendsms";
  }
  std::vector<Given> given() const {
    const std::lock_guard lock(mutex_);
    return given_;
  }
  // What it was given, as soon as that is so much.
  std::vector<Given> Awaited(std::size_t count) const {
    EXPECT_TRUE(Await([&] { return given().size() >= count; })) << given().size();
    return given();
  }
  std::atomic<bool> refuses = true;

 private:
  mutable std::mutex mutex_;
  std::vector<Given> given_;
  std::unique_ptr<HttpServer> server_;  // last: it calls the others
};

// A server for each test: an operator sees the letters of all.
class DeadLetters : public EndToEnd {
 protected:
  static void SetUpTestSuite() {}
  static void TearDownTestSuite() {}
  void SetUp() override {
    world_ = std::make_unique<World>();
    Configure();
    auto server = relaisd::RelaisServer::Start(
        tree().config(), {.on_fatal = [](const Error& error) { ADD_FAILURE() << error.message; }});
    ASSERT_TRUE(server) << server.error().message;
    world_->server = *std::move(server);
    world_->channel = NewChannel(world_->server->port(), Certificate());
    house_ = AddHouse("Hôpital Sainte-Anne");
    worker_ = Token(AddProfessional(house_, "hospital_social_worker"));
    operator_ = Token(tree().made().operator_id);
  }
  void TearDown() override { EndToEnd::TearDownTestSuite(); }

  void Configure() const {
    std::ofstream(tree() / "keys/sms.password") << "secret\n";
    std::filesystem::permissions(tree() / "keys/sms.password", std::filesystem::perms(0600));
    // For reports: a port that was free a moment ago.
    const auto free = HttpServer::Start({.listen = "127.0.0.1:0"}, nullptr);
    std::ofstream(tree() / "relaisd.toml", std::ios::app)
        << "[sms]\nurl = \"" << gateway_.url()
        << "\"\nuser = \"relais\"\npassword_file = \"keys/sms.password\"\nfrom = \"1000\"\n"
        << "listen = \"127.0.0.1:" << (*free)->port() << "\"\n";
  }
  // Opens a file of somebody who is told by SMS: of the opening, at once.
  OpenedDossier OpenAndTell(const std::string& phone = kPhone) const {
    const OpenedDossier opened = Open(worker_, "kastanje");
    v1::SetTellingRequest request;
    request.set_request_id(NewRequestId());
    request.set_chosen_word("kastanje");
    v1::Telling& telling = *request.mutable_telling();
    telling.mutable_contact()->set_channel(v1::CHANNEL_SMS);
    telling.mutable_contact()->set_address(phone);
    telling.mutable_contact()->set_language("nl");
    telling.set_seen_by(v1::Telling::SEEN_BY_NOBODY_ELSE);
    telling.set_pace(v1::Telling::PACE_EACH);
    telling.set_quiet_from(0);
    telling.set_quiet_until(0);
    EXPECT_TRUE(Call(&NotificationStub::SetTelling, Token(opened.person), request).ok());
    return opened;
  }
  static grpc::Status List(const std::string& token, v1::ListDeadLettersResponse* page,
                           const v1::ListDeadLettersRequest& request = {}) {
    return Call(&NotificationStub::ListDeadLetters, token, request, page);
  }
  v1::ListDeadLettersResponse Dead() const {
    v1::ListDeadLettersResponse page;
    const auto status = List(operator_, &page);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return page;
  }
  // The only one, as soon as it is there.
  v1::DeadLetter TheOne() const {
    Await([&] { return Dead().dead_letters_size() > 0; });
    const auto page = Dead();
    EXPECT_EQ(page.dead_letters_size(), 1);
    return page.dead_letters_size() == 1 ? page.dead_letters(0) : v1::DeadLetter();
  }
  static grpc::Status Requeue(const std::string& token, const std::string& id) {
    v1::RequeueDeadLetterRequest request;
    request.set_request_id(NewRequestId());
    request.set_id(id);
    return Call(&NotificationStub::RequeueDeadLetter, token, request);
  }
  // The same word left again, and is gone from the list.
  void ExpectDeliveredLike(const SmsGateway::Given& first, std::size_t count) const {
    const auto given = gateway_.Awaited(count);
    ASSERT_EQ(given.size(), count);
    EXPECT_EQ(given.back().to, first.to);
    EXPECT_GT(given.back().Number(), 0) << given.back().text;
    EXPECT_EQ(given.back().Number(), first.Number());
    EXPECT_EQ(Dead().dead_letters_size(), 0);
  }

  // The operator has it tried again, and that is the second message: what others did sent none.
  void ExpectNothingLeftBefore(const v1::DeadLetter& letter) {
    gateway_.refuses = false;
    ASSERT_TRUE(Requeue(operator_, letter.id()).ok());
    EXPECT_EQ(gateway_.Awaited(2).size(), 2U);
  }
  struct Said {
    int code;
    std::string text;
  };
  // relais-admin, as whoever this profile in the tree is of.
  static Said Admin(const std::string& profile, std::vector<std::string> words) {
    words.insert(words.begin(), {RELAIS_BIN_DIR "/relais-admin", "--as", tree() / profile});
    programs::Program program(words, tree() / "admin.out");
    const int code = program.Code(std::chrono::seconds(20));
    return {code, program.Output()};
  }
  // The tools' own certificate, which is no operator's.
  static void MakeClientProfile() {
    std::string profile = tree().Read("operator.toml");
    for (std::size_t at; (at = profile.find("operator.")) != profile.npos;)
      profile.replace(at, 9, "client.");
    std::ofstream(tree() / "client.toml") << profile;
  }

  SmsGateway gateway_;
  std::string house_, worker_, operator_;
};

TEST_F(DeadLetters, TheOperatorSeesThatThereIsOneAndNothingOfIt) {
  const OpenedDossier opened = OpenAndTell();
  v1::DeadLetter letter = TheOne();
  EXPECT_EQ(letter.channel(), v1::CHANNEL_SMS);
  EXPECT_EQ(letter.attempts(), 1U);
  EXPECT_NEAR(static_cast<double>(letter.end_time().seconds()),
              static_cast<double>(std::time(nullptr)), 60);
  EXPECT_EQ(letter.id().size(), 32U);
  EXPECT_NE(letter.id(), ToHex(DossierId::Parse(opened.id)->view()));
  letter.clear_id();
  letter.clear_channel();
  letter.clear_attempts();
  letter.clear_end_time();
  EXPECT_EQ(letter.ByteSizeLong(), 0U) << "and nothing else: " << letter.ShortDebugString();
  const auto log = AllAccesses(Token(opened.person));
  const auto failed = std::ranges::find(log, "Telling.Failed", &v1::Access::method);
  ASSERT_NE(failed, log.end()) << "the person sees that it did not reach them";
  EXPECT_EQ(failed->outcome(), v1::Access::OUTCOME_FAILED);
}

TEST_F(DeadLetters, OnceMoreItIsDeliveredUnderTheSameNumber) {
  const OpenedDossier opened = OpenAndTell();
  const v1::DeadLetter letter = TheOne();
  gateway_.refuses = false;
  ASSERT_TRUE(Requeue(operator_, letter.id()).ok());
  ExpectDeliveredLike(gateway_.given()[0], 2);
  std::vector<v1::Access> log;
  EXPECT_TRUE(Await([&] {
    log = AllAccesses(Token(opened.person));
    return std::ranges::count(log, "Telling.Sent", &v1::Access::method) == 1;
  }));
  EXPECT_EQ(gateway_.given().size(), 2U) << "once";
  const auto again = Requeue(operator_, letter.id());
  EXPECT_EQ(again.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonOf(again), "INVALID");
}

TEST_F(DeadLetters, WhatTheNetworkReportsAsLostIsOneToo) {
  gateway_.refuses = false;
  OpenAndTell();
  const SmsGateway::Given first = gateway_.Awaited(1).at(0);
  std::string report = first.report_url;
  report.replace(report.find("%d"), 2, "2");
  EXPECT_EQ(HttpGet(report, std::chrono::seconds(5)).value().status, 200);
  ASSERT_TRUE(Requeue(operator_, TheOne().id()).ok());
  ExpectDeliveredLike(first, 2);
}

TEST_F(DeadLetters, RefusedOnceMoreItIsAnother) {
  OpenAndTell();
  const v1::DeadLetter letter = TheOne();
  ASSERT_TRUE(Requeue(operator_, letter.id()).ok());
  ASSERT_EQ(gateway_.Awaited(2).size(), 2U);
  EXPECT_TRUE(Await([&] { return Dead().dead_letters_size() == 1; }));
  const v1::DeadLetter next = TheOne();
  EXPECT_NE(next.id(), letter.id());
  gateway_.refuses = false;
  ASSERT_TRUE(Requeue(operator_, next.id()).ok());
  ExpectDeliveredLike(gateway_.given()[0], 3);
}

TEST_F(DeadLetters, NewestFirstEachOnceOverPages) {
  for (const char* const phone : {"+32470000001", "+32470000002", "+32470000003"})
    OpenAndTell(phone);
  ASSERT_TRUE(Await([&] { return Dead().dead_letters_size() == 3; }));
  std::vector<v1::DeadLetter> listed;
  v1::ListDeadLettersRequest request;
  request.set_page_size(1);
  do {
    v1::ListDeadLettersResponse page;
    ASSERT_TRUE(List(operator_, &page, request).ok());
    ASSERT_LE(page.dead_letters_size(), 1);
    listed.insert(listed.end(), page.dead_letters().begin(), page.dead_letters().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty() && listed.size() < 10);
  ASSERT_EQ(listed.size(), 3U);
  const auto whole = Dead();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(listed[static_cast<std::size_t>(i)].id(), whole.dead_letters(i).id());
    if (i == 0) continue;
    EXPECT_LE(whole.dead_letters(i).end_time(), whole.dead_letters(i - 1).end_time());
  }
  request.set_page_token("AAAA");
  v1::ListDeadLettersResponse page;
  EXPECT_EQ(List(operator_, &page, request).error_code(), StatusCode::INVALID_ARGUMENT);
}

TEST_F(DeadLetters, AttackByWhoIsNoOperator) {
  const OpenedDossier opened = OpenAndTell();
  const v1::DeadLetter letter = TheOne();
  gateway_.refuses = false;
  for (const std::string& token :
       {Token(opened.person), worker_, Token(AddProfessional(house_, "privacy_officer"))}) {
    v1::ListDeadLettersResponse page;
    const auto listed = List(token, &page);
    EXPECT_EQ(listed.error_code(), StatusCode::PERMISSION_DENIED);
    EXPECT_EQ(ReasonOf(listed), "NOT_OPEN");
    EXPECT_EQ(page.dead_letters_size(), 0);
    const auto requeued = Requeue(token, letter.id());
    EXPECT_EQ(requeued.error_code(), StatusCode::PERMISSION_DENIED);
    EXPECT_EQ(AllOf(requeued), AllOf(Requeue(token, std::string(32, '0'))))
        << "nor whether there is such a one";
  }
  v1::ListDeadLettersResponse page;
  EXPECT_EQ(ReasonOf(List("", &page)), "UNAUTHENTICATED") << "the device alone";
  EXPECT_EQ(ReasonOf(Requeue("", letter.id())), "UNAUTHENTICATED");
  EXPECT_EQ(TheOne().id(), letter.id());
  ExpectNothingLeftBefore(letter);
}

TEST_F(DeadLetters, TheCommandShowsTheSameAndTriesOnceMore) {
  const OpenedDossier opened = OpenAndTell();
  const v1::DeadLetter letter = TheOne();
  const Said text = Admin("operator.toml", {"telling", "dead"});
  EXPECT_EQ(text.code, 0);
  EXPECT_TRUE(text.text.starts_with(letter.id() + "  CHANNEL_SMS  tries: 1, ")) << text.text;
  EXPECT_EQ(std::ranges::count(text.text, '\n'), 1);
  for (const std::string& hidden : {std::string("470000001"), std::string("nieuws"),
                                    std::string("Sainte"), opened.id, opened.person})
    EXPECT_EQ(text.text.find(hidden), text.text.npos) << hidden;
  const Said json = Admin("operator.toml", {"telling", "dead", "--output", "json"});
  v1::ListDeadLettersResponse page;
  ASSERT_TRUE(
      google::protobuf::util::JsonStringToMessage(json.text.substr(0, json.text.find('\n')), &page)
          .ok())
      << json.text;
  EXPECT_TRUE(MessageDifferencer::Equals(page, Dead())) << json.text;
  gateway_.refuses = false;
  const Said requeued = Admin("operator.toml", {"telling", "requeue", letter.id()});
  EXPECT_EQ(requeued.code, 0);
  EXPECT_EQ(requeued.text, "it is tried once more\n");
  ExpectDeliveredLike(gateway_.given()[0], 2);
  EXPECT_EQ(Admin("operator.toml", {"telling", "dead"}).text,
            "Every message was delivered, or is on its way.\n");
  EXPECT_EQ(Admin("operator.toml", {"telling", "requeue", letter.id()}).code, 2) << "it is gone";
}

TEST_F(DeadLetters, AttackByCommandWithoutTheOperatorsCertificate) {
  OpenAndTell();
  const v1::DeadLetter letter = TheOne();
  gateway_.refuses = false;
  MakeClientProfile();
  const Said listed = Admin("client.toml", {"telling", "dead"});
  EXPECT_EQ(listed.code, 1);
  EXPECT_EQ(listed.text.find(letter.id()), listed.text.npos) << listed.text;
  EXPECT_EQ(Admin("client.toml", {"telling", "requeue", letter.id()}).code, 1);
  EXPECT_EQ(TheOne().id(), letter.id());
  ExpectNothingLeftBefore(letter);
}

}  // namespace
}  // namespace relais
