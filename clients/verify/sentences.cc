#include "clients/verify/sentences.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "clients/verify/json.h"

namespace relais::verify {
namespace {

using audit::Outcome;

constexpr std::int64_t kYear10000Ms = 253402300800000;

// A number of services/base/words.h: its name, and how a sentence puts it.
struct Word {
  const char* name;
  const char* words;
};

constexpr std::array<Word, 15> kActions = {{
    {"READ", "to read"},
    {"WRITE", "to write in the dossier"},
    {"OPEN", "to open a new dossier"},
    {"CONSENT", "about the consents"},
    {"REVOKE", "to take a consent back"},
    {"READ_LOG", "to see who opened the dossier"},
    {"LOOK_UP", "to look up houses and professionals"},
    {"ADMINISTER", "to change the directory"},
    {"SUSPEND", "to stop a professional's access"},
    {"SYSTEM", "for the server's own work"},
    {"TELL", "about how the person is told"},
    {"OVERSEE", "to review readings"},
    {"SIGN_IN", "to sign in or out"},
    {"AGREE", "to propose or confirm a consent"},
    {"RELATE", "to show that the team works with the person"},
}};
constexpr std::array<Word, 6> kPurposes = {{
    {"EXIT_PREPARATION", "to prepare the leaving"},
    {"HANDOVER", "to hand over"},
    {"CONTINUITY", "to continue the care"},
    {"EMERGENCY", "in an emergency"},
    {"OWN_ACCESS", "as their own access"},
    {"OVERSIGHT", "for oversight"},
}};
constexpr std::array<Word, 12> kCompartments = {{
    {"IDENTITY", "identity"},
    {"WHEREABOUTS", "whereabouts"},
    {"NETWORK", "network"},
    {"SOCIAL", "social"},
    {"RESIDENCE", "residence"},
    {"HEALTH", "health"},
    {"PSYCHIATRIC", "psychiatric"},
    {"JUSTICE", "justice"},
    {"FRAGILITY", "support around leaving"},
    {"EXIT", "leaving"},
    {"EMERGENCY", "emergency"},
    {"OWN_WORDS", "own words"},
}};

template <std::size_t N>
Word At(const std::array<Word, N>& words, std::uint8_t value) {
  return value >= 1 && value <= N ? words[value - 1U] : Word{nullptr, nullptr};
}

template <std::size_t N>
std::string NameAt(const std::array<Word, N>& words, std::uint8_t value) {
  const Word word = At(words, value);
  return word.name ? word.name : std::to_string(value);
}

std::string Id(const char* prefix, const Array<16>& id) { return prefix + ToBase32(View(id)); }

std::string CompartmentWords(std::uint16_t bits) {
  std::string out;
  for (std::uint8_t i = 0; i < 16; ++i) {
    if ((bits >> i & 1) == 0) continue;
    const Word word = At(kCompartments, i);
    out.append(out.empty() ? "" : ", ")
        .append(word.words ? word.words : "compartment " + std::to_string(i));
  }
  return out;
}

std::string Who(const audit::Details& d) {
  std::string out = Printable(d.caller_name);
  if (out.empty()) out = d.caller_kind == 4 ? "the server" : CallerId(d.caller_kind, d.caller_id);
  if (d.caller_kind == 5) out += ", whom the person trusts";
  if (!d.profession.empty()) out += ", " + Printable(d.profession);
  if (!d.organisation_name.empty()) out += ", " + Printable(d.organisation_name);
  return out;
}

std::string Asked(const audit::Details& d) {
  const Word action = At(kActions, d.action);
  std::string out = action.words ? action.words : "for action " + std::to_string(d.action);
  if (d.method == "Dossiers.SetMustNotKnow") out = "to change what others see of the dossier";
  if (d.method.starts_with("WorryCalls.")) out = "about requests to be called back";
  if (d.asked != 0) out += " (" + CompartmentWords(d.asked) + ")";
  const Word purpose = At(kPurposes, d.purpose);
  if (purpose.words)
    out.append(", ").append(purpose.words);
  else if (d.purpose != 0)
    out += ", for purpose " + std::to_string(d.purpose);
  if (!d.reason.empty()) out += ", because " + Printable(d.reason);
  return out;
}

std::string Shown(const audit::Details& d) {
  std::string out =
      d.count == 1 ? "1 record was shown" : std::to_string(d.count) + " records were shown";
  if (d.granted != 0) out += " of " + CompartmentWords(d.granted);
  return out;
}

// The entry of this bundle that `refers_to` names, by its number.
std::string ReferredTo(std::uint64_t refers_to, const std::vector<audit::VerifiedEntry>& all) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const auto& entry) { return entry.index + 1 == refers_to; });
  return found == all.end() ? "an entry elsewhere"
                            : "entry " + std::to_string(found->details.number);
}

