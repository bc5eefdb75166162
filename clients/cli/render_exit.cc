#include "clients/cli/render_exit.h"

#include <algorithm>
#include <ostream>

#include "clients/cli/days.h"
#include "clients/cli/plain_text.h"
#include "clients/cli/typed_enum.h"

namespace relais::cli {
namespace {

class ExitWriter {
 public:
  ExitWriter(std::ostream& out, const CatalogueView& catalogue, const Speech& say,
             const Paint& paint)
      : out_(out), catalogue_(catalogue), say_(say), paint_(paint) {}

  void Write(const v1::PreparedExit& one) {
    out_ << paint_.Title(KindOf(one.exit())) << "  " << paint_.Quiet(Clean(one.exit().id()))
         << '\n';
    WriteWindow(one.exit());
    WriteDay(one);
    WriteOwner(one.owner());
    if (one.has_departure()) WriteFirstNight(one);
    WriteDecisions(one);
    if (one.has_departure() || one.covered_until().empty()) return;  // it was not weighed
    WriteFindings(one);
    WriteSlots(one);
    WriteConditions(one);
  }

  void WriteReferent(const v1::Referent& one) {
    const std::string who = Clean(one.name());
    if (one.absent())
      out_ << paint_.Open(say_(Say::kReferentAbsent, who));
    else if (one.state() == v1::Referent::STATE_HOLDS)
      out_ << say_(Say::kReferentHolds, who, SayWeekday(one.until_day(), say_));
    else
      out_ << say_(Say::kReferentOther, who,
                   catalogue_.Label("referent_state." +
                                    EndOf(v1::Referent::State_Name(one.state()), "STATE_")));
    out_ << "  " << paint_.Quiet(Clean(one.id())) << '\n';
  }

  // What nobody had settled when the person left.
  void WriteFirstNight(const v1::PreparedExit& one) {
    if (one.first_night().empty()) return;
    out_ << "  " << say_(Say::kExitFirstNight, SayExitDay(one.covered_until(), "", say_)) << '\n';
    for (const v1::Finding& finding : one.first_night()) WriteFinding(finding);
  }

  // The person, the day, and what was said and is not settled.
  void WriteLine(const v1::ListWorkResponse::Line& line) {
    const v1::PreparedExit& one = line.leaving();
    const std::string who = line.name().empty() ? Clean(line.dossier_id()) : Clean(line.name());
    std::string what =
        line.has_leaving() ? KindOf(one.exit()) : std::string(say_(Say::kWorkNoLeaving));
    if (line.referent()) what += ", " + std::string(say_(Say::kWorkHeld));
    out_ << paint_.Title(who) << " - " << what << "  "
         << paint_.Quiet(line.name().empty() ? "" : Clean(line.dossier_id())) << '\n';
    if (!line.has_leaving()) return;
    WriteDay(one);
    if (line.unattended())
      out_ << "  " << paint_.Open(say_(Say::kWorkUnattended, Clean(line.dossier_id()))) << '\n';
    else if (!line.own())
      WriteOwner(one.owner());
    for (const v1::PlannedCondition& condition : one.conditions()) WriteOpen(condition);
  }

 private:
  std::string KindOf(const v1::Exit& exit) const {
    return catalogue_.Label("exit_kind." + EndOf(v1::Exit::Kind_Name(exit.kind()), "KIND_"));
  }
  std::string Party(v1::ExitDate::Party party) const {
    return catalogue_.Label("exit_party." + EndOf(v1::ExitDate::Party_Name(party), "PARTY_"));
  }

  void WriteWindow(const v1::Exit& exit) {
    if (!exit.earliest().empty())
      out_ << "  " << say_(Say::kExitFrom, SayExitDay(exit.earliest(), "", say_)) << '\n';
    if (!exit.latest().empty())
      out_ << "  " << say_(Say::kExitUntil, SayExitDay(exit.latest(), "", say_)) << '\n';
  }

