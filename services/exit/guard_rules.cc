#include "services/exit/guard_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "services/base/toml_reader.h"
#include "services/exit/handover_facts.h"

namespace relais::exit {
namespace {

using directory::Catalogue;

constexpr int kMostDaysBefore = 30;

class GuardFile {
 public:
  GuardFile(std::string_view name, const Catalogue& catalogue)
      : read_(name), catalogue_(catalogue) {}

  Result<std::shared_ptr<const GuardRules>> Parse(std::string_view text) {
    ASSIGN_OR_RETURN(const toml::table root, read_.Syntax(text));
    RETURN_IF_ERROR(
        read_.OnlyKeys(root, {"version", "rule", "thing", "plan"}, "the guard's rules"));
    auto out = std::make_shared<GuardRules>();
    ASSIGN_OR_RETURN(const TomlText version, read_.ReadText(root, "version"));
    out->version = version.text;
    RETURN_IF_ERROR(Each(root, "rule", [&](const toml::table& table) -> Status {
      ASSIGN_OR_RETURN(GuardRule rule, ReadRule(table));
      if (!ids_.insert(rule.id).second)
        return read_.Expected(TomlReader::LineOf(&table),
                              fmt::format("an id that no other rule has, got {}", rule.id));
      out->rules.push_back(std::move(rule));
      return {};
    }));
    RETURN_IF_ERROR(Each(root, "thing", [&](const toml::table& table) -> Status {
      ASSIGN_OR_RETURN(PlannedThing thing, ReadThing(table, out->rules));
      if (std::ranges::find(out->things, thing.kind, &PlannedThing::kind) != out->things.end())
        return read_.Expected(TomlReader::LineOf(&table), "a kind that no other thing is of");
      out->things.push_back(std::move(thing));
      return {};
    }));
    if (static_cast<int>(out->things.size()) + 1 !=
        v1::ExitCondition::Kind_descriptor()->value_count())
      return read_.Expected(1, "a [[thing]] of each kind");
    RETURN_IF_ERROR(
        Each(root, "plan", [&](const toml::table& table) { return ReadPlan(table, out->plans); }));
    if (static_cast<int>(out->plans.size()) != v1::Exit::Kind_descriptor()->value_count())
      return read_.Expected(1, "a [[plan]] of each kind of leaving, and of UNSPECIFIED");
    return std::shared_ptr<const GuardRules>(std::move(out));
  }

 private:
  // Of [[key]], at least one.
  Status Each(const toml::table& root, const char* key,
              const std::function<Status(const toml::table&)>& read) {
    const toml::array* const all = root[key].as_array();
    if (all == nullptr || all->empty())
      return read_.Expected(1, fmt::format("at least one [[{}]]", key));
    for (const toml::node& node : *all) {
      if (!node.is_table())
        return read_.Expected(TomlReader::LineOf(&node), fmt::format("a table [[{}]]", key));
      RETURN_IF_ERROR(read(*node.as_table()));
    }
    return {};
  }

  Result<PlannedThing> ReadThing(const toml::table& table, const std::vector<GuardRule>& rules) {
    RETURN_IF_ERROR(read_.OnlyKeys(
        table,
        {"kind", "text", "rule", "unless", "settled_by", "covers", "whose_move", "days_before"},
        "a thing"));
    PlannedThing thing;
    ASSIGN_OR_RETURN(const TomlText kind, read_.ReadText(table, "kind"));
    ASSIGN_OR_RETURN(thing.kind, ReadKind(kind));
    ASSIGN_OR_RETURN(thing.text, ReadTexts(table, "text"));
    RETURN_IF_ERROR(ReadProof(table, rules, thing));
    ASSIGN_OR_RETURN(const TomlText move, read_.ReadText(table, "whose_move"));
    if (!v1::ExitDate::Party_Parse("PARTY_" + move.text, &thing.whose_move) ||
        thing.whose_move == v1::ExitDate::PARTY_UNSPECIFIED)
      return read_.Expected(move.line, "INSTITUTION, RECEIVER or PERSON");
    const auto days = table["days_before"].value<int>();
    if (!days || *days < 0 || *days > kMostDaysBefore)
      return read_.Expected(TomlReader::LineOf(&table), "days_before = 0 to 30, working days");
    thing.days_before = *days;
    return thing;
  }

