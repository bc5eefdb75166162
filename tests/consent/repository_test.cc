// Consents as they lie in the store: what has ended costs a decision nothing, and is never lost.
#include "services/consent/repository.h"

#include <set>

#include "tests/keys/scratch.h"
#include "tests/ledger/fixture.h"

namespace relais::consent {
namespace {

const DossierId kDossier = ledger::DossierNumber(1), kOther = ledger::DossierNumber(2);
const Instant kNow = FromMillis(1'800'000'000'000);

class RepositoryTest : public testing::Test {
 protected:
  RepositoryTest() { EXPECT_TRUE(storage::Migrate(*vault_, std::array{kMigration})); }

  // Made `age` ago, for a day.
  ConsentId Add(const DossierId& dossier, Millis age = {}) {
    Consent consent;
    consent.cell.id = ConsentId::New(house_.random);
    consent.cell.grantee = {1};
    consent.cell.profession = "nurse";
    consent.cell.compartments = {Compartment::kSocial};
    consent.cell.actions = {Action::kRead};
    consent.cell.purposes = {Purpose::kHandover};
    consent.cell.start = consent.created = kNow - age;
    consent.cell.end = consent.created + std::chrono::days(1);
    consent.proof = {1, "fr", Hash{9}, ProposalId(Array<16>{7}), Hash{8}};
    EXPECT_TRUE(AddConsent(*vault_, dossier, consent));
    return consent.cell.id;
  }
  std::vector<ConsentId> Read(const DossierId& dossier) {
    std::vector<ConsentId> out;
    const auto facts = facts_.Read(*vault_, dossier);
    for (const auto& cell : facts->cells) out.push_back(cell.id);
    return out;
  }
  std::vector<Consent> ListAll(const DossierId& dossier, int page = 100) {
    std::vector<Consent> out;
    std::optional<Position> before;
    for (;;) {
      const auto rows = *ListConsents(*vault_, dossier, before, page);
      out.insert(out.end(), rows.begin(), rows.end());
      if (rows.empty()) return out;
      before = Position{ToMillis(rows.back().created), Bytes(rows.back().cell.id.view())};
    }
  }

  Scratch scratch_;
  ledger::House house_{scratch_.path()};
  std::unique_ptr<storage::Connection> vault_ = house_.Vault(storage::Store::Use::kWrite);
  const ConsentFacts facts_{Key(Array<32>{1})};
};

// The log holds the digest: what is not in it could be changed unseen.
TEST_F(RepositoryTest, AttackEachColumnOfAStandingConsentIsInTheDigest) {
  EXPECT_EQ(facts_.Read(*vault_, kDossier)->digest, Hash{});
  Add(kDossier);
  const Hash before = facts_.Read(*vault_, kDossier)->digest;
  EXPECT_NE(before, Hash{});
  EXPECT_NE(ConsentFacts(Key(Array<32>{2})).Read(*vault_, kDossier)->digest, before);
  for (const char* const change :
       {"effect = 2", "grantee_kind = 2", "grantee = randomblob(16)", "profession = 'x'",
        "compartments = 8", "actions = 6", "purposes = 6", "start_ms = start_ms + 1",
        "end_ms = end_ms + 1", "revoked_ms = 1", "created_ms = created_ms + 1", "method = 2",
        "language = 'nl'", "text_version = randomblob(32)", "proposal = randomblob(16)",
        "text = randomblob(32)", "id = randomblob(16)", "past = 1"}) {
    ASSERT_TRUE(vault_->Execute("SAVEPOINT a"));
    ASSERT_TRUE(vault_->Execute((std::string("UPDATE consents SET ") + change).c_str())) << change;
    EXPECT_NE(facts_.Read(*vault_, kDossier)->digest, before) << change;
    ASSERT_TRUE(vault_->Execute("ROLLBACK TO a"));
    EXPECT_EQ(facts_.Read(*vault_, kDossier)->digest, before) << change;
    ASSERT_TRUE(vault_->Execute("RELEASE a"));
  }
  Add(kDossier);
  EXPECT_NE(facts_.Read(*vault_, kDossier)->digest, before) << "one that was added";
}

TEST_F(RepositoryTest, WhatWasStoredComesBack) {
  const ConsentId id = Add(kDossier);
  const auto all = ListAll(kDossier);
  ASSERT_EQ(all.size(), 1u);
  const Consent& consent = all.front();
  EXPECT_EQ(consent.cell.id, id);
  EXPECT_EQ(consent.cell.profession, "nurse");
  EXPECT_EQ(consent.cell.end, kNow + std::chrono::days(1));
  EXPECT_FALSE(consent.cell.revoked);
  EXPECT_EQ(consent.proof.language, "fr");
  EXPECT_EQ(consent.proof.text_version, Hash{9});
  EXPECT_EQ(consent.proof.proposal, ProposalId(Array<16>{7}));
  EXPECT_EQ(consent.proof.text, Hash{8});
}

TEST_F(RepositoryTest, ARevocationIsReadByTheNextDecisionAndKeepsItsFirstTime) {
  const ConsentId id = Add(kDossier);
  ASSERT_TRUE(*RevokeConsent(*vault_, kDossier, id, kNow));
  EXPECT_TRUE(Read(kDossier).empty());
  ASSERT_TRUE(*RevokeConsent(*vault_, kDossier, id, kNow + Millis(5))) << "again, after a crash";
  EXPECT_EQ(ListAll(kDossier).front().cell.revoked, kNow);
}

TEST_F(RepositoryTest, AttackAnotherDossiersConsent) {
  const ConsentId id = Add(kDossier);
  EXPECT_FALSE(*RevokeConsent(*vault_, kOther, id, kNow));
  EXPECT_EQ(Read(kDossier), std::vector{id});
  EXPECT_TRUE(Read(kOther).empty());
  EXPECT_TRUE(ListAll(kOther).empty());
}

TEST_F(RepositoryTest, WhatHasEndedIsPutAwayAndStillListed) {
  const ConsentId ended = Add(kDossier, std::chrono::days(1)), holds = Add(kDossier);
  EXPECT_EQ(*CountStanding(*vault_, kDossier, kNow), 1);
  ASSERT_TRUE(PutAwayEnded(*vault_, kDossier, kNow));
  EXPECT_EQ(Read(kDossier), std::vector{holds});
  ASSERT_EQ(ListAll(kDossier).size(), 2u);
  // Taking back what is over is still an answer, not an error.
  EXPECT_TRUE(*RevokeConsent(*vault_, kDossier, ended, kNow));
}

TEST_F(RepositoryTest, PagesAreNewestFirstWithoutLossOrRepeat) {
  std::set<Bytes> made;
  for (int i = 0; i < 23; ++i) made.insert(Bytes(Add(kDossier, Millis(i / 5)).view()));
  for (const int page : {1, 5, 7, 23, 100}) {
    std::set<Bytes> listed;
    Instant newer = Instant::max();
    for (const Consent& consent : ListAll(kDossier, page)) {
      EXPECT_TRUE(listed.insert(Bytes(consent.cell.id.view())).second);
      EXPECT_LE(consent.created, newer);
      newer = consent.created;
    }
    EXPECT_EQ(listed, made) << page;
  }
}

}  // namespace
}  // namespace relais::consent
