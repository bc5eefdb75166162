// What is held back leaves at its moment, in the order of the moments, and never is lost.
#include "services/rpc/delay_line.h"

#include <gtest/gtest.h>

#include <future>

namespace relais::rpc {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

TEST(DelayLineTest, NothingLeavesBeforeItsMoment) {
  DelayLine line;
  std::promise<Clock::time_point> left;
  const auto when = Clock::now() + 25ms;
  line.At(when, [&] { left.set_value(Clock::now()); });
  EXPECT_GE(left.get_future().get(), when);
}

TEST(DelayLineTest, AnEarlierMomentOvertakes) {
  std::vector<int> order;
  std::promise<void> last;
  DelayLine line;
  const auto now = Clock::now();
  line.At(now + 40ms, [&] {
    order.push_back(2);
    last.set_value();
  });
  line.At(now + 10ms, [&] { order.push_back(1); });
  line.At(now - 10ms, [&] { order.push_back(0); });
  last.get_future().get();
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2}));
}

TEST(DelayLineTest, WhatIsLeftRunsAtTheEnd) {
  int ran = 0;
  const auto begin = Clock::now();
  {
    DelayLine line;
    for (int i = 0; i < 3; ++i) line.At(begin + 1h, [&] { ++ran; });
  }
  EXPECT_EQ(ran, 3);
  EXPECT_LT(Clock::now() - begin, 1min);
}

}  // namespace
}  // namespace relais::rpc
