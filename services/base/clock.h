// Time is passed in. Instants are milliseconds since 1970 in UTC; days are calendar dates without a
// zone.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace relais {

using Millis = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<Millis>;
using Date = std::chrono::year_month_day;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant Now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant Now() const override {
    return std::chrono::floor<Millis>(std::chrono::system_clock::now());
  }
};

inline std::int64_t ToMillis(Instant t) { return t.time_since_epoch().count(); }
inline Instant FromMillis(std::int64_t ms) { return Instant(Millis(ms)); }

// "2026-11-22", a day that exists; anything else is nullopt.
std::optional<Date> ParseDate(std::string_view text);
std::string FormatDate(Date date);
// "2026-11-22T15:50:00Z"
std::string FormatInstant(Instant t);

}  // namespace relais