std::string Result(const audit::Details& d, const std::vector<audit::VerifiedEntry>& all) {
  switch (d.outcome) {
    case Outcome::kOpened:
      return Shown(d);
    case Outcome::kRefused:
      return "refused, nothing was shown";
    case Outcome::kChanged:
      return "done";
    case Outcome::kFailed:
      return "did not happen, nothing was shown";
    case Outcome::kNotApplied:
      return "the change of " + ReferredTo(d.refers_to, all) + " did not take effect";
  }
  return "?";
}

}  // namespace

std::string TimeText(std::int64_t time_ms) {
  if (time_ms < 0 || time_ms >= kYear10000Ms) return std::to_string(time_ms) + " ms";
  using namespace std::chrono;
  const sys_time<milliseconds> time{milliseconds(time_ms)};
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(floor<seconds>(time - day));
  char out[32];
  std::snprintf(out, sizeof out, "%04d-%02u-%02u %02d:%02d:%02d UTC", int{date.year()},
                unsigned{date.month()}, unsigned{date.day()},
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return out;
}

std::string SubjectId(audit::Subject subject, const Array<16>& id) {
  switch (subject) {
    case audit::Subject::kDossier:
      return Id("dos_", id);
    case audit::Subject::kOrganisation:
      return Id("org_", id);
    case audit::Subject::kSystem:
      return "";
  }
  return "?";
}

std::string CallerId(std::uint8_t caller_kind, const Array<16>& id) {
  switch (caller_kind) {
    case 1:
      return Id("pro_", id);
    case 2:
      return Id("per_", id);
    case 3:
      return Id("opr_", id);
    case 4:
      return "";
    case 5:
      return Id("tru_", id);
    default:
      return Id("", id);
  }
}

std::string ActionName(std::uint8_t action) { return NameAt(kActions, action); }
std::string PurposeName(std::uint8_t purpose) {
  return purpose == 0 ? "" : NameAt(kPurposes, purpose);
}

std::string_view Name(Outcome outcome) {
  switch (outcome) {
    case Outcome::kOpened:
      return "OPENED";
    case Outcome::kRefused:
      return "REFUSED";
    case Outcome::kChanged:
      return "CHANGED";
    case Outcome::kFailed:
      return "FAILED";
    case Outcome::kNotApplied:
      return "NOT_APPLIED";
  }
  return "?";
}

std::vector<std::string> CompartmentNames(std::uint16_t bits) {
  std::vector<std::string> out;
  for (std::uint8_t i = 0; i < 16; ++i) {
    if ((bits >> i & 1) != 0) out.push_back(NameAt(kCompartments, i));
  }
  return out;
}

std::string Sentence(const audit::VerifiedEntry& entry,
                     const std::vector<audit::VerifiedEntry>& all) {
  const audit::Details& d = entry.details;
  return "entry " + std::to_string(d.number) + ", " + TimeText(d.time_ms) + ": " + Who(d) +
         ", asked " + Asked(d) + ": " + Result(d, all) + ". Reference " + entry.reference + ".";
}

}  // namespace relais::verify
