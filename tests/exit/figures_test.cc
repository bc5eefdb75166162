// Figures without names: what is published, and that nothing of what is not can be found out from it.
#include "services/exit/figures.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "tests/keys/scratch.h"
#include "tests/ledger/fixture.h"

namespace relais::exit {
namespace {

Date On(int y, unsigned m, unsigned d) {
  return Date(std::chrono::year(y) / std::chrono::month(m) / std::chrono::day(d));
}
OrganisationId House(unsigned char n) { return OrganisationId(Array<16>{n}); }

std::vector<Tally> Of(std::vector<std::uint32_t> by_house, int quarter = 2026 * 4,
                      v1::Figure::What what = v1::Figure::WHAT_LEFT_PREPARED) {
  std::vector<Tally> out;
  unsigned char house = 0;
  for (const std::uint32_t count : by_house)
    out.push_back({quarter, what, v1::Exit::KIND_HOSPITAL, v1::Figure::MOMENT_WORKING_DAY,
                   House(++house), count});
  return out;
}

TEST(Figures, QuartersAreReadAsTheyAreWritten) {
  EXPECT_EQ(QuarterText(QuarterOf(On(2026, 1, 1))), "2026-Q1");
  EXPECT_EQ(QuarterText(QuarterOf(On(2026, 3, 31))), "2026-Q1");
  EXPECT_EQ(QuarterText(QuarterOf(On(2026, 12, 31))), "2026-Q4");
  EXPECT_EQ(QuarterOf(On(2027, 1, 1)), QuarterOf(On(2026, 12, 31)) + 1);
  EXPECT_EQ(ParseQuarter("2026-Q3", "from_quarter").value(), QuarterOf(On(2026, 9, 30)));
  for (const char* const text :
       {"", "2026", "2026-Q0", "2026-Q5", "2026-q1", "2026-Q1 ", "-026-Q1", "0000-Q1", "2026/Q1"})
    EXPECT_FALSE(ParseQuarter(text, "from_quarter")) << text;
}

TEST(Figures, OfDaysTheOnesBeforeDaysOffAreApart) {
  EXPECT_EQ(MomentOf(On(2026, 11, 26)), v1::Figure::MOMENT_WORKING_DAY);
  EXPECT_EQ(MomentOf(On(2026, 11, 27)), v1::Figure::MOMENT_BEFORE_DAYS_OFF) << "a Friday";
  EXPECT_EQ(MomentOf(On(2026, 12, 24)), v1::Figure::MOMENT_BEFORE_DAYS_OFF) << "Christmas Eve";
  EXPECT_EQ(MomentOf(On(2026, 11, 28)), v1::Figure::MOMENT_DAY_OFF);
  EXPECT_EQ(MomentOf(On(2026, 12, 25)), v1::Figure::MOMENT_DAY_OFF);
}

TEST(Figures, ANumberIsPublishedWhenNoHouseFindsLessThanTenInItNorItsOwn) {
  EXPECT_TRUE(Published({}).empty());
  EXPECT_TRUE(Published(Of({3, 3, 3})).empty()) << "nine";
  EXPECT_TRUE(Published(Of({4, 3, 3})).empty()) << "the first knows that the others have six";
  EXPECT_TRUE(Published(Of({9, 5, 4})).empty()) << "nine";
  EXPECT_EQ(Published(Of({9, 5, 5})).at(0).count(), 19U);
  EXPECT_TRUE(Published(Of({50, 50})).empty()) << "each knows the other";
  EXPECT_TRUE(Published(Of({50, 50, 0})).empty());
  EXPECT_EQ(Published(Of({50, 49, 1})).at(0).count(), 100U);
  EXPECT_TRUE(Published(Of({51, 48, 1})).empty()) << "it would be a house's number";
  EXPECT_TRUE(Published(Of({1'000, 1, 1, 1})).empty())
      << "whoever makes up leavings learns nothing";
}

// Who left with something that stops is among those who left: what is left over when one is taken from the other is a
// number too, and so is what is left over by both deciders together.
TEST(Figures, AttackWhoLeftMinusWhoLeftWithAStop) {
  const auto with = [](std::vector<std::uint32_t> passed, v1::Departure::Decider decider,
                       std::vector<Tally> all) {
    for (Tally one : Of(std::move(passed), 2026 * 4, v1::Figure::WHAT_STOP_PASSED)) {
      one.rule = "bed";
      one.decider = decider;
      all.push_back(one);
    }
    return all;
  };
  const auto passed = [](const std::vector<Tally>& all) {
    return std::ranges::count(Published(all), v1::Figure::WHAT_STOP_PASSED, &v1::Figure::what);
  };
  std::vector<Tally> left = Of({20, 20, 20});
  const auto late = Of({20, 20, 20}, 2026 * 4, v1::Figure::WHAT_LEFT_AT_SHORT_NOTICE);
  left.insert(left.end(), late.begin(), late.end());
  constexpr auto kPhysician = v1::Departure::DECIDER_PHYSICIAN,
                 kHouse = v1::Departure::DECIDER_INSTITUTION;
  EXPECT_EQ(passed(with({20, 20, 20}, kPhysician, left)), 1);
  EXPECT_EQ(passed(with({39, 39, 39}, kPhysician, left)), 0) << "three left otherwise";
  EXPECT_EQ(passed(with({40, 40, 40}, kPhysician, left)), 0) << "nobody did";
  EXPECT_EQ(passed(with({40, 40, 20}, kPhysician, left)), 0) << "of one house alone";
  EXPECT_EQ(passed(with({19, 19, 19}, kHouse, with({20, 20, 20}, kPhysician, left))), 0)
      << "three by neither";
  EXPECT_EQ(passed(with({10, 10, 10}, kHouse, with({20, 20, 20}, kPhysician, left))), 2);
  // Of how many left nothing is published, and nothing can be taken from it.
  EXPECT_EQ(passed(with({20, 20, 20}, kPhysician, {})), 1);
  EXPECT_EQ(passed(with({20, 20, 20}, kPhysician, Of({20, 20, 21}))), 1);
}

// It rests on what is published: where how many left is not, nothing is said of the rule.
TEST(Figures, ARuleThatIsPassedAtMoreThanAThirdIsToBeLookedAt) {
  const auto figure = [](v1::Figure::What what, std::uint64_t count, const char* rule = "") {
    v1::Figure out;
    out.set_quarter("2026-Q1");
    out.set_what(what);
    out.set_kind(v1::Exit::KIND_HOSPITAL);
    out.set_moment(v1::Figure::MOMENT_WORKING_DAY);
    out.set_count(count);
    out.set_rule(rule);
    return out;
  };
  const auto passed = [&](std::uint64_t by_physician, std::uint64_t by_house) {
    std::vector<v1::Figure> all{figure(v1::Figure::WHAT_LEFT_PREPARED, 40),
                                figure(v1::Figure::WHAT_LEFT_AT_SHORT_NOTICE, 50),
                                figure(v1::Figure::WHAT_STOP_PASSED, by_physician, "bed"),
                                figure(v1::Figure::WHAT_STOP_PASSED, by_house, "bed")};
    all[3].set_decider(v1::Departure::DECIDER_INSTITUTION);
    return PassedTooOften(all);
  };
  EXPECT_TRUE(passed(15, 15).empty()) << "a third";
  ASSERT_EQ(passed(15, 16).size(), 1U);
  EXPECT_EQ(passed(15, 16)[0].rule(), "bed");
  EXPECT_EQ(passed(15, 16)[0].quarter(), "2026-Q1");
  EXPECT_TRUE(PassedTooOften({figure(v1::Figure::WHAT_STOP_PASSED, 31, "bed")}).empty());
}

// Everything that can be asked, in one text.
std::string Answer(const std::vector<Tally>& tallies, const v1::GetFiguresRequest& request) {
  v1::GetFiguresResponse out;
  const auto figures = Filtered(Published(tallies), request).value();
  for (const v1::Figure& one : figures) *out.add_figures() = one;
  return out.SerializeAsString();
}

// Two cities that differ only in numbers that are not published are the same to whoever asks, whatever they ask and
// compare: no difference of filters or quarters is a number under ten, nor a house's.
TEST(Figures, AttackTenThousandFiltersAndTheirDifferences) {
  std::mt19937 random(20261127);
  const auto upto = [&](unsigned n) {
    return std::uniform_int_distribution<unsigned>(0, n)(random);
  };
  std::vector<Tally> city, other;
  std::size_t hidden = 0, shown = 0;
  for (int quarter = 2025 * 4; quarter < 2026 * 4; ++quarter) {
    for (int what = 1; what <= 6; ++what) {
      for (int kind = 0; kind <= 12; ++kind) {
        for (int moment = 1; moment <= 3; ++moment) {
          // What stopped is counted by rule.
          const std::string rule = what < 5 ? "" : what == 5 ? "bed" : "medicine";
          const int counted = std::min(what, 5);
          const auto fill = [&] {
            std::vector<Tally> cell;
            const bool small = upto(1) == 0;
            for (unsigned char house = 1; house <= 5; ++house)
              cell.push_back({quarter, static_cast<v1::Figure::What>(counted),
                              static_cast<v1::Exit::Kind>(kind),
                              static_cast<v1::Figure::Moment>(moment), House(house),
                              upto(small ? 3 : 15), rule});
            return cell;
          };
          std::vector<Tally> one = fill(), two = one;
          if (Published(one).empty()) {
            do two = fill();
            while (!Published(two).empty());
            ++hidden;
          } else if (counted < v1::Figure::WHAT_STOP_PASSED) {
            ++shown;
          }
          city.insert(city.end(), one.begin(), one.end());
          other.insert(other.end(), two.begin(), two.end());
        }
      }
    }
  }
  ASSERT_GT(hidden, 100U);
  ASSERT_GT(shown, 100U);
  for (int i = 0; i < 10'000; ++i) {
    v1::GetFiguresRequest request;
    if (upto(1) == 1) request.set_from_quarter(QuarterText(2025 * 4 + static_cast<int>(upto(3))));
    if (upto(1) == 1) request.set_until_quarter(QuarterText(2025 * 4 + static_cast<int>(upto(3))));
    for (int what = 1; what <= 5; ++what)
      if (upto(2) == 0) request.add_whats(static_cast<v1::Figure::What>(what));
    for (int kind = 0; kind <= 12; ++kind)
      if (upto(5) == 0) request.add_kinds(static_cast<v1::Exit::Kind>(kind));
    for (int moment = 1; moment <= 3; ++moment)
      if (upto(2) == 0) request.add_moments(static_cast<v1::Figure::Moment>(moment));
    ASSERT_EQ(Answer(city, request), Answer(other, request)) << request.ShortDebugString();
    const auto figures = Filtered(Published(city), request).value();
    for (const v1::Figure& one : figures) ASSERT_GE(one.count(), kLeastOfOthers);
  }
  // And the filters do find what is published.
  v1::GetFiguresRequest beside_stops, stops;
  for (int what = 1; what <= 4; ++what) beside_stops.add_whats(static_cast<v1::Figure::What>(what));
  stops.add_whats(v1::Figure::WHAT_STOP_PASSED);
  EXPECT_EQ(Filtered(Published(city), beside_stops).value().size(), shown);
  EXPECT_GT(Filtered(Published(city), stops).value().size(), 50U);
}

TEST(Figures, AFilterThatIsNoneIsRefused) {
  v1::GetFiguresRequest request;
  request.set_from_quarter("2026-Q7");
  EXPECT_EQ(Filtered({}, request).error().field, "from_quarter");
  request.set_from_quarter("2026-Q1");
  request.set_until_quarter("soon");
  EXPECT_EQ(Filtered({}, request).error().field, "until_quarter");
}

TEST(Figures, WhatIsCountedComesBackOnceItsQuarterIsOver) {
  Scratch scratch;
  ledger::House house{scratch.path()};
  const auto vault = house.Vault(storage::Store::Use::kWrite);
  ASSERT_TRUE(storage::Migrate(*vault, std::array{kFiguresMigration}));
  const int quarter = QuarterOf(On(2026, 11, 27));
  for (const Tally& one : Of({2, 1}, quarter)) ASSERT_TRUE(Count(*vault, one));
  for (const Tally& one : Of({1}, quarter)) ASSERT_TRUE(Count(*vault, one));
  EXPECT_TRUE(TalliesBefore(*vault, quarter)->empty()) << "it is under way";
  auto all = TalliesBefore(*vault, quarter + 1).value();
  ASSERT_EQ(all.size(), 2U);
  std::ranges::sort(all, {}, &Tally::count);
  EXPECT_EQ(all[0].count, 1U);
  EXPECT_EQ(all[1].count, 3U);
  EXPECT_EQ(all[1].house, House(1));
}

}  // namespace
}  // namespace relais::exit
