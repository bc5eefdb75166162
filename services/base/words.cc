#include "services/base/words.h"

#include <array>

namespace relais {
namespace {

constexpr std::array<std::string_view, 12> kCompartmentNames = {
    "IDENTITY",    "WHEREABOUTS", "NETWORK",   "SOCIAL", "RESIDENCE", "HEALTH",
    "PSYCHIATRIC", "JUSTICE",     "FRAGILITY", "EXIT",   "EMERGENCY", "OWN_WORDS"};
constexpr std::array<std::string_view, 6> kPurposeNames = {
    "EXIT_PREPARATION", "HANDOVER", "CONTINUITY", "EMERGENCY", "OWN_ACCESS", "OVERSIGHT"};
constexpr std::array<std::string_view, 15> kActionNames = {
    "READ",    "WRITE",  "OPEN", "CONSENT", "REVOKE",  "READ_LOG", "LOOK_UP", "ADMINISTER",
    "SUSPEND", "SYSTEM", "TELL", "OVERSEE", "SIGN_IN", "AGREE",    "RELATE"};
constexpr std::array<std::string_view, kTellsOf> kTellsOfNames = {"DETENTION", "MENTAL_HEALTH",
                                                                  "ADDICTION", "REFUGE"};

template <class E, std::size_t N>
std::string_view NameIn(const std::array<std::string_view, N>& names, E value) {
  const auto at = static_cast<std::size_t>(value) - 1;
  return at < N ? names[at] : "?";
}

template <class E, std::size_t N>
std::optional<E> NamedIn(const std::array<std::string_view, N>& names, std::string_view name) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == name) return static_cast<E>(i + 1);
  }
  return std::nullopt;
}

}  // namespace

std::string_view Name(Compartment value) { return NameIn(kCompartmentNames, value); }
std::string_view Name(Purpose value) { return NameIn(kPurposeNames, value); }
std::string_view Name(Action value) { return NameIn(kActionNames, value); }
std::string_view Name(TellsOf value) { return NameIn(kTellsOfNames, value); }
std::optional<Compartment> CompartmentNamed(std::string_view name) {
  return NamedIn<Compartment>(kCompartmentNames, name);
}
std::optional<Purpose> PurposeNamed(std::string_view name) {
  return NamedIn<Purpose>(kPurposeNames, name);
}
std::optional<Action> ActionNamed(std::string_view name) {
  return NamedIn<Action>(kActionNames, name);
}

}  // namespace relais
