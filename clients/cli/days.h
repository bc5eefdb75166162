// Days and times as people write and say them, in the device's local time but for the ends of days.
#pragma once

#include <google/protobuf/timestamp.pb.h>

#include <ctime>
#include <string>
#include <string_view>

#include "clients/cli/speech.h"

namespace relais::cli {

// "2026-11-22", the local day of a moment.
std::string DayOf(std::time_t moment);
// The local day so many days after it, or before.
std::string DayFrom(std::time_t moment, int days);
// Reads "2026-11-22", "22/11/2026", "today", "yesterday" or "tomorrow" (in the four languages) into
// "2026-11-22".
Result<std::string> ParseDay(std::string_view text, std::time_t now, const Speech& say);
// The last second of a day as ParseDay reads it: "until the 22nd" includes the 22nd. In Belgium, wherever this
// device is or believes to be: as in the text that the person agrees to.
Result<google::protobuf::Timestamp> EndOfDay(std::string_view text, std::time_t now,
                                             const Speech& say);

// "Sunday 22 November 2026", then "22 November 2026". What is no day comes back as it is.
std::string SayWeekday(std::string_view iso, const Speech& say);
std::string SayDay(std::string_view iso, const Speech& say);
std::string SayDay(const google::protobuf::Timestamp& moment, const Speech& say);
// "Sunday 22 November 2026 at 14:05".
std::string SayMoment(const google::protobuf::Timestamp& moment, const Speech& say);

}  // namespace relais::cli
