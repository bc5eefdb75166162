// The course of a procedure: opened, in progress, closed or cancelled, and never back.
#include "services/dossier/rules.h"

#include <gtest/gtest.h>

namespace relais::dossier {
namespace {

using directory::Field;
using directory::FieldType;
using directory::Kind;
using directory::KindClass;

class RulesTest : public testing::Test {
 protected:
  void SetUp() override {
    step_.set_id("stp_1");
    step_.set_kind("housing.bed");
    step_.set_state(v1::Step::STATE_OPENED);
    step_.set_happened_on("2026-11-01");
    update_.set_kind("housing.bed");
    update_.set_state(v1::Step::STATE_IN_PROGRESS);
    update_.set_happened_on("2026-11-20");
  }
  Status Update() { return Move(update_, kind_, today_, step_); }
  void Set(const std::string& name, const std::string& value) {
    update_.clear_fields();
    auto* const field = update_.add_fields();
    field->set_name(name);
    field->set_value(value);
  }

  const Field place_{"place", FieldType::kName, {}};
  Kind kind_{"housing.bed",      Compartment::kSocial, KindClass::kProcedure,
             {{&place_, false}}, {"granted"},          {}};
  const Date today_ = *ParseDate("2026-11-22");
  v1::Step step_;
  v1::UpdateStepRequest update_;
};

TEST_F(RulesTest, MovesOnAndKeepsWhatIsNotSaid) {
  Set("place", "Rue Haute");
  ASSERT_TRUE(Update());
  update_.clear_fields();
  update_.set_state(v1::Step::STATE_CLOSED);
  update_.set_outcome("granted");
  ASSERT_TRUE(Update());
  EXPECT_EQ(step_.outcome(), "granted");
  ASSERT_EQ(step_.fields_size(), 1);
  EXPECT_EQ(step_.fields(0).value(), "Rue Haute");
}

TEST_F(RulesTest, AnEmptyValueTakesAFieldAway) {
  Set("place", "Rue Haute");
  ASSERT_TRUE(Update());
  Set("place", "");
  ASSERT_TRUE(Update());
  EXPECT_EQ(step_.fields_size(), 0);
}

TEST_F(RulesTest, WhatHasEndedStaysEnded) {
  for (const auto ended : {v1::Step::STATE_CLOSED, v1::Step::STATE_CANCELLED}) {
    step_.set_state(ended);
    EXPECT_EQ(Update().error().reason, Reason::kWrongState);
  }
}

TEST_F(RulesTest, NeverBackToTheBeginning) {
  for (const auto state :
       {v1::Step::STATE_OPENED, v1::Step::STATE_UNSPECIFIED, v1::Step::STATE_RECORDED}) {
    update_.set_state(state);
    EXPECT_EQ(Update().error().reason, Reason::kInvalid) << state;
  }
}

TEST_F(RulesTest, AFactHasNoCourse) {
  kind_.kind_class = KindClass::kFact;
  EXPECT_EQ(Update().error().reason, Reason::kWrongState);
}

TEST_F(RulesTest, AnotherKindIsNotThisStep) {
  update_.set_kind("housing.castle");
  kind_.id = "housing.castle";
  EXPECT_EQ(Update().error().field, "kind");
}

TEST_F(RulesTest, ACorrectionReplacesAllButTheId) {
  step_.mutable_record_time()->set_seconds(7);
  v1::CorrectStepRequest request;
  *request.mutable_step() = step_;
  request.mutable_step()->set_id("stp_another");
  request.mutable_step()->mutable_record_time()->set_seconds(99);
  request.mutable_step()->set_happened_on("2026-11-02");
  ASSERT_TRUE(Overlay(request, kind_, today_, step_));
  EXPECT_EQ(step_.id(), "stp_1");
  EXPECT_FALSE(step_.has_record_time()) << "not the caller's; whoever stores it says when";
  EXPECT_EQ(step_.happened_on(), "2026-11-02");
  EXPECT_TRUE(step_.corrected());
}

// What only the server may say is not taken from the request.
TEST_F(RulesTest, AttackForgedOutputFields) {
  step_.set_corrected(true);
  step_.mutable_record_time()->set_seconds(1);
  step_.set_compartment(v1::COMPARTMENT_HEALTH);
  const v1::Step stored = Stored(step_, kind_);
  EXPECT_FALSE(stored.corrected());
  EXPECT_FALSE(stored.has_record_time());
  EXPECT_EQ(stored.compartment(), v1::COMPARTMENT_SOCIAL);
  kind_.kind_class = KindClass::kFact;
  EXPECT_EQ(Stored(step_, kind_).state(), v1::Step::STATE_RECORDED);
}

}  // namespace
}  // namespace relais::dossier
