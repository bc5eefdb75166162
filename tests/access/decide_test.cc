#include "services/access/decide.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace relais::access {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kPolicy[] = R"([policy]
name = "test"
version = 1
[[rule]]
id = "worker.read"
professions = ["worker"]
action = "READ"
compartments = ["SOCIAL", "EXIT", "HEALTH"]
purposes = ["EXIT_PREPARATION", "HANDOVER"]
[[rule]]
id = "worker.write"
professions = ["worker"]
action = "WRITE"
compartments = ["SOCIAL", "EXIT"]
purposes = ["EXIT_PREPARATION"]
[[rule]]
id = "worker.open"
professions = ["worker"]
action = "OPEN"
purposes = ["EXIT_PREPARATION"]
)";

constexpr CompartmentSet kSocial{Compartment::kSocial};
constexpr CompartmentSet kExit{Compartment::kExit};
constexpr CompartmentSet kSocialAndExit{Compartment::kSocial, Compartment::kExit};

Array<16> IdOf(std::uint8_t number) {
  Array<16> id{};
  id[0] = number;
  return id;
}

// A worker with a good consent to SOCIAL and EXIT, of a house that works with the person: each test spoils one
// thing.
class DecideTest : public ::testing::Test {
 protected:
  DecideTest() {
    worker_.kind = CallerKind::kProfessional;
    worker_.id = IdOf(1);
    worker_.organisation = OrganisationId(IdOf(2));
    worker_.profession = "worker";
    person_.kind = CallerKind::kPerson;
    person_.id = IdOf(3);
    person_.dossier = DossierId(IdOf(4));
    request_.dossier = DossierId(IdOf(4));
    request_.wanted = kSocialAndExit;
    request_.purpose = Purpose::kExitPreparation;
    cells_ = {Cell(5)};
    relation_ = Relation(IdOf(2));
  }

  ConsentCell Cell(std::uint8_t id) const {
    ConsentCell cell;
    cell.id = ConsentId(IdOf(id));
    cell.grantee = IdOf(1);
    cell.compartments = kSocialAndExit;
    cell.actions = {Action::kRead, Action::kWrite};
    cell.purposes = {Purpose::kExitPreparation};
    cell.start = now_ - Millis(1000);
    cell.end = now_ + Millis(1000);
    return cell;
  }
  ConsentCell Relation(const Array<16>& team) const {
    ConsentCell cell;
    cell.id = ConsentId(IdOf(90));
    cell.effect = Effect::kRelation;
    cell.grantee_kind = GranteeKind::kOrganisation;
    cell.grantee = team;
    cell.start = now_ - Millis(1000);
    cell.end = now_ + Millis(1000);
    return cell;
  }
  ConsentCell Exclusion(std::uint8_t id) const {
    ConsentCell cell = Cell(id);
    cell.effect = Effect::kExclude;
    return cell;
  }

  Decision Ask(const Caller& caller) const {
    std::vector<ConsentCell> cells = cells_;
    if (relation_) cells.push_back(*relation_);
    return Decide(*policy_, cells, caller, request_, now_);
  }
  Decision Ask() const { return Ask(worker_); }
  bool Allowed() const { return Ask().allowed; }

  void ExpectNothing(const Caller& caller) const {
    const Decision decision = Ask(caller);
    EXPECT_FALSE(decision.allowed);
    EXPECT_TRUE(decision.granted.Empty());
    EXPECT_THAT(decision.bases, IsEmpty());
    EXPECT_THAT(decision.rules, IsEmpty());
  }
  void ExpectNothing() const { ExpectNothing(worker_); }

  std::shared_ptr<const Policy> policy_ = *Policy::Parse(kPolicy, "test.toml");
  Instant now_ = FromMillis(1'000'000);
  Caller worker_{}, person_{};
  Request request_;
  std::vector<ConsentCell> cells_;
  std::optional<ConsentCell> relation_;
};

