// Proposals as they lie in the store: each waits its time, and is confirmed once.
#include "services/consent/proposals.h"

#include "tests/keys/scratch.h"
#include "tests/ledger/fixture.h"

namespace relais::consent {
namespace {

const Key kKey(Array<32>{3});
const Instant kNow = FromMillis(1'800'000'000'000);

class ProposalsTest : public testing::Test {
 protected:
  ProposalsTest() { EXPECT_TRUE(storage::Migrate(*vault_, std::array{kProposalsMigration})); }
  Proposal New(int dossier, Instant created = kNow, std::uint8_t proposer = 1) {
    Proposal out{.id = ProposalId::New(house_.random),
                 .dossier = ledger::DossierNumber(dossier),
                 .statement = "I say yes",
                 .language = "nl",
                 .text_version = Hash{9},
                 .legal_basis = 1,
                 .proposer = ProfessionalId(Array<16>{proposer}),
                 .house = OrganisationId(Array<16>{2}),
                 .unable = true,
                 .custody = true,
                 .created = created,
                 .expires = created + kProposalLasts};
    EXPECT_TRUE(AddProposal(*vault_, kKey, out, created));
    return out;
  }
  bool Waits(const Proposal& proposal, Instant now = kNow) {
    return FindProposal(*vault_, kKey, proposal.id, now)->has_value();
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
  ASSERT_TRUE(*Confirm(*vault_, kKey, made, yes));
  const auto found = *FindConfirmed(*vault_, kKey, made.dossier, made.id);
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
  EXPECT_FALSE(*FindConfirmed(*vault_, kKey, ledger::DossierNumber(2), made.id))
      << "of another's file";
}

TEST_F(ProposalsTest, IsGoodOnceAndForItsTime) {
  const Proposal made = New(1);
  EXPECT_TRUE(Waits(made, made.expires - Millis(1)));
  EXPECT_FALSE(Waits(made, made.expires));
  EXPECT_EQ(*DossierOfProposal(*vault_, made.id), made.dossier);
  EXPECT_TRUE(DossierOfProposal(*vault_, ProposalId(Array<16>{1}))->IsZero());
  EXPECT_FALSE(*FindConfirmed(*vault_, kKey, made.dossier, made.id));
  EXPECT_TRUE(*Confirm(*vault_, kKey, made, {.method = 2}));
  EXPECT_FALSE(Waits(made));
  EXPECT_FALSE(*Confirm(*vault_, kKey, made, {.method = 4}));
}

TEST_F(ProposalsTest, AttackAFloodOfThemKeepsOnlyTheNewestAndWhatWasConfirmed) {
  const Proposal confirmed = New(1), other = New(2), anothers = New(1, kNow, 9);
  ASSERT_TRUE(*Confirm(*vault_, kKey, confirmed, {.method = 2}));
  std::vector<Proposal> all;
  for (int i = 1; i <= 30; ++i) all.push_back(New(1, kNow + Millis(i)));
  EXPECT_FALSE(Waits(all[9]));
  EXPECT_TRUE(Waits(all[10]));
  EXPECT_TRUE(Waits(all[29]));
  EXPECT_TRUE(Waits(other));
  EXPECT_TRUE(Waits(anothers)) << "nobody pushes out what another proposed";
  const Proposal late = New(1, kNow + kProposalLasts + Millis(30));
  EXPECT_TRUE(DossierOfProposal(*vault_, all[29].id)->IsZero()) << "gone when it had ended";
  EXPECT_TRUE(Waits(late));
  const auto kept = FindConfirmed(*vault_, kKey, confirmed.dossier, confirmed.id);
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_TRUE(*kept);
}

TEST_F(ProposalsTest, AttackEachColumnIsSealed) {
  const Proposal waits = New(1), confirmed = New(1);
  ASSERT_TRUE(*Confirm(*vault_, kKey, confirmed, {.method = 4}));
  for (const char* const change : {"dossier = randomblob(16)",
                                   "statement = 'more'",
                                   "language = 'fr'",
                                   "text_version = randomblob(32)",
                                   "legal_basis = 2",
                                   "proposer = randomblob(16)",
                                   "house = randomblob(16)",
                                   "custody = 0",
                                   "unable = 0",
                                   "created_ms = created_ms + 1",
                                   "expires_ms = expires_ms + 1",
                                   "method = 2",
                                   "confirmed_ms = 1",
                                   "confirmed_by = randomblob(16)",
                                   "form = 1",
                                   "read_aloud = 1",
                                   "interpreter = randomblob(16)",
                                   "credential_id = x'01'",
                                   "public_key = x'01'",
                                   "added_at = randomblob(16)",
                                   "client_data_json = x'01'",
                                   "authenticator_data = x'01'",
                                   "signature = x'01'"}) {
    ASSERT_TRUE(vault_->Execute("SAVEPOINT a"));
    ASSERT_TRUE(vault_->Execute((std::string("UPDATE proposals SET ") + change).c_str())) << change;
    for (const Proposal& one : {waits, confirmed})
      EXPECT_EQ(FindProposal(*vault_, kKey, one.id, kNow).error().reason, Reason::kCorrupt)
          << change;
    ASSERT_TRUE(vault_->Execute("ROLLBACK TO a"));
    EXPECT_TRUE(Waits(waits)) << change;
    ASSERT_TRUE(vault_->Execute("RELEASE a"));
  }
}

}  // namespace
}  // namespace relais::consent
