// An SMS gateway that takes every request and answers none: relaisd serves reads as if it were not there,
// and what is owed leaves once it answers.
#include <algorithm>
#include <fstream>
#include <mutex>

#include "relais/v1/notifications.grpc.pb.h"
#include "services/base/http_server.h"
#include "tests/end_to_end/fixture.h"
#include "tests/notification/program.h"

namespace relais {
namespace {

using programs::Await;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr int kReads = 50;

// Holds what it is asked until Answer().
class HangingGateway {
 public:
  HangingGateway() {
    auto server = HttpServer::Start(
        {.listen = "127.0.0.1:0"},
        [this](const HttpRequest& request, std::shared_ptr<HttpReply> reply) {
          const std::string text = ParseQuery(request.target).at("text");
          const std::lock_guard lock(mutex_);
          numbers_.push_back(std::stoull(text.substr(text.find_first_of("0123456789"))));
          held_.push_back(std::move(reply));
          if (answers_) AnswerHeld();
        });
    server_ = std::move(server).value();
  }
  ~HangingGateway() { Answer(); }  // no reply outlives the server
  // What is held, and from now on at once.
  void Answer() {
    const std::lock_guard lock(mutex_);
    answers_ = true;
    AnswerHeld();
  }
  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(server_->port()) + "/cgi-bin/sendsms";
  }
  // Of the notices that it was asked to send, in the order in which they came.
  std::vector<std::uint64_t> numbers() const {
    const std::lock_guard lock(mutex_);
    return numbers_;
  }

 private:
  void AnswerHeld() {
    for (const auto& reply : held_) reply->Send({202, "0: Accepted for delivery"});
    held_.clear();
  }
  mutable std::mutex mutex_;
  bool answers_ = false;
  std::vector<std::uint64_t> numbers_;
  std::vector<std::shared_ptr<HttpReply>> held_;
  std::unique_ptr<HttpServer> server_;  // last: it calls the others
};

class WithAHangingGateway : public EndToEnd {
 protected:
  static void SetUpTestSuite() {}
  static void TearDownTestSuite() {}
  void SetUp() override {
    world_ = std::make_unique<World>();
    std::ofstream(tree() / "keys/sms.password") << "secret\n";
    std::filesystem::permissions(tree() / "keys/sms.password", std::filesystem::perms(0600));
    std::ofstream(tree() / "relaisd.toml", std::ios::app)
        << "[sms]\nurl = \"" << gateway_.url()
        << "\"\nuser = \"relais\"\npassword_file = \"keys/sms.password\"\nfrom = \"1000\"\n"
        << "listen = \"127.0.0.1:0\"\n";
    relaisd_ = std::make_unique<Relaisd>(tree());
    world_->channel = NewChannel(relaisd_->port(), Certificate());
    const std::string house = AddHouse("Hôpital Sainte-Anne");
    worker_ = Token(AddProfessional(house, "hospital_social_worker"));
    const OpenedDossier opened = Open(worker_, "kastanje");
    dossier_ = opened.id;
    person_ = Token(opened.person);
    Grant(person_, house);
  }
  void TearDown() override {
    relaisd_.reset();
    EndToEnd::TearDownTestSuite();
  }
  grpc::Status TellBySms() const {
    v1::SetTellingRequest request;
    request.set_request_id(NewRequestId());
    request.set_chosen_word("kastanje");
    v1::Telling& telling = *request.mutable_telling();
    telling.mutable_contact()->set_channel(v1::CHANNEL_SMS);
    telling.mutable_contact()->set_address("+32470000001");
    telling.mutable_contact()->set_language("nl");
    telling.set_seen_by(v1::Telling::SEEN_BY_NOBODY_ELSE);
    telling.set_pace(v1::Telling::PACE_EACH);
    telling.set_quiet_from(0);
    telling.set_quiet_until(0);
    return Call(&v1::Notifications::Stub::SetTelling, person_, request);
  }
  // How long each read took, the shortest first.
  std::vector<steady_clock::duration> Reads() const {
    std::vector<steady_clock::duration> took;
    for (int i = 0; i < kReads; ++i) {
      const auto start = steady_clock::now();
      EXPECT_TRUE(Call(&v1::Dossiers::Stub::GetDossier, worker_, ReadOf(dossier_)).ok());
      took.push_back(steady_clock::now() - start);
    }
    std::ranges::sort(took);
    return took;
  }
  v1::Access NewestRead() const {
    const auto log = AllAccesses(person_);
    const auto read = std::ranges::find(log, "Dossiers.GetDossier", &v1::Access::method);
    return read == log.end() ? v1::Access() : *read;
  }

  HangingGateway gateway_;
  std::unique_ptr<Relaisd> relaisd_;
  std::string worker_, dossier_, person_;
};

TEST_F(WithAHangingGateway, ReadsAreAsFastAndTheWordComesOnceItAnswers) {
  const auto idle = Reads();
  ASSERT_TRUE(TellBySms().ok());
  ASSERT_TRUE(Await([&] { return !gateway_.numbers().empty(); })) << "it is being asked";
  const auto hanging = Reads();
  EXPECT_LT(hanging[kReads / 2], 5 * idle[kReads / 2] + milliseconds(20));
  // Half of what the gateway is waited for: not one read waited with it.
  EXPECT_LT(hanging.back(), milliseconds(2500));
  const v1::Access due = NewestRead();
  EXPECT_NE(due.told(), v1::Access::TOLD_SENT);
  EXPECT_LT(gateway_.numbers().front(), due.number()) << "the reads came while it hung";
  gateway_.Answer();
  EXPECT_TRUE(Await([&] { return NewestRead().told() == v1::Access::TOLD_SENT; }, seconds(40)));
  EXPECT_EQ(gateway_.numbers().back(), due.number());
}

}  // namespace
}  // namespace relais