TEST_F(DecideTest, RuleAndConsentOpen) {
  const Decision decision = Ask();
  EXPECT_TRUE(decision.allowed);
  EXPECT_EQ(decision.granted, kSocialAndExit);
  ASSERT_EQ(decision.bases.size(), 2U);
  EXPECT_EQ(decision.bases[0].compartment, Compartment::kSocial);
  EXPECT_EQ(decision.bases[0].rule, "worker.read");
  EXPECT_EQ(decision.bases[0].consent, ConsentId(IdOf(5)));
  EXPECT_EQ(decision.bases[0].end, cells_[0].end);
  EXPECT_THAT(decision.rules, IsEmpty());
}

TEST_F(DecideTest, NoConsentIsNo) {
  cells_.clear();
  ExpectNothing();
}

TEST_F(DecideTest, ConsentWithoutRuleIsNo) {
  cells_[0].compartments = {Compartment::kIdentity};
  request_.wanted = {Compartment::kIdentity};
  ExpectNothing();
  worker_.profession = "unheard_of";
  request_.wanted = kSocial;
  cells_[0].compartments = kSocial;
  ExpectNothing();
}

TEST_F(DecideTest, AReadMayBePartial) {
  request_.wanted = AllCompartments();
  const Decision decision = Ask();
  EXPECT_TRUE(decision.allowed);
  EXPECT_EQ(decision.granted, kSocialAndExit);
}

TEST_F(DecideTest, AWriteIsAllOrNothing) {
  request_.action = Action::kWrite;
  EXPECT_EQ(Ask().granted, kSocialAndExit);
  request_.wanted = {Compartment::kSocial, Compartment::kHealth};
  ExpectNothing();
  request_.wanted = CompartmentSet(static_cast<std::uint16_t>(kSocial.bits() | 1U << 13U));
  ExpectNothing();
}

TEST_F(DecideTest, BasesNameTheConsentThatEndsLast) {
  cells_ = {Cell(5), Cell(6), Cell(7), Cell(8)};
  cells_[1].end = now_ + Millis(9000);
  cells_[1].compartments = kExit;
  cells_[2].end = cells_[1].end;  // the first of equals stays
  cells_[2].compartments = kExit;
  cells_[3].end = now_ + Millis(1);
  const Decision decision = Ask();
  ASSERT_EQ(decision.bases.size(), 2U);
  EXPECT_EQ(decision.bases[0].consent, ConsentId(IdOf(5)));
  EXPECT_EQ(decision.bases[1].consent, ConsentId(IdOf(6)));
}

TEST_F(DecideTest, ConsentsAddUp) {
  cells_ = {Cell(5), Cell(6)};
  cells_[0].compartments = kSocial;
  cells_[1].compartments = kExit;
  request_.action = Action::kWrite;
  EXPECT_EQ(Ask().granted, kSocialAndExit);
}

TEST_F(DecideTest, OneCellMustCoverActionAndPurposeTogether) {
  cells_ = {Cell(5), Cell(6)};
  cells_[0].actions = {Action::kWrite};
  cells_[1].purposes = {Purpose::kHandover};
  ExpectNothing();
}

// The grantee.

TEST_F(DecideTest, MatchesTheHouse) {
  cells_[0].grantee_kind = GranteeKind::kOrganisation;
  EXPECT_FALSE(Allowed());
  cells_[0].grantee = IdOf(2);
  EXPECT_TRUE(Allowed());
}

TEST_F(DecideTest, MatchesTheProfessionInTheHouse) {
  cells_[0].grantee_kind = GranteeKind::kProfessionIn;
  cells_[0].grantee = IdOf(2);
  EXPECT_FALSE(Allowed()) << "without a profession it names nobody";
  cells_[0].profession = "nurse";
  EXPECT_FALSE(Allowed());
  cells_[0].profession = "worker";
  EXPECT_TRUE(Allowed());
  worker_.organisation = OrganisationId(IdOf(9));
  EXPECT_FALSE(Allowed());
}

