// The details of one entry of the log: who did what, when, why, by which rule and consents. Encoded
// as details.md says, in one way only, so that the same entry has one hash. The verifier reads them
// with this code and no other.
#pragma once

#include <cstdint>
#include <vector>

#include "crypto/bytes.h"

namespace relais::audit {

enum class Subject : std::uint8_t { kDossier = 1, kOrganisation, kSystem };  // whose chain this is
enum class Outcome : std::uint8_t {
  kOpened = 1,  // data was disclosed
  kRefused,     // nothing was disclosed
  kChanged,     // a change was made
  kFailed,      // a permitted change or read did not happen; nothing was disclosed
  kNotApplied,  // closes a kChanged entry that a crash kept from the store; `refers_to` names it
};
// What is owed to the person. When and how is decided when it is told, by what the person wants then.
enum class Telling : std::uint8_t {
  kNothingOwed = 0,
  kOwed,
  kOwedAtOnce,  // an emergency, or what nothing of the person's stands behind
};

struct Details {
  std::uint64_t number = 0;  // in its chain, from 1, without gaps
  std::int64_t time_ms = 0;  // UTC, since 1970; never earlier than the entry before it
  Subject subject = Subject::kSystem;
  Array<16> subject_id{};  // the dossier or the organisation; zero for the system chain

  std::uint8_t caller_kind = 0;  // 1 professional, 2 the person, 3 operator, 4 the server itself
  Array<16> caller_id{};
  std::string caller_name;
  Array<16> organisation_id{};
  std::string organisation_name;
  std::string profession;

  std::uint8_t action = 0;   // services/base/words.h: Action
  std::string method;        // "Dossiers.GetDossier"
  std::uint8_t purpose = 0;  // services/base/words.h: Purpose; 0 where none applies
  std::string reason;        // a reason code of the catalogue; empty where none was asked
  std::uint16_t asked = 0;   // compartments, one bit each: 1 << Compartment
  std::uint16_t granted = 0;
  Outcome outcome = Outcome::kRefused;
  std::uint32_t count = 0;  // records disclosed
  Hash digest{};  // over the sorted (record id, version, ciphertext tag) disclosed; zero if none
  // What was changed: record, consent or professional ids; at most 64.
  std::vector<Array<16>> objects;
  std::vector<std::string> rules;   // of the policy, at most 16
  std::vector<Array<16>> consents;  // by which it was allowed, at most 64
  Hash policy{};                    // SHA-256 of the policy file in force
  Telling telling = Telling::kNothingOwed;
  std::uint64_t refers_to = 0;  // a tree index + 1; 0: none

  friend bool operator==(const Details&, const Details&) = default;
};

// Texts longer than 255 bytes are cut at a character; lists longer than their maximum are a
// programming error.
Bytes Encode(const Details& details);
// The one inverse of Encode: anything that Encode would not have written is kCorrupt.
Result<Details> DecodeDetails(BytesView bytes);

}  // namespace relais::audit
