// Proposals as they lie in the store: each waits its time, and is confirmed once.
#include "services/consent/proposals.h"

#include "tests/keys/scratch.h"
#include "tests/ledger/fixture.h"

namespace relais::consent {
namespace {

const Instant kNow = FromMillis(1'800'000'000'000);

class ProposalsTest : public testing::Test {
 protected:
  ProposalsTest() { EXPECT_TRUE(storage::Migrate(*vault_, std::array{kProposalsMigration})); }
  Proposal New(int dossier, Instant created = kNow) {
    Proposal out{.id = ProposalId::New(house_.random),
                 .dossier = ledger::DossierNumber(dossier),
                 .statement = "I say yes",
                 .language = "nl",
                 .text_version = Hash{9},
                 .legal_basis = 1,
                 .proposer = ProfessionalId(Array<16>{1}),
                 .house = OrganisationId(Array<16>{2}),
                 .unable = true,
                 .custody = true,
                 .created = created,
                 .expires = created + kProposalLasts};
    EXPECT_TRUE(AddProposal(*vault_, out, created));
    return out;
  }
  bool Waits(const Proposal& proposal, Instant now = kNow) {
    return FindProposal(*vault_, proposal.id, now)->has_value();
  }

  Scratch scratch_;
  ledger::House house_{scratch_.path()};
  std::unique_ptr<storage::Connection> vault_ = house_.Vault(storage::Store::Use::kWrite);
};

TEST_F(ProposalsTest, WhatWasStoredComesBack) {
  const Proposal made = New(1);
  const Confirmation yes{.method = 3,
                         .at = kNow + Millis(5),
                         .by = ProfessionalId(Array<16>{4}),
                         .form = 2,
                         .read_aloud = true,
                         .interpreter = OrganisationId(Array<16>{5}),
                         .credential_id = "id",
                         .public_key = "key",
                         .added_at = OrganisationId(Array<16>{6}),
                         .client_data_json = "{}",
                         .authenticator_data = "data",
                         .signature = "signature"};
  ASSERT_TRUE(*Confirm(*vault_, made.id, yes));
  const auto found = *FindConfirmed(*vault_, made.dossier, made.id);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->proposal.statement, made.statement);
  EXPECT_EQ(found->proposal.text_version, made.text_version);
  EXPECT_EQ(found->proposal.proposer, made.proposer);
  EXPECT_TRUE(found->proposal.unable);
  EXPECT_TRUE(found->proposal.custody);
  EXPECT_EQ(found->proposal.expires, made.expires);
  EXPECT_EQ(found->confirmation.method, yes.method);
  EXPECT_EQ(found->confirmation.at, yes.at);
  EXPECT_EQ(found->confirmation.by, yes.by);
  EXPECT_TRUE(found->confirmation.read_aloud);
  EXPECT_EQ(found->confirmation.interpreter, yes.interpreter);
  EXPECT_EQ(found->confirmation.added_at, yes.added_at);
  EXPECT_EQ(found->confirmation.signature, yes.signature);
  EXPECT_FALSE(*FindConfirmed(*vault_, ledger::DossierNumber(2), made.id)) << "of another's file";
}

TEST_F(ProposalsTest, IsGoodOnceAndForItsTime) {
  const Proposal made = New(1);
  EXPECT_TRUE(Waits(made, made.expires - Millis(1)));
  EXPECT_FALSE(Waits(made, made.expires));
  EXPECT_EQ(*DossierOfProposal(*vault_, made.id), made.dossier);
  EXPECT_TRUE(DossierOfProposal(*vault_, ProposalId(Array<16>{1}))->IsZero());
  EXPECT_FALSE(*FindConfirmed(*vault_, made.dossier, made.id));
  EXPECT_TRUE(*Confirm(*vault_, made.id, {.method = 2}));
  EXPECT_FALSE(Waits(made));
  EXPECT_FALSE(*Confirm(*vault_, made.id, {.method = 4}));
}

TEST_F(ProposalsTest, AttackAFloodOfThemKeepsOnlyTheNewestAndWhatWasConfirmed) {
  const Proposal confirmed = New(1), other = New(2);
  ASSERT_TRUE(*Confirm(*vault_, confirmed.id, {.method = 2}));
  std::vector<Proposal> all;
  for (int i = 1; i <= 30; ++i) all.push_back(New(1, kNow + Millis(i)));
  EXPECT_FALSE(Waits(all[9]));
  EXPECT_TRUE(Waits(all[10]));
  EXPECT_TRUE(Waits(all[29]));
  EXPECT_TRUE(Waits(other));
  const Proposal late = New(1, kNow + kProposalLasts + Millis(30));
  EXPECT_TRUE(DossierOfProposal(*vault_, all[29].id)->IsZero()) << "gone when it had ended";
  EXPECT_TRUE(Waits(late));
  const auto kept = FindConfirmed(*vault_, confirmed.dossier, confirmed.id);
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_TRUE(*kept);
}

}  // namespace
}  // namespace relais::consent
