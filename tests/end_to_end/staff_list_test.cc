// A house's staff out of a spreadsheet: every mistake is named, nobody is added beside one, or twice.
#include "clients/admin/staff_list.h"

#include <sstream>

#include "services/base/files.h"
#include "tests/end_to_end/fixture.h"
#include "tests/notification/program.h"

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

class Service : public EndToEnd {
 protected:
  void SetUp() override {
    house_ = AddHouse("Hôpital Sainte-Anne");
    id_ = AddProfessional(house_, "hospital_social_worker");
    opened_ = Open(Token(id_));
    Grant(Token(opened_.person), house_);
  }
  std::string Read() const {
    return ReasonOf(Call(&v1::Dossiers::Stub::GetDossier, Token(id_), ReadOf(opened_.id)));
  }
  v1::SetServiceEndRequest End() const {
    v1::SetServiceEndRequest request;
    request.set_request_id(NewRequestId());
    request.set_professional_id(id_);
    return request;
  }
  static std::string Set(const v1::SetServiceEndRequest& request,
                         const std::string& token = Token(tree().made().operator_id)) {
    return ReasonOf(Call(&v1::Directory::Stub::SetServiceEnd, token, request));
  }
  static std::string Add(std::int64_t from, std::int64_t until) {
    v1::AddProfessionalRequest request;
    request.set_request_id(NewRequestId());
    auto& one = *request.mutable_professional();
    one.set_name("Jan Claes");
    one.set_organisation_id(AddHouse("Thuiszorg De Brug"));
    one.set_profession("home_nurse");
    one.mutable_service_start_time()->set_seconds(from);
    one.mutable_service_end_time()->set_seconds(until);
    v1::AddProfessionalResponse response;
    const auto status = Call(&v1::Directory::Stub::AddProfessional,
                             Token(tree().made().operator_id), request, &response);
    return status.ok() ? response.professional_id() : ReasonOf(status);
  }
  // What is open to everybody who serves.
  static std::string LookUp(const std::string& id) {
    return ReasonOf(
        Call(&v1::Directory::Stub::ListOrganisations, Token(id), v1::ListOrganisationsRequest()));
  }

  std::string house_, id_;
  OpenedDossier opened_;
};

TEST_F(Service, WhoLeavesIsShutOutAtOnceAndTheEndIsTakenBack) {
  ASSERT_EQ(Read(), "");
  auto end = End();
  end.set_now(true);
  EXPECT_EQ(Set(end, Token(id_)), "NOT_OPEN") << "not a professional's to say";
  ASSERT_EQ(Set(end), "");
  EXPECT_EQ(Read(), "NOT_OPEN");
  ASSERT_EQ(Set(End()), "");
  EXPECT_EQ(Read(), "");
}

TEST_F(Service, AnEndAheadIsKeptToTheMoment) {
  auto end = End();
  const auto soon = std::chrono::system_clock::now() + std::chrono::milliseconds(1500);
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(soon.time_since_epoch());
  end.mutable_service_end_time()->set_seconds(ms.count() / 1000);
  end.mutable_service_end_time()->set_nanos(static_cast<int>(ms.count() % 1000) * 1'000'000);
  ASSERT_EQ(Set(end), "");
  EXPECT_EQ(Read(), "");
  programs::Await([&] { return Read() == "NOT_OPEN"; });
  EXPECT_GE(std::chrono::system_clock::now(), soon - std::chrono::milliseconds(50));
  EXPECT_EQ(Read(), "NOT_OPEN");
}

TEST_F(Service, NothingIsOpenBeforeItBegins) {
  const std::int64_t now = std::time(nullptr);
  EXPECT_EQ(LookUp(Add(now + 3600, now + 7200)), "NOT_OPEN");
  EXPECT_EQ(LookUp(Add(now - 7200, now - 3600)), "NOT_OPEN");
  EXPECT_EQ(LookUp(Add(now - 3600, now + 3600)), "");
  EXPECT_EQ(Add(now + 3600, now + 3600), "INVALID");
  EXPECT_EQ(Add(now, std::numeric_limits<std::int64_t>::max()), "INVALID");
}

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
  for (const char* const spelt : {"kaat maes,%,home_nurse", "KAAT\u00a0MAES,%,home_nurse"}) {
    std::string line = spelt;
    ASSERT_TRUE(Import("name,house,profession\n" + line.replace(line.find('%'), 1, house_) + "\n"));
    EXPECT_EQ(said_, "0 to add, 1 there already\n") << spelt;
  }
  EXPECT_FALSE(Import("name,house,profession\nKaat Maes," + house_ + ",family_help\n"))
      << "in another profession";
  EXPECT_NE(said_.find("by a number"), said_.npos) << said_;
  EXPECT_FALSE(Import("name,house,profession\nN\u00b0 12345," + house_ + ",family_help\n"));
  EXPECT_EQ(Staff(house_).size(), 2U);
}

// What a list says of somebody who is there is not done by adding, and must not look as if it were.
TEST_F(StaffList, AttackALastDayThatIsNotKept) {
  const std::string head = "name,house,profession,Until\nKaat Maes," + house_ + ",home_nurse,";
  ASSERT_TRUE(Import(head + "\n"));
  EXPECT_FALSE(Import(head + "2099-12-31\n"));
  EXPECT_NE(said_.find("professional leave"), said_.npos) << said_;
  v1::SuspendProfessionalRequest suspend;
  suspend.set_request_id(NewRequestId());
  suspend.set_professional_id(Staff(house_)[0].id());
  ASSERT_TRUE(Call(&v1::Directory::Stub::SuspendProfessional, Operator(), suspend).ok());
  EXPECT_FALSE(Import(head + "\n"));
  EXPECT_NE(said_.find("professional resume"), said_.npos) << said_;
  ASSERT_TRUE(Import("name,house,profession,phone\nJan Claes," + house_ + ",home_nurse,1\n"));
  EXPECT_NE(said_.find("not looked at: the column phone"), said_.npos) << said_;
}

