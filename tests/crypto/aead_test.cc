// Published vectors: test cases 13 to 16 of McGrew and Viega's GCM submission (AES-256).
#include "crypto/aead.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace relais {
namespace {

Bytes Hex(std::string_view text) { return FromHex(text).value(); }
Key KeyOf(std::string_view hex) { return *Key::FromBytes(Hex(hex)); }

struct Vector {
  const char *key, *nonce, *aad, *plain, *sealed;  // ciphertext and tag
};

constexpr char kZeroKey[] = "0000000000000000000000000000000000000000000000000000000000000000";
constexpr char kKey[] = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
constexpr char kNonce[] = "cafebabefacedbaddecaf888";
const Vector kVectors[] = {
    {kZeroKey, "000000000000000000000000", "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
    {kZeroKey, "000000000000000000000000", "", "00000000000000000000000000000000",
     "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
    {kKey, kNonce, "",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b"
     "525b16aedf5aa0de657ba637b391aafd255",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828"
     "838c5f61e6393ba7a0abcc9f662898015ad"
     "b094dac5d93471bdec1a502270e3cc6c"},
    {kKey, kNonce, "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b"
     "525b16aedf5aa0de657ba637b39",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828"
     "838c5f61e6393ba7a0abcc9f662"
     "76fc6ece0f4e1768cddf8853bb2d551b"},
};

TEST(Aead, PublishedVectors) {
  for (const Vector& v : kVectors) {
    const Aead aead(KeyOf(v.key));
    const Bytes sealed =
        aead.SealWithNonce(*ToArray<kNonceSize>(Hex(v.nonce)), Hex(v.aad), Hex(v.plain));
    EXPECT_EQ(ToHex(sealed), std::string(v.nonce) + v.sealed);
    EXPECT_EQ(aead.Open(Hex(v.aad), sealed).value(), Hex(v.plain));
  }
}

TEST(Aead, OpensWhatWasSealedWhateverItIs) {
  SystemRandom random;
  const Aead aead(random.NextKey());
  EXPECT_TRUE(rc::check([&](const std::string& aad, const std::string& plain) {
    return aead.Open(aad, aead.Seal(random, aad, plain)).value() == plain;
  }));
}

class AeadAttack : public testing::Test {
 protected:
  void ExpectRefused(const Aead& aead, BytesView aad, BytesView sealed) {
    Bytes bytes(sealed);
    const auto opened = aead.OpenInPlace(aad, bytes);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().reason, Reason::kCorrupt);
    EXPECT_EQ(bytes, Bytes(sealed.size(), '\0')) << "something was left behind";
  }
  SystemRandom random_;
  const Aead aead_{random_.NextKey()};
  const Bytes sealed_ = aead_.Seal(random_, "aad", "plaintext");
};

TEST_F(AeadAttack, EveryFlippedBit) {
  for (std::size_t bit = 0; bit < 8 * sealed_.size(); ++bit) {
    Bytes changed = sealed_;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    ExpectRefused(aead_, "aad", changed);
  }
}

TEST_F(AeadAttack, EveryCutAndOneByteMore) {
  for (std::size_t size = 0; size < sealed_.size(); ++size)
    ExpectRefused(aead_, "aad", BytesView(sealed_).substr(0, size));
  ExpectRefused(aead_, "aad", sealed_ + '\0');
}

TEST_F(AeadAttack, AnotherKeyOrPlace) {
  ExpectRefused(Aead(random_.NextKey()), "aad", sealed_);
  for (const char* aad : {"", "aae", "aad ", "aa"}) ExpectRefused(aead_, aad, sealed_);
}

TEST_F(AeadAttack, FailureDoesNotSpoilTheNextUse) {
  ExpectRefused(aead_, "other", sealed_);
  EXPECT_EQ(aead_.Open("aad", sealed_).value(), "plaintext");
  EXPECT_EQ(aead_.Open("x", aead_.Seal(random_, "x", "y")).value(), "y");
}

TEST_F(AeadAttack, EqualTextsLookDifferent) {
  EXPECT_NE(aead_.Seal(random_, "aad", "plaintext"), sealed_);
}

TEST_F(AeadAttack, EmptyTextIsStillAuthenticated) {
  const Bytes empty = aead_.Seal(random_, {}, {});
  EXPECT_EQ(empty.size(), kNonceSize + kTagSize);
  EXPECT_EQ(aead_.Open({}, empty).value(), "");
  ExpectRefused(aead_, "x", empty);
}

}  // namespace
}  // namespace relais