  void WriteDay(const v1::PreparedExit& one) {
    if (one.has_departure()) {
      const v1::Departure& left = one.departure();
      out_ << "  "
           << say_(Say::kExitOn, SayExitDay(left.day(), left.time(), say_),
                   DeciderOf(left.decider()))
           << '\n';
      return;
    }
    if (one.has_readmission())
      out_ << "  " << say_(Say::kExitBackSince, SayMoment(one.readmission().record_time(), say_))
           << '\n';
    if (!one.has_current()) {
      out_ << "  " << say_(Say::kExitNoDayYet) << '\n';
      return;
    }
    const std::string day = SayExitDay(one.current().day(), one.current().time(), say_);
    const bool agreed = one.state() == v1::PreparedExit::STATE_AGREED;
    out_ << "  "
         << (agreed ? paint_.Done(say_(Say::kExitAgreed, day))
                    : paint_.Open(say_(Say::kExitNotAgreed, day, Party(one.current().party()))))
         << '\n';
    for (const v1::ExitAnswer& answer : one.answers()) {
      if (answer.date_id() != one.current().id()) continue;
      out_ << "    "
           << say_(answer.accepted() ? Say::kExitSaysYes : Say::kExitSaysNo, Party(answer.party()))
           << '\n';
    }
  }

  // Other days are looked for where this one will not do.
  void WriteSlots(const v1::PreparedExit& one) {
    const bool stops = std::ranges::any_of(one.findings(), [](const v1::Finding& finding) {
      return finding.grade() == v1::Finding::GRADE_STOP;
    });
    if (!stops && one.has_current()) return;
    std::string slots;
    for (const v1::ExitSlot& slot : one.slots())
      slots += (slots.empty() ? "" : "; ") + SayExitDay(slot.day(), slot.time(), say_);
    if (!slots.empty()) out_ << "  " << say_(Say::kExitSlots, slots) << '\n';
  }

  void WriteOwner(const v1::ExitOwner& owner) {
    if (owner.owner().empty()) return;
    const std::string who = owner.unit().empty()
                                ? Clean(owner.owner())
                                : say_(Say::kExitCovers, Clean(owner.owner()), Clean(owner.unit()));
    out_ << "  " << say_(Say::kExitAnswersFor, who) << '\n';
  }

  // What is settled, or not needed, is named and no more.
  void WriteConditions(const v1::PreparedExit& one) {
    if (!one.conditions().empty()) out_ << "  " << say_(Say::kExitTakes) << '\n';
    for (const auto state : {v1::ExitCondition::STATE_MET, v1::ExitCondition::STATE_NOT_NEEDED}) {
      std::vector<std::string> names;
      for (const v1::PlannedCondition& condition : one.conditions())
        if (condition.state() == state)
          names.push_back(InLanguage(condition.text(), say_.language()));
      if (!names.empty())
        out_ << "    [x] " << paint_.Done(StateOf(state)) << ": " << Join(names, ", ") << '\n';
    }
    for (const v1::PlannedCondition& condition : one.conditions()) WriteOpen(condition);
  }
  // "[ ] medicines - the house, by Friday 4 December 2026 (under way)".
  void WriteOpen(const v1::PlannedCondition& one) {
    if (one.state() == v1::ExitCondition::STATE_MET ||
        one.state() == v1::ExitCondition::STATE_NOT_NEEDED)
      return;
    out_ << "    [ ] " << InLanguage(one.text(), say_.language()) << " - "
         << (one.owner().empty() ? Party(one.whose_move()) : Clean(one.owner()));
    if (!one.by_day().empty()) {
      const std::string day = SayWeekday(one.by_day(), say_);
      out_ << ", "
           << (one.late() ? paint_.Open(say_(Say::kExitWasBy, day)) : say_(Say::kExitBy, day));
    }
    if (one.state() == v1::ExitCondition::STATE_IN_PROGRESS)
      out_ << " (" << StateOf(one.state()) << ")";
    out_ << '\n';
  }
  std::string StateOf(v1::ExitCondition::State state) const {
    return catalogue_.Label("exit_condition." +
                            EndOf(v1::ExitCondition::State_Name(state), "STATE_"));
  }

