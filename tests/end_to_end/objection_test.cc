// What comes before an officer, over the whole server: objections, by command and by a reply to a
// message, emergency readings and refusals; to the answer.
#include <array>
#include <fstream>
#include <mutex>
#include <thread>

#include "relais/v1/notifications.grpc.pb.h"
#include "services/base/http_server.h"
#include "services/notification/gateway_door.h"
#include "services/relaisd/relais_server.h"
#include "tests/end_to_end/passkeys.h"

namespace relais {
namespace {

using grpc::StatusCode;
using AccessStub = v1::Accesses::Stub;

class Objections : public WithPasskeys {
 protected:
  void SetUp() override {
    house_ = AddHouse("Hôpital Sainte-Anne");
    worker_id_ = AddProfessional(house_, "hospital_social_worker");
    worker_ = Token(worker_id_);
    officer_ = Token(AddProfessional(house_, "privacy_officer"));
    const OpenedDossier opened = Open(worker_, "kastanje");
    dossier_ = opened.id;
    card_ = opened.card;
    person_ = Token(opened.person);
    Grant(person_, house_);
  }
  grpc::Status Read() { return Call(&v1::Dossiers::Stub::GetDossier, worker_, ReadOf(dossier_)); }
  std::uint64_t NewestRead() {
    for (const auto& access : AllAccesses(person_))
      if (access.method() == "Dossiers.GetDossier") return access.number();
    return 0;
  }
  grpc::Status Object(std::uint64_t number, v1::Decider decider = v1::DECIDER_READERS_HOUSE,
                      const std::string& house = "") {
    v1::ObjectToAccessRequest request;
    request.set_request_id(NewRequestId());
    request.set_number(number);
    request.set_decider(decider);
    request.set_organisation_id(house);
    return Call(&AccessStub::ObjectToAccess, person_, request);
  }
  std::vector<v1::Objection> Own() {
    v1::ListObjectionsResponse response;
    EXPECT_TRUE(
        Call(&AccessStub::ListObjections, person_, v1::ListObjectionsRequest(), &response).ok());
    return {response.objections().begin(), response.objections().end()};
  }
  std::vector<v1::Review> Queue(const std::string& officer) {
    v1::ListReviewsResponse response;
    EXPECT_TRUE(Call(&AccessStub::ListReviews, officer, v1::ListReviewsRequest(), &response).ok());
    return {response.reviews().begin(), response.reviews().end()};
  }
  grpc::Status Decide(const std::string& officer, const std::string& id, bool upheld) {
    v1::DecideReviewRequest request;
    request.set_request_id(NewRequestId());
    request.set_review_id(id);
    request.set_upheld(upheld);
    request.set_answer(upheld ? v1::ANSWER_NO_NEED : v1::ANSWER_PART_OF_THE_WORK);
    return Call(&AccessStub::DecideReview, officer, request);
  }
  grpc::Status Lift(const std::string& id, const std::string& word = "kastanje") {
    v1::LiftObjectionRequest request;
    request.set_request_id(NewRequestId());
    request.set_objection_id(id);
    request.set_chosen_word(word);
    return Call(&AccessStub::LiftObjection, person_, request);
  }

