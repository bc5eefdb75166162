// When and to whom word is sent. Local hours are computed here from the rules of the European Union
// and the United States, not by the time zone library that pace.cc uses.
#include "services/notification/pace.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace relais::notification {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::sys_days;

constexpr Millis kTick{1}, kSpread{7 * 60 * 1000};
constexpr char kPhone[] = "+32470112233";

// Of 2027, in UTC. Brussels is one hour ahead in winter and two in summer.
Instant Utc(unsigned month, unsigned day, int hour, int minute = 0) {
  return sys_days(2027y / month / day) + hours(hour) + std::chrono::minutes(minute);
}

bool IsSummer(const std::string& zone, Instant at) {
  const auto year = std::chrono::year_month_day(std::chrono::floor<days>(at)).year();
  using namespace std::chrono;
  if (zone == "America/New_York")
    return at >= sys_days(year / March / Sunday[2]) + 7h &&
           at < sys_days(year / November / Sunday[1]) + 6h;
  return at >= sys_days(year / March / Sunday[last]) + 1h &&
         at < sys_days(year / October / Sunday[last]) + 1h;
}

int LocalHour(const std::string& zone, Instant at) {
  const Instant local =
      at + (zone == "America/New_York" ? -5h : 1h) + (IsSummer(zone, at) ? 1h : 0h);
  return static_cast<int>((local - std::chrono::floor<days>(local)) / 1h);
}

// Hour by hour, as a person would count on a dial.
bool IsQuiet(const v1::Telling& telling, Instant at) {
  const int now = LocalHour(telling.time_zone(), at);
  const int from = telling.has_quiet_from() ? telling.quiet_from() : 21;
  const int until = telling.has_quiet_until() ? telling.quiet_until() : 8;
  for (int hour = from; hour != until; hour = (hour + 1) % 24)
    if (hour == now) return true;
  return false;
}

v1::Contact ContactBy(v1::Channel channel, const std::string& address) {
  v1::Contact contact;
  contact.set_channel(channel);
  contact.set_address(address);
  contact.set_language("fr");
  return contact;
}

// A person who was asked, and is told by SMS.
v1::Telling BySms() {
  v1::Telling telling;
  *telling.mutable_contact() = ContactBy(v1::CHANNEL_SMS, kPhone);
  telling.set_seen_by(v1::Telling::SEEN_BY_NOBODY_ELSE);
  return telling;
}

void SetQuiet(v1::Telling& telling, int from, int until) {
  telling.set_quiet_from(from);
  telling.set_quiet_until(until);
}

// --- Who ---

class AddresseesTest : public testing::Test {
 protected:
  void AddSafe() {
    *telling_.mutable_safe_contact() = ContactBy(v1::CHANNEL_EMAIL, "safe@example.org");
  }
  // "person +32470112233", "safe safe@example.org"
  std::vector<std::string> Who() const {
    std::vector<std::string> out;
    for (const Addressee& one : AddresseesOf(telling_))
      out.push_back((one.recipient == Recipient::kPerson ? "person " : "safe ") +
                    one.contact.address());
    return out;
  }
  using Names = std::vector<std::string>;
  const Names nobody_{}, person_{"person +32470112233"}, safe_{"safe safe@example.org"},
      both_{"person +32470112233", "safe safe@example.org"};
  v1::Telling telling_ = BySms();
};

TEST_F(AddresseesTest, WhoWasNeverAskedIsToldNowhere) {
  telling_ = {};
  EXPECT_EQ(Who(), nobody_);
}

TEST_F(AddresseesTest, OnesOwnPhoneThatNobodyElseSees) { EXPECT_EQ(Who(), person_); }

TEST_F(AddresseesTest, EveryChannelThatLeadsOut) {
  for (const auto channel : {v1::CHANNEL_SMS, v1::CHANNEL_EMAIL, v1::CHANNEL_LETTER}) {
    telling_.mutable_contact()->set_channel(channel);
    EXPECT_EQ(Who(), person_) << channel;
  }
}

TEST_F(AddresseesTest, AMeetingIsNoAddress) {
  for (const int channel : {int{v1::CHANNEL_UNSPECIFIED}, int{v1::CHANNEL_MEETING}, 99, -1}) {
    telling_.mutable_contact()->set_channel(static_cast<v1::Channel>(channel));
    EXPECT_EQ(Who(), nobody_) << channel;
  }
}

TEST_F(AddresseesTest, NothingToAPhoneThatWasNotAskedAbout) {
  telling_.set_seen_by(v1::Telling::SEEN_BY_UNSPECIFIED);
  EXPECT_EQ(Who(), nobody_);
  telling_.set_seen_by(static_cast<v1::Telling::SeenBy>(99));
  EXPECT_EQ(Who(), nobody_);
}

TEST_F(AddresseesTest, NothingToAPhoneThatSomebodyElseSees) {
  telling_.set_seen_by(v1::Telling::SEEN_BY_SOMEBODY_ELSE);
  EXPECT_EQ(Who(), nobody_);
}

TEST_F(AddresseesTest, NothingIntoAClosedPlace) {
  telling_.set_closed_place(true);
  EXPECT_EQ(Who(), nobody_);
}

TEST_F(AddresseesTest, TheSafeContactInsteadOfThePerson) {
  AddSafe();
  EXPECT_EQ(Who(), safe_);
}

TEST_F(AddresseesTest, TheSafeContactBesideThePerson) {
  AddSafe();
  telling_.set_safe_contact_beside(true);
  EXPECT_EQ(Who(), both_);
}

