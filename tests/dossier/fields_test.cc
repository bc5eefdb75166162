// What a step may hold: by kind, by type, by day.
#include "services/dossier/fields.h"

#include <gtest/gtest.h>

namespace relais::dossier {
namespace {

using directory::Field;
using directory::FieldType;
using directory::Kind;
using directory::KindClass;

struct Values {
  FieldType type;
  std::vector<std::string> good, bad;
};

class FieldValues : public testing::TestWithParam<Values> {};

TEST_P(FieldValues, GoodOnesPassAndBadOnesDoNot) {
  const Field field{"f", GetParam().type, {"needed", "none_known"}};
  for (const std::string& value : GetParam().good) EXPECT_TRUE(CheckValue(field, value)) << value;
  for (const std::string& value : GetParam().bad) {
    const auto status = CheckValue(field, value);
    ASSERT_FALSE(status) << value;
    EXPECT_EQ(status.error().reason, Reason::kInvalid);
    EXPECT_EQ(status.error().field, "step.fields.f");
    EXPECT_TRUE(value.size() < 4 || status.error().message.find(value) == std::string::npos)
        << "the value stands in the message";
  }
}

INSTANTIATE_TEST_SUITE_P(
    Types, FieldValues,
    testing::Values(
        Values{FieldType::kDate,
               {"2026-11-22", "2024-02-29"},
               {"", "2026-02-30", "2023-02-29", "22/11/2026", "2026-11-22 ", "2026-1-2"}},
        Values{
            FieldType::kTime, {"00:00", "23:59"}, {"", "24:00", "12:60", "1:00", "12-00", "12:0a"}},
        Values{FieldType::kName,
               {"Rue Haute", std::string(120, 'a'), "Привет"},
               {"", std::string(121, 'a'), "two\nlines", std::string("a\0b", 3), "\x7f"}},
        Values{FieldType::kPhone,
               {"+32470112233", "+4930123456"},
               {"", "0470112233", "+0470112233", "+32 470 11 22 33", "+1234567",
                "+12345678901234567"}},
        Values{FieldType::kReference,
               {"2026/44-b", std::string(64, '1')},
               {"", std::string(65, '1'), "a\tb"}},
        Values{FieldType::kNumber, {"0", "999999999"}, {"", "-1", "1.5", "1234567890", "1e3"}},
        // Made numbers whose check fits: born before 2000, since 2000, and BIS.
        Values{FieldType::kNationalNumber,
               {"85073000160", "00010100105", "85473000149"},
               {"", "85073000161", "8507300010", "850730-001.60", "8507300010x"}},
        Values{FieldType::kLanguage, {"fr", "ary"}, {"", "FR", "f", "fren", "f1"}},
        Values{FieldType::kCode, {"needed", "none_known"}, {"", "NEEDED", "needed ", "perhaps"}}),
    [](const auto& values) { return std::string(directory::Name(values.param.type)); });

class StepTest : public testing::Test {
 protected:
  void ExpectFault(const std::string& field) {
    const auto status = CheckStep(kind_, step_, today_);
    ASSERT_FALSE(status) << step_.ShortDebugString();
    EXPECT_EQ(status.error().reason, Reason::kInvalid);
    EXPECT_EQ(status.error().field, field);
  }
  void Give(const std::string& name, const std::string& value) {
    auto* const field = step_.add_fields();
    field->set_name(name);
    field->set_value(value);
  }
  void SetUp() override {
    step_.set_state(v1::Step::STATE_OPENED);
    step_.set_happened_on("2026-11-22");
    Give("place", "Rue Haute");
  }

  const Field place_{"place", FieldType::kName, {}}, until_{"until", FieldType::kDate, {}};
  Kind kind_{"housing.bed",          Compartment::kSocial,
             KindClass::kProcedure,  {{&place_, true}, {&until_, false}},
             {"granted", "refused"}, {}};
  const Date today_ = *ParseDate("2026-11-22");
  v1::Step step_;
};

TEST_F(StepTest, GoodOnesPass) {
  EXPECT_TRUE(CheckStep(kind_, step_, today_));
  Give("until", "2027-01-31");
  EXPECT_TRUE(CheckStep(kind_, step_, today_));
  step_.set_state(v1::Step::STATE_CLOSED);
  step_.set_outcome("refused");
  EXPECT_TRUE(CheckStep(kind_, step_, today_));
}

TEST_F(StepTest, OutcomeOnlyWhereItBelongs) {
  step_.set_outcome("granted");
  ExpectFault("step.outcome");
  step_.set_state(v1::Step::STATE_CLOSED);
  for (const char* outcome : {"", "liked", "Granted"}) {
    step_.set_outcome(outcome);
    ExpectFault("step.outcome");
  }
}

TEST_F(StepTest, StatesThatTheKindDoesNotHave) {
  for (const int state : {static_cast<int>(v1::Step::STATE_RECORDED), 99, -1}) {
    step_.set_state(static_cast<v1::Step::State>(state));
    ExpectFault("step.state");
  }
  kind_.kind_class = KindClass::kFact;
  step_.set_state(v1::Step::STATE_CLOSED);
  ExpectFault("step.state");
}

TEST_F(StepTest, DaysFromTheSpaceOfALifeToTomorrow) {
  for (const char* day : {"1900-01-01", "2026-11-22", "2026-11-23"}) {
    step_.set_happened_on(day);
    EXPECT_TRUE(CheckStep(kind_, step_, today_)) << day;
  }
  for (const char* day :
       {"1899-12-31", "2026-11-24", "9999-12-31", "2026-11-31", "0000-00-00", ""}) {
    step_.set_happened_on(day);
    ExpectFault("step.happened_on");
  }
}

TEST_F(StepTest, FieldsUnknownRepeatedOrMissing) {
  Give("mood", "low");
  ExpectFault("step.fields");
  step_.clear_fields();
  ExpectFault("step.fields.place");
  Give("place", "a");
  Give("place", "b");
  ExpectFault("step.fields.place");
}

TEST(Words, PlainTextOfABoundedLength) {
  EXPECT_TRUE(CheckWords("Je veux rentrer.\n\tChez moi."));
  EXPECT_TRUE(CheckWords(std::string(4000, 'a')));
  for (const std::string& text : {std::string(), std::string(4001, 'a'), std::string("a\0b", 3),
                                  std::string("\x1b[31mred"), std::string("\r")})
    EXPECT_FALSE(CheckWords(text));
}

}  // namespace
}  // namespace relais::dossier
