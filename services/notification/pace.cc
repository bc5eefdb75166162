#include "services/notification/pace.h"

#include <date/tz.h>

#include <algorithm>

#include "services/base/plain_line.h"

namespace relais::notification {
namespace {

constexpr int kDigestHour = 18, kQuietFrom = 21, kQuietUntil = 8;
constexpr char kZone[] = "Europe/Brussels";

int DigestHour(const v1::Telling& t) { return t.has_digest_hour() ? t.digest_hour() : kDigestHour; }
int QuietFrom(const v1::Telling& t) { return t.has_quiet_from() ? t.quiet_from() : kQuietFrom; }
int QuietUntil(const v1::Telling& t) { return t.has_quiet_until() ? t.quiet_until() : kQuietUntil; }

// nullptr when there is no such zone.
const date::time_zone* FindZone(const std::string& name) {
  if (name == "localtime") return nullptr;  // the machine's, not the person's
  try {
    return date::locate_zone(name.empty() ? kZone : name);
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

// A zone that has gone from the machine's tables is taken for the default: a notice an hour late is
// better than none.
const date::time_zone& ZoneOf(const v1::Telling& telling) {
  const date::time_zone* const zone = FindZone(telling.time_zone());
  return zone != nullptr ? *zone : *date::locate_zone(kZone);
}

// An hour that the change of clocks leaves out begins when the clocks have changed; of one that comes
// twice, the first is meant.
Instant AtHour(const date::time_zone& zone, date::local_days day, int hour) {
  return date::floor<Millis>(zone.to_sys(day + std::chrono::hours(hour), date::choose::earliest));
}

int LocalHour(const date::time_zone& zone, Instant at) {
  const auto local = zone.to_local(at);
  return static_cast<int>(
      date::floor<std::chrono::hours>(local - date::floor<date::days>(local)).count());
}

bool InHours(int hour, int from, int until) {
  return from <= until ? from <= hour && hour < until : hour >= from || hour < until;
}

// The first moment after `since` at which it is `hour` o'clock.
Instant NextAtHour(const date::time_zone& zone, Instant since, int hour) {
  for (auto day = date::floor<date::days>(zone.to_local(since));; day += date::days(1)) {
    if (const Instant at = AtHour(zone, day, hour); at > since) return at;
  }
}

// The hours in which nothing may be sent make nothing old.
bool Fresh(const v1::Telling& telling, const std::optional<Instant>& since, Instant now) {
  return since && now - AfterQuiet(telling, *since) < kFresh;
}

bool Sendable(v1::Channel channel) {
  return channel == v1::CHANNEL_SMS || channel == v1::CHANNEL_EMAIL ||
         channel == v1::CHANNEL_LETTER;
}

bool OneLine(const std::string& text) {
  return std::none_of(text.begin(), text.end(),
                      [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

// What a mail program would take for one address and nothing else.
bool IsMailbox(const std::string& text) {
  const auto at = text.find('@');
  return OneLine(text) && at != text.npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == text.npos && text.find_first_of(" <>\",;:\\()[]") == text.npos;
}

bool IsPostalAddress(const std::string& text) {
  const auto lines = std::count(text.begin(), text.end(), '\n') + 1;
  std::string line = text;
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line.find_first_not_of(' ') != line.npos && lines <= 6 && OneLine(line);
}

Status CheckContact(const v1::Contact& contact, const std::string& field,
                    const std::vector<std::string>& languages) {
  if (contact.channel() < 0 || contact.channel() >= v1::Channel_ARRAYSIZE)
    return Fail(Reason::kInvalid, "expected meeting, sms, email or letter", field + ".channel");
  const std::string& address = contact.address();
  const std::string at = field + ".address";
  if (address.size() > 254) return Fail(Reason::kInvalid, "expected at most 254 bytes", at);
  if (contact.language().size() > 8)
    return Fail(Reason::kInvalid, "expected a language such as fr", field + ".language");
  if (!Sendable(contact.channel())) return {};
  if (contact.channel() == v1::CHANNEL_SMS && !IsPhoneNumber(address))
    return Fail(Reason::kInvalid, "expected a phone number with its country, such as +32470112233",
                at);
  if (contact.channel() == v1::CHANNEL_EMAIL && !IsMailbox(address))
    return Fail(Reason::kInvalid, "expected one e-mail address, such as name@example.org", at);
  if (contact.channel() == v1::CHANNEL_LETTER && !IsPostalAddress(address))
    return Fail(Reason::kInvalid, "expected a postal address of one to six lines", at);
  if (std::find(languages.begin(), languages.end(), contact.language()) == languages.end())
    return Fail(Reason::kInvalid,
                "there is no notice in this language; relais tell text lists them",
                field + ".language");
  return {};
}

Status CheckHour(bool set, int hour, const char* field) {
  if (!set || (hour >= 0 && hour <= 23)) return {};
  return Fail(Reason::kInvalid, "expected an hour from 0 to 23", field);
}

}  // namespace

std::vector<Addressee> AddresseesOf(const v1::Telling& telling) {
  if (telling.stopped()) return {};
  const bool own = Sendable(telling.contact().channel()) && !telling.closed_place() &&
                   telling.seen_by() == v1::Telling::SEEN_BY_NOBODY_ELSE;
  const bool safe = Sendable(telling.safe_contact().channel());
  std::vector<Addressee> out;
  if (own && (!safe || telling.safe_contact_beside()))
    out.push_back({Recipient::kPerson, telling.contact()});
  if (safe) out.push_back({Recipient::kSafeContact, telling.safe_contact()});
  return out;
}

bool IsFreshEmergency(const std::optional<Instant>& emergency, Instant now) {
  return emergency && now - *emergency < kEmergencyFresh;
}

Instant AfterQuiet(const v1::Telling& telling, Instant at) {
  const date::time_zone& zone = ZoneOf(telling);
  const auto quiet = [&](Instant when) {
    return InHours(LocalHour(zone, when), QuietFrom(telling), QuietUntil(telling));
  };
  // Twice when the hour in which they end does not exist that day: what comes instead is quiet.
  while (quiet(at)) at = NextAtHour(zone, at, QuietUntil(telling));
  return at;
}

std::optional<Instant> DueAt(const v1::Telling& telling, const Waiting& waiting, Millis spread,
                             Instant now) {
  if (AddresseesOf(telling).empty()) return std::nullopt;
  if (IsFreshEmergency(waiting.emergency, now)) return now;
  const bool each = telling.pace() == v1::Telling::PACE_EACH && waiting.sent_today < kEachPerDay;
  const bool at_once = Fresh(telling, waiting.emergency, now) ||
                       Fresh(telling, waiting.at_once, now) ||
                       (each && Fresh(telling, std::max(waiting.since, waiting.newest), now));
  if (at_once) return AfterQuiet(telling, now);
  const Instant digest = NextAtHour(ZoneOf(telling), waiting.since, DigestHour(telling)) + spread;
  return AfterQuiet(telling, std::max(digest, now));
}

Status CheckTelling(const v1::Telling& telling, const std::vector<std::string>& languages) {
  RETURN_IF_ERROR(CheckContact(telling.contact(), "telling.contact", languages));
  RETURN_IF_ERROR(CheckContact(telling.safe_contact(), "telling.safe_contact", languages));
  if (telling.seen_by() < 0 || telling.seen_by() >= v1::Telling::SeenBy_ARRAYSIZE)
    return Fail(Reason::kInvalid, "expected nobody or somebody", "telling.seen_by");
  if (Sendable(telling.contact().channel()) &&
      telling.seen_by() == v1::Telling::SEEN_BY_UNSPECIFIED)
    return Fail(Reason::kInvalid,
                "first ask, in private: who else can see this phone, mailbox or letterbox?",
                "telling.seen_by");
  if (telling.pace() < 0 || telling.pace() >= v1::Telling::Pace_ARRAYSIZE)
    return Fail(Reason::kInvalid, "expected daily or each", "telling.pace");
  RETURN_IF_ERROR(
      CheckHour(telling.has_digest_hour(), telling.digest_hour(), "telling.digest_hour"));
  RETURN_IF_ERROR(CheckHour(telling.has_quiet_from(), telling.quiet_from(), "telling.quiet_from"));
  RETURN_IF_ERROR(
      CheckHour(telling.has_quiet_until(), telling.quiet_until(), "telling.quiet_until"));
  if (InHours(DigestHour(telling), QuietFrom(telling), QuietUntil(telling)))
    return Fail(Reason::kInvalid, "the daily notice would come in the quiet hours",
                "telling.digest_hour");
  if (FindZone(telling.time_zone()) == nullptr)
    return Fail(Reason::kInvalid, "expected a time zone, such as Europe/Brussels",
                "telling.time_zone");
  return {};
}

}  // namespace relais::notification
