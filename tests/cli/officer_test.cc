// What a privacy officer sees and does: the queue, and the names of threatened colleagues.
#include "tests/cli/cli_fixture.h"

namespace relais::cli {
namespace {

class OfficerCliTest : public CliTest {};

v1::Review ReviewOf(v1::ReviewKind kind) {
  v1::Review review;
  review.set_id("rev_1SXC0000000000000000000000");
  review.set_kind(kind);
  review.set_name("Kaat Maes");
  review.set_organisation("Thuiszorg De Brug");
  review.mutable_due_time()->set_seconds(1'790'000'000);
  return review;
}

TEST_F(OfficerCliTest, TheQueueSaysWhyEachIsThere) {
  v1::ListReviewsResponse queue;
  *queue.add_reviews() = ReviewOf(v1::REVIEW_KIND_OBJECTION);
  *queue.add_reviews() = ReviewOf(v1::REVIEW_KIND_EMERGENCY);
  queue.mutable_reviews(1)->mutable_access_time()->set_seconds(1'780'000'000);
  queue.mutable_reviews(1)->set_purpose(v1::PURPOSE_EMERGENCY);
  queue.mutable_reviews(1)->set_restricted(true);
  *queue.add_reviews() = ReviewOf(v1::REVIEW_KIND_REFUSALS);
  queue.mutable_reviews(2)->set_count(40);
  *queue.add_reviews() = ReviewOf(v1::REVIEW_KIND_RELATION);
  *queue.add_reviews() = ReviewOf(v1::REVIEW_KIND_MANY_FILES);
  queue.mutable_reviews(4)->set_count(60);
  *queue.add_reviews() = ReviewOf(v1::REVIEW_KIND_WORRY_CALL);
  queue.mutable_reviews(5)->mutable_access_time()->set_seconds(1'780'000'000);
  queue.mutable_reviews(5)->set_without(v1::WorryCall::WITHOUT_SAID_NO);
  server.Answer(queue);
  ASSERT_EQ(Relais({"reviews", "list"}), 0) << err();
  EXPECT_TRUE(Has(out(), "opened at least 60 files within a day")) << out();
  EXPECT_TRUE(Has(out(), "two colleagues")) << out();
  EXPECT_TRUE(InOrder(out(), "without their agreement", "SAID_NO")) << out();
  EXPECT_TRUE(InOrder(out(), "objection, to decide by 21 September 2026", "emergency reading"));
  EXPECT_TRUE(InOrder(out(), "emergency reading", "refused at least 40 times, whatever the file"));
  EXPECT_TRUE(Has(out(), "Kaat Maes"));
}

TEST_F(OfficerCliTest, AReviewOfAnEmergencyIsToldToThePerson) {
  v1::ListObjectionsResponse own;
  auto& one = *own.add_objections();
  one.set_id("rev_1SXC0000000000000000000000");
  one.set_kind(v1::REVIEW_KIND_EMERGENCY);
  one.set_state(v1::Objection::STATE_OPEN);
  one.set_number(12);
  one.set_decider_organisation("H\xC3\xB4pital Saint-Jean");
  one.mutable_due_time()->set_seconds(1'790'000'000);
  server.Answer(own);
  ASSERT_EQ(Relais({"accesses", "objections"}), 0) << err();
  EXPECT_TRUE(
      Has(out(), "Read for an emergency (entry 12): H\xC3\xB4pital Saint-Jean looks at it by"));
}

TEST_F(OfficerCliTest, TheNameOfAThreatenedColleagueIsReplacedAndShownAgain) {
  const std::string colleague = "pro_00000000000000000000000000";
  v1::ReplaceNameResponse replaced;
  replaced.set_shown("N\xC2\xB0 41723");
  server.Answer(replaced);
  ASSERT_EQ(Relais({"staff", "replace", colleague, "--ground", "court", "--document", "2026/17"}),
            0)
      << err();
  EXPECT_TRUE(Has(out(), "N\xC2\xB0 41723"));
  EXPECT_EQ(server.Last<v1::ReplaceNameRequest>().ground(), v1::GROUND_COURT_ORDER);
  EXPECT_EQ(server.Last<v1::ReplaceNameRequest>().document(), "2026/17");
  v1::ListReplacedNamesResponse list;
  auto& name = *list.add_names();
  name.set_name("Kaat Maes");
  name.set_shown("N\xC2\xB0 41723");
  name.set_ground(v1::GROUND_COURT_ORDER);
  server.Answer(list);
  ASSERT_EQ(Relais({"staff", "list"}), 0) << err();
  EXPECT_TRUE(InOrder(out(), "N\xC2\xB0 41723: Kaat Maes", "an order of a court"));
  ASSERT_EQ(Relais({"staff", "restore", colleague}), 0) << err();
  EXPECT_TRUE(Has(out(), "The name is shown again."));
  EXPECT_EQ(Relais({"staff", "replace", colleague, "--ground", "fear", "--document", "1"}), 2);
  EXPECT_EQ(Relais({"staff", "replace", colleague, "--ground", "court"}), 2) << "no document";
}

TEST_F(OfficerCliTest, AnOrderIsEnteredWithItsScopeAndTheAdvice) {
  v1::EnterLegalOrderResponse entered;
  entered.set_order_id("ord_00000000000000000000000001");
  server.Answer(entered);
  ASSERT_EQ(Relais({"orders", "enter", "7K2M9QWX3ZABCDEFG", "--authority", "Juge d'instruction",
                    "--reference", "FD.26/112", "--compartments", "SOCIAL", "--lawyer", "Mr Dupont",
                    "--advice", "part", "--silent-until", "2026-12-31"}),
            0)
      << err();
  const auto asked = server.Last<v1::EnterLegalOrderRequest>();
  EXPECT_EQ(asked.card_code(), "7K2M9QWX3ZABCDEFG");
  EXPECT_EQ(asked.order().advice(), v1::LegalOrder::ADVICE_COMPLY_IN_PART);
  ASSERT_EQ(asked.order().compartments_size(), 1);
  EXPECT_EQ(asked.order().silent_until_time().seconds(), 1798757999);
  EXPECT_TRUE(Has(out(), "told when the silence is over")) << out();
  EXPECT_EQ(Relais({"orders", "enter", "7K2M9QWX3ZABCDEFG", "--authority", "A"}), 2);
}

TEST_F(OfficerCliTest, ThePersonReadsWhatAnAuthorityAskedFor) {
  v1::ListOwnLegalOrdersResponse own;
  auto& order = *own.add_orders();
  order.set_id("ord_00000000000000000000000001");
  order.set_authority("Juge d'instruction\x1b[2J");
  order.set_reference("FD.26/112");
  order.add_compartments(v1::COMPARTMENT_SOCIAL);
  order.set_lawyer("Mr Dupont");
  order.set_advice(v1::LegalOrder::ADVICE_CONTEST);
  order.set_organisation("Hôpital Sainte-Anne");
  order.set_outcome(v1::LegalOrder::OUTCOME_REFUSED);
  server.Answer(own);
  ASSERT_EQ(Relais({"accesses", "orders"}), 0) << err();
  EXPECT_TRUE(Has(out(), "FD.26/112. Asked for: ")) << out();
  EXPECT_TRUE(Has(out(), "noted by Hôpital Sainte-Anne")) << out();
  EXPECT_TRUE(Has(out(), "Nothing was handed over")) << out();
  EXPECT_FALSE(Has(out(), "\x1b[2J"));
  EXPECT_FALSE(Has(out(), "ord_"));
}

}  // namespace
}  // namespace relais::cli