TEST_F(DecideTest, AnIdOfOneKindIsNotOneOfAnother) {
  worker_.organisation = OrganisationId(IdOf(7));
  cells_[0].grantee = IdOf(7);
  EXPECT_FALSE(Allowed());
}

TEST_F(DecideTest, AnUnsetGranteeIsNobody) {
  for (const auto kind :
       {GranteeKind::kProfessional, GranteeKind::kOrganisation, GranteeKind::kProfessionIn}) {
    cells_[0].grantee_kind = kind;
    cells_[0].grantee = {};
    cells_[0].profession = kind == GranteeKind::kProfessionIn ? "worker" : "";
    worker_.id = {};
    worker_.organisation = {};
    ExpectNothing();
  }
}

TEST_F(DecideTest, AProfessionNarrowsEveryGrant) {
  cells_[0].profession = "nurse";
  ExpectNothing();
}

// Complaint 1: no end, an empty list or an unknown value read as "all".

TEST_F(DecideTest, AttackNullEnd) {
  cells_[0].end = Instant{};
  ExpectNothing();
  cells_[0].start = FromMillis(-5);  // an epoch end is unset even where it is after the start
  now_ = FromMillis(-1);
  ExpectNothing();
}

TEST_F(DecideTest, AttackEndNotAfterStart) {
  cells_[0].end = cells_[0].start = now_;
  ExpectNothing();
}

TEST_F(DecideTest, AttackEmptyLists) {
  cells_ = {Cell(5), Cell(6), Cell(7)};
  cells_[0].compartments = {};
  cells_[1].actions = {};
  cells_[2].purposes = {};
  ExpectNothing();
}

TEST_F(DecideTest, AttackUnknownValuesInAConsent) {
  for (const unsigned bit : {0U, 13U, 14U, 15U}) {
    cells_ = {Cell(5), Cell(6), Cell(7)};
    const auto unknown = static_cast<std::uint16_t>(1U << bit);
    cells_[0].compartments = cells_[0].compartments | CompartmentSet(unknown);
    cells_[1].actions = cells_[1].actions | ActionSet(unknown);
    cells_[2].purposes = cells_[2].purposes | PurposeSet(unknown);
    ExpectNothing();
  }
  cells_ = {Cell(5)};
  cells_[0].actions.Add(Action::kOpen);  // a consent can give reading and writing only
  ExpectNothing();
}

TEST_F(DecideTest, AttackUnknownKinds) {
  for (const int value : {0, 3, 4, 255}) {
    cells_ = {Cell(5), Cell(6)};
    cells_[0].effect = static_cast<Effect>(value);
    cells_[1].grantee_kind = static_cast<GranteeKind>(value);
    ExpectNothing();
    cells_[0] = Cell(5);
    cells_.pop_back();
    EXPECT_TRUE(Allowed());
    worker_.kind = static_cast<CallerKind>(value == 3 ? 5 : value);
    ExpectNothing();
    worker_.kind = CallerKind::kProfessional;
  }
}

TEST_F(DecideTest, AttackUnknownPurpose) {
  request_.purpose = std::nullopt;
  ExpectNothing();
  for (const int purpose : {0, 7, 15, 16, 31, 32, 255}) {
    request_.purpose = static_cast<Purpose>(purpose);
    ExpectNothing();
    ExpectNothing(person_);
  }
}

TEST_F(DecideTest, AttackUnknownAction) {
  for (const int action : {0, 16, 17, 32, 255}) {
    request_.action = static_cast<Action>(action);
    ExpectNothing();
    ExpectNothing(person_);
  }
}

TEST_F(DecideTest, AttackNothingWanted) {
  for (const std::uint16_t bits :
       {0x0000, 0x0001, 0xe000}) {  // none, and only bits that stand for nothing
    request_.wanted = CompartmentSet(bits);
    for (const Action action : {Action::kRead, Action::kWrite}) {
      request_.action = action;
      ExpectNothing();
      ExpectNothing(person_);
    }
  }
}

