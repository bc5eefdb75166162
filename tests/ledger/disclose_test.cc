// From ciphertext to content: only what the permit grants, only what lies where it was put.
#include "tests/keys/scratch.h"
#include "tests/ledger/fixture.h"

namespace relais::ledger {
namespace {

// A row that a test may change before it is read.
struct Row {
  RecordId id;
  Compartment compartment;
  std::uint32_t version;
  Bytes sealed;
};
using RowsOf = std::vector<Row>;

StoredRecords Stored(const RowsOf& rows) {
  StoredRecords out;
  for (const Row& row : rows) out.Add(row.id, row.compartment, row.version, row.sealed);
  return out;
}
Hash DigestOf(const RowsOf& rows) { return DisclosureDigest(Stored(rows).rows()); }

class DiscloseTest : public testing::Test {
 protected:
  DiscloseTest() : house_(scratch_.path()), desk_(house_) {
    house_.AddCell(IdOf("cell"), dossier_, SocialWorker().id);
    const auto vault = house_.Vault(storage::Store::Use::kWrite);
    for (const auto& dossier : {dossier_, other_})
      EXPECT_TRUE(keys::CompartmentKeys::Create(*vault, house_.keystore(), house_.random, dossier));
    for (std::uint64_t n = 1; n <= 3; ++n)
      records_.push_back(Put(dossier_, Compartment::kSocial, n, "fact " + std::to_string(n)));
  }
  keys::CompartmentKeys KeysOf(const DossierId& dossier) {
    return *keys::CompartmentKeys::Load(*house_.Vault(), house_.keystore(), dossier);
  }
  Row Put(const DossierId& dossier, Compartment compartment, std::uint64_t number,
          BytesView content, std::uint32_t version = 1) {
    const RecordId id(IdOf("record", number));
    const auto envelope = KeysOf(dossier).For(compartment);
    EXPECT_TRUE(envelope);
    return {id, compartment, version,
            envelope->Seal(house_.random, {dossier, compartment, id, version}, content)};
  }
  access::Permit Permit() { return desk_.Admit(SocialWorker(), ReadSocial(dossier_)); }
  Result<Sealed<OpenRecords>> TryDisclose(const RowsOf& records) {
    return Disclose(Permit(), KeysOf(dossier_), Stored(records));
  }
  void ExpectRefused(const RowsOf& records, Reason reason) {
    const auto disclosed = TryDisclose(records);
    ASSERT_FALSE(disclosed);
    EXPECT_EQ(disclosed.error().reason, reason);
    EXPECT_EQ(disclosed.error().message.find("fact"), std::string::npos);
  }

