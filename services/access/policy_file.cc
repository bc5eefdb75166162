#include "services/access/policy_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "services/base/toml_reader.h"

namespace relais::access {
namespace {

constexpr std::size_t kLongestId = 64;  // an entry of the log holds up to sixteen of them

bool IsLowerSnakeCase(std::string_view text) {
  if (text.empty() || text.front() < 'a' || text.front() > 'z' || text.back() == '_') return false;
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return std::ranges::all_of(text, fits) && text.find("__") == text.npos;
}

bool IsRuleId(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  };
  return !text.empty() && text.size() <= kLongestId && std::ranges::all_of(text, fits);
}

// Reads one file. Every function returns the first mistake it meets, with its line.
class FileReader : private TomlReader {
 public:
  explicit FileReader(std::string_view name) : TomlReader(name) {}

  Result<PolicyFile> Read(std::string_view text) {
    ASSIGN_OR_RETURN(const toml::table root, Syntax(text));
    RETURN_IF_ERROR(
        OnlyKeys(root, {"policy", "rule", "tells_of"}, "[policy], [[rule]] or [tells_of]"));
    PolicyFile file;
    ASSIGN_OR_RETURN(file.name, ReadHead(root));
    const toml::array* const rules = root["rule"].as_array();
    if (rules == nullptr || rules->empty()) {
      return Expected(LineOf(root.get("rule")), "at least one [[rule]]");
    }
    for (const toml::node& node : *rules) {
      if (!node.is_table()) return Expected(LineOf(&node), "a [[rule]] table");
      ASSIGN_OR_RETURN(Rule rule, ReadRule(*node.as_table()));
      file.rules.push_back(std::move(rule));
    }
    RETURN_IF_ERROR(ReadTellsOf(root, file));
    return file;
  }

 private:
  Result<std::string> ReadHead(const toml::table& root) const {
    const toml::table* const head = root["policy"].as_table();
    if (head == nullptr) {
      return Expected(LineOf(root.get("policy")), "a table [policy] with name and version");
    }
    RETURN_IF_ERROR(OnlyKeys(*head, {"name", "version"}, "name or version"));
    ASSIGN_OR_RETURN(TomlText name, ReadText(*head, "name"));
    const toml::node* const version = head->get("version");
    if (version == nullptr) return Expected(LineOf(head), "the key version in [policy]");
    if (!version->is_integer() || **version->as_integer() < 1) {
      return Expected(LineOf(version), "version = 1 or more");
    }
    return std::move(name.text);
  }

  Result<Rule> ReadRule(const toml::table& table) {
    RETURN_IF_ERROR(OnlyKeys(table, {"id", "professions", "action", "compartments", "purposes"},
                             "id, professions, action, compartments or purposes"));
    Rule rule;
    ASSIGN_OR_RETURN(rule.id, ReadId(table));
    ASSIGN_OR_RETURN(rule.professions, ReadProfessions(table));
    ASSIGN_OR_RETURN(rule.action, ReadAction(table));
    ASSIGN_OR_RETURN(rule.purposes, ReadPurposes(table));
    ASSIGN_OR_RETURN(rule.compartments, ReadCompartments(table, rule));
    return rule;
  }

  Result<std::string> ReadId(const toml::table& table) {
    ASSIGN_OR_RETURN(TomlText id, ReadText(table, "id"));
    if (!IsRuleId(id.text)) {
      return Expected(id.line,
                      "id = up to 64 of a-z, 0-9, '.', '_' and '-', such as \"hospital.read\"");
    }
    if (id.text == kOwnRule || id.text == kDirectoryRule || id.text == kOperatorRule ||
        id.text == kAgreementRule || id.text == kRelationRule || id.text == kOversightRule ||
        id.text == kTrustedRule || id.text == kMandateRule || id.text == kRequestRule) {
      return Expected(
          id.line,
          fmt::format("another id: \"{}\" is what the log calls a built-in rule", id.text));
    }
    const auto [at, is_new] = ids_.emplace(id.text, id.line);
    if (!is_new) {
      return Expected(id.line,
                      fmt::format("another id: \"{}\" stands on line {}", id.text, at->second));
    }
    return std::move(id.text);
  }

  Result<std::vector<std::string>> ReadProfessions(const toml::table& table) const {
    ASSIGN_OR_RETURN(const std::vector<TomlText> items, ReadList(table, "professions"));
    std::vector<std::string> professions;
    for (const TomlText& item : items) {
      if (!IsLowerSnakeCase(item.text)) {
        return Expected(item.line,
                        fmt::format("a profession in lower_snake_case; got \"{}\"", item.text));
      }
      if (item.text == kOfficer || item.text == kWitness || item.text == kHelpLine)
        return Expected(item.line,
                        "a profession that may reach content; privacy officers and witnesses of "
                        "consents do without it");
      professions.push_back(item.text);
    }
    return professions;
  }

