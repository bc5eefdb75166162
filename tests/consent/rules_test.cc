// What is left out of a consent is an error, never "everything" (FIELD's complaints: null ends,
// empty lists, unknown values).
#include "services/consent/rules.h"

#include <google/protobuf/util/time_util.h>
#include <gtest/gtest.h>

#include <map>

namespace relais::consent {
namespace {

using google::protobuf::util::TimeUtil;

const Instant kNow = FromMillis(1'800'000'000'000);

google::protobuf::Timestamp After(Millis later) {
  return TimeUtil::MillisecondsToTimestamp(ToMillis(kNow + later));
}

constexpr char kCatalogue[] = R"(
[[label]]
id = "profession.nurse"
text = { fr = "infirmier", nl = "verpleegkundige", de = "Pflege", en = "nurse" }

[[field]]
id = "place"
type = "name"
text = { fr = "lieu", nl = "plaats", de = "Ort", en = "place" }

[[kind]]
id = "housing.visit"
compartment = "SOCIAL"
class = "contact"
fields = ["place"]
text = { fr = "visite", nl = "bezoek", de = "Besuch", en = "visit" }

[[bundle]]
id = "home"
days = 90
cells = [
  { profession = "nurse", compartments = ["SOCIAL", "HEALTH"], actions = ["READ"], purposes = ["HANDOVER"] },
  { compartments = ["EXIT"], actions = ["READ", "WRITE"], purposes = ["HANDOVER"] },
]
text = { fr = "chez moi", nl = "thuis", de = "zu Hause", en = "at home" }
)";

std::shared_ptr<const directory::Catalogue> SmallCatalogue() {
  return directory::Catalogue::Parse(kCatalogue, "catalogue").value();
}

class RulesTest : public testing::Test {
 protected:
  RulesTest() {
    consent_.set_effect(v1::Consent::EFFECT_ALLOW);
    consent_.mutable_grantee()->set_professional_id(ProfessionalId(Array<16>{1}).Text());
    consent_.add_compartments(v1::COMPARTMENT_SOCIAL);
    consent_.add_actions(v1::ACTION_READ);
    consent_.add_purposes(v1::PURPOSE_HANDOVER);
    *consent_.mutable_end_time() = After(std::chrono::days(30));
  }
  // By the function that its effect is for.
  Result<std::vector<access::ConsentCell>> Cells() const {
    if (consent_.effect() == v1::Consent::EFFECT_EXCLUDE) {
      ASSIGN_OR_RETURN(auto cell, ExclusionOf(consent_, kNow));
      return std::vector{std::move(cell)};
    }
    Choices choices;
    *choices.Add()->mutable_consent() = consent_;
    return CellsOf(choices, *SmallCatalogue(), kNow);
  }
  void ExpectInvalid(const char* field) {
    const auto cells = Cells();
    ASSERT_FALSE(cells) << field;
    EXPECT_EQ(cells.error().reason, Reason::kInvalid);
    EXPECT_EQ(cells.error().field, field) << cells.error().message;
  }

