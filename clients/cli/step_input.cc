#include "clients/cli/step_input.h"

#include <cctype>

#include "clients/cli/days.h"
#include "clients/cli/plain_text.h"

namespace relais::cli {
namespace {

std::string FieldNames(const v1::Kind& kind) {
  std::vector<std::string> names;
  for (const auto& field : kind.fields()) names.push_back(Clean(field.name()));
  return Join(names, ", ");
}

Result<const v1::KindField*> ResolveField(const std::string& name, const v1::Kind& kind,
                                          const Speech& say) {
  if (const v1::KindField* exact = FieldOf(&kind, name)) return exact;
  const v1::KindField* found = nullptr;
  int matches = 0;
  for (const auto& field : kind.fields()) {
    if (!name.empty() && field.name().starts_with(Fold(name))) {
      found = &field;
      ++matches;
    }
  }
  if (matches == 1) return found;
  return say.Wrong(Say::kFieldUnknown, Clean(kind.id()), Clean(name), FieldNames(kind));
}

std::string Without(std::string_view text, std::string_view signs) {
  std::string out;
  for (const char c : text) {
    if (signs.find(c) == std::string_view::npos) out += c;
  }
  return out;
}

Result<std::string> ReadCode(const std::string& value, const v1::KindField& field,
                             const CatalogueView& catalogue, const Speech& say) {
  std::vector<std::string> known;
  for (const std::string& code : field.codes()) {
    const std::string label = catalogue.Label("code." + field.name() + "." + code);
    if (Fold(code) == Fold(value) || Fold(label) == Fold(value)) return code;
    known.push_back(label == code ? code : code + " (" + label + ")");
  }
  return say.Wrong(Say::kCodeUnknown, field.name(), Clean(value), Join(known, ", "));
}

Result<std::string> ReadValue(const std::string& value, const v1::KindField& field,
                              const CatalogueView& catalogue, std::time_t now, const Speech& say) {
  if (value.empty()) return value;
  if (field.type() == "date") return ParseDay(value, now, say);
  if (field.type() == "code") return ReadCode(value, field, catalogue, say);
  if (field.type() == "phone") return Without(value, " ./()-");
  if (field.type() == "national_number") return Without(value, " .-");
  return value;
}

const v1::StepField* Given(const Fields& fields, const std::string& name) {
  for (const auto& field : fields) {
    if (field.name() == name) return &field;
  }
  return nullptr;
}

}  // namespace

Result<Fields> ReadFields(const std::vector<std::string>& pieces, const v1::Kind& kind,
                          const CatalogueView& catalogue, std::time_t now, const Speech& say) {
  Fields out;
  for (const std::string& piece : pieces) {
    const std::size_t equals = piece.find('=');
    if (equals == std::string::npos)
      return say.Wrong(Say::kFieldForm, Clean(piece), FieldNames(kind));
    ASSIGN_OR_RETURN(const v1::KindField* const field,
                     ResolveField(Trim(piece.substr(0, equals)), kind, say));
    if (Given(out, field->name()) != nullptr)
      return say.Wrong(Say::kFieldTwice, Clean(field->name()));
    ASSIGN_OR_RETURN(std::string value,
                     ReadValue(Trim(piece.substr(equals + 1)), *field, catalogue, now, say));
    v1::StepField& added = *out.Add();
    added.set_name(field->name());
    added.set_value(std::move(value));
  }
  return out;
}

Status CheckRequired(const v1::Kind& kind, const Fields& fields, const Speech& say) {
  std::vector<std::string> missing;
  for (const auto& field : kind.fields()) {
    const v1::StepField* given = Given(fields, field.name());
    if (field.required() && (given == nullptr || given->value().empty()))
      missing.push_back(field.name() + "=");
  }
  if (missing.empty()) return {};
  return say.Wrong(Say::kFieldsMissing, Clean(kind.id()), Join(missing, ", "));
}

Fields Overlay(const Fields& fields, const Fields& changes) {
  Fields out;
  for (const auto& field : fields) {
    if (Given(changes, field.name()) == nullptr) *out.Add() = field;
  }
  for (const auto& change : changes) {
    if (!change.value().empty()) *out.Add() = change;
  }
  return out;
}

Result<std::string> ReadOutcome(const std::string& text, const v1::Kind& kind,
                                const CatalogueView& catalogue, const Speech& say) {
  std::vector<std::string> known;
  for (const std::string& outcome : kind.outcomes()) {
    const std::string label = catalogue.Label("outcome." + outcome);
    if (Fold(outcome) == Fold(text) || Fold(label) == Fold(text)) return outcome;
    known.push_back(label == outcome ? outcome : outcome + " (" + label + ")");
  }
  return say.Wrong(Say::kOutcomeUnknown, Clean(kind.id()), Clean(text), Join(known, ", "));
}

Result<v1::Step::State> ReadState(const std::string& text, const Speech& say) {
  const std::string name = Fold(text);
  if (name == "opened") return v1::Step::STATE_OPENED;
  if (name == "in_progress" || name == "in-progress") return v1::Step::STATE_IN_PROGRESS;
  if (name == "closed") return v1::Step::STATE_CLOSED;
  if (name == "cancelled") return v1::Step::STATE_CANCELLED;
  return say.Wrong(Say::kStateUnknown, Clean(text));
}

}  // namespace relais::cli
