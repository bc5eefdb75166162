#include "tests/access/naive.h"

#include <algorithm>

namespace relais::access {
namespace {

const std::vector<std::string> kCompartmentWords = {
    "",          "IDENTITY",  "WHEREABOUTS", "NETWORK", "SOCIAL",
    "RESIDENCE", "HEALTH",    "PSYCHIATRIC", "JUSTICE", "FRAGILITY",
    "EXIT",      "EMERGENCY", "OWN_WORDS"};
const std::vector<std::string> kPurposeWords = {
    "", "EXIT_PREPARATION", "HANDOVER", "CONTINUITY", "EMERGENCY", "OWN_ACCESS", "OVERSIGHT"};
constexpr int kOwnWordsNumber = 12;
const Array<16> kZero{};

bool Contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

std::vector<std::string> Quoted(std::string_view line) {
  std::vector<std::string> texts;
  for (auto from = line.find('"'); from != line.npos; from = line.find('"', from)) {
    const auto to = line.find('"', from + 1);
    texts.emplace_back(line.substr(from + 1, to - from - 1));
    from = to + 1;
  }
  return texts;
}

const NaiveRule* FirstRule(const std::vector<NaiveRule>& rules, const std::string& profession,
                           const std::string& action, int purpose, int compartment) {
  for (const NaiveRule& rule : rules) {
    if (rule.action != action) continue;
    if (!Contains(rule.professions, profession)) continue;
    if (!Contains(rule.purposes, kPurposeWords[static_cast<std::size_t>(purpose)])) continue;
    if (action == "OPEN") return &rule;
    if (Contains(rule.compartments, kCompartmentWords[static_cast<std::size_t>(compartment)])) {
      return &rule;
    }
  }
  return nullptr;
}

bool Bit(std::uint16_t bits, int number) { return (bits >> number) % 2 == 1; }

// No bit at all, or one that stands for nothing.
bool Odd(std::uint16_t bits, int highest) {
  bool any = false;
  for (int i = 0; i < 16; ++i) {
    if (!Bit(bits, i)) continue;
    if (i < 1 || i > highest) return true;
    any = true;
  }
  return !any;
}

bool Unended(const ConsentCell& cell) { return ToMillis(cell.end) == 0 || cell.end <= cell.start; }

bool Grants(const ConsentCell& cell, const Caller& caller, int action, int purpose, int compartment,
            Instant now) {
  if (static_cast<int>(cell.effect) != 1) return false;
  if (cell.revoked.has_value()) return false;
  if (Unended(cell)) return false;
  if (!(cell.start <= now && now < cell.end)) return false;
  const int kind = static_cast<int>(cell.grantee_kind);
  // 14, to agree, is for those beside the person alone.
  std::uint16_t actions = cell.actions.bits();
  if (kind == 5 && Bit(actions, 14)) actions = static_cast<std::uint16_t>((actions & 0xBFFF) | 2);
  // 15, to answer what is asked, stands by itself, and is for all others.
  if (kind != 5 && actions == 0x8000) actions = 2;
  if (Odd(cell.compartments.bits(), 12) || Odd(actions, 2) || Odd(cell.purposes.bits(), 6))
    return false;
  if (!Bit(cell.compartments.bits(), compartment)) return false;
  if (!Bit(cell.actions.bits(), action)) return false;
  if (!Bit(cell.purposes.bits(), purpose)) return false;
  if (cell.grantee == kZero) return false;
  if (cell.profession != "" && cell.profession != caller.profession) return false;
  if (static_cast<int>(caller.kind) == 5) return kind == 5 && cell.grantee == caller.id;
  if (kind == 1) return cell.grantee == caller.id;
  if (kind == 2) return cell.grantee == caller.organisation.bytes();
  if (kind == 3) return cell.grantee == caller.organisation.bytes() && cell.profession != "";
  if (kind == 4) return cell.grantee == caller.unit.bytes();
  return false;
}

bool NamedInExclusion(const ConsentCell& cell, const Caller& caller) {
  const int kind = static_cast<int>(cell.grantee_kind);
  if (kind == 3 && cell.profession != "" && cell.profession != caller.profession) return false;
  if (cell.grantee == kZero) return true;
  if (kind == 1 || kind == 5) return cell.grantee == caller.id;
  if (kind == 2 || kind == 3) return cell.grantee == caller.organisation.bytes();
  const bool of_unit = cell.grantee == caller.unit.bytes();
  if (kind == 4) return of_unit;
  return of_unit || cell.grantee == caller.id || cell.grantee == caller.organisation.bytes();
}

bool ExcludesFrom(const ConsentCell& cell, const Caller& caller, int compartment, Instant now) {
  if (static_cast<int>(cell.effect) == 1 || static_cast<int>(cell.effect) == 3) return false;
  if (static_cast<int>(cell.effect) == 4) return !cell.revoked.has_value();
  if (cell.revoked.has_value() && !(now < *cell.revoked)) return false;
  if (now < cell.start) return false;
  if (!Unended(cell) && !(now < cell.end)) return false;
  if (!NamedInExclusion(cell, caller)) return false;
  bool names_one = false;
  for (int c = 1; c <= 12; ++c) names_one = names_one || Bit(cell.compartments.bits(), c);
  return !names_one || Bit(cell.compartments.bits(), compartment);
}

bool IsRelationOf(const ConsentCell& cell, const Caller& caller, Instant now) {
  if (static_cast<int>(cell.effect) != 3 || cell.revoked.has_value() || Unended(cell)) return false;
  if (cell.start > now || cell.end <= now || cell.grantee == kZero) return false;
  if (caller.unit.IsZero()) return cell.grantee == caller.organisation.bytes();
  return cell.grantee == caller.unit.bytes();
}

Decision Rule(const std::string& rule) {
  Decision decision;
  decision.allowed = true;
  decision.rules = {rule};
  return decision;
}

// Adds the compartment when a rule and a cell for that action open it, and nothing closes it.
void OpenOne(const std::vector<NaiveRule>& rules, const std::vector<ConsentCell>& cells,
             const Caller& caller, const std::string& verb, int action, int purpose,
             int compartment, Instant now, Decision& decision) {
  const NaiveRule* const rule = FirstRule(rules, caller.profession, verb, purpose, compartment);
  if (rule == nullptr) return;
  for (const ConsentCell& cell : cells) {
    if (ExcludesFrom(cell, caller, compartment, now)) return;
  }
  const ConsentCell* last = nullptr;
  for (const ConsentCell& cell : cells) {
    if (!Grants(cell, caller, action, purpose, compartment, now)) continue;
    if (last == nullptr || cell.end > last->end) last = &cell;
  }
  if (last == nullptr) return;
  decision.allowed = true;
  decision.granted.Add(static_cast<Compartment>(compartment));
  decision.bases.push_back({static_cast<Compartment>(compartment), rule->id, last->id, last->end});
}

// Decides one compartment of a read or write.
void DecideOne(const std::vector<NaiveRule>& rules, const std::vector<ConsentCell>& cells,
               const Caller& caller, const Request& request, bool telling, int compartment,
               Instant now, Decision& decision) {
  const int action = static_cast<int>(request.action), purpose = static_cast<int>(*request.purpose);
  bool related = purpose == 4 && !telling;
  for (const ConsentCell& cell : cells) related = related || IsRelationOf(cell, caller, now);
  if (related)
    OpenOne(rules, cells, caller, action == 1 ? "READ" : "WRITE", action, purpose, compartment, now,
            decision);
}

Decision Professional(const std::vector<NaiveRule>& rules, const std::vector<ConsentCell>& cells,
                      const Caller& caller, const Request& request, Instant now,
                      bool telling = false) {
  const int action = static_cast<int>(request.action);
  if (action == 7) return Rule("directory");
  const bool by_system = caller.system != Array<16>{};
  if (request.at_request) {
    bool known = caller.profession == "help_line";
    for (const NaiveRule& rule : rules)
      known = known || Contains(rule.professions, caller.profession);
    const bool may =
        action == 5 || ((action == 11 || action == 4) && !caller.tells_of.Has(TellsOf::kDetention));
    return known && !by_system && may ? Rule("request") : Decision{};
  }
  if (action == 13) return by_system ? Decision{} : Rule("own");
  if (action == 14) {
    bool known = caller.profession == "consent_witness";
    for (const NaiveRule& rule : rules)
      known = known || Contains(rule.professions, caller.profession);
    return known && !by_system ? Rule("agreement") : Decision{};
  }
  if (action == 15) {
    bool known = false;
    for (const NaiveRule& rule : rules)
      known = known || Contains(rule.professions, caller.profession);
    if (!known || by_system) return {};
    if (request.wanted.bits() == 0) return Rule("relation");
    const bool question = request.purpose.has_value() && static_cast<int>(*request.purpose) == 2 &&
                          request.wanted.bits() == 0x0400 && !request.dossier.IsZero();
    Decision answers;
    if (question) OpenOne(rules, cells, caller, "READ", 15, 2, 10, now, answers);
    return answers;
  }
  if (!request.purpose.has_value()) return {};
  if (action == 3) {
    if (by_system) return {};
    const NaiveRule* const rule =
        FirstRule(rules, caller.profession, "OPEN", static_cast<int>(*request.purpose), 0);
    return rule == nullptr ? Decision{} : Rule(rule->id);
  }
  if (action == 12) {
    const bool officer = caller.profession == "privacy_officer" && !by_system &&
                         static_cast<int>(*request.purpose) == 6;
    return officer ? Rule("oversight") : Decision{};
  }
  if (action == 11) {
    if (caller.profession == "prison_psychosocial_service") return {};
    if (caller.profession == "justice_assistant") return {};
    Request reading = request;
    reading.action = static_cast<Action>(1);
    reading.wanted = CompartmentSet(0x1FFE);
    Decision told = Professional(rules, cells, caller, reading, now, true);
    told.granted = CompartmentSet();
    return told;
  }
  if (action != 1 && action != 2) return {};
  if (request.dossier.IsZero()) return {};
  Decision decision;
  for (int c = 0; c < 16; ++c) {
    if (!Bit(request.wanted.bits(), c)) continue;
    const std::size_t before = decision.bases.size();
    if (c >= 1 && c <= 12) DecideOne(rules, cells, caller, request, telling, c, now, decision);
    if (action == 2 && decision.bases.size() == before) return {};
  }
  return decision;
}

Decision Person(const std::vector<ConsentCell>& cells, const Caller& caller,
                const Request& request) {
  const int action = static_cast<int>(request.action);
  if (action == 7) return Rule("directory");
  for (const ConsentCell& cell : cells) {
    if (static_cast<int>(cell.effect) == 4 && !cell.revoked.has_value()) return {};
  }
  if (request.dossier.IsZero() || caller.dossier.IsZero()) return {};
  if (request.dossier.bytes() != caller.dossier.bytes()) return {};
  if (action == 13) return Rule("own");
  if (static_cast<int>(caller.assurance) < 2) return {};
  if (action == 4 || action == 5 || action == 6 || action == 11 || action == 14) return Rule("own");
  if (action != 1 && action != 2) return {};
  Decision decision;
  for (int c = 0; c < 16; ++c) {
    if (!Bit(request.wanted.bits(), c)) continue;
    if (action == 2 && c != kOwnWordsNumber) return {};
    if (c < 1 || c > 12) continue;
    decision.allowed = true;
    decision.granted.Add(static_cast<Compartment>(c));
    decision.bases.push_back({static_cast<Compartment>(c), "own", ConsentId(), Instant()});
  }
  return decision;
}

Decision Trusted(const std::vector<ConsentCell>& cells, const Caller& caller,
                 const Request& request, Instant now) {
  const int action = static_cast<int>(request.action);
  if (action == 7) return Rule("directory");
  if (request.dossier.IsZero() || request.dossier.bytes() != caller.dossier.bytes()) return {};
  if (action != 1 && action != 5 && action != 13 && action != 14) return {};
  if (request.purpose.has_value() && static_cast<int>(*request.purpose) != 5) return {};
  Decision decision;
  for (int c = 1; c <= 12; ++c) {
    if (action == 1 && !Bit(request.wanted.bits(), c)) continue;
    bool closed = false, agrees = false;
    const ConsentCell* last = nullptr;
    for (const ConsentCell& cell : cells) {
      closed = closed || ExcludesFrom(cell, caller, c, now);
      agrees = agrees || Grants(cell, caller, 14, 5, c, now);
      if (!Grants(cell, caller, 1, 5, c, now)) continue;
      if (last == nullptr || cell.end > last->end) last = &cell;
    }
    if (!closed && agrees && (action == 5 || action == 14)) return Rule("mandate");
    if (!closed && (agrees || last != nullptr) && action == 13) return Rule("trusted");
    if (closed || last == nullptr || action != 1) continue;
    decision.allowed = true;
    decision.granted.Add(static_cast<Compartment>(c));
    decision.bases.push_back({static_cast<Compartment>(c), "trusted", last->id, last->end});
  }
  return decision;
}

}  // namespace

std::vector<NaiveRule> NaiveRules(std::string_view toml) {
  std::vector<NaiveRule> rules;
  while (!toml.empty()) {
    const bool opens_list = toml.substr(0, toml.find('\n')).ends_with('[');
    const std::string_view line = toml.substr(0, toml.find(opens_list ? "\n]" : "\n"));
    toml.remove_prefix(std::min(toml.size(), line.size() + 1));
    if (line == "[[rule]]") rules.emplace_back();
    if (rules.empty() || line.starts_with('#')) continue;
    NaiveRule& rule = rules.back();
    if (line.starts_with("id = ")) rule.id = Quoted(line).at(0);
    if (line.starts_with("action = ")) rule.action = Quoted(line).at(0);
    if (line.starts_with("professions = ")) rule.professions = Quoted(line);
    if (line.starts_with("compartments = ")) rule.compartments = Quoted(line);
    if (line.starts_with("purposes = ")) rule.purposes = Quoted(line);
  }
  return rules;
}

Decision NaiveDecide(const std::vector<NaiveRule>& rules, const std::vector<ConsentCell>& cells,
                     const Caller& caller, const Request& request, Instant now) {
  if (caller.suspended || now < caller.serves_from || !(now < caller.serves_until)) return {};
  if (request.purpose.has_value()) {
    const int purpose = static_cast<int>(*request.purpose);
    if (purpose < 1 || purpose > 6) return {};
  }
  const int kind = static_cast<int>(caller.kind), action = static_cast<int>(request.action);
  if (request.at_request && kind != 1) return {};
  if (request.thaws) {
    const bool writes = action == 2 && request.wanted.bits() == 0x0400;
    const bool at_desk = action == 4 && request.at_request;
    if (kind != 1 || caller.system != Array<16>{} || !(writes || at_desk)) return {};
    std::vector<ConsentCell> others;
    for (const ConsentCell& cell : cells) {
      if (static_cast<int>(cell.effect) != 4 || cell.revoked.has_value()) others.push_back(cell);
    }
    return Professional(rules, others, caller, request, now);
  }
  if (kind == 1) return Professional(rules, cells, caller, request, now);
  if (kind == 2) return Person(cells, caller, request);
  if (kind == 5) return Trusted(cells, caller, request, now);
  if (kind != 3) return {};
  if (action == 7) return Rule("directory");
  if (action == 8 || action == 9) return Rule("operator");
  return {};
}

}  // namespace relais::access