TEST_F(AddresseesTest, BesideNobodyIsThePersonAlone) {
  telling_.set_safe_contact_beside(true);
  EXPECT_EQ(Who(), person_);
}

TEST_F(AddresseesTest, ASafeContactMetOnlyAtMeetingsIsNone) {
  AddSafe();
  telling_.mutable_safe_contact()->set_channel(v1::CHANNEL_MEETING);
  EXPECT_EQ(Who(), person_);
}

TEST_F(AddresseesTest, BesideNeverOpensAWayToThePersonThatIsShut) {
  AddSafe();
  telling_.set_safe_contact_beside(true);
  const v1::Telling whole = telling_;
  telling_.set_closed_place(true);
  EXPECT_EQ(Who(), safe_);
  telling_ = whole;
  telling_.set_seen_by(v1::Telling::SEEN_BY_SOMEBODY_ELSE);
  EXPECT_EQ(Who(), safe_);
  telling_ = whole;
  telling_.mutable_contact()->set_channel(v1::CHANNEL_MEETING);
  EXPECT_EQ(Who(), safe_);
}

// Of all combinations: the person is told when every rule allows it, and the safe contact whenever
// there is one.
TEST_F(AddresseesTest, EveryCombination) {
  for (int bits = 0; bits < 32; ++bits) {
    const bool out = bits & 1, alone = bits & 2, closed = bits & 4, safe = bits & 8,
               beside = bits & 16;
    telling_ = BySms();
    if (!out) telling_.mutable_contact()->set_channel(v1::CHANNEL_MEETING);
    if (!alone) telling_.set_seen_by(v1::Telling::SEEN_BY_SOMEBODY_ELSE);
    telling_.set_closed_place(closed);
    if (safe) AddSafe();
    telling_.set_safe_contact_beside(beside);
    if (!out || !alone || closed) {
      EXPECT_EQ(Who(), safe ? safe_ : nobody_) << bits;
    } else if (safe) {
      EXPECT_EQ(Who(), beside ? both_ : safe_) << bits;
    } else {
      EXPECT_EQ(Who(), person_) << bits;
    }
  }
}

// --- When ---

class DueTest : public testing::Test {
 protected:
  std::optional<Instant> Due(Instant now) const { return DueAt(telling_, waiting_, kSpread, now); }
  v1::Telling telling_ = BySms();
  Waiting waiting_;
};

// A winter day: 9:00 UTC is 10:00 in Brussels.
TEST_F(DueTest, WordForNobodyWaitsForTheMeeting) {
  const Instant now = Utc(1, 20, 9);
  waiting_ = Waiting{now, now, now, 0};
  telling_.set_closed_place(true);
  EXPECT_EQ(Due(now), std::nullopt);
  telling_ = BySms();
  telling_.set_seen_by(v1::Telling::SEEN_BY_SOMEBODY_ELSE);
  EXPECT_EQ(Due(now), std::nullopt);
  telling_ = {};
  EXPECT_EQ(Due(now), std::nullopt);
}

TEST_F(DueTest, AReadingWaitsForTheDailyHour) {
  waiting_.since = Utc(1, 20, 9);
  EXPECT_EQ(Due(Utc(1, 20, 9)), Utc(1, 20, 17) + kSpread);
  telling_.set_pace(v1::Telling::PACE_DAILY);
  EXPECT_EQ(Due(Utc(1, 20, 9)), Utc(1, 20, 17) + kSpread);
  telling_.set_digest_hour(15);
  EXPECT_EQ(Due(Utc(1, 20, 9)), Utc(1, 20, 14) + kSpread);
}

TEST_F(DueTest, HourZeroIsAChoiceAndNotAnUnsetHour) {
  waiting_.since = Utc(1, 20, 9);
  telling_.set_digest_hour(0);
  SetQuiet(telling_, 0, 0);
  EXPECT_EQ(Due(Utc(1, 20, 9)), Utc(1, 20, 23) + kSpread);
}

TEST_F(DueTest, AReadingAfterTheHourWaitsForTomorrow) {
  waiting_.since = Utc(1, 20, 17) - kTick;
  EXPECT_EQ(Due(waiting_.since), Utc(1, 20, 17) + kSpread);
  waiting_.since = Utc(1, 20, 17);
  EXPECT_EQ(Due(waiting_.since), Utc(1, 21, 17) + kSpread);
  waiting_.since = Utc(1, 20, 18);
  EXPECT_EQ(Due(waiting_.since), Utc(1, 21, 17) + kSpread);
}

TEST_F(DueTest, ADigestWhoseHourHasPassedLeavesNow) {
  waiting_.since = Utc(1, 18, 9);
  EXPECT_EQ(Due(Utc(1, 20, 9)), Utc(1, 20, 9));
  EXPECT_EQ(Due(Utc(1, 18, 17) + kSpread + kTick), Utc(1, 18, 17) + kSpread + kTick);
}

TEST_F(DueTest, ADigestWhoseHourHasPassedWaitsForTheEndOfTheQuietHours) {
  waiting_.since = Utc(1, 18, 9);
  EXPECT_EQ(Due(Utc(1, 20, 22)), Utc(1, 21, 7));
}

TEST_F(DueTest, AHouseThatReadsForTheFirstTimeAtOnce) {
  const Instant now = Utc(1, 20, 9);
  waiting_ = Waiting{.since = now - 20h, .at_once = now};
  telling_.set_digest_hour(20);
  EXPECT_EQ(Due(now), now);
  EXPECT_EQ(Due(now + kFresh - kTick), Utc(1, 21, 7)) << "the end of the quiet hours";
}

