#include "services/base/ids.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <type_traits>

namespace relais {
namespace {

static_assert(!std::is_convertible_v<PersonId, DossierId> &&
                  !std::is_constructible_v<DossierId, PersonId>,
              "ids of two nouns mix");

template <class T>
class IdTest : public testing::Test {};
using Nouns = testing::Types<DossierId, PersonId, RecordId, ConsentId, OrganisationId,
                             ProfessionalId, OperatorId>;
TYPED_TEST_SUITE(IdTest, Nouns);

TYPED_TEST(IdTest, RoundTripsAsTextAndBytes) {
  SystemRandom random;
  for (int i = 0; i < 100; ++i) {
    const auto id = TypeParam::New(random);
    EXPECT_FALSE(id.IsZero());
    EXPECT_EQ(id.Text().size(), 30u);
    EXPECT_EQ(TypeParam::Parse(id.Text()).value(), id);
    EXPECT_EQ(TypeParam::FromBytes(id.view()).value(), id);
  }
}

TYPED_TEST(IdTest, AttackIdOfAnotherNoun) {
  SystemRandom random;
  const std::string letters = TypeParam::New(random).Text().substr(4);
  for (const char* prefix : {"dos_", "per_", "stp_", "con_", "org_", "pro_", "opr_"}) {
    EXPECT_EQ(TypeParam::Parse(prefix + letters).has_value(),
              TypeParam().Text().starts_with(prefix))
        << prefix;
  }
}

TEST(Id, AttackMalformedTexts) {
  const std::string good = DossierId().Text();
  ASSERT_EQ(good, "dos_" + std::string(26, '0'));
  for (const std::string& bad :
       {std::string(), std::string("dos_"), good.substr(0, 29), good + "0", "DOS_" + good.substr(4),
        " " + good.substr(1), good.substr(0, 29) + "1", good.substr(0, 29) + "U",
        good.substr(0, 29) + "-", good + "\n", good.substr(4), std::string("dos")}) {
    EXPECT_EQ(DossierId::Parse(bad).error().reason, Reason::kInvalid) << bad;
  }
}

TEST(Id, AttackRandomTextsAreRefusedOrMeanTheirOwnId) {
  const auto character = rc::gen::elementOf(std::string("0123456789ABCDEFGHJKMNPQRSTVWXYZ_u"));
  EXPECT_TRUE(rc::check([&] {
    const auto text = "dos_" + *rc::gen::container<std::string>(26, character);
    const auto id = DossierId::Parse(text);
    return !id || id->Text() == text;
  }));
}

TEST(Id, BytesHaveTheirLengthOrNone) {
  EXPECT_FALSE(PersonId::FromBytes(Bytes(15, 'x')));
  EXPECT_FALSE(PersonId::FromBytes(Bytes(17, 'x')));
  EXPECT_TRUE(PersonId::FromBytes(Bytes(16, '\0')).value().IsZero());
}

}  // namespace
}  // namespace relais
