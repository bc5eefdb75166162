#include "clients/cli/first_night.h"

#include "clients/cli/days.h"
#include "clients/cli/plain_text.h"

namespace relais::cli {
namespace {

// A heading, and under it what stands there; each apart, so that it is found at arm's length.
void Put(std::string& out, const std::string& heading, const std::vector<std::string>& lines) {
  out += "\n" + heading + "\n";
  for (const std::string& line : lines) out += "    " + Clean(line) + "\n";
  if (lines.empty()) out += std::string("    ") + kByHand + "\n";
}

std::vector<std::string> OneOf(const std::string& text) {
  return text.empty() ? std::vector<std::string>() : std::vector{text};
}

}  // namespace

std::string SheetOf(const FirstNight& night, const Speech& say) {
  const std::string day = SayWeekday(night.day, say);
  std::string out = say(Say::kSheetTitle) + "\n" +
                    (night.time.empty() ? day : say(Say::kExitAt, day, Clean(night.time))) + "\n";
  Put(out, say(Say::kSheetSleeps), OneOf(night.sleeps));
  Put(out, say(Say::kSheetTonight), OneOf(night.call_tonight));
  Put(out, say(Say::kSheetMedicines),
      OneOf(night.medicines_until.empty() ? "" : SayWeekday(night.medicines_until, say)));
  Put(out, say(Say::kSheetBack), OneOf(Join(night.back, ", ")));
  // Nobody who has none to keep reads of any.
  if (!night.conditions.empty()) Put(out, say(Say::kSheetConditions), night.conditions);
  std::vector<std::string> caller;
  for (const std::string& text : {night.calls_tomorrow, night.calls_number})
    if (!text.empty()) caller.push_back(text);
  Put(out, say(Say::kSheetTomorrow), OneOf(Join(caller, ", ")));
  return out + "\n" + say(Say::kSheetAlways) + "\n";
}

}  // namespace relais::cli