// At 08:00 the quiet hours end; at 20:00 the reading is twelve hours old.
TEST_F(DueTest, AHouseThatAnOutageHeldBackComesWithTheDigest) {
  telling_.set_digest_hour(20);
  const Instant at = Utc(1, 20, 7);
  waiting_ = Waiting{.since = at, .at_once = at};
  EXPECT_EQ(Due(at + 12h - kTick), at + 12h - kTick);
  EXPECT_EQ(Due(at + 12h), at + 12h + kSpread);
}

TEST_F(DueTest, EachReadingAtOnceTheFourthInADayWithTheDigest) {
  const Instant now = Utc(1, 20, 9);
  waiting_.since = now;
  telling_.set_pace(v1::Telling::PACE_EACH);
  for (const int sent : {0, 1, 2}) {
    waiting_.sent_today = sent;
    EXPECT_EQ(Due(now), now) << sent;
  }
  for (const int sent : {3, 4, 100}) {
    waiting_.sent_today = sent;
    EXPECT_EQ(Due(now), Utc(1, 20, 17) + kSpread) << sent;
  }
}

TEST_F(DueTest, OnlyTheChoiceOfEachSendsAReadingAtOnce) {
  const Instant now = Utc(1, 20, 9);
  waiting_.since = now;
  for (const int pace : {int{v1::Telling::PACE_UNSPECIFIED}, int{v1::Telling::PACE_DAILY}, 99}) {
    telling_.set_pace(static_cast<v1::Telling::Pace>(pace));
    EXPECT_EQ(Due(now), Utc(1, 20, 17) + kSpread) << pace;
  }
}

TEST_F(DueTest, AnEmergencyOfTheLastHourGoesThroughQuietHours) {
  const Instant emergency = Utc(1, 20, 22);
  waiting_ = Waiting{.since = emergency, .emergency = emergency, .sent_today = 100};
  EXPECT_EQ(Due(emergency), emergency);
  EXPECT_EQ(Due(emergency + 1h - kTick), emergency + 1h - kTick);
  EXPECT_EQ(Due(emergency + 1h), Utc(1, 21, 7));
}

TEST_F(DueTest, AnEmergencyOfTodayIsToldAtOnceByDay) {
  const Instant emergency = Utc(1, 20, 8);
  waiting_ = Waiting{.since = emergency, .emergency = emergency, .sent_today = 100};
  EXPECT_EQ(Due(emergency + 3h), emergency + 3h);
}

TEST_F(DueTest, NoStaleAlarm) {
  telling_.set_digest_hour(20);
  const Instant emergency = Utc(1, 20, 7);
  waiting_ = Waiting{.since = emergency, .emergency = emergency};
  EXPECT_EQ(Due(emergency + 12h - kTick), emergency + 12h - kTick);
  EXPECT_EQ(Due(emergency + 12h), emergency + 12h + kSpread);
}

TEST_F(DueTest, AnEmergencyIsFreshForOneHour) {
  const Instant at = Utc(1, 20, 22);
  EXPECT_FALSE(IsFreshEmergency(std::nullopt, at));
  EXPECT_TRUE(IsFreshEmergency(at, at));
  EXPECT_TRUE(IsFreshEmergency(at, at + 1h - kTick));
  EXPECT_FALSE(IsFreshEmergency(at, at + 1h));
}

// Whoever watches the phone learns nothing of what was read from when it rings.
TEST_F(DueTest, AHouseAndAReadingAndAnOlderEmergencyLeaveAtTheSameMoment) {
  for (const Instant now : {Utc(1, 20, 9), Utc(1, 20, 22), Utc(3, 28, 0, 30)}) {
    const Instant at = now - 2h;
    waiting_ = Waiting{.since = at, .at_once = at};
    const auto house = Due(now);
    waiting_ = Waiting{.since = at, .emergency = at};
    EXPECT_EQ(Due(now), house);
    waiting_ = Waiting{.since = at};
    telling_.set_pace(v1::Telling::PACE_EACH);
    EXPECT_EQ(Due(now), house);
    telling_.set_pace(v1::Telling::PACE_DAILY);
    EXPECT_NE(Due(now), house);
  }
}

// The dispatcher asks again when the moment has come: what was put off by the quiet hours must not
// be put off a second time, for having waited through them.
TEST_F(DueTest, WhatWaitedForTheEndOfLongQuietHoursLeavesThen) {
  SetQuiet(telling_, 19, 9);
  const Instant at = Utc(1, 20, 18, 30);
  waiting_ = Waiting{.since = at, .at_once = at};
  ASSERT_EQ(Due(at), Utc(1, 21, 8));
  EXPECT_EQ(Due(Utc(1, 21, 8)), Utc(1, 21, 8));
  waiting_ = Waiting{.since = at, .emergency = at};
  ASSERT_EQ(Due(at + 1h), Utc(1, 21, 8));
  EXPECT_EQ(Due(Utc(1, 21, 8)), Utc(1, 21, 8));
  waiting_ = Waiting{.since = at};
  telling_.set_pace(v1::Telling::PACE_EACH);
  ASSERT_EQ(Due(at), Utc(1, 21, 8));
  EXPECT_EQ(Due(Utc(1, 21, 8)), Utc(1, 21, 8));
}

