// The keys of a dossier as they lie in the vault: moved, changed or mixed, they open nothing.
#include "services/keys/compartment_keys.h"

#include <set>

#include "services/storage/sqlcipher.h"
#include "tests/keys/open_with.h"
#include "tests/keys/scratch.h"

namespace relais::keys {
namespace {

constexpr std::size_t kSlot = 64;  // of one compartment

class CompartmentKeysTest : public testing::Test {
 protected:
  void SetUp() override {
    keystore_ = MakeKeystore("keys");
    auto store =
        storage::SqlcipherStore::Open(dir_ / "vault.db", keystore_->store_key("vault"), {256, 256});
    ASSERT_TRUE(store);
    store_ = *std::move(store);
    vault_ = *store_->Connect(storage::Store::Use::kWrite);
    ASSERT_TRUE(storage::Migrate(*vault_, std::span(&kMigration, 1)));
    for (const auto& dossier : {a_, b_})
      ASSERT_TRUE(CompartmentKeys::Create(*vault_, *keystore_, random_, dossier));
  }
  std::optional<Keystore> MakeKeystore(const std::string& name) {
    EXPECT_TRUE(Keystore::Create(dir_ / name, random_));
    return *Keystore::Open(dir_ / name);
  }
  void Sql(const char* sql) { ASSERT_TRUE(vault_->Execute(sql)); }
  Result<CompartmentKeys> Load(const DossierId& dossier) {
    return CompartmentKeys::Load(*vault_, *keystore_, dossier);
  }
  Bytes Label(const DossierId& dossier) {
    return Bytes(View(keystore_->key_labels().Of(dossier.view())).substr(0, 16));
  }
  // The wrapped keys of a dossier, as stored.
  Bytes Wrapped(const DossierId& dossier) {
    const Bytes label = Label(dossier);
    auto rows =
        storage::Query(*vault_, "SELECT wrapped FROM compartment_keys WHERE label = ?1", label);
    EXPECT_TRUE(*rows->Next());
    return Bytes(rows->Blob(0));
  }
  // Puts others in the place of a_'s.
  void Store(const Bytes& wrapped) {
    EXPECT_EQ(*storage::Run(*vault_, "UPDATE compartment_keys SET wrapped = ?1 WHERE label = ?2",
                            wrapped, Label(a_)),
              1);
  }
  // Every compartment of `dossier` in `which` fails to unwrap, as corrupt.
  void ExpectCorrupt(const DossierId& dossier, CompartmentSet which) {
    const auto keys = Load(dossier);
    ASSERT_TRUE(keys);
    for (int c = 1; c <= kCompartments; ++c) {
      const auto envelope = keys->For(static_cast<Compartment>(c));
      ASSERT_EQ(envelope.has_value(), !which.Has(static_cast<Compartment>(c))) << c;
      if (!envelope) {
        EXPECT_EQ(envelope.error().reason, Reason::kCorrupt);
      }
    }
  }

