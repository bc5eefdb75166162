#include "services/dossier/step_words.h"

#include <algorithm>

#include "services/base/languages.h"
#include "services/base/plain_line.h"

namespace relais::dossier {

std::string StepWords::Value(const v1::StepField& field, const directory::Kind& kind) const {
  const auto found = std::ranges::find_if(
      kind.fields, [&](const auto& one) { return one.field->name == field.name(); });
  if (found == kind.fields.end()) return field.value();
  const directory::FieldType type = found->field->type;
  if (type == directory::FieldType::kLanguage) return LanguageName(field.value(), language_);
  const auto day = ParseDate(field.value());
  if (type == directory::FieldType::kDate && day)
    return Of("field." + field.name()) + ": " + DayInWords(*day, language_);
  if (type == directory::FieldType::kNumber)
    return Of("field." + field.name()) + ": " + field.value();
  const std::string code = "code." + field.name() + "." + field.value();
  return catalogue_.labels().contains(code) ? Of(code) : field.value();
}

std::string StepWords::Values(const v1::Step& step, const directory::Kind& kind,
                              const std::function<bool(const std::string& name)>& left_out) const {
  std::string out;
  for (const v1::StepField& field : step.fields()) {
    if (left_out && left_out(field.name())) continue;
    const std::string value = Value(field, kind);
    if (!value.empty() && IsPlainLine(value)) out += (out.empty() ? "" : ", ") + value;
  }
  return out;
}

std::string FieldOf(const v1::Step& step, std::string_view name) {
  const auto found = std::ranges::find(step.fields(), name, &v1::StepField::name);
  return found == step.fields().end() ? "" : found->value();
}

}  // namespace relais::dossier
