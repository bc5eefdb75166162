// Legal orders: one door, which opens nothing; the house's register; and what the person is told, and when.
#include "relais/v1/legal_orders.grpc.pb.h"
#include "relais/v1/notifications.grpc.pb.h"
#include "tests/end_to_end/fixture.h"
#include "tests/notification/program.h"

namespace relais {
namespace {

class LegalOrders : public EndToEnd {
 protected:
  using Stub = v1::LegalOrders::Stub;

  void SetUp() override {
    house_ = AddHouse("Hôpital Sainte-Anne");
    worker_ = Token(AddProfessional(house_, "hospital_social_worker"));
    officer_ = Token(AddProfessional(house_, "privacy_officer"));
    opened_ = Open(worker_, "kastanje");
    person_ = Token(opened_.person);
  }
  v1::EnterLegalOrderRequest Order() const {
    v1::EnterLegalOrderRequest request;
    request.set_request_id(NewRequestId());
    request.set_card_code(opened_.card);
    auto& order = *request.mutable_order();
    order.set_authority("Juge d'instruction, Namur");
    order.set_reference("FD.26/112, 24/11/2026");
    order.add_compartments(v1::COMPARTMENT_SOCIAL);
    order.set_lawyer("Mr Dupont");
    order.set_advice(v1::LegalOrder::ADVICE_COMPLY_IN_PART);
    return request;
  }
  static std::string Enter(const std::string& token, const v1::EnterLegalOrderRequest& request) {
    v1::EnterLegalOrderResponse response;
    const auto status = Call(&Stub::EnterLegalOrder, token, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.order_id();
  }
  static std::string Refusal(const std::string& token, const v1::EnterLegalOrderRequest& request) {
    return ReasonOf(Call(&Stub::EnterLegalOrder, token, request));
  }
  std::vector<v1::LegalOrder> Own() const {
    v1::ListOwnLegalOrdersResponse response;
    EXPECT_TRUE(
        Call(&Stub::ListOwnLegalOrders, person_, v1::ListOwnLegalOrdersRequest(), &response).ok());
    return {response.orders().begin(), response.orders().end()};
  }
  static std::vector<v1::LegalOrder> Register(const std::string& officer, int page_size = 0) {
    std::vector<v1::LegalOrder> out;
    v1::ListLegalOrdersRequest request;
    request.set_page_size(page_size);
    do {
      v1::ListLegalOrdersResponse page;
      EXPECT_TRUE(Call(&Stub::ListLegalOrders, officer, request, &page).ok());
      out.insert(out.end(), page.orders().begin(), page.orders().end());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return out;
  }
  v1::CloseLegalOrderRequest Closing(const std::string& order) const {
    v1::CloseLegalOrderRequest request;
    request.set_request_id(NewRequestId());
    request.set_order_id(order);
    request.set_outcome(v1::LegalOrder::OUTCOME_HANDED_OVER);
    request.add_handed_over(v1::COMPARTMENT_SOCIAL);
    return request;
  }

  std::string house_, worker_, officer_, person_;
  OpenedDossier opened_;
};

TEST_F(LegalOrders, ThePersonIsToldOfThemAndOfWhatCameOfThem) {
  const std::string id = Enter(officer_, Order());
  programs::Await([&] { return !Own().empty(); });
  ASSERT_EQ(Own().size(), 1U);
  EXPECT_EQ(Own()[0].authority(), "Juge d'instruction, Namur");
  EXPECT_EQ(Own()[0].lawyer(), "Mr Dupont");
  EXPECT_EQ(Own()[0].organisation(), "Hôpital Sainte-Anne");
  EXPECT_EQ(Own()[0].outcome(), v1::LegalOrder::OUTCOME_UNSPECIFIED);
  int entries = 0;
  for (const v1::Access& entry : AllAccesses(person_)) {
    if (entry.method() != "LegalOrders.TellLegalOrder") continue;
    ++entries;
    EXPECT_NE(entry.told(), v1::Access::TOLD_UNSPECIFIED) << "word of it is owed";
    EXPECT_EQ(entry.organisation(), "Hôpital Sainte-Anne");
  }
  EXPECT_EQ(entries, 1);
  ASSERT_TRUE(Call(&Stub::CloseLegalOrder, officer_, Closing(id)).ok());
  EXPECT_EQ(Own()[0].outcome(), v1::LegalOrder::OUTCOME_HANDED_OVER);
  ASSERT_EQ(Own()[0].handed_over_size(), 1);
  EXPECT_EQ(ReasonOf(Call(&Stub::CloseLegalOrder, officer_, Closing(id))), "WRONG_STATE");
}

TEST_F(LegalOrders, OneThatForbidsToTellIsToldWhenItsSilenceIsOver) {
  v1::EnterLegalOrderRequest request = Order();
  request.mutable_order()->mutable_silent_until_time()->set_seconds(std::time(nullptr) + 3);
  const auto before = AllAccesses(person_).size();
  const std::string id = Enter(officer_, request);
  ASSERT_EQ(Register(officer_).size(), 1U);
  EXPECT_FALSE(Register(officer_)[0].told());
  // Nothing that the person can see has moved: their own looking is all there is.
  EXPECT_TRUE(Own().empty());
  for (const v1::Access& entry : AllAccesses(person_))
    EXPECT_TRUE(entry.own() || entry.number() <= before);
  programs::Await([&] { return !Own().empty(); });
  ASSERT_EQ(Own().size(), 1U);
  EXPECT_EQ(Own()[0].id(), id);
  EXPECT_TRUE(Register(officer_)[0].told());
}

// An order is in the register, and the file is as it was.
TEST_F(LegalOrders, AttackAnOrderOpensNothing) {
  v1::EnterLegalOrderRequest request = Order();
  for (int c = 1; c <= v1::Compartment_MAX; ++c)
    request.mutable_order()->add_compartments(static_cast<v1::Compartment>(c));
  Enter(officer_, request);
  for (const std::string& token : {officer_, worker_})
    EXPECT_EQ(ReasonOf(Call(&v1::Dossiers::Stub::GetDossier, token, ReadOf(opened_.id))),
              "NOT_OPEN");
}

TEST_F(LegalOrders, AttackWhoIsNoOfficerOrOfAnotherHouse) {
  for (const std::string& token : {worker_, person_, Witness(), Token(tree().made().operator_id)}) {
    v1::EnterLegalOrderRequest request = Order();
    EXPECT_EQ(Refusal(token, request), "NOT_OPEN");
    EXPECT_EQ(ReasonOf(Call(&Stub::ListLegalOrders, token, v1::ListLegalOrdersRequest())),
              "NOT_OPEN");
  }
  const std::string id = Enter(officer_, Order());
  const std::string other = Token(AddProfessional(AddHouse("Clinique du Parc"), "privacy_officer"));
  EXPECT_TRUE(Register(other).empty());
  EXPECT_EQ(ReasonOf(Call(&Stub::CloseLegalOrder, other, Closing(id))), "INVALID");
  for (const std::string& token : {officer_, worker_})
    EXPECT_EQ(ReasonOf(Call(&Stub::ListOwnLegalOrders, token, v1::ListOwnLegalOrdersRequest())),
              "NOT_OPEN");
}

TEST_F(LegalOrders, AttackBeyondTheScope) {
  const std::string id = Enter(officer_, Order());
  v1::CloseLegalOrderRequest more = Closing(id);
  more.add_handed_over(v1::COMPARTMENT_HEALTH);
  EXPECT_EQ(ReasonOf(Call(&Stub::CloseLegalOrder, officer_, more)), "INVALID");
  v1::CloseLegalOrderRequest refused = Closing(id);
  refused.set_outcome(v1::LegalOrder::OUTCOME_REFUSED);
  EXPECT_EQ(ReasonOf(Call(&Stub::CloseLegalOrder, officer_, refused)), "INVALID");
  v1::CloseLegalOrderRequest nothing = Closing(id);
  nothing.clear_handed_over();
  EXPECT_EQ(ReasonOf(Call(&Stub::CloseLegalOrder, officer_, nothing)), "INVALID");
  EXPECT_EQ(Register(officer_)[0].outcome(), v1::LegalOrder::OUTCOME_UNSPECIFIED);
}

TEST_F(LegalOrders, AttackWhatIsMissing) {
  const auto refused = [&](const std::function<void(v1::EnterLegalOrderRequest&)>& change) {
    v1::EnterLegalOrderRequest request = Order();
    change(request);
    EXPECT_EQ(Refusal(officer_, request), "INVALID") << request.ShortDebugString();
  };
  refused([](auto& r) { r.clear_dossier(); });
  refused([](auto& r) { r.set_card_code("7K2M"); });
  refused([](auto& r) { r.clear_order(); });
  refused([](auto& r) { r.mutable_order()->clear_authority(); });
  refused([](auto& r) { r.mutable_order()->set_reference("two\nlines"); });
  refused([](auto& r) { r.mutable_order()->set_lawyer(std::string(121, 'x')); });
  refused([](auto& r) { r.mutable_order()->clear_compartments(); });
  refused([](auto& r) { r.mutable_order()->clear_advice(); });
  refused([](auto& r) {
    r.mutable_order()->mutable_silent_until_time()->set_seconds(std::time(nullptr) - 5);
  });
  refused([](auto& r) {
    r.mutable_order()->mutable_silent_until_time()->set_seconds(std::time(nullptr) +
                                                                367 * 24 * 60 * 60);
  });
}

// Whether there is a file the officer learns neither at once nor later.
TEST_F(LegalOrders, AttackAnOfficerLooksForAFile) {
  v1::EnterLegalOrderRequest nobody = Order();
  nobody.set_dossier_id(DossierId(Array<16>{9}).Text());
  Enter(officer_, nobody);
  Enter(officer_, Order());
  programs::Await([&] {
    const auto all = Register(officer_, 1);
    return all.size() == 2 && all[0].told() && all[1].told();
  });
  const auto all = Register(officer_, 1);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_TRUE(all[0].told());
  EXPECT_TRUE(all[1].told());
  EXPECT_EQ(Own().size(), 1U);
}

}  // namespace
}  // namespace relais
