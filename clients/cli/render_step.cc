#include "clients/cli/render_step.h"

#include "clients/cli/days.h"
#include "clients/cli/plain_text.h"

namespace relais::cli {

std::string StepWriter::Standing(const v1::Step& step) const {
  if (step.state() == v1::Step::STATE_RECORDED || step.state() == v1::Step::STATE_UNSPECIFIED)
    return {};
  std::string text = catalogue.State(step.state());
  if (!step.outcome().empty()) text += ", " + catalogue.Label("outcome." + step.outcome());
  const bool open =
      step.state() == v1::Step::STATE_OPENED || step.state() == v1::Step::STATE_IN_PROGRESS;
  return ": " + (open ? paint.Open(text) : paint.Done(text));
}

void StepWriter::Write(std::ostream& out, const std::string& tag, const v1::Step& step) const {
  out << "  [" << tag << "] " << SayDay(step.happened_on(), say) << "  "
      << catalogue.KindLabel(step.kind()) << Standing(step) << '\n';
  for (const auto& field : step.fields()) {
    out << "      " << catalogue.Label("field." + field.name()) << ": "
        << catalogue.Value(step.kind(), field) << '\n';
  }
}

std::string StepWriter::Who(const v1::Attribution& by) const {
  if (by.name().empty() && by.organisation().empty() && !by.masked()) return say(Say::kThePerson);
  if (by.masked()) return catalogue.LabelOr("text.an_institution", Say::kAnInstitution);
  std::vector<std::string> parts;
  for (const std::string& part :
       {Clean(by.name()), catalogue.Profession(by.profession()), Clean(by.organisation())}) {
    if (!part.empty()) parts.push_back(part);
  }
  return Join(parts, ", ");
}

void StepWriter::WriteAttribution(std::ostream& out, const v1::Step& step,
                                  const v1::Attribution* by) const {
  const std::string day = SayDay(step.record_time(), say);
  std::string line =
      by == nullptr ? say(Say::kRecorded, day) : say(Say::kRecordedBy, Who(*by), day);
  if (step.corrected()) line += "; " + say(Say::kCorrected);
  out << "      " << paint.Quiet(line) << '\n';
}

void StepWriter::WriteAnswer(std::ostream& out, const v1::CounterStatement& answer) const {
  out << "      " << paint.Own(say(Say::kAnswered, SayDay(answer.record_time(), say))) << '\n';
  for (const std::string& line : CleanLines(answer.text())) out << "        | " << line << '\n';
}

}  // namespace relais::cli