TEST_F(StaffList, TheLastDayComesWithTheList) {
  ASSERT_TRUE(Import("name;house;profession;until\nKaat Maes;" + house_ +
                     ";home_nurse;2099-12-31\nJan Claes;" + house_ + ";home_nurse;\n"));
  const auto staff = Staff(house_);
  ASSERT_EQ(staff.size(), 2U);
  EXPECT_FALSE(staff[0].has_service_end_time());
  EXPECT_NEAR(static_cast<double>(staff[1].service_end_time().seconds()), 4'102'444'799, 43'200);
  EXPECT_NE(WhyNotRead("name,house,profession,until\na,b,c,soon\n").find("line 2: until: "),
            std::string::npos);
}

TEST_F(StaffList, WhatAHousesNameTellsOfIsSaidByAnOperator) {
  v1::SetTellsOfRequest request;
  request.set_organisation_id(house_);
  const std::string op = Token(tree().made().operator_id);
  const auto said = [&](const std::string& token) {
    request.set_request_id(NewRequestId());
    return ReasonOf(Call(&v1::Directory::Stub::SetTellsOf, token, request));
  };
  const auto shown = [&] {
    v1::ListOrganisationsRequest list;
    list.set_page_size(200);
    v1::ListOrganisationsResponse houses;
    EXPECT_TRUE(Call(&v1::Directory::Stub::ListOrganisations, op, list, &houses).ok());
    std::vector<int> out = {-1};
    for (const auto& one : houses.organisations())
      if (one.id() == house_) out.assign(one.tells_of().begin(), one.tells_of().end());
    return out;
  };
  request.add_tells_of(v1::Organisation::TELLS_OF_ADDICTION);
  request.add_tells_of(v1::Organisation::TELLS_OF_DETENTION);
  EXPECT_EQ(said(Token(AddProfessional(house_, "home_nurse"))), "NOT_OPEN");
  EXPECT_EQ(shown(), std::vector<int>{});
  EXPECT_EQ(said(op), "");
  EXPECT_EQ(shown(), (std::vector<int>{v1::Organisation::TELLS_OF_DETENTION,
                                       v1::Organisation::TELLS_OF_ADDICTION}));
  request.add_tells_of(v1::Organisation::TELLS_OF_UNSPECIFIED);
  EXPECT_EQ(said(op), "INVALID");
  request.clear_tells_of();
  request.set_organisation_id(OrganisationId(Array<16>{9}).Text());
  EXPECT_EQ(said(op), "INVALID") << "no such house";
  request.set_organisation_id(house_);
  EXPECT_EQ(said(op), "");
  EXPECT_EQ(shown(), std::vector<int>{});
}

// By an operator alone; a unit that says nothing is as its house.
TEST_F(StaffList, WhenAHouseIsOpenAndWhoAnswersElse) {
  const std::string ward = AddUnit(house_, "Noord");
  v1::SetReachRequest request;
  request.set_request_id(NewRequestId());
  request.set_organisation_id(house_);
  request.set_duty_line("+3225551234");
  request.set_opening_hours(" Mo,Tu 08:00-12:00");
  const std::string op = Token(tree().made().operator_id);
  const std::string nurse = Token(AddProfessional(house_, "home_nurse", ward));
  const auto said = [&](const std::string& token) {
    request.set_request_id(NewRequestId());
    return ReasonOf(Call(&v1::Directory::Stub::SetReach, token, request));
  };
  EXPECT_EQ(said(nurse), "NOT_OPEN");
  EXPECT_EQ(said(op), "");
  v1::ListOrganisationsRequest list;
  list.set_page_size(200);
  v1::ListOrganisationsResponse houses;
  ASSERT_TRUE(Call(&v1::Directory::Stub::ListOrganisations, nurse, list, &houses).ok());
  int seen = 0;
  for (const auto& one : houses.organisations()) {
    if (one.id() != house_) continue;
    ++seen;
    EXPECT_EQ(one.duty_line(), "+3225551234");
    EXPECT_EQ(one.opening_hours(), "Mo-Tu 08:00-12:00");
  }
  EXPECT_EQ(seen, 1);
  for (const char* const hours : {"always", "Mo 9-5", "Mo 10:00-09:00"}) {
    request.set_opening_hours(hours);
    EXPECT_EQ(said(op), "INVALID") << hours;
  }
  request.set_opening_hours("");
  request.set_duty_line("02 555 12 34");
  EXPECT_EQ(said(op), "INVALID");
  request.set_duty_line("");
  request.set_unit_id(UnitId(Array<16>{9}).Text());
  EXPECT_EQ(said(op), "INVALID") << "no such unit";
  request.set_unit_id(ward);
  request.set_opening_hours("24/7");
  EXPECT_EQ(said(op), "");
  v1::ListUnitsRequest of_house;
  of_house.set_organisation_id(house_);
  v1::ListUnitsResponse units;
  ASSERT_TRUE(Call(&v1::Directory::Stub::ListUnits, nurse, of_house, &units).ok());
  ASSERT_EQ(units.units_size(), 1);
  EXPECT_EQ(units.units(0).opening_hours(), "Mo-Su 00:00-24:00");
  request.clear_whose();
  EXPECT_EQ(said(op), "INVALID");
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
