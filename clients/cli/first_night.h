// The sheet that somebody takes along who leaves tonight: where they sleep, whom they call, until when the medicines last, what
// they got back, what the court asks, who calls tomorrow. In their language, to be printed; what is not known is a line to be
// filled in by hand. It needs no file, no consent and no server, and does not say what house is left (P4).
#pragma once

#include <string>
#include <vector>

#include "clients/cli/speech.h"

namespace relais::cli {

// Where something is to be filled in by hand.
inline constexpr char kByHand[] = "______________________________";

struct FirstNight {
  std::string day, time;                      // of leaving, "2026-11-27", "19:00"
  std::string sleeps;                         // a place, as the person will find it
  std::string call_tonight;                   // a number that answers
  std::string medicines_until;                // a day
  std::vector<std::string> back, conditions;  // in words
  std::string calls_tomorrow, calls_number;
};

std::string SheetOf(const FirstNight& night, const Speech& say);

}  // namespace relais::cli
