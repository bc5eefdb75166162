// A page token is of use to its caller, in its list, and nowhere else.
#include "services/rpc/paging.h"

#include "tests/keys/scratch.h"
#include "tests/ledger/fixture.h"

namespace relais::rpc {
namespace {

TEST(PageSizeTest, ZeroIsFiftyAndTheRestIsBounded) {
  EXPECT_EQ(*PageSize(0), 50);
  EXPECT_EQ(*PageSize(1), 1);
  EXPECT_EQ(*PageSize(200), 200);
  for (const int asked : {-1, 201, std::numeric_limits<int>::min()}) {
    const auto size = PageSize(asked);
    ASSERT_FALSE(size) << asked;
    EXPECT_EQ(size.error().field, "page_size");
  }
}

class PageTokensTest : public testing::Test {
 protected:
  access::Permit PermitOf(const Caller& caller, const std::string& method = "Accesses.List") {
    access::Request request{.action = Action::kLookUp, .method = method};
    return desk_.Admit(caller, std::move(request));
  }
  void ExpectUseless(const access::Permit& permit, BytesView query, std::string_view token) {
    const auto position = pages_.Open(permit, query, token);
    ASSERT_FALSE(position);
    EXPECT_EQ(position.error().reason, Reason::kInvalid);
    EXPECT_EQ(position.error().field, "page_token");
  }

  Scratch scratch_;
  ledger::House house_{scratch_.path()};
  ledger::Desk desk_{house_};
  const PageTokens pages_{house_.random.NextKey(), house_.random};
  const access::Permit mine_ = PermitOf(ledger::SocialWorker(1));
};

TEST_F(PageTokensTest, GiveBackThePosition) {
  EXPECT_EQ(*pages_.Open(mine_, "query", pages_.Seal(mine_, "query", "position")), "position");
  EXPECT_EQ(*pages_.Open(mine_, "query", ""), "") << "the first page needs none";
}

TEST_F(PageTokensTest, TellNothing) {
  const std::string token = pages_.Seal(mine_, "query", "position");
  EXPECT_NE(token, pages_.Seal(mine_, "query", "position"));
  EXPECT_EQ(FromBase64(token)->find("position"), Bytes::npos);
}

TEST_F(PageTokensTest, AttackAnothersTokenOrAnotherList) {
  const std::string token = pages_.Seal(mine_, "query", "position");
  ExpectUseless(PermitOf(ledger::SocialWorker(2)), "query", token);
  ExpectUseless(PermitOf(ledger::SocialWorker(1), "Consents.List"), "query", token);
  ExpectUseless(mine_, "other query", token);
  const PageTokens others(house_.random.NextKey(), house_.random);
  ExpectUseless(mine_, "query", others.Seal(mine_, "query", "position"));
}

TEST_F(PageTokensTest, AttackAChangedToken) {
  const Bytes sealed = *FromBase64(pages_.Seal(mine_, "query", "position"));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    Bytes changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    ExpectUseless(mine_, "query", ToBase64(changed));
    if (i > 0) ExpectUseless(mine_, "query", ToBase64(sealed.substr(0, i)));
  }
  ExpectUseless(mine_, "query", "not base64!");
  ExpectUseless(mine_, "query", std::string(100'000, 'A'));
}

}  // namespace
}  // namespace relais::rpc
