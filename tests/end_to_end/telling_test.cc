// Telling over the whole server: who may set it, what it shows to whom, and the log that is watched.
#include <set>
#include <sstream>
#include <thread>

#include "clients/admin/telling_commands.h"
#include "relais/v1/notifications.grpc.pb.h"
#include "services/base/files.h"
#include "services/notification/channel.h"
#include "tests/end_to_end/fixture.h"
#include "tests/notification/program.h"

namespace relais {
namespace {

using grpc::StatusCode;
using NotificationStub = v1::Notifications::Stub;

class TellingEndToEnd : public EndToEnd {
 protected:
  void SetUp() override {
    house_ = AddHouse("Hôpital Sainte-Anne");
    worker_ = Token(AddProfessional(house_, "hospital_social_worker"));
    const OpenedDossier opened = Open(worker_, "kastanje");
    dossier_ = opened.id;
    person_ = Token(opened.person);
    Grant(person_, house_);
  }

  static v1::Telling BySms(const std::string& number) {
    v1::Telling telling;
    telling.mutable_contact()->set_channel(v1::CHANNEL_SMS);
    telling.mutable_contact()->set_address(number);
    telling.mutable_contact()->set_language("nl");
    telling.set_seen_by(v1::Telling::SEEN_BY_NOBODY_ELSE);
    telling.set_pace(v1::Telling::PACE_EACH);
    telling.set_quiet_from(0);
    telling.set_quiet_until(0);
    return telling;
  }
  grpc::Status Set(const v1::Telling& telling, const std::string& word = "kastanje",
                   const std::string& token = "") {
    v1::SetTellingRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_telling() = telling;
    request.set_chosen_word(word);
    return Call(&NotificationStub::SetTelling, token.empty() ? person_ : token, request);
  }
  v1::GetTellingResponse Get() {
    v1::GetTellingResponse response;
    EXPECT_TRUE(
        Call(&NotificationStub::GetTelling, person_, v1::GetTellingRequest(), &response).ok());
    return response;
  }
  grpc::Status Read() { return Call(&v1::Dossiers::Stub::GetDossier, worker_, ReadOf(dossier_)); }
  std::string house_, worker_, dossier_, person_;
};

TEST_F(TellingEndToEnd, AReadComesToThePhoneOfTheSpool) {
  ASSERT_TRUE(Set(BySms("+32470000001")).ok());
  ASSERT_TRUE(Read().ok());
  const auto shown = Phone("+32470000001");
  ASSERT_FALSE(shown.empty());
  EXPECT_EQ(shown[0].substr(0, 30), "Er is iets nieuws onder nummer");
  EXPECT_EQ(shown[0].find("Sainte"), std::string::npos);
  // The entry follows the message, so that nothing is called sent that was not.
  std::optional<v1::Access> sent;
  programs::Await([&] {
    for (const v1::Access& access : AllAccesses(person_))
      if (access.method() == "Telling.Sent") sent = access;
    return sent.has_value();
  });
  ASSERT_TRUE(sent);
  EXPECT_FALSE(sent->own());
  EXPECT_TRUE(sent->name().empty()) << "the server's own entry";
}

TEST_F(TellingEndToEnd, ALetterIsPrintedOnceAsOnePageInLargePrint) {
  v1::Telling telling = BySms("");
  telling.mutable_contact()->set_channel(v1::CHANNEL_LETTER);
  telling.mutable_contact()->set_address("Rue <de> la Loi 1\n1000 Bruxelles");
  telling.mutable_contact()->set_language("ar");
  telling.mutable_contact()->set_large_print(true);
  ASSERT_TRUE(Set(telling).ok());
  ASSERT_TRUE(Read().ok());
  const Scratch printed;
  std::ostringstream out;
  for (int i = 0; i < 500 && out.str().find(".html") == std::string::npos; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    out.str("");
    ASSERT_TRUE(
        admin::PrintLetters(tree() / "relaisd.toml", printed.path() / "pages", {out, false}));
  }
  const std::string file = out.str().substr(0, out.str().find('\n'));
  const auto page = ReadFile(file, 1 << 16);
  ASSERT_TRUE(page) << file;
  EXPECT_NE(page->find("dir=\"rtl\""), std::string::npos);
  EXPECT_NE(page->find("18pt"), std::string::npos);
  EXPECT_NE(page->find("Rue &lt;de&gt; la Loi 1<br>1000 Bruxelles"), std::string::npos);
  out.str("");
  ASSERT_TRUE(admin::PrintLetters(tree() / "relaisd.toml", printed.path() / "pages", {out, false}));
  EXPECT_EQ(out.str(), "No letter waits.\n");
}

TEST_F(TellingEndToEnd, AttackWithoutTheWordNothingIsChanged) {
  ASSERT_TRUE(Set(BySms("+32470000001")).ok());
  for (const char* const wrong : {"", "kastanje ", "Kastanje", "123456"}) {
    const auto status = Set(BySms("+32470000666"), wrong);
    EXPECT_EQ(status.error_code(), StatusCode::FAILED_PRECONDITION) << wrong;
    EXPECT_EQ(ReasonOf(status), "WRONG_STATE");
  }
  EXPECT_EQ(Get().telling().contact().address(), "+32470000001");
  const auto all = AllAccesses(person_);  // the server's own entries may stand between
  const auto newest = std::ranges::find(all, "Notifications.SetTelling", &v1::Access::method);
  ASSERT_NE(newest, all.end());
  EXPECT_EQ(newest->outcome(), v1::Access::OUTCOME_FAILED) << "the person sees that somebody tried";
}

TEST_F(TellingEndToEnd, AttackGuessingTheWordIsStopped) {
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(Set(BySms("+32470000666"), "guess" + std::to_string(i)).error_code(),
              StatusCode::FAILED_PRECONDITION);
  const auto status = Set(BySms("+32470000666"), "kastanje");
  EXPECT_EQ(status.error_code(), StatusCode::RESOURCE_EXHAUSTED) << "even the right one waits";
}

TEST_F(TellingEndToEnd, AttackAProfessionalNeitherSeesNorSetsThem) {
  ASSERT_TRUE(Set(BySms("+32470000001")).ok());
  EXPECT_EQ(Set(BySms("+32470000666"), "kastanje", worker_).error_code(),
            StatusCode::PERMISSION_DENIED);
  v1::GetTellingResponse response;
  const auto status =
      Call(&NotificationStub::GetTelling, worker_, v1::GetTellingRequest(), &response);
  EXPECT_EQ(status.error_code(), StatusCode::PERMISSION_DENIED);
  EXPECT_FALSE(response.has_telling());
}

TEST_F(TellingEndToEnd, AttackWhoMayReadNothingLearnsNothingOfWhatWaits) {
  const std::string stranger = Token(AddProfessional(AddHouse("Elsewhere"), "street_worker"));
  ASSERT_TRUE(Read().ok());
  v1::GetToTellRequest here, nowhere;
  *here.mutable_context() = ContextOf(dossier_);
  *nowhere.mutable_context() = ContextOf("dos_00000000000000000000000000");
  EXPECT_EQ(AllOf(Call(&NotificationStub::GetToTell, stranger, here)),
            AllOf(Call(&NotificationStub::GetToTell, stranger, nowhere)));
  v1::PauseTellingRequest pause;
  pause.set_request_id(NewRequestId());
  *pause.mutable_context() = ContextOf(dossier_);
  EXPECT_EQ(Call(&NotificationStub::PauseTelling, stranger, pause).error_code(),
            StatusCode::PERMISSION_DENIED);
  EXPECT_FALSE(Get().telling().closed_place());
}

TEST_F(TellingEndToEnd, AttackTheSafeContactIsNotShownAndStays) {
  v1::Telling telling = BySms("+32470000001");
  *telling.mutable_safe_contact() = telling.contact();
  telling.mutable_safe_contact()->set_address("+32470000099");
  telling.set_safe_contact_beside(true);
  ASSERT_TRUE(Set(telling).ok());
  v1::Telling shown = Get().telling();
  EXPECT_FALSE(shown.has_safe_contact());
  EXPECT_FALSE(shown.has_safe_contact_beside());
  shown.set_digest_hour(9);
  ASSERT_TRUE(Set(shown).ok());
  ASSERT_TRUE(Read().ok());
  EXPECT_FALSE(Phone("+32470000099").empty()) << "it was kept";
  for (const auto& access : AllAccesses(person_))
    EXPECT_EQ(access.SerializeAsString().find("safe"), std::string::npos) << "nor in the log";
  shown.mutable_safe_contact()->set_channel(v1::CHANNEL_MEETING);
  EXPECT_TRUE(Set(shown).ok()) << "taken out";
}

TEST_F(TellingEndToEnd, AttackWhoIsToldByMessageCannotBeMarkedAsTold) {
  v1::Telling daily = BySms("+32470000003");
  daily.set_pace(v1::Telling::PACE_DAILY);
  ASSERT_TRUE(Set(daily).ok());
  EXPECT_FALSE(Phone("+32470000003").empty()) << "of the opening";
  ASSERT_TRUE(Read().ok());
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  v1::MarkToldRequest told;
  told.set_request_id(NewRequestId());
  *told.mutable_context() = ContextOf(dossier_);
  told.set_number(1);
  EXPECT_EQ(Call(&NotificationStub::MarkTold, worker_, told).error_code(),
            StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Get().waiting(), 1U);
  // Nor can whoever holds the person's phone say it, or stop messages, without the word.
  v1::MarkToldRequest own;
  own.set_request_id(NewRequestId());
  own.set_number(1);
  EXPECT_EQ(Call(&NotificationStub::MarkTold, person_, own).error_code(),
            StatusCode::FAILED_PRECONDITION);
  v1::PauseTellingRequest pause;
  pause.set_request_id(NewRequestId());
  EXPECT_EQ(Call(&NotificationStub::PauseTelling, person_, pause).error_code(),
            StatusCode::FAILED_PRECONDITION);
  EXPECT_FALSE(Get().telling().closed_place());
}

TEST_F(TellingEndToEnd, ToldFaceToFaceByWhoeverMayRead) {
  ASSERT_TRUE(Read().ok());
  v1::GetToTellRequest due;
  *due.mutable_context() = ContextOf(dossier_);
  v1::GetToTellResponse response;
  for (int i = 0; i < 500 && response.waiting() < 3; ++i) {  // opening, agreeing, reading
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    ASSERT_TRUE(Call(&NotificationStub::GetToTell, worker_, due, &response).ok());
  }
  EXPECT_EQ(response.waiting(), 3U);
  EXPECT_NE(response.said().nl(), "");
  v1::MarkToldRequest told;
  told.set_request_id(NewRequestId());
  *told.mutable_context() = ContextOf(dossier_);
  told.set_number(response.number() + 1000);
  EXPECT_EQ(Call(&NotificationStub::MarkTold, worker_, told).error_code(),
            StatusCode::INVALID_ARGUMENT);
  told.set_request_id(NewRequestId());
  told.set_number(response.number());
  ASSERT_TRUE(Call(&NotificationStub::MarkTold, worker_, told).ok());
  for (int i = 0; i < 500 && response.waiting() > 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    ASSERT_TRUE(Call(&NotificationStub::GetToTell, worker_, due, &response).ok());
  }
  EXPECT_EQ(response.waiting(), 0U);
}

TEST_F(TellingEndToEnd, AWatchedLogGivesEachEntryOnceAndNotTheWatching) {
  grpc::ClientContext context;
  Prepare(context, person_);
  v1::Accesses::Stub stub(channel());
  const auto reader = stub.WatchAccesses(&context, v1::WatchAccessesRequest());
  std::thread reads([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(Read().ok());
    AllAccesses(person_);  // an entry that is not watched
    EXPECT_TRUE(Read().ok());
  });
  v1::WatchAccessesResponse response;
  std::vector<std::uint64_t> numbers;
  while (numbers.size() < 4 && reader->Read(&response)) {
    EXPECT_EQ(response.access().method(), "Dossiers.GetDossier");
    numbers.push_back(response.access().number());
  }
  reads.join();
  context.TryCancel();
  reader->Finish();
  ASSERT_EQ(numbers.size(), 4U);
  EXPECT_EQ(numbers[1], numbers[0] + 1);
  EXPECT_EQ(numbers[3], numbers[2] + 2) << "the list in between";
  // Again from the second: without loss or repeat.
  grpc::ClientContext again;
  Prepare(again, person_);
  v1::WatchAccessesRequest after;
  after.set_after_number(numbers[1]);
  const auto rest = stub.WatchAccesses(&again, after);
  for (const std::uint64_t number : {numbers[2], numbers[3]}) {
    ASSERT_TRUE(rest->Read(&response));
    EXPECT_EQ(response.access().number(), number);
  }
  again.TryCancel();
  rest->Finish();
}

TEST_F(TellingEndToEnd, AttackAProfessionalWatchesNobody) {
  grpc::ClientContext context;
  Prepare(context, worker_);
  v1::Accesses::Stub stub(channel());
  const auto reader = stub.WatchAccesses(&context, v1::WatchAccessesRequest());
  v1::WatchAccessesResponse response;
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_EQ(ReasonOf(reader->Finish()), "NOT_OPEN");
}

TEST_F(TellingEndToEnd, AFilterLeavesOutWhatItDoesNotName) {
  const std::string stranger = Token(AddProfessional(AddHouse("Elsewhere"), "street_worker"));
  ASSERT_TRUE(Read().ok());
  EXPECT_FALSE(Call(&v1::Dossiers::Stub::GetDossier, stranger, ReadOf(dossier_)).ok());
  v1::ListAccessesRequest request;
  request.mutable_filter()->set_refused(true);
  v1::ListAccessesResponse page;
  ASSERT_TRUE(Call(&v1::Accesses::Stub::ListAccesses, person_, request, &page).ok());
  ASSERT_EQ(page.accesses_size(), 1);
  EXPECT_EQ(page.accesses(0).organisation(), "Elsewhere");
  request.Clear();
  request.mutable_filter()->set_organisation_id(house_);
  request.mutable_filter()->set_compartment(v1::COMPARTMENT_SOCIAL);
  ASSERT_TRUE(Call(&v1::Accesses::Stub::ListAccesses, person_, request, &page).ok());
  for (const auto& access : page.accesses()) EXPECT_EQ(access.organisation_id(), house_);
  EXPECT_EQ(page.accesses_size(), 1);
  request.mutable_filter()->set_organisation_id("nonsense");
  EXPECT_EQ(Call(&v1::Accesses::Stub::ListAccesses, person_, request).error_code(),
            StatusCode::INVALID_ARGUMENT);
  v1::GetAccessRequest one;
  one.set_number(1);
  v1::GetAccessResponse entry;
  ASSERT_TRUE(Call(&v1::Accesses::Stub::GetAccess, person_, one, &entry).ok());
  EXPECT_EQ(entry.access().method(), "Dossiers.OpenDossier");
  one.set_number(1000);
  EXPECT_EQ(Call(&v1::Accesses::Stub::GetAccess, person_, one).error_code(),
            StatusCode::INVALID_ARGUMENT);
}

// The list of a desk: who is to be told at a meeting.
class DeskList : public TellingEndToEnd {
 protected:
  grpc::Status List(const std::string& token, std::vector<v1::ListToTellResponse::Line>& lines,
                    bool with_dossier = false) {
    lines.clear();
    v1::ListToTellRequest request;
    *request.mutable_context() = ContextOf(dossier_);
    if (!with_dossier) request.mutable_context()->clear_dossier();
    do {
      v1::ListToTellResponse page;
      const grpc::Status status = Call(&NotificationStub::ListToTell, token, request, &page);
      if (!status.ok()) return status;
      lines.insert(lines.end(), page.lines().begin(), page.lines().end());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return grpc::Status::OK;
  }
  // As soon as there are so many lines: entries are taken up about once a second.
  std::vector<v1::ListToTellResponse::Line> Awaited(std::size_t lines) {
    std::vector<v1::ListToTellResponse::Line> out;
    for (int i = 0; i < 100; ++i) {
      EXPECT_TRUE(List(worker_, out).ok());
      if (out.size() == lines) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return out;
  }
  std::size_t CountListings(const std::string& person) {
    std::size_t out = 0;
    for (const auto& access : AllAccesses(person))
      if (access.method() == "Notifications.ListToTell") ++out;
    return out;
  }
};

TEST_F(DeskList, HoldsTheFilesThatAreOpenAndWhereWordWaits) {
  const OpenedDossier closed = Open(worker_), told_by_sms = Open(worker_, "kastanje");
  const std::string by_sms = Token(told_by_sms.person);
  Grant(by_sms, house_);
  ASSERT_TRUE(Set(BySms("+32470000077"), "kastanje", by_sms).ok());
  ASSERT_TRUE(Read().ok());
  ASSERT_TRUE(Call(&v1::Dossiers::Stub::GetDossier, worker_, ReadOf(told_by_sms.id)).ok());
  ASSERT_EQ(ReasonOf(Call(&v1::Dossiers::Stub::GetDossier, worker_, ReadOf(closed.id))),
            "NOT_OPEN");
  const auto lines = Awaited(1);
  ASSERT_EQ(lines.size(), 1U) << "not whoever is told by message, nor what is closed";
  EXPECT_EQ(lines[0].dossier_id(), dossier_);
  EXPECT_GE(lines[0].waiting(), 1U);
  EXPECT_GE(CountListings(person_), 1U) << "each line is an entry in its own file";
  EXPECT_EQ(CountListings(by_sms), 0U);
  EXPECT_EQ(CountListings(Token(closed.person)), 0U);
  for (const auto& access : AllAccesses(person_))
    if (access.method() == "Notifications.ListToTell") {
      EXPECT_EQ(access.name(), "Nora Peeters");
      EXPECT_EQ(access.told(), v1::Access::TOLD_UNSPECIFIED) << "the telling itself owes no word";
    }
}

TEST_F(DeskList, AttackOtherHousesTakenBackConsentAndPersonsSeeNothing) {
  ASSERT_TRUE(Read().ok());
  ASSERT_EQ(Awaited(1).size(), 1U);
  std::vector<v1::ListToTellResponse::Line> lines;
  const std::string other = AddHouse("Thuiszorg De Brug");
  EXPECT_TRUE(List(Token(AddProfessional(other, "home_nurse")), lines).ok());
  EXPECT_TRUE(lines.empty());
  EXPECT_FALSE(List(person_, lines).ok());
  EXPECT_FALSE(List(worker_, lines, true).ok()) << "it names no dossier";
  v1::ListConsentsResponse consents;
  ASSERT_TRUE(
      Call(&v1::Consents::Stub::ListConsents, person_, v1::ListConsentsRequest(), &consents).ok());
  for (const auto& consent : consents.consents()) Revoke(person_, consent.id());
  ASSERT_TRUE(List(worker_, lines).ok());
  EXPECT_TRUE(lines.empty());
  v1::ListToTellRequest forged;
  *forged.mutable_context() = ContextOf(dossier_);
  forged.mutable_context()->clear_dossier();
  forged.set_page_token("AAAA");
  EXPECT_EQ(Call(&NotificationStub::ListToTell, worker_, forged).error_code(),
            StatusCode::INVALID_ARGUMENT);
}

TEST_F(DeskList, GoesOnOverPages) {
  const std::string big = AddHouse("Hôpital Saint-Pierre");
  const std::string desk = Token(AddProfessional(big, "hospital_social_worker"));
  std::set<std::string> opened;
  for (int i = 0; i < 120; ++i) {
    const OpenedDossier one = Open(desk);
    Grant(Token(one.person), big);
    ASSERT_TRUE(Call(&v1::Dossiers::Stub::GetDossier, desk, ReadOf(one.id)).ok());
    opened.insert(one.id);
  }
  std::vector<v1::ListToTellResponse::Line> lines;
  for (int i = 0; i < 100 && lines.size() < opened.size(); ++i) {
    ASSERT_TRUE(List(desk, lines).ok());
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  std::set<std::string> listed;
  for (const auto& line : lines) EXPECT_TRUE(listed.insert(line.dossier_id()).second);
  EXPECT_EQ(listed, opened);
}

}  // namespace
}  // namespace relais
