// What is kept of an entry for the reader's house: when the person's own can be read no more, and
// until its time is over.
#include "services/ledger/oversight.h"

#include "tests/ledger/ledger_case.h"

namespace relais::ledger {
namespace {

class OversightTest : public LedgerTest {
 protected:
  void SetUp() override { Open(); }
  Result<std::optional<audit::Details>> Kept(std::uint64_t index) {
    return ReadOversight(*house_->Log(), oversight_, index);
  }
  Oversight oversight_{house_->keystore().index_key("oversight")};
  void Forget(Instant before) {
    Result<bool> more = true;
    while (more.value_or(false)) more = house_->ledger().ForgetOversight(before);
    EXPECT_TRUE(more) << more.error().message;
  }
  int CountKept() {
    const auto log = house_->Log();
    auto rows = storage::Query(*log, "SELECT count(*) FROM entries WHERE oversight <> x''").value();
    return rows.Next().value() ? static_cast<int>(rows.Int(0)) : -1;
  }
};

TEST_F(OversightTest, SaysWhoWhenAndWhyAndNothingOfThePerson) {
  access::Request ask = ReadSocial(dossier_);
  ask.reason = "discharge_planning";
  const Receipt receipt = desk_->Expect(desk_->Admit(SocialWorker(), ask));
  const auto kept = Kept(receipt.index()).value();
  ASSERT_TRUE(kept);
  const audit::Details whole = Entry(audit::Subject::kDossier, dossier_.bytes(), receipt);
  EXPECT_EQ(kept->caller_name, "Worker");
  EXPECT_EQ(kept->organisation_name, "Hospital");
  EXPECT_EQ(kept->profession, "hospital_social_worker");
  EXPECT_EQ(kept->time_ms, whole.time_ms);
  EXPECT_EQ(kept->reason, "discharge_planning");
  EXPECT_EQ(kept->purpose, whole.purpose);
  EXPECT_EQ(kept->outcome, audit::Outcome::kOpened);
  EXPECT_EQ(kept->asked, whole.asked);
  EXPECT_EQ(audit::Encode(*kept).find(dossier_.view()), Bytes::npos);
  EXPECT_EQ(kept->number, 0U) << "not even which entry of the person's log it is";
  EXPECT_TRUE(kept->consents.empty());
}

TEST_F(OversightTest, SensitiveKindsAreNotToldApart) {
  access::Request health = ReadSocial(dossier_), home = ReadSocial(dossier_);
  health.wanted = {Compartment::kSocial, Compartment::kHealth, Compartment::kPsychiatric};
  home.wanted = {Compartment::kSocial, Compartment::kWhereabouts};
  const auto of_health = Kept(desk_->Expect(desk_->Admit(SocialWorker(), health)).index()).value();
  const auto of_home = Kept(desk_->Expect(desk_->Admit(SocialWorker(), home)).index()).value();
  ASSERT_TRUE(of_health && of_home);
  EXPECT_EQ(of_health->asked, of_home->asked);
  EXPECT_EQ(of_health->asked & kRestricted, kRestricted);
}

TEST_F(OversightTest, NothingIsKeptOfThePersonOrTheServer) {
  const Receipt own =
      desk_->Expect(desk_->Admit(PersonOf(dossier_), Ask(Action::kReadLog, dossier_)));
  EXPECT_FALSE(Kept(own.index()).value());
}

TEST_F(OversightTest, OutlivesThePersonsEntry) {
  const Receipt receipt = Read();
  const auto log = house_->Log(storage::Store::Use::kWrite);
  // What an erasure does to a chain: its sealing key is gone for good.
  Sql(*log, "UPDATE chains SET sealing_key = randomblob(32)");
  EXPECT_FALSE(ReadEntryAt(*log, receipt.index()));
  EXPECT_EQ(Kept(receipt.index()).value()->caller_name, "Worker");
}

TEST_F(OversightTest, AttackMovedOrChangedItDoesNotOpen) {
  const std::uint64_t first = Read().index(), second = Read().index();
  const auto log = house_->Log(storage::Store::Use::kWrite);
  Sql(*log, ("UPDATE entries SET oversight = (SELECT oversight FROM entries WHERE idx = " +
             std::to_string(first) + ") WHERE idx = " + std::to_string(second))
                .c_str());
  EXPECT_EQ(Kept(second).error().reason, Reason::kCorrupt);
  // Another house, or another time, in the clear in front of it.
  for (const char* const at : {"1", "16", "17", "24"}) {
    Sql(*log, "SAVEPOINT attack");
    Sql(*log, ("UPDATE entries SET oversight = CAST(substr(oversight, 1, " + std::string(at) +
               " - 1) || x'fe' || substr(oversight, " + at +
               " + 1) AS BLOB) WHERE idx = " + std::to_string(first))
                  .c_str());
    EXPECT_FALSE(ReadOversight(*log, oversight_, first)) << "byte " << at;
    Sql(*log, "ROLLBACK TO attack");
    Sql(*log, "RELEASE attack");
    EXPECT_TRUE(ReadOversight(*log, oversight_, first));
  }
}

TEST_F(OversightTest, AttackOneThatIsCutHoldsUpNoOther) {
  for (int i = 0; i < 5; ++i) (void)Read();
  Sql(*house_->Log(storage::Store::Use::kWrite),
      "UPDATE entries SET oversight = x'00' WHERE idx = 2");
  house_->clock.Advance(std::chrono::hours(1));
  Forget(house_->clock.Now());
  EXPECT_EQ(CountKept(), 0);
}

TEST_F(OversightTest, IsForgottenWhenItsTimeIsOver) {
  for (int i = 0; i < 1200; ++i) (void)Read();
  const Instant later = house_->clock.Now() + std::chrono::hours(1);
  house_->clock.Set(later);
  const std::uint64_t newest = Read().index();
  EXPECT_EQ(CountKept(), 1201);
  Forget(house_->clock.Now() - std::chrono::hours(2));
  EXPECT_EQ(CountKept(), 1201) << "its time is not over";
  Forget(later);
  EXPECT_EQ(CountKept(), 1);
  EXPECT_TRUE(Kept(newest).value()) << "what is as old as the term is kept";
  Forget(later);
  Forget(later + Millis(1));
  EXPECT_EQ(CountKept(), 0);
  const auto log = house_->Log();
  EXPECT_EQ(ReadWholeLog(*log).size(), 1201U) << "the entries themselves stay";
}

}  // namespace
}  // namespace relais::ledger