TEST_F(DecideTest, UnknownBitsOfAReadAddNothing) {
  request_.wanted = CompartmentSet(0xffff);
  EXPECT_EQ(Ask().granted, kSocialAndExit);
  EXPECT_EQ(Ask(person_).granted, AllCompartments());
}

// Complaint 2: still open after it was taken back.

TEST_F(DecideTest, RevokedIsOver) {
  cells_[0].revoked = now_ - Millis(1);
  ExpectNothing();
  cells_[0].revoked = Instant{};
  ExpectNothing();
  // What is written down counts, even by a clock that was ahead.
  cells_[0].revoked = now_ + Millis(1);
  ExpectNothing();
}

TEST_F(DecideTest, ThePeriodIncludesItsStartAndNotItsEnd) {
  cells_[0].start = now_;
  EXPECT_TRUE(Allowed());
  cells_[0].start = now_ + Millis(1);
  ExpectNothing();
  cells_[0].start = now_ - Millis(2);
  cells_[0].end = now_;
  ExpectNothing();
  cells_[0].end = now_ + Millis(1);
  EXPECT_TRUE(Allowed());
}

// Exclusions.

TEST_F(DecideTest, AnExclusionBeatsEveryConsent) {
  cells_ = {Cell(5), Exclusion(6), Cell(7)};
  ExpectNothing();
  cells_[1].compartments = kSocial;
  EXPECT_EQ(Ask().granted, kExit);
  request_.action = Action::kWrite;
  ExpectNothing();
}

TEST_F(DecideTest, AnExclusionHoldsForEveryPurposeAndAction) {
  cells_.push_back(Exclusion(6));
  cells_[1].purposes = {Purpose::kHandover};
  cells_[1].actions = {Action::kWrite};
  ExpectNothing();
  cells_[1].purposes = {};
  cells_[1].actions = {};
  ExpectNothing();
}

TEST_F(DecideTest, AnExclusionOfAHouseHoldsForItsPeople) {
  cells_.push_back(Exclusion(6));
  cells_[1].grantee_kind = GranteeKind::kOrganisation;
  EXPECT_TRUE(Allowed());
  cells_[1].grantee = IdOf(2);
  ExpectNothing();
}

TEST_F(DecideTest, AnExclusionOfAProfessionHoldsForItAlone) {
  cells_.push_back(Exclusion(6));
  cells_[1].grantee_kind = GranteeKind::kProfessionIn;
  cells_[1].grantee = IdOf(2);
  cells_[1].profession = "nurse";
  EXPECT_TRUE(Allowed());
  cells_[1].profession = "worker";
  ExpectNothing();
}

TEST_F(DecideTest, AnExclusionEndsOrIsTakenBack) {
  cells_.push_back(Exclusion(6));
  cells_[1].end = now_;
  EXPECT_TRUE(Allowed());
  cells_[1] = Exclusion(6);
  cells_[1].start = now_ + Millis(1);
  EXPECT_TRUE(Allowed());
  cells_[1] = Exclusion(6);
  cells_[1].revoked = now_;
  EXPECT_TRUE(Allowed());
  cells_[1].revoked = now_ + Millis(1);
  ExpectNothing();
}

TEST_F(DecideTest, AttackMalformedExclusionStillExcludes) {
  cells_.push_back(Exclusion(6));
  const auto spoil = [&](auto&& change) {
    cells_[1] = Exclusion(6);
    change(cells_[1]);
    ExpectNothing();
  };
  spoil([](ConsentCell& c) { c.compartments = {}; });
  spoil([](ConsentCell& c) { c.compartments = CompartmentSet(0x2001); });
  spoil([](ConsentCell& c) { c.end = {}; });
  spoil([](ConsentCell& c) { c.end = c.start - Millis(1); });
  spoil([](ConsentCell& c) { c.grantee = {}; });
  spoil([](ConsentCell& c) { c.effect = Effect(); });
  spoil([](ConsentCell& c) { c.grantee_kind = GranteeKind(); });
  spoil([](ConsentCell& c) { c.grantee_kind = GranteeKind(9), c.grantee = IdOf(2); });
  spoil([](ConsentCell& c) { c.grantee_kind = GranteeKind::kProfessionIn, c.grantee = IdOf(2); });
  spoil([](ConsentCell& c) {
    c.grantee_kind = GranteeKind::kProfessionIn, c.grantee = {}, c.profession = "worker";
  });
}

