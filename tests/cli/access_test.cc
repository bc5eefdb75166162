#include "tests/cli/cli_fixture.h"

namespace relais::cli {
namespace {

v1::Access Entry(std::uint64_t number, v1::Access::Outcome outcome) {
  v1::Access out;
  out.set_number(number);
  out.mutable_create_time()->set_seconds(1795348800);
  out.set_name("Anna Peeters");
  out.set_organisation("Saint-Jean");
  out.set_profession("hospital_social_worker");
  out.set_action(v1::ACTION_READ);
  out.set_purpose(v1::PURPOSE_EXIT_PREPARATION);
  out.set_reason("intake");
  out.add_asked(v1::COMPARTMENT_SOCIAL);
  if (outcome == v1::Access::OUTCOME_OPENED) out.add_granted(v1::COMPARTMENT_SOCIAL);
  out.set_outcome(outcome);
  out.set_count(7);
  out.set_told(v1::Access::TOLD_AT_MEETING);
  return out;
}

class AccessCliTest : public CliTest {
 protected:
  AccessCliTest() {
    v1::ListAccessesResponse first;
    *first.add_accesses() = Entry(3, v1::Access::OUTCOME_OPENED);
    *first.add_accesses() = Entry(2, v1::Access::OUTCOME_REFUSED);
    first.set_next_page_token("more");
    v1::ListAccessesResponse second;
    second.add_accesses()->set_number(1);
    second.mutable_accesses(0)->set_own(true);
    second.mutable_accesses(0)->set_action(v1::ACTION_READ_LOG);
    second.mutable_accesses(0)->set_outcome(v1::Access::OUTCOME_OPENED);
    server.Answer(first);
    server.Answer(second);
  }
};

TEST_F(AccessCliTest, EachEntryIsASentenceToReadAloud) {
  ASSERT_EQ(Relais({"accesses", "list", "--all"}), 0) << err();
  EXPECT_TRUE(Has(out(),
                  "3. On Sunday 22 November 2026 at 13:00, Anna Peeters, hospital social worker, "
                  "Saint-Jean, read: "
                  "Everyday life. What for: preparing the leaving. Why: first talk after "
                  "admission. 7 facts were shown. "
                  "You will be told at the next meeting.\n"));
  EXPECT_TRUE(Has(out(), "tried to read: Everyday life."));
  EXPECT_TRUE(Has(out(), "Refused: nothing was shown."));
  EXPECT_TRUE(Has(out(), "you looked at who opened the dossier."));
  EXPECT_EQ(server.Last<v1::ListAccessesRequest>().page_token(), "more");
}

TEST_F(AccessCliTest, TheSentenceIsInTheLanguageAsked) {
  ASSERT_EQ(Relais({"accesses", "list", "--lang", "nl"}), 0);
  EXPECT_TRUE(Has(
      out(),
      "Op zondag 22 november 2026 om 13:00 heeft Anna Peeters, hospital social worker, Saint-Jean, "
      "gelezen: "));
  EXPECT_TRUE(Has(out(), "--all"));
}

TEST_F(AccessCliTest, AFilterIsAskedOfTheServerAndLooksThroughAllPages) {
  ASSERT_EQ(Relais({"accesses", "list", "--refused", "--emergency", "--house", kHouse,
                    "--profession", "gp", "--compartment", "health"}),
            0)
      << err();
  EXPECT_EQ(server.Count<v1::ListAccessesRequest>(), 2U);
  const auto filter = server.Last<v1::ListAccessesRequest>().filter();
  EXPECT_TRUE(filter.refused());
  EXPECT_TRUE(filter.emergency());
  EXPECT_EQ(filter.organisation_id(), kHouse);
  EXPECT_EQ(filter.profession(), "gp");
  EXPECT_EQ(filter.compartment(), v1::COMPARTMENT_HEALTH);
  for (const char* const wrong : {"nothing", "HEALTH,SOCIAL", ","})
    EXPECT_EQ(Relais({"accesses", "list", "--compartment", wrong}), 2) << wrong;
}

TEST_F(AccessCliTest, WhatBecameOfTheWordIsSaid) {
  v1::ListAccessesResponse page;
  *page.add_accesses() = Entry(5, v1::Access::OUTCOME_OPENED);
  auto* const access = page.mutable_accesses(0);
  access->set_told(v1::Access::TOLD_DELIVERED);
  access->set_told_by(v1::CHANNEL_SMS);
  access->mutable_told_time()->set_seconds(1795352400);
  auto* const sent = page.add_accesses();
  sent->set_number(6);
  sent->set_action(v1::ACTION_SYSTEM);
  sent->set_method("Telling.Sent");
  sent->set_reason("sms");
  sent->set_count(5);
  sent->mutable_create_time()->set_seconds(1795352400);
  server.answers.clear();
  server.Answer(SampleCatalogue());
  server.Answer(page);
  ASSERT_EQ(Relais({"accesses", "list"}), 0) << err();
  EXPECT_TRUE(Has(out(), "Word of it arrived on Sunday 22 November 2026 at 14:00 (SMS)."));
  EXPECT_TRUE(Has(out(),
                  "6. On Sunday 22 November 2026 at 14:00 a message was sent to you (SMS): it "
                  "covers all up to entry 5."));
}

TEST_F(AccessCliTest, OneEntryIsShownWithConsentAndRule) {
  v1::GetAccessResponse response;
  *response.mutable_access() = Entry(3, v1::Access::OUTCOME_OPENED);
  response.mutable_access()->add_consent_ids("con_1");
  response.mutable_access()->add_rules("leaving.read");
  response.mutable_access()->set_reference("0123456789abcdef");
  server.Answer(response);
  ASSERT_EQ(Relais({"accesses", "show", "3"}), 0) << err();
  EXPECT_EQ(server.Last<v1::GetAccessRequest>().number(), 3U);
  EXPECT_TRUE(Has(out(), "By your consent: con_1"));
  EXPECT_TRUE(Has(out(), "By the rule: leaving.read"));
  EXPECT_TRUE(Has(out(), "Reference to check it by: 0123456789abcdef"));
  EXPECT_EQ(Relais({"accesses", "show"}), 2);
}

TEST_F(AccessCliTest, AttackABrokenStreamLosesAndRepeatsNothing) {
  server.watched = {{Entry(4, v1::Access::OUTCOME_OPENED)},
                    {},
                    {Entry(5, v1::Access::OUTCOME_REFUSED), Entry(6, v1::Access::OUTCOME_OPENED)}};
  ASSERT_EQ(Relais({"accesses", "watch", "--count", "3"}), 0) << err();
  EXPECT_TRUE(InOrder(out(), "4. On", "5. On"));
  EXPECT_TRUE(InOrder(out(), "5. On", "6. On"));
  ASSERT_EQ(server.Count<v1::WatchAccessesRequest>(), 3U);
  EXPECT_EQ(server.Last<v1::WatchAccessesRequest>().after_number(), 4U)
      << "the third stream goes on where the first broke";
  EXPECT_TRUE(Has(err(), "goes on where it was"));
}

TEST_F(AccessCliTest, PageSizeIsPassedOn) {
  ASSERT_EQ(Relais({"accesses", "list", "--page-size", "2", "--output", "json"}), 0);
  EXPECT_EQ(server.Last<v1::ListAccessesRequest>().page_size(), 2);
  EXPECT_TRUE(Has(out(), "\"next_page_token\":\"more\""));
  EXPECT_EQ(Relais({"accesses", "list", "--page-size", "201"}), 2);
}

TEST_F(AccessCliTest, ExportWritesTheWholeFileOrNone) {
  server.chunks = {"relais-bundle/1\n", "rest\n"};
  const std::string file = (folder / "log.bundle").string();
  ASSERT_EQ(Relais({"accesses", "export", file}), 0) << err();
  EXPECT_EQ(Read("log.bundle"), "relais-bundle/1\nrest\n");
  EXPECT_TRUE(Has(err(), "relais-verify --trust TRUST " + file));
  EXPECT_EQ(Relais({"accesses", "export", file}), 2) << "never over a file that is there";
  EXPECT_EQ(Relais({"accesses", "export", file, "--force", "--since", "17"}), 0);
  EXPECT_EQ(server.Last<v1::ExportAccessesRequest>().since_size(), 17U);
  EXPECT_EQ(std::filesystem::status(file).permissions() & std::filesystem::perms::group_read,
            std::filesystem::perms::none);
  server.Fail<v1::ExportAccessesRequest>(Refusal(grpc::StatusCode::PERMISSION_DENIED, "NOT_OPEN"));
  EXPECT_EQ(Relais({"accesses", "export", (folder / "other").string()}), 1);
  EXPECT_FALSE(std::filesystem::exists(folder / "other"));
  EXPECT_FALSE(std::filesystem::exists(folder / "other.part"));
}

}  // namespace
}  // namespace relais::cli
