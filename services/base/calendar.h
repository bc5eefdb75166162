// Days on which Belgian services work, and the time on their clocks. Pure.
#pragma once

#include "services/base/clock.h"

namespace relais {

// One of the ten legal holidays (royal decree of 18 April 1974). Those of regions, communities and houses are
// not known here, nor the day that an employer gives for a holiday on a Sunday.
bool IsHoliday(Date day);
// The one working day between a holiday and a weekend, on which many services are closed.
bool IsBridgeDay(Date day);
// Neither weekend, holiday nor bridge day.
bool IsWorkingDay(Date day);
// The first one after `day`.
Date NextWorkingDay(Date day);
// So many working days before `day`; of none, `day` itself.
Date WorkingDaysBefore(Date day, int count);

// What a clock on the wall shows in Belgium.
struct LocalTime {
  Date day;
  int minute = 0;  // from midnight, 0 to 1439
  friend auto operator<=>(const LocalTime&, const LocalTime&) = default;
};
LocalTime InBelgium(Instant at);
// Where clocks are put forward, the first moment after the gap; where they are put back, the earlier of the two.
Instant FromBelgium(const LocalTime& local);

}  // namespace relais