TEST_F(DecideTest, AMalformedExclusionStillNamesWhomItNames) {
  cells_.push_back(Exclusion(6));
  cells_[1].compartments = {};
  cells_[1].end = {};
  cells_[1].grantee = IdOf(9);
  EXPECT_EQ(Ask().granted, kSocialAndExit);
}

// Callers.

TEST_F(DecideTest, SuspendedIsOut) {
  worker_.suspended = person_.suspended = true;
  for (int action = 1; action <= 15; ++action) {
    request_.action = static_cast<Action>(action);
    ExpectNothing();
    ExpectNothing(person_);
  }
}

TEST_F(DecideTest, NoDossierIsNo) {
  request_.dossier = {};
  for (const Action action : {Action::kRead, Action::kWrite}) {
    request_.action = action;
    ExpectNothing();
    ExpectNothing(person_);
    person_.dossier = {};  // nobody's dossier is not nobody's own
    ExpectNothing(person_);
  }
}

TEST_F(DecideTest, OpeningNeedsItsRuleAndNoConsent) {
  cells_.clear();
  request_.action = Action::kOpen;
  request_.dossier = {};
  request_.wanted = {};
  const Decision decision = Ask();
  EXPECT_TRUE(decision.allowed);
  EXPECT_TRUE(decision.granted.Empty());
  EXPECT_THAT(decision.bases, IsEmpty());
  EXPECT_THAT(decision.rules, ElementsAre("worker.open"));
  ExpectNothing(person_);
  request_.purpose = Purpose::kHandover;
  ExpectNothing();
  request_.purpose = std::nullopt;
  ExpectNothing();
}

TEST_F(DecideTest, AProfessionalHasNoneOfThePersonsActs) {
  for (const Action action : {Action::kConsent, Action::kRevoke, Action::kReadLog,
                              Action::kAdminister, Action::kSuspend, Action::kSystem}) {
    request_.action = action;
    ExpectNothing();
  }
}

TEST_F(DecideTest, WhoeverMayReadAnythingMaySayThatThePersonWasTold) {
  request_.action = Action::kTell;
  request_.wanted = {};
  const Decision decision = Ask();
  EXPECT_TRUE(decision.allowed);
  EXPECT_TRUE(decision.granted.Empty()) << "it opens nothing";
  request_.purpose = Purpose::kHandover;
  ExpectNothing();
  request_.purpose = Purpose::kExitPreparation;
  cells_.clear();
  ExpectNothing();
}

// In a closed place word is brought by somebody from outside the line that decides about the person.
TEST_F(DecideTest, AttackWhoReportsToAJudgeTellsNobody) {
  const auto policy = Policy::Parse(R"([policy]
name = "test"
version = 1
[[rule]]
id = "any.read"
professions = ["hospital_social_worker", "prison_psychosocial_service", "justice_assistant"]
action = "READ"
compartments = ["EXIT"]
purposes = ["EXIT_PREPARATION"]
)",
                                    "policy.toml");
  ASSERT_TRUE(policy) << policy.error().message;
  cells_[0].profession.clear();
  cells_[0].grantee_kind = GranteeKind::kOrganisation;
  cells_[0].grantee = worker_.organisation.bytes();
  cells_.push_back(*relation_);
  request_.wanted = {Compartment::kExit};
  for (const char* const profession :
       {"hospital_social_worker", "prison_psychosocial_service", "justice_assistant"}) {
    worker_.profession = profession;
    request_.action = Action::kRead;
    EXPECT_TRUE(Decide(**policy, cells_, worker_, request_, now_).allowed) << profession;
    request_.action = Action::kTell;
    EXPECT_EQ(Decide(**policy, cells_, worker_, request_, now_).allowed,
              worker_.profession == "hospital_social_worker")
        << profession;
  }
}