  std::string house_, worker_id_, worker_, officer_, dossier_, card_, person_;
};

TEST_F(Objections, TheReaderIsShutOutAtOnceAndLetInWhenItIsRejected) {
  ASSERT_TRUE(Read().ok());
  ASSERT_TRUE(Object(NewestRead()).ok());
  EXPECT_EQ(ReasonOf(Read()), "NOT_OPEN");
  const auto queue = Queue(officer_);
  ASSERT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue[0].name(), "Nora Peeters");
  EXPECT_EQ(queue[0].reason(), "discharge_planning");
  EXPECT_EQ(queue[0].due_time().seconds() - queue[0].create_time().seconds(), 30 * 24 * 3600);
  ASSERT_TRUE(Decide(officer_, queue[0].id(), false).ok());
  EXPECT_TRUE(Read().ok());
  EXPECT_TRUE(Queue(officer_).empty());
  ASSERT_EQ(Own().size(), 1U);
  EXPECT_EQ(Own()[0].state(), v1::Objection::STATE_REJECTED);
  EXPECT_EQ(Own()[0].answer(), v1::ANSWER_PART_OF_THE_WORK);
  const auto entries = AllAccesses(person_);
  EXPECT_TRUE(std::any_of(entries.begin(), entries.end(), [](const auto& access) {
    return access.method() == "Accesses.DecideReview" && access.profession() == "privacy_officer";
  })) << "the person sees who decided";
}

TEST_F(Objections, UpheldItStaysClosedUntilThePersonLiftsIt) {
  ASSERT_TRUE(Read().ok());
  ASSERT_TRUE(Object(NewestRead()).ok());
  ASSERT_TRUE(Decide(officer_, Queue(officer_)[0].id(), true).ok());
  EXPECT_EQ(ReasonOf(Read()), "NOT_OPEN");
  const std::string id = Own()[0].id();
  EXPECT_EQ(Lift(id, "wrong").error_code(), StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(Read()), "NOT_OPEN");
  ASSERT_TRUE(Lift(id).ok());
  EXPECT_TRUE(Read().ok());
  EXPECT_EQ(Lift(id).error_code(), StatusCode::INVALID_ARGUMENT) << "once";
}

TEST_F(Objections, AttackTheQueueShowsNoContentAndNobody) {
  v1::GetDossierRequest health = ReadOf(dossier_);
  health.add_compartments(v1::COMPARTMENT_HEALTH);
  health.add_compartments(v1::COMPARTMENT_SOCIAL);
  ASSERT_TRUE(Call(&v1::Dossiers::Stub::GetDossier, worker_, health).ok());
  ASSERT_TRUE(Object(NewestRead()).ok());
  const auto queue = Queue(officer_);
  ASSERT_EQ(queue.size(), 1U);
  EXPECT_TRUE(queue[0].restricted());
  ASSERT_EQ(queue[0].asked_size(), 1);
  EXPECT_EQ(queue[0].asked(0), v1::COMPARTMENT_SOCIAL) << "not even that health was asked for";
  EXPECT_EQ(queue[0].SerializeAsString().find(dossier_), std::string::npos);
  EXPECT_EQ(ReasonOf(Call(&v1::Dossiers::Stub::GetDossier, officer_, ReadOf(dossier_))),
            "NOT_OPEN");
}

TEST_F(Objections, AttackNobodyElseDecides) {
  ASSERT_TRUE(Read().ok());
  const std::string other_house = AddHouse("Ombuds");
  const std::string other = Token(AddProfessional(other_house, "privacy_officer"));
  ASSERT_TRUE(Object(NewestRead(), v1::DECIDER_OMBUDS, other_house).ok());
  EXPECT_TRUE(Queue(officer_).empty()) << "the person chose another house";
  const auto queue = Queue(other);
  ASSERT_EQ(queue.size(), 1U);
  EXPECT_FALSE(Decide(officer_, queue[0].id(), false).ok());
  EXPECT_EQ(ReasonOf(Decide(worker_, queue[0].id(), false)), "NOT_OPEN");
  EXPECT_EQ(ReasonOf(Decide(person_, queue[0].id(), false)), "NOT_OPEN");
  EXPECT_EQ(AllOf(Decide(officer_, queue[0].id(), false)),
            AllOf(Decide(officer_, "rev_00000000000000000000000000", false)))
      << "another house's and none look alike";
  EXPECT_EQ(ReasonOf(Read()), "NOT_OPEN");
  EXPECT_TRUE(Decide(other, queue[0].id(), true).ok());
  EXPECT_FALSE(Decide(other, queue[0].id(), false).ok()) << "it was decided";
}

// Each of those who can decide is another house, with somebody in it who does.
TEST_F(Objections, AttackADeciderWhoIsTheReadersOwnHouseOrNobody) {
  ASSERT_TRUE(Read().ok());
  const std::string empty = AddHouse("Commission");
  const std::string left = AddHouse("Autorité");
  const std::string gone = AddProfessional(left, "privacy_officer");
  v1::SuspendProfessionalRequest suspend;
  suspend.set_request_id(NewRequestId());
  suspend.set_professional_id(gone);
  ASSERT_TRUE(
      Call(&v1::Directory::Stub::SuspendProfessional, Token(tree().made().operator_id), suspend)
          .ok());
  for (const auto decider : {v1::DECIDER_OTHER_HOUSE, v1::DECIDER_OMBUDS,
                             v1::DECIDER_DATA_AUTHORITY, v1::DECIDER_PRISON_COMMISSION}) {
    for (const std::string& house : {house_, empty, left})
      EXPECT_EQ(ReasonOf(Object(NewestRead(), decider, house)), "INVALID") << decider;
  }
  EXPECT_TRUE(Read().ok()) << "nothing was changed";
  const std::string ombuds = AddHouse("Médiation");
  const std::string officer = Token(AddProfessional(ombuds, "privacy_officer"));
  ASSERT_TRUE(Object(NewestRead(), v1::DECIDER_PRISON_COMMISSION, ombuds).ok());
  ASSERT_EQ(Queue(officer).size(), 1U);
  EXPECT_EQ(Own()[0].decider(), v1::DECIDER_PRISON_COMMISSION);
}

TEST_F(Objections, BadInputChangesNothing) {
  ASSERT_TRUE(Read().ok());
  EXPECT_EQ(Object(0).error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Object(100'000).error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Object(2).error_code(), StatusCode::INVALID_ARGUMENT) << "the person's own entry";
  EXPECT_EQ(Object(NewestRead(), v1::DECIDER_UNSPECIFIED).error_code(),
            StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Object(NewestRead(), v1::DECIDER_OMBUDS).error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Object(NewestRead(), v1::DECIDER_OMBUDS, "org_00000000000000000000000000").error_code(),
            StatusCode::INVALID_ARGUMENT);
  EXPECT_TRUE(Read().ok());
  EXPECT_TRUE(Own().empty());
}

TEST_F(Objections, ASecondObjectionToTheSameReaderIsTheFirst) {
  ASSERT_TRUE(Read().ok());
  ASSERT_TRUE(Read().ok());
  ASSERT_TRUE(Object(NewestRead()).ok());
  ASSERT_TRUE(Object(NewestRead()).ok());
  EXPECT_EQ(Own().size(), 1U);
}

// An emergency team that the person lets read the emergency sheet.
class EmergencyReviews : public Objections {
 protected:
  void SetUp() override {
    Objections::SetUp();
    hospital_ = AddHouse("Hôpital Saint-Jean");
    physician_ = Token(AddProfessional(hospital_, "emergency_physician"));
    their_officer_ = Token(AddProfessional(hospital_, "privacy_officer"));
    v1::ProposeConsentRequest request = BundleFor(hospital_);
    auto& consent = *request.mutable_choices(0)->mutable_consent();
    consent.add_compartments(v1::COMPARTMENT_EMERGENCY);
    consent.mutable_grantee()->set_organisation_id(hospital_);
    consent.add_actions(v1::ACTION_READ);
    consent.add_purposes(v1::PURPOSE_EMERGENCY);
    consent.set_effect(v1::Consent::EFFECT_ALLOW);
    consent.mutable_end_time()->set_seconds(time(nullptr) + 30 * 24 * 3600);
    Agree(person_, request);
  }
  grpc::Status ReadInAnEmergency() {
    v1::GetDossierRequest request = ReadOf(dossier_);
    request.mutable_context()->set_purpose(v1::PURPOSE_EMERGENCY);
    request.mutable_context()->set_reason("emergency");
    request.add_compartments(v1::COMPARTMENT_EMERGENCY);
    return Call(&v1::Dossiers::Stub::GetDossier, physician_, request);
  }
  // What came before the officer by itself, once it has.
  std::vector<v1::Review> Awaited(const std::string& officer) {
    for (int i = 0; i < 500; ++i) {
      const auto queue = Queue(officer);
      if (!queue.empty()) return queue;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return {};
  }
  std::string hospital_, physician_, their_officer_;
};

TEST_F(EmergencyReviews, EachReadingIsLookedAtThoughNobodyObjects) {
  ASSERT_TRUE(ReadInAnEmergency().ok());
  const auto queue = Awaited(their_officer_);
  ASSERT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue[0].kind(), v1::REVIEW_KIND_EMERGENCY);
  EXPECT_EQ(queue[0].profession(), "emergency_physician");
  EXPECT_EQ(queue[0].reason(), "emergency");
  EXPECT_EQ(queue[0].SerializeAsString().find(dossier_), std::string::npos);
  EXPECT_TRUE(Queue(officer_).empty()) << "another house's officer";
  EXPECT_TRUE(ReadInAnEmergency().ok()) << "nobody is shut out of an emergency by its review";
  ASSERT_EQ(Own().size(), 1U);
  EXPECT_EQ(Own()[0].kind(), v1::REVIEW_KIND_EMERGENCY);
  EXPECT_EQ(Own()[0].decider_organisation(), "Hôpital Saint-Jean");
  EXPECT_EQ(Lift(Own()[0].id()).error_code(), StatusCode::INVALID_ARGUMENT)
      << "there is nothing to lift, and the officer looks at it all the same";
  const auto entries = AllAccesses(person_);
  EXPECT_TRUE(std::any_of(entries.begin(), entries.end(), [](const auto& access) {
    return access.method() == "Accesses.OpenReview" &&
           access.outcome() == v1::Access::OUTCOME_CHANGED &&
           access.told() == v1::Access::TOLD_UNSPECIFIED;
  })) << "the person sees each step";
}

// An emergency that is only said: what is proposed in its name wakes nobody, comes before no officer, and so
// does not tell whether there is a file.
TEST_F(EmergencyReviews, AttackAProposalInTheNameOfAnEmergency) {
  v1::ProposeConsentRequest request = BundleFor(hospital_);
  *request.mutable_context() = ContextOf(dossier_);
  request.mutable_context()->set_purpose(v1::PURPOSE_EMERGENCY);
  ASSERT_TRUE(Call(&v1::Consents::Stub::ProposeConsent, physician_, request).ok());
  ASSERT_TRUE(ReadInAnEmergency().ok());
  const auto queue = Awaited(their_officer_);  // entries are taken up in their order
  ASSERT_EQ(queue.size(), 1U);
  EXPECT_EQ(Own().size(), 1U);
}

TEST_F(EmergencyReviews, FoundWrongTheReaderIsShutOutUntilThePersonLiftsIt) {
  ASSERT_TRUE(ReadInAnEmergency().ok());
  const auto queue = Awaited(their_officer_);
  ASSERT_EQ(queue.size(), 1U);
  ASSERT_TRUE(Decide(their_officer_, queue[0].id(), true).ok());
  EXPECT_EQ(ReasonOf(ReadInAnEmergency()), "NOT_OPEN");
  EXPECT_EQ(Own()[0].state(), v1::Objection::STATE_UPHELD);
  EXPECT_TRUE(Lift(Own()[0].id()).ok());
  EXPECT_TRUE(ReadInAnEmergency().ok());
}

// Each of them allowed: what is looked at is how many.
TEST_F(EmergencyReviews, AttackAProfessionalWhoOpensVeryManyFiles) {
  const std::string curious = Token(AddProfessional(hospital_, "hospital_social_worker"));
  std::vector<std::string> files;
  while (files.size() < accesses::kManyFiles) {
    const OpenedDossier opened = Open(curious);
    Grant(Token(opened.person), hospital_);
    files.push_back(opened.id);
  }
  const auto read = [&](const std::string& id) {
    ASSERT_TRUE(Call(&v1::Dossiers::Stub::GetDossier, curious, ReadOf(id)).ok());
  };
  for (std::size_t i = 0; i + 1 < files.size(); ++i) read(files[i]);
  for (int i = 0; i < 10; ++i) read(files[0]);
  EXPECT_TRUE(Queue(their_officer_).empty());
  read(files.back());
  const auto queue = Awaited(their_officer_);
  ASSERT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue[0].kind(), v1::REVIEW_KIND_MANY_FILES);
  EXPECT_EQ(queue[0].count(), accesses::kManyFiles);
  EXPECT_EQ(queue[0].profession(), "hospital_social_worker");
  ASSERT_TRUE(Decide(their_officer_, queue[0].id(), false).ok());
}

// By the hours of the house, or of the unit where it says its own.
TEST_F(EmergencyReviews, AttackAProfessionalWhoReadsWhenTheUnitIsClosed) {
  const auto say_hours = [&](const std::string& house, const std::string& unit,
                             const std::string& hours) {
    v1::SetReachRequest reach;
    reach.set_request_id(NewRequestId());
    unit.empty() ? reach.set_organisation_id(house) : reach.set_unit_id(unit);
    reach.set_opening_hours(hours);
    ASSERT_TRUE(Call(&v1::Directory::Stub::SetReach, Token(tree().made().operator_id), reach).ok());
  };
  const std::string ward = AddUnit(hospital_, "Open ward");
  // Three days from now, whichever day it is.
  constexpr std::array kDays = {"Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"};
  const std::time_t now = std::time(nullptr);
  say_hours(hospital_, "",
            std::string(kDays.at(static_cast<std::size_t>((std::gmtime(&now)->tm_wday + 3) % 7))) +
                " 08:00-17:00");
  say_hours(hospital_, ward, "24/7");
  const auto read_some = [&](const std::string& reader, std::size_t files) {
    for (std::size_t i = 0; i < files; ++i) {
      const OpenedDossier opened = Open(reader);
      Grant(Token(opened.person), hospital_);
      ASSERT_TRUE(Call(&v1::Dossiers::Stub::GetDossier, reader, ReadOf(opened.id)).ok());
    }
  };
  read_some(Token(AddProfessional(hospital_, "hospital_social_worker", ward)),
            accesses::kManyOutside);
  const std::string late = Token(AddProfessional(hospital_, "hospital_social_worker"));
  read_some(late, accesses::kManyOutside - 1);
  EXPECT_TRUE(Queue(their_officer_).empty());
  read_some(late, 1);
  const auto queue = Awaited(their_officer_);
  ASSERT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue[0].kind(), v1::REVIEW_KIND_OUTSIDE_HOURS);
  EXPECT_EQ(queue[0].count(), accesses::kManyOutside);
  ASSERT_TRUE(Decide(their_officer_, queue[0].id(), false).ok());
  say_hours(hospital_, "", "");
}

TEST_F(EmergencyReviews, AttackAProfessionalWhoTriesManyDoors) {
  const std::string curious_id = AddProfessional(hospital_, "hospital_social_worker");
  const std::string curious = Token(curious_id);
  SystemRandom random;
  for (std::size_t i = 0; i + 1 < accesses::kManyRefusals; ++i)
    EXPECT_EQ(ReasonOf(Call(&v1::Dossiers::Stub::GetDossier, curious,
                            ReadOf(DossierId::New(random).Text()))),
              "NOT_OPEN");
  EXPECT_TRUE(Queue(their_officer_).empty());
  EXPECT_EQ(ReasonOf(Call(&v1::Dossiers::Stub::GetDossier, curious, ReadOf(dossier_))), "NOT_OPEN");
  const auto queue = Awaited(their_officer_);
  ASSERT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue[0].kind(), v1::REVIEW_KIND_REFUSALS);
  EXPECT_EQ(queue[0].count(), accesses::kManyRefusals);
  EXPECT_EQ(queue[0].profession(), "hospital_social_worker");
  EXPECT_FALSE(queue[0].has_access_time());
  EXPECT_TRUE(Own().empty()) << "it is about no person";
  for (std::size_t i = 0; i < accesses::kManyRefusals; ++i)
    (void)Call(&v1::Dossiers::Stub::GetDossier, curious, ReadOf(dossier_));
  for (int i = 0; i < 500 && Queue(their_officer_)[0].count() == queue[0].count(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  ASSERT_EQ(Queue(their_officer_).size(), 1U) << "one review, however many";
  EXPECT_EQ(Queue(their_officer_)[0].count(), 2 * accesses::kManyRefusals);
  ASSERT_TRUE(Decide(their_officer_, queue[0].id(), true).ok());
  EXPECT_TRUE(Queue(their_officer_).empty());
}

TEST_F(EmergencyReviews, AnObjectionBesideAnEmergencyThatWasUpheldIsItsOwn) {
  ASSERT_TRUE(ReadInAnEmergency().ok());
  const auto queue = Awaited(their_officer_);
  ASSERT_EQ(queue.size(), 1U);
  ASSERT_TRUE(Decide(their_officer_, queue[0].id(), true).ok());
  ASSERT_TRUE(Object(Own()[0].number()).ok());
  ASSERT_EQ(Own().size(), 2U);
  ASSERT_EQ(Queue(their_officer_).size(), 1U);
  EXPECT_EQ(Queue(their_officer_)[0].kind(), v1::REVIEW_KIND_OBJECTION);
}

// Without the chosen word, by taking the exclusion for a consent.
TEST_F(Objections, AttackTheExclusionOfAReviewIsNotTakenBackAsAConsent) {
  ASSERT_TRUE(Read().ok());
  ASSERT_TRUE(Object(NewestRead()).ok());
  v1::ListConsentsResponse consents;
  ASSERT_TRUE(
      Call(&v1::Consents::Stub::ListConsents, person_, v1::ListConsentsRequest(), &consents).ok());
  std::size_t exclusions = 0;
  for (const auto& consent : consents.consents()) {
    if (consent.effect() != v1::Consent::EFFECT_EXCLUDE) continue;
    ++exclusions;
    v1::RevokeConsentRequest request;
    request.set_request_id(NewRequestId());
    request.set_consent_id(consent.id());
    const grpc::Status revoked = Call(&v1::Consents::Stub::RevokeConsent, person_, request);
    EXPECT_EQ(revoked.error_code(), StatusCode::FAILED_PRECONDITION) << revoked.error_message();
  }
  EXPECT_EQ(exclusions, 1U);
  EXPECT_EQ(ReasonOf(Read()), "NOT_OPEN");
}

// A server whose messages go to a gateway that this test is.
class RepliesEndToEnd : public Objections {
 protected:
  static void SetUpTestSuite() {
    world_ = std::make_unique<World>();
    auto gateway =
        HttpServer::Start({.listen = "127.0.0.1:0"}, Plain([](const HttpRequest& request) {
                            const std::lock_guard<std::mutex> lock(mutex_);
                            const auto query = ParseQuery(request.target);
                            texts_[query.at("to")] = query.at("text");
                            return HttpAnswer{202, "0: Accepted for delivery"};
                          }));
    ASSERT_TRUE(gateway);
    gateway_ = *std::move(gateway);
    // A port that was free a moment ago.
    const auto free = HttpServer::Start({.listen = "127.0.0.1:0"},
                                        Plain([](const HttpRequest&) { return HttpAnswer{}; }));
    door_ = "127.0.0.1:" + std::to_string((*free)->port());
    std::ofstream(tree() / "keys/sms.password") << "secret\n";
    std::filesystem::permissions(tree() / "keys/sms.password", std::filesystem::perms(0600));
    std::ofstream(tree() / "relaisd.toml", std::ios::app)
        << "[sms]\nurl = \"http://127.0.0.1:" << gateway_->port()
        << "/cgi-bin/sendsms\"\nuser = \"relais\"\npassword_file = \"keys/sms.password\"\nfrom = "
           "\"1000\"\nlisten = \""
        << door_ << "\"\n";
  }
  static void TearDownTestSuite() {
    world_.reset();
    gateway_.reset();
  }
  void SetUp() override {
    if (!world_->server) {
      auto server = relaisd::RelaisServer::Start(tree().config(), {});
      ASSERT_TRUE(server) << server.error().message;
      world_->server = *std::move(server);
      world_->channel = NewChannel(world_->server->port(), Certificate());
    }
    Objections::SetUp();
  }
  void BySms(const std::string& number) {
    v1::SetTellingRequest request;
    request.set_request_id(NewRequestId());
    auto& telling = *request.mutable_telling();
    telling.mutable_contact()->set_channel(v1::CHANNEL_SMS);
    telling.mutable_contact()->set_address(number);
    telling.mutable_contact()->set_language("en");
    telling.set_seen_by(v1::Telling::SEEN_BY_NOBODY_ELSE);
    telling.set_pace(v1::Telling::PACE_EACH);
    telling.set_quiet_from(0);
    telling.set_quiet_until(0);
    request.set_chosen_word("kastanje");
    ASSERT_TRUE(Call(&v1::Notifications::Stub::SetTelling, person_, request).ok());
  }
  // They get a message about the reading that this begins with, and answer it.
  void StoppedFrom(const std::string& number) {
    ASSERT_TRUE(Read().ok());
    BySms(number);
    ASSERT_EQ(Reply(number, "STOP " + CodeAt(number)), 200);
    ASSERT_EQ(ReasonOf(Read()), "NOT_OPEN");
  }
  template <class Request>
  Request AtADesk(const std::string& word = "kastanje") const {
    Request request;
    request.set_request_id(NewRequestId());
    *request.mutable_at_desk()->mutable_context() = ContextOf("");
    request.mutable_at_desk()->mutable_context()->set_card_code(card_);
    request.mutable_at_desk()->set_chosen_word(word);
    return request;
  }
  grpc::Status LiftAt(const std::string& desk, const std::string& word = "kastanje") {
    return Call(&AccessStub::LiftObjection, desk, AtADesk<v1::LiftObjectionRequest>(word));
  }
  grpc::Status ConfirmAt(const std::string& desk, const std::string& word = "kastanje") {
    return Call(&AccessStub::ObjectToAccess, desk, AtADesk<v1::ObjectToAccessRequest>(word));
  }
  static std::string NewDesk() {
    return Token(AddProfessional(AddHouse("CPAS de Bruxelles"), "cpas_social_worker"));
  }
  // The code of the message that a phone got.
  std::string CodeAt(const std::string& number) {
    for (int i = 0; i < 500; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      const std::lock_guard<std::mutex> lock(mutex_);
      const std::string& text = texts_[number];
      const auto at = text.find("STOP ");
      if (at != text.npos) {
        // Until what was sent is noted, its code is nobody's.
        for (const auto& access : AllAccesses(person_))
          if (access.method() == "Telling.Sent") return text.substr(at + 5, 4);
      }
    }
    return {};
  }
  static int Reply(const std::string& from, const std::string& text) {
    const auto keystore = keys::Keystore::Open(tree().config().keys()).value();
    const std::string url =
        notification::GatewayDoor::ReplyUrl(door_, relaisd::GatewayKey(keystore));
    return HttpGet(url + "?from=" + UrlEscape(from) + "&text=" + UrlEscape(text),
                   std::chrono::seconds(5))
        .value()
        .status;
  }

  static std::mutex mutex_;
  static std::map<std::string, std::string> texts_;
  static std::unique_ptr<HttpServer> gateway_;
  static std::string door_;
};
std::mutex RepliesEndToEnd::mutex_;
std::map<std::string, std::string> RepliesEndToEnd::texts_;
std::unique_ptr<HttpServer> RepliesEndToEnd::gateway_;
std::string RepliesEndToEnd::door_;

// A former partner whom the person had trusted, and their phone at hand: one word is enough.
TEST_F(RepliesEndToEnd, StopShutsOutATrustedPersonToo) {
  const identity::Authenticator device;
  const Trusted tom = Trust(person_, worker_, dossier_, device);
  const auto read = [&] {
    return Call(&v1::Dossiers::Stub::GetDossier, tom.session, v1::GetDossierRequest());
  };
  ASSERT_TRUE(read().ok());
  BySms("+32470000009");
  Reply("+32470000009", "STOP " + CodeAt("+32470000009"));
  EXPECT_EQ(ReasonOf(read()), "NOT_OPEN");
  EXPECT_EQ(ReasonOf(SignIn(Asserting(device, {.challenge = NewChallenge()}))), "NOT_OPEN");
  const auto own = Own();
  const auto found =
      std::ranges::find_if(own, [](const auto& one) { return one.name() == "Tom Claes"; });
  ASSERT_NE(found, own.end());
  ASSERT_TRUE(Lift(found->id()).ok());
  EXPECT_TRUE(read().ok());
}

// The message comes at once; the answer ends the mandate before anybody used it.
TEST_F(RepliesEndToEnd, StopEndsAMandateThatTheyDidNotGive) {
  BySms("+32470000019");
  v1::ProposeConsentRequest request = ToTrust("Tom Claes");
  request.set_unable(true);
  *request.mutable_context() = ContextOf(dossier_);
  v1::Consent& cell = *request.mutable_choices(0)->mutable_consent();
  cell.set_actions(0, v1::ACTION_AGREE);
  v1::Mandate& mandate = *cell.mutable_grantee()->mutable_trusted_person()->mutable_mandate();
  mandate.set_kind(v1::MANDATE_KIND_ADMINISTRATOR_OF_PERSON);
  mandate.set_document("Justice de paix de Namur, 26B112");
  v1::ProposeConsentResponse proposed;
  ASSERT_TRUE(Call(&v1::Consents::Stub::ProposeConsent, worker_, request, &proposed).ok());
  v1::ConfirmConsentRequest second;
  second.set_request_id(NewRequestId());
  second.set_proposal_id(proposed.proposal_id());
  second.mutable_colleague();
  second.set_text_hash(proposed.text_hash());
  const std::string other =
      Token(AddProfessional(AddHouse("Clinique du Parc"), "hospital_social_worker"));
  v1::ConfirmConsentResponse confirmed;
  ASSERT_TRUE(Call(&v1::Consents::Stub::ConfirmConsent, other, second, &confirmed).ok());
  Reply("+32470000019", "STOP " + CodeAt("+32470000019"));
  v1::ListConsentsResponse consents;
  ASSERT_TRUE(
      Call(&v1::Consents::Stub::ListConsents, person_, v1::ListConsentsRequest(), &consents).ok());
  int seen = 0;
  for (const v1::Consent& one : consents.consents()) {
    if (one.id() != confirmed.consent_ids(0)) continue;
    ++seen;
    EXPECT_TRUE(one.has_revoke_time());
  }
  EXPECT_EQ(seen, 1);
}

TEST_F(RepliesEndToEnd, StopShutsOutAtOnceAndThePersonConfirmsOrLifts) {
  ASSERT_TRUE(Read().ok());
  BySms("+32470000001");
  const std::string code = CodeAt("+32470000001");
  ASSERT_EQ(code.size(), 4U);
  EXPECT_EQ(Reply("+32470000002", "STOP " + code), 200) << "another phone is told nothing";
  EXPECT_TRUE(Read().ok());
  EXPECT_EQ(Reply("0032470000001", "stop" + code + "!"), 200);
  EXPECT_EQ(ReasonOf(Read()), "NOT_OPEN");
  ASSERT_EQ(Own().size(), 1U);
  EXPECT_EQ(Own()[0].state(), v1::Objection::STATE_SUSPENDED);
  EXPECT_TRUE(Queue(officer_).empty()) << "not before the person confirms it";
  ASSERT_TRUE(Object(Own()[0].number()).ok());
  EXPECT_EQ(Own()[0].state(), v1::Objection::STATE_OPEN);
  EXPECT_EQ(Queue(officer_).size(), 1U);
  ASSERT_TRUE(Lift(Own()[0].id()).ok());
  EXPECT_TRUE(Read().ok());
  EXPECT_EQ(Reply("+32470000001", "STOP " + code), 200);
  EXPECT_TRUE(Read().ok()) << "a code is good once";
}

TEST_F(RepliesEndToEnd, AtADeskWhatWasStoppedIsLifted) {
  StoppedFrom("+32470000021");
  const std::string desk = NewDesk();
  EXPECT_EQ(LiftAt(desk, "wrong").error_code(), StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(Read()), "NOT_OPEN");
  ASSERT_TRUE(LiftAt(desk).ok());
  EXPECT_TRUE(Read().ok());
  EXPECT_EQ(Own()[0].state(), v1::Objection::STATE_LIFTED);
  const auto entries = AllAccesses(person_);
  const auto lifted = std::ranges::find_if(entries, [](const v1::Access& one) {
    return one.method() == "Accesses.LiftObjection" && one.outcome() == v1::Access::OUTCOME_CHANGED;
  });
  ASSERT_NE(lifted, entries.end());
  EXPECT_EQ(lifted->organisation(), "CPAS de Bruxelles") << "in the name of who did it";
  ASSERT_EQ(lifted->rules_size(), 1);
  EXPECT_EQ(lifted->rules(0), "request");
  EXPECT_TRUE(LiftAt(desk).ok()) << "and it does not tell that nothing was left";
}

TEST_F(RepliesEndToEnd, AtADeskWhatWasStoppedIsConfirmed) {
  StoppedFrom("+32470000022");
  const std::string by_telephone = Token(AddProfessional(AddHouse("Hulplijn"), "help_line"));
  EXPECT_EQ(ConfirmAt(by_telephone, "wrong").error_code(), StatusCode::FAILED_PRECONDITION);
  EXPECT_TRUE(Queue(officer_).empty());
  ASSERT_TRUE(ConfirmAt(by_telephone).ok());
  ASSERT_EQ(Own().size(), 1U);
  EXPECT_EQ(Own()[0].state(), v1::Objection::STATE_OPEN);
  EXPECT_EQ(Own()[0].decider(), v1::DECIDER_READERS_HOUSE);
  ASSERT_EQ(Queue(officer_).size(), 1U);
  EXPECT_GT(Queue(officer_)[0].due_time().seconds(), time(nullptr));
  ASSERT_TRUE(LiftAt(NewDesk()).ok());
  EXPECT_EQ(ReasonOf(Read()), "NOT_OPEN") << "what is being decided, no desk ends";
  EXPECT_TRUE(ConfirmAt(by_telephone).ok()) << "and it does not tell that nothing was left";
}

// They know the person, have their card in hand, and would rather that it had not happened.
TEST_F(RepliesEndToEnd, AttackWhoWasStoppedHasItLifted) {
  StoppedFrom("+32470000023");
  const std::string colleague = Token(AddProfessional(house_, "hospital_social_worker"));
  for (const std::string& one : {worker_, colleague}) {
    (void)LiftAt(one);
    EXPECT_EQ(ReasonOf(Read()), "NOT_OPEN");
    EXPECT_EQ(Own()[0].state(), v1::Objection::STATE_SUSPENDED);
  }
  const std::string by_telephone = Token(AddProfessional(AddHouse("Hulplijn"), "help_line"));
  EXPECT_EQ(ReasonOf(LiftAt(by_telephone)), "INVALID") << "a card is not seen";
  const std::string prison =
      AddHouse("Prison de Saint-Gilles", v1::Organisation::TELLS_OF_DETENTION);
  const std::string inside = Token(AddProfessional(prison, "prison_health_care"));
  EXPECT_EQ(ReasonOf(LiftAt(inside)), "NOT_OPEN");
  v1::LiftObjectionRequest by_id = AtADesk<v1::LiftObjectionRequest>();
  *by_id.mutable_at_desk()->mutable_context() = ContextOf(dossier_);
  EXPECT_EQ(ReasonOf(Call(&AccessStub::LiftObjection, NewDesk(), by_id)), "INVALID")
      << "a word without the card beside it";
  EXPECT_EQ(ReasonOf(Read()), "NOT_OPEN");
}

TEST_F(RepliesEndToEnd, AttackGuessingCodesFromAPhone) {
  ASSERT_TRUE(Read().ok());
  BySms("+32470000005");
  const std::string code = CodeAt("+32470000005");
  for (int i = 1; i <= 5; ++i) {
    const std::string wrong = std::to_string((std::stoi(code) + i) % 9000 + 1000);
    if (wrong != code) Reply("+32470000005", "STOP " + wrong);
  }
  Reply("+32470000005", "STOP " + code);
  EXPECT_TRUE(Read().ok()) << "after five wrong ones not even the right one works for an hour";
}

TEST_F(RepliesEndToEnd, WhatIsNoCodeIsPassedOver) {
  for (const char* const text : {"", "STOP", "hello", "STOP 12345", "12 34 5", "STOP ??"})
    EXPECT_EQ(Reply("+32470000001", text), 200) << text;
  EXPECT_EQ(HttpGet("http://" + door_ + "/reply?from=1&text=STOP", std::chrono::seconds(5))
                .value()
                .status,
            404)
      << "without the key";
}

}  // namespace
}  // namespace relais
