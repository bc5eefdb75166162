#include <fmt/format.h>

#include <optional>

#include "services/access/describe.h"

namespace relais::access {
namespace {

template <class E>
std::vector<E> Values(int count) {
  std::vector<E> values;
  for (int i = 1; i <= count; ++i) values.push_back(static_cast<E>(i));
  return values;
}
std::vector<Compartment> Compartments() { return Values<Compartment>(kCompartments); }
std::vector<Purpose> Purposes() { return Values<Purpose>(kPurposes); }

template <class E>
std::string Names(const std::vector<E>& values) {
  std::vector<std::string_view> names;
  for (const E value : values) names.push_back(Name(value));
  return fmt::format("{}", fmt::join(names, ", "));
}

// What is asked about, and with whose policy.
struct Question {
  const Policy& policy;
  std::string_view profession;
  Action action;
  Compartment compartment;
  Purpose purpose;

  std::string_view Rule(Action other_action, Purpose other_purpose) const {
    return policy.RuleFor(profession, other_action, other_purpose, compartment);
  }
  // "read SOCIAL", "open a dossier"
  std::string Deed(Action other_action) const {
    if (other_action == Action::kOpen) return "open a dossier";
    return fmt::format("{} {}", other_action == Action::kRead ? "read" : "write",
                       Name(compartment));
  }
  std::vector<Purpose> PurposesFor(Action other_action) const {
    std::vector<Purpose> purposes;
    for (const Purpose other : Purposes()) {
      if (!Rule(other_action, other).empty()) purposes.push_back(other);
    }
    return purposes;
  }
  std::string No() const {
    return fmt::format("No rule lets {} {} for {}.", profession, Deed(action), Name(purpose));
  }
};

struct Answer {
  std::string rule;
  std::string text;
};

Answer Allowed(const Question& q) {
  const std::string rule(q.Rule(q.action, q.purpose));
  const std::string_view rest = q.action == Action::kOpen
                                    ? "No consent is needed to open, and opening shows nothing."
                                    : "A consent of the person must cover the same, the team must "
                                      "have shown once that it works with them, and no exclusion "
                                      "may stand against it.";
  return {rule, fmt::format("Rule {} lets {} {} for {}. {}", rule, q.profession, q.Deed(q.action),
                            Name(q.purpose), rest)};
}

// What no policy file can allow.
std::optional<Answer> NeverAllowed(const Question& q) {
  if (q.action == Action::kWrite && q.compartment == Compartment::kOwnWords) {
    return Answer{
        {}, "OWN_WORDS is written by the person alone. No rule can allow it to a professional."};
  }
  if (q.purpose == Purpose::kOwnAccess) {
    return Answer{
        {},
        "OWN_ACCESS is the person's own purpose and needs no rule. A professional cannot have it."};
  }
  if (q.purpose == Purpose::kOversight) {
    return Answer{
        {}, "OVERSIGHT looks at the log and never at a dossier. No rule can have this purpose."};
  }
  if (q.purpose == Purpose::kEmergency && q.action != Action::kOpen &&
      q.compartment != Compartment::kEmergency) {
    return Answer{{},
                  "EMERGENCY reaches the compartment EMERGENCY and no other. What is needed then "
                  "must stand there."};
  }
  return std::nullopt;
}

std::optional<Answer> OtherPurpose(const Question& q) {
  const std::vector<Purpose> purposes = q.PurposesFor(q.action);
  if (purposes.empty()) return std::nullopt;
  const std::string rule(q.Rule(q.action, purposes.front()));
  return Answer{rule, fmt::format("{} It may for {} (rule {}).", q.No(), Names(purposes), rule)};
}

std::optional<Answer> OtherAction(const Question& q) {
  if (q.action == Action::kOpen) return std::nullopt;
  const Action other = q.action == Action::kRead ? Action::kWrite : Action::kRead;
  const std::vector<Purpose> purposes = q.PurposesFor(other);
  if (purposes.empty()) return std::nullopt;
  const std::string rule(q.Rule(other, purposes.front()));
  return Answer{rule,
                fmt::format("No rule lets {} {} for any purpose. It may {} for {} (rule {}).",
                            q.profession, q.Deed(q.action), q.Deed(other), Names(purposes), rule)};
}

Answer Nothing(const Question& q) {
  const std::string_view object = q.action == Action::kOpen ? "open a dossier" : "reach ";
  const std::string_view name = q.action == Action::kOpen ? "" : Name(q.compartment);
  std::vector<std::string_view> others;
  for (const std::string_view other : q.policy.Professions()) {
    if (!q.policy.RuleFor(other, q.action, q.purpose, q.compartment).empty()) {
      others.push_back(other);
    }
  }
  std::string text =
      fmt::format("No rule lets {} {}{} for any purpose. ", q.profession, object, name);
  if (others.empty()) {
    return {{},
            text + fmt::format("No profession may {} for {}.", q.Deed(q.action), Name(q.purpose))};
  }
  return {{},
          text + fmt::format("Who may {} for {}: {}.", q.Deed(q.action), Name(q.purpose),
                             fmt::join(others, ", "))};
}

Answer Refused(const Question& q) {
  if (auto answer = NeverAllowed(q)) return *std::move(answer);
  if (auto answer = OtherPurpose(q)) return *std::move(answer);
  if (auto answer = OtherAction(q)) return *std::move(answer);
  return Nothing(q);
}

}  // namespace

Result<Explanation> ExplainAccess(const Policy& policy, std::string_view profession,
                                  std::string_view action, std::string_view compartment,
                                  std::string_view purpose) {
  if (!policy.Knows(profession)) {
    return Fail(Reason::kInvalid,
                fmt::format("expected one of: {}", fmt::join(policy.Professions(), ", ")),
                "profession");
  }
  const std::optional<Action> deed = ActionNamed(action);
  if (deed != Action::kRead && deed != Action::kWrite && deed != Action::kOpen) {
    return Fail(Reason::kInvalid, "expected one of: READ, WRITE, OPEN", "action");
  }
  std::optional<Compartment> kind = CompartmentNamed(compartment);
  if (deed == Action::kOpen) kind = Compartment();
  if (!kind) {
    return Fail(Reason::kInvalid, "expected one of: " + Names(Compartments()), "compartment");
  }
  const std::optional<Purpose> why = PurposeNamed(purpose);
  if (!why) return Fail(Reason::kInvalid, "expected one of: " + Names(Purposes()), "purpose");

  const Question question{policy, profession, *deed, *kind, *why};
  const bool allowed = !question.Rule(*deed, *why).empty();
  Answer answer = allowed ? Allowed(question) : Refused(question);
  return Explanation{std::string(profession), *deed, *kind, *why, allowed, std::move(answer.rule),
                     std::move(answer.text)};
}

Result<std::string> Explain(const Policy& policy, std::string_view profession,
                            std::string_view action, std::string_view compartment,
                            std::string_view purpose) {
  ASSIGN_OR_RETURN(Explanation explanation,
                   ExplainAccess(policy, profession, action, compartment, purpose));
  return std::move(explanation.text);
}

}  // namespace relais::access
