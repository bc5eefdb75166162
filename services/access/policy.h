// Policy: which profession may read or write which compartment for which purpose. Compiled once
// from a TOML file, immutable, shared between threads. The file's format is in policy_file.h and,
// by example, in the Belgian default, deploy/policy/belgium.toml.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/hash.h"
#include "services/base/words.h"

namespace relais::access {

class Policy {
 public:
  // Errors are kInvalid with `field` = "NAME:LINE" and a message that says what was expected.
  static Result<std::shared_ptr<const Policy>> Parse(std::string_view toml, std::string_view name);

  // Those of its rules, the privacy officer and the witness of consents.
  bool Knows(std::string_view profession) const;
  // What the rules allow; empty for an unknown profession. `action` is kRead or kWrite; anything
  // else, and a purpose that no number stands for, is empty.
  CompartmentSet Allowed(std::string_view profession, Action action, Purpose purpose) const;
  bool MayOpen(std::string_view profession, Purpose purpose) const;
  // What its own name tells of whoever is helped by it.
  TellsOfSet TellsOf(std::string_view profession) const;
  // The id of the first rule of the file that allows it; empty when none does. For kOpen,
  // `compartment` is not looked at. Like every view returned here, valid while the policy lives.
  std::string_view RuleFor(std::string_view profession, Action action, Purpose purpose,
                           Compartment compartment) const;
  // SHA-256 of the file's bytes: stands in every entry of the log.
  const Hash& hash() const { return hash_; }
  // Every profession, sorted.
  std::vector<std::string_view> Professions() const;

 private:
  struct Profession;  // the compiled table of one profession
  Policy() = default;
  const Profession* Find(std::string_view profession) const;  // null when unknown
  std::string_view RuleId(std::uint16_t number) const;        // counted from 1; 0 is none and empty

  std::vector<std::string> rule_ids_;  // in the order of the file
  std::map<std::string, std::shared_ptr<const Profession>, std::less<>> professions_;
  std::map<std::string, TellsOfSet, std::less<>> tells_of_;
  Hash hash_{};
};

}  // namespace relais::access
