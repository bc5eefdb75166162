#include "services/dossier/fields.h"

#include <fmt/format.h>
#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <set>

#include "services/base/plain_line.h"

namespace relais::dossier {
namespace {

using directory::Field;
using directory::FieldType;
using directory::Kind;
using directory::KindClass;
using directory::KindField;

bool IsDigits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool IsTime(std::string_view text) {
  if (text.size() != 5 || text[2] != ':' || !IsDigits(text.substr(0, 2)) ||
      !IsDigits(text.substr(3)))
    return false;
  return text.substr(0, 2) < "24" && text.substr(3) < "60";
}

// ISO 639: two or three small letters.
bool IsLanguage(std::string_view text) {
  return (text.size() == 2 || text.size() == 3) &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

Status Expect(bool ok, const Field& field, std::string_view what) {
  return ok ? Status()
            : Status(Fail(Reason::kInvalid, fmt::format("expected {}", what),
                          "step.fields." + field.name));
}

Status CheckState(const Kind& kind, const v1::Step& step) {
  const bool procedure = kind.kind_class == KindClass::kProcedure;
  const auto state = step.state();
  if (!procedure && state != v1::Step::STATE_UNSPECIFIED && state != v1::Step::STATE_RECORDED)
    return Fail(Reason::kInvalid, "this kind has no course: leave the state out", "step.state");
  if (procedure && (state == v1::Step::STATE_RECORDED || !v1::Step::State_IsValid(state)))
    return Fail(Reason::kInvalid, "expected OPENED, IN_PROGRESS, CLOSED or CANCELLED",
                "step.state");
  const bool closed = procedure && state == v1::Step::STATE_CLOSED;
  if (!closed && !step.outcome().empty())
    return Fail(Reason::kInvalid, "only a closed procedure has an outcome", "step.outcome");
  const auto& outcomes = kind.outcomes;
  const bool allowed =
      std::find(outcomes.begin(), outcomes.end(), step.outcome()) != outcomes.end();
  if (closed && !allowed)
    return Fail(Reason::kInvalid,
                fmt::format("expected an outcome out of {}", fmt::join(outcomes, ", ")),
                "step.outcome");
  return {};
}

Status CheckDay(std::string_view day, Date today) {
  const auto date = ParseDate(day);
  if (!date)
    return Fail(Reason::kInvalid, "expected a day that exists, such as 2026-11-22",
                "step.happened_on");
  const auto tomorrow = Date(std::chrono::sys_days(today) + std::chrono::days(1));
  if (*date > tomorrow)
    return Fail(Reason::kInvalid, "expected a day that has come", "step.happened_on");
  if (static_cast<int>(date->year()) < 1900)
    return Fail(Reason::kInvalid, "expected a day since 1900", "step.happened_on");
  return {};
}

const KindField* FindField(const Kind& kind, std::string_view name) {
  for (const KindField& field : kind.fields) {
    if (field.field->name == name) return &field;
  }
  return nullptr;
}

}  // namespace

Status CheckStep(const Kind& kind, const v1::Step& step, Date today) {
  RETURN_IF_ERROR(CheckState(kind, step));
  RETURN_IF_ERROR(CheckDay(step.happened_on(), today));
  std::set<std::string_view> given;
  for (const v1::StepField& value : step.fields()) {
    const KindField* const field = FindField(kind, value.name());
    if (field == nullptr)
      return Fail(Reason::kInvalid, "this kind has no such field", "step.fields");
    if (!given.insert(field->field->name).second)
      return Fail(Reason::kInvalid, "a field stands here twice",
                  "step.fields." + field->field->name);
    RETURN_IF_ERROR(CheckValue(*field->field, value.value()));
  }
  for (const KindField& field : kind.fields) {
    if (field.required && !given.contains(field.field->name))
      return Fail(Reason::kInvalid, "this field is required", "step.fields." + field.field->name);
  }
  return {};
}

Status CheckValue(const Field& field, std::string_view value) {
  const bool text = !value.empty() && value.size() <= 120 && IsPlainLine(value);
  switch (field.type) {
    case FieldType::kDate:
      return Expect(ParseDate(value).has_value(), field, "a day that exists, such as 2026-11-22");
    case FieldType::kTime:
      return Expect(IsTime(value), field, "a time of day, such as 14:30");
    case FieldType::kName:
      return Expect(text, field, "1 to 120 bytes on one line");
    case FieldType::kPhone:
      return Expect(IsPhoneNumber(value), field,
                    "a phone number with its country, such as +32470000000");
    case FieldType::kReference:
      return Expect(text && value.size() <= 64, field, "a reference of 1 to 64 bytes on one line");
    case FieldType::kNumber:
      return Expect(IsDigits(value) && value.size() <= 9, field, "a whole number");
    case FieldType::kNationalNumber:
      return Expect(IsNationalNumber(value), field,
                    "a national number of 11 digits whose check number fits");
    case FieldType::kLanguage:
      return Expect(IsLanguage(value), field, "a language code, such as fr");
    case FieldType::kCode:
      return Expect(std::find(field.codes.begin(), field.codes.end(), value) != field.codes.end(),
                    field, fmt::format("one of {}", fmt::join(field.codes, ", ")));
  }
  return Fail(Reason::kInternal, "a field of no known type");
}

bool IsNationalNumber(std::string_view digits) {
  if (digits.size() != 11 || !IsDigits(digits)) return false;
  const auto number = std::stoull(std::string(digits.substr(0, 9)));
  const auto check = std::stoull(std::string(digits.substr(9)));
  return check == 97 - number % 97 || check == 97 - (2'000'000'000ULL + number) % 97;
}

Status CheckWords(std::string_view text) {
  const bool plain = std::none_of(text.begin(), text.end(), [](unsigned char c) {
    return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
  });
  if (!text.empty() && text.size() <= 4000 && plain) return {};
  return Fail(Reason::kInvalid, "expected 1 to 4,000 bytes of text", "text");
}

}  // namespace relais::dossier
