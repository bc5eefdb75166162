// A record's ciphertext opens in its own place and nowhere else.
#include "services/keys/envelope.h"

#include <gtest/gtest.h>

#include "tests/keys/open_with.h"

namespace relais::keys {
namespace {

class EnvelopeTest : public testing::Test {
 protected:
  void ExpectRefused(const Envelope& envelope, const RecordPlace& place, BytesView sealed) {
    const auto opened = OpenWith(envelope, place, sealed);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().reason, Reason::kCorrupt);
  }
  SystemRandom random_;
  const Key key_ = random_.NextKey();
  const Envelope envelope_{key_, 7};
  const RecordPlace place_{DossierId::New(random_), Compartment::kSocial, RecordId::New(random_),
                           3};
  const Bytes sealed_ = envelope_.Seal(random_, place_, "content");
};

TEST_F(EnvelopeTest, OpensInItsPlace) {
  EXPECT_EQ(OpenWith(envelope_, place_, sealed_).value(), "content");
  EXPECT_EQ(OpenWith(envelope_, place_, envelope_.Seal(random_, place_, "")).value(), "");
  EXPECT_EQ(SealedTag(sealed_), BytesView(sealed_).substr(sealed_.size() - 16));
}

// DECISIONS 13, byte for byte.
TEST_F(EnvelopeTest, HasThePublishedFormat) {
  EXPECT_EQ(sealed_.size(), 1 + 4 + 12 + 7 + 16u);
  EXPECT_EQ(ToHex(sealed_.substr(0, 5)), "0100000007");
  Bytes aad = "relais-record/1\n";
  aad.append(place_.dossier.view());
  aad.push_back('\x04');
  aad.append(place_.record.view());
  PutU32(aad, 3);
  EXPECT_EQ(aad.size(), 16 + 16 + 1 + 16 + 4u);
  EXPECT_EQ(Aead(key_).Open(aad, BytesView(sealed_).substr(5)).value(), "content");
}

TEST_F(EnvelopeTest, AttackMovedToAnotherPlace) {
  RecordPlace other = place_;
  other.dossier = DossierId::New(random_);
  ExpectRefused(envelope_, other, sealed_);
  other = place_;
  other.record = RecordId::New(random_);
  ExpectRefused(envelope_, other, sealed_);
  for (int c = 0; c <= kCompartments + 1; ++c) {
    other = place_;
    other.compartment = static_cast<Compartment>(c);
    if (other.compartment != place_.compartment) ExpectRefused(envelope_, other, sealed_);
  }
  for (const std::uint32_t version : {0u, 2u, 4u, 0x03000000u, 0xffffffffu}) {
    other = place_;
    other.version = version;
    ExpectRefused(envelope_, other, sealed_);
  }
}

TEST_F(EnvelopeTest, AttackDossierAndRecordChangePlaces) {
  const RecordPlace turned{DossierId(place_.record.bytes()), place_.compartment,
                           RecordId(place_.dossier.bytes()), place_.version};
  ExpectRefused(envelope_, turned, sealed_);
}

TEST_F(EnvelopeTest, AttackEveryFlippedBitAndEveryCut) {
  for (std::size_t bit = 0; bit < 8 * sealed_.size(); ++bit) {
    Bytes changed = sealed_;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    ExpectRefused(envelope_, place_, changed);
  }
  for (std::size_t size = 0; size < sealed_.size(); ++size)
    ExpectRefused(envelope_, place_, BytesView(sealed_).substr(0, size));
  ExpectRefused(envelope_, place_, sealed_ + '\0');
}

TEST_F(EnvelopeTest, AttackAnotherKeyOrKeyVersion) {
  ExpectRefused(Envelope(random_.NextKey(), 7), place_, sealed_);
  ExpectRefused(Envelope(key_, 8), place_, sealed_);
}

TEST_F(EnvelopeTest, AttackTwoHalvesOfTwoRecords) {
  const Bytes other = envelope_.Seal(random_, place_, "CONTENT");
  for (std::size_t cut = 6; cut < sealed_.size(); ++cut) {
    const Bytes halves = sealed_.substr(0, cut) + other.substr(cut);
    // One byte in 256 is the same in both: then a cut beside it makes one of the two.
    if (halves != sealed_ && halves != other) ExpectRefused(envelope_, place_, halves);
  }
}

}  // namespace
}  // namespace relais::keys
