// A house's staff out of a spreadsheet: every mistake is named, nobody is added beside one, or twice.
#include "clients/admin/staff_list.h"

#include <sstream>

#include "services/base/files.h"
#include "tests/end_to_end/fixture.h"

namespace relais {
namespace {

constexpr char kCbe[] = "0314.595.348";

class StaffList : public EndToEnd {
 protected:
  static void SetUpTestSuite() {
    EndToEnd::SetUpTestSuite();
    ASSERT_EQ(AddWithNumber("Hôpital Sainte-Anne", kCbe), "");
  }
  void SetUp() override { house_ = AddHouse("Thuiszorg De Brug"); }

  static std::string Operator() { return Token(tree().made().operator_id); }
  static std::string AddWithNumber(const std::string& name, const std::string& number) {
    v1::AddOrganisationRequest request;
    request.set_request_id(NewRequestId());
    request.mutable_organisation()->set_name(name);
    request.mutable_organisation()->set_cbe_number(number);
    return ReasonOf(Call(&v1::Directory::Stub::AddOrganisation, Operator(), request));
  }
  Status Import(const std::string& csv, bool dry_run = false) {
    EXPECT_TRUE(WriteFileAtomically(file(), csv, 0600));
    cli::Api api(channel(), {"localhost", Operator(), ""}, cli::Speech{cli::Language::kEn});
    std::ostringstream out;
    testing::internal::CaptureStderr();
    const Status status = admin::ImportStaff(api, file(), dry_run, {out, false});
    said_ = testing::internal::GetCapturedStderr();
    out_ = out.str();
    return status;
  }
  static std::string WhyNotRead(const std::string& csv) {
    EXPECT_TRUE(WriteFileAtomically(file(), csv, 0600));
    const auto read = admin::ReadStaffList(file());
    return read ? "" : read.error().message;
  }
  static std::filesystem::path file() { return tree() / "staff.csv"; }
  static std::vector<v1::Professional> Staff(const std::string& house) {
    v1::ListProfessionalsRequest request;
    request.set_organisation_id(house);
    request.set_page_size(200);
    v1::ListProfessionalsResponse response;
    EXPECT_TRUE(Call(&v1::Directory::Stub::ListProfessionals, Operator(), request, &response).ok());
    return {response.professionals().begin(), response.professionals().end()};
  }

