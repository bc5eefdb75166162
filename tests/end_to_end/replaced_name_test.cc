// The name of a threatened professional, over the whole server: what everybody reads from then on, and
// who may do it.
#include "tests/end_to_end/fixture.h"

namespace relais {
namespace {

using DirectoryStub = v1::Directory::Stub;

class ReplacedNames : public EndToEnd {
 protected:
  void SetUp() override {
    house_ = AddHouse("Hôpital Sainte-Anne");
    worker_id_ = AddProfessional(house_, "hospital_social_worker");
    worker_ = Token(worker_id_);
    officer_id_ = AddProfessional(house_, "privacy_officer");
    officer_ = Token(officer_id_);
    const OpenedDossier opened = Open(worker_);
    dossier_ = opened.id;
    person_ = Token(opened.person);
    Grant(person_, house_);
  }
  grpc::Status Replace(const std::string& officer, const std::string& professional,
                       const std::string& document = "BR.45.L7/012345-2026") {
    v1::ReplaceNameRequest request;
    request.set_request_id(NewRequestId());
    request.set_professional_id(professional);
    request.set_ground(v1::GROUND_REPORTED_THREAT);
    request.set_document(document);
    v1::ReplaceNameResponse response;
    const grpc::Status status = Call(&DirectoryStub::ReplaceName, officer, request, &response);
    shown_ = response.shown();
    return status;
  }
  grpc::Status Restore(const std::string& officer, const std::string& professional) {
    v1::RestoreNameRequest request;
    request.set_request_id(NewRequestId());
    request.set_professional_id(professional);
    return Call(&DirectoryStub::RestoreName, officer, request);
  }
  std::vector<v1::ReplacedName> Replaced(const std::string& officer) {
    v1::ListReplacedNamesResponse response;
    EXPECT_TRUE(
        Call(&DirectoryStub::ListReplacedNames, officer, v1::ListReplacedNamesRequest(), &response)
            .ok());
    return {response.names().begin(), response.names().end()};
  }
  std::uint32_t TimesReplaced() {
    v1::ListOrganisationsRequest request;
    do {
      v1::ListOrganisationsResponse page;
      EXPECT_TRUE(Call(&DirectoryStub::ListOrganisations, person_, request, &page).ok());
      for (const auto& house : page.organisations())
        if (house.id() == house_) return house.names_replaced();
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return 0;
  }
  std::string NewestReader() {
    EXPECT_TRUE(Call(&v1::Dossiers::Stub::GetDossier, worker_, ReadOf(dossier_)).ok());
    for (const auto& access : AllAccesses(person_))
      if (access.method() == "Dossiers.GetDossier") return access.name();
    return {};
  }

  std::string house_, worker_id_, worker_, officer_id_, officer_, dossier_, person_, shown_;
};

TEST_F(ReplacedNames, FromThenOnANumberStandsInTheLogAndInTheDirectory) {
  EXPECT_EQ(NewestReader(), "Nora Peeters");
  EXPECT_EQ(TimesReplaced(), 0U);
  ASSERT_TRUE(Replace(officer_, worker_id_).ok());
  ASSERT_EQ(shown_.substr(0, 4), "N° ") << "three bytes and a space";
  EXPECT_EQ(NewestReader(), shown_);
  v1::ListProfessionalsRequest list;
  list.set_organisation_id(house_);
  v1::ListProfessionalsResponse professionals;
  ASSERT_TRUE(Call(&DirectoryStub::ListProfessionals, person_, list, &professionals).ok());
  for (const auto& one : professionals.professionals()) {
    if (one.id() == worker_id_) {
      EXPECT_EQ(one.name(), shown_);
    }
  }
  const auto replaced = Replaced(officer_);
  ASSERT_EQ(replaced.size(), 1U);
  EXPECT_EQ(replaced[0].name(), "Nora Peeters");
  EXPECT_EQ(replaced[0].shown(), shown_);
  EXPECT_EQ(replaced[0].document(), "BR.45.L7/012345-2026");
  EXPECT_EQ(TimesReplaced(), 1U) << "everybody sees how often it is done";
}

TEST_F(ReplacedNames, TheNumberStaysTheirs) {
  ASSERT_TRUE(Replace(officer_, worker_id_).ok());
  const std::string first = shown_;
  ASSERT_TRUE(Restore(officer_, worker_id_).ok());
  EXPECT_EQ(NewestReader(), "Nora Peeters");
  EXPECT_TRUE(Replaced(officer_).empty());
  EXPECT_FALSE(Restore(officer_, worker_id_).ok()) << "nothing to restore";
  ASSERT_TRUE(Replace(officer_, worker_id_).ok());
  EXPECT_EQ(shown_, first);
  ASSERT_TRUE(Replace(officer_, worker_id_, "BR.45.L7/999").ok()) << "another document";
  EXPECT_EQ(Replaced(officer_)[0].document(), "BR.45.L7/999");
  EXPECT_EQ(TimesReplaced(), 2U);
}

TEST_F(ReplacedNames, AttackNobodyElseMay) {
  const std::string other_house = AddHouse("Ombuds");
  const std::string other = Token(AddProfessional(other_house, "privacy_officer"));
  EXPECT_FALSE(Replace(other, worker_id_).ok()) << "an officer of another house";
  EXPECT_EQ(AllOf(Replace(other, worker_id_)),
            AllOf(Replace(other, "pro_00000000000000000000000000")))
      << "another house's colleague and none look alike";
  EXPECT_FALSE(Replace(officer_, officer_id_).ok()) << "the officer's own name";
  EXPECT_EQ(ReasonOf(Replace(worker_, worker_id_)), "NOT_OPEN");
  EXPECT_EQ(ReasonOf(Replace(person_, worker_id_)), "NOT_OPEN");
  EXPECT_EQ(ReasonOf(Replace(Token(tree().made().operator_id), worker_id_)), "NOT_OPEN");
  EXPECT_EQ(
      ReasonOf(Call(&DirectoryStub::ListReplacedNames, person_, v1::ListReplacedNamesRequest())),
      "NOT_OPEN");
  ASSERT_TRUE(Replace(officer_, worker_id_).ok());
  EXPECT_FALSE(Restore(other, worker_id_).ok());
  EXPECT_TRUE(Replaced(other).empty());
  EXPECT_EQ(TimesReplaced(), 1U);
}

TEST_F(ReplacedNames, ADocumentIsAReferenceAndNoStory) {
  for (const char* const document : {"", "he threatened me", "a\nb", "é"})
    EXPECT_EQ(Replace(officer_, worker_id_, document).error_code(),
              grpc::StatusCode::INVALID_ARGUMENT)
        << document;
  EXPECT_FALSE(Replace(officer_, worker_id_, std::string(65, 'x')).ok());
  EXPECT_TRUE(Replace(officer_, worker_id_, std::string(64, 'x')).ok());
}

}  // namespace
}  // namespace relais
