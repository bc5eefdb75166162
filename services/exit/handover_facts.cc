#include "services/exit/handover_facts.h"

#include <google/protobuf/util/time_util.h>

namespace relais::exit {
namespace {

struct Course {
  v1::Step::State state;
  const char* outcome;
};

std::optional<Course> CourseOf(v1::Handover::State state) {
  switch (state) {
    case v1::Handover::STATE_ASKED:
    case v1::Handover::STATE_PAUSED:
      return Course{v1::Step::STATE_OPENED, ""};
    case v1::Handover::STATE_ACCEPTED:
    case v1::Handover::STATE_EXPECTED:
    case v1::Handover::STATE_ARRIVED:
    case v1::Handover::STATE_SEEN:
      return Course{v1::Step::STATE_CLOSED, "granted"};
    case v1::Handover::STATE_REFUSED:
    case v1::Handover::STATE_NOT_SEEN:
      return Course{v1::Step::STATE_CLOSED, "refused"};
    case v1::Handover::STATE_EXPIRED:
      return Course{v1::Step::STATE_CLOSED, "no_answer"};
    default:
      return std::nullopt;
  }
}

void AddField(v1::Step& to, const char* name, const std::string& value) {
  if (value.empty()) return;
  v1::StepField& field = *to.add_fields();
  field.set_name(name);
  field.set_value(value);
}

}  // namespace

std::vector<v1::Step> FactsOf(const v1::HandoverAsk& ask, const HandoverStanding& standing) {
  const auto course = CourseOf(standing.state);
  if (!course) return {};
  std::vector<v1::Step> out;
  for (const int need : ask.needs()) {
    v1::Step& fact = out.emplace_back();
    fact.set_id(standing.id.Text());
    fact.set_kind(kHandoverKind);
    fact.set_compartment(v1::COMPARTMENT_EXIT);
    fact.set_happened_on(FormatDate(standing.asked));
    fact.set_state(course->state);
    fact.set_outcome(course->outcome);
    *fact.mutable_record_time() =
        google::protobuf::util::TimeUtil::MillisecondsToTimestamp(ToMillis(standing.said));
    AddField(fact, kNeedField,
             v1::Need_Name(static_cast<v1::Need>(need)).substr(sizeof "NEED_" - 1));
    // A ride is for its day; the others go on.
    const bool once = need == v1::NEED_TRANSPORT || need == v1::NEED_INTERPRETER;
    AddField(fact, once && ask.until_day().empty() ? "on_date" : "from_date",
             FormatDate(standing.from));
    AddField(fact, "until_date", ask.until_day());
  }
  return out;
}

}  // namespace relais::exit