// The longest night has twelve quiet hours by default: 21:00 of summer time to 8:00 of winter time.
TEST_F(DueTest, WhatWaitedForTheEndOfTheLongestNightLeavesThen) {
  const Instant at = Utc(10, 30, 19);
  waiting_ = Waiting{.since = at, .at_once = at};
  ASSERT_EQ(Due(at), Utc(10, 31, 7));
  EXPECT_EQ(Due(Utc(10, 31, 7)), Utc(10, 31, 7));
}

TEST_F(DueTest, ADigestWithinQuietHoursWaitsForTheirEnd) {
  telling_.set_digest_hour(20);
  waiting_.since = Utc(1, 20, 9);
  EXPECT_EQ(DueAt(telling_, waiting_, 1h, Utc(1, 20, 9)), Utc(1, 21, 7)) << "put off into them";
}

// --- Quiet hours ---

struct QuietCase {
  Instant at, after;
};
void ExpectAfterQuiet(const v1::Telling& telling, std::initializer_list<QuietCase> cases) {
  for (const auto& [at, after] : cases)
    EXPECT_EQ(FormatInstant(AfterQuiet(telling, at)), FormatInstant(after)) << FormatInstant(at);
  for (const auto& [at, after] : cases) EXPECT_EQ(AfterQuiet(telling, at), after);
}

TEST(QuietHours, AcrossMidnightFromNineInTheEveningToEightByDefault) {
  ExpectAfterQuiet(BySms(), {{Utc(1, 20, 20) - kTick, Utc(1, 20, 20) - kTick},
                             {Utc(1, 20, 20), Utc(1, 21, 7)},
                             {Utc(1, 20, 22, 30), Utc(1, 21, 7)},
                             {Utc(1, 20, 23, 30), Utc(1, 21, 7)},
                             {Utc(1, 21, 7) - kTick, Utc(1, 21, 7)},
                             {Utc(1, 21, 7), Utc(1, 21, 7)}});
}

TEST(QuietHours, WithinADay) {
  v1::Telling telling = BySms();
  SetQuiet(telling, 13, 15);
  ExpectAfterQuiet(telling, {{Utc(1, 20, 12) - kTick, Utc(1, 20, 12) - kTick},
                             {Utc(1, 20, 12), Utc(1, 20, 14)},
                             {Utc(1, 20, 14) - kTick, Utc(1, 20, 14)},
                             {Utc(1, 20, 14), Utc(1, 20, 14)},
                             {Utc(1, 20, 23), Utc(1, 20, 23)}});
}

TEST(QuietHours, FromMidnightAndUntilMidnight) {
  v1::Telling telling = BySms();
  SetQuiet(telling, 0, 6);
  ExpectAfterQuiet(telling,
                   {{Utc(1, 20, 22, 59), Utc(1, 20, 22, 59)}, {Utc(1, 20, 23), Utc(1, 21, 5)}});
  SetQuiet(telling, 20, 0);
  ExpectAfterQuiet(telling, {{Utc(1, 20, 19), Utc(1, 20, 23)}, {Utc(1, 20, 23), Utc(1, 20, 23)}});
}

TEST(QuietHours, NoneWhenTheyEndWhereTheyBegin) {
  v1::Telling telling = BySms();
  for (int hour = 0; hour < 24; ++hour) {
    SetQuiet(telling, hour, hour);
    for (int at = 0; at < 24; ++at)
      EXPECT_EQ(AfterQuiet(telling, Utc(1, 20, at)), Utc(1, 20, at)) << hour << " at " << at;
  }
}

// --- Time zones and the change of clocks ---

TEST_F(DueTest, HoursAreThoseOfThePersonsZone) {
  telling_.set_time_zone("America/New_York");
  waiting_.since = Utc(1, 20, 20);
  EXPECT_EQ(Due(Utc(1, 20, 20)), Utc(1, 20, 23) + kSpread);
  ExpectAfterQuiet(telling_, {{Utc(1, 21, 1, 59), Utc(1, 21, 1, 59)},
                              {Utc(1, 21, 2), Utc(1, 21, 13)},
                              {Utc(1, 21, 13), Utc(1, 21, 13)}});
  telling_.set_time_zone("Europe/Brussels");
  EXPECT_EQ(Due(Utc(1, 20, 9)), Utc(1, 21, 17) + kSpread);
}

TEST_F(DueTest, HoursOfAZoneThatIsNotAWholeHourAway) {
  telling_.set_time_zone("Asia/Kolkata");
  waiting_.since = Utc(1, 20, 9);
  EXPECT_EQ(Due(Utc(1, 20, 9)), Utc(1, 20, 12, 30) + kSpread);
  ExpectAfterQuiet(telling_, {{Utc(1, 20, 15, 30), Utc(1, 21, 2, 30)}});
}

TEST_F(DueTest, AZoneThatHasGoneIsTakenForBrussels) {
  telling_.set_time_zone("Europe/Atlantis");
  waiting_.since = Utc(1, 20, 9);
  EXPECT_EQ(Due(Utc(1, 20, 9)), Utc(1, 20, 17) + kSpread);
}

TEST_F(DueTest, InSummerAsInWinterByTheLocalClock) {
  waiting_.since = Utc(7, 20, 9);
  EXPECT_EQ(Due(Utc(7, 20, 9)), Utc(7, 20, 16) + kSpread);
  ExpectAfterQuiet(telling_, {{Utc(7, 20, 19), Utc(7, 21, 6)}});
}

