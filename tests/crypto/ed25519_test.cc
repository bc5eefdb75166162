// Published vectors: RFC 8032, section 7.1.
#include "crypto/ed25519.h"

#include <gtest/gtest.h>

#include "crypto/random.h"

namespace relais {
namespace {

Bytes Hex(std::string_view text) { return FromHex(text).value(); }

struct Vector {
  const char *seed, *public_key, *message, *signature;
};
const Vector kVectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b"
     "46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11"
     "d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc"
     "6594a7c15e9716ed28dc027beceea1ec40a"},
};

TEST(Ed25519, Rfc8032) {
  for (const Vector& v : kVectors) {
    const Ed25519Signer signer(*Key::FromBytes(Hex(v.seed)));
    EXPECT_EQ(ToHex(View(signer.public_key())), v.public_key);
    EXPECT_EQ(ToHex(View(signer.Sign(Hex(v.message)))), v.signature);
    EXPECT_TRUE(Ed25519Verify(signer.public_key(), Hex(v.message), Hex(v.signature)));
  }
}

TEST(Ed25519, AttackEveryFlippedBitOfTheSignature) {
  SystemRandom random;
  const Ed25519Signer signer(random.NextKey());
  const auto signature = signer.Sign("message");
  for (std::size_t bit = 0; bit < 512; ++bit) {
    auto changed = signature;
    changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(Ed25519Verify(signer.public_key(), "message", View(changed))) << bit;
  }
}

TEST(Ed25519, AttackOtherMessageKeyOrLength) {
  SystemRandom random;
  const Ed25519Signer signer(random.NextKey()), other(random.NextKey());
  const auto signature = signer.Sign("message");
  const BytesView view = View(signature);
  EXPECT_FALSE(Ed25519Verify(signer.public_key(), "messag", view));
  EXPECT_FALSE(Ed25519Verify(other.public_key(), "message", view));
  EXPECT_FALSE(Ed25519Verify(signer.public_key(), "message", view.substr(0, 63)));
  EXPECT_FALSE(Ed25519Verify(signer.public_key(), "message", Bytes(view) + '\0'));
  EXPECT_FALSE(Ed25519Verify(signer.public_key(), "message", ""));
}

// S + L is the same point to a verifier that does not reduce: two spellings of one signature.
TEST(Ed25519, AttackUnreducedScalarIsRefused) {
  const Vector& v = kVectors[1];
  static const Bytes kOrder =
      Hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  Bytes signature = Hex(v.signature);
  unsigned carry = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    carry += static_cast<unsigned char>(signature[32 + i]) + static_cast<unsigned char>(kOrder[i]);
    signature[32 + i] = static_cast<char>(carry & 255);
    carry >>= 8;
  }
  EXPECT_FALSE(Ed25519Verify(*ToArray<32>(Hex(v.public_key)), Hex(v.message), signature));
}

}  // namespace
}  // namespace relais
