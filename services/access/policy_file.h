// PolicyFile: a policy file as it is written: every rule read and checked, not yet compiled. Only
// Policy needs it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"
#include "services/base/words.h"

namespace relais::access {

struct Rule {
  std::string id;
  std::vector<std::string> professions;  // at least one, no two the same
  Action action = Action::kRead;         // kRead, kWrite or kOpen
  CompartmentSet compartments;           // empty for kOpen, and only then
  PurposeSet purposes;                   // at least one, of those a professional can have
};

struct PolicyFile {
  std::string name;
  std::vector<Rule> rules;  // at least one, in the order of the file; no two with the same id
  // What professions tell of by their own name; of those alone that do. Each stands in a rule.
  std::map<std::string, TellsOfSet, std::less<>> tells_of;
};

// Professions that reach no content, and may stand in no rule: who reviews objections, who says that a person said
// yes on paper, and who acts on the word of a person without phone or screen.
inline constexpr std::string_view kOfficer = "privacy_officer";
inline constexpr std::string_view kWitness = "consent_witness";
inline constexpr std::string_view kHelpLine = "help_line";
// Professions that report on the person to a judge: nobody is told by them in private.
inline constexpr std::string_view kReporting[] = {"prison_psychosocial_service",
                                                  "justice_assistant"};
// What the bases that are no rule of the file are called in the log; no rule may take one of
// these ids.
inline constexpr std::string_view kAgreementRule = "agreement";
inline constexpr std::string_view kRelationRule = "relation";
inline constexpr std::string_view kRequestRule = "request";  // the person's, who was there
inline constexpr std::string_view kOversightRule = "oversight";
inline constexpr std::string_view kOwnRule = "own";          // the person's own dossier
inline constexpr std::string_view kTrustedRule = "trusted";  // what the person lets somebody read
inline constexpr std::string_view kMandateRule = "mandate";  // said yes in the person's place
inline constexpr std::string_view kDirectoryRule =
    "directory";  // looking up houses and professionals
inline constexpr std::string_view kOperatorRule = "operator";  // an operator's acts

// The first mistake is kInvalid with `field` = "NAME:LINE" and a message that says what was
// expected.
Result<PolicyFile> ReadPolicyFile(std::string_view toml, std::string_view name);

}  // namespace relais::access
