#include "services/access/policy.h"

#include <array>

#include "services/access/policy_file.h"

namespace relais::access {
namespace {

// A rule is its place in the file, counted from 1; 0 is none. What is not in the tables below is
// none.
using RuleNumber = std::uint16_t;
constexpr std::size_t kMostRules = 65535;

template <class E>
std::size_t Index(E value) {
  return static_cast<std::size_t>(value);
}

bool IsKnown(Purpose purpose) { return Index(purpose) >= 1 && Index(purpose) <= kPurposes; }
bool IsKnown(Compartment compartment) {
  return Index(compartment) >= 1 && Index(compartment) <= kCompartments;
}

}  // namespace

struct Policy::Profession {
  struct ForPurpose {
    CompartmentSet allowed;
    std::array<RuleNumber, kCompartments + 1> rules{};
  };
  using ByPurpose = std::array<ForPurpose, kPurposes + 1>;

  ByPurpose read, write;
  std::array<RuleNumber, kPurposes + 1> open{};

  // Null for what rules know nothing of.
  const ForPurpose* Find(Action action, Purpose purpose) const {
    if (!IsKnown(purpose)) return nullptr;
    if (action == Action::kRead) return &read[Index(purpose)];
    if (action == Action::kWrite) return &write[Index(purpose)];
    return nullptr;
  }

  // The first rule of the file that allows something is the one that is named.
  void Add(const Rule& rule, RuleNumber number) {
    for (std::size_t p = 1; p <= kPurposes; ++p) {
      if (!rule.purposes.Has(static_cast<Purpose>(p))) continue;
      if (rule.action == Action::kOpen) {
        if (open[p] == 0) open[p] = number;
        continue;
      }
      ForPurpose& table = rule.action == Action::kWrite ? write[p] : read[p];
      table.allowed = table.allowed | rule.compartments;
      for (std::size_t c = 1; c <= kCompartments; ++c) {
        if (rule.compartments.Has(static_cast<Compartment>(c)) && table.rules[c] == 0) {
          table.rules[c] = number;
        }
      }
    }
  }
};

Result<std::shared_ptr<const Policy>> Policy::Parse(std::string_view toml, std::string_view name) {
  ASSIGN_OR_RETURN(PolicyFile file, ReadPolicyFile(toml, name));
  if (file.rules.size() > kMostRules) {
    return Fail(Reason::kInvalid, "expected at most 65535 rules", std::string(name) + ":1");
  }
  const std::shared_ptr<Policy> policy(new Policy);
  std::map<std::string, std::shared_ptr<Profession>, std::less<>> professions;
  for (const Rule& rule : file.rules) {
    policy->rule_ids_.push_back(rule.id);
    for (const std::string& profession : rule.professions) {
      auto& table = professions[profession];
      if (!table) table = std::make_shared<Profession>();
      table->Add(rule, static_cast<RuleNumber>(policy->rule_ids_.size()));
    }
  }
  policy->professions_.insert(professions.begin(), professions.end());
  policy->tells_of_ = std::move(file.tells_of);
  policy->hash_ = Sha256(toml);
  return std::shared_ptr<const Policy>(policy);
}

const Policy::Profession* Policy::Find(std::string_view profession) const {
  const auto found = professions_.find(profession);
  return found == professions_.end() ? nullptr : found->second.get();
}

std::string_view Policy::RuleId(std::uint16_t number) const {
  return number == 0 ? std::string_view() : std::string_view(rule_ids_[number - 1U]);
}

bool Policy::Knows(std::string_view profession) const {
  return profession == kOfficer || profession == kWitness || profession == kHelpLine ||
         Find(profession) != nullptr;
}

CompartmentSet Policy::Allowed(std::string_view profession, Action action, Purpose purpose) const {
  const Profession* const tables = Find(profession);
  const auto* const table = tables == nullptr ? nullptr : tables->Find(action, purpose);
  return table == nullptr ? CompartmentSet() : table->allowed;
}

bool Policy::MayOpen(std::string_view profession, Purpose purpose) const {
  return !RuleFor(profession, Action::kOpen, purpose, Compartment()).empty();
}

TellsOfSet Policy::TellsOf(std::string_view profession) const {
  const auto found = tells_of_.find(profession);
  return found == tells_of_.end() ? TellsOfSet() : found->second;
}

std::string_view Policy::RuleFor(std::string_view profession, Action action, Purpose purpose,
                                 Compartment compartment) const {
  const Profession* const tables = Find(profession);
  if (tables == nullptr || !IsKnown(purpose)) return {};
  if (action == Action::kOpen) return RuleId(tables->open[Index(purpose)]);
  const auto* const table = tables->Find(action, purpose);
  if (table == nullptr || !IsKnown(compartment)) return {};
  return RuleId(table->rules[Index(compartment)]);
}

std::vector<std::string_view> Policy::Professions() const {
  std::vector<std::string_view> names;
  names.reserve(professions_.size());
  for (const auto& [name, tables] : professions_) names.push_back(name);
  return names;
}

}  // namespace relais::access
