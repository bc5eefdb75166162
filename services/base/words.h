// The words of the domain that rules, records and the log share: compartments, purposes, actions,
// and sets of them. The numbers are stored and signed: never reuse one. A number that is not listed
// here means deny.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace relais {

// A kind of data with its own key, rules and consent.
enum class Compartment : std::uint8_t {
  kIdentity = 1,
  kWhereabouts,
  kNetwork,
  kSocial,
  kResidence,
  kHealth,
  kPsychiatric,
  kJustice,
  kFragility,
  kExit,
  kEmergency,
  kOwnWords,
};
inline constexpr int kCompartments = 12;

enum class Purpose : std::uint8_t {
  kExitPreparation = 1,
  kHandover,
  kContinuity,
  kEmergency,
  kOwnAccess,
  kOversight
};
inline constexpr int kPurposes = 6;

// What a caller asks to do. Rules and consents know kRead and kWrite; the others have rules of
// their own in access/.
enum class Action : std::uint8_t {
  kRead = 1,    // see records of a dossier
  kWrite,       // add, change or correct a record
  kOpen,        // make a new dossier
  kConsent,     // grant consent, exclude someone, see the consents
  kRevoke,      // take a consent back; applied even when the server dies right after logging it
  kReadLog,     // see who opened the dossier
  kLookUp,      // see the directory of houses and professionals
  kAdminister,  // change the directory
  kSuspend,     // stop a professional's access; applied even when the server dies after logging it
  kSystem,      // the server's own acts: start, policy reload, recovery
  kTell,        // say how the person wants to be told, or that they were told
  kOversee,     // review readings, and shield colleagues: who, when and why, never content
  kSignIn,      // sign in, and see and end what one is signed in with
  kAgree,       // propose a consent, or confirm one with proof
  kRelate,      // show that one's team works with the person; in a consent: answer what one's house is asked
};

// What the name of a house, or of a profession, may tell of whoever is helped there. Kept from those who have no need.
enum class TellsOf : std::uint8_t {
  kDetention = 1,  // a prison, a help service for detainees
  kMentalHealth,   // a psychiatric hospital
  kAddiction,      // a centre for addiction care
  kRefuge          // a shelter for victims, whose address is kept from somebody
};
inline constexpr int kTellsOf = 4;  // the last of them

// A small set of enumerators 1..15, as a bit mask.
template <class E>
class EnumSet {
 public:
  constexpr EnumSet() = default;
  constexpr explicit EnumSet(std::uint16_t bits) : bits_(bits) {}
  constexpr EnumSet(std::initializer_list<E> values) {
    for (const E value : values) Add(value);
  }
  constexpr void Add(E value) { bits_ = static_cast<std::uint16_t>(bits_ | Bit(value)); }
  constexpr bool Has(E value) const { return (bits_ & Bit(value)) != 0; }
  constexpr bool Empty() const { return bits_ == 0; }
  constexpr bool Covers(EnumSet other) const { return (bits_ & other.bits_) == other.bits_; }
  constexpr std::uint16_t bits() const { return bits_; }
  friend constexpr EnumSet operator&(EnumSet a, EnumSet b) {
    return EnumSet(static_cast<std::uint16_t>(a.bits_ & b.bits_));
  }
  friend constexpr EnumSet operator|(EnumSet a, EnumSet b) {
    return EnumSet(static_cast<std::uint16_t>(a.bits_ | b.bits_));
  }
  friend constexpr EnumSet operator-(EnumSet a, EnumSet b) {
    return EnumSet(static_cast<std::uint16_t>(a.bits_ & ~b.bits_));
  }
  friend constexpr bool operator==(EnumSet, EnumSet) = default;

 private:
  // No bit for a number past 15: it is in no set.
  static constexpr std::uint16_t Bit(E value) {
    return static_cast<unsigned>(value) > 15
               ? std::uint16_t{0}
               : static_cast<std::uint16_t>(1U << static_cast<unsigned>(value));
  }
  std::uint16_t bits_ = 0;
};

using CompartmentSet = EnumSet<Compartment>;
using PurposeSet = EnumSet<Purpose>;
using ActionSet = EnumSet<Action>;
using TellsOfSet = EnumSet<TellsOf>;

constexpr CompartmentSet AllCompartments() {
  return CompartmentSet(static_cast<std::uint16_t>((1U << (kCompartments + 1)) - 2));
}

// The spelling used in policy files, catalogue and protos: "SOCIAL", "EXIT_PREPARATION". Unknown:
// nullopt or "?".
std::string_view Name(Compartment value);
std::string_view Name(Purpose value);
std::string_view Name(Action value);   // "READ", "WRITE", ...
std::string_view Name(TellsOf value);  // "DETENTION"
std::optional<Compartment> CompartmentNamed(std::string_view name);
std::optional<Purpose> PurposeNamed(std::string_view name);
std::optional<Action> ActionNamed(std::string_view name);

}  // namespace relais