  v1::Consent consent_;
};

TEST_F(RulesTest, AWholeConsentIsOneCellThatBeginsWithTheYes) {
  const auto cells = Cells();
  ASSERT_TRUE(cells) << cells.error().message;
  ASSERT_EQ(cells->size(), 1u);
  EXPECT_EQ(cells->front().start, Instant{});
  EXPECT_EQ(cells->front().end, kNow + std::chrono::days(30));
  EXPECT_EQ(cells->front().compartments, CompartmentSet{Compartment::kSocial});
}

TEST_F(RulesTest, AttackWhatIsLeftOut) {
  const v1::Consent whole = consent_;
  consent_.clear_effect();
  ExpectInvalid("effect");
  consent_ = whole;
  consent_.clear_grantee();
  ExpectInvalid("grantee");
  consent_.mutable_grantee()->mutable_profession_in()->set_organisation_id(
      OrganisationId(Array<16>{1}).Text());
  ExpectInvalid("grantee.profession_in.profession");
  consent_ = whole;
  consent_.clear_compartments();
  ExpectInvalid("compartments");
  consent_ = whole;
  consent_.clear_actions();
  ExpectInvalid("actions");
  consent_ = whole;
  consent_.clear_purposes();
  ExpectInvalid("purposes");
  consent_ = whole;
  consent_.clear_end_time();
  ExpectInvalid("end_time");
}

TEST_F(RulesTest, AttackUnknownValuesBesideKnownOnes) {
  const v1::Consent whole = consent_;
  for (const int unknown : {0, -1, 99, 1 << 30}) {
    consent_ = whole;
    consent_.add_compartments(static_cast<v1::Compartment>(unknown));
    ExpectInvalid("compartments");
    consent_ = whole;
    consent_.add_actions(static_cast<v1::Action>(unknown));
    ExpectInvalid("actions");
    consent_ = whole;
    consent_.add_purposes(static_cast<v1::Purpose>(unknown));
    ExpectInvalid("purposes");
    consent_ = whole;
    consent_.set_effect(static_cast<v1::Consent::Effect>(unknown));
    ExpectInvalid("effect");
  }
}

TEST_F(RulesTest, OnlyReadingAndWritingCanBeGiven) {
  consent_.set_actions(0, v1::ACTION_REVOKE);
  ExpectInvalid("actions");
}

TEST_F(RulesTest, OwnAccessIsNobodysToBeGivenButCanBeExcluded) {
  consent_.set_purposes(0, v1::PURPOSE_OWN_ACCESS);
  ExpectInvalid("purposes");
  consent_.set_effect(v1::Consent::EFFECT_EXCLUDE);
  EXPECT_TRUE(Cells());
}

TEST_F(RulesTest, AttackPeriods) {
  const auto at = [&](Millis start, Millis end) {
    *consent_.mutable_start_time() = After(start);
    *consent_.mutable_end_time() = After(end);
  };
  at(Millis(10), Millis(10));
  ExpectInvalid("end_time");
  at(Millis(-10), Millis(0));
  ExpectInvalid("end_time");
  at(-std::chrono::days(30), std::chrono::days(30));
  ExpectInvalid("start_time");
  at(Millis(0), kLongestAllowed + Millis(1));
  ExpectInvalid("end_time");
  at(Millis(0), kLongestAllowed);
  EXPECT_TRUE(Cells());
  consent_.set_effect(v1::Consent::EFFECT_EXCLUDE);
  at(Millis(0), kLongestExclusion + Millis(1));
  ExpectInvalid("end_time");
  at(Millis(0), kLongestExclusion);
  EXPECT_TRUE(Cells());
  consent_.mutable_end_time()->set_seconds(std::numeric_limits<std::int64_t>::max());
  ExpectInvalid("end_time");
  consent_.mutable_end_time()->set_seconds(0);
  consent_.mutable_end_time()->set_nanos(-1);
  ExpectInvalid("end_time");
}

TEST_F(RulesTest, AttackIdsOfAnotherKind) {
  consent_.mutable_grantee()->set_professional_id(OrganisationId(Array<16>{1}).Text());
  EXPECT_FALSE(Cells());
  consent_.mutable_grantee()->set_organisation_id("org_");
  EXPECT_FALSE(Cells());
}

TEST_F(RulesTest, Languages) {
  for (const char* const known : {"fr", "nl", "de", "en"}) EXPECT_TRUE(CheckLanguage(known));
  for (const char* const unknown : {"", "FR", "fr-BE", "es"}) {
    const auto status = CheckLanguage(unknown);
    ASSERT_FALSE(status) << unknown;
    EXPECT_EQ(status.error().field, "language");
  }
}

class BundleTest : public testing::Test {
 protected:
  BundleTest() {
    choice_.set_bundle("home");
    choice_.set_organisation_id(OrganisationId(Array<16>{7}).Text());
  }
  Result<std::vector<access::ConsentCell>> Cells(int times = 1) const {
    Choices choices;
    for (int i = 0; i < times; ++i) *choices.Add()->mutable_bundle() = choice_;
    return CellsOf(choices, *SmallCatalogue(), kNow);
  }
  void ExpectInvalid(const char* field) const {
    const auto cells = Cells();
    ASSERT_FALSE(cells) << field;
    EXPECT_EQ(cells.error().field, field);
  }
  v1::BundleChoice choice_;
};

TEST_F(BundleTest, EachLineIsACellOfTheChosenHouse) {
  const auto cells = Cells();
  ASSERT_TRUE(cells) << cells.error().message;
  ASSERT_EQ(cells->size(), 2u);
  EXPECT_EQ(cells->at(0).grantee_kind, access::GranteeKind::kProfessionIn);
  EXPECT_EQ(cells->at(0).profession, "nurse");
  EXPECT_EQ(cells->at(1).grantee_kind, access::GranteeKind::kOrganisation);
  for (const auto& cell : *cells) {
    EXPECT_EQ(cell.grantee, (Array<16>{7}));
    EXPECT_EQ(cell.end, kNow + std::chrono::days(90));
  }
}

TEST_F(BundleTest, MayEndEarlierNeverLater) {
  *choice_.mutable_end_time() = After(std::chrono::days(10));
  EXPECT_EQ(Cells()->front().end, kNow + std::chrono::days(10));
  for (const Millis end : {Millis(std::chrono::days(90)) + Millis(1), Millis(0)}) {
    *choice_.mutable_end_time() = After(end);
    ExpectInvalid("end_time");
  }
}

TEST_F(BundleTest, LinesThatAreStruckOutOpenNothing) {
  choice_.add_struck(1);
  const auto cells = Cells();
  ASSERT_EQ(cells->size(), 1u);
  EXPECT_EQ(cells->front().compartments, CompartmentSet{Compartment::kExit});
  choice_.add_struck(1);
  EXPECT_EQ(Cells()->size(), 1u) << "struck twice";
  choice_.add_struck(2);
  ExpectInvalid("struck");
  for (const int line : {0, -1, 3}) {
    choice_.clear_struck();
    choice_.add_struck(line);
    ExpectInvalid("struck");
  }
}

TEST_F(BundleTest, SeveralAreOneConversationUpToTen) {
  EXPECT_EQ(Cells(10)->size(), 20u);
  for (const int times : {0, 11}) EXPECT_EQ(Cells(times).error().field, "choices");
}

TEST_F(BundleTest, MustBeInTheCatalogue) {
  choice_.set_bundle("everything");
  ExpectInvalid("bundle");
}

class MandateTest : public RulesTest {
 protected:
  MandateTest() {
    consent_.mutable_grantee()->mutable_trusted_person()->set_id(
        TrustedPersonId(Array<16>{1}).Text());
    consent_.set_actions(0, v1::ACTION_AGREE);
    consent_.set_purposes(0, v1::PURPOSE_OWN_ACCESS);
    consent_.clear_compartments();
  }
  // Whether a mandate of this kind may name this compartment.
  bool Reaches(v1::MandateKind kind, v1::Compartment compartment) {
    Rest(kind);
    consent_.clear_compartments();
    consent_.add_compartments(compartment);
    return Cells().has_value();
  }
  void Rest(v1::MandateKind kind) {
    const bool by_court = kind == v1::MANDATE_KIND_ADMINISTRATOR_OF_PERSON ||
                          kind == v1::MANDATE_KIND_ADMINISTRATOR_OF_GOODS;
    mandate().set_kind(kind);
    mandate().set_document(by_court ? "JP Namur, 12/3/2026, 26B112" : "");
  }
  v1::Mandate& mandate() {
    return *consent_.mutable_grantee()->mutable_trusted_person()->mutable_mandate();
  }
};

TEST_F(MandateTest, EachKindReachesAsFarAsTheLawThatItRestsOn) {
  const std::map<v1::MandateKind, std::string> reach = {
      {v1::MANDATE_KIND_DESIGNATED,
       "IDENTITY WHEREABOUTS NETWORK SOCIAL RESIDENCE HEALTH PSYCHIATRIC JUSTICE FRAGILITY EXIT "
       "EMERGENCY "},
      {v1::MANDATE_KIND_ADMINISTRATOR_OF_PERSON,
       "IDENTITY WHEREABOUTS NETWORK SOCIAL RESIDENCE HEALTH PSYCHIATRIC JUSTICE FRAGILITY EXIT "
       "EMERGENCY "},
      {v1::MANDATE_KIND_ADMINISTRATOR_OF_GOODS, "IDENTITY SOCIAL "},
      {v1::MANDATE_KIND_RELATIVE, "HEALTH PSYCHIATRIC FRAGILITY EXIT EMERGENCY "},
      {v1::MANDATE_KIND_UNSPECIFIED, ""},
      {static_cast<v1::MandateKind>(9), ""}};
  for (const auto& [kind, expected] : reach) {
    std::string found;
    for (int c = 1; c <= kCompartments; ++c) {
      if (Reaches(kind, static_cast<v1::Compartment>(c)))
        found += std::string(Name(static_cast<Compartment>(c))) + " ";
    }
    EXPECT_EQ(found, expected) << kind;
  }
}

TEST_F(MandateTest, AttackWithoutWhatItRestsOn) {
  consent_.add_compartments(v1::COMPARTMENT_SOCIAL);
  ExpectInvalid("grantee.trusted_person.mandate");  // AGREE alone
  Rest(v1::MANDATE_KIND_ADMINISTRATOR_OF_GOODS);
  EXPECT_TRUE(Cells());
  for (const std::string& document :
       {std::string(), std::string("two\nlines"), std::string("\x1b[2J"), std::string(121, 'x')}) {
    mandate().set_document(document);
    ExpectInvalid("grantee.trusted_person.mandate.document");
  }
  Rest(v1::MANDATE_KIND_DESIGNATED);
  mandate().set_document("says so");
  ExpectInvalid("grantee.trusted_person.mandate.document");
  Rest(v1::MANDATE_KIND_DESIGNATED);
  consent_.set_actions(0, v1::ACTION_READ);
  ExpectInvalid("grantee.trusted_person.mandate");  // to read takes none
}

TEST_F(MandateTest, WhoHasOneMayReadBesideButNeverWrite) {
  consent_.add_compartments(v1::COMPARTMENT_HEALTH);
  Rest(v1::MANDATE_KIND_DESIGNATED);
  EXPECT_TRUE(Cells());
  consent_.add_actions(v1::ACTION_READ);
  EXPECT_TRUE(Cells());
  consent_.add_actions(v1::ACTION_WRITE);
  ExpectInvalid("actions");
}

TEST_F(MandateTest, AttackAHouseAgreesInThePersonsPlace) {
  consent_.add_compartments(v1::COMPARTMENT_SOCIAL);
  consent_.mutable_grantee()->set_organisation_id(OrganisationId(Array<16>{1}).Text());
  consent_.set_purposes(0, v1::PURPOSE_HANDOVER);
  ExpectInvalid("actions");
}

class ConfirmingTest : public testing::Test {
 protected:
  ConfirmingTest() {
    proposal_.proposer = ProfessionalId(Array<16>{1});
    proposal_.house = OrganisationId(Array<16>{10});
    witness_.id = {2};
    witness_.organisation = OrganisationId(Array<16>{20});
  }
  bool Witnesses() const { return MayWitness(proposal_, witness_, opened_to_); }

