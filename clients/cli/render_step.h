// One step as people read it: what, how it stands, its fields, who recorded it, and what the person
// answered.
#pragma once

#include <ostream>
#include <string>

#include "clients/cli/catalogue_view.h"
#include "clients/cli/paint.h"

namespace relais::cli {

struct StepWriter {
  const CatalogueView& catalogue;
  const Speech& say;
  const Paint& paint;

  // "22 November 2026  Shelter place: in progress", then the fields, indented.
  void Write(std::ostream& out, const std::string& tag, const v1::Step& step) const;
  // "recorded by Anna Peeters, hospital social worker, Saint-Jean"; the day alone when nobody is
  // named (null).
  void WriteAttribution(std::ostream& out, const v1::Step& step, const v1::Attribution* by) const;
  void WriteAnswer(std::ostream& out, const v1::CounterStatement& answer) const;

  std::string Standing(const v1::Step& step) const;
  std::string Who(const v1::Attribution& by) const;
};

}  // namespace relais::cli
