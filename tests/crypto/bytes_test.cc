// The codecs: what they write they read, and nothing else is read.
#include "crypto/bytes.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace relais {
namespace {

TEST(Hex, RoundTrips) {
  EXPECT_TRUE(
      rc::check([](const std::string& bytes) { return FromHex(ToHex(bytes)).value() == bytes; }));
  EXPECT_EQ(ToHex(BytesView("\x00\xff\x1a", 3)), "00ff1a");
}

TEST(Hex, AttackOtherSpellings) {
  for (const char* text : {"0", "FF", "fF", "0x", " 0", "0g", "00 ", "\n0"})
    EXPECT_EQ(FromHex(text).error().reason, Reason::kInvalid) << text;
}

TEST(Base64, Rfc4648) {
  const std::pair<const char*, const char*> vectors[] = {
      {"", ""},        {"f", "Zg=="},        {"fo", "Zm8="},
      {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : vectors) {
    EXPECT_EQ(ToBase64(plain), text);
    EXPECT_EQ(FromBase64(text).value(), plain);
  }
  EXPECT_EQ(ToBase64Url("\xfb\xff"), "-_8");
}

TEST(Base64, RoundTrips) {
  EXPECT_TRUE(rc::check(
      [](const std::string& bytes) { return FromBase64(ToBase64(bytes)).value() == bytes; }));
}

TEST(Base64, AttackOtherSpellings) {
  for (const char* text :
       {"Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zg==\n",
        " Zg==", "Zg= =", "Zm9v\n", "Zm 9v", "-_8=", "Zm9v ", "    ", "---=", "Zm9v----", "Zg-="}) {
    EXPECT_EQ(FromBase64(text).error().reason, Reason::kInvalid) << '"' << text << '"';
  }
}

// Whatever is read is written back as it was: one spelling per value.
TEST(Base64, AttackRandomTextsReadInOneWayOnly) {
  const auto character = rc::gen::elementOf(std::string("AZaz09+/= \n\t-_\r\0", 15));
  EXPECT_TRUE(rc::check([&] {
    const auto text = *rc::gen::container<std::string>(character);
    const auto bytes = FromBase64(text);
    return !bytes || ToBase64(*bytes) == text;
  }));
}

TEST(Base32, RoundTrips) {
  EXPECT_TRUE(rc::check([](const std::string& bytes) {
    return FromBase32(ToBase32(bytes), bytes.size()).value() == bytes;
  }));
  EXPECT_EQ(ToBase32("\xff"), "ZW");
}

TEST(Base32, ReadsWhatPeopleWrite) {
  const Bytes bytes = FromBase32("01110", 3).value();
  EXPECT_EQ(FromBase32("OILlo", 3).value(), bytes);
  EXPECT_EQ(FromBase32(ToBase32("abcde"), 5).value(), "abcde");
  EXPECT_EQ(FromBase32("c5h66s35", 5).value(), FromBase32("C5H66S35", 5).value());
}

TEST(Base32, AttackWrongLengthsLettersAndPadding) {
  EXPECT_FALSE(FromBase32("", 1));
  EXPECT_FALSE(FromBase32("ZWZ", 1));
  EXPECT_FALSE(FromBase32("Z", 1));
  for (const char* text : {"0U", "U0", "0=", "0-", " 0", "0\n", "\xc3\xa9"})
    EXPECT_EQ(FromBase32(text, 1).error().reason, Reason::kInvalid) << text;
  for (const char* text : {"01", "02", "ZZ", "ZX"})
    EXPECT_FALSE(FromBase32(text, 1)) << text << " has bits behind its end";
  EXPECT_TRUE(FromBase32("", 0));
}

TEST(Base32, AttackRandomTextsStandForWhatTheyAreWrittenBackAs) {
  const auto character = rc::gen::elementOf(std::string("0123456789ABCDEFGHJKMNPQRSTVWXYZ"));
  EXPECT_TRUE(rc::check([&] {
    const auto text = *rc::gen::container<std::string>(character);
    const std::size_t size = text.size() * 5 / 8;
    const auto bytes = FromBase32(text, size);
    return !bytes || ToBase32(*bytes) == text;
  }));
}

TEST(Array, TakesItsOwnLengthOnly) {
  EXPECT_FALSE(ToArray<4>("abc"));
  EXPECT_FALSE(ToArray<4>("abcde"));
  EXPECT_EQ(View(ToArray<4>("abcd").value()), "abcd");
}

TEST(Reader, ReadsBigEndianIntegersAsTheyWereWritten) {
  EXPECT_TRUE(rc::check([](std::uint16_t a, std::uint32_t b, std::uint64_t c, std::uint8_t d) {
    Bytes bytes;
    PutU16(bytes, a);
    PutU32(bytes, b);
    PutU64(bytes, c);
    bytes.push_back(static_cast<char>(d));
    Reader reader(bytes);
    return reader.U16().value() == a && reader.U32().value() == b && reader.U64().value() == c &&
           reader.U8().value() == d && reader.rest().empty();
  }));
  Bytes bytes;
  PutU32(bytes, 0x01020304);
  EXPECT_EQ(bytes, "\x01\x02\x03\x04");
}

TEST(Reader, AttackEveryReadAfterAShortOneFails) {
  Reader reader("abc");
  EXPECT_EQ(reader.U16().value(), 0x6162);
  EXPECT_EQ(reader.U32().error().reason, Reason::kCorrupt);
  EXPECT_FALSE(reader.U8()) << "a byte is left, but the reading has failed";
  EXPECT_FALSE(reader.Take(0));
}

TEST(Reader, AttackHugeLengthsAreShortReads) {
  Reader reader("abc");
  EXPECT_FALSE(reader.Take(SIZE_MAX));
  EXPECT_TRUE(Reader("").Take(0));
  EXPECT_FALSE(Reader("").U8());
}

}  // namespace
}  // namespace relais
