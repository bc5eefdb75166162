#include "services/accesses/review_service.h"
#include "services/consent/repository.h"
#include "tests/keys/scratch.h"
#include "tests/ledger/fixture.h"

namespace relais::accesses {
namespace {

TEST(CodeIn, FourDigitsHoweverTheyWereTyped) {
  EXPECT_EQ(CodeIn("STOP 4711"), "4711");
  EXPECT_EQ(CodeIn("stop4711."), "4711");
  EXPECT_EQ(CodeIn("4 7 1 1"), "4711");
  EXPECT_EQ(CodeIn("СТОП 0007"), "0007");
  EXPECT_EQ(CodeIn("STOP ٤٧١١"), "4711");
  EXPECT_EQ(CodeIn("STOP ۴۷۱۱"), "4711");
}

TEST(CodeIn, AnythingElseIsNoCode) {
  for (const char* const text : {"", "STOP", "471", "47110", "STOP 4711 12", "\xD9", "\xDB\xB4"})
    EXPECT_EQ(CodeIn(text), "") << text;
}

// What a reply shut out is shut out again from its entry, when the server died before it stood.
TEST(ReapplyReplies, CrashAStopSurvivesIt) {
  Scratch scratch;
  ledger::House house(scratch.path());
  const auto vault = house.Vault(storage::Store::Use::kWrite);
  ASSERT_TRUE(storage::Migrate(*vault, std::array{consent::kMigration, kMigration}));
  const DossierId dossier = ledger::DossierNumber(1);
  const Array<16> reader = ledger::IdOf("reader"), id = ledger::IdOf("objection");
  audit::Details entry;
  entry.action = static_cast<std::uint8_t>(Action::kSuspend);
  entry.subject = audit::Subject::kDossier;
  entry.subject_id = dossier.bytes();
  entry.objects = {reader, id};
  entry.count = 12;
  entry.time_ms = ToMillis(house.clock.Now());
  ReapplyReplies reapply;
  for (int time = 0; time < 2; ++time) EXPECT_TRUE(reapply.FromEntry(*vault, entry).value());
  const auto standing = FindStanding(*vault, dossier, ProfessionalId(reader)).value();
  ASSERT_TRUE(standing);
  EXPECT_EQ(standing->state, v1::Objection::STATE_SUSPENDED);
  const auto consents = consent::StandingConsents(*vault, dossier).value();
  ASSERT_EQ(consents.size(), 1U);
  const access::ConsentCell& cell = consents[0].cell;
  EXPECT_EQ(cell.effect, access::Effect::kExclude);
  EXPECT_EQ(cell.grantee, reader);
  EXPECT_EQ(cell.compartments, AllCompartments());
  entry.subject = audit::Subject::kSystem;
  EXPECT_FALSE(reapply.FromEntry(*vault, entry).value()) << "a suspension of the directory's";
}

}  // namespace
}  // namespace relais::accesses
