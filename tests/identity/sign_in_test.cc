// What signs in without being kept: tickets, challenges, codes.
#include <gtest/gtest.h>

#include <set>

#include "services/identity/challenges.h"
#include "services/identity/idle_sessions.h"
#include "services/identity/phone_codes.h"
#include "services/identity/tickets.h"

namespace relais::identity {
namespace {

using std::chrono::minutes;

const Instant kNow = FromMillis(1'800'000'000'000);

class TicketsTest : public testing::Test {
 protected:
  SystemRandom random_;
  const Tickets tickets_{random_.NextKey()};
  const SessionId id_ = SessionId::New(random_);
};

TEST_F(TicketsTest, SaysWhatItWasWrittenFor) {
  const std::string ticket = tickets_.Write(id_);
  EXPECT_EQ(tickets_.Read<SessionNoun>(ticket).value(), id_);
  EXPECT_EQ(ticket.size(), 53U);
}

TEST_F(TicketsTest, AttackEachCharacterChangedOrCut) {
  const std::string ticket = tickets_.Write(id_);
  for (std::size_t i = 0; i < ticket.size(); ++i) {
    std::string spoilt = ticket;
    spoilt[i] = spoilt[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(tickets_.Read<SessionNoun>(spoilt)) << i;
    EXPECT_FALSE(tickets_.Read<SessionNoun>(ticket.substr(0, i))) << i;
  }
  EXPECT_FALSE(tickets_.Read<SessionNoun>(ticket + "A"));
  EXPECT_FALSE(tickets_.Read<SessionNoun>(id_.Text()));
  std::string lower = ticket;
  for (std::size_t i = 4; i < 30; ++i)
    lower[i] = static_cast<char>(std::tolower(static_cast<unsigned char>(lower[i])));
  EXPECT_FALSE(tickets_.Read<SessionNoun>(lower)) << "another spelling of the id";
}

TEST_F(TicketsTest, AttackAnInvitationIsNoSessionAndAnotherServersIsNone) {
  EXPECT_FALSE(tickets_.Read<SessionNoun>(tickets_.Write(InvitationId(id_.bytes()))));
  EXPECT_FALSE(Tickets(random_.NextKey()).Read<SessionNoun>(tickets_.Write(id_)));
}

class ChallengesTest : public testing::Test {
 protected:
  SystemRandom random_;
  Challenges challenges_{random_.NextKey(), random_};
};

TEST_F(ChallengesTest, AreGoodOnceForFiveMinutesAndForOnePurpose) {
  const Bytes challenge = challenges_.New("sign in", kNow);
  EXPECT_LE(challenge.size(), 64U);
  EXPECT_FALSE(challenges_.Use(challenge, "enrol", kNow));
  EXPECT_FALSE(challenges_.Use(challenge, "sign in", kNow + minutes(5)));
  EXPECT_TRUE(challenges_.Use(challenge, "sign in", kNow + minutes(4)));
  EXPECT_FALSE(challenges_.Use(challenge, "sign in", kNow + minutes(4))) << "a second time";
  EXPECT_NE(challenges_.New("sign in", kNow), challenges_.New("sign in", kNow));
}

TEST_F(ChallengesTest, AttackChangedCutAndMadeUp) {
  const Bytes challenge = challenges_.New("sign in", kNow);
  for (std::size_t i = 0; i < challenge.size(); ++i) {
    Bytes spoilt = challenge;
    spoilt[i] = static_cast<char>(spoilt[i] ^ 1);
    EXPECT_FALSE(challenges_.Use(spoilt, "sign in", kNow)) << i;
    EXPECT_FALSE(challenges_.Use(challenge.substr(0, i), "sign in", kNow)) << i;
  }
  EXPECT_TRUE(challenges_.Use(challenge, "sign in", kNow));
}

class PhoneCodesTest : public testing::Test {
 protected:
  std::string New(const Array<16>& id, Instant now = kNow) {
    return codes_.New(id, dossier_, now).value_or("");
  }
  static std::string Another(std::string code) {
    code[0] = code[0] == '0' ? '1' : '0';
    return code;
  }
  SystemRandom random_;
  PhoneCodes codes_{random_};
  const DossierId dossier_ = DossierId::New(random_);
  const Array<16> id_ = random_.Next<16>();
};

TEST_F(PhoneCodesTest, ACodeIsGoodOnce) {
  const std::string code = New(id_);
  EXPECT_EQ(code.size(), 6U);
  const auto taken = codes_.Take(id_, code, kNow).taken;
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->dossier, dossier_);
  EXPECT_FALSE(codes_.Take(id_, code, kNow).taken) << "a second time";
}

TEST_F(PhoneCodesTest, AttackThreeTriesAndItIsGone) {
  const std::string code = New(id_);
  for (int i = 0; i < 3; ++i) {
    const auto attempt = codes_.Take(id_, Another(code), kNow);
    EXPECT_FALSE(attempt.taken);
    EXPECT_EQ(attempt.missed, dossier_);
  }
  const auto late = codes_.Take(id_, code, kNow);
  EXPECT_FALSE(late.taken);
  EXPECT_FALSE(late.missed);
}

TEST_F(PhoneCodesTest, AttackAWrongWordIsATryAsWell) {
  const std::string code = New(id_);
  for (int i = 0; i < 3; ++i) {
    const auto taken = codes_.Take(id_, code, kNow).taken;
    ASSERT_TRUE(taken) << i;
    codes_.PutBack(*taken, false);  // a moment in which nobody could look at the word
    const auto again = codes_.Take(id_, code, kNow).taken;
    ASSERT_TRUE(again) << i;
    codes_.PutBack(*again, true);
  }
  EXPECT_FALSE(codes_.Take(id_, code, kNow).taken);
}

TEST_F(PhoneCodesTest, AttackTheCodeOfAnotherSignIn) {
  const Array<16> other = random_.Next<16>();
  const std::string code = New(id_);
  const std::string others = codes_.New(other, DossierId::New(random_), kNow).value();
  if (code != others) {
    EXPECT_FALSE(codes_.Take(id_, others, kNow).taken);
  }
  EXPECT_TRUE(codes_.Take(id_, code, kNow).taken);
}

TEST_F(PhoneCodesTest, EndsAfterTenMinutes) {
  const std::string code = New(id_);
  EXPECT_FALSE(codes_.Take(id_, code, kNow + minutes(10)).taken);
}

TEST_F(PhoneCodesTest, AttackAFloodOfCodesUsesUpNoneThatWasSent) {
  const std::string first = New(id_);
  for (int i = 1; i < PhoneCodes::kMostAnHour; ++i) EXPECT_NE(New(random_.Next<16>()), "");
  EXPECT_EQ(New(random_.Next<16>()), "") << "the sixth of an hour";
  EXPECT_TRUE(codes_.Take(id_, first, kNow).taken);
  EXPECT_NE(New(random_.Next<16>(), kNow + minutes(61)), "");
}

TEST_F(PhoneCodesTest, CodesAreSpreadEvenly) {
  std::set<char> first;
  for (int i = 0; i < 400; ++i)
    first.insert(codes_.New(random_.Next<16>(), DossierId::New(random_), kNow).value()[0]);
  EXPECT_EQ(first.size(), 10U);
}

TEST(IdleSessionsTest, OneThatWasLeftIsOverForGood) {
  IdleSessions sessions(minutes(15), kNow - minutes(60));
  const SessionId one(Array<16>{1}), other(Array<16>{2});
  EXPECT_TRUE(sessions.Use(one, kNow, kNow + minutes(14)));
  EXPECT_TRUE(sessions.Use(one, kNow, kNow + minutes(29)));
  EXPECT_FALSE(sessions.Use(other, kNow, kNow + minutes(16))) << "never used since it began";
  EXPECT_FALSE(sessions.Use(one, kNow, kNow + minutes(45)));
  EXPECT_FALSE(sessions.Use(one, kNow, kNow + minutes(46))) << "trying is no use";
}

TEST(IdleSessionsTest, AfterARestartItGoesOnAsIfJustUsed) {
  IdleSessions sessions(minutes(15), kNow);
  const SessionId one(Array<16>{1}), other(Array<16>{2});
  EXPECT_TRUE(sessions.Use(one, kNow - minutes(300), kNow + minutes(15)));
  EXPECT_FALSE(sessions.Use(other, kNow - minutes(300), kNow + minutes(16)));
}

TEST(IdleSessionsTest, AClockThatStepsBackRevivesNothing) {
  IdleSessions sessions(minutes(15), kNow);
  const SessionId one(Array<16>{1});
  EXPECT_TRUE(sessions.Use(one, kNow, kNow + minutes(10)));
  EXPECT_TRUE(sessions.Use(one, kNow, kNow + minutes(5)));
  EXPECT_FALSE(sessions.Use(one, kNow, kNow + minutes(26)));
}

}  // namespace
}  // namespace relais::identity