  // A rule's, or its own, or none: then it is settled by somebody's word alone.
  Status ReadProof(const toml::table& table, const std::vector<GuardRule>& rules,
                   PlannedThing& thing) {
    const auto find = [&](const TomlText& id) {
      return std::ranges::find(rules, id.text, &GuardRule::id);
    };
    if (table.contains("unless")) {
      ASSIGN_OR_RETURN(const auto unless, read_.ReadList(table, "unless"));
      for (const TomlText& id : unless) {
        if (find(id) == rules.end()) return read_.Expected(id.line, "ids of rules");
        thing.unless.push_back(id.text);
      }
    }
    if (table.contains("rule")) {
      ASSIGN_OR_RETURN(const TomlText rule, read_.ReadText(table, "rule"));
      if (find(rule) == rules.end() || table.contains("covers") || table.contains("settled_by"))
        return read_.Expected(rule.line, "the id of a rule, which says what settles it");
      thing.proof = *find(rule);
      return {};
    }
    if (table.contains("settled_by")) {
      ASSIGN_OR_RETURN(thing.proof.settled_by, ReadPatterns(table, "settled_by"));
      // What is under way is not settled by another.
      thing.proof.raised_by = thing.proof.settled_by;
    }
    if (table.contains("covers")) {
      ASSIGN_OR_RETURN(thing.proof.covers, ReadCover(table));
    }
    return {};
  }

  Result<v1::ExitCondition::Kind> ReadKind(const TomlText& text) {
    v1::ExitCondition::Kind kind{};
    if (!v1::ExitCondition::Kind_Parse("KIND_" + text.text, &kind) ||
        kind == v1::ExitCondition::KIND_UNSPECIFIED)
      return read_.Expected(text.line, fmt::format("a kind of thing, got {}", text.text));
    return kind;
  }

  Status ReadPlan(const toml::table& table,
                  std::map<v1::Exit::Kind, std::vector<v1::ExitCondition::Kind>>& plans) {
    RETURN_IF_ERROR(read_.OnlyKeys(table, {"of", "takes"}, "a plan"));
    std::vector<v1::ExitCondition::Kind> takes;
    ASSIGN_OR_RETURN(const auto taken, read_.ReadList(table, "takes"));
    for (const TomlText& text : taken) {
      ASSIGN_OR_RETURN(const auto kind, ReadKind(text));
      takes.push_back(kind);
    }
    ASSIGN_OR_RETURN(const auto of, read_.ReadList(table, "of"));
    for (const TomlText& text : of) {
      v1::Exit::Kind kind{};
      if (!v1::Exit::Kind_Parse("KIND_" + text.text, &kind) || !plans.emplace(kind, takes).second)
        return read_.Expected(
            text.line,
            fmt::format("a kind of leaving that no other plan is of, got {}", text.text));
      // It would tell of a detention to those from whom the kind is kept.
      if (kind == v1::Exit::KIND_UNSPECIFIED &&
          std::ranges::find(takes, v1::ExitCondition::KIND_COURT_CONDITIONS) != takes.end())
        return read_.Expected(text.line, "no COURT_CONDITIONS where the kind is not shown");
    }
    return {};
  }