TEST_F(DecideTest, AnOfficerReviewsAndReachesNoContent) {
  worker_.profession = "privacy_officer";
  request_.purpose = Purpose::kOversight;
  request_.action = Action::kOversee;
  const Decision decision = Ask();
  EXPECT_THAT(decision.rules, ElementsAre("oversight"));
  EXPECT_TRUE(decision.granted.Empty());
  for (const Action action : {Action::kRead, Action::kWrite, Action::kOpen, Action::kTell}) {
    request_.action = action;
    ExpectNothing();
  }
  request_.action = Action::kOversee;
  request_.purpose = Purpose::kContinuity;
  ExpectNothing();
  request_.purpose = Purpose::kOversight;
  worker_.profession = "hospital_social_worker";
  ExpectNothing();
}

TEST_F(DecideTest, ThePersonReadsAllOfTheOwnDossier) {
  request_.wanted = AllCompartments();
  request_.purpose = std::nullopt;
  cells_ = {Exclusion(6)};
  cells_[0].grantee = person_.id;
  const Decision decision = Ask(person_);
  EXPECT_EQ(decision.granted, AllCompartments());
  ASSERT_EQ(decision.bases.size(), 12U);
  for (const Basis& basis : decision.bases) {
    EXPECT_EQ(basis.rule, "own");
    EXPECT_TRUE(basis.consent.IsZero());
    EXPECT_EQ(basis.end, Instant{});
  }
}

TEST_F(DecideTest, ThePersonWritesOwnWordsAndNothingElse) {
  request_.action = Action::kWrite;
  request_.purpose = Purpose::kOwnAccess;
  request_.wanted = {Compartment::kOwnWords};
  EXPECT_EQ(Ask(person_).granted, request_.wanted);
  request_.wanted = {Compartment::kOwnWords, Compartment::kSocial};
  ExpectNothing(person_);
  request_.wanted = kSocial;
  ExpectNothing(person_);
}

TEST_F(DecideTest, ThePersonsOtherActs) {
  request_.purpose = std::nullopt;
  request_.wanted = {};
  for (const Action action : {Action::kConsent, Action::kRevoke, Action::kReadLog, Action::kTell}) {
    request_.action = action;
    EXPECT_THAT(Ask(person_).rules, ElementsAre("own"));
  }
  for (const Action action : {Action::kAdminister, Action::kSuspend, Action::kSystem}) {
    request_.action = action;
    ExpectNothing(person_);
  }
}

TEST_F(DecideTest, AttackWhoeverHoldsThePhoneIsNotYetThePerson) {
  person_.assurance = Assurance::kPhone;
  request_.purpose = std::nullopt;
  for (const Action action : {Action::kRead, Action::kWrite, Action::kConsent, Action::kRevoke,
                              Action::kReadLog, Action::kTell, Action::kAgree, Action::kRelate}) {
    request_.action = action;
    request_.wanted =
        action == Action::kWrite ? CompartmentSet{Compartment::kOwnWords} : AllCompartments();
    ExpectNothing(person_);
  }
  request_.action = Action::kSignIn;
  EXPECT_THAT(Ask(person_).rules, ElementsAre("own"));
  person_.assurance = Assurance::kWord;
  request_.action = Action::kReadLog;
  EXPECT_THAT(Ask(person_).rules, ElementsAre("own"));
}