  Scratch scratch_;
  House house_;
  Desk desk_;
  const DossierId dossier_ = DossierNumber(1), other_ = DossierNumber(2);
  RowsOf records_;
};

TEST_F(DiscloseTest, GivesWhatWasStoredAgainstTheReceipt) {
  ASSERT_TRUE(house_.Open());
  auto permit = Permit();
  auto sealed = Disclose(permit, KeysOf(dossier_), Stored(records_));
  ASSERT_TRUE(sealed);
  EXPECT_EQ(sealed->what().count, 3u);
  EXPECT_EQ(sealed->what().digest, DigestOf(records_));
  const Plan plan{.what = sealed->what()};
  const Receipt receipt = desk_.Expect(std::move(permit), plan);
  const auto open = (*std::move(sealed)).Open(receipt);
  ASSERT_EQ(open.rows.size(), 3u);
  EXPECT_EQ(open.rows[2].content, "fact 3");
  EXPECT_EQ(
      EntryAt(*house_.Log(), audit::Subject::kDossier, dossier_.bytes(), receipt.index()).digest,
      DigestOf(records_));
}

TEST_F(DiscloseTest, DigestIsOverTheSortedRows) {
  RowsOf turned(records_.rbegin(), records_.rend());
  EXPECT_EQ(DigestOf(turned), DigestOf(records_));
  Bytes expected;
  RowsOf sorted = records_;
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  for (const auto& record : sorted) {
    expected.append(record.id.view());
    PutU32(expected, record.version);
    expected.append(record.sealed.substr(record.sealed.size() - 16));
  }
  EXPECT_EQ(DigestOf(records_), Sha256(expected));
  EXPECT_EQ(DigestOf({}), Hash{});
}

TEST_F(DiscloseTest, DigestTellsVersionsContentsAndCountsApart) {
  const Hash digest = DigestOf(records_);
  auto version = records_;
  version[0].version = 2;
  EXPECT_NE(DigestOf(version), digest);
  auto content = records_;
  content[0] = Put(dossier_, Compartment::kSocial, 1, "fact 1");
  EXPECT_NE(DigestOf(content), digest) << "sealed anew, the tag is another";
  EXPECT_NE(DigestOf({records_[0], records_[1]}), digest);
  auto cut = records_;
  cut[0].sealed = "short";
  EXPECT_NE(DigestOf(cut), digest);
}

TEST_F(DiscloseTest, AttackCompartmentOutsideThePermit) {
  for (int c = 1; c <= kCompartments; ++c) {
    const auto compartment = static_cast<Compartment>(c);
    if (compartment == Compartment::kSocial) continue;
    ExpectRefused({records_[0], Put(dossier_, compartment, 9, "fact")}, Reason::kInternal);
  }
}

TEST_F(DiscloseTest, AttackCompartmentThatDoesNotExist) {
  for (const int c : {0, 13, 15, 16, 32, 35, 255}) {
    Row record = records_[0];
    record.compartment = static_cast<Compartment>(c);
    ExpectRefused({record}, Reason::kInternal);
  }
}

TEST_F(DiscloseTest, AttackKeysOfAnotherDossier) {
  const auto disclosed =
      Disclose(Permit(), KeysOf(other_), Stored({Put(other_, Compartment::kSocial, 1, "fact")}));
  ASSERT_FALSE(disclosed);
  EXPECT_EQ(disclosed.error().reason, Reason::kInternal);
}

TEST_F(DiscloseTest, AttackRefusedPermitOpensNothing) {
  const auto refused = desk_.Admit(SocialWorker(9), ReadSocial(dossier_));
  EXPECT_FALSE(Disclose(refused, KeysOf(dossier_), Stored(records_)));
}

TEST_F(DiscloseTest, AttackTransplantFromAnotherDossier) {
  ExpectRefused({Put(other_, Compartment::kSocial, 1, "fact")}, Reason::kCorrupt);
}

TEST_F(DiscloseTest, AttackTransplantFromAnotherCompartment) {
  Row record = Put(dossier_, Compartment::kHealth, 1, "fact");
  record.compartment = Compartment::kSocial;
  ExpectRefused({record}, Reason::kCorrupt);
}

TEST_F(DiscloseTest, AttackSwappedRecords) {
  std::swap(records_[0].sealed, records_[1].sealed);
  ExpectRefused(records_, Reason::kCorrupt);
}

TEST_F(DiscloseTest, AttackOlderVersionInTheNewersPlace) {
  records_[0].version = 2;
  ExpectRefused(records_, Reason::kCorrupt);
}

TEST_F(DiscloseTest, AttackEveryFlippedByteAndEveryCut) {
  const Bytes whole = records_[0].sealed;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    Row flipped = records_[0], cut = records_[0];
    flipped.sealed[i] = static_cast<char>(flipped.sealed[i] ^ 0x10);
    cut.sealed.resize(i);
    ExpectRefused({flipped}, Reason::kCorrupt);
    ExpectRefused({cut}, Reason::kCorrupt);
  }
}

TEST_F(DiscloseTest, OneBadRecordKeepsAllBack) {
  records_[2].sealed.back() = static_cast<char>(records_[2].sealed.back() ^ 1);
  ExpectRefused(records_, Reason::kCorrupt);
}

}  // namespace
}  // namespace relais::ledger
