// Decide against the naive decision, on a million random cases: sound and malformed cells, instants
// at the edges of periods, numbers that stand for nothing. RELAIS_DIFFERENTIAL_CASES and
// RELAIS_DIFFERENTIAL_SEED override; each case is drawn from the seed and its own number alone, so
// that a failure can be repeated with the two that it prints.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "tests/access/files.h"
#include "tests/access/naive.h"

namespace relais::access {
namespace {

std::uint64_t FromEnvironment(const char* name, std::uint64_t otherwise) {
  const char* const text = std::getenv(name);
  const std::uint64_t value = text == nullptr ? 0 : std::strtoull(text, nullptr, 10);
  return value == 0 ? otherwise : value;
}

// splitmix64
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : state_(seed) {}

  std::uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  int Below(int n) { return static_cast<int>(Next() % static_cast<std::uint64_t>(n)); }
  bool OneIn(int n) { return Below(n) == 0; }
  std::uint16_t Bits() { return static_cast<std::uint16_t>(Next()); }

 private:
  std::uint64_t state_;
};

struct PolicyPair {
  std::shared_ptr<const Policy> policy;
  std::vector<NaiveRule> rules;
  std::vector<std::string> professions;
};

PolicyPair Pair(const std::string& toml) {
  const auto policy = Policy::Parse(toml, "random.toml");
  if (!policy) {
    throw std::runtime_error(
        fmt::format("{}: {}\n{}", policy.error().field, policy.error().message, toml));
  }
  PolicyPair pair{*policy, NaiveRules(toml), {"", "stranger"}};
  for (const std::string_view profession : (*policy)->Professions()) {
    pair.professions.emplace_back(profession);
  }
  return pair;
}

// Some of `values`, at least one, as a TOML list.
std::string Some(Draw& draw, const std::vector<std::string>& values) {
  std::string list;
  const int must = draw.Below(static_cast<int>(values.size()));
  for (int i = 0; i < static_cast<int>(values.size()); ++i) {
    if (i != must && draw.OneIn(2)) continue;
    list += fmt::format("{}\"{}\"", list.empty() ? "" : ", ", values[static_cast<std::size_t>(i)]);
  }
  return fmt::format("[{}]", list);
}

std::string RandomRule(Draw& draw, int number) {
  std::vector<std::string> compartments;
  for (int c = 1; c <= kCompartments; ++c) {
    compartments.emplace_back(Name(static_cast<Compartment>(c)));
  }
  const char* const action = draw.OneIn(6) ? "OPEN" : draw.OneIn(3) ? "WRITE" : "READ";
  std::vector<std::string> purposes = {"EXIT_PREPARATION", "HANDOVER", "CONTINUITY"};
  if (action == std::string("WRITE")) compartments.pop_back();
  if (draw.OneIn(4)) {
    purposes = {"EMERGENCY"};
    compartments = {"EMERGENCY"};
  }
  std::string rule = fmt::format("[[rule]]\nid = \"rule.{}\"\nprofessions = {}\naction = \"{}\"\n",
                                 number, Some(draw, {"nurse", "doctor", "worker"}), action);
  if (action != std::string("OPEN")) {
    rule += fmt::format("compartments = {}\n", Some(draw, compartments));
  }
  return rule + fmt::format("purposes = {}\n", Some(draw, purposes));
}

std::vector<PolicyPair> Policies(std::uint64_t seed) {
  std::vector<PolicyPair> pairs = {Pair(ReadFile(kBelgium))};
  Draw draw(seed);
  for (int i = 0; i < 200; ++i) {
    std::string toml = "[policy]\nname = \"random\"\nversion = 1\n";
    const int rules = 1 + draw.Below(10);
    for (int r = 0; r < rules; ++r) toml += RandomRule(draw, r);
    pairs.push_back(Pair(toml));
  }
  return pairs;
}

// Few ids, so that they meet; 0 is nobody.
Array<16> RandomId(Draw& draw) {
  Array<16> id{};
  id[15] = static_cast<std::uint8_t>(draw.OneIn(12) ? 0 : 1 + draw.Below(3));
  return id;
}

// A dozen instants around 0, so that edges meet and an end is often unset.
Instant RandomInstant(Draw& draw) { return FromMillis(draw.Below(12) - 2); }

// Mostly a sound set, sometimes any sixteen bits, sometimes none.
template <class E>
EnumSet<E> RandomSet(Draw& draw, int highest) {
  if (draw.OneIn(25)) return EnumSet<E>(draw.Bits());
  if (draw.OneIn(25)) return {};
  const auto known = static_cast<std::uint16_t>((1U << static_cast<unsigned>(highest + 1)) - 2);
  return EnumSet<E>(static_cast<std::uint16_t>((draw.Bits() | draw.Bits()) & known));
}

template <class E>
E RandomValue(Draw& draw, int highest) {
  return static_cast<E>(draw.OneIn(20) ? draw.Below(256) : 1 + draw.Below(highest));
}

std::string RandomProfession(Draw& draw, const PolicyPair& pair) {
  const int first = draw.OneIn(15) ? 0 : 2;  // the two before that are not in the policy
  const int count = static_cast<int>(pair.professions.size()) - first;
  return pair.professions[static_cast<std::size_t>(first + draw.Below(count))];
}

ConsentCell RandomCell(Draw& draw, const PolicyPair& pair, const Caller& caller, Instant now) {
  ConsentCell cell;
  const Array<16> id{static_cast<std::uint8_t>(draw.Below(256)), 1};
  cell.id = ConsentId(id);
  cell.effect = draw.OneIn(6) ? RandomValue<Effect>(draw, 4) : Effect::kAllow;
  cell.grantee_kind = RandomValue<GranteeKind>(draw, caller.unit.IsZero() ? 3 : 4);
  const bool is_trusted = caller.kind == CallerKind::kTrustedPerson;
  if (is_trusted ? !draw.OneIn(6) : draw.OneIn(40)) cell.grantee_kind = GranteeKind::kTrustedPerson;
  const bool is_professional = cell.grantee_kind == GranteeKind::kProfessional ||
                               cell.grantee_kind == GranteeKind::kTrustedPerson;
  cell.grantee = is_professional ? caller.id : caller.organisation.bytes();
  if (cell.grantee_kind == GranteeKind::kUnit) cell.grantee = caller.unit.bytes();
  if (draw.OneIn(6)) cell.grantee = RandomId(draw);
  if (!is_professional || draw.OneIn(10)) cell.profession = caller.profession;
  if (draw.OneIn(8)) cell.profession = RandomProfession(draw, pair);
  if (is_trusted && !draw.OneIn(10)) cell.profession = caller.profession;
  cell.compartments = RandomSet<Compartment>(draw, kCompartments);
  cell.actions = RandomSet<Action>(draw, 2);
  if (draw.OneIn(is_trusted ? 3 : 60)) cell.actions.Add(Action::kAgree);
  if (draw.OneIn(is_trusted ? 60 : 30)) cell.actions = {Action::kRelate};
  if (draw.OneIn(60)) cell.actions.Add(Action::kRelate);
  cell.purposes = RandomSet<Purpose>(draw, kPurposes);
  if (is_trusted && !draw.OneIn(10)) cell.purposes.Add(Purpose::kOwnAccess);
  cell.start = draw.OneIn(6) ? RandomInstant(draw) : now - Millis(draw.Below(4));
  cell.end = draw.OneIn(6) ? RandomInstant(draw) : now + Millis(draw.Below(4));
  if (draw.OneIn(8)) cell.revoked = RandomInstant(draw);
  return cell;
}

// Most cases have one that is good: without it there is little to compare.
ConsentCell RandomRelation(Draw& draw, const Caller& caller, Instant now) {
  ConsentCell cell;
  cell.effect = Effect::kRelation;
  cell.grantee_kind = RandomValue<GranteeKind>(draw, 4);
  cell.grantee = draw.OneIn(40) ? RandomId(draw) : caller.team();
  cell.start = now - Millis(draw.Below(20));
  cell.end = now + Millis(draw.Below(20));
  if (draw.OneIn(20)) cell.revoked = RandomInstant(draw);
  return cell;
}

struct RandomCase {
  const PolicyPair* pair;
  Caller caller{};
  Request request;
  std::vector<ConsentCell> cells;
  Instant now;
};

RandomCase MakeCase(Draw& draw, const std::vector<PolicyPair>& pairs) {
  // The Belgian file is slow for the naive side: its turn comes in one case of sixteen.
  const int which = draw.OneIn(16) ? 0 : 1 + draw.Below(static_cast<int>(pairs.size()) - 1);
  RandomCase c{.pair = &pairs[static_cast<std::size_t>(which)],
               .caller = {},
               .request = {},
               .cells = {},
               .now = {}};
  c.caller.kind = draw.OneIn(8) ? RandomValue<CallerKind>(draw, 5) : CallerKind::kProfessional;
  c.caller.id = RandomId(draw);
  c.caller.organisation = OrganisationId(RandomId(draw));
  if (draw.OneIn(2)) c.caller.unit = UnitId(RandomId(draw));
  c.caller.profession = RandomProfession(draw, *c.pair);
  if (c.caller.kind == CallerKind::kTrustedPerson && !draw.OneIn(10)) c.caller.profession.clear();
  c.caller.suspended = draw.OneIn(30);
  if (draw.OneIn(40)) c.caller.serves_from = RandomInstant(draw);
  if (draw.OneIn(40)) c.caller.serves_until = RandomInstant(draw);
  if (draw.OneIn(4)) c.caller.system = RandomId(draw);
  c.caller.assurance = RandomValue<Assurance>(draw, 3);
  c.caller.dossier = DossierId(RandomId(draw));
  c.request.dossier = DossierId(RandomId(draw));
  if (c.caller.kind == CallerKind::kTrustedPerson && !draw.OneIn(8))
    c.request.dossier = c.caller.dossier;
  c.request.action = draw.OneIn(6) ? RandomValue<Action>(draw, 15) : RandomValue<Action>(draw, 2);
  c.request.wanted = RandomSet<Compartment>(draw, kCompartments);
  if (draw.OneIn(3)) {
    c.request.wanted = CompartmentSet{static_cast<Compartment>(1 + draw.Below(kCompartments))};
  }
  c.request.at_request = draw.OneIn(60);
  if (!draw.OneIn(15)) {
    c.request.purpose = RandomValue<Purpose>(draw, draw.OneIn(4) ? kPurposes : 3);
  }
  c.request.thaws = draw.OneIn(60);
  if (c.request.thaws && !draw.OneIn(5)) {
    c.request.action = Action::kWrite;
    c.request.wanted = CompartmentSet{Compartment::kExit};
  }
  if (draw.OneIn(40)) {  // what one's house is asked
    c.request.action = Action::kRelate;
    if (!draw.OneIn(5)) c.request.wanted = CompartmentSet{Compartment::kExit};
    if (!draw.OneIn(5)) c.request.purpose = Purpose::kHandover;
  }
  if (c.caller.kind == CallerKind::kTrustedPerson && !draw.OneIn(8)) c.request.purpose.reset();
  if (draw.OneIn(4)) c.caller.tells_of.Add(TellsOf::kDetention);
  if (draw.OneIn(4)) c.caller.tells_of.Add(TellsOf::kRefuge);
  c.now = RandomInstant(draw);
  const int cells = draw.Below(9);
  for (int i = 0; i < cells; ++i) c.cells.push_back(RandomCell(draw, *c.pair, c.caller, c.now));
  if (!draw.OneIn(40)) c.cells.push_back(RandomRelation(draw, c.caller, c.now));
  return c;
}

bool Same(const Basis& a, const Basis& b) {
  return a.compartment == b.compartment && a.rule == b.rule && a.consent == b.consent &&
         a.end == b.end;
}

bool Same(const Decision& a, const Decision& b) {
  return a.allowed == b.allowed && a.granted == b.granted && a.rules == b.rules &&
         std::equal(a.bases.begin(), a.bases.end(), b.bases.begin(), b.bases.end(),
                    [](const Basis& x, const Basis& y) { return Same(x, y); });
}

std::string Text(const Decision& decision) {
  std::string text =
      fmt::format("allowed {} granted {:04x}", decision.allowed, decision.granted.bits());
  for (const Basis& b : decision.bases) {
    text += fmt::format("; {} by {} and {} until {}", Name(b.compartment), b.rule, b.consent.Text(),
                        ToMillis(b.end));
  }
  for (const std::string& rule : decision.rules) text += "; rule " + rule;
  return text;
}

std::string Text(const RandomCase& c) {
  std::string text = fmt::format(
      "caller kind {} id {} house {} unit {} profession '{}' suspended {} own {}; action {} wanted "
      "{:04x} "
      "purpose {} of {}; now {}",
      static_cast<int>(c.caller.kind), c.caller.id[15], c.caller.organisation.bytes()[15],
      c.caller.unit.bytes()[15], c.caller.profession, c.caller.suspended,
      c.caller.dossier.bytes()[15], static_cast<int>(c.request.action), c.request.wanted.bits(),
      c.request.purpose ? static_cast<int>(*c.request.purpose) : -1, c.request.dossier.bytes()[15],
      ToMillis(c.now));
  for (const ConsentCell& cell : c.cells) {
    text += fmt::format(
        "\n  cell effect {} to {} {} '{}' compartments {:04x} actions {:04x} purposes {:04x} "
        "{}..{} revoked {}",
        static_cast<int>(cell.effect), static_cast<int>(cell.grantee_kind), cell.grantee[15],
        cell.profession, cell.compartments.bits(), cell.actions.bits(), cell.purposes.bits(),
        ToMillis(cell.start), ToMillis(cell.end), cell.revoked ? ToMillis(*cell.revoked) : -99);
  }
  return text;
}

// Reach must be every compartment that a request for it alone, with some purpose, would open to a team that
// works with the person.
CompartmentSet NaiveReach(const RandomCase& c) {
  CompartmentSet reach;
  if (c.caller.kind != CallerKind::kProfessional) return reach;
  if (c.request.action != Action::kRead && c.request.action != Action::kWrite) return reach;
  Request request = c.request;
  request.at_request = false;
  request.thaws = false;
  request.dossier = DossierId(Array<16>{1});
  std::vector<ConsentCell> cells = c.cells;
  cells.push_back({.effect = Effect::kRelation, .grantee = c.caller.team()});
  cells.back().start = c.now;
  cells.back().end = c.now + Millis(1000);
  for (int compartment = 1; compartment <= kCompartments; ++compartment) {
    for (int purpose = 1; purpose <= kPurposes; ++purpose) {
      request.wanted = {static_cast<Compartment>(compartment)};
      request.purpose = static_cast<Purpose>(purpose);
      reach = reach | NaiveDecide(c.pair->rules, cells, c.caller, request, c.now).granted;
    }
  }
  return reach;
}

TEST(AccessDifferential, AgreesWithTheNaiveDecision) {
  const std::uint64_t cases = FromEnvironment("RELAIS_DIFFERENTIAL_CASES", 1'000'000);
  const std::uint64_t seed = FromEnvironment("RELAIS_DIFFERENTIAL_SEED", 20'261'122);
  const std::vector<PolicyPair> pairs = Policies(seed);
  std::uint64_t allowed = 0, partial = 0, excluded = 0, asked = 0;
  for (std::uint64_t i = 0; i < cases; ++i) {
    Draw draw(seed ^ (i * 0xd1342543de82ef95));
    RandomCase c = MakeCase(draw, pairs);
    const Decision got = Decide(*c.pair->policy, c.cells, c.caller, c.request, c.now);
    const Decision want = NaiveDecide(c.pair->rules, c.cells, c.caller, c.request, c.now);
    ASSERT_TRUE(Same(got, want)) << "seed " << seed << " case " << i << "\n  got   " << Text(got)
                                 << "\n  naive " << Text(want) << "\n  " << Text(c);
    // Who belongs to no house has no team, and Reach leaves teams out.
    if (i % 16 == 0 && c.caller.team() != Array<16>{}) {
      ASSERT_EQ(Reach(*c.pair->policy, c.cells, c.caller, c.request.action, c.now), NaiveReach(c))
          << "reach: seed " << seed << " case " << i << "\n  " << Text(c);
    }
    if (!got.bases.empty()) {
      ++allowed;
      if (got.granted != c.request.wanted) ++partial;
      if (c.request.action == Action::kRelate) ++asked;
    }
    if (c.caller.kind == CallerKind::kProfessional && got.bases.empty()) {
      std::erase_if(c.cells, [](const ConsentCell& cell) {
        return cell.effect != Effect::kAllow && cell.effect != Effect::kRelation;
      });
      if (!Decide(*c.pair->policy, c.cells, c.caller, c.request, c.now).bases.empty()) ++excluded;
    }
  }
  // Agreement on nothing but refusals would show little: a good part must be open, open in part,
  // and closed again.
  std::printf("%llu cases, %llu open, %llu of them in part, %llu closed by an exclusion\n",
              static_cast<unsigned long long>(cases), static_cast<unsigned long long>(allowed),
              static_cast<unsigned long long>(partial), static_cast<unsigned long long>(excluded));
  if (cases < 10'000) return;
  EXPECT_GT(allowed, cases / 25);
  EXPECT_GT(partial, cases / 50);
  EXPECT_GT(excluded, cases / 500);
  EXPECT_GT(asked, cases / 20'000);
}

// What the differential test rests on: both readers see the same Belgian file.
TEST(AccessDifferential, BothReadersSeeTheSameBelgianRules) {
  const PolicyPair belgium = Pair(ReadFile(kBelgium));
  EXPECT_GT(belgium.rules.size(), 50U);
  for (const NaiveRule& rule : belgium.rules) {
    EXPECT_FALSE(rule.id.empty() || rule.professions.empty() || rule.purposes.empty()) << rule.id;
    EXPECT_EQ(rule.compartments.empty(), rule.action == "OPEN") << rule.id;
  }
}

}  // namespace
}  // namespace relais::access
