// When and to whom word is sent: pure functions of what the person wants, what waits, and now.
// Precedence: who is safe to tell, then quiet hours, then "at once"; only an emergency of the last
// hour goes through quiet hours.
#pragma once

#include <optional>
#include <vector>

#include "crypto/result.h"
#include "relais/v1/notifications.pb.h"
#include "services/base/clock.h"

namespace relais::notification {

// Who gets a notice: the person, a safe contact, or both; nobody: word waits for the next meeting.
enum class Recipient : std::uint8_t { kPerson = 0, kSafeContact };
struct Addressee {
  Recipient recipient = Recipient::kPerson;
  v1::Contact contact;
};
// Never what somebody else sees, never into a closed place, never what was not asked about.
std::vector<Addressee> AddresseesOf(const v1::Telling& telling);

// What the person was not told of.
struct Waiting {
  Instant since{};                   // the oldest entry
  std::optional<Instant> at_once;    // the newest first reading by a house; a way that was opened
  std::optional<Instant> emergency;  // the newest
  int sent_today = 0;                // notices of the last 24 hours
  Instant newest{};                  // the newest entry, when it is not the oldest
};

// Until when a reason to tell at once is one; what an outage held back longer comes with the digest.
inline constexpr std::chrono::hours kFresh{12};
inline constexpr std::chrono::hours kEmergencyFresh{1};
inline constexpr int kEachPerDay = 3;

// When word of it leaves, never before `now`; nullopt: at the next meeting. Digests are put off by
// `spread`, so that they do not all leave in one minute. Requires a telling that CheckTelling accepts.
std::optional<Instant> DueAt(const v1::Telling& telling, const Waiting& waiting, Millis spread,
                             Instant now);
// `at`, or the end of the quiet hours in which it lies.
Instant AfterQuiet(const v1::Telling& telling, Instant at);
bool IsFreshEmergency(const std::optional<Instant>& emergency, Instant now);

// kInvalid with the field, unless `telling` can be kept. `languages` are those of the notices.
Status CheckTelling(const v1::Telling& telling, const std::vector<std::string>& languages);

}  // namespace relais::notification