  Proposal proposal_;
  Caller witness_{.kind = CallerKind::kProfessional};
  std::vector<OrganisationId> opened_to_{OrganisationId(Array<16>{10}),
                                         OrganisationId(Array<16>{11})};
};

TEST_F(ConfirmingTest, AttackAWitnessWhoDependsOnWhomItOpensSomethingTo) {
  EXPECT_TRUE(Witnesses());
  for (const OrganisationId& house : opened_to_) {
    witness_.organisation = house;
    EXPECT_FALSE(Witnesses());
  }
  opened_to_ = {OrganisationId(Array<16>{11})};
  witness_.organisation = proposal_.house;
  EXPECT_FALSE(Witnesses()) << "a colleague of who proposed it";
  witness_.organisation = OrganisationId(Array<16>{12});
  EXPECT_TRUE(Witnesses());
  witness_.id = proposal_.proposer.bytes();
  EXPECT_FALSE(Witnesses()) << "who proposed it, elsewhere by now";
  witness_.id = {2};
  for (const CallerKind kind : {CallerKind::kPerson, CallerKind::kOperator, CallerKind::kSystem}) {
    witness_.kind = kind;
    EXPECT_FALSE(Witnesses());
  }
}

TEST_F(ConfirmingTest, AttackInCustodyNobodyFromInsideSaysThatThePersonSaidYes) {
  Caller desk{.kind = CallerKind::kProfessional, .id = proposal_.proposer.bytes()};
  EXPECT_TRUE(MayConfirmByPhone(proposal_, desk));
  proposal_.custody = true;
  EXPECT_FALSE(MayConfirmByPhone(proposal_, desk));
  const Caller person{.kind = CallerKind::kPerson};
  EXPECT_FALSE(MayConfirmByPhone(proposal_, person)) << "on a device of the wing";
  opened_to_ = {OrganisationId(Array<16>{11})};
  EXPECT_TRUE(Witnesses());
  witness_.tells_of = {TellsOf::kDetention};
  EXPECT_FALSE(Witnesses());
  witness_.tells_of = {};
  witness_.organisation = proposal_.house;
  EXPECT_FALSE(Witnesses());
}

TEST_F(ConfirmingTest, AttackTheSecondIsTheFirstOrNoProfessional) {
  proposal_.unable = true;
  EXPECT_TRUE(MaySecond(proposal_, witness_, {}));
  witness_.organisation = proposal_.house;
  EXPECT_TRUE(MaySecond(proposal_, witness_, {})) << "a colleague of the ward";
  proposal_.custody = true;
  EXPECT_FALSE(MaySecond(proposal_, witness_, {}));
  proposal_.custody = false;
  witness_.profession = "consent_witness";
  EXPECT_FALSE(MaySecond(proposal_, witness_, {}));
  witness_.profession = "";
  witness_.id = proposal_.proposer.bytes();
  EXPECT_FALSE(MaySecond(proposal_, witness_, {}));
  witness_.id = {2};
  witness_.kind = CallerKind::kPerson;
  EXPECT_FALSE(MaySecond(proposal_, witness_, {}));
}

TEST_F(ConfirmingTest, AttackMoreThanIsNeededWhileThePersonCannotAnswer) {
  access::ConsentCell cell;
  cell.compartments = {Compartment::kExit, Compartment::kEmergency};
  cell.actions = {Action::kRead};
  cell.end = kNow + std::chrono::hours(72);
  EXPECT_TRUE(CheckUnable({cell}, kNow));
  access::ConsentCell wide = cell;
  wide.compartments.Add(Compartment::kHealth);
  EXPECT_FALSE(CheckUnable({cell, wide}, kNow));
  wide = cell;
  wide.actions.Add(Action::kWrite);
  EXPECT_FALSE(CheckUnable({wide}, kNow));
  wide = cell;
  wide.end += Millis(1);
  EXPECT_FALSE(CheckUnable({wide}, kNow));
  wide = cell;
  wide.grantee_kind = access::GranteeKind::kTrustedPerson;
  EXPECT_FALSE(CheckUnable({wide}, kNow)) << "nobody trusts in the person's place";
}

TEST_F(ConfirmingTest, AttackAColleagueOfTheHouseSeesAMandate) {
  access::ConsentCell mandate;
  mandate.grantee_kind = access::GranteeKind::kTrustedPerson;
  mandate.actions = {Action::kAgree};
  proposal_.unable = true;
  EXPECT_TRUE(MaySecond(proposal_, witness_, {mandate}));
  witness_.profession = "consent_witness";
  EXPECT_FALSE(MaySecond(proposal_, witness_, {mandate}))
      << "a volunteer, whom no officer looks at";
  witness_.profession = "";
  witness_.organisation = proposal_.house;
  EXPECT_FALSE(MaySecond(proposal_, witness_, {mandate}));
}

TEST_F(ConfirmingTest, AttackAMandateTogetherWithWhatItWouldOpen) {
  access::ConsentCell mandate, open;
  mandate.actions = {Action::kAgree};
  open.compartments = {Compartment::kSocial};
  open.actions = {Action::kRead};
  open.end = kNow + std::chrono::hours(1);
  EXPECT_TRUE(CheckUnable({mandate, mandate}, kNow));
  access::ConsentCell late = mandate;
  late.end = kNow + std::chrono::days(90) + Millis(1);
  EXPECT_FALSE(CheckUnable({mandate, late}, kNow));
  access::ConsentCell reads = mandate;
  reads.actions.Add(Action::kRead);
  EXPECT_FALSE(CheckUnable({mandate, reads}, kNow)) << "two professionals let nobody read";
  EXPECT_FALSE(CheckUnable({mandate, open}, kNow));
}

TEST_F(ConfirmingTest, AttackForLongerThanSomebodyMaySpeakForThePerson) {
  access::ConsentCell cell;
  cell.end = kNow + std::chrono::days(90);
  EXPECT_TRUE(CheckRepresented({cell}, kNow));
  cell.end += Millis(1);
  EXPECT_FALSE(CheckRepresented({cell}, kNow));
  cell.end = kNow + std::chrono::days(1);
  cell.grantee_kind = access::GranteeKind::kTrustedPerson;
  EXPECT_FALSE(CheckRepresented({cell}, kNow)) << "nobody trusts in the person's place";
}

TEST_F(ConfirmingTest, AttackAColleagueConfirmsWhatAnotherProposed) {
  EXPECT_FALSE(MayConfirmByPhone(proposal_, witness_));
  proposal_.proposer = {};
  EXPECT_FALSE(MayConfirmByPhone(proposal_, witness_)) << "what the person proposed alone";
}

}  // namespace
}  // namespace relais::consent
