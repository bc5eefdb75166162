#include "services/dossier/rules.h"

namespace relais::dossier {

Result<Purpose> PurposeOf(v1::Purpose purpose) {
  if (purpose < 1 || purpose > kPurposes)
    return Fail(Reason::kInvalid, "expected a purpose", "purpose");
  return static_cast<Purpose>(purpose);
}

v1::Step Stored(const v1::Step& given, const directory::Kind& kind) {
  v1::Step step = given;
  step.clear_record_time();
  step.set_compartment(static_cast<v1::Compartment>(kind.compartment));
  step.set_corrected(false);
  if (kind.kind_class != directory::KindClass::kProcedure)
    step.set_state(v1::Step::STATE_RECORDED);
  else if (step.state() == v1::Step::STATE_UNSPECIFIED)
    step.set_state(v1::Step::STATE_OPENED);
  return step;
}

namespace {

void SetField(v1::Step& step, const v1::StepField& field) {
  auto* const fields = step.mutable_fields();
  for (int i = 0; i < fields->size(); ++i) {
    if (fields->Get(i).name() != field.name()) continue;
    if (field.value().empty())
      fields->DeleteSubrange(i, 1);
    else
      *fields->Mutable(i) = field;
    return;
  }
  *fields->Add() = field;
}

}  // namespace

Status Move(const v1::UpdateStepRequest& request, const directory::Kind& kind, Date today,
            v1::Step& step) {
  if (step.kind() != kind.id) return Fail(Reason::kInvalid, "this step is of another kind", "kind");
  if (kind.kind_class != directory::KindClass::kProcedure)
    return Fail(Reason::kWrongState, "this fact has no course; correct it instead");
  const bool ended =
      step.state() == v1::Step::STATE_CLOSED || step.state() == v1::Step::STATE_CANCELLED;
  if (ended)
    return Fail(Reason::kWrongState,
                "this procedure has ended; record a new one, or correct this one");
  if (request.state() == v1::Step::STATE_OPENED || request.state() == v1::Step::STATE_UNSPECIFIED)
    return Fail(Reason::kInvalid, "expected IN_PROGRESS, CLOSED or CANCELLED", "state");
  step.set_state(request.state());
  step.set_outcome(request.outcome());
  step.set_happened_on(request.happened_on());
  for (const v1::StepField& field : request.fields()) SetField(step, field);
  return CheckStep(kind, step, today);
}

Status Overlay(const v1::CorrectStepRequest& request, const directory::Kind& kind, Date today,
               v1::Step& step) {
  if (step.kind() != kind.id)
    return Fail(Reason::kInvalid,
                "a correction cannot change the kind; cancel the step and record a new one",
                "step.kind");
  v1::Step corrected = Stored(request.step(), kind);
  RETURN_IF_ERROR(CheckStep(kind, corrected, today));
  corrected.set_id(step.id());
  corrected.set_corrected(true);
  step = std::move(corrected);
  return {};
}

}  // namespace relais::dossier