  std::string house_, said_, out_;
};

TEST_F(StaffList, IsAddedOnceHoweverOftenItIsSaid) {
  AddUnit(house_, "Noord");
  const std::string csv =
      "\xEF\xBB\xBFname;profession;house;unit\r\n"
      "\"Kaat, Maes\";home_nurse;" +
      house_ +
      ";Noord\r\n"
      "\r\n"
      "Élodie Ngo;home_nurse;" +
      house_ + ";\r\n";
  ASSERT_TRUE(Import(csv, true));
  EXPECT_EQ(said_, "2 to add, 0 there already\n");
  EXPECT_TRUE(Staff(house_).empty()) << "a dry run";
  ASSERT_TRUE(Import(csv));
  ASSERT_EQ(Staff(house_).size(), 2U);
  EXPECT_EQ(Staff(house_)[0].name(), "Kaat, Maes");
  EXPECT_TRUE(Staff(house_)[0].unit_id().starts_with("uni_"));
  EXPECT_EQ(Staff(house_)[1].name(), "Élodie Ngo");
  EXPECT_EQ(Staff(house_)[1].unit_id(), "");
  EXPECT_NE(out_.find(Staff(house_)[0].id() + "  Kaat, Maes"), out_.npos) << out_;
  ASSERT_TRUE(Import(csv + "Jan Claes;home_nurse;" + house_ + ";\n"));
  EXPECT_EQ(said_, "1 to add, 2 there already\n");
  EXPECT_EQ(Staff(house_).size(), 3U);
}

TEST_F(StaffList, AHouseIsNamedByItsNumberToo) {
  ASSERT_TRUE(
      Import("name,house,profession\nNora Peeters,BE 0314.595.348,hospital_social_worker\n"));
  EXPECT_NE(out_.find("Nora Peeters"), out_.npos);
  EXPECT_EQ(AddWithNumber("Another", "0314595348"), "WRONG_STATE") << "one number, one house";
  EXPECT_EQ(AddWithNumber("Another", "0314595347"), "INVALID");
  EXPECT_EQ(AddWithNumber("No number", ""), "");
  EXPECT_EQ(AddWithNumber("No number either", ""), "");
}

TEST_F(StaffList, EachLineThatIsWrongIsNamedAndNobodyIsAdded) {
  const auto status = Import(
      "name,house,profession,unit\n"
      "Good One," +
      house_ +
      ",home_nurse,\n"
      "," +
      house_ +
      ",home_nurse,\n"
      "No Profession," +
      house_ +
      ",king,\n"
      "No House,0314595347,home_nurse,\n"
      "No Unit," +
      house_ +
      ",home_nurse,Oost\n"
      "Good One," +
      house_ + ",home_nurse,\n");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "nothing was added; lines to correct: 5");
  for (const char* const mistake : {"line 3: name: ", "line 4: profession: ", "line 5: house: ",
                                    "line 6: unit: ", "line 7: name: "})
    EXPECT_NE(said_.find(mistake), said_.npos) << mistake << "\n" << said_;
  EXPECT_EQ(said_.find("line 2:"), said_.npos);
  EXPECT_TRUE(Staff(house_).empty());
}

// Whose name was replaced by a number, for a threat, must not come back under it with next month's list.
TEST_F(StaffList, AttackTheNameOfAThreatenedColleagueIsNotAddedAgain) {
  const std::string csv = "name,house,profession\nKaat Maes," + house_ + ",home_nurse\n";
  ASSERT_TRUE(Import(csv));
  v1::ReplaceNameRequest replace;
  replace.set_request_id(NewRequestId());
  replace.set_professional_id(Staff(house_)[0].id());
  replace.set_ground(v1::GROUND_REPORTED_THREAT);
  replace.set_document("BR.45.L7/012345");
  ASSERT_TRUE(Call(&v1::Directory::Stub::ReplaceName,
                   Token(AddProfessional(house_, "privacy_officer")), replace)
                  .ok());
  ASSERT_TRUE(Import(csv));
  EXPECT_EQ(said_, "0 to add, 1 there already\n");
  EXPECT_EQ(out_.find("pro_"), out_.npos) << "nor is it said which number it is";
  EXPECT_EQ(Staff(house_).size(), 2U);
}

TEST_F(StaffList, SomebodyOfAnotherUnitIsMovedByHand) {
  AddUnit(house_, "Noord");
  const std::string head = "name,house,profession,unit\nKaat Maes," + house_ + ",home_nurse,";
  ASSERT_TRUE(Import(head + "\n"));
  ASSERT_FALSE(Import(head + "Noord\n"));
  EXPECT_NE(said_.find("professional move"), said_.npos) << said_;
}

TEST_F(StaffList, AttackFilesThatAreNoList) {
  EXPECT_NE(WhyNotRead("").find("line 1: expected the columns"), std::string::npos);
  EXPECT_NE(WhyNotRead("name,profession\nA,b\n").find("there is no house"), std::string::npos);
  EXPECT_EQ(WhyNotRead("name,house,profession\n\n,,\n"), "the file names nobody");
  EXPECT_EQ(WhyNotRead("name,house,profession\na,b,c,d\n"),
            "line 2: has more columns than the first line");
  EXPECT_NE(WhyNotRead("name,house,profession\n\"a,b,c\n").find("quotation mark"),
            std::string::npos);
  EXPECT_NE(WhyNotRead("name,house,profession\n\xC9lodie,b,c\n").find("UTF-8"), std::string::npos);
  EXPECT_NE(WhyNotRead(std::string((1 << 20) + 1, 'a')), "");
}

TEST_F(StaffList, AttackWhoIsNoOperatorAsks) {
  v1::CheckStaffListRequest request;
  EXPECT_EQ(ReasonOf(Call(&v1::Directory::Stub::CheckStaffList, Operator(), request)), "INVALID");
  request.add_lines()->set_name("Kaat Maes");
  EXPECT_EQ(ReasonOf(Call(&v1::Directory::Stub::CheckStaffList,
                          Token(AddProfessional(house_, "home_nurse")), request)),
            "NOT_OPEN");
  for (int i = 0; i < 1000; ++i) request.add_lines();
  EXPECT_EQ(ReasonOf(Call(&v1::Directory::Stub::CheckStaffList, Operator(), request)), "INVALID");
}

}  // namespace
}  // namespace relais