TEST_F(DecideTest, AttackAHousesSystemHasNoHandInItsColleaguesSignIns) {
  request_ = {};
  request_.action = Action::kSignIn;
  EXPECT_THAT(Ask().rules, ElementsAre("own"));
  worker_.system = {1};
  ExpectNothing();
}

TEST_F(DecideTest, ProposingIsForProfessionsOfThePolicyAndWitnessesThemselves) {
  request_ = {};
  request_.action = Action::kAgree;
  for (const bool there : {false, true}) {
    request_.dossier = there ? DossierId(IdOf(8)) : DossierId();
    EXPECT_THAT(Ask().rules, ElementsAre("agreement"));
  }
  for (const char* const profession : {"privacy_officer", "police", ""}) {
    worker_.profession = profession;
    ExpectNothing();
  }
  worker_.profession = "consent_witness";
  EXPECT_THAT(Ask().rules, ElementsAre("agreement"));
  for (const Action action : {Action::kRead, Action::kWrite, Action::kOpen, Action::kTell,
                              Action::kOversee, Action::kConsent, Action::kReadLog}) {
    request_ = {};
    request_.dossier = DossierId(IdOf(1));
    request_.wanted = AllCompartments();
    request_.purpose = Purpose::kExitPreparation;
    request_.action = action;
    ExpectNothing();
  }
  request_.action = Action::kAgree;
  worker_.system = {1};
  ExpectNothing();
}

TEST_F(DecideTest, AttackAConsentAloneOpensNothingToATeamThatNeverMetThePerson) {
  relation_.reset();
  ExpectNothing();
  for (const Action action : {Action::kWrite, Action::kTell}) {
    request_.action = action;
    ExpectNothing();
  }
  request_.action = Action::kRead;
  const std::vector<std::function<void(ConsentCell&)>> spoil = {
      [](ConsentCell& c) { c.grantee = IdOf(9); },
      [](ConsentCell& c) { c.grantee = {}; },
      [&](ConsentCell& c) { c.grantee = worker_.id; },
      [](ConsentCell& c) { c.end = {}; },
      [&](ConsentCell& c) { c.end = now_; },
      [&](ConsentCell& c) { c.start = now_ + Millis(1); },
      [&](ConsentCell& c) { c.revoked = now_ + Millis(1); },
      [](ConsentCell& c) { c.effect = static_cast<Effect>(5); },
  };
  for (std::size_t i = 0; i < spoil.size(); ++i) {
    relation_ = Relation(IdOf(2));
    spoil[i](*relation_);
    EXPECT_FALSE(Allowed()) << i;
  }
}

TEST_F(DecideTest, AttackARelationOpensNothingAndClosesNothing) {
  cells_.clear();
  relation_->compartments = AllCompartments();
  relation_->actions = {Action::kRead, Action::kWrite};
  relation_->purposes = {Purpose::kExitPreparation};
  ExpectNothing();
  cells_ = {Cell(5)};
  EXPECT_TRUE(Allowed());
}

TEST_F(DecideTest, ARelationIsOfOneUnitAndOfThoseInNone) {
  worker_.unit = UnitId(IdOf(7));
  ExpectNothing();
  relation_ = Relation(IdOf(7));
  EXPECT_TRUE(Allowed());
  worker_.unit = UnitId();
  ExpectNothing();
}

TEST_F(DecideTest, ConsentToAUnitIsForItsMembersAlone) {
  cells_[0].grantee_kind = GranteeKind::kUnit;
  cells_[0].grantee = IdOf(7);
  ExpectNothing();
  worker_.unit = UnitId(IdOf(7));
  relation_ = Relation(IdOf(7));
  EXPECT_TRUE(Allowed());
  cells_.push_back(Exclusion(6));
  cells_[1].grantee_kind = GranteeKind::kUnit;
  cells_[1].grantee = IdOf(8);
  EXPECT_TRUE(Allowed());
  cells_[1].grantee = IdOf(7);
  ExpectNothing();
}

