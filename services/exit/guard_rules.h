// The rules of the exit guard, and what each kind of leaving takes, as deploy/exit_guard.toml says them: that page tells what each word means.
// Loaded once; immutable; shared between threads.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "relais/v1/exits.pb.h"
#include "services/directory/catalogue.h"

namespace relais::exit {

// A fact of a kind, with these codes in its fields; the kind is of the catalogue, or made of handovers (handover_facts.h).
struct FactPattern {
  std::string kind;
  std::map<std::string, std::string> fields = {};
  bool after = false;     // only on or after the day of what raised the rule
  bool by_night = false;  // the kind counts nights
};

enum class Cover : std::uint8_t { kAny = 1, kDay, kThere, kVisit, kWindow, kAhead };

struct GuardRule {
  std::string id;
  v1::Finding::Grade grade = v1::Finding::GRADE_UNSPECIFIED;
  // Unspecified: nothing is said.
  v1::Finding::Grade otherwise = v1::Finding::GRADE_UNSPECIFIED;
  v1::Finding::Grade unraised = v1::Finding::GRADE_UNSPECIFIED;
  CompartmentSet asks;
  std::vector<std::string> needs;  // empty: any kind of fragility
  std::vector<FactPattern> raised_by, settled_by;
  Cover covers = Cover::kAny;
  std::string each_by;  // what is named by this field must be covered each by itself; empty: none
  bool worry_call = false;  // raised by a worry call that nobody has taken up, and by nothing else
  v1::Text sentence, clear;
};

// A thing that leavings take.
struct PlannedThing {
  v1::ExitCondition::Kind kind = v1::ExitCondition::KIND_UNSPECIFIED;
  v1::Text text;
  GuardRule proof;  // what settles it, if anything; the rest of the rule does not count
  std::vector<std::string> unless;  // rules: while one of them has something to say, it is not
  v1::ExitDate::Party whose_move = v1::ExitDate::PARTY_UNSPECIFIED;
  int days_before = 0;  // settled so many working days before the leaving
};

struct GuardRules {
  std::string version;
  std::vector<GuardRule> rules;      // in the order of the file
  std::vector<PlannedThing> things;  // each kind once, in the order of the file
  // What each kind of leaving takes. Of UNSPECIFIED, what is foreseen for whoever may not know of which kind it is.
  std::map<v1::Exit::Kind, std::vector<v1::ExitCondition::Kind>> plans;

  // nullptr when there is none of this id.
  const GuardRule* Find(std::string_view id) const;
  // Requires a kind that is known, and not UNSPECIFIED.
  const PlannedThing& Thing(v1::ExitCondition::Kind kind) const;

  // Whether anything rests on facts of this kind: the others need not be looked at again and again.
  bool LookAt(const v1::Step& step) const;

  // kInvalid with `field` = "NAME:LINE" and a message that says what was expected. Kinds, fields and codes
  // must be `catalogue`'s.
  static Result<std::shared_ptr<const GuardRules>> Parse(std::string_view toml,
                                                         std::string_view name,
                                                         const directory::Catalogue& catalogue);
};

}  // namespace relais::exit
