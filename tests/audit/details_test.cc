#include "audit/details.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "tests/audit/sample.h"

namespace relais::audit {
namespace {

std::string AnyText() {
  const auto text = *rc::gen::arbitrary<std::string>();
  return text.substr(0, 255);
}

template <std::size_t N>
Array<N> AnyArray() {
  const auto bytes =
      *rc::gen::container<std::vector<std::uint8_t>>(N, rc::gen::arbitrary<std::uint8_t>());
  Array<N> out{};
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

std::vector<Array<16>> AnyIds() {
  std::vector<Array<16>> out(*rc::gen::inRange<std::size_t>(0, 65));
  for (auto& id : out) id = AnyArray<16>();
  return out;
}

Details AnyDetails() {
  Details d;
  d.number = *rc::gen::arbitrary<std::uint64_t>();
  d.time_ms = *rc::gen::arbitrary<std::int64_t>();
  d.subject = static_cast<Subject>(*rc::gen::inRange(1, 4));
  d.subject_id = AnyArray<16>();
  d.caller_kind = *rc::gen::arbitrary<std::uint8_t>();
  d.caller_id = AnyArray<16>();
  d.caller_name = AnyText();
  d.organisation_id = AnyArray<16>();
  d.organisation_name = AnyText();
  d.profession = AnyText();
  d.action = *rc::gen::arbitrary<std::uint8_t>();
  d.method = AnyText();
  d.purpose = *rc::gen::arbitrary<std::uint8_t>();
  d.reason = AnyText();
  d.asked = *rc::gen::arbitrary<std::uint16_t>();
  d.granted = *rc::gen::arbitrary<std::uint16_t>();
  d.outcome = static_cast<Outcome>(*rc::gen::inRange(1, 6));
  d.count = *rc::gen::arbitrary<std::uint32_t>();
  d.digest = AnyArray<32>();
  d.objects = AnyIds();
  d.rules.resize(*rc::gen::inRange<std::size_t>(0, 17));
  for (auto& rule : d.rules) rule = AnyText();
  d.consents = AnyIds();
  d.policy = AnyArray<32>();
  d.telling = static_cast<Telling>(*rc::gen::inRange(0, 3));
  d.refers_to = *rc::gen::arbitrary<std::uint64_t>();
  return d;
}

// What details.md calls the offsets of its fixed part.
constexpr std::size_t kSubjectAt = 17, kOutcomeAt = 73, kTellingAt = 142, kTextsAt = 151;

Reason RefusedFor(BytesView bytes) {
  const auto decoded = DecodeDetails(bytes);
  EXPECT_FALSE(decoded);
  return decoded ? Reason::kInternal : decoded.error().reason;
}

RC_GTEST_PROP(Details, RoundTrip, ()) {
  const Details details = AnyDetails();
  const Bytes bytes = Encode(details);
  RC_ASSERT(DecodeDetails(bytes).value() == details);
}

RC_GTEST_PROP(Details, WhatDecodesEncodesToTheSameBytes, ()) {
  Bytes bytes = Encode(AnyDetails());
  const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
  bytes[at] = *rc::gen::arbitrary<char>();
  const auto decoded = DecodeDetails(bytes);
  if (decoded)
    RC_ASSERT(Encode(*decoded) == bytes);
  else
    RC_ASSERT(decoded.error().reason == Reason::kCorrupt);
}

TEST(Details, TheExampleOfThePage) {
  std::string hex;
  for (const char c : PageExample("details.md", 0)) {
    if (c != ' ' && c != '\n') hex.push_back(c);
  }
  EXPECT_EQ(ToHex(Encode(SampleDetails(1))), hex);
  EXPECT_EQ(DecodeDetails(Hex(hex)).value(), SampleDetails(1));
}

TEST(Details, EveryTruncationIsRefused) {
  Details details = SampleDetails(1);
  details.objects = {Id(7), Id(8)};
  details.reason = "court";
  const Bytes bytes = Encode(details);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ASSERT_EQ(RefusedFor(BytesView(bytes).substr(0, size)), Reason::kCorrupt) << size;
  }
}

TEST(Details, EveryExtensionIsRefused) {
  const Bytes bytes = Encode(SampleDetails(1));
  for (int c = 0; c < 256; ++c)
    ASSERT_EQ(RefusedFor(bytes + static_cast<char>(c)), Reason::kCorrupt);
}

TEST(Details, UnknownVersionsAreRefused) {
  Bytes bytes = Encode(SampleDetails(1));
  for (int version = 0; version < 256; ++version) {
    bytes[0] = static_cast<char>(version);
    EXPECT_EQ(DecodeDetails(bytes).has_value(), version == 1) << version;
  }
}

TEST(Details, UnknownEnumeratorsAreRefused) {
  struct Field {
    std::size_t offset;
    int first, last;
  };
  for (const Field field :
       {Field{kSubjectAt, 1, 3}, Field{kOutcomeAt, 1, 5}, Field{kTellingAt, 0, 2}}) {
    for (int value = 0; value < 256; ++value) {
      Bytes bytes = Encode(SampleDetails(1));
      bytes[field.offset] = static_cast<char>(value);
      EXPECT_EQ(DecodeDetails(bytes).has_value(), value >= field.first && value <= field.last)
          << "offset " << field.offset << " value " << value;
    }
  }
}

TEST(Details, ListsPastTheirMaximumAreRefused) {
  const Bytes empty = Encode(Details{});
  const std::size_t objects_at = kTextsAt + 5, rules_at = objects_at + 1,
                    consents_at = objects_at + 2;
  ASSERT_EQ(empty.size(), consents_at + 1);
  for (const auto& [at, max, element] :
       {std::tuple(objects_at, 64, 16), std::tuple(rules_at, 16, 1),
        std::tuple(consents_at, 64, 16)}) {
    for (const int count : {max, max + 1}) {
      Bytes bytes = empty;
      bytes[at] = static_cast<char>(count);
      bytes.insert(at + 1, static_cast<std::size_t>(count * element), '\0');
      EXPECT_EQ(DecodeDetails(bytes).has_value(), count == max) << at;
    }
  }
}

TEST(Details, LongTextsAreCutAtACharacter) {
  Details details = SampleDetails(1);
  const auto stored = [&](const std::string& name) {
    details.caller_name = name;
    return DecodeDetails(Encode(details)).value().caller_name;
  };
  EXPECT_EQ(stored(std::string(255, 'a')), std::string(255, 'a'));
  EXPECT_EQ(stored(std::string(256, 'a')), std::string(255, 'a'));
  EXPECT_EQ(stored(std::string(254, 'a') + "\xC3\xA9"), std::string(254, 'a'));
  EXPECT_EQ(stored(std::string(253, 'a') + "\xC3\xA9"), std::string(253, 'a') + "\xC3\xA9");
  EXPECT_EQ(stored(std::string(253, 'a') + "\xC3\xA9z"), std::string(253, 'a') + "\xC3\xA9");
  EXPECT_EQ(stored(std::string(252, 'a') + "\xF0\x9F\x8C\xB3"), std::string(252, 'a'));
}

TEST(DetailsDeathTest, ListsPastTheirMaximumAreAProgrammingError) {
  Details details;
  details.objects.resize(65);
  EXPECT_DEATH((void)Encode(details), "");
}

}  // namespace
}  // namespace relais::audit
