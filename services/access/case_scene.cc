#include "services/access/case_scene.h"

#include <array>

#include "services/access/cases.h"
#include "services/access/decide.h"

namespace relais::access {
namespace {

constexpr Instant kNow = Instant(std::chrono::days(20'000));
constexpr Millis kHour = std::chrono::hours(1);

// What stands between the caller and the dossier when the case is decided.
struct Scene {
  Caller caller;
  Request request;
  std::vector<ConsentCell> cells;
};

Array<16> IdOf(std::uint8_t number) {
  Array<16> id{};
  id.back() = number;
  return id;
}

Caller MakeCaller(const PolicyCase& c) {
  return {.kind = CallerKind::kProfessional,
          .id = IdOf(1),
          .name = "A. Case",
          .organisation = OrganisationId(IdOf(2)),
          .organisation_name = "House",
          .profession = c.profession,
          .tells_of = {},
          .suspended = false,
          .dossier = {}};
}

ConsentCell MakeConsent(const PolicyCase& c) {
  ConsentCell cell;
  cell.id = ConsentId(IdOf(3));
  cell.grantee = IdOf(1);
  cell.compartments.Add(c.compartment);
  cell.actions.Add(c.action);
  cell.purposes.Add(c.purpose);
  cell.start = kNow - kHour;
  cell.end = kNow + kHour;
  return cell;
}

ConsentCell MakeRelation() {
  ConsentCell cell;
  cell.id = ConsentId(IdOf(6));
  cell.effect = Effect::kRelation;
  cell.grantee_kind = GranteeKind::kOrganisation;
  cell.grantee = IdOf(2);
  cell.start = kNow - kHour;
  cell.end = kNow + kHour;
  return cell;
}

ConsentCell MakeExclusion(const PolicyCase& c) {
  ConsentCell cell = MakeConsent(c);
  cell.id = ConsentId(IdOf(4));
  cell.effect = Effect::kExclude;
  return cell;
}

// The compartment or purpose after this one, for consents that speak of something else.
Compartment Other(Compartment value) {
  return static_cast<Compartment>(static_cast<int>(value) % kCompartments + 1);
}
Purpose Other(Purpose value) {
  return static_cast<Purpose>(static_cast<int>(value) % kPurposes + 1);
}

// Every scene begins with a consent and a relation that are good; a condition spoils one, or adds to them.
struct Condition {
  std::string_view words;
  void (*apply)(const PolicyCase&, Scene&);
};

constexpr auto kConditions = std::to_array<Condition>({
    {"with consent", [](const PolicyCase&, Scene&) {}},
    {"without consent", [](const PolicyCase&, Scene& s) { s.cells.erase(s.cells.begin()); }},
    {"with consent but no relation", [](const PolicyCase&, Scene& s) { s.cells.pop_back(); }},
    {"with consent and a relation that has ended",
     [](const PolicyCase&, Scene& s) { s.cells[1].end = kNow; }},
    {"with consent and a relation that was taken back",
     [](const PolicyCase&, Scene& s) { s.cells[1].revoked = kNow - Millis(1); }},
    {"with consent and a relation of another team",
     [](const PolicyCase&, Scene& s) { s.cells[1].grantee = IdOf(9); }},
    {"with consent and a relation of another unit",
     [](const PolicyCase&, Scene& s) { s.caller.unit = UnitId(IdOf(9)); }},
    {"with expired consent", [](const PolicyCase&, Scene& s) { s.cells[0].end = kNow; }},
    {"with future consent",
     [](const PolicyCase&, Scene& s) { s.cells[0].start = kNow + Millis(1); }},
    {"with revoked consent",
     [](const PolicyCase&, Scene& s) { s.cells[0].revoked = kNow - Millis(1); }},
    {"with endless consent", [](const PolicyCase&, Scene& s) { s.cells[0].end = {}; }},
    {"with consent to nothing", [](const PolicyCase&, Scene& s) { s.cells[0].compartments = {}; }},
    {"with consent for no purpose", [](const PolicyCase&, Scene& s) { s.cells[0].purposes = {}; }},
    {"with consent to no action", [](const PolicyCase&, Scene& s) { s.cells[0].actions = {}; }},
    {"with consent to an unknown compartment",
     [](const PolicyCase&, Scene& s) {
       constexpr CompartmentSet kUnknown(1U << (kCompartments + 1));
       s.cells[0].compartments = s.cells[0].compartments | kUnknown;
     }},
    {"with consent of unknown effect",
     [](const PolicyCase&, Scene& s) { s.cells[0].effect = static_cast<Effect>(9); }},
    {"with consent to another compartment",
     [](const PolicyCase& c, Scene& s) { s.cells[0].compartments = {Other(c.compartment)}; }},
    {"with consent for another purpose",
     [](const PolicyCase& c, Scene& s) { s.cells[0].purposes = {Other(c.purpose)}; }},
    {"with consent to the other action",
     [](const PolicyCase& c, Scene& s) {
       s.cells[0].actions = {c.action == Action::kRead ? Action::kWrite : Action::kRead};
     }},
    {"with consent to somebody else",
     [](const PolicyCase&, Scene& s) { s.cells[0].grantee = IdOf(9); }},
    {"with consent to nobody", [](const PolicyCase&, Scene& s) { s.cells[0].grantee = {}; }},
    {"with consent to the house",
     [](const PolicyCase&, Scene& s) {
       s.cells[0].grantee_kind = GranteeKind::kOrganisation;
       s.cells[0].grantee = IdOf(2);
     }},
    {"with consent to the profession in the house",
     [](const PolicyCase& c, Scene& s) {
       s.cells[0].grantee_kind = GranteeKind::kProfessionIn;
       s.cells[0].grantee = IdOf(2);
       s.cells[0].profession = c.profession;
     }},
    {"with consent to another profession in the house",
     [](const PolicyCase& c, Scene& s) {
       s.cells[0].grantee_kind = GranteeKind::kProfessionIn;
       s.cells[0].grantee = IdOf(2);
       s.cells[0].profession = c.profession + "_2";
     }},
    {"with consent but no dossier", [](const PolicyCase&, Scene& s) { s.request.dossier = {}; }},
    {"but excluded", [](const PolicyCase& c, Scene& s) { s.cells.push_back(MakeExclusion(c)); }},
    {"but excluded with the house",
     [](const PolicyCase& c, Scene& s) {
       ConsentCell cell = MakeExclusion(c);
       cell.grantee_kind = GranteeKind::kOrganisation;
       cell.grantee = IdOf(2);
       s.cells.push_back(cell);
     }},
    {"but excluded for another purpose",
     [](const PolicyCase& c, Scene& s) {
       ConsentCell cell = MakeExclusion(c);
       cell.purposes = {Other(c.purpose)};
       s.cells.push_back(cell);
     }},
    {"but excluded without end",
     [](const PolicyCase& c, Scene& s) {
       ConsentCell cell = MakeExclusion(c);
       cell.end = {};
       s.cells.push_back(cell);
     }},
    {"but excluded from nothing named",
     [](const PolicyCase& c, Scene& s) {
       ConsentCell cell = MakeExclusion(c);
       cell.compartments = {};
       s.cells.push_back(cell);
     }},
    {"and excluded from another compartment",
     [](const PolicyCase& c, Scene& s) {
       ConsentCell cell = MakeExclusion(c);
       cell.compartments = {Other(c.compartment)};
       s.cells.push_back(cell);
     }},
    {"and an exclusion taken back",
     [](const PolicyCase& c, Scene& s) {
       ConsentCell cell = MakeExclusion(c);
       cell.revoked = kNow - Millis(1);
       s.cells.push_back(cell);
     }},
    {"but no longer in service", [](const PolicyCase&, Scene& s) { s.caller.serves_until = kNow; }},
    {"but not yet in service",
     [](const PolicyCase&, Scene& s) { s.caller.serves_from = kNow + Millis(1); }},
    {"but suspended", [](const PolicyCase&, Scene& s) { s.caller.suspended = true; }},
});

const Condition* FindCondition(std::string_view words) {
  for (const Condition& condition : kConditions) {
    if (condition.words == words) return &condition;
  }
  return nullptr;
}

}  // namespace

bool IsCaseCondition(std::string_view words) { return FindCondition(words) != nullptr; }

bool DecideCase(const Policy& policy, const PolicyCase& c) {
  Scene scene{.caller = MakeCaller(c), .request = {}, .cells = {}};
  scene.request.action = c.action;
  scene.request.purpose = c.purpose;
  if (c.action != Action::kOpen) {
    scene.request.dossier = DossierId(IdOf(5));
    scene.request.wanted.Add(c.compartment);
    scene.cells = {MakeConsent(c), MakeRelation()};
  }
  if (const Condition* const condition = FindCondition(c.condition)) condition->apply(c, scene);
  return Decide(policy, scene.cells, scene.caller, scene.request, kNow).allowed;
}

std::vector<std::string_view> CaseConditions() {
  std::vector<std::string_view> words;
  for (const Condition& condition : kConditions) words.push_back(condition.words);
  return words;
}

}  // namespace relais::access