  Result<GuardRule> ReadRule(const toml::table& table) {
    RETURN_IF_ERROR(
        read_.OnlyKeys(table,
                       {"id", "grade", "otherwise", "unraised", "asks", "needs", "raised_by",
                        "settled_by", "covers", "each_by", "worry_call", "sentence", "clear"},
                       "a rule"));
    GuardRule rule;
    ASSIGN_OR_RETURN(const TomlText id, read_.ReadText(table, "id"));
    rule.id = id.text;
    ASSIGN_OR_RETURN(rule.grade, ReadGrade(table, "grade"));
    for (const auto& [key, into] :
         {std::pair{"otherwise", &rule.otherwise}, {"unraised", &rule.unraised}}) {
      if (!table.contains(key)) continue;
      ASSIGN_OR_RETURN(*into, ReadGrade(table, key));
    }
    const bool stops = rule.grade == v1::Finding::GRADE_STOP;
    if (!stops && (table.contains("needs") || table.contains("otherwise")))
      return read_.Expected(TomlReader::LineOf(&table), "needs and otherwise with a STOP only");
    if (rule.otherwise == v1::Finding::GRADE_STOP || rule.unraised == v1::Finding::GRADE_STOP)
      return read_.Expected(TomlReader::LineOf(&table),
                            "no STOP where no need is known, or nothing raised it");
    ASSIGN_OR_RETURN(const auto asks, read_.ReadList(table, "asks"));
    for (const TomlText& name : asks) {
      const auto compartment = CompartmentNamed(name.text);
      if (!compartment) return read_.Expected(name.line, "compartments, such as EXIT");
      rule.asks.Add(*compartment);
    }
    if (table.contains("needs")) {
      ASSIGN_OR_RETURN(const auto needs, read_.ReadList(table, "needs"));
      for (const TomlText& need : needs) {
        const directory::Kind* const kind = catalogue_.FindKind(need.text);
        if (kind == nullptr || kind->kind_class != directory::KindClass::kFragility)
          return read_.Expected(need.line, fmt::format("a kind of fragility, got {}", need.text));
        rule.needs.push_back(need.text);
      }
    }
    if (table.contains("raised_by")) {
      ASSIGN_OR_RETURN(rule.raised_by, ReadPatterns(table, "raised_by"));
    } else if (table.contains("unraised")) {
      return read_.Expected(TomlReader::LineOf(&table), "unraised with raised_by only");
    }
    rule.worry_call = table["worry_call"].value_or(false);
    if (rule.worry_call != table.contains("worry_call") ||
        (rule.worry_call && (table.contains("raised_by") || table.contains("settled_by"))))
      return read_.Expected(TomlReader::LineOf(table.get("worry_call")),
                            "worry_call = true, and then neither raised_by nor settled_by");
    if (!rule.worry_call) {
      ASSIGN_OR_RETURN(rule.settled_by, ReadPatterns(table, "settled_by"));
    }
    if (table.contains("each_by")) {
      ASSIGN_OR_RETURN(const TomlText each_by, read_.ReadText(table, "each_by"));
      if (!std::ranges::any_of(rule.settled_by, [&](const FactPattern& pattern) {
            return HasField(pattern.kind, each_by.text);
          }))
        return read_.Expected(each_by.line, "a field of a kind in settled_by");
      rule.each_by = each_by.text;
    }
    if (table.contains("covers")) {
      ASSIGN_OR_RETURN(rule.covers, ReadCover(table));
    }
    ASSIGN_OR_RETURN(rule.sentence, ReadTexts(table, "sentence"));
    ASSIGN_OR_RETURN(rule.clear, ReadTexts(table, "clear"));
    return rule;
  }

  Result<v1::Finding::Grade> ReadGrade(const toml::table& table, std::string_view key) {
    ASSIGN_OR_RETURN(const TomlText text, read_.ReadText(table, key));
    v1::Finding::Grade grade{};
    if (!v1::Finding::Grade_Parse("GRADE_" + text.text, &grade) ||
        grade == v1::Finding::GRADE_UNSPECIFIED)
      return read_.Expected(text.line, "STOP, ASK or NOTE");
    return grade;
  }

  Result<Cover> ReadCover(const toml::table& table) {
    ASSIGN_OR_RETURN(const TomlText text, read_.ReadText(table, "covers"));
    constexpr std::string_view kNames[] = {"any", "day", "there", "visit", "window", "ahead"};
    const auto* const at = std::ranges::find(kNames, text.text);
    if (at == std::end(kNames))
      return read_.Expected(text.line, "any, day, there, visit, window or ahead");
    return static_cast<Cover>(at - kNames + 1);
  }

  Result<std::vector<FactPattern>> ReadPatterns(const toml::table& table, std::string_view key) {
    const toml::array* const list = table[key].as_array();
    if (list == nullptr || list->empty())
      return read_.Expected(TomlReader::LineOf(table.get(key)),
                            fmt::format("{} = a list of kinds", key));
    std::vector<FactPattern> out;
    for (const toml::node& node : *list) {
      FactPattern pattern;
      if (node.is_string()) {
        pattern.kind = **node.as_string();
      } else if (node.is_table()) {
        for (const auto& [name, value] : *node.as_table()) {
          if (name.str() == "after") {
            if (!value.is_boolean())
              return read_.Expected(TomlReader::LineOf(&value), "after = true or false");
            pattern.after = value.value_or(false);
            continue;
          }
          const std::string text = value.value_or(std::string());
          if (name.str() == kHandoverKind) {
            pattern.kind = kHandoverKind;
            pattern.fields[kNeedField] = text;
            continue;
          }
          (name.str() == "kind" ? pattern.kind : pattern.fields[std::string(name.str())]) = text;
        }
      }
      RETURN_IF_ERROR(CheckPattern(pattern, TomlReader::LineOf(&node)));
      out.push_back(std::move(pattern));
    }
    return out;
  }

