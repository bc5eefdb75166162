// What an entry says, and on which chain it stands.
#include <random>

#include "tests/ledger/ledger_case.h"

namespace relais::ledger {
namespace {

using audit::Outcome;
using audit::Subject;

TEST_F(LedgerTest, ReadStandsOnTheDossiersChainWithAllItRestedOn) {
  Open();
  const auto details = Entry(Subject::kDossier, dossier_.bytes(), Read());
  EXPECT_EQ(details.outcome, Outcome::kOpened);
  EXPECT_EQ(details.number, 1u);
  EXPECT_EQ(details.caller_id, SocialWorker().id);
  EXPECT_EQ(details.caller_name, "Worker");
  EXPECT_EQ(details.organisation_name, "Hospital");
  EXPECT_EQ(details.profession, "hospital_social_worker");
  EXPECT_EQ(details.asked, CompartmentSet{Compartment::kSocial}.bits());
  EXPECT_EQ(details.granted, CompartmentSet{Compartment::kSocial}.bits());
  EXPECT_EQ(details.rules, std::vector<std::string>{"leaving.read"});
  EXPECT_EQ(details.consents, std::vector<Array<16>>{IdOf("cell")});
  EXPECT_EQ(details.policy, house_->access().policy()->hash());
  EXPECT_EQ(details.telling, audit::Telling::kOwed);
  EXPECT_EQ(details.time_ms, ToMillis(house_->clock.Now()));
}

TEST_F(LedgerTest, RefusalStandsOnTheDossiersChainAndOwesNothing) {
  Open();
  auto permit = desk_->Admit(SocialWorker(9), ReadSocial(dossier_));
  ASSERT_FALSE(permit.allowed());
  const auto details = Entry(Subject::kDossier, dossier_.bytes(),
                             desk_->Expect(std::move(permit), AddThing(dossier_, 1)));
  EXPECT_EQ(details.outcome, Outcome::kRefused);
  EXPECT_EQ(details.granted, 0);
  EXPECT_EQ(details.telling, audit::Telling::kNothingOwed);
  EXPECT_TRUE(details.consents.empty() && details.rules.empty());
  EXPECT_TRUE(Things(*house_->Vault()).empty()) << "a refused change was applied";
}

TEST_F(LedgerTest, RefusalThatHitNoDossierStandsOnTheHousesChain) {
  Open();
  const auto organisation = SocialWorker().organisation.bytes();
  EXPECT_EQ(Entry(Subject::kOrganisation, organisation,
                  desk_->Expect(desk_->Admit(SocialWorker(), ReadSocial({}))))
                .outcome,
            Outcome::kRefused);
  EXPECT_EQ(Entry(Subject::kOrganisation, organisation,
                  desk_->Expect(desk_->Admit(SocialWorker(), Ask(Action::kLookUp))))
                .number,
            2u);
}

TEST_F(LedgerTest, OpeningThatMadeNoDossierStandsOnTheHousesChain) {
  Open();
  auto failing = [](storage::Connection&, Instant, std::vector<Array<16>>&) -> Status {
    return Fail(Reason::kWrongState, "no");
  };
  const auto failed = desk_->Expect(
      desk_->Admit(SocialWorker(), Ask(Action::kOpen, DossierNumber(5))), {.apply = failing});
  EXPECT_EQ(Entry(Subject::kOrganisation, SocialWorker().organisation.bytes(), failed).outcome,
            Outcome::kFailed);
  const auto made =
      desk_->Expect(desk_->Admit(SocialWorker(), Ask(Action::kOpen, DossierNumber(5))),
                    AddThing(DossierNumber(5), 1));
  EXPECT_EQ(Entry(Subject::kDossier, DossierNumber(5).bytes(), made).outcome, Outcome::kChanged);
}

TEST_F(LedgerTest, OperatorsAndPoliciesStandOnTheSystemChain) {
  Open();
  EXPECT_EQ(
      Entry(Subject::kSystem, {}, desk_->Expect(desk_->Admit(Operator(), Ask(Action::kAdminister))))
          .number,
      1u);
  const auto policy = NewPolicy("next");
  ASSERT_TRUE(house_->ledger().ReplacePolicy(policy));
  const auto entry = EntryAt(*house_->Log(), Subject::kSystem, {}, 1);
  EXPECT_EQ(entry.method, "policy.reload");
  EXPECT_EQ(entry.policy, policy->hash());
  EXPECT_EQ(house_->access().policy(), policy);
}

TEST_F(LedgerTest, ChainsAreNumberedApartAndTheTreeTogether) {
  Open();
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(Read().number(), static_cast<std::uint64_t>(i) + 1);
    EXPECT_EQ(desk_->Expect(desk_->Admit(Operator(), Ask(Action::kLookUp))).number(),
              static_cast<std::uint64_t>(i) + 1);
  }
  EXPECT_EQ(ReadWholeLog(*house_->Log()).size(), 10u);
  Restart();
  const Receipt next = Read();
  EXPECT_EQ(next.number(), 6u);
  EXPECT_EQ(next.index(), 10u);
}

TEST_F(LedgerTest, ChangeIsToldTheTimeThatItsEntryBears) {
  house_->clock.Tick();
  Open();
  Instant told{};
  Plan plan{.apply = [&](storage::Connection&, Instant at, std::vector<Array<16>>&) -> Status {
    told = at;
    return {};
  }};
  const auto receipt =
      desk_->Expect(desk_->Admit(SocialWorker(), WriteSocial(dossier_)), std::move(plan));
  EXPECT_EQ(Entry(Subject::kDossier, dossier_.bytes(), receipt).time_ms, ToMillis(told));
}

TEST_F(LedgerTest, FailedChangeLeavesItsEntryAndNothingInTheVault) {
  Open();
  Plan plan = AddThing(dossier_, 7);
  plan.apply = [inner = plan.apply](storage::Connection& vault, Instant at, auto& moved) -> Status {
    RETURN_IF_ERROR(inner(vault, at, moved));
    return Fail(Reason::kWrongState, "after all, no");
  };
  const Answer answer =
      desk_->Commit(desk_->Admit(SocialWorker(), WriteSocial(dossier_)), std::move(plan));
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(Entry(Subject::kDossier, dossier_.bytes(), **answer.receipt).outcome, Outcome::kFailed);
  EXPECT_TRUE(Things(*house_->Vault()).empty());
  (void)Write(8);
  EXPECT_EQ(Things(*house_->Vault()), std::vector<std::int64_t>{8});
}

TEST_F(LedgerTest, CallThatEndedLeavesNoEntry) {
  Open();
  const Answer answer = desk_->Commit(desk_->Admit(SocialWorker(), ReadSocial(dossier_)),
                                      {.ended = [] { return true; }});
  EXPECT_EQ(answer.reason(), Reason::kUnavailable);
  EXPECT_TRUE(ReadWholeLog(*house_->Log()).empty());
}

// Between two times that the ends of chains are written down, a start finds them in the entries.
TEST_F(LedgerTest, ChainsGoOnWithoutGapAcrossManyEntriesAndStarts) {
  Open();
  std::mt19937_64 random(3);
  const std::uint64_t starts[] = {1,
                                  7,
                                  kEntriesBetweenHeads - 1,
                                  kEntriesBetweenHeads,
                                  kEntriesBetweenHeads + 1,
                                  3 * kEntriesBetweenHeads};
  std::uint64_t done = 0;
  for (const std::uint64_t until : starts) {
    for (; done < until; ++done)
      (void)desk_->Expect(desk_->Admit(SocialWorker(9), ReadSocial(DossierNumber(random() % 40))));
    Restart();
  }
  EXPECT_EQ(ReadWholeLog(*house_->Log()).size(), done);
}

TEST_F(LedgerTest, AttackEntryLeftOutOfItsChainIsFound) {
  Open();
  for (int i = 0; i < 4; ++i) (void)Read();
  house_->Close();
  const auto log = house_->Log(storage::Store::Use::kWrite);
  Sql(*log, "UPDATE entries SET previous = 0 WHERE idx = 2");
  const auto chain = FindChain(*log, Subject::kDossier, dossier_.bytes());
  ChainWalk walk(*log, **chain);
  EXPECT_TRUE(walk.Next());
  EXPECT_TRUE(walk.Next());
  const auto skipped = walk.Next();
  ASSERT_FALSE(skipped);
  EXPECT_EQ(skipped.error().reason, Reason::kCorrupt);
}

}  // namespace
}  // namespace relais::ledger