TEST_F(DueTest, ADigestAtAnHourThatDoesNotExistLeavesWhenTheClocksHaveChanged) {
  SetQuiet(telling_, 0, 0);
  telling_.set_digest_hour(2);
  waiting_.since = Utc(3, 27, 12);
  EXPECT_EQ(Due(Utc(3, 27, 12)), Utc(3, 28, 1) + kSpread);
  waiting_.since = Utc(3, 28, 1);
  EXPECT_EQ(Due(Utc(3, 28, 1)), Utc(3, 29, 0) + kSpread);
}

TEST_F(DueTest, ADigestAtAnHourThatComesTwiceLeavesOnceAtTheFirst) {
  SetQuiet(telling_, 0, 0);
  telling_.set_digest_hour(2);
  waiting_.since = Utc(10, 30, 12);
  EXPECT_EQ(Due(Utc(10, 30, 12)), Utc(10, 31, 0) + kSpread);
  for (const Instant later : {Utc(10, 31, 0), Utc(10, 31, 0, 30), Utc(10, 31, 1)}) {
    waiting_.since = later;
    EXPECT_EQ(Due(later), Utc(11, 1, 1) + kSpread) << FormatInstant(later);
  }
}

TEST_F(DueTest, TheClocksOfNewYorkChangeOnOtherDays) {
  SetQuiet(telling_, 0, 0);
  telling_.set_time_zone("America/New_York");
  telling_.set_digest_hour(2);
  waiting_.since = Utc(3, 13, 12);
  EXPECT_EQ(Due(waiting_.since), Utc(3, 14, 7) + kSpread);
  telling_.set_digest_hour(1);
  waiting_.since = Utc(11, 6, 12);
  EXPECT_EQ(Due(waiting_.since), Utc(11, 7, 5) + kSpread);
  waiting_.since = Utc(11, 7, 5, 30);
  EXPECT_EQ(Due(waiting_.since), Utc(11, 8, 6) + kSpread);
}

TEST(QuietHours, ThatEndAtAnHourThatDoesNotExistEndWhenTheClocksHaveChanged) {
  v1::Telling telling = BySms();
  SetQuiet(telling, 22, 2);
  ExpectAfterQuiet(telling, {{Utc(3, 27, 21), Utc(3, 28, 1)},
                             {Utc(3, 28, 0, 30), Utc(3, 28, 1)},
                             {Utc(3, 28, 1), Utc(3, 28, 1)}});
}

TEST(QuietHours, ThatEndAtAnHourThatComesTwiceEndAtTheFirst) {
  v1::Telling telling = BySms();
  SetQuiet(telling, 22, 2);
  ExpectAfterQuiet(telling, {{Utc(10, 30, 20), Utc(10, 31, 0)},
                             {Utc(10, 30, 23, 30), Utc(10, 31, 0)},
                             {Utc(10, 31, 0, 30), Utc(10, 31, 0, 30)},
                             {Utc(10, 31, 1, 30), Utc(10, 31, 1, 30)}});
}

TEST(QuietHours, ThatEndAfterTheHourThatComesTwiceLastThroughBoth) {
  v1::Telling telling = BySms();
  SetQuiet(telling, 22, 3);
  ExpectAfterQuiet(telling, {{Utc(10, 31, 0, 30), Utc(10, 31, 2)},
                             {Utc(10, 31, 1, 30), Utc(10, 31, 2)},
                             {Utc(10, 31, 2), Utc(10, 31, 2)}});
}

TEST(QuietHours, ThatBeginInAnHourThatDoesNotExistBeginWhenTheClocksHaveChanged) {
  v1::Telling telling = BySms();
  SetQuiet(telling, 2, 8);
  ExpectAfterQuiet(
      telling, {{Utc(3, 28, 1) - kTick, Utc(3, 28, 1) - kTick}, {Utc(3, 28, 1), Utc(3, 28, 6)}});
}

TEST(QuietHours, TheShortNightAndTheLongNight) {
  ExpectAfterQuiet(BySms(), {{Utc(3, 27, 20), Utc(3, 28, 6)}, {Utc(10, 30, 19), Utc(10, 31, 7)}});
}

// The only hour that is left open does not exist on that day: word waits for the next one.
TEST(QuietHours, AttackQuietHoursThatEndInAnHourThatDoesNotExistAndBeginAgainAfterIt) {
  v1::Telling telling = BySms();
  SetQuiet(telling, 3, 2);
  ExpectAfterQuiet(telling, {{Utc(3, 28, 0, 30), Utc(3, 29, 0)}});
}

// The first half hour from `at` on that is not quiet, or a moment that never comes.
Instant FirstOpen(const v1::Telling& telling, Instant at) {
  for (Instant open = at; open < at + 72h; open += 30min)
    if (!IsQuiet(telling, open)) return open;
  return Instant::max();
}

// Each pair of hours, each half hour of the days around each change of clocks.
TEST(QuietHours, EndAtTheFirstMomentThatIsNotQuietAroundEachChangeOfClocks) {
  v1::Telling telling = BySms();
  std::vector<std::string> wrong;  // one for each pair of hours
  const auto check = [&](int from, int until, Instant day) {
    SetQuiet(telling, from, until);
    for (Instant at = day; at < day + 72h; at += 30min) {
      const Instant after = AfterQuiet(telling, at);
      if (after == FirstOpen(telling, at)) continue;
      wrong.push_back(telling.time_zone() + ", from " + std::to_string(from) + " until " +
                      std::to_string(until) + ", at " + FormatInstant(at) + ": " +
                      FormatInstant(after));
      return;
    }
  };
  for (const auto& [zone, day] : {std::pair{"Europe/Brussels", Utc(3, 27, 0)},
                                  {"Europe/Brussels", Utc(10, 30, 0)},
                                  {"America/New_York", Utc(3, 13, 0)},
                                  {"America/New_York", Utc(11, 6, 0)}}) {
    telling.set_time_zone(zone);
    for (int pair = 0; pair < 24 * 24; ++pair) check(pair / 24, pair % 24, day);
  }
  EXPECT_EQ(wrong, std::vector<std::string>());
}