  const Scratch dir_;
  SystemRandom random_;
  std::optional<Keystore> keystore_;
  std::unique_ptr<storage::SqlcipherStore> store_;
  std::unique_ptr<storage::Connection> vault_;
  const DossierId a_ = DossierId::New(random_), b_ = DossierId::New(random_);
  const RecordId record_ = RecordId::New(random_);
};

TEST_F(CompartmentKeysTest, WhatWasSealedOpensAfterLoadingAgain) {
  const RecordPlace place{a_, Compartment::kHealth, record_, 1};
  const Bytes sealed = Load(a_)->For(Compartment::kHealth)->Seal(random_, place, "content");
  EXPECT_EQ(OpenWith(*Load(a_)->For(Compartment::kHealth), place, sealed).value(), "content");
}

TEST_F(CompartmentKeysTest, EveryCompartmentOfEveryDossierHasItsOwnKey) {
  std::vector<std::pair<RecordPlace, Bytes>> all;
  const auto of_a = Load(a_), of_b = Load(b_);
  for (int c = 1; c <= kCompartments; ++c) {
    const RecordPlace place{a_, Compartment::kSocial, record_,
                            1};  // one place, so that only the key differs
    all.emplace_back(place, of_a->For(static_cast<Compartment>(c))->Seal(random_, place, "x"));
    all.emplace_back(place, of_b->For(static_cast<Compartment>(c))->Seal(random_, place, "x"));
  }
  const auto social = of_a->For(Compartment::kSocial);
  int opened = 0;
  for (const auto& [place, sealed] : all)
    opened += OpenWith(*social, place, sealed).has_value() ? 1 : 0;
  EXPECT_EQ(opened, 1);
}

TEST_F(CompartmentKeysTest, DossierWithoutKeysIsCorrupt) {
  EXPECT_EQ(Load(DossierId::New(random_)).error().reason, Reason::kCorrupt);
}

TEST_F(CompartmentKeysTest, AttackSecondCreationReplacesNoKey) {
  const RecordPlace place{a_, Compartment::kSocial, record_, 1};
  const Bytes sealed = Load(a_)->For(Compartment::kSocial)->Seal(random_, place, "content");
  EXPECT_FALSE(CompartmentKeys::Create(*vault_, *keystore_, random_, a_));
  EXPECT_EQ(OpenWith(*Load(a_)->For(Compartment::kSocial), place, sealed).value(), "content");
}

TEST_F(CompartmentKeysTest, TheVaultDoesNotNameTheDossier) {
  auto rows = storage::Query(*vault_, "SELECT label, wrapped FROM compartment_keys");
  std::set<Bytes> labels;
  while (*rows->Next()) {
    labels.emplace(rows->Blob(0));
    EXPECT_NE(rows->Blob(0), a_.view());
    EXPECT_EQ(rows->Blob(1).find(a_.view().substr(0, 8)), BytesView::npos);
    EXPECT_EQ(rows->Blob(1).size(), kCompartments * kSlot);
  }
  EXPECT_EQ(labels.size(), 2u);
}

TEST_F(CompartmentKeysTest, AttackKeysSwappedBetweenDossiers) {
  Sql("CREATE TABLE old AS SELECT * FROM compartment_keys;"
      "UPDATE compartment_keys AS k SET wrapped = (SELECT wrapped FROM old o WHERE o.label <> "
      "k.label)");
  ExpectCorrupt(a_, AllCompartments());
  ExpectCorrupt(b_, AllCompartments());
}

TEST_F(CompartmentKeysTest, AttackOneKeySwappedBetweenDossiers) {
  Bytes wrapped = Wrapped(a_);
  wrapped.replace(3 * kSlot, kSlot, Wrapped(b_), 3 * kSlot, kSlot);
  Store(wrapped);
  ExpectCorrupt(a_, {Compartment::kSocial});
}

TEST_F(CompartmentKeysTest, AttackKeyOfAnotherCompartment) {
  Bytes wrapped = Wrapped(a_);
  wrapped.replace(3 * kSlot, kSlot, Bytes(wrapped, 5 * kSlot, kSlot));
  Store(wrapped);
  ExpectCorrupt(a_, {Compartment::kSocial});
}

TEST_F(CompartmentKeysTest, AttackEveryBitOfAWrappedKeyFlipped) {
  const Bytes whole = Wrapped(a_);
  for (std::size_t bit = 0; bit < 8 * kSlot; ++bit) {
    Bytes wrapped = whole;
    wrapped[3 * kSlot + bit / 8] = static_cast<char>(wrapped[3 * kSlot + bit / 8] ^ 1 << bit % 8);
    Store(wrapped);
    ExpectCorrupt(a_, {Compartment::kSocial});
  }
}

TEST_F(CompartmentKeysTest, AttackWrappedKeysCutOrTooLong) {
  const Bytes whole = Wrapped(a_);
  for (const std::size_t size : {std::size_t{0}, kSlot, whole.size() - kSlot, whole.size() - 1}) {
    Store(whole.substr(0, size));
    EXPECT_EQ(Load(a_).error().reason, Reason::kCorrupt) << size;
  }
  Store(whole + whole.substr(0, kSlot));
  EXPECT_EQ(Load(a_).error().reason, Reason::kCorrupt);
}

TEST_F(CompartmentKeysTest, AttackPeriodThatWasDestroyed) {
  Sql("UPDATE compartment_keys SET period = 2");
  EXPECT_EQ(Load(a_).error().reason, Reason::kCorrupt);
}

TEST_F(CompartmentKeysTest, AttackAnotherServersKeystore) {
  const auto other = MakeKeystore("other");
  EXPECT_EQ(CompartmentKeys::Load(*vault_, *other, a_).error().reason, Reason::kCorrupt);
}

}  // namespace
}  // namespace relais::keys
