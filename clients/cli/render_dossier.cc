#include "clients/cli/render_dossier.h"

#include <algorithm>
#include <map>
#include <vector>

#include "clients/cli/days.h"
#include "clients/cli/plain_text.h"
#include "clients/cli/render_step.h"

namespace relais::cli {
namespace {

using Steps = std::vector<const v1::Step*>;

enum class Section { kIdentity, kOpen, kClosed, kContacts, kFacts };

v1::Kind::Class ClassOf(const v1::Step& step, const CatalogueView& catalogue) {
  if (const v1::Kind* kind = catalogue.Find(step.kind())) return kind->class_();
  return step.state() > v1::Step::STATE_RECORDED ? v1::Kind::CLASS_PROCEDURE : v1::Kind::CLASS_FACT;
}

Section SectionOf(const v1::Step& step, const CatalogueView& catalogue) {
  if (step.compartment() == v1::COMPARTMENT_IDENTITY) return Section::kIdentity;
  const v1::Kind::Class type = ClassOf(step, catalogue);
  if (type == v1::Kind::CLASS_CONTACT) return Section::kContacts;
  if (type != v1::Kind::CLASS_PROCEDURE) return Section::kFacts;
  const bool done =
      step.state() == v1::Step::STATE_CLOSED || step.state() == v1::Step::STATE_CANCELLED;
  return done ? Section::kClosed : Section::kOpen;
}

// Newest first; the id decides between equals, so that two looks show the same order.
bool Newer(const v1::Step* a, const v1::Step* b) {
  if (a->happened_on() != b->happened_on()) return a->happened_on() > b->happened_on();
  if (a->record_time().seconds() != b->record_time().seconds()) {
    return a->record_time().seconds() > b->record_time().seconds();
  }
  return a->id() < b->id();
}

bool ByCompartment(const v1::Step* a, const v1::Step* b) {
  return a->compartment() != b->compartment() ? a->compartment() < b->compartment() : Newer(a, b);
}

// Writes one dossier, section after section.
class DossierWriter {
 public:
  DossierWriter(std::ostream& out, const v1::GetDossierResponse& dossier,
                const CatalogueView& catalogue, const Speech& say, const Paint& paint)
      : out_(out),
        dossier_(dossier),
        catalogue_(catalogue),
        say_(say),
        paint_(paint),
        steps_{catalogue, say, paint},
        ids_(StepIds(dossier)) {}

  void Write() {
    out_ << paint_.Title(say_(Say::kDossierTitle, Clean(dossier_.dossier_id()))) << '\n';
    WriteBases();
    WriteSupport();
    WriteSteps();
    WriteOwnWords();
    out_ << '\n' << paint_.Quiet(catalogue_.LabelOr("text.shared_only", Say::kSharedOnly)) << '\n';
  }

 private:
  void Heading(const std::string& text) { out_ << '\n' << paint_.Title(text) << '\n'; }

  void WriteBases() {
    if (dossier_.bases().empty()) return;
    Heading(say_(Say::kWhatYouSee));
    std::vector<std::string> own;
    for (const auto& basis : dossier_.bases()) {
      if (basis.rule() == "own") {
        own.push_back(catalogue_.Compartment(basis.compartment()));
      } else {
        out_ << "  " << Why(basis) << '\n';
      }
    }
    if (!own.empty()) out_ << "  " << Join(own, ", ") << ": " << say_(Say::kOwnBasis) << '\n';
  }

  std::string Why(const v1::Basis& basis) const {
    const std::string name = catalogue_.Compartment(basis.compartment());
    const std::string rule = Clean(basis.rule());
    if (!basis.has_end_time()) return say_(Say::kBasisNoEnd, name, rule);
    return say_(Say::kBasis, name, rule, SayDay(basis.end_time(), say_));
  }

  void WriteSupport() {
    out_ << '\n';
    switch (dossier_.support()) {
      case v1::SUPPORT_NEEDED:
        out_ << paint_.Open(catalogue_.LabelOr("text.support_needed", Say::kSupportNeeded)) << '\n';
        break;
      case v1::SUPPORT_NONE_KNOWN:
        out_ << catalogue_.LabelOr("text.support_none", Say::kSupportNone) << '\n';
        break;
      default:
        out_ << say_(Say::kSupportUnknown) << '\n';
    }
  }

  void WriteSteps() {
    std::map<Section, Steps> sections;
    for (const auto& step : dossier_.steps())
      sections[SectionOf(step, catalogue_)].push_back(&step);
    const std::pair<Section, Say> order[] = {{Section::kIdentity, Say::kIdentity},
                                             {Section::kOpen, Say::kOpenProcedures},
                                             {Section::kClosed, Say::kClosedProcedures},
                                             {Section::kContacts, Say::kContacts},
                                             {Section::kFacts, Say::kFacts}};
    for (const auto& [section, title] : order) {
      Steps& steps = sections[section];
      std::sort(steps.begin(), steps.end(), section == Section::kFacts ? ByCompartment : Newer);
      if (!steps.empty()) Heading(say_(title));
      for (const v1::Step* step : steps) WriteStep(*step);
    }
  }

  void WriteStep(const v1::Step& step) {
    steps_.Write(out_, ids_.Of(step.id()), step);
    steps_.WriteAttribution(out_, step, By(step));
    if (std::ranges::find(dossier_.must_not_know(), step.id()) != dossier_.must_not_know().end())
      out_ << "      " << paint_.Own(say_(Say::kMustNotKnow)) << '\n';
    for (const auto& answer : dossier_.counter_statements()) {
      if (answer.step_id() == step.id()) steps_.WriteAnswer(out_, answer);
    }
  }

  const v1::Attribution* By(const v1::Step& step) const {
    for (const auto& by : dossier_.attributions()) {
      if (by.record_id() == step.id() && by.version() == step.version()) return &by;
    }
    return nullptr;
  }

  void WriteOwnWords() {
    if (dossier_.own_words().empty()) return;
    Heading(say_(Say::kOwnWords));
    for (const auto& words : dossier_.own_words()) {
      out_ << "  " << paint_.Own(SayDay(words.record_time(), say_)) << '\n';
      for (const std::string& line : CleanLines(words.text())) out_ << "    | " << line << '\n';
    }
  }

  std::ostream& out_;
  const v1::GetDossierResponse& dossier_;
  const CatalogueView& catalogue_;
  const Speech& say_;
  const Paint& paint_;
  const StepWriter steps_;
  const ShortIds ids_;
};

}  // namespace

ShortIds StepIds(const v1::GetDossierResponse& dossier) {
  ShortIds out;
  for (const auto& step : dossier.steps()) out.Add(step.id());
  return out;
}

void RenderDossier(std::ostream& out, const v1::GetDossierResponse& dossier,
                   const CatalogueView& catalogue, const Speech& say, const Paint& paint) {
  DossierWriter(out, dossier, catalogue, say, paint).Write();
}

void RenderHistory(std::ostream& out, const v1::GetStepHistoryResponse& history,
                   const CatalogueView& catalogue, const Speech& say, const Paint& paint) {
  const StepWriter steps{catalogue, say, paint};
  for (const auto& version : history.versions()) {
    steps.Write(out, std::to_string(version.version()), version);
    const v1::Attribution* found = nullptr;
    for (const auto& by : history.attributions()) {
      if (by.version() == version.version()) found = &by;
    }
    steps.WriteAttribution(out, version, found);
  }
}

}  // namespace relais::cli