// --- Whatever is chosen, whatever waits ---

template <class T>
std::optional<T> Perhaps(const T& value) {
  return *rc::gen::arbitrary<bool>() ? std::optional(value) : std::nullopt;
}
Millis UpTo(hours most) { return Millis(*rc::gen::inRange<std::int64_t>(0, Millis(most).count())); }

struct Anything {
  v1::Telling telling = BySms();
  Waiting waiting;
  Millis spread = *rc::gen::inRange(0, 10 * 60 * 1000) * 1ms;
  Instant now;

  // Half of them lie around a change of clocks.
  Anything() {
    const auto hour = [] { return Perhaps(*rc::gen::inRange(0, 24)); };
    if (const auto digest = hour()) telling.set_digest_hour(*digest);
    if (const auto from = hour()) telling.set_quiet_from(*from);
    if (const auto until = hour()) telling.set_quiet_until(*until);
    telling.set_time_zone(
        *rc::gen::element<std::string>("", "Europe/Brussels", "America/New_York"));
    telling.set_pace(*rc::gen::element(v1::Telling::PACE_DAILY, v1::Telling::PACE_EACH));
    RC_PRE(CheckTelling(telling, {"fr"}).has_value());
    const Instant changes =
        *rc::gen::element(Utc(3, 26, 12), Utc(10, 29, 12), Utc(3, 12, 12), Utc(11, 5, 12));
    now = *rc::gen::arbitrary<bool>() ? changes + UpTo(72h) : Utc(1, 1, 0) + UpTo(24h * 365);
    waiting = Waiting{.since = now - UpTo(72h),
                      .at_once = Perhaps(now - UpTo(20h)),
                      .emergency = Perhaps(now - UpTo(20h)),
                      .sent_today = *rc::gen::inRange(0, 6)};
  }
};

TEST(DueProperty, NeverBeforeNowAndNeverInQuietHoursButForAFreshEmergency) {
  EXPECT_TRUE(rc::check([] {
    const Anything any;
    const auto due = DueAt(any.telling, any.waiting, any.spread, any.now);
    RC_ASSERT(due.has_value());
    RC_ASSERT(*due >= any.now);
    if (any.waiting.emergency && any.now - *any.waiting.emergency < 1h) {
      RC_ASSERT(*due == any.now);
    } else {
      RC_ASSERT(!IsQuiet(any.telling, *due));
    }
  }));
}

TEST(DueProperty, WordNeverWaitsLongerThanADayAndTheQuietHoursAfterIt) {
  EXPECT_TRUE(rc::check([] {
    const Anything any;
    const auto due = DueAt(any.telling, any.waiting, any.spread, any.now);
    RC_ASSERT(*due <= any.now + 25h + any.spread + 25h);
  }));
}

TEST(DueProperty, SendingTimesCarryNoKind) {
  EXPECT_TRUE(rc::check([] {
    Anything any;
    const Instant at = any.now - UpTo(12h);
    any.telling.set_pace(v1::Telling::PACE_EACH);
    const auto reading = DueAt(any.telling, Waiting{.since = at}, any.spread, any.now);
    any.telling.set_pace(v1::Telling::PACE_DAILY);
    const auto house = DueAt(any.telling, Waiting{.since = at, .at_once = at}, any.spread, any.now);
    RC_ASSERT(house == reading);
    const bool night = IsQuiet(any.telling, any.now);
    if (!night || any.now - at >= 1h)
      RC_ASSERT(house ==
                DueAt(any.telling, Waiting{.since = at, .emergency = at}, any.spread, any.now));
  }));
}

TEST(DueProperty, NobodyToTellIsNeverDue) {
  EXPECT_TRUE(rc::check([] {
    Anything any;
    any.telling.set_closed_place(true);
    RC_ASSERT(!DueAt(any.telling, any.waiting, any.spread, any.now).has_value());
  }));
}

// --- What can be kept ---

class CheckTellingTest : public testing::Test {
 protected:
  void ExpectGood(const std::string& what = "") {
    const Status checked = CheckTelling(telling_, kLanguages);
    EXPECT_TRUE(checked) << what << ": " << checked.error().field << " " << checked.error().message;
  }
  void ExpectInvalid(const std::string& field, const std::string& what = "") {
    const Status checked = CheckTelling(telling_, kLanguages);
    ASSERT_FALSE(checked) << field << " " << testing::PrintToString(what);
    EXPECT_EQ(checked.error().reason, Reason::kInvalid);
    EXPECT_EQ(checked.error().field, field) << checked.error().message;
  }
  // In both places where an address can stand.
  void ExpectAddresses(v1::Channel channel, bool good, const std::vector<std::string>& addresses) {
    for (const std::string& address : addresses) {
      const std::string what = testing::PrintToString(address);
      telling_ = BySms();
      *telling_.mutable_contact() = ContactBy(channel, address);
      good ? ExpectGood(what) : ExpectInvalid("telling.contact.address", what);
      telling_ = BySms();
      *telling_.mutable_safe_contact() = ContactBy(channel, address);
      good ? ExpectGood(what) : ExpectInvalid("telling.safe_contact.address", what);
    }
  }
  using Texts = std::vector<std::string>;
  const Texts kLanguages{"fr", "nl", "de", "en", "es"};
  v1::Telling telling_ = BySms();
};

