#include "crypto/secret.h"

#include <gtest/gtest.h>

#include <ostream>
#include <type_traits>

#include "crypto/random.h"

namespace relais {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};

static_assert(Printable<std::string>);
static_assert(!Printable<Key>, "a secret can be printed");
static_assert(!std::is_convertible_v<Key, std::string> &&
              !std::is_convertible_v<Key, std::string_view>);
static_assert(!std::is_constructible_v<std::string, Key>);
static_assert(!std::is_convertible_v<Array<32>, Key>, "a secret is made on purpose");
static_assert(!std::is_default_constructible_v<Key>, "a key of zeros is no key");

TEST(Secret, HasItsLengthOrIsNone) {
  EXPECT_EQ(Key::FromBytes(Bytes(31, 'x')).error().reason, Reason::kInvalid);
  EXPECT_EQ(Key::FromBytes(Bytes(33, 'x')).error().reason, Reason::kInvalid);
  EXPECT_EQ(Key::FromBytes({}).error().reason, Reason::kInvalid);
  EXPECT_EQ(Key::FromBytes(Bytes(32, 'x')).value().ExposeSecretBytes(), Bytes(32, 'x'));
}

TEST(Secret, EqualOnlyWhenEveryByteIs) {
  const Bytes bytes(32, 'x');
  for (std::size_t i = 0; i < 32; ++i) {
    Bytes other = bytes;
    other[i] = 'y';
    EXPECT_FALSE(*Key::FromBytes(bytes) == *Key::FromBytes(other));
  }
  EXPECT_TRUE(*Key::FromBytes(bytes) == *Key::FromBytes(bytes));
  EXPECT_TRUE(SecretEquals("abc", "abc"));
  EXPECT_FALSE(SecretEquals("abc", "abcd") || SecretEquals("abc", "abd"));
  EXPECT_TRUE(SecretEquals("", ""));
}

// The bytes of a secret are gone from the place where it lay.
TEST(Secret, IsWipedWhenItGoes) {
  alignas(Key) unsigned char place[sizeof(Key)];
  Key* const key = new (place) Key(*Key::FromBytes(Bytes(32, 'x')));
  key->~Key();
  const volatile unsigned char* const left = place;
  for (std::size_t i = 0; i < 32; ++i) EXPECT_EQ(left[i], 0);
  Bytes bytes(8, 'x');
  Wipe(bytes);
  EXPECT_TRUE(bytes.empty());
}

TEST(Random, SystemRandomRepeatsNothing) {
  SystemRandom random;
  EXPECT_NE(random.Next<16>(), random.Next<16>());
  EXPECT_FALSE(random.NextKey() == random.NextKey());
}

}  // namespace
}  // namespace relais