  Result<Action> ReadAction(const toml::table& table) const {
    ASSIGN_OR_RETURN(const TomlText item, ReadText(table, "action"));
    const std::optional<Action> action = ActionNamed(item.text);
    if (action == Action::kRead || action == Action::kWrite || action == Action::kOpen) {
      return *action;
    }
    return Expected(item.line, fmt::format("READ, WRITE or OPEN; got \"{}\"", item.text));
  }

  Result<PurposeSet> ReadPurposes(const toml::table& table) const {
    ASSIGN_OR_RETURN(const std::vector<TomlText> items, ReadList(table, "purposes"));
    PurposeSet purposes;
    for (const TomlText& item : items) {
      const std::optional<Purpose> purpose = PurposeNamed(item.text);
      // The person's own access and the officer's review follow no rule of this file.
      if (!purpose || purpose == Purpose::kOwnAccess || purpose == Purpose::kOversight) {
        return Expected(
            item.line,
            fmt::format("EXIT_PREPARATION, HANDOVER, CONTINUITY or EMERGENCY; got \"{}\"",
                        item.text));
      }
      purposes.Add(*purpose);
    }
    return purposes;
  }

  Result<CompartmentSet> ReadCompartments(const toml::table& table, const Rule& rule) const {
    if (rule.action == Action::kOpen) {
      const toml::node* const node = table.get("compartments");
      if (node != nullptr) {
        return Expected(LineOf(node), "no compartments: opening a dossier shows none");
      }
      return CompartmentSet();
    }
    ASSIGN_OR_RETURN(const std::vector<TomlText> items, ReadList(table, "compartments"));
    CompartmentSet compartments;
    for (const TomlText& item : items) {
      const std::optional<Compartment> compartment = CompartmentNamed(item.text);
      if (!compartment) {
        return Expected(item.line,
                        fmt::format("a compartment, {}; got \"{}\"", AllNames(), item.text));
      }
      RETURN_IF_ERROR(CheckReach(rule, *compartment, item.line));
      compartments.Add(*compartment);
    }
    return compartments;
  }

  // Two promises that no file may break: the person's words are the person's, and an emergency
  // opens one compartment.
  Status CheckReach(const Rule& rule, Compartment compartment, std::uint32_t line) const {
    if (rule.action == Action::kWrite && compartment == Compartment::kOwnWords) {
      return Expected(
          line,
          "compartments that a professional can write; OWN_WORDS is written by the person alone");
    }
    if (rule.purposes.Has(Purpose::kEmergency) && compartment != Compartment::kEmergency) {
      return Expected(
          line, fmt::format("EMERGENCY alone, as the rule has the purpose EMERGENCY; got \"{}\"",
                            Name(compartment)));
    }
    return {};
  }

  // A name that is misspelt would be a profession that is masked nowhere.
  Status ReadTellsOf(const toml::table& root, PolicyFile& file) const {
    const toml::node* const node = root.get("tells_of");
    if (node == nullptr) return {};
    const toml::table* const table = node->as_table();
    if (table == nullptr) return Expected(LineOf(node), "a table [tells_of]");
    RETURN_IF_ERROR(OnlyKeys(*table, {"DETENTION", "MENTAL_HEALTH", "ADDICTION", "REFUGE"},
                             "DETENTION, MENTAL_HEALTH, ADDICTION or REFUGE"));
    for (int i = 1; i <= kTellsOf; ++i) {
      const auto what = static_cast<TellsOf>(i);
      if (table->get(Name(what)) == nullptr) continue;
      ASSIGN_OR_RETURN(const std::vector<TomlText> items, ReadList(*table, Name(what)));
      for (const TomlText& item : items) {
        const bool known = std::ranges::any_of(file.rules, [&](const Rule& rule) {
          return std::ranges::find(rule.professions, item.text) != rule.professions.end();
        });
        if (!known)
          return Expected(item.line,
                          fmt::format("a profession that a rule names; got \"{}\"", item.text));
        file.tells_of[item.text].Add(what);
      }
    }
    return {};
  }

  static std::string AllNames() {
    std::string names;
    for (int i = 1; i <= kCompartments; ++i) {
      if (i > 1) names += i == kCompartments ? " or " : ", ";
      names += Name(static_cast<Compartment>(i));
    }
    return names;
  }

  std::map<std::string, std::uint32_t> ids_;  // and their lines
};

}  // namespace

Result<PolicyFile> ReadPolicyFile(std::string_view toml, std::string_view name) {
  return FileReader(name).Read(toml);
}

}  // namespace relais::access