TEST_F(CheckTellingTest, NothingIsAChoiceAndSoAreMeetings) {
  ExpectGood();
  telling_ = {};
  ExpectGood();
  telling_.mutable_contact()->set_channel(v1::CHANNEL_MEETING);
  ExpectGood();
}

TEST_F(CheckTellingTest, TheQuestionWhoElseSeesItMustBeAnswered) {
  for (const auto channel : {v1::CHANNEL_SMS, v1::CHANNEL_EMAIL, v1::CHANNEL_LETTER}) {
    telling_ = BySms();
    *telling_.mutable_contact() =
        ContactBy(channel, channel == v1::CHANNEL_EMAIL ? "name@example.org" : kPhone);
    telling_.set_seen_by(v1::Telling::SEEN_BY_SOMEBODY_ELSE);
    ExpectGood();
    telling_.set_seen_by(v1::Telling::SEEN_BY_UNSPECIFIED);
    ExpectInvalid("telling.seen_by");
    for (const int unknown : {-1, 3, 99}) {
      telling_.set_seen_by(static_cast<v1::Telling::SeenBy>(unknown));
      ExpectInvalid("telling.seen_by");
    }
  }
}

TEST_F(CheckTellingTest, AttackAnUnknownAnswerWhereNoneIsNeeded) {
  telling_ = {};
  telling_.set_seen_by(static_cast<v1::Telling::SeenBy>(99));
  ExpectInvalid("telling.seen_by");
}

TEST_F(CheckTellingTest, AttackUnknownChannelsAndPaces) {
  for (const int unknown : {-1, 5, 99, 1 << 30}) {
    telling_ = BySms();
    telling_.mutable_contact()->set_channel(static_cast<v1::Channel>(unknown));
    ExpectInvalid("telling.contact.channel");
    telling_ = BySms();
    telling_.mutable_safe_contact()->set_channel(static_cast<v1::Channel>(unknown));
    ExpectInvalid("telling.safe_contact.channel");
    telling_ = BySms();
    telling_.set_pace(static_cast<v1::Telling::Pace>(unknown));
    ExpectInvalid("telling.pace");
  }
}

TEST_F(CheckTellingTest, PhoneNumbersWithTheirCountry) {
  ExpectAddresses(v1::CHANNEL_SMS, true,
                  Texts{kPhone, "+12025550123", "+4915112345678", "+12345678", "+123456789012345"});
}

TEST_F(CheckTellingTest, AttackPhoneNumbers) {
  using namespace std::string_literals;
  ExpectAddresses(v1::CHANNEL_SMS, false,
                  Texts{"",
                        "+",
                        "0470112233",
                        "0032470112233",
                        "32470112233",
                        "+0470112233",
                        "+1234567",
                        "+1234567890123456",
                        "++32470112233",
                        "+32 470 11 22 33",
                        "+32-470-112233",
                        "+32470112233 ",
                        " +32470112233",
                        "+32470112233\n",
                        "+32470112233\r\nX: y",
                        "+32470112233\0"s,
                        "+32470112233,+32470112234",
                        "+32470112233;ext=1",
                        "+32470112233&to=+32470112234",
                        "tel:+32470112233",
                        "+3247011223a",
                        "+3247011223%30",
                        "+٣٢٤٧٠١١٢٢",
                        "+３２４７０",
                        "name@example.org"});
}

TEST_F(CheckTellingTest, Mailboxes) {
  ExpectAddresses(v1::CHANNEL_EMAIL, true,
                  Texts{"name@example.org", "a@b", "first.last+tag@sub.example.org",
                        "o'brien@example.org", "a_b-c@example.org"});
}

TEST_F(CheckTellingTest, AttackMailboxesThatAreNotOneAddress) {
  ExpectAddresses(v1::CHANNEL_EMAIL, false,
                  Texts{"",
                        "@",
                        "name",
                        "name@",
                        "@example.org",
                        "a@b@c",
                        "name@@example.org",
                        "name@example.org,other@example.org",
                        "name@example.org;other@example.org",
                        "name@example.org other@example.org",
                        "Name <name@example.org>",
                        "<name@example.org>",
                        "name@example.org>",
                        "all:name@example.org",
                        "\"a\"@example.org",
                        "name(comment)@example.org",
                        "name@[127.0.0.1]",
                        "a\\b@example.org",
                        "a b@example.org",
                        "name@example.org "});
}

TEST_F(CheckTellingTest, AttackEachSignThatMailReadsOtherwise) {
  for (const char sign : std::string(" <>\",;:\\()[]@"))
    ExpectAddresses(v1::CHANNEL_EMAIL, false, {std::string("na") + sign + "me@example.org"});
}

TEST_F(CheckTellingTest, AttackMailboxesThatWriteAHeader) {
  using namespace std::string_literals;
  ExpectAddresses(v1::CHANNEL_EMAIL, false,
                  Texts{"name@example.org\r\nBcc:other", "name@example.org\nBcc:other",
                        "name@example.org\r", "name@example.org\n", "\nname@example.org",
                        "name\n@example.org", "na\tme@example.org", "name@example.org\0"s,
                        "name\0@example.org"s, "name@example.org\x7f", "name@example.org\x1b[2J"});
}