TEST_F(DecideTest, ShowingARelationIsForProfessionsOfThePolicyThemselves) {
  request_ = {};
  request_.action = Action::kRelate;
  EXPECT_THAT(Ask().rules, ElementsAre("relation"));
  for (const char* const profession : {"privacy_officer", "consent_witness", "police", ""}) {
    worker_.profession = profession;
    ExpectNothing();
  }
  worker_.profession = "worker";
  worker_.system = {1};
  ExpectNothing();
  request_.dossier = person_.dossier;
  ExpectNothing(person_);
}

TEST_F(DecideTest, AttackSomebodyElsesDossier) {
  request_.dossier = DossierId(IdOf(8));
  request_.wanted = AllCompartments();
  for (const Action action : {Action::kRead, Action::kWrite, Action::kConsent, Action::kRevoke,
                              Action::kReadLog, Action::kTell, Action::kSignIn, Action::kAgree}) {
    request_.action = action;
    ExpectNothing(person_);
  }
  request_.action = Action::kRead;
  cells_[0].grantee = person_.id;  // no consent makes a person a professional
  ExpectNothing(person_);
}

TEST_F(DecideTest, EverybodyInServiceLooksUp) {
  request_ = {};
  request_.action = Action::kLookUp;
  Caller op{};
  op.kind = CallerKind::kOperator;
  for (const Caller& caller : {worker_, person_, op}) {
    EXPECT_THAT(Ask(caller).rules, ElementsAre("directory"));
  }
}

TEST_F(DecideTest, AttackOperatorReachesNoContent) {
  Caller op = worker_;  // with an id, a house and a profession that a consent and a rule name
  op.kind = CallerKind::kOperator;
  op.dossier = request_.dossier;
  for (int action = 1; action <= 15; ++action) {
    request_.action = static_cast<Action>(action);
    const Decision decision = Ask(op);
    const bool acts = request_.action == Action::kAdminister ||
                      request_.action == Action::kSuspend || request_.action == Action::kLookUp;
    EXPECT_EQ(decision.allowed, acts) << action;
    EXPECT_TRUE(decision.granted.Empty()) << action;
    EXPECT_THAT(decision.bases, IsEmpty()) << action;
  }
}

TEST_F(DecideTest, AttackSystemReachesNothing) {
  Caller system = worker_;
  system.kind = CallerKind::kSystem;
  system.dossier = request_.dossier;
  for (int action = 1; action <= 15; ++action) {
    request_.action = static_cast<Action>(action);
    ExpectNothing(system);
  }
}

// Reach.

TEST_F(DecideTest, ReachIsWhatRuleAndConsentAllowForSomePurpose) {
  EXPECT_EQ(Reach(*policy_, cells_, worker_, Action::kRead, now_), kSocialAndExit);
  cells_.push_back(Cell(6));
  cells_[1].compartments = {Compartment::kHealth, Compartment::kIdentity};
  cells_[1].purposes = {Purpose::kHandover, Purpose::kContinuity};
  EXPECT_EQ(Reach(*policy_, cells_, worker_, Action::kRead, now_),
            kSocialAndExit | CompartmentSet{Compartment::kHealth});
  EXPECT_EQ(Reach(*policy_, cells_, worker_, Action::kWrite, now_), kSocialAndExit);
  cells_.push_back(Exclusion(7));
  cells_[2].compartments = kExit;
  EXPECT_EQ(Reach(*policy_, cells_, worker_, Action::kWrite, now_), kSocial);
}

TEST_F(DecideTest, ReachOfOthersIsEmpty) {
  EXPECT_TRUE(Reach(*policy_, cells_, person_, Action::kRead, now_).Empty());
  EXPECT_TRUE(Reach(*policy_, cells_, worker_, Action::kOpen, now_).Empty());
  worker_.suspended = true;
  EXPECT_TRUE(Reach(*policy_, cells_, worker_, Action::kRead, now_).Empty());
}

}  // namespace
}  // namespace relais::access