  bool HasField(const std::string& kind, std::string_view field) const {
    if (kind == kHandoverKind) return field == kNeedField;
    return std::ranges::any_of(
        catalogue_.FindKind(kind)->fields,
        [&](const directory::KindField& f) { return f.field->name == field; });
  }

  Status CheckPattern(FactPattern& pattern, std::uint32_t line) {
    if (pattern.kind == kHandoverKind) {
      v1::Need need{};
      const bool known = v1::Need_Parse("NEED_" + pattern.fields[kNeedField], &need);
      // Of a bed that nobody said until when, one night is known.
      pattern.by_night = need == v1::NEED_SHELTER_PLACE || need == v1::NEED_SHORT_STAY;
      if (known && need != v1::NEED_UNSPECIFIED && pattern.fields.size() == 1) return {};
      return read_.Expected(line, "{ handover = \"NEED\" }, such as HOME_NURSING");
    }
    const directory::Kind* const kind = catalogue_.FindKind(pattern.kind);
    if (kind == nullptr)
      return read_.Expected(line, fmt::format("a kind of the catalogue, got \"{}\"", pattern.kind));
    pattern.by_night = HasField(pattern.kind, "nights");
    for (const auto& named : pattern.fields) {
      const std::string &name = named.first, &code = named.second;
      const auto field = std::ranges::find_if(
          kind->fields, [&](const directory::KindField& f) { return f.field->name == name; });
      if (field == kind->fields.end() ||
          std::ranges::find(field->field->codes, code) == field->field->codes.end())
        return read_.Expected(
            line, fmt::format("a field of {} with one of its codes, got {} = \"{}\"", pattern.kind,
                              name, code));
    }
    return {};
  }

  Result<v1::Text> ReadTexts(const toml::table& table, std::string_view key) {
    const toml::table* const texts = table[key].as_table();
    if (texts == nullptr)
      return read_.Expected(TomlReader::LineOf(&table),
                            fmt::format("{} = {{ fr, nl, de, en }}", key));
    RETURN_IF_ERROR(read_.OnlyKeys(*texts, {"fr", "nl", "de", "en"}, "a text"));
    v1::Text out;
    for (const auto& [language, into] : {std::pair{"fr", out.mutable_fr()},
                                         {"nl", out.mutable_nl()},
                                         {"de", out.mutable_de()},
                                         {"en", out.mutable_en()}}) {
      ASSIGN_OR_RETURN(const TomlText text, read_.ReadText(*texts, language));
      *into = text.text;
    }
    return out;
  }

  TomlReader read_;
  const Catalogue& catalogue_;
  std::set<std::string> ids_;
};

}  // namespace

const GuardRule* GuardRules::Find(std::string_view id) const {
  const auto found = std::ranges::find(rules, id, &GuardRule::id);
  return found == rules.end() ? nullptr : &*found;
}

const PlannedThing& GuardRules::Thing(v1::ExitCondition::Kind kind) const {
  return *std::ranges::find(things, kind, &PlannedThing::kind);
}

bool GuardRules::LookAt(const v1::Step& step) const {
  const auto is = [&](const FactPattern& pattern) { return pattern.kind == step.kind(); };
  const auto rests = [&](const GuardRule& rule) {
    return std::ranges::any_of(rule.raised_by, is) || std::ranges::any_of(rule.settled_by, is);
  };
  return step.compartment() == v1::COMPARTMENT_FRAGILITY || std::ranges::any_of(rules, rests) ||
         std::ranges::any_of(things, rests, &PlannedThing::proof);
}

Result<std::shared_ptr<const GuardRules>> GuardRules::Parse(std::string_view toml,
                                                            std::string_view name,
                                                            const Catalogue& catalogue) {
  return GuardFile(name, catalogue).Parse(toml);
}

}  // namespace relais::exit