TEST_F(CheckTellingTest, PostalAddresses) {
  ExpectAddresses(
      v1::CHANNEL_LETTER, true,
      Texts{"Poste restante", "M. Élan\nRue Haute 1, bte 2\n1000 Bruxelles", "1\n2\n3\n4\n5\n6"});
}

TEST_F(CheckTellingTest, AttackPostalAddresses) {
  using namespace std::string_literals;
  ExpectAddresses(v1::CHANNEL_LETTER, false,
                  Texts{"", "1\n2\n3\n4\n5\n6\n7", "Rue Haute 1\r\n1000 Bruxelles", "Rue Haute\t1",
                        "Rue Haute 1\0"s, "Rue Haute 1\x0c", "Rue\x1b[2J", "Rue Haute 1\x7f"});
}

TEST_F(CheckTellingTest, AttackAPostalAddressOfNothing) {
  ExpectAddresses(v1::CHANNEL_LETTER, false, Texts{" ", "\n", "\n\n\n", " \n "});
}

TEST_F(CheckTellingTest, AnAddressHasAtMost254Bytes) {
  const std::string end = "@example.org";
  ExpectAddresses(v1::CHANNEL_EMAIL, true, Texts{std::string(254 - end.size(), 'a') + end});
  ExpectAddresses(v1::CHANNEL_EMAIL, false, Texts{std::string(255 - end.size(), 'a') + end});
  ExpectAddresses(v1::CHANNEL_LETTER, true, Texts{std::string(254, 'a')});
  ExpectAddresses(v1::CHANNEL_LETTER, false, Texts{std::string(255, 'a')});
}

// It is stored with the rest, whether anything is sent to it or not.
TEST_F(CheckTellingTest, AttackALongAddressBesideAMeeting) {
  ExpectAddresses(v1::CHANNEL_MEETING, false, Texts{std::string(255, 'a')});
}

TEST_F(CheckTellingTest, LanguagesAreThoseOfTheNotices) {
  for (const std::string& language : kLanguages) {
    telling_.mutable_contact()->set_language(language);
    ExpectGood(language);
  }
  for (const char* const unknown : {"", "FR", "fr-BE", "fr ", "fr\n", "tr", "../fr", "french"}) {
    telling_ = BySms();
    telling_.mutable_contact()->set_language(unknown);
    ExpectInvalid("telling.contact.language", unknown);
    telling_ = BySms();
    *telling_.mutable_safe_contact() = ContactBy(v1::CHANNEL_SMS, kPhone);
    telling_.mutable_safe_contact()->set_language(unknown);
    ExpectInvalid("telling.safe_contact.language", unknown);
  }
}

TEST_F(CheckTellingTest, HoursFrom0To23) {
  SetQuiet(telling_, 0, 0);
  for (const int hour : {0, 23}) {
    telling_.set_digest_hour(hour);
    SetQuiet(telling_, hour, hour);
    ExpectGood(std::to_string(hour));
  }
  for (const int hour : {-1, 24, 1 << 30, -(1 << 30)}) {
    telling_ = BySms();
    telling_.set_digest_hour(hour);
    ExpectInvalid("telling.digest_hour", std::to_string(hour));
    telling_ = BySms();
    telling_.set_quiet_from(hour);
    ExpectInvalid("telling.quiet_from", std::to_string(hour));
    telling_ = BySms();
    telling_.set_quiet_until(hour);
    ExpectInvalid("telling.quiet_until", std::to_string(hour));
  }
}

TEST_F(CheckTellingTest, TheDailyNoticeDoesNotComeInTheQuietHours) {
  for (int hour = 0; hour < 24; ++hour) {
    telling_.set_digest_hour(hour);
    const bool quiet = hour >= 21 || hour < 8;
    quiet ? ExpectInvalid("telling.digest_hour") : ExpectGood(std::to_string(hour));
  }
  telling_ = BySms();
  SetQuiet(telling_, 18, 19);  // around the hour that was not chosen
  ExpectInvalid("telling.digest_hour");
  SetQuiet(telling_, 19, 18);
  ExpectGood();
  SetQuiet(telling_, 18, 18);
  ExpectGood();
}

TEST_F(CheckTellingTest, TimeZones) {
  for (const char* const zone :
       {"", "Europe/Brussels", "America/New_York", "Asia/Kolkata", "Africa/Casablanca", "UTC"}) {
    telling_.set_time_zone(zone);
    ExpectGood(zone);
  }
}

TEST_F(CheckTellingTest, AttackTimeZones) {
  using namespace std::string_literals;
  for (const std::string& zone :
       {"Brussels"s, "europe/brussels"s, "Europe"s, "Europe/"s, "Europe/Brussels "s,
        "Europe/Brussels\n"s, "Europe/Brussels\0"s, "Europe/../Europe/Brussels"s,
        "../../etc/passwd"s, "/etc/localtime"s, "posix/Europe/Brussels"s, "right/UTC"s, "zone.tab"s,
        "leapseconds"s, "+01:00"s, "CET-1CEST"s, std::string(100'000, 'a')}) {
    telling_.set_time_zone(zone);
    ExpectInvalid("telling.time_zone", zone.substr(0, 40));
  }
}

// It is the server's zone, not the person's, and not the same on the next machine.
TEST_F(CheckTellingTest, AttackTheZoneOfTheMachine) {
  telling_.set_time_zone("localtime");
  ExpectInvalid("telling.time_zone");
}

}  // namespace
}  // namespace relais::notification
