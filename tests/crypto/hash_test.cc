// Published vectors: FIPS 180-4 examples, RFC 4231, RFC 5869, RFC 7914.
#include "crypto/hash.h"

#include <gtest/gtest.h>

#include "crypto/blind_index.h"

namespace relais {
namespace {

Bytes Hex(std::string_view text) { return FromHex(text).value(); }
std::string HexOf(const Hash& hash) { return ToHex(View(hash)); }

TEST(Sha256, PublishedVectors) {
  EXPECT_EQ(HexOf(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(HexOf(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(HexOf(Sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(HexOf(Sha256(Bytes(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PartsAreHashedOneAfterTheOther) {
  EXPECT_EQ(Sha256({"a", "", "bc"}), Sha256("abc"));
  EXPECT_EQ(Sha256({}), Sha256(""));
}

// RFC 4231 keys shorter than 32 bytes are the same HMAC key as themselves with zeros behind: keys
// are padded to a block.
Key Padded(Bytes key) {
  key.resize(32, '\0');
  return *Key::FromBytes(key);
}

TEST(HmacSha256, Rfc4231) {
  EXPECT_EQ(HexOf(HmacSha256(Padded(Bytes(20, '\x0b')), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(HexOf(HmacSha256(Padded("Jefe"), "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(HexOf(HmacSha256(Padded(Bytes(20, '\xaa')), Bytes(50, '\xdd'))),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  EXPECT_EQ(HexOf(HmacSha256(Padded(Hex("0102030405060708090a0b0c0d0e0f10111213141516171819")),
                             Bytes(50, '\xcd'))),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
}

TEST(HmacSha256, PartsAreOneMessage) {
  const Key key = Padded("Jefe");
  EXPECT_EQ(HmacSha256(key, {"what do ya want ", "for nothing?"}),
            HmacSha256(key, "what do ya want for nothing?"));
}

TEST(HkdfSha256, Rfc5869) {
  const Bytes ikm(22, '\x0b');
  EXPECT_EQ(
      ToHex(HkdfSha256(ikm, Hex("000102030405060708090a0b0c"), Hex("f0f1f2f3f4f5f6f7f8f9"), 42)),
      "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  Bytes long_ikm, salt, info;
  for (int i = 0; i < 80; ++i) {
    long_ikm.push_back(static_cast<char>(i));
    salt.push_back(static_cast<char>(0x60 + i));
    info.push_back(static_cast<char>(0xb0 + i));
  }
  EXPECT_EQ(ToHex(HkdfSha256(long_ikm, salt, info, 82)),
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41"
            "c65e590e09da3275600c2f09b8367793a9aca3db71"
            "cc30c58179ec3e87c14c01d5c1f3434f1d87");
}

TEST(HkdfSha256, Rfc5869WithEmptySaltAndInfo) {
  EXPECT_EQ(ToHex(HkdfSha256(Bytes(22, '\x0b'), {}, {}, 42)),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(DeriveKey, IsHkdfWithoutSaltAndTellsUsesApart) {
  const Key key = Padded("root");
  EXPECT_EQ(DeriveKey(key, "a").ExposeSecretBytes(),
            HkdfSha256(key.ExposeSecretBytes(), {}, "a", 32));
  EXPECT_FALSE(DeriveKey(key, "a") == DeriveKey(key, "b"));
  EXPECT_FALSE(DeriveKey(key, "a") == DeriveKey(Padded("tree"), "a"));
}

TEST(ScryptSha256, Rfc7914) {
  // The vector's first 32 of 64 bytes: scrypt's last step gives a prefix for a shorter length.
  EXPECT_EQ(HexOf(ScryptSha256("pleaseletmein", "SodiumChloride")),
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2");
}

TEST(ScryptSha256, EmptyWordAndSaltAreHashedToo) {
  EXPECT_NE(ScryptSha256({}, {}), ScryptSha256("a", {}));
}

TEST(BlindIndex, SameValueSameIndexUnderOneKeyOnly) {
  const BlindIndex card(Padded("card")), name(Padded("name"));
  EXPECT_EQ(card.Of("value"), card.Of("value"));
  EXPECT_NE(card.Of("value"), card.Of("valuf"));
  EXPECT_NE(card.Of("value"), name.Of("value"));
  EXPECT_EQ(card.Of("value"), HmacSha256(Padded("card"), "relais-index/1\nvalue"));
}

}  // namespace
}  // namespace relais