  void WriteFindings(const v1::PreparedExit& one) {
    if (one.findings().empty()) {
      if (one.decisions().empty()) out_ << "  " << say_(Say::kExitNothingOpen) << '\n';
      return;
    }
    out_ << "  " << say_(Say::kExitToSettle, SayExitDay(one.covered_until(), "", say_)) << '\n';
    for (const v1::Finding& finding : one.findings()) WriteFinding(finding);
  }
  // What stops, with the word by which it is passed.
  void WriteFinding(const v1::Finding& finding) {
    const std::string sentence = InLanguage(finding.sentence(), say_.language());
    const bool stops = finding.grade() == v1::Finding::GRADE_STOP;
    out_ << "    " << MarkOf(finding.grade()) << ' '
         << (stops ? paint_.Refused(sentence) : sentence);
    if (finding.may_be_passed()) out_ << "  " << paint_.Quiet(Clean(finding.rule()));
    out_ << "\n      "
         << paint_.Quiet(say_(Say::kExitClear, InLanguage(finding.clear(), say_.language())))
         << '\n';
  }
  void WriteDecisions(const v1::PreparedExit& one) {
    if (!one.decisions().empty()) out_ << "  " << say_(Say::kExitAnyway) << '\n';
    for (const v1::ExitDecision& decision : one.decisions()) {
      const std::string why = catalogue_.Label(
          "exit_because." + EndOf(v1::ExitDecision::Because_Name(decision.because()), "BECAUSE_"));
      out_ << "    " << InLanguage(decision.sentence(), say_.language()) << "\n      "
           << say_(Say::kExitBecause, why, Clean(decision.decided_by()),
                   DeciderOf(decision.decider()))
           << '\n';
      if (decision.referent() != v1::ExitDecision::REFERENT_UNSPECIFIED)
        out_ << "      "
             << catalogue_.Label(
                    "exit_referent." +
                    EndOf(v1::ExitDecision::Referent_Name(decision.referent()), "REFERENT_"))
             << '\n';
    }
  }
  std::string DeciderOf(v1::Departure::Decider decider) const {
    return catalogue_.Label("exit_decider." +
                            EndOf(v1::Departure::Decider_Name(decider), "DECIDER_"));
  }
  static char MarkOf(v1::Finding::Grade grade) {
    return grade == v1::Finding::GRADE_STOP ? '!' : grade == v1::Finding::GRADE_ASK ? '?' : '-';
  }

  std::ostream& out_;
  const CatalogueView& catalogue_;
  const Speech& say_;
  const Paint& paint_;
};

}  // namespace

std::string InLanguage(const v1::Text& text, Language language) {
  const std::string* const all[] = {&text.fr(), &text.nl(), &text.de(), &text.en()};
  return Clean(*all[static_cast<std::size_t>(language)]);
}

std::string SayExitDay(const std::string& day, const std::string& time, const Speech& say) {
  const std::string said = SayWeekday(day, say);
  return time.empty() ? said : say(Say::kExitAt, said, Clean(time));
}

void RenderExits(std::ostream& out, const v1::ListExitsResponse& exits,
                 const CatalogueView& catalogue, const Speech& say, const Paint& paint) {
  if (exits.exits().empty()) out << say(Say::kExitsNone) << '\n';
  ExitWriter writer(out, catalogue, say, paint);
  for (const v1::PreparedExit& one : exits.exits()) {
    if (&one != &*exits.exits().begin()) out << '\n';
    writer.Write(one);
  }
  for (const v1::Referent& one : exits.referents()) writer.WriteReferent(one);
}

void RenderFirstNight(std::ostream& out, const v1::PreparedExit& exit,
                      const CatalogueView& catalogue, const Speech& say, const Paint& paint) {
  ExitWriter(out, catalogue, say, paint).WriteFirstNight(exit);
}

void RenderWorkLine(std::ostream& out, const v1::ListWorkResponse::Line& line,
                    const CatalogueView& catalogue, const Speech& say, const Paint& paint) {
  ExitWriter(out, catalogue, say, paint).WriteLine(line);
}

}  // namespace relais::cli
